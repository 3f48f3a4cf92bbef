package bank

import (
	"fmt"
	"net/url"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/assets"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// InboxProps is the lines to match, of one confidence.
type InboxProps struct {
	Said      web.Refused
	Reader    school.Actor
	Tab       int
	Counts    []int // by tab
	Lines     []reconcile.Proposed
	From, All int // of the lines of the tab
	Total     int
	AtOnce    int
	Troubles  int
}

// InboxPage shows lines with what they may be about, the first at hand: Enter or « a » accepts it, « s » goes to the next.
func InboxPage(p InboxProps) Node {
	return Group{
		p.Said.Head(),
		components.PageHead(components.PageHeadProps{Title: "Rapprochement", Lead: "Ce que disent la banque et PayFiP, face au grand livre. Rien ne s’enregistre sans votre accord."}),
		components.Actions(
			Iff(p.AtOnce > 0 && p.Reader.May(school.ReconcileBank), func() Node {
				return components.LinkMain("Accepter ensemble les sûres ("+strconv.Itoa(p.AtOnce)+")", inboxPath+"/ensemble")
			}),
			components.LinkButton("Relevés", statementsPath), components.LinkButton("État d’une période", inboxPath+"/etat"),
			components.LinkButton("Écarts avec PayFiP ("+strconv.Itoa(p.Troubles)+")", inboxPath+"/ecarts"),
		),
		tabNav(p),
		Iff(len(p.Lines) == 0, func() Node { return noLine(p) }),
		Iff(len(p.Lines) > 0, func() Node {
			return Group{
				components.ScreenOnly(components.Soft("Au clavier, sur la ligne encadrée : Entrée ou « a » accepte, « s » passe à la suivante.")),
				Div(Class("stack"), Data("inbox", ""), Map(p.Lines, func(l reconcile.Proposed) Node { return lineCard(p, l) })),
				pages(p),
				Script(Type("module"), Src(assets.Path("inbox.js"))),
			}
		}),
	}
}

func tabNav(p InboxProps) Node {
	return components.ScreenOnly(Nav(Aria("label", "Lignes par confiance"), Div(Class("actions"), tabLinks(p))))
}

func tabLinks(p InboxProps) Node {
	var all Group
	for i, t := range tabs {
		all = append(all, components.LinkButton(t.Label+" ("+strconv.Itoa(p.Counts[i])+")", inboxPath+"?confiance="+t.Code, If(i == p.Tab, Aria("current", "page"))))
	}
	return all
}

func noLine(p InboxProps) Node {
	if p.Total == 0 {
		return components.Empty(components.EmptyProps{Title: "Tout est rapproché", Text: "Importez un relevé pour la suite."})
	}
	return components.Card(components.Soft("Aucune ligne de cette confiance."))
}

// lineCard is one line with its best proposal. It takes the focus, so that the keys are its own.
func lineCard(p InboxProps, l reconcile.Proposed) Node {
	best, known := l.Best(), len(l.Proposals) > 0
	see := components.LinkButton("Voir, chercher, mettre de côté", inboxPath+"/"+l.Line.ID, Aria("label", "Voir, chercher, mettre de côté : "+lineTitle(l.Line)))
	return Article(Class("card"), TabIndex("0"), Data("line", l.Line.ID), Aria("label", lineTitle(l.Line)),
		components.CardHead(components.CardHeadProps{Title: lineTitle(l.Line)}),
		lineFacts(l.Line),
		Iff(known, func() Node { return proposalText(best) }),
		Iff(!known, func() Node { return components.Soft("Rien ne la rapproche du grand livre.") }),
		Iff(known && mayAccept(p.Reader, best), func() Node { return acceptForm(l, best, tabs[p.Tab].Code, 0, see) }),
		Iff(!known || !mayAccept(p.Reader, best), func() Node { return components.Actions(see) }),
		Iff(known && !mayAccept(p.Reader, best), func() Node {
			return components.Soft("« " + best.Action.Label() + " » revient à l’agent comptable.")
		}),
	)
}

func lineTitle(l reconcile.Line) string {
	way := "reçus"
	if l.Amount < 0 {
		way = "sortis"
	}
	return fmt.Sprintf("%s %s le %s", abs(l.Amount), way, l.On.Short())
}

func abs(a cents.Amount) cents.Amount {
	if a < 0 {
		return -a
	}
	return a
}

func lineFacts(l reconcile.Line) Node {
	text := l.Label
	if l.Party != "" {
		text = l.Party + " · " + text
	}
	if l.Reference != "" {
		text += " · " + l.Reference
	}
	return P(Text(text), Text(" "), components.Soft("("+l.Source.Label()+")"))
}

func proposalText(p reconcile.Proposal) Node {
	return Group{
		P(confidenceTag(p), Text(" "), Strong(components.French(p.Action.Label()))),
		Div(Class("prose"), Ul(Map(p.Reasons, func(r string) Node { return Li(components.French(r)) }))),
	}
}

func confidenceTag(p reconcile.Proposal) Node {
	state := map[reconcile.Confidence]string{reconcile.Sure: components.OK, reconcile.Likely: components.Wait, reconcile.Weak: components.Neutral}[p.Confidence()]
	return components.Tag(state, p.Confidence().Label()+", "+strconv.Itoa(p.Score)+" sur 99")
}

// mayAccept tells whether the reader's roles allow what a proposal does: only the accountant books and reverses (F-01).
func mayAccept(reader school.Actor, p reconcile.Proposal) bool {
	if !reader.May(school.ReconcileBank) {
		return false
	}
	switch p.Action {
	case reconcile.Book:
		return reader.May(school.BookPayments)
	case reconcile.Reverse:
		return reader.May(school.ReversePayments)
	case reconcile.Pull:
		return reader.May(school.ReconcileOnline)
	case reconcile.Seen, reconcile.Returned, reconcile.Refunded, reconcile.SetAside:
	}
	return true
}

// acceptForm accepts one proposal. rank tells the proposals of one line apart, from 1; the inbox shows only the best, rank 0.
func acceptForm(l reconcile.Proposed, p reconcile.Proposal, tab string, rank int, beside ...Node) Node {
	button, label := components.ButtonMain, p.Action.Label()+" : "+lineTitle(l.Line)+", "+l.Line.Label // two lines of one day may have one amount
	if rank > 0 {
		button, label = components.ButtonPlain, "Proposition "+strconv.Itoa(rank)+", "+label
	}
	return components.PostForm(components.PostFormProps{Action: inboxPath + "/" + l.Line.ID + "/accord", Label: label},
		components.HiddenFields(components.HiddenValue{Name: "preuve", Value: p.Digest()}, components.HiddenValue{Name: "confiance", Value: tab},
			components.HiddenValue{Name: "tentative", Value: p.AttemptID}),
		components.Actions(button(p.Action.Label(), Data("accept", "")), Group(beside)),
	)
}

func pages(p InboxProps) Node {
	props := components.PaginationProps{Summary: fmt.Sprintf("%d à %d sur %d", p.From+1, p.From+len(p.Lines), p.All)}
	at := func(from int) string {
		return inboxPath + "?" + url.Values{"confiance": {tabs[p.Tab].Code}, "a-partir-de": {strconv.Itoa(from)}}.Encode()
	}
	if p.From > 0 {
		props.PreviousHref = at(max(0, p.From-onePage))
	}
	if p.From+len(p.Lines) < p.All {
		props.NextHref = at(p.From + onePage)
	}
	return components.Pagination(props)
}

// ManyProps is the lines that may be accepted together.
type ManyProps struct {
	Said   web.Refused
	Lines  []reconcile.Proposed
	Digest string
}

// ManyPage shows all that will be done before it is.
func ManyPage(p ManyProps) Node {
	var rows []components.Row
	var booked, pointed, aside cents.Amount
	for _, l := range p.Lines {
		best := l.Best()
		switch best.Action {
		case reconcile.Book:
			booked += l.Line.Amount
		case reconcile.SetAside:
			aside += l.Line.Amount
		case reconcile.Seen, reconcile.Returned, reconcile.Refunded, reconcile.Reverse, reconcile.Pull:
			pointed += l.Line.Amount
		}
		reason := ""
		for _, r := range best.Reasons {
			reason += r + " "
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(inboxPath+"/"+l.Line.ID), components.French(l.Line.On.Short()), components.OnlyHeard(", "+l.Line.Amount.String())), Text(l.Line.Label + " " + l.Line.Reference), components.Money(l.Line.Amount.String()),
			components.French(best.Action.Label()), components.French(reason),
		}})
	}
	return Group{
		p.Said.Head(),
		components.BackLink(inboxPath),
		components.PageHead(components.PageHeadProps{Title: "Accepter ensemble", Lead: "Les propositions sûres, sauf celles qui reprennent un paiement. Relisez-les : chaque ligne sera traitée à part, et se défait ensuite une à une."}),
		components.Card(components.DataTable(components.DataTableProps{
			Caption: "Ce qui sera fait", RowHead: true, Rows: rows, EmptyMessage: "Aucune proposition sûre pour l’instant.",
			Columns: []components.Column{{Label: "Jour"}, {Label: "Libellé"}, {Label: "Montant", Num: true}, {Label: "Action"}, {Label: "Raison"}},
		})),
		Iff(len(rows) > 0, func() Node {
			return components.Card(
				components.SummaryList(
					components.Pair{Term: "Encaissé, avec une quittance par ligne", Value: components.Money(booked.String())},
					components.Pair{Term: "Pointé", Value: components.Money(pointed.String())},
					components.Pair{Term: "Mis de côté", Value: components.Money(aside.String())},
				),
				components.PostForm(components.PostFormProps{Action: inboxPath + "/ensemble", Label: "Accepter ensemble"},
					components.HiddenFields(components.HiddenValue{Name: "preuve", Value: p.Digest}),
					components.Actions(components.ButtonMain("Accepter ces "+strconv.Itoa(len(rows))+" lignes"), components.LinkButton("Revenir une à une", inboxPath)),
				),
			)
		}),
	}
}

