package simulator

import (
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"
)

func at(text string) func() time.Time {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return func() time.Time { return t }
}

func start(t testing.TB, options Options) *Simulator {
	t.Helper()
	if options.Clock == nil {
		options.Clock = at("2026-10-15T14:05:00+02:00")
	}
	s := New(options)
	t.Cleanup(s.Close)
	return s
}

func (s *Simulator) try(method, target, kind, body string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, target, strings.NewReader(body))
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	w := httptest.NewRecorder()
	s.ServeHTTP(w, r)
	return w
}

func (s *Simulator) soap(body string) (int, string) {
	w := s.try("POST", SOAPPath, "text/xml; charset=utf-8", body)
	return w.Code, w.Body.String()
}

func envelope(inside string) string {
	return `<e:Envelope xmlns:e="` + nsEnvelope + `" xmlns:p="` + nsService + `"><e:Header/><e:Body>` + inside + `</e:Body></e:Envelope>`
}

func operation(name string, fields ...string) string {
	return envelope("<p:" + name + "><arg0>" + strings.Join(fields, "") + "</arg0></p:" + name + ">")
}

var code = regexp.MustCompile(`<code>([^<]*)</code>`)

// codeOf is the code of a fault, "" for a success.
func codeOf(answer string) string {
	if m := code.FindStringSubmatch(answer); m != nil {
		return m[1]
	}
	return ""
}

// creation writes a valid call with some fields changed; the value "-" leaves the field out.
func creation(changes map[string]string) string {
	var fields []string
	for _, f := range []field{
		{"exer", "2026"}, {"mel", "parent@example.org"}, {"montant", "5230"}, {"numcli", "090909"}, {"objet", "Demi pension T1"},
		{"refdet", "F000012345A01"}, {"saisie", "T"}, {"urlnotif", "https://ecole.example.org/notif"}, {"urlredirect", "https://ecole.example.org/retour"},
	} {
		if v, changed := changes[f.name]; changed {
			f.value = v
		}
		if f.value != "-" {
			fields = append(fields, "<"+f.name+">"+escape(f.value)+"</"+f.name+">")
		}
	}
	return operation(opCreate, fields...)
}

var uuid1 = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}`)

func (s *Simulator) make(t testing.TB, changes map[string]string) string {
	t.Helper()
	status, answer := s.soap(creation(changes))
	id := uuid1.FindString(answer)
	if status != http.StatusOK || id == "" {
		t.Fatalf("HTTP %d: %s", status, answer)
	}
	return id
}

// The answers are, byte for byte, those of the vectors that a healthy PayFiP can give.
func TestAnswersAreThoseOfTheVectors(t *testing.T) {
	text, err := os.ReadFile("../testdata/conformance.json")
	if err != nil {
		t.Fatal(err)
	}
	var vectors []struct {
		Name, Op, Request, Response string
		Status                      int `json:"http_status"`
		Expect                      struct{ Resultrans string }
	}
	if err := json.Unmarshal(text, &vectors); err != nil {
		t.Fatal(err)
	}
	const id = "0b7c1f30-9a51-11f1-8f4e-0242ac120002"
	faults := map[string]Fault{
		"detail_unknown_result": {Kind: UnknownResult}, "fault_technical_999": {Kind: Dysfunction}, "fault_unavailable": {Kind: Unavailable},
		"fault_protocol": {Kind: Protocol}, "http_502_html": {Kind: BadGateway}, "empty_return": {Kind: EmptyReturn},
	}
	for _, v := range vectors {
		t.Run(v.Name, func(t *testing.T) {
			s := start(t, Options{Style: Style{LowercaseIDOp: v.Name == "detail_lowercase_idop"}})
			if f, injected := faults[v.Name]; injected {
				f.Operation = v.Op
				s.Inject(f)
			}
			request, response := v.Request, v.Response
			if v.Op == opDetail && v.Name != "detail_P1" {
				own := s.make(t, map[string]string{"urlnotif": "https://ecole.example.org/payfip/notif"})
				if result := v.Expect.Resultrans; result == "Q" {
					_ = s.Force(own, "R", false) // without authorisation number, like the vector
				} else if result != "" {
					if err := s.Force(own, result, false); err != nil {
						t.Fatal(err)
					}
				}
				request, response = strings.ReplaceAll(request, id, own), strings.ReplaceAll(response, id, own)
			}
			status, got := s.soap(request)
			if v.Op == opCreate {
				got = uuid1.ReplaceAllString(got, id)
			}
			if status != v.Status || got != response {
				t.Errorf("HTTP %d\n%s\nwant %d\n%s", status, got, v.Status, response)
			}
		})
	}
}

// The trap of encoding/xml: a namespaced tag on the operation declares a default namespace, and the fields fall into it.
func TestNamespaceTrapIsSeenAsAnEmptyCall(t *testing.T) {
	type trap struct {
		XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Envelope"`
		Body    struct {
			XMLName xml.Name `xml:"http://schemas.xmlsoap.org/soap/envelope/ Body"`
			Call    any
		}
	}
	type detail struct {
		XMLName xml.Name `xml:"http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService recupererDetailPaiementSecurise"`
		IDOp    string   `xml:"arg0>idOp"`
	}
	s := start(t, Options{})
	id := s.make(t, nil)
	var call trap
	call.Body.Call = detail{IDOp: id}
	text, err := xml.Marshal(call)
	if err != nil {
		t.Fatal(err)
	}
	if _, answer := s.soap(string(text)); codeOf(answer) != "P1" {
		t.Errorf("sent %s\ngot %s", text, answer)
	}
}

