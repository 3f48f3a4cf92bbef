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
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// running is a school served by a test.
type running struct {
	url  string
	out  *output
	stop func() int // asks to stop, as Ctrl-C does, and gives the exit code
}

var addressSaid = regexp.MustCompile(`http://\S+`)

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
	for deadline := time.Now().Add(60 * time.Second); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		if url := addressSaid.FindString(out.String()); url != "" {
			return running{url: url, out: out, stop: stop}
		}
	}
	t.Fatalf("no address after a minute:\n%s", out)
	return running{}
}

func TestServeAnswersAndStopsProperly(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	dir := filepath.Join(t.TempDir(), "school")
	served := start(t, "serve", "--dir", dir, "--http", "127.0.0.1:0")
	if status, body := get(t, served.url+"/healthz"); status != http.StatusOK || body != `{"ok":true,"failing":[]}` {
		t.Errorf("healthz: %d %s", status, body)
	}
	if !strings.Contains(served.out.String(), "OPENACADEMIE_OPERATOR_EMAIL") {
		t.Errorf("nothing says how to make an operator:\n%s", served.out)
	}
	// doctor examines a folder in use.
	if code, out := run("doctor", "--dir", dir); code != command.Fine {
		t.Errorf("doctor: %d\n%s", code, out)
	}
	if code := served.stop(); code != command.Fine {
		t.Errorf("exit code %d\n%s", code, served.out)
	}

	// Budget: one second on an existing base (design/experience.md); three here, for machines under load.
	begun := time.Now()
	served = start(t, "serve", "--dir", dir, "--http", "127.0.0.1:0")
	if status, _ := get(t, served.url+"/healthz"); status != http.StatusOK {
		t.Errorf("healthz: %d", status)
	}
	if took := time.Since(begun); took > 3*time.Second {
		t.Errorf("started in %s", took)
	}
}

func TestServeMakesTheFirstOperatorOnce(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	t.Setenv("OPENACADEMIE_OPERATOR_EMAIL", "operateur@exemple.fr")
	dir := testapp.Migrated(t, t.TempDir())
	served := start(t, "serve", "--dir", dir, "--http", "127.0.0.1:0")
	found := regexp.MustCompile(`une seule fois : (\S+)`).FindStringSubmatch(served.out.String())
	if found == nil {
		t.Fatalf("no password printed:\n%s", served.out)
	}
	body := `{"identity":"operateur@exemple.fr","password":"` + found[1] + `"}`
	answer, err := http.Post(served.url+"/api/collections/_superusers/auth-with-password", "application/json", strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	if answer.StatusCode != http.StatusOK {
		t.Errorf("the printed password opens nothing: %d", answer.StatusCode)
	}
	served.stop()

	served = start(t, "serve", "--dir", dir, "--http", "127.0.0.1:0")
	if strings.Contains(served.out.String(), "Mot de passe") {
		t.Errorf("a password was printed again:\n%s", served.out)
	}
}

func TestServeKeepsAPracticeSchoolAtHome(t *testing.T) {
	dir := testapp.Migrated(t, t.TempDir())
	app, err := school.Open(dir, school.Options{Kind: school.Practice, Rules: testapp.Rules()})
	if err != nil {
		t.Fatal(err)
	}
	if err := school.Close(app); err != nil {
		t.Fatal(err)
	}
	code, out := run("serve", "--dir", dir, "--http", ":0")
	if code != command.Refused || !strings.Contains(out, "ne s’ouvre que sur cette machine") {
		t.Errorf("%d %s", code, out)
	}
}

// The practice school opens twice on the same folder: the second start keeps what was done, and the operator's password.
func TestDemoOpensAgainAsItWasLeft(t *testing.T) {
	dir, first := practiceFolder(t)
	said := regexp.MustCompile(`operateur@exemple\.fr, mot de passe (\S+)`)
	second := start(t, "demo", "--dir", dir, "--http", "localhost:0")
	if status, body := get(t, second.url+"/healthz"); status != http.StatusOK {
		t.Errorf("healthz: %d %s", status, body)
	}
	if code := second.stop(); code != command.Fine {
		t.Errorf("exit code %d\n%s", code, second.out)
	}
	before, after := said.FindStringSubmatch(first), said.FindStringSubmatch(second.out.String())
	if before == nil || after == nil || before[1] != after[1] {
		t.Errorf("passwords:\n%s\n%s", first, second.out)
	}
	if code, out := run("doctor", "--dir", dir); code != command.Fine {
		t.Errorf("doctor: %d\n%s", code, out)
	}
}

func TestServeSaysThatItsAddressIsTaken(t *testing.T) {
	t.Setenv("OPENACADEMIE_KEY", strings.Repeat("k", 32))
	first := start(t, "serve", "--dir", testapp.Migrated(t, t.TempDir()), "--http", "127.0.0.1:0")
	code, out := run("serve", "--dir", testapp.Migrated(t, t.TempDir()), "--http", strings.TrimPrefix(first.url, "http://"))
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
