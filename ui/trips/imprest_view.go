package trips

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ImprestsPageProps is the list of the imprests of a trip.
type ImprestsPageProps struct {
	Trip     trip.Trip
	Rows     []trip.ImprestRow
	Search   string
	MayWrite bool
}

// ImprestsPage lists who holds cash for a trip. Sums are shown to those who hold it or answer for it.
func ImprestsPage(p ImprestsPageProps) Node {
	here := staffList + "/" + p.Trip.ID + "/regies"
	var actions []Node
	if p.MayWrite && p.Trip.State != trip.Cancelled && p.Trip.State != trip.Closed {
		actions = append(actions, components.LinkMain("Nouvelle régie", here+"/nouvelle"))
	}
	var rows []components.Row
	for _, r := range p.Rows {
		i := r.Imprest
		name, left := components.French(i.HolderName), components.Soft("–")
		if r.Mine {
			name, left = A(Href(here+"/"+i.ID), components.French(i.HolderName)), components.Money(i.Balance(r.Tally).String())
		}
		period := components.Soft("à fixer")
		if i.From != "" && i.Until != "" {
			period = components.French("du " + i.From.FrenchUntil(i.Until))
		}
		rows = append(rows, components.Row{Cells: []Node{name, components.French(natureWord(i.Nature)), period, left, imprestTag(i.State)}})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Les régies", Actions: actions,
			Lead: "L’argent confié à un personnel pour ce voyage : une décision, un régisseur, des limites, un journal, un compte qui tombe juste."}),
		narrowForm(here, "Chercher une régie", p.Search),
		components.DataTable(components.DataTableProps{
			Caption: "Régies du voyage", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucune régie : tout se paie sur facture.",
			Columns: []components.Column{{Label: "Régisseur"}, {Label: "Nature"}, {Label: "Période"}, {Label: "À rendre", Num: true}, {Label: "État"}},
		}),
		listFoot(law.Counted(len(rows), "régie", "régies"), here, map[string]string{"q": p.Search}),
		components.Actions(components.LinkButton("Revenir au voyage", staffList+"/"+p.Trip.ID)),
	}
}

// natureWord is the short name of a nature.
func natureWord(code string) string {
	word, _, _ := strings.Cut(wordOf(trip.Natures, code), " : ")
	return word
}

func imprestTag(s trip.ImprestState) Node {
	state := map[trip.ImprestState]string{
		trip.ImprestDischarged: components.OK, trip.ImprestCancelled: components.Stop, trip.ImprestDraft: components.Neutral,
	}[s]
	if state == "" {
		state = components.Wait
	}
	return components.Tag(state, s.Label())
}

// ImprestForm is an imprest as typed.
type ImprestForm struct {
	trip.Imprest
	From, Until, Advance, OperationCap, CashCap string
}

// ImprestFormProps is the form of an imprest.
type ImprestFormProps struct {
	Trip         trip.Trip
	Form         ImprestForm
	New          bool
	Staff        []trip.Colleague
	Back, Action string
	Refused      web.Refused
}

