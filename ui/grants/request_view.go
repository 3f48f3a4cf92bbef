package grants

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// RequestsPageProps is the list of requests.
type RequestsPageProps struct {
	Requests    []aid.Request
	Funds       []aid.Fund
	Filter      aid.Filter
	Query       string
	MayInstruct bool
}

// RequestsPage is the front page of the social funds.
func RequestsPage(p RequestsPageProps) Node {
	var rows []components.Row
	for _, r := range p.Requests {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(staffPath+"/demandes/"+r.ID), components.French("N° "+strconv.Itoa(r.No))), components.French(r.ReceivedOn.Short()), components.French(r.LastName + " " + r.FirstName),
			components.French(r.Class), components.French(r.Guardian()), components.French(or(r.TypeName, r.Said.Subject)), components.Money(r.Asked.String()), stateTag(r),
		}})
	}
	query := ""
	if p.Query != "" {
		query = "?" + p.Query
	}
	var states []components.OptionProps
	for _, s := range aid.States {
		states = append(states, components.OptionProps{Value: string(s), Label: components.Capital(s.Label())})
	}
	actions := []Node{}
	if p.MayInstruct {
		actions = append(actions, components.LinkMain("Saisir une demande sur papier", staffPath+"/nouvelle"))
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Aides", Lead: "Réservé à l’assistant social, à la direction et au gestionnaire. Les autres personnels n’en voient rien.", Actions: actions}),
		Nav(Aria("label", "Pages des aides"), components.Actions(
			components.LinkButton("Commissions", staffPath+"/commissions"), components.LinkButton("Fonds, aides et barème", staffPath+"/fonds"), components.LinkButton("Bilan de l’année", staffPath+"/bilan"))),
		fundTiles(p.Funds),
		components.ScreenOnly(Form(Class("filters"), Role("search"), Aria("label", "Filtrer les demandes"), Method("get"), Action(staffPath),
			components.Field(components.FieldProps{ID: "q", Type: "search", Label: "Élève, responsable ou numéro", Value: p.Filter.Search, Filter: true}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "etat", Label: "État", Value: string(p.Filter.State), Filter: true}, Options: states, Empty: "Tous"}),
			components.ButtonPlain("Filtrer"))),
		components.DataTable(components.DataTableProps{Caption: "Demandes", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucune demande ne correspond.",
			Columns: []components.Column{{Label: "Demande"}, {Label: "Reçue le"}, {Label: "Élève"}, {Label: "Classe"}, {Label: "Demandée par"}, {Label: "Pour"}, {Label: "Demandé", Num: true}, {Label: "État"}}}),
		components.Pagination(components.PaginationProps{Summary: law.Counted(len(p.Requests), "demande", "demandes"), CSVHref: staffPath + "/liste.csv" + query, SheetHref: staffPath + "/liste.xlsx" + query}),
	}
}

func fundTiles(funds []aid.Fund) Node {
	var tiles []components.KPIProps
	for _, f := range funds {
		if f.ClosedOn == "" {
			tiles = append(tiles, components.KPIProps{Label: f.Name, Value: f.Remaining().String()})
		}
	}
	if len(tiles) == 0 {
		return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Aucun fonds n’est ouvert.", Text: "La direction ou le gestionnaire les ouvre dans « Fonds, aides et barème »."})
	}
	return components.KPIs(tiles...)
}

func stateTag(r aid.Request) Node {
	switch {
	case r.Outcome == aid.Urgent:
		return components.Tag(components.Wait, r.Outcome.Label())
	case r.State == aid.Decided && r.Outcome == aid.Refused:
		return components.Tag(components.Stop, r.Outcome.Label())
	case r.State == aid.Decided:
		return components.Tag(components.OK, r.Outcome.Label())
	case r.State == aid.Withdrawn:
		return components.Tag(components.Neutral, r.State.Label())
	case r.Outcome != "" && r.Outcome != aid.Pending:
		return components.Tag(components.Wait, r.Outcome.Label())
	}
	return components.Tag(components.Wait, r.State.Label())
}

