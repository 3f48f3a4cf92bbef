package simulator

import (
	"io"
	"mime"
	"net/http"
	"strings"
)

// maxCall is the largest call read, in bytes.
const maxCall = 64 << 10

// serveSOAP reads a call, lets an injected fault play, and answers.
func (s *Simulator) serveSOAP(w http.ResponseWriter, r *http.Request) {
	if kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || kind != "text/xml" {
		http.Error(w, "Unsupported Content-Type", http.StatusUnsupportedMediaType) // as JAX-WS does
		return
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxCall))
	if err != nil {
		writeXML(w, s.clientFault("Couldn't create SOAP message: "+err.Error()))
		return
	}
	c, err := readCall(body)
	fault := s.nextFault(c.operation)
	if fault.stops(s.running, w, r) {
		return
	}
	if err != nil {
		fault.write(w, s.clientFault("Couldn't create SOAP message due to exception: "+err.Error()))
		return
	}
	fault.write(w, s.perform(c, fault))
}

// perform carries out an operation. A technical fault takes its place; any other alters only what is told of it.
func (s *Simulator) perform(c call, fault Fault) answer {
	if c.space != nsService {
		return s.clientFault("Cannot find dispatch method for {" + c.space + "}" + c.operation)
	}
	if r, ok := fault.technical(); ok {
		return s.fault(r)
	}
	var fields []field
	var refused refusal
	switch c.operation {
	case opCreate:
		fields, refused = s.create(c.fields)
	case opDetail:
		fields, refused = s.pull(c.fields["idOp"])
	case opClient:
		fields, refused = s.describe(c.fields["numCli"])
	default:
		return s.clientFault("Cannot find dispatch method for {" + c.space + "}" + c.operation)
	}
	if refused.code != "" {
		return s.fault(refused)
	}
	return s.success(c.operation, fault.alter(fields))
}

func (s *Simulator) create(fields map[string]string) ([]field, refusal) {
	p, refused := s.validate(fields)
	if refused.code != "" {
		return nil, refused
	}
	return []field{{"idOp", s.add(p)}}, refusal{}
}

func (s *Simulator) pull(idOp string) ([]field, refusal) {
	p, known := s.Payment(idOp)
	switch {
	case !known:
		return nil, functional("P1", "IdOp incorrect.")
	case p.Result == "":
		return nil, functional("P5", "Résultat de la transaction non connu.")
	}
	return s.detail(p), refusal{}
}

func (s *Simulator) describe(numcli string) ([]field, refusal) {
	account, refused := s.checkNumcli(numcli)
	if refused.code != "" {
		return nil, refused
	}
	return []field{
		{"libelleN1", account.Labels[0]}, {"libelleN2", account.Labels[1]}, {"libelleN3", account.Labels[2]},
		{"numcli", account.Numcli},
	}, refusal{}
}

// detail lists the leaves in the order of the schema. A payment without authorisation number has no such element at all.
func (s *Simulator) detail(p payment) []field {
	at := p.Settled.In(s.paris)
	idOp := "idOp"
	if s.currentStyle().LowercaseIDOp {
		idOp = "idop"
	}
	fields := []field{
		{"dattrans", at.Format("02012006")}, {"exer", p.Exer}, {"heurtrans", at.Format("1504")}, {idOp, p.IDOp},
		{"mel", p.Mel}, {"montant", amountText(p.Amount)},
	}
	if p.Auth != "" {
		fields = append(fields, field{"numauto", p.Auth})
	}
	fields = append(fields, field{"numcli", p.Numcli})
	if p.Objet != "" {
		fields = append(fields, field{"objet", p.Objet})
	}
	return append(fields, field{"refdet", p.Refdet}, field{"resultrans", p.Result}, field{"saisie", p.Mode})
}

// answer is a SOAP message and its HTTP status: 500 for a fault, as JAX-WS does.
type answer struct {
	status int
	body   string
}

type field struct{ name, value string }

// refusal is a fault of the contract.
type refusal struct {
	kind        string // name of the detail element
	code        string // "" stands for no refusal
	label       string
	description string
	severity    string
}

func functional(code, label string) refusal {
	return refusal{kind: "FonctionnelleErreur", code: code, label: label, severity: "2"}
}

func (s *Simulator) success(operation string, fields []field) answer {
	var b strings.Builder
	b.WriteString("<ns2:" + operation + `Response xmlns:ns2="` + nsService + `"><return>`)
	for _, f := range fields {
		b.WriteString("<" + f.name + ">" + escape(f.value) + "</" + f.name + ">")
	}
	b.WriteString("</return></ns2:" + operation + "Response>")
	return s.envelope(http.StatusOK, b.String())
}

// fault writes the full Java class name in faultstring, or the short one, as two versions of PayFiP do.
func (s *Simulator) fault(r refusal) answer {
	class := "fr.gouv.finances.cp.tpa.webservice.exceptions." + r.kind
	if s.currentStyle().ShortFaultstring {
		class = r.kind
	}
	description := "<descriptif/>"
	if r.description != "" {
		description = "<descriptif>" + escape(r.description) + "</descriptif>"
	}
	return s.soapFault("Server", class, `<detail><ns2:`+r.kind+` xmlns:ns2="`+nsService+`"><code>`+escape(r.code)+`</code>`+description+
		`<libelle>`+escapeText(r.label)+`</libelle><severite>`+r.severity+`</severite></ns2:`+r.kind+`></detail>`)
}

// clientFault is what JAX-WS answers to a call it cannot read or place.
func (s *Simulator) clientFault(reason string) answer {
	return s.soapFault("Client", reason, "")
}

func (s *Simulator) soapFault(code, reason, detail string) answer {
	prefix := s.prefix()
	return s.envelope(http.StatusInternalServerError, "<"+prefix+`:Fault xmlns:ns4="http://www.w3.org/2003/05/soap-envelope"><faultcode>`+
		prefix+":"+code+"</faultcode><faultstring>"+escape(reason)+"</faultstring>"+detail+"</"+prefix+":Fault>")
}

func (s *Simulator) envelope(status int, content string) answer {
	prefix := s.prefix()
	return answer{status, `<?xml version='1.0' encoding='UTF-8'?><` + prefix + `:Envelope xmlns:` + prefix + `="` + nsEnvelope + `"><` +
		prefix + `:Body>` + content + `</` + prefix + `:Body></` + prefix + `:Envelope>`}
}

func (s *Simulator) prefix() string {
	if prefix := s.currentStyle().Prefix; prefix != "" {
		return prefix
	}
	return "S"
}

func (s *Simulator) currentStyle() Style {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.style
}

// SetStyle changes the variant of the answers to come.
func (s *Simulator) SetStyle(style Style) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.style = style
}

func writeXML(w http.ResponseWriter, a answer) {
	w.Header().Set("Content-Type", "text/xml; charset=utf-8")
	w.WriteHeader(a.status)
	_, _ = io.WriteString(w, a.body)
}