// ImprestFormPage is where the act of an imprest is prepared: every limit comes from it.
func ImprestFormPage(p ImprestFormProps) Node {
	f, e, title := p.Form, p.Refused.Errors, "Modifier la régie"
	if p.New {
		title = "Nouvelle régie"
	}
	var staff []components.OptionProps
	for _, s := range p.Staff {
		staff = append(staff, components.OptionProps{Value: s.ID, Label: s.Name})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: title, Lead: "Ce que dira la décision du chef d’établissement. Les dates proposées suivent l’usage : trois semaines avant, trois semaines après."}),
		components.PostForm(components.PostFormProps{Action: p.Action, Label: title},
			components.Card(components.CardHead(components.CardHeadProps{Title: "Nature et régisseur", Aside: components.RuleLink("V-46")}),
				components.RadioGroup(components.ChoiceProps{ID: "nature", Legend: "Ce que la régie permet", Required: true, Value: f.Nature, Error: e["nature"], Options: codeOptions(trip.Natures)}),
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "holder", Label: "Régisseur", Required: true, Value: f.Holder, Error: e["holder"], Width: "l",
					Hint: "Un personnel de l’établissement, jamais un parent ni un guide."}, Options: staff, Empty: "Choisir…"}),
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "deputy", Label: "Mandataire suppléant", Value: f.Deputy, Error: e["deputy"], Width: "l",
					Hint: "De préférence quelqu’un qui part aussi."}, Options: staff, Empty: "Aucun"}),
			),
			components.Card(components.CardHead(components.CardHeadProps{Title: "Période et limites"}),
				components.DateField(components.FieldProps{ID: "from_on", Label: "Du", Value: f.From, Error: e["from_on"]}),
				components.DateField(components.FieldProps{ID: "until_on", Label: "Au", Value: f.Until, Error: e["until_on"]}),
				components.CheckboxGroup(components.ChoiceProps{ID: "means", Legend: "Moyens de paiement ou d’encaissement", Values: f.Means, Error: e["means"], Options: codeOptions(trip.ImprestMeans)}),
				components.AmountField(components.FieldProps{ID: "advance_cents", Label: "Montant de l’avance", Value: f.Advance, Error: e["advance_cents"], Hint: "Pour une régie d’avances ou mixte."}),
				components.AmountField(components.FieldProps{ID: "operation_cap_cents", Label: "Plafond par opération", Value: f.OperationCap, Error: e["operation_cap_cents"], Hint: "Celui de l’acte, à confirmer avec l’agent comptable."}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "expense_kinds", Label: "Dépenses autorisées", Value: f.ExpenseKinds, Error: e["expense_kinds"],
					Hint: "Séparées par des virgules."}, Rows: "2"}),
				components.AmountField(components.FieldProps{ID: "cash_cap_cents", Label: "Encaisse maximale", Value: f.CashCap, Error: e["cash_cap_cents"], Hint: "Pour une régie de recettes ou mixte : au-delà, on reverse."}),
			),
			components.Card(components.CardHead(components.CardHeadProps{Title: "La décision"}),
				components.Field(components.FieldProps{ID: "act_number", Label: "Numéro de la décision", Value: f.ActNumber, Error: e["act_number"], Width: "s", Hint: "S’il est déjà connu."}),
				components.CheckboxField(components.CheckboxFieldProps{ID: "mentions_bond", Label: "Le texte parle de cautionnement", Checked: f.MentionsBond, Hint: "Il n’en est plus demandé depuis 2023."}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "note", Label: "Remarques", Value: f.Note}, Rows: "2"}),
			),
			formActions("Enregistrer la régie", p.Back),
		),
	}
}

// CashForm is a line of a journal as typed.
type CashForm struct {
	Direction, On, Supplier, Nature, Means, Amount, Pupil string
	Voucher                                               bool
}

// TypedImprest is what was typed on the page of an imprest, when it comes back.
type TypedImprest struct {
	To, On, Returned, Number, Reason string
	Line                             CashForm
}

// ImprestPageProps is one imprest for those who may open it.
type ImprestPageProps struct {
	Trip      trip.Trip
	View      trip.ImprestView
	Lines     []trip.ImprestLine // of the journal, those looked for
	Search    string
	Reader    school.Actor
	Today     law.Day
	Findings  []components.FindingProps
	Decisions []components.TimelineItem
	Typed     TypedImprest
	Refused   web.Refused
}

func (p ImprestPageProps) here() string {
	return staffList + "/" + p.Trip.ID + "/regies/" + p.View.Imprest.ID
}

