package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/command"
)

// running is a school served by a test.
type running struct {
	url  string
	out  *output
	stop func() int // asks to stop, as Ctrl-C does, and gives the exit code
}

// start runs serve or demo until the test ends and waits for its address.
func start(t *testing.T, args ...string) running {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, code := &output{}, make(chan int, 1)
	go func() { code <- command.Execute(ctx, command.Call{Args: args, Out: out, Err: out, Version: "essai"}) }()
	stop := sync.OnceValue(func() int {
		cancel()
		select {
		case c := <-code:
			return c
		case <-time.After(10 * time.Second):
			return -1
		}
	})
	t.Cleanup(func() { stop() })
	address := regexp.MustCompile(`http://\S+`)
	for deadline := time.Now().Add(10 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if url := address.FindString(out.String()); url != "" {
			return running{url: url, out: out, stop: stop}
		}
	}
	t.Fatalf("no address after ten seconds:\n%s", out)
	return running{}
}

func TestServeAnswersAndStopsProperly(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	dir := filepath.Join(t.TempDir(), "school")
	school := start(t, "serve", "--dir", dir, "--http", "127.0.0.1:0")
	if status, body := get(t, school.url+"/healthz"); status != http.StatusOK || body != `{"ok":true,"failing":[]}` {
		t.Errorf("healthz: %d %s", status, body)
	}
	if !strings.Contains(school.out.String(), "OPENACADEMIE_OPERATOR_EMAIL") {
		t.Errorf("nothing says how to make an operator:\n%s", school.out)
	}
	// doctor examines a folder in use.
	if code, out := run("doctor", "--dir", dir); code != command.Fine {
		t.Errorf("doctor: %d\n%s", code, out)
	}
	if code := school.stop(); code != command.Fine {
		t.Errorf("exit code %d\n%s", code, school.out)
	}

	// Budget: one second on an existing base (design/experience.md); three here, for machines under load.
	begun := time.Now()
	school = start(t, "serve", "--dir", dir, "--http", "127.0.0.1:0")
	if status, _ := get(t, school.url+"/healthz"); status != http.StatusOK {
		t.Errorf("healthz: %d", status)
	}
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("started in %s", took)
	}
}

func TestServeMakesTheFirstOperatorOnce(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	t.Setenv("OPENACADEMIE_OPERATOR_EMAIL", "operateur@exemple.fr")
	dir := t.TempDir()
	school := start(t, "serve", "--dir", dir, "--http", "127.0.0.1:0")
	found := regexp.MustCompile(`une seule fois : (\S+)`).FindStringSubmatch(school.out.String())
	if found == nil {
		t.Fatalf("no password printed:\n%s", school.out)
	}
	body := `{"identity":"operateur@exemple.fr","password":"` + found[1] + `"}`
	answer, err := http.Post(school.url+"/api/collections/_superusers/auth-with-password", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the printed password opens nothing: %d", answer.StatusCode)
	}
	school.stop()

	school = start(t, "serve", "--dir", dir, "--http", "127.0.0.1:0")
	if strings.Contains(school.out.String(), "Mot de passe") {
		t.Errorf("a password was printed again:\n%s", school.out)
	}
}

func TestServeKeepsAPracticeSchoolAtHome(t *testing.T) {
	dir := t.TempDir()
	start(t, "demo", "--dir", dir, "--http", "127.0.0.1:0").stop()
	code, out := run("serve", "--dir", dir, "--http", ":0")
	if code != command.Refused || !strings.Contains(out, "ne s’ouvre que sur cette machine") {
		t.Errorf("%d %s", code, out)
	}
}

func TestServeSaysThatItsAddressIsTaken(t *testing.T) {
	school := start(t, "demo", "--dir", t.TempDir(), "--http", "127.0.0.1:0")
	code, out := run("demo", "--dir", t.TempDir(), "--http", strings.TrimPrefix(school.url, "http://"))
	if code != command.Refused || !strings.Contains(out, "déjà prise") {
		t.Errorf("%d %s", code, out)
	}
}

func TestRulesTellTheTruthInJSON(t *testing.T) {
	code, out := run("rules", "--json")
	var rules []map[string]any
	if err := json.Unmarshal([]byte(out), &rules); err != nil || code != command.Fine {
		t.Fatalf("%d %v", code, err)
	}
	for _, rule := range rules {
		for _, key := range []string{"id", "title", "severity", "sources", "confidence", "enforced", "parameters", "lifted_by", "tests"} {
			if value, present := rule[key]; !present || value == nil {
				t.Errorf("%v: %s is missing", rule["id"], key)
			}
		}
	}
}

// run executes a command to its end and returns its code and all it said.
func run(args ...string) (code int, said string) {
	out := &output{}
	code = command.Execute(context.Background(), command.Call{Args: args, Out: out, Err: out, Version: "essai"})
	return code, out.String()
}

func get(t *testing.T, address string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	raw, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, strings.TrimSpace(string(raw))
}

// output gathers what a command says while it runs.
type output struct {
	mutex sync.Mutex
	bytes bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.bytes.Write(p)
}

func (o *output) String() string {
	o.mutex.Lock()
	defer o.mutex.Unlock()
	return o.bytes.String()
}