// LineProps is one line, whatever its state.
type LineProps struct {
	Said     web.Refused
	Line     reconcile.ReportLine
	Proposed reconcile.Proposed // when it is open
	Reader   school.Actor
	Search   string
	Pupils   []Found
	Reason   string
}

// LinePage shows a line, all its proposals, and the other ways: another pupil, aside with a reason, or back.
func LinePage(p LineProps) Node {
	l := p.Line
	return Group{
		p.Said.Head(),
		components.BackLink(inboxPath),
		components.PageHead(components.PageHeadProps{Title: "Ligne du " + l.On.French(), Lead: l.Amount.String() + " · " + reconcile.LineState(l.State)}),
		components.Card(components.SummaryList(
			components.Pair{Term: "Compte", Value: components.French(l.Account + " (" + l.Source.Label() + ")")},
			components.Pair{Term: "Libellé", Value: Text(l.Label)},
			components.Pair{Term: "Référence", Value: Text(orDash(l.Reference))},
			components.Pair{Term: "Nom", Value: Text(orDash(l.Party))},
			components.Pair{Term: "Montant", Value: components.Money(l.Amount.String())},
			components.Pair{Term: "État", Value: components.French(reconcile.LineState(l.State))},
		)),
		Iff(l.State == reconcile.Open, func() Node { return openLine(p) }),
		Iff(l.State == reconcile.Matched, func() Node { return matchedLine(p) }),
		Iff(l.State == reconcile.Ignored, func() Node { return ignoredLine(p) }),
	}
}

