package command_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/openacademie/openacademie/internal/command"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestMain(m *testing.M) {
	testscript.Main(tidy{m}, map[string]func(){"openacademie": func() {
		os.Exit(command.Execute(context.Background(), command.Call{Args: os.Args[1:], Out: os.Stdout, Err: os.Stderr, Version: "essai"}))
	}})
}

// tidy removes what the tests of this package share.
type tidy struct{ *testing.M }

func (m tidy) Run() int {
	code := m.M.Run()
	if err := os.RemoveAll(shared); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return code
}

// The scripts of testdata/script are the command line as its users type it.
func TestScripts(t *testing.T) {
	small, err := filepath.Abs("../siecle/testdata/small")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("SMALL", small)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// migrated DIR lays a folder where only the migrations are done, so that the next command is not slowed by them.
			"migrated": func(ts *testscript.TestScript, _ bool, args []string) {
				ts.Check(testapp.LayMigrated(ts.MkAbs(args[0])))
			},
			// exits CODE ARGUMENT… runs the program and compares its exit code.
			"exits": func(ts *testscript.TestScript, _ bool, args []string) {
				wanted, err := strconv.Atoi(args[0])
				ts.Check(err)
				got := 0
				if err := ts.Exec("openacademie", args[1:]...); err != nil {
					got = -1
					if _, scanned := fmt.Sscanf(err.Error(), "exit status %d", &got); scanned != nil {
						ts.Fatalf("%v", err)
					}
				}
				if got != wanted {
					ts.Fatalf("exit code %d, not %d", got, wanted)
				}
			},
		},
	})
}
