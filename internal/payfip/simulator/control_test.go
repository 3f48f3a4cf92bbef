package simulator

import (
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func (s *Simulator) control(t *testing.T, method, path, body string, want int) string {
	t.Helper()
	w := s.try(method, path, "application/json", body)
	if w.Code != want {
		t.Errorf("%s %s %s: HTTP %d %s, want %d", method, path, body, w.Code, w.Body, want)
	}
	return w.Body.String()
}

func TestControlAPI(t *testing.T) {
	s := start(t, Options{Seed: 3})
	id := s.make(t, nil)
	has := func(text, want string) {
		t.Helper()
		if !strings.Contains(text, want) {
			t.Errorf("no %s in %s", want, text)
		}
	}
	has(s.control(t, "GET", "/sim/", "", 200), "aucun paiement réel")
	has(s.control(t, "GET", "/sim/paiements", "", 200), `"montant":5230`)
	has(s.control(t, "GET", "/sim/paiements/"+id, "", 200), `"resultrans":""`)
	s.control(t, "GET", "/sim/paiements/x", "", 404)
	has(s.control(t, "POST", "/sim/paiements/"+id+"/resultat", `{"resultrans":"V"}`, 200), `"numauto":"112233445566-tip"`)
	s.control(t, "POST", "/sim/paiements/"+id+"/resultat", `{"resultrans":"Q"}`, 400)
	s.control(t, "POST", "/sim/paiements/x/resultat", `{"resultrans":"P"}`, 404)
	s.control(t, "POST", "/sim/paiements/"+id+"/notification", ``, 200)
	s.control(t, "POST", "/sim/paiements/x/notification", ``, 404)
	has(s.control(t, "GET", "/sim/notifications", "", 200), "hôte refusé")
	has(s.control(t, "POST", "/sim/horloge", `{"avance":"20m"}`, 200), "2026-10-15T14:25:00+02:00")
	has(s.control(t, "POST", "/sim/horloge", `{"instant":"2026-10-16T08:00:00+02:00"}`, 200), "2026-10-16T08:00:00")
	s.control(t, "POST", "/sim/horloge", `{"avance":"-1m"}`, 400)
	s.control(t, "POST", "/sim/horloge", `{"avance":"demain"}`, 400)
	has(s.control(t, "GET", "/sim/horloge", "", 200), "2026-10-16T08:00:00")
	has(s.control(t, "POST", "/sim/pannes", `{"nature":"502","fois":2,"latence":"5ms"}`, 200), `"latence":"5ms"`)
	s.control(t, "POST", "/sim/pannes", `{"nature":"incendie"}`, 400)
	s.control(t, "POST", "/sim/pannes", `{"nature":"502","operation":"x"}`, 400)
	s.control(t, "POST", "/sim/pannes", `{"nature":"502","fois":-1}`, 400)
	if status, _ := s.soap(creation(nil)); status != http.StatusBadGateway {
		t.Errorf("HTTP %d", status)
	}
	has(s.control(t, "GET", "/sim/pannes", "", 200), `"fois":1`)
	has(s.control(t, "DELETE", "/sim/pannes", "", 200), "[]")
	s.control(t, "POST", "/sim/style", `{"prefixe":"soapenv"}`, 200)
	s.control(t, "POST", "/sim/style", `{"prefixe":"a><b"}`, 400)
	if _, answer := s.soap(creation(nil)); !strings.Contains(answer, "<soapenv:Body>") {
		t.Error(answer)
	}
	s.control(t, "POST", "/sim/notification", `{"copies":3,"ordre":"before","methode":"GET","parametre":"idOp"}`, 200)
	for _, bad := range []string{`{"copies":21}`, `{"ordre":"x"}`, `{"methode":"PUT"}`, `{"delai":"-1s"}`, `{"inconnu":1}`, `{`} {
		s.control(t, "POST", "/sim/notification", bad, 400)
	}
	has(s.control(t, "POST", "/sim/nuit", ``, 200), `"resultrans":"V"`)
	if len(s.Payments()) != 1 {
		t.Error("the night left a payment without outcome")
	}
	s.control(t, "GET", "/sim/fichier?jour=hier", "", 400)
	s.control(t, "GET", "/sim/fichier?numcli=1", "", 400)
	has(s.control(t, "GET", "/sim/fichier?jour=2026-10-15&numcli=090909", "", 200), "LIGNE;15/10/2026;F000012345A01;52,30")
	if w := s.try("POST", "/sim/nuit", "text/plain", "{}"); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("a plain form drives the simulator: HTTP %d", w.Code)
	}
}

func TestAnotherSiteCannotDriveTheSimulator(t *testing.T) {
	s := start(t, Options{})
	for _, path := range []string{"/sim/nuit", PagePath} {
		r := httptest.NewRequest("POST", path, strings.NewReader("{}"))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Sec-Fetch-Site", "cross-site")
		w := httptest.NewRecorder()
		if s.ServeHTTP(w, r); w.Code != http.StatusForbidden {
			t.Errorf("%s: HTTP %d", path, w.Code)
		}
	}
}