func TestReadingIsStrictAboutNamespacesAndCase(t *testing.T) {
	s := start(t, Options{})
	id := s.make(t, nil)
	pull := envelope
	for name, c := range map[string]struct{ body, want string }{
		"to the letter":      {operation(opDetail, "<idOp>"+id+"</idOp>"), "P5"},
		"CDATA":              {operation(opDetail, "<idOp><![CDATA["+id+"]]></idOp>"), "P5"},
		"idop":               {operation(opDetail, "<idop>"+id+"</idop>"), "P1"},
		"qualified field":    {operation(opDetail, "<p:idOp>"+id+"</p:idOp>"), "P1"},
		"qualified arg0":     {pull("<p:" + opDetail + "><p:arg0><idOp>" + id + "</idOp></p:arg0></p:" + opDetail + ">"), "P1"},
		"no arg0":            {pull("<p:" + opDetail + "><idOp>" + id + "</idOp></p:" + opDetail + ">"), "P1"},
		"upper case idOp":    {operation(opDetail, "<idOp>"+strings.ToUpper(id)+"</idOp>"), "P1"},
		"qualified creation": {strings.NewReplacer("<arg0>", `<arg0 xmlns="`+nsService+`">`).Replace(creation(nil)), "S1"},
		"numcli for numCli":  {operation(opClient, "<numcli>090909</numcli>"), "T1"},
		"numCli":             {operation(opClient, "<numCli>090909</numCli>"), ""},
		"closed account":     {operation(opClient, "<numCli>090911</numCli>"), "T4"},
		"unknown account":    {operation(opClient, "<numCli>123456</numCli>"), "T2"},
	} {
		if _, answer := s.soap(c.body); codeOf(answer) != c.want || c.want == "" && strings.Contains(answer, "Fault") {
			t.Errorf("%s: %s", name, answer)
		}
	}
}

func TestWhatIsNotACallIsAClientFault(t *testing.T) {
	s := start(t, Options{})
	for name, c := range map[string]struct{ body, reason string }{
		"not XML":           {"x", "create SOAP message"},
		"empty":             {"", "create SOAP message"},
		"DTD":               {"<!DOCTYPE a>" + creation(nil), "DTD"},
		"no envelope":       {"<a/>", "not a SOAP 1.1 envelope"},
		"no operation":      {envelope(""), "one operation"},
		"two operations":    {envelope("<p:a/><p:b/>"), "one operation"},
		"unknown operation": {operation("annulerPaiement"), "Cannot find dispatch method for {" + nsService + "}annulerPaiement"},
		"unqualified":       {envelope("<" + opCreate + "/>"), "Cannot find dispatch method for {}" + opCreate},
		"too large":         {creation(nil) + strings.Repeat(" ", maxCall), "too large"},
	} {
		status, answer := s.soap(c.body)
		if status != http.StatusInternalServerError || !strings.Contains(answer, "<faultcode>S:Client</faultcode>") || !strings.Contains(answer, c.reason) {
			t.Errorf("%s: HTTP %d %s", name, status, answer)
		}
	}
	if w := s.try("POST", SOAPPath, "application/json", creation(nil)); w.Code != http.StatusUnsupportedMediaType {
		t.Errorf("JSON: HTTP %d", w.Code)
	}
}

// Each row breaks the field of its line and every later one: the first must win, in the order of the specification.
func TestValidationOrder(t *testing.T) {
	s := start(t, Options{})
	broken := map[string]string{}
	order := []struct{ field, value, want string }{
		{"objet", "Séjour", "O1"},
		{"urlredirect", "retour", "D1"},
		{"urlnotif", "notif", "N1"},
		{"montant", "9990000001", "M5"},
		{"mel", "parentexample.org", "A2"},
		{"refdet", "ABCD", "R3"},
		{"exer", "20", "E1"},
		{"numcli", "090911", "T4"},
		{"numcli", "000000", "T2"},
		{"numcli", "90909", "T1"},
		{"saisie", "M", "S1"},
	}
	for _, step := range order {
		broken[step.field] = step.value
		if _, answer := s.soap(creation(broken)); codeOf(answer) != step.want {
			t.Errorf("%s=%s: %s, want %s", step.field, step.value, codeOf(answer), step.want)
		}
	}
	if n := len(s.Payments()); n != 0 {
		t.Errorf("%d payments made", n)
	}
}

