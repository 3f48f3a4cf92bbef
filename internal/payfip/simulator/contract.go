package simulator

import (
	"embed"
	"net/http"
	"strings"
)

//go:embed wsdl/*.wsdl wsdl/*.xsd
var contract embed.FS

const contractName = "wsdl/PaiementSecuriseService"

// serveContract answers ?wsdl and ?xsd=1…3 with DGFiP's documents, the addresses replaced by the simulator's own, so that a
// SOAP library can be pointed at it. Any other GET is refused, as by the real service.
func (s *Simulator) serveContract(w http.ResponseWriter, r *http.Request) {
	scheme := "http://"
	if r.TLS != nil {
		scheme = "https://"
	}
	own := escape(scheme + r.Host + SOAPPath)
	var name string
	switch query := strings.ToLower(r.URL.RawQuery); query {
	case "wsdl":
		name = contractName + ".wsdl"
	case "xsd=1", "xsd=2", "xsd=3":
		name = contractName + "_schema" + query[len(query)-1:] + ".xsd"
	default:
		w.Header().Set("Allow", http.MethodPost)
		http.Error(w, "POST attendu", http.StatusMethodNotAllowed)
		return
	}
	text, err := contract.ReadFile(name)
	if err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	writeXML(w, answer{http.StatusOK, strings.NewReplacer(
		`location="https://www.tipi.budget.gouv.fr/tpa/services/securite"`, `location="`+own+`"`,
		`schemaLocation="PaiementSecuriseService_schema1.xsd"`, `schemaLocation="`+own+`?xsd=1"`,
		`schemaLocation="PaiementSecuriseService_schema2.xsd"`, `schemaLocation="`+own+`?xsd=2"`,
		`schemaLocation="PaiementSecuriseService_schema3.xsd"`, `schemaLocation="`+own+`?xsd=3"`,
	).Replace(string(text))})
}
