package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// served is a practice school of this revision, on this machine.
type served struct {
	url, dir string
	said     string // the addresses of the people worth trying
	stop     func() error
	pid      int
}

// build compiles the program as a release is, and seeds a practice school.
func build(ctx context.Context) (binary, dir string, err error) {
	above, err := os.MkdirTemp("", "openacademie-audit-")
	if err != nil {
		return "", "", err
	}
	binary, dir = filepath.Join(above, "openacademie"), filepath.Join(above, "practice")
	if _, err := output(ctx, []string{"CGO_ENABLED=0"}, "go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, "."); err != nil {
		return "", "", err
	}
	first, err := open(ctx, binary, dir)
	if err != nil {
		return "", "", err
	}
	return binary, dir, first.stop()
}

var addressSaid = regexp.MustCompile(`http://localhost:\d+`)

// open starts the program and waits until it has said its address and answers.
func open(ctx context.Context, binary, dir string) (*served, error) {
	cmd := exec.CommandContext(ctx, binary, "demo", "--dir", dir, "--http", "localhost:0") //nolint:gosec // the program just built
	pipe, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	s := &served{dir: dir, pid: cmd.Process.Pid, stop: func() error {
		if err := cmd.Process.Signal(os.Interrupt); err != nil {
			return err
		}
		return cmd.Wait()
	}}
	var all strings.Builder
	reader := bufio.NewReader(pipe)
	for !strings.Contains(all.String(), "Pour arrêter") {
		l, err := reader.ReadString('\n')
		all.WriteString(l)
		if s.url == "" {
			s.url = addressSaid.FindString(l)
		}
		if err != nil {
			return nil, errors.Join(fmt.Errorf("the program does not open: %w\n%s", err, all.String()), s.stop())
		}
	}
	go func() { _, _ = io.Copy(io.Discard, reader) }() // what it says later is nobody's business here
	s.said = all.String()
	return s, nil
}

// program measures the start on an existing base, until the first page is answered, and the memory once at rest: median of three.
func program(ctx context.Context, a *audit) error {
	binary, dir, err := build(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(filepath.Dir(dir)) }() // a temporary folder
	var starts, memories []float64
	for range 3 {
		began := time.Now()
		s, err := open(ctx, binary, dir)
		if err != nil {
			return err
		}
		_, err = get(ctx, s.url+"/connexion")
		starts = append(starts, time.Since(began).Seconds())
		time.Sleep(4 * time.Second) // at rest: what starting needed is given back
		used, unread := resident(s.pid)
		if err := errors.Join(err, unread, s.stop()); err != nil {
			return err
		}
		memories = append(memories, used)
	}
	a.measures["start.s"], a.measures["idle.mb"] = median(starts), median(memories)
	return nil
}

// get reads a page.
func get(ctx context.Context, address string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, http.NoBody)
	if err != nil {
		return nil, err
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(answer.Body)
	return body, errors.Join(err, answer.Body.Close())
}

// resident is the memory of a process, in megabytes, files it maps left out.
func resident(pid int) (float64, error) {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, fmt.Errorf("memory is read under Linux only: %w", err)
	}
	for l := range strings.Lines(string(raw)) {
		if fields := strings.Fields(l); len(fields) > 1 && fields[0] == "RssAnon:" {
			kb, err := strconv.ParseFloat(fields[1], 64)
			return kb / 1024, err
		}
	}
	return 0, errors.New("no RssAnon")
}

var codeWritten = regexp.MustCompile(`code de connexion est\s+(\d{3})[\s\x{a0}\x{202f}]?(\d{3})`)

// enter signs the parent of two children in, with the code that the practice school shows, and gives the cookies.
func (s *served) enter(ctx context.Context) (string, error) {
	address := ""
	for l := range strings.Lines(s.said) {
		if strings.Contains(l, "(parent de deux enfants") {
			address = strings.Fields(l)[0]
		}
	}
	if address == "" {
		return "", errors.New("nobody to sign in")
	}
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	var kept []string
	send := func(path string, form url.Values) error {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+path, strings.NewReader(form.Encode()))
		if err != nil {
			return err
		}
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, c := range kept {
			request.Header.Add("Cookie", c)
		}
		answer, err := client.Do(request)
		if err != nil {
			return err
		}
		for _, c := range answer.Cookies() {
			if c.MaxAge >= 0 {
				kept = append(kept, c.Name+"="+c.Value)
			}
		}
		return answer.Body.Close()
	}
	if err := send("/connexion", url.Values{"adresse": {address}}); err != nil {
		return "", err
	}
	for range 200 {
		body, err := get(ctx, s.url+"/pratique/envois?q="+url.QueryEscape(address))
		if err != nil {
			return "", err
		}
		if code := codeWritten.FindSubmatch(body); code != nil {
			err := send("/connexion/code", url.Values{"code": {string(code[1]) + string(code[2])}})
			return strings.Join(kept, "; "), err
		}
		time.Sleep(50 * time.Millisecond)
	}
	return "", errors.New("no code came")
}