// ImprestPage is made for a phone first: what is left, the line to write, the journal below.
func ImprestPage(p ImprestPageProps) Node {
	i := p.View.Imprest
	var actions []Node
	if i.State == trip.ImprestDraft && p.Reader.May(school.ManageImprests) {
		actions = append(actions, components.LinkButton("Modifier la régie", p.here()+"/modifier"))
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Régie de " + i.HolderName, Lead: natureWord(i.Nature) + periodWords(i), Tag: imprestTag(i.State), Actions: actions}),
		imprestFigures(p),
		components.Columns(
			Group{Iff(p.View.Writes, func() Node { return newLineCard(p) }), journalCard(p)},
			Group{imprestSteps(p), actCardOf(p),
				Iff(len(p.Findings) > 0, func() Node {
					return components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que disent les règles"}), components.FindingList(p.Findings))
				}),
				Iff(len(p.Decisions) > 0, func() Node {
					return components.Card(components.CardHead(components.CardHeadProps{Title: "Décisions"}), components.Timeline("Décisions sur la régie", p.Decisions))
				}),
			},
		),
		components.Actions(components.LinkButton("Revenir aux régies", staffList+"/"+p.Trip.ID+"/regies")),
	}
}

func periodWords(i trip.Imprest) string {
	if i.From == "" || i.Until == "" {
		return ""
	}
	return " · du " + i.From.FrenchUntil(i.Until)
}

func imprestFigures(p ImprestPageProps) Node {
	i, t := p.View.Imprest, p.View.Tally
	tiles := []components.KPIProps{{Value: i.Balance(t).String(), Label: "à rendre", Hint: "d’après le journal"}}
	if i.Pays() {
		tiles = append(tiles, components.KPIProps{Value: i.Advance.String(), Label: "avance"}, components.KPIProps{Value: t.Spent.String(), Label: "dépensés"})
	}
	if i.Collects() {
		tiles = append(tiles, components.KPIProps{Value: t.Collected.String(), Label: "encaissés"}, components.KPIProps{Value: t.Held().String(), Label: "en caisse", Hint: capWords(i.CashCap)})
	}
	return components.KPIs(tiles...)
}

func capWords(limit cents.Amount) string {
	if limit == 0 {
		return ""
	}
	return limit.String() + " au plus"
}

// directions are what this reader may write in this journal.
func directions(p ImprestPageProps) []components.OptionProps {
	var options []components.OptionProps
	i := p.View.Imprest
	if i.Pays() {
		options = append(options, components.OptionProps{Value: trip.Spent, Label: "Dépense payée"})
	}
	if i.Collects() {
		options = append(options, components.OptionProps{Value: trip.Collected, Label: "Somme encaissée"})
		if p.Reader.Has(school.Accountant) {
			options = append(options, components.OptionProps{Value: trip.Handed, Label: "Reversement reçu du régisseur"})
		}
	}
	return options
}

func newLineCard(p ImprestPageProps) Node {
	options, f := directions(p), p.Typed.Line
	which := components.HiddenFields(components.HiddenValue{Name: "direction", Value: options[0].Value})
	if len(options) > 1 {
		which = components.RadioGroup(components.ChoiceProps{ID: "direction", Legend: "Ce que vous inscrivez", Required: true, Inline: true, Value: f.Direction, Options: options, Error: p.Refused.Errors["direction"]})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Nouvelle ligne"}),
		components.PostForm(components.PostFormProps{Action: p.here() + "/lignes", Label: "Nouvelle ligne du journal"},
			which, lineFieldset(p.View, f, p.Refused.Errors), components.Actions(components.ButtonMain("Inscrire"))),
	)
}