func or(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}

// PaperRequestPageProps is a request that came on paper.
type PaperRequestPageProps struct {
	Search  string
	Pupils  []school.PupilRow
	Pupil   school.PupilFile
	Owed    []money.Account
	Form    map[string]string
	Refused web.Refused
}

// ChoosePupilPage asks for whom.
func ChoosePupilPage(p PaperRequestPageProps) Node {
	var rows []components.Row
	for _, u := range p.Pupils {
		rows = append(rows, components.Row{Cells: []Node{A(Href(staffPath+"/nouvelle?eleve="+url.QueryEscape(u.ID)), components.French(u.Name())), components.French(u.Class)}})
	}
	return Group{
		components.BackLink(staffPath),
		components.PageHead(components.PageHeadProps{Title: "Saisir une demande reçue sur papier", Lead: "Cherchez d’abord l’élève."}),
		components.SearchForm(components.SearchFormProps{Action: staffPath + "/nouvelle", Value: p.Search, Label: "Chercher un élève", ID: "chercher-eleve"}),
		Iff(p.Search != "", func() Node {
			return components.DataTable(components.DataTableProps{Caption: "Élèves", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun élève de ce nom.", Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}}})
		}),
	}
}

// PaperRequestPage copies what is on the paper.
func PaperRequestPage(p PaperRequestPageProps) Node {
	var guardians, sums []components.OptionProps
	names := map[string]string{"": p.Pupil.Name()}
	if p.Pupil.Adult {
		guardians = append(guardians, components.OptionProps{Value: "", Label: p.Pupil.Name(), Hint: "élève majeur"})
	}
	for _, g := range p.Pupil.Guardians {
		if g.Responsibility < 3 && g.EndedOn == "" {
			names[g.ID] = g.Name()
			guardians = append(guardians, components.OptionProps{Value: g.ID, Label: g.Name(), Hint: g.Kinship()})
		}
	}
	for _, a := range p.Owed {
		sums = append(sums, components.OptionProps{Value: a.ID, Label: a.Label + " : " + a.Due().String(), Hint: "due par " + or(names[a.DebtorID], "une autre personne")})
	}
	errors, f := p.Refused.Errors, p.Form
	return Group{
		p.Refused.Head(),
		components.BackLink(staffPath + "/nouvelle"),
		components.PageHead(components.PageHeadProps{Eyebrow: p.Pupil.Name(), Title: "Demande reçue sur papier", Lead: "Elle est enregistrée à votre nom : une autre personne la décidera."}),
		components.PostForm(components.PostFormProps{Action: staffPath + "/nouvelle", Label: "Demande reçue sur papier"},
			components.HiddenFields(components.HiddenValue{Name: "eleve", Value: p.Pupil.ID}),
			components.RadioGroup(components.ChoiceProps{ID: "responsable", Legend: "Qui demande ?", Required: true, Options: guardians, Value: f["responsable"], Error: errors["responsable"]}),
			components.DateField(components.FieldProps{ID: "recue", Label: "Reçue le", Required: true, Value: f["recue"], Error: errors["recue"]}),
			components.Field(components.FieldProps{ID: "objet", Label: "Pour quoi ?", Required: true, Value: f["objet"], Error: errors["objet"], Width: "l"}),
			Iff(len(sums) > 0, func() Node {
				return components.CheckboxGroup(components.ChoiceProps{ID: "sommes", Legend: "Sommes concernées", Options: sums, Error: errors["sommes"], Hint: "Seulement celles que doit la personne qui demande."})
			}),
			components.AmountField(components.FieldProps{ID: "montant", Label: "Aide demandée", Value: f["montant"], Error: errors["montant"]}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "situation", Label: "Ce qu’en dit la famille", Value: f["situation"], Error: errors["situation"]}}),
			components.Field(components.FieldProps{ID: "telephone", Label: "Téléphone", Type: "tel", Value: f["telephone"], Error: errors["telephone"], Width: "m"}),
			components.Actions(components.ButtonMain("Enregistrer la demande")),
		),
	}
}

