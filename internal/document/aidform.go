package document

import (
	"fmt"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// AidForm is a request for aid on paper: blank, or with what is known of the pupil and of who asks. What is empty is left to
// be written by hand.
type AidForm struct {
	Origin       Origin
	SocialWorker string // whom to give it to
	Pupil        Pupil
	Person       string // who asks
	AddressLines []string
	Phone        string
	Subject      string
	Asked        cents.Amount
	Number       int // of the request, once it is recorded
	ReceivedOn   law.Day
}

// AidForms prints requests, one sheet each. It returns ErrNoLetter or ErrNoDate.
func AidForms(forms []AidForm) ([]byte, error) {
	if len(forms) == 0 {
		return nil, ErrNoLetter
	}
	p, err := newPaper(forms[0].Origin, "Demande d’aide", "")
	if err != nil {
		return nil, err
	}
	for _, f := range forms {
		p.aidForm(f)
	}
	return p.bytes()
}

func (p *paper) aidForm(f AidForm) {
	p.first()
	subtitle := ""
	if f.Number > 0 {
		subtitle = fmt.Sprintf("Demande n° %d, reçue le %s", f.Number, f.ReceivedOn.French())
	}
	p.heading("Demande d’aide du fonds social", subtitle)
	p.said("La demande est étudiée par une commission qui ne connaît pas le nom des familles. Ni les professeurs ni les autres familles ne savent qui la fait.")
	p.section("L’élève et la personne qui demande", 30)
	p.blank("Élève", f.Pupil.Name)
	p.blank("Classe", f.Pupil.Class)
	p.blank("Personne qui demande", f.Person)
	p.blank("Adresse", joinNonEmpty(", ", f.AddressLines...))
	p.blank("Téléphone", f.Phone)
	p.section("La demande", 40)
	p.blank("Objet", f.Subject)
	asked := ""
	if f.Asked > 0 {
		asked = minus(f.Asked.String())
	}
	p.blank("Aide demandée", asked)
	p.blanks("Ce qui la motive, si vous souhaitez le dire", 4)
	p.section("À joindre", 20)
	for _, piece := range []string{"le dernier avis d’impôt sur le revenu", "la dernière attestation de quotient familial (CAF ou MSA)", "tout document qui éclaire un changement de situation"} {
		p.paragraph(block{text: prose(piece), indent: 5, marker: "•", after: 0.6})
	}
	p.contact("À remettre sous enveloppe fermée à", Contact{Name: f.SocialWorker})
	p.handSigned("La personne qui demande")
	p.section("Partie réservée au service social", 18)
	received := ""
	if f.Number > 0 {
		received = f.ReceivedOn.French()
	}
	p.blank("Reçue le", received)
	p.blank("Quotient familial", "")
}