func TestDailyFile(t *testing.T) {
	s := start(t, Options{Clock: at("2026-10-15T23:59:00+02:00")})
	for ref, result := range map[string]string{"F000000001A01": "P", "F000000002A01": "R", "F000000003A01": "A"} {
		if err := s.Force(s.make(t, map[string]string{"refdet": ref, "montant": "123456"}), result, false); err != nil {
			t.Fatal(err)
		}
	}
	_ = s.Force(s.make(t, map[string]string{"refdet": "F000000004A01", "numcli": "090910"}), "P", false)
	day := s.Now()
	s.Advance(2 * time.Minute) // past midnight in Paris, not in UTC
	_ = s.Force(s.make(t, map[string]string{"refdet": "F000000005A01"}), "V", false)
	want := "EN-TETE;PAYFIP;090909;15/10/2026\r\nLIGNE;DATE;REFERENCE;MONTANT\r\nLIGNE;15/10/2026;F000000001A01;1234,56\r\nPIED-DE-PAGE;1;1234,56\r\n"
	if got := s.DailyFile(day, "090909"); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := s.DailyFile(day, ""); !strings.HasSuffix(got, "PIED-DE-PAGE;2;1286,86\r\n") {
		t.Errorf("%q", got)
	}
	if got := s.DailyFile(s.Now(), ""); !strings.Contains(got, "F000000005A01;52,30") {
		t.Errorf("%q", got)
	}
}

func TestOutcomesAreKeptOneYear(t *testing.T) {
	s := start(t, Options{})
	id := s.make(t, nil)
	_ = s.Force(id, "P", false)
	s.Advance(365 * 24 * time.Hour)
	if _, known := s.Payment(id); !known {
		t.Error("gone within the year")
	}
	s.Advance(time.Hour)
	if _, known := s.Payment(id); known {
		t.Error("still there after the year")
	}
}

func TestAPaymentMadeAtNightIsNotPurgedUnderThePayer(t *testing.T) {
	s := start(t, Options{Clock: at("2026-10-16T02:55:00+02:00")})
	id := s.make(t, nil)
	s.Advance(10 * time.Minute)
	if _, known := s.Payment(id); !known {
		t.Error("purged at 03:00 while 10 minutes old")
	}
	s.Advance(11 * time.Minute)
	if _, known := s.Payment(id); known {
		t.Error("still there")
	}
}

func TestNotificationsStayOnThisMachine(t *testing.T) {
	var calls atomic.Int32
	transport := roundTrip(func(r *http.Request) (*http.Response, error) {
		calls.Add(1)
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
	})
	s := start(t, Options{HTTP: &http.Client{Transport: transport}, AllowHosts: []string{"ecole.test"}})
	for target, want := range map[string]int32{
		"http://127.0.0.1:1/n": 1, "http://[::1]:1/n": 1, "http://localhost:1/n": 1, "https://ecole.test/n": 1,
		"http://10.0.0.1/n": 0, "http://169.254.169.254/n": 0, "https://ecole.example.org/n": 0, "http://127.0.0.1.example.org/n": 0,
		"http://0.0.0.0/n": 0, "http://2130706433/n": 0, "https://x.ecole.test/n": 0,
	} {
		calls.Store(0)
		id := s.make(t, map[string]string{"urlnotif": target})
		if err := s.Force(id, "P", true); err != nil {
			t.Fatal(err)
		}
		s.Wait()
		if calls.Load() != want {
			t.Errorf("%s: %d calls, want %d", target, calls.Load(), want)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestStartRefusesAnotherAddressThanLoopback(t *testing.T) {
	s := start(t, Options{})
	for _, address := range []string{":0", "0.0.0.0:0", "192.0.2.1:80", "example.org:80", "nonsense"} {
		if base, err := s.Start(address); err == nil {
			t.Errorf("%s served at %s", address, base)
		}
	}
	s.Close()
	if _, err := s.Start("127.0.0.1:0"); err == nil {
		t.Error("served after Close")
	}
}

// Close waits for a delayed notification and the server, and leaves no goroutine.
func TestCloseLeavesNothingBehind(t *testing.T) {
	before := runtime.NumGoroutine()
	for range 10 {
		s := New(Options{Notify: Notify{Delay: Pause(time.Hour), Copies: 3}})
		base, err := s.Start("127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		id := s.make(t, map[string]string{"urlnotif": base + "/n"})
		if err := s.Force(id, "P", true); err != nil {
			t.Fatal(err)
		}
		s.Close()
		s.Close()
		s.Wait()
		if w := s.try("GET", "/sim/", "", ""); w.Code != http.StatusServiceUnavailable {
			t.Errorf("HTTP %d after Close", w.Code)
		}
	}
	for deadline := time.Now().Add(2 * time.Second); runtime.NumGoroutine() > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d goroutines, %d before", runtime.NumGoroutine(), before)
		}
	}
}