// RequestForm is what was typed in a form of the page of a request.
type RequestForm struct {
	Sent   bool
	Sums   []string
	Values map[string]string
}

// RequestPageProps is one request with all that the service knows of it.
type RequestPageProps struct {
	Request                aid.Request
	File                   aid.File
	Decision               aid.Decision
	Decided                bool // a proposal, at least
	Papers                 []aid.Paper
	Debts                  []money.Account
	Types                  []aid.Type
	Funds                  []aid.Fund
	Commissions            []aid.Commission // that have it on their agenda
	Form                   RequestForm
	MayInstruct, MayDecide bool
	Refused                web.Refused
}

func (p RequestPageProps) here() string { return staffPath + "/demandes/" + p.Request.ID }

// value is what was typed, or what is kept.
func (p RequestPageProps) value(name, kept string) string {
	if p.Form.Sent {
		return p.Form.Values[name]
	}
	return kept
}

// RequestPage reads a request, its means, its papers; proposes, decides, draws.
func RequestPage(p RequestPageProps) Node {
	r := p.Request
	open := r.State == aid.Received || r.State == aid.Ready
	given := p.Decision.Outcome.Given()
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Eyebrow: "Demande n° " + strconv.Itoa(r.No), Title: r.Pupil() + ", " + or(r.Class, "sans classe"),
			Lead: "Demandée par " + r.Guardian() + ", reçue le " + r.ReceivedOn.French() + map[string]string{"online": " en ligne.", "paper": " sur papier."}[r.Origin]}),
		P(stateTag(r)),
		components.Columns(
			Group{
				saidCard(p), fileCard(p), papersCard(p, open && p.MayInstruct),
				If(open && p.MayInstruct && !given, instructionCard(p)),
			},
			Group{
				If(p.Decided, outcomeCard(p)),
				If(open && r.TypeID != "" && !given && (p.MayInstruct || p.MayDecide), choiceCard(p)),
				If(r.TypeID != "" && p.Decision.Outcome == aid.Urgent && p.MayDecide, choiceCard(p)),
				If(p.Decision.Left() > 0 && p.MayInstruct && len(p.Debts) > 0, drawCard(p)),
				If(p.MayDecide && p.Decision.Outcome == aid.Granted && (p.Decision.Mode == aid.Drawing || p.Decision.Mode == aid.InKind), endCard(p)),
			},
		),
		components.Actions(components.LinkButton("Formulaire rempli", p.here()+"/formulaire.pdf"),
			If(p.Decided && p.Decision.Outcome != aid.Pending, components.LinkButton("Lettre de décision", p.here()+"/decision.pdf"))),
	}
}