func lineFieldset(view trip.ImprestView, f CashForm, e map[string]string) Node {
	i := view.Imprest
	var means, kinds, pupils []components.OptionProps
	for _, m := range trip.ImprestMeans {
		for _, listed := range i.Means {
			if m.Code == listed {
				means = append(means, components.OptionProps{Value: m.Code, Label: m.Label})
			}
		}
	}
	for _, k := range i.Kinds() {
		kinds = append(kinds, components.OptionProps{Value: k, Label: k})
	}
	for _, pupil := range view.Pupils {
		pupils = append(pupils, components.OptionProps{Value: pupil.ID, Label: pupil.LastName + " " + pupil.FirstName})
	}
	if f.Means == "" && len(means) > 0 {
		f.Means = means[0].Value
	}
	return Group{
		components.DateField(components.FieldProps{ID: "spent_on", Label: "Date", Required: true, Value: f.On, Error: e["spent_on"]}),
		components.AmountField(components.FieldProps{ID: "amount_cents", Label: "Montant", Required: true, Value: f.Amount, Error: e["amount_cents"]}),
		components.RadioGroup(components.ChoiceProps{ID: "means", Legend: "Moyen", Required: true, Inline: true, Value: f.Means, Error: e["means"], Options: means}),
		Iff(i.Pays(), func() Node {
			return Group{
				components.Field(components.FieldProps{ID: "nature", Label: "Nature de la dépense", Value: f.Nature, Error: e["nature"], Hint: "D’après l’acte : " + strings.Join(i.Kinds(), ", ") + ".",
					Attrs: []Node{List("natures-regie"), MaxLength("120")}}),
				DataList(ID("natures-regie"), Map(kinds, func(o components.OptionProps) Node { return Option(Value(o.Value)) })),
				components.Field(components.FieldProps{ID: "supplier", Label: "Fournisseur", Value: f.Supplier, Error: e["supplier"], Attrs: []Node{MaxLength("120")}}),
				components.CheckboxField(components.CheckboxFieldProps{ID: "voucher", Label: "J’ai le justificatif", Checked: f.Voucher}),
			}
		}),
		Iff(i.Collects() && len(pupils) > 0, func() Node {
			return components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "pupil_id", Label: "Élève, pour une somme encaissée", Value: f.Pupil, Error: e["pupil_id"], Width: "l"},
				Options: pupils, Empty: "Sans objet"})
		}),
	}
}

func directionWord(code string) string {
	return map[string]string{trip.Spent: "Dépense", trip.Collected: "Encaissement", trip.Handed: "Reversement"}[code]
}