func orDash(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

func openLine(p LineProps) Node {
	reconciles := p.Reader.May(school.ReconcileBank)
	return Group{
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Propositions"}),
			Iff(len(p.Proposed.Proposals) == 0, func() Node { return components.Soft("Rien ne rapproche cette ligne du grand livre.") }),
			proposals(p),
		),
		Iff(p.Line.Amount > 0 && p.Line.Source == reconcile.Bank && p.Reader.May(school.BookPayments), func() Node { return otherPupil(p) }),
		Iff(reconciles, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Mettre de côté"}),
				components.PostForm(components.PostFormProps{Action: inboxPath + "/" + p.Line.ID + "/mise-de-cote", Label: "Mettre de côté"},
					components.Field(components.FieldProps{ID: "motif", Label: "Raison", Value: p.Reason, Required: true, Error: p.Said.Errors["motif"], Hint: "Subvention, fournisseur, autre régie : ce qui n’est pas des familles."}),
					components.Actions(components.ButtonPlain("Mettre de côté")),
				),
			)
		}),
	}
}

func proposals(p LineProps) Node {
	var all Group
	for i, one := range p.Proposed.Proposals {
		all = append(all, proposalText(one), Iff(mayAccept(p.Reader, one), func() Node { return acceptForm(p.Proposed, one, "", i+1) }))
	}
	return all
}

