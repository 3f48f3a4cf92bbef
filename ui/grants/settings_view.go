package grants

import (
	"fmt"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// FundsPageProps is what aid is taken from, and how it is measured.
type FundsPageProps struct {
	Funds     []aid.Fund
	Movements []aid.Movement
	Types     []aid.Type
	Scale     aid.Scale
	HasScale  bool
	Acts      []school.Act
	Today     law.Day
	Values    map[string]string
	MayManage bool
	Refused   web.Refused
}

func (p FundsPageProps) field(id, label string) components.FieldProps {
	return components.FieldProps{ID: id, Label: label, Value: p.Values[id], Error: p.Refused.Errors[id]}
}

func required(f components.FieldProps) components.FieldProps {
	f.Required = true
	return f
}

// FundsPage shows the funds with what is left, the aids, the scale; the head and the bursar change them.
func FundsPage(p FundsPageProps) Node {
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Fonds, aides et barème", Lead: "Un fonds ne se dépense jamais au-delà de son solde."}),
		fundsCard(p), movesCard(p), typesCard(p), scaleCard(p), actsCard(p),
		components.Actions(components.LinkButton("Revenir aux aides", staffPath)),
	}
}

// closedCells are the last two cells of what may be closed: since when it is, and the button of whoever manages.
func (p FundsPageProps) closedCells(path, what string, closedOn law.Day, opened, state, again, shut string) []Node {
	said, action, word := opened, "fermeture", shut
	if closedOn != "" {
		said, action, word = state+" depuis le "+closedOn.Short(), "reouverture", again
	}
	cells := []Node{components.French(said)}
	if p.MayManage {
		cells = append(cells, components.PostForm(components.PostFormProps{Action: path + "/" + action, Label: word + " : " + what}, components.ButtonPlain(word)))
	}
	return cells
}

// closedColumns head those cells.
func (p FundsPageProps) closedColumns(columns ...components.Column) []components.Column {
	columns = append(columns, components.Column{Label: "État"})
	if p.MayManage {
		columns = append(columns, components.Column{Label: "Action", Quiet: true})
	}
	return columns
}

