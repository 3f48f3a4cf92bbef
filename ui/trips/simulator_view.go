package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/assets"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// SimulatorForm is the question as typed.
type SimulatorForm struct{ Pupils, Adults, Subsidy, Fund, Price string }

// SimulatorPageProps is a question and its answer.
type SimulatorPageProps struct {
	Facts   trip.Facts
	Form    SimulatorForm
	Outcome *trip.Outcome // nil: nothing can be worked out yet
	Around  []trip.Outcome
	Refused web.Refused
}

// SimulatorPage is where one sees, before writing anything, which price is lawful and what is missing.
func SimulatorPage(p SimulatorPageProps) Node {
	back := staffList + "/" + p.Facts.Trip.ID
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Simuler le prix", Lead: "Changez les effectifs, les aides et le prix : rien n’est enregistré, et le résultat reste toujours licite."}),
		components.Columns(
			Div(Class("stack"), Data("live-answer", ""), Aria("live", "polite"), simulatorAnswer(p), simulatorTable(p)),
			components.Card(components.CardHead(components.CardHeadProps{Title: "La question"}), simulatorForm(p, back)),
		),
		components.Actions(components.LinkButton("Revenir au budget", back+"/budget")),
		Script(Type("module"), Src(assets.Path("live.js"))),
	}
}

func simulatorForm(p SimulatorPageProps, back string) Node {
	e := p.Refused.Errors
	return Form(Class("form"), Method("get"), Action(back+"/simulateur"), Aria("label", "Simuler le prix"), Attr("novalidate"), Data("live", ""),
		components.Field(components.FieldProps{ID: "eleves", Label: "Élèves", Required: true, Value: p.Form.Pupils, Error: e["eleves"], InputMode: "numeric", Width: "s"}),
		components.Field(components.FieldProps{ID: "adultes", Label: "Accompagnateurs", Required: true, Value: p.Form.Adults, Error: e["adultes"], InputMode: "numeric", Width: "s"}),
		components.AmountField(components.FieldProps{ID: "subvention", Label: "Aides à trouver en plus, pour les élèves", Value: p.Form.Subsidy, Error: e["subvention"],
			Hint: "Elles s’ajoutent aux recettes déjà inscrites au budget."}),
		components.AmountField(components.FieldProps{ID: "fonds", Label: "Fonds social réservé", Value: p.Form.Fund, Error: e["fonds"],
			Hint: "Il paie à la place de familles ; le prix reste le même pour tous."}),
		components.AmountField(components.FieldProps{ID: "prix", Label: "Prix par élève envisagé", Required: true, Value: p.Form.Price, Error: e["prix"]}),
		components.Actions(components.ButtonMain("Simuler")),
	)
}

func simulatorAnswer(p SimulatorPageProps) Node {
	if len(p.Facts.Lines) == 0 {
		return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Le budget est vide", Text: "Inscrivez d’abord ce que coûte le voyage : la simulation part de ces lignes."})
	}
	if p.Outcome == nil {
		return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Aucun élève", Text: "Écrivez combien d’élèves partiraient."})
	}
	o := *p.Outcome
	price := components.KPIProps{Value: o.Price.String(), Label: "prix par élève", State: components.OK, Hint: "licite"}
	if o.Capped {
		price.State, price.Hint = components.Wait, "ramené au plus haut prix licite"
	}
	missing := components.KPIProps{Value: o.Missing().String(), Label: "reste à trouver", State: components.OK, Hint: "le budget est financé"}
	if o.Missing() > 0 {
		missing.State, missing.Hint = components.Stop, "avant de présenter le budget"
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "La réponse"}),
		components.KPIs(
			price, components.KPIProps{Value: o.HighestPrice.String(), Label: "prix licite au plus"}, missing,
			components.KPIProps{Value: o.FamilyPays().String(), Label: "par famille, en moyenne", Hint: "fonds social déduit"},
		),
		components.DataTable(components.DataTableProps{Caption: "D’où vient ce résultat", RowHead: true, Stacked: true,
			Columns: []components.Column{{Label: "Montants"}, {Label: "Élèves", Num: true}, {Label: "Accompagnateurs", Num: true}},
			Rows: []components.Row{
				{Cells: []Node{components.French("Ce que cela coûte"), sum(o.CostOfPupils), sum(o.CostOfAdults)}},
				{Cells: []Node{components.French("Aides et recettes autres que les familles"), sum(o.AidForPupils), sum(o.FundsOfAdults)}},
				{Cells: []Node{components.French("Part des familles, " + itoa(o.Pupils) + " × " + o.Price.String()), sum(o.FamilyShare), components.Soft("jamais")}},
				{Cells: []Node{components.French("Reste à trouver"), sum(o.MissingForPupils), sum(o.MissingForAdults)}},
				{Cells: []Node{components.French("Recettes en trop"), sum(o.SpareForPupils), sum(o.SpareForAdults)}},
			}}),
		If(o.FromSocialFund > 0, P(components.French("Sur la part des familles, le fonds social paie "+o.FromSocialFund.String()+" et les familles "+o.FromFamilies.String()+"."))),
		If(o.Capped, P(components.French("Au-dessus de "+o.HighestPrice.String()+", les familles paieraient plus que ce que coûtent leurs enfants, aides déduites : c’est interdit (V-18)."))),
	)
}

func simulatorTable(p SimulatorPageProps) Node {
	if len(p.Facts.Lines) == 0 || len(p.Around) == 0 {
		return nil
	}
	var rows []components.Row
	for _, o := range p.Around {
		rows = append(rows, components.Row{Current: p.Outcome != nil && o.Pupils == p.Outcome.Pupils, Cells: []Node{
			components.French(law.Counted(o.Pupils, "élève", "élèves")), components.Money(o.HighestPrice.String()), components.Money(o.Price.String()),
			components.Money(o.FamilyShare.String()), sum(o.Missing()),
		}})
	}
	return components.Card(components.DataTable(components.DataTableProps{Caption: "Avec quelques élèves de plus ou de moins", RowHead: true, Rows: rows,
		Columns: []components.Column{{Label: "Effectif"}, {Label: "Prix licite le plus haut", Num: true}, {Label: "Prix", Num: true}, {Label: "Part des familles", Num: true}, {Label: "Reste à trouver", Num: true}}}))
}
