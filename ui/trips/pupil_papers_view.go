package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// PupilPapersProps is the papers of one pupil, to be read and ticked.
type PupilPapersProps struct {
	Trip    trip.Trip
	File    trip.PaperFile
	Next    string // id of the next pupil from whom something is expected
	Refused web.Refused
}

// PupilPapersPage is one form for all the papers of one pupil.
func PupilPapersPage(p PupilPapersProps) Node {
	here := staffList + "/" + p.Trip.ID + "/pieces"
	lead := p.Trip.Title + ", " + p.Trip.Dates() + "."
	if p.File.Traveller.Class != "" {
		lead = p.File.Traveller.Class + " · " + lead
	}
	var cards Group
	for _, l := range p.File.Lines {
		cards = append(cards, paperCard(p, l))
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: p.File.Traveller.Name(), Lead: lead}),
		If(len(cards) == 0, components.Card(P(components.French("Ce voyage ne demande aucune pièce à cet élève.")))),
		Iff(len(cards) > 0, func() Node {
			return components.PostForm(components.PostFormProps{Action: here + "/eleves/" + p.File.Traveller.ID, Label: "Pièces de l’élève"},
				cards,
				components.Actions(
					components.ButtonMain("Enregistrer"),
					If(p.Next != "", components.ButtonPlain("Enregistrer et passer au suivant", Name("next"), Value(p.Next))),
					components.LinkButton("Revenir sans enregistrer", here),
				))
		}),
	}
}

// paperCard is one paper: where it stands, and what is read on it.
func paperCard(p PupilPapersProps, l trip.PaperLine) Node {
	k, e := l.Key()+"_", p.Refused.Errors
	states := []components.OptionProps{{Value: trip.PaperReceived, Label: "reçue"}, {Value: trip.PaperChecked, Label: "vérifiée"}, {Value: trip.PaperRefused, Label: "refusée"}}
	switch l.Kind {
	case trip.PaperHealthSheet, trip.PaperHealthCard, trip.PaperSecurityLetter, trip.PaperOther, trip.PaperVisa:
		states = append(states, components.OptionProps{Value: trip.PaperWaived, Label: "dispensée"})
	}
	state, word := lineState(l)
	var rule Node
	if l.Rule != "" {
		rule = components.RuleLink(l.Rule)
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: l.Label, ID: l.Key(), Aside: Span(Class("actions"), components.Tag(state, word), rule)}),
		P(components.Soft("À remettre avant le "+l.DueOn.French()+". "+l.Note)),
		Map(l.Faults, paperFault),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: k + "state", Label: "État", Value: l.Paper.State, Filter: true}, Empty: "pas encore remise", Options: states}),
		paperFields(p, l, k),
		components.Field(components.FieldProps{ID: k + "reason", Label: "Motif d’un refus ou d’une dispense", Value: l.Paper.Reason, Error: e[k+"reason"], Hint: "La famille le lit. Aucune donnée de santé."}),
	)
}

func paperFault(f law.Finding) Node {
	kind := components.Wait
	if f.Blocks() {
		kind = components.Stop
	}
	return components.Notice(components.NoticeProps{Kind: kind, Text: f.Rule + " : " + f.What + " " + f.Fix})
}

