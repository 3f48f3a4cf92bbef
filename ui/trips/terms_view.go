package trips

import (
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// TermsForm is refund terms and their act as typed.
type TermsForm struct {
	Act, Organ, Number, VotedOn, TransmittedOn, PublishedOn, Delegation string
	Lines                                                               []TermForm
}

// TermForm is one line as typed.
type TermForm struct {
	Cause, Days, Rate, Note string
	Recoverable             bool
}

// TermsPageProps is the page of the refund terms, of the school or of one trip.
type TermsPageProps struct {
	Trip        *trip.Trip // nil: of every trip
	Current     trip.RefundTerms
	Acts        []school.Act
	Delegations []school.Act
	Form        TermsForm
	Here, Back  string
	Refused     web.Refused
}

// TermsPage shows the terms in force and records others, with their act.
func TermsPage(p TermsPageProps) Node {
	lead := "Ce qu’une famille récupère si son enfant ne part pas : voté par le conseil d’administration, repris dans chaque engagement."
	if p.Trip != nil {
		lead = p.Trip.Title + " : " + p.Trip.Dates() + "."
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Conditions de remboursement", Lead: lead}),
		currentTerms(p),
		components.PostForm(components.PostFormProps{Action: p.Here, Label: "Conditions de remboursement"},
			components.Card(components.CardHead(components.CardHeadProps{Title: "Ce qui est rendu, selon la cause", Aside: components.RuleLink("V-34")}), termLines(p)),
			components.Card(components.CardHead(components.CardHeadProps{Title: "L’acte qui vote ces conditions"}), termsAct(p)),
			formActions("Enregistrer les conditions", p.Back),
		),
	}
}

func currentTerms(p TermsPageProps) Node {
	head := components.CardHead(components.CardHeadProps{Title: "En vigueur aujourd’hui"})
	if p.Current.Act == nil {
		return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Rien n’est encore voté",
			Text: "Sans conditions votées et exécutoires, un voyage payant n’ouvre pas. Les lignes ci-dessous sont une proposition à faire voter."})
	}
	scope := "Pour tous les voyages de l’établissement, d’après "
	if p.Current.Own {
		scope = "Pour ce voyage seulement, d’après "
	}
	return components.Card(head, termList(p.Current.Terms), P(components.Soft(scope+p.Current.Act.Name()+".")))
}

// termList is the terms as families read them.
func termList(terms []trip.Term) Node {
	return components.Prose(components.Markdown(trip.TermsText(terms)))
}

func termNamer(i int) func(string) string {
	return func(name string) string { return fmt.Sprintf("term_%d_%s", i, name) }
}

func termLines(p TermsPageProps) Node {
	causes := []components.OptionProps{{Value: "", Label: "Choisir…"}}
	for _, c := range trip.TermCauses {
		causes = append(causes, components.OptionProps{Value: c.Code, Label: c.Label})
	}
	lines := append(append([]TermForm{}, p.Form.Lines...), make([]TermForm, emptyRows)...)
	var rows []components.Row
	for i, l := range lines[:min(len(lines), maxTerms)] {
		at := termNamer(i)
		rows = append(rows, components.Row{Cells: []Node{
			choiceCell("Cause, ligne "+itoa(i+1), at("cause"), l.Cause, p.Refused.Errors[at("cause")], causes),
			cell("Jours avant le départ, ligne "+itoa(i+1), at("days"), l.Days, p.Refused.Errors[at("days")], Data("width", "s"), Attr("inputmode", "numeric")),
			cell("Part du prix rendue, en pour cent, ligne "+itoa(i+1), at("rate"), l.Rate, p.Refused.Errors[at("rate")], Data("width", "s"), Attr("inputmode", "numeric")),
			choiceCell("Limite, ligne "+itoa(i+1), at("recoverable"), boxValue(l.Recoverable), "", []components.OptionProps{
				{Value: "", Label: "Sans autre limite"}, {Value: "oui", Label: "Ce que les fournisseurs ne gardent pas"},
			}),
			cell("Précision pour les familles, ligne "+itoa(i+1), at("note"), l.Note, "", MaxLength("500")),
		}})
	}
	return Group{
		components.DataTable(components.DataTableProps{Caption: "Conditions", HideCaption: true, Stacked: true, Rows: rows, Columns: []components.Column{
			{Label: "Cause"}, {Label: "Jours avant le départ, au moins"}, {Label: "Part rendue (%)"}, {Label: "Dans la limite de"}, {Label: "Précision"},
		}}),
		P(Class("hint"), components.French("Sans nombre de jours, la ligne vaut jusqu’au départ. La ligne « Toute autre cause » est nécessaire : elle vaut pour ce qui n’a pas sa ligne. Ce que l’établissement annule lui-même est toujours rendu en entier.")),
	}
}

func boxValue(ticked bool) string {
	if ticked {
		return "oui"
	}
	return ""
}

func termsAct(p TermsPageProps) Node {
	e := p.Refused.Errors
	var acts, delegations []components.OptionProps
	for _, a := range p.Acts {
		acts = append(acts, components.OptionProps{Value: a.ID, Label: components.Capital(a.Name()) + " : " + a.Title})
	}
	for _, d := range p.Delegations {
		delegations = append(delegations, components.OptionProps{Value: d.ID, Label: components.Capital(d.Name())})
	}
	return Group{
		If(len(acts) > 0, components.SelectField(components.SelectFieldProps{
			FieldProps: components.FieldProps{ID: "act", Label: "Acte déjà enregistré", Value: p.Form.Act, Error: e["act"], Hint: "Ou laissez vide et enregistrez l’acte ci-dessous."},
			Empty:      "Un acte à enregistrer", Options: acts,
		})),
		components.RadioGroup(components.ChoiceProps{ID: "organ", Legend: "Voté par", Required: len(acts) == 0, Value: p.Form.Organ, Error: e["organ"], Options: []components.OptionProps{
			{Value: school.Board, Label: "Le conseil d’administration"}, {Value: school.StandingCommittee, Label: "La commission permanente"},
		}}),
		components.Field(components.FieldProps{ID: "act_number", Label: "Numéro de l’acte", Required: len(acts) == 0, Value: p.Form.Number, Error: e["act_number"], Width: "s"}),
		components.DateField(components.FieldProps{ID: "voted_on", Label: "Voté le", Required: len(acts) == 0, Value: p.Form.VotedOn, Error: e["voted_on"]}),
		components.DateField(components.FieldProps{ID: "transmitted_on", Label: "Accusé de transmission du", Value: p.Form.TransmittedOn, Error: e["transmitted_on"]}),
		components.DateField(components.FieldProps{ID: "published_on", Label: "Publié le", Value: p.Form.PublishedOn, Error: e["published_on"], Hint: "Les conditions valent pour les engagements signés à partir de ce jour."}),
		If(len(delegations) > 0, components.SelectField(components.SelectFieldProps{
			FieldProps: components.FieldProps{ID: "delegation", Label: "Délégation du conseil", Value: p.Form.Delegation, Error: e["delegation"], Hint: "Pour un acte de la commission permanente."},
			Empty:      "Aucune", Options: delegations,
		})),
	}
}