func journalCard(p ImprestPageProps) Node {
	i := p.View.Imprest
	mayTick := p.View.Writes || i.State == trip.ImprestReturned && p.Reader.Has(school.Accountant)
	var rows []components.Row
	for _, l := range p.Lines {
		what := strings.Join(nonEmpty(l.Nature, l.Supplier, l.PupilName), ", ")
		if what == "" {
			what = wordOf(trip.ImprestMeans, l.Means)
		}
		name := components.French(directionWord(l.Direction) + " n° " + itoa(l.Number))
		if p.View.Writes && (l.Direction != trip.Handed || p.Reader.Has(school.Accountant)) {
			name = A(Href(p.here()+"/lignes/"+l.ID), name)
		}
		rows = append(rows, components.Row{Cells: []Node{name, components.French(l.On.Short()), components.French(what), sum(l.Amount), voucherCell(p, l, mayTick)}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Journal"}),
		narrowForm(p.here(), "Chercher une ligne du journal", p.Search),
		components.DataTable(components.DataTableProps{Caption: "Journal de la régie", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Rien n’est encore inscrit.",
			Columns: []components.Column{{Label: "Ligne"}, {Label: "Date"}, {Label: "Objet"}, {Label: "Montant", Num: true}, {Label: "Justificatif"}}}),
		listFoot(law.Counted(len(rows), "ligne", "lignes"), p.here()+"/journal", map[string]string{"q": p.Search}),
		Iff(p.View.Imprest.Pays() && len(p.View.Lines) <= document.ImprestBookRows, func() Node {
			return components.ScreenOnly(components.Actions(components.LinkButton("Classeur de suivi, avec ses totaux", p.here()+"/suivi.xlsx")))
		}),
	)
}

func voucherCell(p ImprestPageProps, l trip.ImprestLine, mayTick bool) Node {
	if l.Direction != trip.Spent {
		return components.Soft("sans objet")
	}
	tag := components.Tag(components.Wait, "attendu")
	word := "Noter le justificatif"
	if l.Voucher {
		tag, word = components.Tag(components.OK, "remis"), "Retirer"
	}
	if !mayTick {
		return tag
	}
	return Div(Class("actions"), tag, Form(Method("post"), Action(p.here()+"/lignes/"+l.ID), components.HiddenFields(components.HiddenValue{Name: "do", Value: "voucher"}),
		components.ButtonPlain(word, Aria("label", word+", dépense n° "+itoa(l.Number)))))
}

// actCardOf is what the act says.
func actCardOf(p ImprestPageProps) Node {
	i := p.View.Imprest
	var means []string
	for _, m := range i.Means {
		means = append(means, strings.ToLower(wordOf(trip.ImprestMeans, m)))
	}
	var pairs []components.Pair
	add := func(term, value string) {
		if value != "" {
			pairs = append(pairs, components.Pair{Term: term, Value: components.French(value)})
		}
	}
	money := func(a cents.Amount) string {
		if a == 0 {
			return ""
		}
		return a.String()
	}
	add("Décision", strings.Join(nonEmpty(i.ActNumber, i.DecidedOn.French()), ", du "))
	add("Agrément de l’agent comptable", i.AgreedOn.French())
	add("Mandataire suppléant", i.DeputyName)
	add("Moyens", strings.Join(means, ", "))
	add("Dépenses autorisées", i.ExpenseKinds)
	add("Avance", money(i.Advance))
	add("Plafond par opération", money(i.OperationCap))
	add("Encaisse maximale", money(i.CashCap))
	add("Avance versée le", i.AdvancedOn.French())
	add("Comptes rendus le", i.ReturnedOn.French())
	if i.ReturnedOn != "" {
		add("Reliquat remis", i.Returned.String())
	}
	add("Remarques", i.Note)
	if len(pairs) == 0 {
		add("Décision", "à prendre")
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que dit l’acte"}), components.DefinitionGrid(pairs...))
}

// imprestSteps are the decisions that this reader can take here.
func imprestSteps(p ImprestPageProps) Node {
	i, e := p.View.Imprest, p.Refused.Errors
	accountant := p.Reader.Has(school.Accountant)
	form := func(to trip.ImprestState, title, label string, fields ...Node) Node {
		return components.Card(components.CardHead(components.CardHeadProps{Title: title}),
			components.PostForm(components.PostFormProps{Action: p.here() + "/etape", Label: title},
				components.HiddenFields(components.HiddenValue{Name: "to", Value: string(to)}), Group(fields), components.Actions(components.ButtonMain(label))))
	}
	on := func() Node {
		value := string(p.Today)
		if p.Typed.On != "" {
			value = p.Typed.On
		}
		return components.DateField(components.FieldProps{ID: "on", Label: "Le", Required: true, Value: value})
	}
	switch {
	case i.State == trip.ImprestDraft && accountant:
		return components.Card(components.CardHead(components.CardHeadProps{Title: "Votre agrément"}),
			components.PostForm(components.PostFormProps{Action: p.here() + "/agrement", Label: "Agrément de l’agent comptable"},
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "reason", Label: "Observation", Value: p.Typed.Reason, Error: e["reason"]}, Rows: "2"}),
				components.Actions(components.ButtonPlain("Donner mon agrément", Name("decision"), Value("yes")), components.ButtonPlain("Refuser", Name("decision"), Value("no")))))
	case i.State == trip.ImprestDraft && p.Reader.Has(school.Head):
		number, day := p.Typed.Number, p.Typed.On
		if number == "" {
			number = i.ActNumber
		}
		if day == "" {
			day = string(p.Today)
		}
		return components.Card(components.CardHead(components.CardHeadProps{Title: "Votre décision"}),
			If(i.AgreedOn == "", P(components.Tag(components.Wait, "agrément attendu"), Text(" "), components.French("L’agent comptable donne d’abord le sien."))),
			components.PostForm(components.PostFormProps{Action: p.here() + "/decision", Label: "Décision du chef d’établissement"},
				components.Field(components.FieldProps{ID: "act_number", Label: "Numéro de la décision", Required: true, Value: number, Error: e["act_number"], Width: "s"}),
				components.DateField(components.FieldProps{ID: "decided_on", Label: "Date de la décision", Required: true, Value: day, Error: e["decided_on"]}),
				components.Actions(components.ButtonMain("Créer la régie"))))
	case i.State == trip.ImprestDecided && accountant && i.Pays():
		return form(trip.ImprestAdvanced, "Verser l’avance", "Noter le versement", on())
	case (i.State == trip.ImprestAdvanced || i.State == trip.ImprestDecided) && accountant:
		value := p.Typed.Returned
		if value == "" {
			value = i.Balance(p.View.Tally).Plain()
		}
		return form(trip.ImprestReturned, "Recevoir les comptes", "Noter le retour", on(),
			components.AmountField(components.FieldProps{ID: "returned_cents", Label: "Reliquat remis", Required: true, Value: value, Error: e["returned_cents"], Hint: "Ce que vous avez compté, à deux."}))
	case i.State == trip.ImprestReturned && accountant:
		reopen := trip.ImprestDecided
		if i.AdvancedOn != "" {
			reopen = trip.ImprestAdvanced
		}
		return Group{form(trip.ImprestDischarged, "Solder la régie", "Solder"),
			components.Disclosure("Rouvrir pour corriger le journal", components.PostForm(components.PostFormProps{Action: p.here() + "/etape", Label: "Rouvrir la régie"},
				components.HiddenFields(components.HiddenValue{Name: "to", Value: string(reopen)}), components.Actions(components.ButtonPlain("Rouvrir"))))}
	case (i.State == trip.ImprestDraft || i.State == trip.ImprestDecided) && p.Reader.May(school.ManageImprests):
		return components.Disclosure("Abandonner la régie", components.PostForm(components.PostFormProps{Action: p.here() + "/etape", Label: "Abandonner la régie"},
			components.HiddenFields(components.HiddenValue{Name: "to", Value: string(trip.ImprestCancelled)}), components.Actions(components.ButtonStop("Abandonner la régie"))))
	}
	return nil
}