func paperFields(p PupilPapersProps, l trip.PaperLine, k string) Node {
	e := p.Refused.Errors
	until := components.DateField(components.FieldProps{ID: k + "expires_on", Label: "Valable jusqu’au", Value: string(l.Paper.ExpiresOn), Error: e[k+"expires_on"], Filter: true})
	original := components.CheckboxField(components.CheckboxFieldProps{ID: k + "original_seen", Label: "Original vu", Checked: l.Paper.OriginalSeen, Error: e["original_seen"]})
	switch l.Kind {
	case trip.PaperIdentity:
		return Group{
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: k + "paper", Label: "Nature du document", Value: l.Paper.Paper, Filter: true},
				Options: idOptions(trip.IDCard, trip.Passport, trip.RefugeeDocument, trip.ResidencePermit, "other")}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: k + "nationality", Label: "Nationalité lue sur le document", Value: nationalityValue(l.Paper.Nationality), Filter: true},
				Empty: "celle de la fiche de l’élève", Options: nationalityOptions()}),
			until,
		}
	case trip.PaperExitPermit:
		var signers []components.OptionProps
		for _, s := range p.File.Traveller.Signers {
			signers = append(signers, components.OptionProps{Value: s.ID, Label: s.FirstName + " " + s.LastName})
		}
		return Group{
			original,
			components.DateField(components.FieldProps{ID: k + "signed_on", Label: "Signée le", Value: string(l.Paper.SignedOn), Error: e["signed_on"], Filter: true}),
			components.DateField(components.FieldProps{ID: k + "expires_on", Label: "Prend fin le", Value: string(l.Paper.ExpiresOn), Error: e[k+"expires_on"], Filter: true, Hint: "Un an au plus après la signature ; sans date, on compte un an."}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: k + "signatory_id", Label: "Signée par", Value: l.Paper.SignatoryID, Filter: true}, Options: signers}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: k + "signatory_paper", Label: "Pièce du signataire", Value: l.Paper.SignatoryPaper, Filter: true},
				Options: idOptions(trip.IDCard, trip.Passport, trip.ResidencePermit, trip.RefugeeDocument, trip.ProfessionalCard)}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: k + "signatory_nationality", Label: "Nationalité du signataire", Value: nationalityValue(l.Paper.SignatoryNationality), Filter: true},
				Options: nationalityOptions()}),
			components.DateField(components.FieldProps{ID: k + "signatory_expires_on", Label: "Pièce du signataire valable jusqu’au", Value: string(l.Paper.SignatoryExpiresOn), Error: e[k+"signatory_expires_on"], Filter: true}),
		}
	case trip.PaperInsurance:
		return Group{
			components.CheckboxField(components.CheckboxFieldProps{ID: k + "covers_liability", Label: "Responsabilité civile", Checked: l.Paper.CoversLiability}),
			components.CheckboxField(components.CheckboxFieldProps{ID: k + "covers_accident", Label: "Individuelle accidents corporels", Checked: l.Paper.CoversAccident}),
			until,
		}
	case trip.PaperBothParents:
		return original
	}
	return nil
}

var idWords = map[string]string{
	trip.IDCard: "carte d’identité", trip.Passport: "passeport", trip.ResidencePermit: "titre de séjour", trip.RefugeeDocument: "titre de voyage de réfugié ou d’apatride",
	trip.ProfessionalCard: "carte professionnelle (aide sociale à l’enfance, préfet)", "other": "autre document",
}

func idOptions(papers ...string) []components.OptionProps {
	options := make([]components.OptionProps, 0, len(papers))
	for _, p := range papers {
		options = append(options, components.OptionProps{Value: p, Label: idWords[p]})
	}
	return options
}

// elsewhere stands for any nationality outside the Union: which one is not needed at a border of the Union.
const elsewhere = "000"

func nationalityValue(code string) string {
	if trip.OriginOf(code) == trip.FromAbroad {
		return elsewhere
	}
	return code
}

// nationalityOptions lists France, the countries whose nationals move freely, and the others as one.
func nationalityOptions() []components.OptionProps {
	options := []components.OptionProps{{Value: "100", Label: "France"}}
	for _, n := range trip.UnionNationalities() {
		name := countryName(n.Country)
		if name == n.Country {
			name = "Liechtenstein"
		}
		options = append(options, components.OptionProps{Value: n.Code, Label: name, Group: "Union européenne, Espace économique européen, Suisse"})
	}
	return append(options, components.OptionProps{Value: elsewhere, Label: "un autre pays", Group: "Ailleurs"})
}