func otherPupil(p LineProps) Node {
	var rows []components.Row
	for _, f := range p.Pupils {
		name := f.LastName + " " + f.FirstName
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(tillPath+"/eleves/"+f.ID), components.French(name)), components.French(f.Class), components.French(orDash(f.PayerName)),
			components.PostForm(components.PostFormProps{Action: inboxPath + "/" + p.Line.ID + "/encaissement", Label: "Encaisser pour " + name + ", payé par " + orDash(f.PayerName)},
				components.HiddenFields(components.HiddenValue{Name: "eleve", Value: f.ID}, components.HiddenValue{Name: "payeur", Value: f.PayerID}), components.ButtonPlain("Encaisser")),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Pour un autre élève"}),
		components.SearchForm(components.SearchFormProps{Action: inboxPath + "/" + p.Line.ID, Value: p.Search, Label: "Chercher un élève ou un responsable", ID: "recherche-ligne"}),
		Iff(p.Search != "", func() Node {
			return components.DataTable(components.DataTableProps{
				Caption: "Élèves trouvés", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucun élève de ce nom.",
				Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}, {Label: "Payé par"}, {Label: "Action", Quiet: true}},
			})
		}),
	)
}

func matchedLine(p LineProps) Node {
	l, booked := p.Line, false
	for _, k := range l.Kinds {
		booked = booked || k == reconcile.MatchBooked
	}
	var receipts Group
	for i, id := range l.PaymentIDs {
		receipts = append(receipts, Li(A(Href(tillPath+"/quittances/"+id), components.French(l.Receipts[i]))))
	}
	may := p.Reader.May(school.ReconcileBank) && (!booked || p.Reader.May(school.ReversePayments))
	title, label, note := "Défaire", "Retirer le pointage", "Le pointage est retiré ; l’encaissement reste."
	if booked {
		label, note = "Annuler l’encaissement", "L’encaissement est annulé par une ligne d’annulation ; sa quittance garde son numéro."
	}
	return Group{
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Rapprochée"}),
			P(components.French(l.Evidence())), Iff(l.Why != "", func() Node { return P(Class("soft"), components.French(l.Why)) }),
			Iff(len(receipts) > 0, func() Node { return Ul(receipts) }), components.Soft("Par "+orDash(l.ByName)+"."),
		),
		Iff(may && !returned(l), func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: title}),
				P(Class("soft"), components.French(note)),
				components.PostForm(components.PostFormProps{Action: inboxPath + "/" + l.ID + "/retrait", Label: label},
					components.Field(components.FieldProps{ID: "motif", Label: "Raison", Value: p.Reason, Required: true, Error: p.Said.Errors["motif"]}),
					components.Actions(components.ButtonStop(label)),
				),
			)
		}),
	}
}

func returned(l reconcile.ReportLine) bool {
	for _, k := range l.Kinds {
		if k == reconcile.MatchReturned {
			return true
		}
	}
	return false
}

func ignoredLine(p LineProps) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Mise de côté"}),
		P(components.French(p.Line.Reason)), components.Soft("Par "+orDash(p.Line.ByName)+"."),
		Iff(p.Reader.May(school.ReconcileBank), func() Node {
			return components.PostForm(components.PostFormProps{Action: inboxPath + "/" + p.Line.ID + "/reprise", Label: "Reprendre la ligne"}, components.Actions(components.ButtonPlain("Reprendre la ligne")))
		}),
	)
}