func TestLimitsOfTheFields(t *testing.T) {
	s := start(t, Options{})
	for _, c := range []struct{ field, value, want string }{
		{"montant", "100", ""}, {"montant", "99", "M3"}, {"montant", "0", "M3"}, {"montant", "9999999", ""}, {"montant", "10000000", "M5"},
		{"montant", strings.Repeat("9", 30), "M5"}, {"montant", "-", "M1"}, {"montant", "", "M1"}, {"montant", "0100", "M1"}, {"montant", "+100", "M1"}, {"montant", "52,30", "M1"},
		{"mel", "a@b.fr", ""}, {"mel", "a@b.f", "A2"}, {"mel", "-", "A1"}, {"mel", "a@b@c.fr", "A2"}, {"mel", strings.Repeat("a", 74) + "@ab.fr", ""}, {"mel", strings.Repeat("a", 75) + "@ab.fr", "A2"},
		{"refdet", "ABCDEF", ""}, {"refdet", "ABCDE", "R3"}, {"refdet", strings.Repeat("1", 30), ""}, {"refdet", strings.Repeat("1", 31), "R3"}, {"refdet", "ABC DEF", "R3"}, {"refdet", "-", "R3"},
		{"objet", "-", ""}, {"objet", strings.Repeat("a", 99), ""}, {"objet", strings.Repeat("a", 100), "O1"}, {"objet", "l'eau", "O1"},
		{"urlnotif", "http://127.0.0.1:1/n", ""}, {"urlnotif", "https://e.org/" + strings.Repeat("a", 236), "N1"}, {"urlredirect", "javascript:alert(1)", "D1"},
		{"saisie", "W", ""}, {"saisie", "X", ""}, {"saisie", "A", "S1"}, {"saisie", "-", "S1"},
		{"numcli", "090910", ""}, {"exer", "2026 ", "E1"},
	} {
		if _, answer := s.soap(creation(map[string]string{c.field: c.value})); codeOf(answer) != c.want {
			t.Errorf("%s=%q: %q, want %q", c.field, c.value, codeOf(answer), c.want)
		}
	}
	lax := start(t, Options{LaxObjet: true, ExerCode: "X9"})
	if _, answer := lax.soap(creation(map[string]string{"objet": "Séjour"})); codeOf(answer) != "" {
		t.Error(answer)
	}
	if _, answer := lax.soap(creation(map[string]string{"exer": "20"})); codeOf(answer) != "X9" {
		t.Error(answer)
	}
}

func TestIDOpsAreDistinctVersion1UUIDsThatASeedRepeats(t *testing.T) {
	seen := map[string]bool{}
	a, b, other := start(t, Options{Seed: 1}), start(t, Options{Seed: 1}), start(t, Options{Seed: 2})
	for range 200 {
		id := a.make(t, nil)
		if seen[id] || len(id) != 36 {
			t.Fatalf("%s twice", id)
		}
		seen[id] = true
		if b.make(t, nil) != id {
			t.Fatal("the same seed and clock give another idOp")
		}
		if seen[other.make(t, nil)] {
			t.Fatal("another seed gives the same idOp")
		}
	}
}

func TestContractIsServedWithItsOwnAddress(t *testing.T) {
	s := start(t, Options{})
	w := s.try("GET", "http://localhost:8091"+SOAPPath+"?wsdl", "", "")
	for _, want := range []string{`location="http://localhost:8091/tpa/services/securite"`, `"http://localhost:8091/tpa/services/securite?xsd=1"`} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("no %s in the WSDL", want)
		}
	}
	for n := 1; n <= 3; n++ {
		if w := s.try("GET", fmt.Sprintf("%s?xsd=%d", SOAPPath, n), "", ""); w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "<xs:schema") || strings.Contains(w.Body.String(), `"PaiementSecuriseService_`) {
			t.Errorf("xsd=%d: HTTP %d", n, w.Code)
		}
	}
	for _, query := range []string{"", "?x", "?xsd=4", "?xsd=../simulator.go"} {
		if w := s.try("GET", SOAPPath+query, "", ""); w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%q: HTTP %d", query, w.Code)
		}
	}
}

func FuzzSimulatorSOAP(f *testing.F) {
	s := start(f, Options{})
	f.Add(creation(nil))
	f.Add(operation(opDetail, "<idOp>x</idOp>"))
	f.Add(operation(opClient, "<numCli>090909</numCli>"))
	f.Add(`<?xml version="1.0"?><!DOCTYPE a><a/>`)
	f.Fuzz(func(t *testing.T, body string) {
		status, answer := s.soap(body)
		if status != http.StatusOK && status != http.StatusInternalServerError {
			t.Fatalf("HTTP %d", status)
		}
		decoder := xml.NewDecoder(strings.NewReader(answer))
		for {
			if _, err := decoder.Token(); err == io.EOF {
				break
			} else if err != nil {
				t.Fatalf("answer is not XML: %v\n%s", err, answer)
			}
		}
		if strings.Contains(answer, ":Fault") == (status == http.StatusOK) {
			t.Fatalf("HTTP %d with %s", status, answer)
		}
	})
}