func saidCard(p RequestPageProps) Node {
	said := p.Request.Said
	pairs := []components.Pair{{Term: "Pour", Value: components.French(or(said.Subject, "non dit"))}, {Term: "Aide demandée", Value: components.Money(p.Request.Asked.String())}}
	if said.Situation != "" {
		pairs = append(pairs, components.Pair{Term: "Situation", Value: components.French(said.Situation)})
	}
	if said.Phone != "" {
		pairs = append(pairs, components.Pair{Term: "Téléphone", Value: Text(said.Phone)})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que dit la famille"}), components.DefinitionGrid(pairs...))
}

func fileCard(p RequestPageProps) Node {
	f := p.File
	quotient, bracket := "non connu", "–"
	if f.Known {
		quotient = f.Quotient.String()
	}
	if f.Bracket != "" {
		bracket = f.Bracket + ", " + strconv.Itoa(f.Percent) + " % à titre indicatif"
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Ce qu’en lit la commission", Aside: components.RuleLink("F-14")}),
		components.DefinitionGrid(
			components.Pair{Term: "Quotient familial", Value: components.French(quotient)}, components.Pair{Term: "Tranche", Value: components.French(bracket)},
			components.Pair{Term: "Boursier", Value: Text(yes(f.Scholarship))}, components.Pair{Term: "Dettes connues", Value: components.Money(f.Debts.String())},
			components.Pair{Term: "Pièces", Value: Text(strconv.Itoa(f.Papers))}, components.Pair{Term: "Décisions antérieures", Value: components.French(or(strings.Join(f.Before, " ; "), "aucune"))},
		))
}

func yes(b bool) string {
	if b {
		return "oui"
	}
	return "non"
}

func papersCard(p RequestPageProps, open bool) Node {
	var rows []components.Row
	for _, d := range p.Papers {
		rows = append(rows, components.Row{Cells: []Node{A(Href(p.here()+"/pieces/"+d.ID), components.French(d.Label)), components.French(size(d.SizeBytes)), Text(map[string]string{"family": "la famille", "staff": "le service"}[d.AddedBy])}})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Justificatifs"}),
		components.DataTable(components.DataTableProps{Caption: "Justificatifs", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucune pièce n’est jointe.",
			Columns: []components.Column{{Label: "Pièce"}, {Label: "Taille"}, {Label: "Déposée par"}}}),
		Iff(open, func() Node { return paperForm(p.here()+"/pieces", p.value("piece", ""), p.Refused) }))
}

func instructionCard(p RequestPageProps) Node {
	r, errors := p.Request, p.Refused.Errors
	means := r.Said.Means
	var types, sums []components.OptionProps
	for _, t := range p.Types {
		if t.ClosedOn == "" || t.ID == r.TypeID {
			types = append(types, components.OptionProps{Value: t.ID, Label: t.Name + " (" + t.Mode.Label() + ", " + t.FundName + ")"})
		}
	}
	for _, a := range p.Debts {
		sums = append(sums, components.OptionProps{Value: a.ID, Label: a.Label + " : " + a.Due().String()})
	}
	chosen := r.ChargeIDs
	if p.Form.Sent {
		chosen = p.Form.Sums
	}
	ticked := r.Said.Scholarship
	ready := r.State == aid.Ready
	if p.Form.Sent {
		ticked, ready = p.Form.Values["bourse"] != "", p.Form.Values["prete"] != ""
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Instruire", Aside: components.RuleLink("F-15")}),
		components.PostForm(components.PostFormProps{Action: p.here() + "/instruction", Label: "Instruire la demande"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "aide", Label: "Aide", Value: p.value("aide", r.TypeID), Error: errors["aide"]}, Options: types}),
			Iff(len(sums) > 0, func() Node {
				return components.CheckboxGroup(components.ChoiceProps{ID: "sommes", Legend: "Sommes à alléger", Options: sums, Values: chosen, Error: errors["sommes"], Hint: "Aucune : toutes celles que doit cette personne pour l’élève."})
			}),
			components.AmountField(components.FieldProps{ID: "montant", Label: "Montant demandé", Value: p.value("montant", web.TypedAmount(r.Asked)), Error: errors["montant"]}),
			components.AmountField(components.FieldProps{ID: "revenu", Label: "Revenu fiscal de référence", Value: p.value("revenu", web.TypedAmount(means.Income)), Error: errors["revenu"]}),
			components.Field(components.FieldProps{ID: "parts", Label: "Nombre de parts", Value: p.value("parts", aid.SharesText(means.Shares)), Error: errors["parts"], InputMode: "decimal", Width: "s"}),
			components.AmountField(components.FieldProps{ID: "quotient", Label: "Ou quotient lu sur une attestation", Value: p.value("quotient", web.TypedAmount(means.Typed)), Error: errors["quotient"], Hint: "Pris tel quel, quand le revenu n’est pas donné."}),
			components.Field(components.FieldProps{ID: "avis_annee", Label: "Année de l’avis", Value: p.value("avis_annee", means.NoticeYear), Error: errors["avis_annee"], InputMode: "numeric", Width: "s"}),
			components.Field(components.FieldProps{ID: "avis", Label: "Référence de l’avis", Value: p.value("avis", means.Notice), Error: errors["avis"], Width: "m"}),
			components.AmountField(components.FieldProps{ID: "autres", Label: "Autres dettes connues", Value: p.value("autres", web.TypedAmount(r.Said.OtherDebts)), Error: errors["autres"], Hint: "Celles qui ne sont pas dans nos comptes."}),
			components.CheckboxField(components.CheckboxFieldProps{ID: "bourse", Label: "L’élève est boursier", Checked: ticked}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "note", Label: "Note du service social", Value: p.value("note", r.Said.Note), Error: errors["note"], Hint: "La commission ne la lit pas."}, Rows: "3"}),
			Iff(r.State == aid.Received, func() Node {
				return components.CheckboxField(components.CheckboxFieldProps{ID: "prete", Label: "Prête à être examinée", Checked: ready})
			}),
			components.Actions(components.ButtonPlain("Enregistrer l’instruction")),
		))
}

