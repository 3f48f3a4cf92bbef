package browser_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/command"
)

// practiceSchool is a running `openacademie demo`.
type practiceSchool struct {
	url   string
	dir   string
	said  *output
	stop  func() error
	token string            // of the operator, for REST
	used  map[string]string // codes read so far, by address
}

// open serves a copy of the seeded practice school until the test ends.
func open(t *testing.T) *practiceSchool {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "practice")
	if err := os.CopyFS(dir, os.DirFS(seeded)); err != nil {
		t.Fatal(err)
	}
	school, err := start(context.Background(), dir, "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := school.stop(); err != nil {
			t.Error(err)
		}
	})
	return school
}

// reopen serves the folder again at the address it had, after stop.
func (s *practiceSchool) reopen(t *testing.T) {
	t.Helper()
	again, err := start(context.Background(), s.dir, strings.TrimPrefix(s.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := again.stop(); err != nil {
			t.Error(err)
		}
	})
}

var addressSaid = regexp.MustCompile(`http://localhost:\d+`)

// start runs the command as a person would and waits until everything it announces is printed.
func start(ctx context.Context, dir, address string) (*practiceSchool, error) {
	ctx, cancel := context.WithCancel(ctx)
	school, code := &practiceSchool{dir: dir, said: &output{}, used: map[string]string{}}, make(chan int, 1)
	go func() {
		code <- command.Execute(ctx, command.Call{Args: []string{"demo", "--dir", dir, "--http", address}, Out: school.said, Err: school.said, Version: "essai"})
	}()
	school.stop = sync.OnceValue(func() error {
		cancel()
		select {
		case c := <-code:
			if c != command.Fine {
				return fmt.Errorf("demo ended with %d:\n%s", c, school.said)
			}
			return nil
		case <-time.After(20 * time.Second):
			return errors.New("demo does not stop")
		}
	})
	if err := until(2*time.Minute, func() bool { return strings.Contains(school.said.String(), "Pour arrêter") || len(code) > 0 }); err != nil {
		return nil, errors.Join(err, school.stop())
	}
	if school.url = addressSaid.FindString(school.said.String()); school.url == "" {
		return nil, errors.Join(errors.New("no address"), school.stop())
	}
	return school, nil
}

// until asks again and again, for what no event tells.
func until(limit time.Duration, done func() bool) error {
	for deadline := time.Now().Add(limit); time.Now().Before(deadline); time.Sleep(10 * time.Millisecond) {
		if done() {
			return nil
		}
	}
	return fmt.Errorf("still waiting after %s", limit)
}

// account is the address or the letter code that the command announces for a person worth trying.
func (s *practiceSchool) account(t *testing.T, what string) string {
	t.Helper()
	for line := range strings.Lines(s.said.String()) {
		if strings.Contains(line, "("+what) {
			return strings.Fields(line)[0]
		}
	}
	t.Fatalf("no account for %q in:\n%s", what, s.said)
	return ""
}

// Accounts announced by the command.
const (
	twoChildren   = "parent de deux enfants"
	alreadySigned = "parent déjà engagé"
	sharedAddress = "deux parents qui partagent une adresse"
	byLetter      = "parent sans adresse"
	adultPupil    = "élève majeur"
)

// Members of staff of the practice school.
const (
	head        = "principale@deux-rives.example.org"
	bursar      = "gestionnaire@deux-rives.example.org"
	accountant  = "agent-comptable@deux-rives.example.org"
	teacher     = "professeure@deux-rives.example.org"
	secretariat = "secretariat@deux-rives.example.org"
	social      = "assistante-sociale@deux-rives.example.org"
)

var codeWritten = regexp.MustCompile(`code de connexion est\s+(\d{3})[\s\x{a0}\x{202f}]?(\d{3})`)

// code reads the last code sent to an address in the outbox of the practice school, as a person does.
func (s *practiceSchool) code(t *testing.T, address string) string {
	t.Helper()
	var code string
	err := until(10*time.Second, func() bool {
		answer, err := http.Get(s.url + "/pratique/envois?q=" + url.QueryEscape(address))
		if err != nil {
			return false
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if err != nil {
			return false
		}
		match := codeWritten.FindStringSubmatch(string(body))        // the newest comes first
		if len(match) != 3 || match[1]+match[2] == s.used[address] { // the mail leaves after the page has answered
			return false
		}
		code = match[1] + match[2]
		s.used[address] = code
		return true
	})
	if err != nil {
		t.Fatalf("no code for %s in /pratique/envois", address)
	}
	return code
}

// operator signs the operator of the folder in to PocketBase's API.
func (s *practiceSchool) operator(t *testing.T) (email, password string) {
	t.Helper()
	found := regexp.MustCompile(`(\S+), mot de passe (\S+)`).FindStringSubmatch(s.said.String())
	if found == nil {
		t.Fatalf("no operator in:\n%s", s.said)
	}
	return found[1], found[2]
}

// rest sends a request of the operator to PocketBase's API and returns its status and body.
func (s *practiceSchool) rest(t *testing.T, method, path string, body any) (status int, said []byte) {
	t.Helper()
	if s.token == "" {
		email, password := s.operator(t)
		_, raw := s.send(t, http.MethodPost, "/api/collections/_superusers/auth-with-password", "", map[string]string{"identity": email, "password": password})
		var in struct{ Token string }
		if err := json.Unmarshal(raw, &in); err != nil || in.Token == "" {
			t.Fatalf("the operator cannot enter: %s", raw)
		}
		s.token = in.Token
	}
	return s.send(t, method, path, s.token, body)
}

func (s *practiceSchool) send(t *testing.T, method, path, token string, body any) (status int, said []byte) {
	t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		t.Fatal(err)
	}
	request, err := http.NewRequestWithContext(t.Context(), method, s.url+path, bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	if said, err = io.ReadAll(answer.Body); err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, said
}

// rows are the records of a collection that match a filter of PocketBase, as the operator reads them.
func (s *practiceSchool) rows(t *testing.T, collection, filter string) []map[string]any {
	t.Helper()
	query := url.Values{"perPage": {"500"}, "skipTotal": {"1"}}
	if filter != "" {
		query.Set("filter", filter)
	}
	status, raw := s.rest(t, http.MethodGet, "/api/collections/"+collection+"/records?"+query.Encode(), nil)
	var list struct{ Items []map[string]any }
	if err := json.Unmarshal(raw, &list); err != nil || status != http.StatusOK {
		t.Fatalf("%s %q: %d %s", collection, filter, status, raw)
	}
	return list.Items
}

// row is the one record expected.
func (s *practiceSchool) row(t *testing.T, collection, filter string) map[string]any {
	t.Helper()
	rows := s.rows(t, collection, filter)
	if len(rows) == 0 {
		t.Fatalf("no %s with %s", collection, filter)
	}
	return rows[0]
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
