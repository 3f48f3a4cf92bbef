package simulator

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

const (
	nsEnvelope = "http://schemas.xmlsoap.org/soap/envelope/"
	nsService  = "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService"

	opCreate = "creerPaiementSecurise"
	opDetail = "recupererDetailPaiementSecurise"
	opClient = "recupererDetailClient"
)

// call is one operation, known or not, and its fields.
type call struct {
	space, operation string
	fields           map[string]string
}

// readCall reads as strictly as PayFiP: the operation in the service namespace, arg0 and its fields in none, names to the
// letter. A field that is qualified or in another case is simply not seen; of two, the last counts.
func readCall(body []byte) (call, error) {
	c := call{fields: map[string]string{}}
	decoder := xml.NewDecoder(bytes.NewReader(body))
	var path []xml.Name
	var text strings.Builder
	roots, operations := 0, 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && roots == 1 && len(path) == 0 {
			break
		}
		if err != nil {
			return call{}, err
		}
		switch t := token.(type) {
		case xml.Directive:
			return call{}, errors.New("DTD is not supported by SOAP")
		case xml.StartElement:
			path = append(path, t.Name)
			text.Reset()
			if len(path) == 1 {
				if roots++; roots > 1 || t.Name != soapName("Envelope") {
					return call{}, errors.New("not a SOAP 1.1 envelope")
				}
			}
			if len(path) == 3 && path[1] == soapName("Body") {
				operations++
				c.space, c.operation = t.Name.Space, t.Name.Local
			}
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			if len(path) == 5 && path[1] == soapName("Body") && path[3] == (xml.Name{Local: "arg0"}) && path[4].Space == "" {
				c.fields[path[4].Local] = text.String()
			}
			path = path[:len(path)-1]
			text.Reset()
		}
	}
	if operations != 1 {
		return call{}, errors.New("one operation is expected in the body")
	}
	return c, nil
}

func soapName(local string) xml.Name {
	return xml.Name{Space: nsEnvelope, Local: local}
}

func escape(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder never fails
	return b.String()
}

// escapeText leaves quotes as they are, as JAXB does in element content.
func escapeText(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(escape(s), "&#39;", "'"), "&#34;", `"`)
}