func outcomeCard(p RequestPageProps) Node {
	d := p.Decision
	pairs := []components.Pair{{Term: "Décision", Value: components.French(components.Capital(d.Outcome.Label()))}, {Term: "Calcul", Value: components.French(d.Mode.Label())}}
	if d.Percent > 0 {
		pairs = append(pairs, components.Pair{Term: "Pourcentage", Value: components.French(strconv.Itoa(d.Percent) + " %")})
	}
	if d.Amount > 0 {
		pairs = append(pairs, components.Pair{Term: "Montant", Value: components.Money(d.Amount.String())})
	}
	for _, pair := range []struct{ term, value string }{{"En nature", d.InKind}, {"Avis", d.Advice}, {"Motif", d.Reason}, {"Décidée par", d.DecidedByName}, {"Le", d.DecidedOn.French()}, {"Entérinée le", d.RatifiedOn.French()}} {
		if pair.value != "" {
			pairs = append(pairs, components.Pair{Term: pair.term, Value: components.French(pair.value)})
		}
	}
	var rows []components.Row
	for _, w := range d.Drawings {
		rows = append(rows, components.Row{Cells: []Node{components.French(w.Label), components.French(w.On.Short()), components.Money(w.Amount.String())}})
	}
	title := "Décision"
	if d.Outcome == aid.Pending {
		title = "Proposition"
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: title, Aside: components.RuleLink("F-13")}), components.DefinitionGrid(pairs...),
		Iff(len(rows) > 0, func() Node {
			return components.DataTable(components.DataTableProps{Caption: "Sommes allégées", RowHead: true, Rows: rows, Columns: []components.Column{{Label: "Somme"}, {Label: "Le"}, {Label: "Montant", Num: true}}})
		}))
}

