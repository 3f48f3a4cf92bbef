package payfip

import (
	"errors"
	"strings"
	"testing"
	"time"
)

const envelopeOpen = `<S:Envelope xmlns:S="` + nsEnvelope + `"><S:Body>`
const envelopeClose = `</S:Body></S:Envelope>`

func response(inside string) string {
	return envelopeOpen + `<n:` + opDetail + `Response xmlns:n="` + nsService + `">` + inside + `</n:` + opDetail + `Response>` + envelopeClose
}

func TestDecodeRefusesWhatIsNotAnEnvelope(t *testing.T) {
	for name, body := range map[string]string{
		"empty":         "",
		"html":          "<html><body>Bad Gateway</body></html>",
		"doctype":       `<!DOCTYPE a [<!ENTITY x "y">]>` + response("<return><idOp>&x;</idOp></return>"),
		"entity":        response("<return><idOp>&x;</idOp></return>"),
		"truncated":     response("<return/>")[:200],
		"soap 1.2":      `<S:Envelope xmlns:S="http://www.w3.org/2003/05/soap-envelope"><S:Body/></S:Envelope>`,
		"no namespace":  `<Envelope><Body/></Envelope>`,
		"two roots":     response("<return/>") + response("<return/>"),
		"text after":    response("<return/>") + "x",
		"too deep":      response(strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20)),
		"other charset": `<?xml version="1.0" encoding="UTF-16"?>` + response("<return/>"),
	} {
		var unreadable *unreadableError
		if _, err := decode(opDetail, []byte(body)); !errors.As(err, &unreadable) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestDecodeRefusesAnAnswerOffTheContract(t *testing.T) {
	for name, body := range map[string]string{
		"empty body":         envelopeOpen + envelopeClose,
		"other operation":    strings.ReplaceAll(response("<return/>"), opDetail, opCreate),
		"unqualified answer": envelopeOpen + "<" + opDetail + "Response/>" + envelopeClose,
		"two answers":        envelopeOpen + strings.Repeat(`<n:`+opDetail+`Response xmlns:n="`+nsService+`"/>`, 2) + envelopeClose,
		"a field twice":      response("<return><resultrans>R</resultrans><resultrans>P</resultrans></return>"),
		"twice by case":      response("<return><montant>1</montant><Montant>2</Montant></return>"),
		"fault field twice":  envelopeOpen + `<S:Fault><detail><n:FonctionnelleErreur xmlns:n="` + nsService + `"><code>P5</code><code>P1</code></n:FonctionnelleErreur></detail></S:Fault>` + envelopeClose,
	} {
		var answer *AnswerError
		if _, err := decode(opDetail, []byte(body)); !errors.As(err, &answer) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// A leaf in a namespace, or in a second return, is not PayFiP's: it counts as absent.
func TestDecodeSeesOnlyUnqualifiedLeaves(t *testing.T) {
	for name, inside := range map[string]string{
		"qualified leaf":   `<return><n:resultrans>P</n:resultrans></return>`,
		"default in scope": `<return xmlns="` + nsService + `"><resultrans>P</resultrans></return>`,
		"two returns":      `<return><resultrans>R</resultrans></return><return><resultrans>P</resultrans></return>`,
		"leaf with child":  `<return><resultrans>P<b/></resultrans></return>`,
	} {
		if leaves, err := decode(opDetail, []byte(response(inside))); err != nil || len(leaves) != 0 {
			t.Errorf("%s: %v, %v", name, leaves, err)
		}
	}
}

func TestFaultIsReadFromTheNameOfItsDetail(t *testing.T) {
	fault := func(faultstring, detail string) string {
		return envelopeOpen + "<S:Fault><faultcode>S:Server</faultcode><faultstring>" + faultstring + "</faultstring>" + detail + "</S:Fault>" + envelopeClose
	}
	functional := `<detail><n:FonctionnelleErreur xmlns:n="` + nsService + `"><code>P5</code><severite>x</severite></n:FonctionnelleErreur></detail>`
	var f *FunctionalError
	if _, err := decode(opDetail, []byte(fault("TechIndisponibiliteErreur", functional))); !errors.As(err, &f) || f.Code != "P5" {
		t.Errorf("faultstring won over the detail: %v", err)
	}
	var technical *TechnicalError
	for _, detail := range []string{"", strings.ReplaceAll(functional, "n:", ""), strings.ReplaceAll(functional, "FonctionnelleErreur", "Autre")} {
		detail = strings.ReplaceAll(detail, " xmlns=", " x=")
		if _, err := decode(opDetail, []byte(fault("Cannot find dispatch method", detail))); !errors.As(err, &technical) || technical.Kind != BareFault || technical.Code != "S:Server" {
			t.Errorf("%q: %v", detail, err)
		}
	}
}

func TestParseTransacted(t *testing.T) {
	for _, c := range []struct {
		day, hour, want string
		ambiguous       bool
	}{
		{"15102026", "1405", "2026-10-15T12:05:00Z", false},
		{"01012026", "0000", "2025-12-31T23:00:00Z", false},
		{"25102026", "0230", "2026-10-25T00:30:00Z", true}, // occurs twice: first reading, summer time
		{"25102026", "0200", "2026-10-25T00:00:00Z", true},
		{"25102026", "0259", "2026-10-25T00:59:00Z", true},
		{"25102026", "0159", "2026-10-24T23:59:00Z", false},
		{"25102026", "0300", "2026-10-25T02:00:00Z", false},
		{"29032026", "0230", "", false}, // does not exist
		{"31022026", "1200", "", false},
		{"15102026", "2400", "", false},
		{"15102026", "1260", "", false},
		{"151026", "1405", "", false},
		{"", "", "", false},
		{"15102026", "14:5", "", false},
	} {
		at, ambiguous := parseTransacted(c.day, c.hour)
		got := ""
		if !at.IsZero() {
			got = at.UTC().Format(time.RFC3339)
		}
		if got != c.want || ambiguous != c.ambiguous {
			t.Errorf("%s %s: %q, %v, want %q, %v", c.day, c.hour, got, ambiguous, c.want, c.ambiguous)
		}
	}
}

func TestTransactedSinceNeverPrecedesCreation(t *testing.T) {
	var d Detail
	d.TransactedAt, d.AmbiguousHour = parseTransacted("25102026", "0230")
	first := time.Date(2026, 10, 25, 0, 30, 40, 0, time.UTC) // 02:30:40 summer time
	for created, want := range map[time.Time]time.Time{
		first:                        first.Truncate(time.Minute),
		first.Add(-10 * time.Minute): first.Truncate(time.Minute),
		first.Add(5 * time.Minute):   first.Truncate(time.Minute).Add(time.Hour),
		first.Add(55 * time.Minute):  first.Truncate(time.Minute).Add(time.Hour),
	} {
		if got := d.TransactedSince(created); !got.Equal(want) {
			t.Errorf("created %s: %s, want %s", created, got.UTC(), want)
		}
	}
}

func TestAbsentLeavesAreUnknown(t *testing.T) {
	d := detailFrom(map[string]string{"resultrans": "P", "exer": "20"})
	if d.HasAmount || !d.TransactedAt.IsZero() || d.Exer != "20" {
		t.Errorf("%+v", d)
	}
	if m := d.Mismatches(vectorIDOp, vectorRequest()); len(m) != 5 {
		t.Errorf("an answer that proves nothing must not be booked: %v", m)
	}
	for _, text := range []string{"-1", "+5230", "52.30", "52,30", "9999999999999999", "0x10", " "} {
		if _, ok := parseAmount(text); ok {
			t.Errorf("amount %q read", text)
		}
	}
}

func FuzzDecode(f *testing.F) {
	for _, v := range vectors(f) {
		f.Add(v.Response)
	}
	f.Add(response(`<return xmlns:x="y"><x:a/><resultrans>P</resultrans></return>`))
	f.Fuzz(func(t *testing.T, body string) {
		for _, operation := range []string{opCreate, opDetail, opClient} {
			leaves, err := decode(operation, []byte(body))
			if (leaves == nil) == (err == nil) {
				t.Fatalf("leaves %v, error %v", leaves, err)
			}
			if err == nil {
				d := detailFrom(leaves)
				_ = d.Mismatches(vectorIDOp, vectorRequest())
				if d.HasAmount && d.Amount < 0 {
					t.Fatal("negative amount")
				}
			}
		}
	})
}
