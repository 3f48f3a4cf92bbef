package payfip

import (
	"bytes"
	"encoding/xml"
	"strconv"
)

const (
	nsEnvelope = "http://schemas.xmlsoap.org/soap/envelope/"
	nsService  = "http://securite.service.tpa.cp.finances.gouv.fr/services/mas_securite/contrat_paiement_securise/PaiementSecuriseService"

	opCreate = "creerPaiementSecurise"
	opDetail = "recupererDetailPaiementSecurise"
	opClient = "recupererDetailClient"
)

// leaf is one field of a call, under its exact name: PayFiP minds the case (idop instead of idOp gives P1).
type leaf struct{ name, value string }

// createLeaves lists the fields in the order of the schema; objet, the only optional one, is left out when empty.
func createLeaves(r Request) []leaf {
	leaves := []leaf{
		{"exer", r.Exer},
		{"mel", r.Mel},
		{"montant", strconv.FormatInt(int64(r.Amount), 10)},
		{"numcli", r.Numcli},
	}
	if r.Objet != "" {
		leaves = append(leaves, leaf{"objet", r.Objet})
	}
	return append(leaves,
		leaf{"refdet", r.Refdet},
		leaf{"saisie", string(r.Saisie)},
		leaf{"urlnotif", r.NotifyURL},
		leaf{"urlredirect", r.ReturnURL},
	)
}

// encode writes the envelope by hand with literal prefixes. A struct tag with a namespace would make encoding/xml declare
// it as the default one, arg0 and its fields would fall into it, and PayFiP, whose schema is unqualified, would see an
// empty call.
func encode(operation string, arguments []leaf) []byte {
	var b bytes.Buffer
	b.WriteString(`<soapenv:Envelope xmlns:soapenv="` + nsEnvelope + `" xmlns:pai="` + nsService + `"><soapenv:Header/><soapenv:Body><pai:` + operation + `><arg0>`)
	for _, a := range arguments {
		b.WriteString("<" + a.name + ">")
		_ = xml.EscapeText(&b, []byte(a.value)) // a bytes.Buffer never fails
		b.WriteString("</" + a.name + ">")
	}
	b.WriteString(`</arg0></pai:` + operation + `></soapenv:Body></soapenv:Envelope>`)
	return b.Bytes()
}