// choiceCard proposes, or decides: the same fields, another door.
func choiceCard(p RequestPageProps) Node {
	r, d, errors := p.Request, p.Decision, p.Refused.Errors
	action, title, button := p.here()+"/proposition", "Proposer", components.ButtonPlain("Enregistrer la proposition")
	if p.MayDecide {
		action, title, button = p.here()+"/decision", "Décider", components.ButtonMain("Enregistrer ma décision")
	}
	left := ""
	for _, f := range p.Funds {
		if f.ID == r.FundID {
			left = "Il reste " + f.Remaining().String() + " sur « " + f.Name + " »."
		}
	}
	outcomes := []aid.Outcome{aid.Granted, aid.Refused, aid.Postponed, aid.Urgent}
	if d.Outcome == aid.Urgent {
		title, outcomes = "Entériner l’accord donné en urgence", []aid.Outcome{aid.Granted}
	}
	var options, meetings []components.OptionProps
	for _, o := range outcomes {
		label := components.Capital(o.Label())
		if o == aid.Urgent {
			label = "Accordée en urgence, à entériner par la commission"
		}
		options = append(options, components.OptionProps{Value: string(o), Label: label})
	}
	for _, c := range p.Commissions {
		meetings = append(meetings, components.OptionProps{Value: c.ID, Label: "Commission du " + c.HeldOn.French() + " (" + c.State.Label() + ")"})
	}
	amount := components.AmountField(components.FieldProps{ID: "accorde", Label: "Montant accordé", Value: p.value("accorde", web.TypedAmount(d.Amount)), Error: errors["accorde"], Hint: left + " Les sommes de la demande : " + room(p.chosenDebts()).String() + "."})
	if r.Mode == aid.Percentage {
		amount = components.Field(components.FieldProps{ID: "pourcentage", Label: "Pourcentage des dettes", Value: p.value("pourcentage", web.TypedNumber(d.Percent)), Error: errors["pourcentage"], Suffix: "%", InputMode: "numeric", Width: "s",
			Hint: "De " + room(p.chosenDebts()).String() + ". " + left})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: title, Aside: components.RuleLink("F-14")}),
		components.PostForm(components.PostFormProps{Action: action, Label: title},
			If(p.MayDecide, components.RadioGroup(components.ChoiceProps{ID: "issue", Legend: "Décision", Required: true, Options: options, Value: p.value("issue", ""), Error: errors["issue"]})),
			Iff(len(meetings) > 0, func() Node {
				return components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "commission", Label: "Après l’avis de", Value: p.value("commission", d.CommissionID), Error: errors["commission"]}, Options: meetings, Empty: "Sans commission"})
			}),
			If(d.Outcome != aid.Urgent, amount),
			If(r.Mode == aid.InKind, components.Field(components.FieldProps{ID: "nature", Label: "Ce qui est donné", Value: p.value("nature", d.InKind), Error: errors["nature"], Width: "l"})),
			components.Field(components.FieldProps{ID: "avis_commission", Label: "Avis recueilli", Value: p.value("avis_commission", d.Advice), Error: errors["avis_commission"], Width: "l"}),
			components.Field(components.FieldProps{ID: "motif", Label: "Motif", Value: p.value("motif", d.Reason), Error: errors["motif"], Hint: "Lu par la famille. Obligatoire pour un refus ou un report.", Width: "l"}),
			components.Actions(button),
		))
}

func (p RequestPageProps) chosenDebts() []money.Account {
	if len(p.Request.ChargeIDs) == 0 {
		return p.Debts
	}
	var kept []money.Account
	for _, a := range p.Debts {
		if slices.Contains(p.Request.ChargeIDs, a.ID) {
			kept = append(kept, a)
		}
	}
	return kept
}

func drawCard(p RequestPageProps) Node {
	var sums []components.OptionProps
	for _, a := range p.Debts {
		sums = append(sums, components.OptionProps{Value: a.ID, Label: a.Label + " : " + a.Due().String()})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Tirer sur le droit"}), P(components.French("Il reste "+p.Decision.Left().String()+".")),
		components.PostForm(components.PostFormProps{Action: p.here() + "/tirage", Label: "Tirer sur le droit"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "somme", Label: "Somme à alléger", Required: true, Value: p.value("somme", ""), Error: p.Refused.Errors["somme"]}, Options: sums}),
			components.AmountField(components.FieldProps{ID: "tire", Label: "Montant", Required: true, Value: p.value("tire", ""), Error: p.Refused.Errors["tire"]}),
			components.Actions(components.ButtonMain("Tirer"))))
}

func endCard(p RequestPageProps) Node {
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Clore l’aide"}), P(components.French("Ce qui n’a pas servi revient au fonds. Ce qui a allégé une somme reste acquis à la famille.")),
		components.PostForm(components.PostFormProps{Action: p.here() + "/cloture", Label: "Clore l’aide"},
			components.Field(components.FieldProps{ID: "motif_fin", Label: "Motif de la clôture", Required: true, Value: p.value("motif_fin", ""), Error: p.Refused.Errors["motif_fin"], Width: "l"}),
			components.Actions(components.ButtonStop("Clore"))))
}