func fundsCard(p FundsPageProps) Node {
	var rows []components.Row
	for _, f := range p.Funds {
		rows = append(rows, components.Row{Cells: append([]Node{components.French(f.Name), components.French(f.Kind.Label()), components.Money(f.Opening.String()), components.Money(f.Moved.String()), components.Money(f.Granted.String()), components.Money(f.Remaining().String()),
			A(Href(staffPath+"/fonds/"+f.ID+"/extrait.pdf"), Text("Extrait"), components.OnlyHeard(" comptable de "+f.Name))},
			p.closedCells(staffPath+"/fonds/"+f.ID, f.Name, f.ClosedOn, "Ouvert", "Fermé", "Rouvrir", "Fermer")...)})
	}
	var kinds []components.OptionProps
	for _, k := range aid.FundKinds {
		kinds = append(kinds, components.OptionProps{Value: string(k), Label: components.Capital(k.Label())})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Financements"}),
		components.DataTable(components.DataTableProps{Caption: "Financements", List: &components.Listing{Find: "Chercher un financement, un mouvement", Noun: "financement", Nouns: "financements"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun financement n’est ouvert.",
			Columns: p.closedColumns(components.Column{Label: "Fonds"}, components.Column{Label: "Nature"}, components.Column{Label: "Départ", Num: true}, components.Column{Label: "Mouvements", Num: true},
				components.Column{Label: "Accordé", Num: true}, components.Column{Label: "Reste", Num: true}, components.Column{Label: "Extrait comptable"})}),
		Iff(p.MayManage, func() Node {
			return components.Disclosure("Ouvrir un financement", components.PostForm(components.PostFormProps{Action: staffPath + "/fonds", Label: "Ouvrir un financement"},
				components.Field(required(p.field("nom", "Nom du financement"))),
				components.RadioGroup(components.ChoiceProps{ID: "nature", Legend: "Nature", Required: true, Options: kinds, Value: p.Values["nature"], Error: p.Refused.Errors["nature"]}),
				components.AmountField(p.field("depart", "Solde de départ")), components.DateField(required(p.field("ouvert", "Ouvert le"))), components.Field(p.field("origine", "Origine")),
				components.Actions(components.ButtonPlain("Ouvrir le financement"))))
		}))
}

func (p FundsPageProps) fundOptions() []components.OptionProps {
	var options []components.OptionProps
	for _, f := range p.Funds {
		if f.ClosedOn == "" {
			options = append(options, components.OptionProps{Value: f.ID, Label: f.Name})
		}
	}
	return options
}

func movesCard(p FundsPageProps) Node {
	names := map[string]string{}
	for _, f := range p.Funds {
		names[f.ID] = f.Name
	}
	var rows []components.Row
	for _, m := range p.Movements {
		rows = append(rows, components.Row{Cells: []Node{components.French(m.MovedOn.Short()), components.French(names[m.Fund]), components.French(m.Label), components.Money(m.Amount.String())}})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Mouvements"}),
		components.DataTable(components.DataTableProps{Caption: "Mouvements", List: &components.Listing{Find: "Chercher un mouvement", Noun: "mouvement", Nouns: "mouvements"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun mouvement.", Columns: []components.Column{{Label: "Le"}, {Label: "Fonds"}, {Label: "Motif"}, {Label: "Montant", Num: true}}}),
		Iff(p.MayManage && len(p.Funds) > 0, func() Node {
			return components.Disclosure("Inscrire un mouvement", components.PostForm(components.PostFormProps{Action: staffPath + "/fonds/mouvements", Label: "Inscrire un mouvement"},
				components.SelectField(components.SelectFieldProps{FieldProps: required(p.field("fonds", "Financement")), Options: p.fundOptions()}),
				components.AmountField(required(p.field("mouvement", "Montant, négatif quand le fonds baisse"))), components.Field(required(p.field("motif", "Motif du mouvement"))),
				components.DateField(required(p.field("le", "Date du mouvement"))), components.Actions(components.ButtonPlain("Inscrire"))))
		}))
}

func typesCard(p FundsPageProps) Node {
	var rows []components.Row
	var modes []components.OptionProps
	for _, t := range p.Types {
		rows = append(rows, components.Row{Cells: append([]Node{components.French(t.Name), components.French(t.Mode.Label()), components.French(t.FundName)},
			p.closedCells(staffPath+"/fonds/aides/"+t.ID, t.Name, t.ClosedOn, "Proposée", "Fermée", "Proposer de nouveau", "Ne plus proposer")...)})
	}
	for _, m := range aid.Modes {
		modes = append(modes, components.OptionProps{Value: string(m), Label: components.Capital(m.Label())})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Aides"}),
		components.DataTable(components.DataTableProps{Caption: "Aides", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucune aide n’est proposée.", Columns: p.closedColumns(components.Column{Label: "Aide"}, components.Column{Label: "Calcul"}, components.Column{Label: "Fonds"})}),
		Iff(p.MayManage && len(p.Funds) > 0, func() Node {
			return components.Disclosure("Proposer une aide", components.PostForm(components.PostFormProps{Action: staffPath + "/fonds/aides", Label: "Proposer une aide"},
				components.Field(required(p.field("aide", "Nom de l’aide"))),
				components.RadioGroup(components.ChoiceProps{ID: "calcul", Legend: "Façon de calculer", Required: true, Options: modes, Value: p.Values["calcul"], Error: p.Refused.Errors["calcul"]}),
				components.SelectField(components.SelectFieldProps{FieldProps: required(p.field("fonds_aide", "Prise sur")), Options: p.fundOptions()}),
				components.AmountField(p.field("propose", "Montant proposé d’office")), components.Actions(components.ButtonPlain("Proposer l’aide"))))
		}))
}

func scaleCard(p FundsPageProps) Node {
	var rows []components.Row
	for _, b := range p.Scale.Brackets {
		rows = append(rows, components.Row{Cells: []Node{components.French(b.Name), components.French(b.Range()), components.French(strconv.Itoa(b.Percent) + " %")}})
	}
	unit := "Quotient annuel : revenu divisé par les parts."
	if p.Scale.Daily {
		unit = "Quotient journalier : revenu divisé par les parts, puis par 360."
	}
	var acts []components.OptionProps
	for _, a := range p.Acts {
		acts = append(acts, components.OptionProps{Value: a.ID, Label: "Acte n° " + a.ActNumber + " du " + a.VotedOn.French()})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Barème indicatif"}),
		If(p.HasScale, P(components.French(p.Scale.Name+", depuis le "+p.Scale.From.French()+". "+unit))),
		components.DataTable(components.DataTableProps{Caption: "Tranches du barème", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun barème n’est enregistré.", Columns: []components.Column{{Label: "Tranche"}, {Label: "Quotient"}, {Label: "Pourcentage", Num: true}}}),
		Iff(p.MayManage, func() Node {
			var lines Group
			for i := range brackets {
				n := strconv.Itoa(i + 1)
				name, from, to, percent := "", cents.Amount(0), cents.Amount(0), 0
				if i < len(p.Scale.Brackets) {
					b := p.Scale.Brackets[i]
					name, from, to, percent = b.Name, b.Min, b.Max, b.Percent
				}
				kept := func(field, otherwise string) string {
					if len(p.Values) > 0 {
						return p.Values[field]
					}
					return otherwise
				}
				minimum := web.TypedAmount(from)
				if i == 0 {
					minimum = "0"
				}
				lines = append(lines, FieldSet(Legend(Text("Tranche "+n)),
					components.Field(components.FieldProps{ID: "tranche_" + n, Label: "Nom", Value: kept("tranche_"+n, name), Width: "m"}),
					components.AmountField(components.FieldProps{ID: "min_" + n, Label: "Minimum, compris", Value: kept("min_"+n, minimum)}),
					components.AmountField(components.FieldProps{ID: "max_" + n, Label: "Maximum, exclu", Value: kept("max_"+n, web.TypedAmount(to))}),
					components.Field(components.FieldProps{ID: "part_" + n, Label: "Pourcentage", Value: kept("part_"+n, web.TypedNumber(percent)), Suffix: "%", InputMode: "numeric", Width: "s"})))
			}
			return components.Disclosure("Enregistrer un barème", components.PostForm(components.PostFormProps{Action: staffPath + "/fonds/bareme", Label: "Enregistrer un barème"},
				Iff(p.Refused.Errors["tranches"] != "", func() Node {
					return components.Notice(components.NoticeProps{Kind: components.Stop, Title: p.Refused.Errors["tranches"]})
				}),
				components.Field(required(p.field("bareme", "Nom du barème"))), components.DateField(required(p.field("depuis", "Appliqué à partir du"))),
				If(len(acts) > 0, components.SelectField(components.SelectFieldProps{FieldProps: p.field("acte", "Acte qui le vote"), Options: acts, Empty: "Aucun"})),
				components.CheckboxField(components.CheckboxFieldProps{ID: "journalier", Label: "Quotient par jour, divisé par 360", Checked: p.Values["journalier"] != ""}),
				Div(ID("tranches"), lines), components.Actions(components.ButtonPlain("Enregistrer le barème"))))
		}))
}

func actsCard(p FundsPageProps) Node {
	var rows []components.Row
	for _, a := range p.Acts {
		state := components.Tag(components.Wait, "pas encore exécutoire")
		if a.IsEnforceable(p.Today) {
			state = components.Tag(components.OK, "exécutoire")
		}
		rows = append(rows, components.Row{Cells: []Node{components.French("N° " + a.ActNumber), components.French(a.VotedOn.French()), state}})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Critères votés par le conseil", Aside: components.RuleLink("F-14")}),
		components.DataTable(components.DataTableProps{Caption: "Actes sur les critères", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun acte n’est enregistré.", Columns: []components.Column{{Label: "Acte"}, {Label: "Voté le"}, {Label: "État"}}}),
		components.Actions(components.LinkButton("Projet d’acte", staffPath+"/fonds/acte.pdf")),
		Iff(p.MayManage, func() Node {
			return components.Disclosure("Enregistrer l’acte voté", components.PostForm(components.PostFormProps{Action: staffPath + "/fonds/acte", Label: "Enregistrer l’acte voté"},
				components.Field(required(p.field("numero", "Numéro de l’acte"))), components.DateField(required(p.field("vote", "Voté le"))), components.DateField(p.field("publie", "Publié le")),
				components.Actions(components.ButtonPlain("Enregistrer l’acte"))))
		}))
}

// The chart is drawn in these units; the page scales it.
const (
	plotWide = 640
	plotBar  = 26
	plotStep = 58
)

// ReportPage is the year for the board: figures, charts with their table, nobody's name.
func ReportPage(r aid.Report) Node {
	var year int
	_, _ = fmt.Sscanf(r.Year, "%d", &year) // Window has read it
	before := fmt.Sprintf("%d-%d", year-1, year)
	var rows, types, brackets []components.Row
	var spent []bar
	for _, f := range r.Funds {
		rows = append(rows, components.Row{Cells: []Node{components.French(f.Name), Text(strconv.Itoa(f.Count)), components.Money(f.Spent.String()), components.Money(f.Balance.String())}})
		spent = append(spent, bar{f.Name + " : dépensé", int64(f.Spent), f.Spent.String()}, bar{f.Name + " : solde", int64(f.Balance), f.Balance.String()})
	}
	for _, t := range r.Types {
		types = append(types, components.Row{Cells: []Node{components.French(t.Name), Text(strconv.Itoa(t.Requests)), Text(strconv.Itoa(t.Count)), components.Money(t.Spent.String())}})
	}
	for _, b := range r.Brackets {
		n := strconv.Itoa(b.Count)
		if b.Few {
			n = "moins de 5"
		}
		brackets = append(brackets, components.Row{Cells: []Node{components.French(b.Name), Text(n)}})
	}
	pupils := []bar{{"Élèves qui ont demandé", int64(r.Applicants), strconv.Itoa(r.Applicants)}, {"Élèves qui n’ont rien demandé", int64(r.Others), strconv.Itoa(r.Others)}}
	return Group{
		components.PageHead(components.PageHeadProps{Eyebrow: "Bilan pour le conseil d’administration", Title: "Aides de " + r.Year, Lead: "Du " + r.From.French() + " au " + r.Until.French() + ". Aucun nom."}),
		components.KPIs(components.KPIProps{Label: "Demandes", Value: strconv.Itoa(r.Requests)}, components.KPIProps{Label: "Accordées", Value: strconv.Itoa(r.Granted)},
			components.KPIProps{Label: "Refusées", Value: strconv.Itoa(r.Refused)}, components.KPIProps{Label: "Dépensé", Value: r.Spent.String()}, components.KPIProps{Label: "Reste", Value: r.Balance.String()}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Qui a demandé"}), chart("Élèves qui ont demandé une aide, et les autres", pupils),
			components.DataTable(components.DataTableProps{Caption: "Élèves", HideCaption: true, RowHead: true, Columns: []components.Column{{Label: "Élèves"}, {Label: "Nombre", Num: true}}, Rows: []components.Row{components.Cells(pupils[0].Label, pupils[0].Text), components.Cells(pupils[1].Label, pupils[1].Text)}})),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Dépenses et soldes"}), chart("Dépensé et solde de chaque fonds", spent),
			components.DataTable(components.DataTableProps{Caption: "Fonds", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun fonds n’est ouvert.", Columns: []components.Column{{Label: "Fonds"}, {Label: "Aides", Num: true}, {Label: "Dépensé", Num: true}, {Label: "Solde", Num: true}}})),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Par aide"}),
			components.DataTable(components.DataTableProps{Caption: "Aides de l’année", HideCaption: true, RowHead: true, Rows: types, EmptyMessage: "Aucune aide n’est proposée.", Columns: []components.Column{{Label: "Aide"}, {Label: "Demandes", Num: true}, {Label: "Accordées", Num: true}, {Label: "Dépensé", Num: true}}})),
		Iff(len(brackets) > 0, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Par tranche de quotient"}),
				components.DataTable(components.DataTableProps{Caption: "Demandes par tranche", HideCaption: true, RowHead: true, Rows: brackets, Columns: []components.Column{{Label: "Tranche"}, {Label: "Demandes", Num: true}}}))
		}),
		components.Actions(components.LinkMain("Imprimer le bilan", staffPath+"/bilan.pdf?annee="+r.Year), components.LinkButton("Année "+before, staffPath+"/bilan?annee="+before)),
	}
}

// bar is one line of a chart.
type bar struct {
	Label string
	Value int64
	Text  string
}

// chart draws bars to one scale; the table under it says the same in figures.
func chart(label string, bars []bar) Node {
	var top int64
	for _, b := range bars {
		top = max(top, b.Value)
	}
	if top <= 0 {
		return nil
	}
	var nodes Group
	for i, b := range bars {
		y := i * plotStep
		nodes = append(nodes, El("text", Attr("x", "0"), Attr("y", strconv.Itoa(y+18)), Text(b.Label+" : "+b.Text)),
			El("rect", Class("s"+strconv.Itoa(i%5+1)), Attr("x", "0"), Attr("y", strconv.Itoa(y+26)), Attr("width", strconv.FormatInt(max(b.Value*plotWide/top, 1), 10)), Attr("height", strconv.Itoa(plotBar))))
	}
	return Figure(El("svg", Class("plot"), Attr("viewBox", fmt.Sprintf("0 0 %d %d", plotWide, len(bars)*plotStep)), Role("img"), Aria("label", label), nodes))
}