// TroublesPage lists the differences with what to do.
func TroublesPage(all []reconcile.Trouble, mayPull bool) Node {
	var rows []components.Row
	for _, t := range all {
		var action Group
		if t.AttemptID != "" && t.LineID != "" && mayPull {
			action = append(action, components.PostForm(components.PostFormProps{Action: inboxPath + "/" + t.LineID + "/accord", Label: "Interroger PayFiP pour " + t.Reference},
				components.HiddenFields(components.HiddenValue{Name: "tentative", Value: t.AttemptID}), components.ButtonPlain("Interroger PayFiP")))
		}
		if t.LineID != "" {
			action = append(action, components.LinkButton("Voir la ligne", inboxPath+"/"+t.LineID, Aria("label", "Voir la ligne "+t.Reference+" du "+t.On.Short())))
		} else if t.PaymentID != "" {
			action = append(action, components.LinkButton("Quittance", tillPath+"/quittances/"+t.PaymentID, Aria("label", "Quittance du paiement "+t.Reference)))
		}
		rows = append(rows, components.Row{Cells: []Node{
			Text(orDash(t.Reference)), components.French(t.On.Short()), components.Money(t.Amount.String()), components.French(t.What), components.French(t.Fix), components.Actions(action...),
		}})
	}
	return Group{
		components.BackLink(inboxPath),
		components.PageHead(components.PageHeadProps{Title: "Écarts avec PayFiP", Lead: "Payé là-bas et inconnu ici, payé ici et inconnu là-bas, montants différents, remises qui tardent."}),
		components.Card(components.DataTable(components.DataTableProps{
			Caption: "Écarts", List: &components.Listing{Find: "Chercher un écart", Noun: "écart", Nouns: "écarts"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun écart sur ce qui est importé.",
			Columns: []components.Column{{Label: "Référence"}, {Label: "Jour"}, {Label: "Montant", Num: true}, {Label: "Écart"}, {Label: "Que faire"}, {Label: "Action", Quiet: true}},
		})),
	}
}

// ReportPage is the report of a period: per day, then line by line with its evidence.
func ReportPage(r reconcile.Report) Node {
	query := "?" + url.Values{"du": {string(r.From)}, "au": {string(r.To)}}.Encode()
	var days, lines []components.Row
	dayRow := func(first, source string, d reconcile.ReportDay) components.Row {
		return components.Row{Cells: []Node{
			components.French(first), components.French(source), components.Money(d.Credit.String()), components.Money(d.Debit.String()),
			components.Money(fmt.Sprint(d.MatchedCount)), components.Money(d.Matched.String()), components.Money(fmt.Sprint(d.OpenCount)), components.Money(d.Open.String()),
			components.Money(fmt.Sprint(d.AsideLine)), components.Money(d.Aside.String()),
		}}
	}
	for _, d := range r.Days {
		days = append(days, dayRow(d.On.Short(), d.Source.Label(), d))
	}
	for _, l := range r.Lines {
		state := map[string]string{reconcile.Matched: components.OK, reconcile.Open: components.Wait, reconcile.Ignored: components.Neutral}[l.State]
		lines = append(lines, components.Row{Cells: []Node{
			A(Href(inboxPath+"/"+l.ID), components.French(l.On.Short()), components.OnlyHeard(", "+l.Amount.String())), components.French(l.Account), Text(l.Label + " " + l.Reference), components.Money(l.Amount.String()),
			components.Tag(state, reconcile.LineState(l.State)), components.French(l.Evidence()),
		}})
	}
	return Group{
		components.BackLink(inboxPath),
		components.PageHead(components.PageHeadProps{Title: "État de rapprochement", Lead: "Du " + r.From.French() + " au " + r.To.French() + "."}),
		Form(Class("filters"), Method("get"), Action(inboxPath+"/etat"),
			components.DateField(components.FieldProps{ID: "du", Label: "Du", Value: string(r.From), Required: true}),
			components.DateField(components.FieldProps{ID: "au", Label: "Au", Value: string(r.To), Required: true}),
			components.ButtonPlain("Afficher"),
		),
		components.Actions(components.LinkButton("Tableur", inboxPath+"/etat.xlsx"+query), components.LinkButton("CSV", inboxPath+"/etat.csv"+query)),
		components.Card(components.DataTable(components.DataTableProps{
			Caption: "Par jour et par source", RowHead: true, Rows: days, EmptyMessage: "Aucune ligne de relevé sur la période.",
			Foot: []components.Row{dayRow("Total", "", r.Total)},
			Columns: []components.Column{{Label: "Jour"}, {Label: "Source"}, {Label: "Crédits", Num: true}, {Label: "Débits", Num: true}, {Label: "Rapprochées", Num: true},
				{Label: "Montant rapproché", Num: true}, {Label: "À rapprocher", Num: true}, {Label: "Montant à rapprocher", Num: true}, {Label: "De côté", Num: true}, {Label: "Montant de côté", Num: true}},
		})),
		Iff(len(lines) > 0, func() Node {
			return components.Card(components.DataTable(components.DataTableProps{
				Caption: "Ligne à ligne, avec sa preuve", List: &components.Listing{Find: "Chercher une ligne", Noun: "ligne", Nouns: "lignes"}, RowHead: true, Rows: lines,
				Columns: []components.Column{{Label: "Jour"}, {Label: "Compte"}, {Label: "Libellé"}, {Label: "Montant", Num: true}, {Label: "État"}, {Label: "Preuve"}},
			}))
		}),
	}
}
