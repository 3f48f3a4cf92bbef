package payfip

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money/cents"
)

type vector struct {
	Name     string `json:"name"`
	Op       string `json:"op"`
	Status   int    `json:"http_status"`
	Request  string `json:"request"`
	Response string `json:"response"`
	Expect   struct {
		Kind, Code, Numcli, IDOp, Resultrans string
		Class                                string `json:"class_"`
	} `json:"expect"`
}

func vectors(t testing.TB) []vector {
	t.Helper()
	text, err := os.ReadFile("testdata/conformance.json")
	if err != nil {
		t.Fatal(err)
	}
	var list []vector
	if err := json.Unmarshal(text, &list); err != nil {
		t.Fatal(err)
	}
	if len(list) != 18 {
		t.Fatalf("%d vectors, want 18", len(list))
	}
	return list
}

const vectorIDOp = "0b7c1f30-9a51-11f1-8f4e-0242ac120002"

func vectorRequest() Request {
	return Request{
		Exer: "2026", Mel: "parent@example.org", Amount: 5230, Numcli: "090909", Objet: "Demi pension T1",
		Refdet: "F000012345A01", Saisie: ModeTest,
		NotifyURL: "https://ecole.example.org/payfip/notif", ReturnURL: "https://ecole.example.org/payfip/retour",
	}
}

func TestVectorRequestsAreWrittenToTheByte(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			var got []byte
			switch v.Op {
			case opCreate:
				r := vectorRequest()
				switch v.Name {
				case "get_idop_refdet_error":
					r.Refdet = "ABCD"
				case "get_idop_bad_mail":
					r.Refdet, r.Mel, r.Amount = "ABCDEF", "parentexample.org", 9990000001
				}
				got = encode(opCreate, createLeaves(r))
			case opDetail:
				got = encode(opDetail, []leaf{{"idOp", vectorIDOp}})
			case opClient:
				got = encode(opClient, []leaf{{"numCli", "090909"}})
			}
			if string(got) != v.Request {
				t.Errorf("wrote\n%s\nwant\n%s", got, v.Request)
			}
		})
	}
}

func TestVectorAnswersAreUnderstood(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			c := clientOf(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("SOAPAction") != `""` || r.Header.Get("Content-Type") != "text/xml; charset=utf-8" {
					t.Errorf("headers %v", r.Header)
				}
				w.WriteHeader(v.Status)
				_, _ = io.WriteString(w, v.Response)
			})
			var err error
			var detail Detail
			switch v.Op {
			case opCreate:
				var idOp string
				if idOp, err = c.CreatePayment(t.Context(), vectorRequest()); err == nil && idOp != v.Expect.IDOp {
					t.Errorf("idOp %q", idOp)
				}
			case opDetail:
				detail, err = c.PaymentDetail(t.Context(), vectorIDOp)
			case opClient:
				var info ClientInfo
				info, err = c.ClientInfo(t.Context(), "090909")
				if want := (ClientInfo{"090909", "COLLEGE EXEMPLE", "REGIE DEMI PENSION", ""}); info != want {
					t.Errorf("client %+v", info)
				}
			}
			var functional *FunctionalError
			var technical *TechnicalError
			var transport *TransportError
			var answer *AnswerError
			switch v.Expect.Kind {
			case "client", "idop":
				if err != nil {
					t.Fatal(err)
				}
			case "detail":
				if err != nil {
					t.Fatal(err)
				}
				checkVectorDetail(t, v, detail)
			case "functional":
				if !errors.As(err, &functional) || functional.Code != v.Expect.Code || functional.Severity != 2 || functional.Label == "" {
					t.Errorf("error %#v", err)
				}
			case "technical":
				if !errors.As(err, &technical) || technical.Code != v.Expect.Code || technical.Severity != 3 || technical.Kind == BareFault {
					t.Errorf("error %#v", err)
				}
			case "transport":
				if !errors.As(err, &transport) || transport.Status != v.Status {
					t.Errorf("error %#v", err)
				}
			case "protocol_error":
				if !errors.As(err, &answer) {
					t.Errorf("error %#v", err)
				}
			default:
				t.Fatalf("kind %q", v.Expect.Kind)
			}
		})
	}
}

func checkVectorDetail(t *testing.T, v vector, d Detail) {
	t.Helper()
	class := map[string]Outcome{"cancelled": Abandoned}[v.Expect.Class]
	if class == "" {
		class = Outcome(v.Expect.Class)
	}
	if string(d.Result) != v.Expect.Resultrans || d.Outcome() != class {
		t.Errorf("result %q, outcome %q, want %q, %q", d.Result, d.Outcome(), v.Expect.Resultrans, class)
	}
	if d.Amount != cents.Amount(5230) || !d.HasAmount || d.TransactedAt.Format("2006-01-02T15:04 -07") != "2026-10-15T14:05 +02" {
		t.Errorf("detail %+v", d)
	}
	if m := d.Mismatches(vectorIDOp, vectorRequest()); m != nil {
		t.Errorf("mismatches %v", m)
	}
	if (d.AuthNumber != "") != strings.Contains(v.Response, "numauto") {
		t.Errorf("authorisation %q", d.AuthNumber)
	}
}

// The request read by a parser of its own, as PayFiP's schema sees it: fields without a namespace.
func TestRequestFieldsHaveNoNamespace(t *testing.T) {
	decoder := xml.NewDecoder(strings.NewReader(string(encode(opCreate, createLeaves(vectorRequest())))))
	for depth := 0; ; {
		token, err := decoder.Token()
		if err == io.EOF {
			return
		} else if err != nil {
			t.Fatal(err)
		}
		switch e := token.(type) {
		case xml.StartElement:
			depth++
			if want := map[int]string{1: nsEnvelope, 2: nsEnvelope, 3: nsService}[depth]; e.Name.Space != want {
				t.Errorf("%s in namespace %q, want %q", e.Name.Local, e.Name.Space, want)
			}
		case xml.EndElement:
			depth--
		}
	}
}

func clientOf(t testing.TB, handler http.HandlerFunc) *Client {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	c, err := New(Config{SOAPURL: server.URL, PageURL: server.URL})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
