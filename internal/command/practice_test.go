package command_test

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/command"
)

// practiceFolder is a copy of the folder that the first start of demo makes, and what that start said.
func practiceFolder(t *testing.T) (dir, said string) {
	t.Helper()
	made, err := firstDemo()
	if err != nil {
		t.Fatal(err)
	}
	dir = t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(made.dir)); err != nil {
		t.Fatal(err)
	}
	return dir, made.said
}

type demoMade struct{ dir, said string }

// shared is the folder above firstDemo's, "" as long as no test wanted it.
var shared string

// firstDemo runs demo on a folder that does not exist, as whoever tries the program does, and stops it once it answers.
var firstDemo = sync.OnceValues(func() (demoMade, error) {
	above, err := os.MkdirTemp("", "openacademie-demo-*")
	if err != nil {
		return demoMade{}, err
	}
	shared = above
	dir, out, code := filepath.Join(above, "practice"), &output{}, make(chan int, 1)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	go func() {
		code <- command.Execute(ctx, command.Call{Args: []string{"demo", "--dir", dir, "--http", "localhost:0"}, Out: out, Err: out, Version: "essai"})
	}()
	for deadline := time.Now().Add(time.Minute); !strings.Contains(out.String(), "Pour arrêter"); time.Sleep(5 * time.Millisecond) {
		if len(code) > 0 || time.Now().After(deadline) {
			return demoMade{}, fmt.Errorf("demo does not start:\n%s", out)
		}
	}
	answer, err := http.Get(addressSaid.FindString(out.String()) + "/healthz")
	if err != nil {
		return demoMade{}, err
	}
	if err := answer.Body.Close(); err != nil || answer.StatusCode != http.StatusOK {
		return demoMade{}, fmt.Errorf("healthz: %d %w", answer.StatusCode, err)
	}
	stop()
	if c := <-code; c != command.Fine {
		return demoMade{}, fmt.Errorf("exit code %d:\n%s", c, out)
	}
	return demoMade{dir, out.String()}, nil
})