// LinePageProps is one line to be corrected.
type LinePageProps struct {
	Trip    trip.Trip
	View    trip.ImprestView
	Line    trip.ImprestLine
	Form    CashForm
	Last    bool
	Refused web.Refused
}

// LinePage corrects a line of a journal, or takes the last one away.
func LinePage(p LinePageProps) Node {
	back := staffList + "/" + p.Trip.ID + "/regies/" + p.View.Imprest.ID
	here := back + "/lignes/" + p.Line.ID
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: directionWord(p.Line.Direction) + " n° " + itoa(p.Line.Number), Lead: "La ligne garde son numéro : les justificatifs se suivent."}),
		If(!p.View.Writes, components.Notice(components.NoticeProps{Kind: components.Wait, Text: "Les comptes sont rendus : le journal ne change plus."})),
		components.PostForm(components.PostFormProps{Action: here, Label: "Corriger la ligne"},
			components.Card(components.HiddenFields(components.HiddenValue{Name: "direction", Value: p.Line.Direction}), lineFieldset(p.View, p.Form, p.Refused.Errors)),
			formActions("Corriger la ligne", back),
		),
		If(p.Last && p.View.Writes, components.Disclosure("Effacer cette ligne", components.PostForm(components.PostFormProps{Action: here, Label: "Effacer la ligne"},
			components.HiddenFields(components.HiddenValue{Name: "do", Value: "drop"}), components.Actions(components.ButtonStop("Effacer la ligne"))))),
	}
}
