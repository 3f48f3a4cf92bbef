package trips

import (
	"net/http"
	"slices"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	imprestsPath = staffTrip + "/regies"
	imprestPath  = imprestsPath + "/{imprest}"
)

// imprestRoutes are the imprests of a trip. A journal opens to its holder and deputy, whatever their roles: the query says so.
func imprestRoutes() []web.Route {
	see, manage := web.Staff(school.SeeTrips), web.Staff(school.ManageImprests)
	return []web.Route{
		{Method: http.MethodGet, Pattern: imprestsPath, Who: see, Handle: showImprests},
		{Method: http.MethodGet, Pattern: imprestsPath + ".csv", Who: see, Handle: exportImprests},
		{Method: http.MethodGet, Pattern: imprestsPath + ".xlsx", Who: see, Handle: exportImprests},
		{Method: http.MethodGet, Pattern: imprestsPath + "/nouvelle", Who: manage, Handle: showNewImprest},
		{Method: http.MethodPost, Pattern: imprestsPath + "/nouvelle", Who: manage, Handle: addImprest},
		{Method: http.MethodGet, Pattern: imprestPath, Who: see, Handle: showImprest},
		{Method: http.MethodGet, Pattern: imprestPath + "/journal.csv", Who: see, Handle: exportJournal},
		{Method: http.MethodGet, Pattern: imprestPath + "/journal.xlsx", Who: see, Handle: exportJournal},
		{Method: http.MethodGet, Pattern: imprestPath + "/modifier", Who: manage, Handle: showImprestForm},
		{Method: http.MethodPost, Pattern: imprestPath + "/modifier", Who: manage, Handle: saveImprest},
		{Method: http.MethodPost, Pattern: imprestPath + "/agrement", Who: manage, Handle: agreeToImprest},
		{Method: http.MethodPost, Pattern: imprestPath + "/decision", Who: web.Staff(school.Authorise), Handle: decideImprest},
		{Method: http.MethodPost, Pattern: imprestPath + "/etape", Who: manage, Handle: stepImprest},
		{Method: http.MethodPost, Pattern: imprestPath + "/lignes", Who: see, Handle: writeLine},
		{Method: http.MethodGet, Pattern: imprestPath + "/lignes/{line}", Who: see, Handle: showLine},
		{Method: http.MethodPost, Pattern: imprestPath + "/lignes/{line}", Who: see, Handle: changeLine},
	}
}

func showImprests(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	rows, err := trip.ImprestsOf(v.App, v.Actor, facts.Trip.ID)
	if err != nil {
		return err
	}
	return v.Page(inTrip(facts.Trip, "Régies"), ImprestsPage(ImprestsPageProps{
		Trip: facts.Trip, Rows: narrowed(v, rows, imprestWords), Search: v.Query("q"), MayWrite: v.Actor.May(school.ManageImprests),
	}))
}

// imprestWords are what an imprest is found by. Sums are not: only some readers see them.
func imprestWords(r trip.ImprestRow) []string {
	return []string{r.Imprest.HolderName, natureWord(r.Imprest.Nature), r.Imprest.State.Label()}
}

func exportImprests(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	rows, err := trip.ImprestsOf(v.App, v.Actor, facts.Trip.ID)
	if err != nil {
		return err
	}
	sheet := document.Sheet{Title: "Régies", Columns: []document.Column{
		{Name: "Régisseur"}, {Name: "Nature"}, {Name: "Du", Kind: document.KindDay}, {Name: "Au", Kind: document.KindDay}, {Name: "À rendre", Kind: document.KindMoney}, {Name: "État"},
	}}
	for _, r := range narrowed(v, rows, imprestWords) {
		left := document.Cell{}
		if r.Mine {
			left = document.Money(r.Imprest.Balance(r.Tally))
		}
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(r.Imprest.HolderName), document.Text(natureWord(r.Imprest.Nature)), document.Date(r.Imprest.From), document.Date(r.Imprest.Until), left,
			document.Text(r.Imprest.State.Label()),
		})
	}
	return sendSheet(v, "regies", sheet)
}

func showNewImprest(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	nature := trip.Advances
	if asked := v.Query("nature"); wordOf(trip.Natures, asked) != "" {
		nature = asked
	}
	return newImprestPage(v, imprestFormOf(trip.ProposeImprest(facts, nature)), nil)
}

func addImprest(v *web.Visit) error {
	form, i, refusal, err := readImprest(v)
	if err != nil {
		return err
	}
	if refusal == nil {
		id, err := trip.AddImprest(v.Ctx(), v.App, v.Path("trip"), i)
		if err == nil {
			return v.SeeWith(staffList+"/"+v.Path("trip")+"/regies/"+id, "ok", "La régie est préparée. L’agent comptable donne son agrément, puis le chef d’établissement décide.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return newImprestPage(v, form, refusal)
}

func newImprestPage(v *web.Visit, form ImprestForm, refusal *law.Refusal) error {
	back := staffList + "/" + v.Path("trip") + "/regies"
	return imprestFormPage(v, ImprestFormProps{Form: form, New: true, Back: back, Action: back + "/nouvelle"}, "Nouvelle régie", refusal)
}

var imprestFields = []string{"nature", "holder", "deputy", "act_number", "from_on", "until_on", "advance_cents", "operation_cap_cents", "cash_cap_cents", "means", "expense_kinds"}

func imprestFormPage(v *web.Visit, props ImprestFormProps, title string, refusal *law.Refusal) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	props.Trip = facts.Trip
	if props.Staff, err = trip.Holders(v.App, v.Actor); err != nil {
		return err
	}
	page := inTrip(facts.Trip, title)
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, imprestFields...)
		return v.PageAgain(page, ImprestFormPage(props))
	}
	return v.Page(page, ImprestFormPage(props))
}

func showImprestForm(v *web.Visit) error {
	view, err := trip.ImprestOf(v.App, v.Actor, v.Path("trip"), v.Path("imprest"))
	if err != nil {
		return err
	}
	return oldImprestPage(v, imprestFormOf(view.Imprest), nil)
}

func saveImprest(v *web.Visit) error {
	form, i, refusal, err := readImprest(v)
	if err != nil {
		return err
	}
	if refusal == nil {
		err := trip.ChangeImprest(v.Ctx(), v.App, v.Path("trip"), v.Path("imprest"), i)
		if err == nil {
			return v.SeeWith(imprestHref(v), "ok", "La régie est enregistrée.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return oldImprestPage(v, form, refusal)
}

func oldImprestPage(v *web.Visit, form ImprestForm, refusal *law.Refusal) error {
	return imprestFormPage(v, ImprestFormProps{Form: form, Back: imprestHref(v), Action: imprestHref(v) + "/modifier"}, "Modifier une régie", refusal)
}

func imprestHref(v *web.Visit) string {
	return staffList + "/" + v.Path("trip") + "/regies/" + v.Path("imprest")
}

func readImprest(v *web.Visit) (ImprestForm, trip.Imprest, *law.Refusal, error) {
	r, err := v.Read()
	if err != nil {
		return ImprestForm{}, trip.Imprest{}, nil, err
	}
	i := trip.Imprest{
		Nature: r.Must("nature", "Choisissez la nature de la régie."), Holder: r.Must("holder", "Choisissez le régisseur."), Deputy: r.Text("deputy"), ActNumber: r.Text("act_number"),
		From: r.Day("from_on"), Until: r.Day("until_on"), Advance: r.Amount("advance_cents"), OperationCap: r.Amount("operation_cap_cents"), CashCap: r.Amount("cash_cap_cents"),
		Means: slices.DeleteFunc(slices.Clone(r.Form["means"]), func(m string) bool { return wordOf(trip.ImprestMeans, m) == "" }), ExpenseKinds: r.Text("expense_kinds"),
		MentionsBond: r.Text("mentions_bond") != "", Note: r.Text("note"),
	}
	form := imprestFormOf(i)
	for field, typed := range map[string]*string{
		"from_on": &form.From, "until_on": &form.Until, "advance_cents": &form.Advance, "operation_cap_cents": &form.OperationCap, "cash_cap_cents": &form.CashCap,
	} {
		*typed = r.Text(field)
	}
	if i.Nature != "" && wordOf(trip.Natures, i.Nature) == "" {
		r.Wrong("nature", "Choisissez la nature dans la liste.")
	}
	return form, i, r.Refusal(), nil
}

func imprestFormOf(i trip.Imprest) ImprestForm {
	return ImprestForm{Imprest: i, From: string(i.From), Until: string(i.Until), Advance: web.TypedAmount(i.Advance), OperationCap: web.TypedAmount(i.OperationCap), CashCap: web.TypedAmount(i.CashCap)}
}

func showImprest(v *web.Visit) error { return imprestPage(v, TypedImprest{}, nil) }

func imprestPage(v *web.Visit, typed TypedImprest, refusal *law.Refusal) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	view, err := trip.ImprestOf(v.App, v.Actor, facts.Trip.ID, v.Path("imprest"))
	if err != nil {
		return err
	}
	if typed.Line == (CashForm{}) {
		typed.Line = CashForm{On: string(v.Today())}
	}
	props := ImprestPageProps{
		Trip: facts.Trip, View: view, Lines: narrowed(v, view.Lines, journalWords), Search: v.Query("q"), Reader: v.Actor, Today: v.Today(), Typed: typed, Findings: v.Findings(view.Findings), Decisions: imprestDecisions(v, view.Decisions),
	}
	page := inTrip(facts.Trip, "Régie de "+view.Imprest.HolderName)
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, cashLineFields...)
		return v.PageAgain(page, ImprestPage(props))
	}
	return v.Page(page, ImprestPage(props))
}

func imprestDecisions(v *web.Visit, decisions []trip.Decision) []components.TimelineItem {
	items := make([]components.TimelineItem, 0, len(decisions))
	for _, d := range decisions {
		word, state := "Accord donné", components.OK
		if d.Decision != "yes" {
			word, state = "Accord refusé", components.Stop
		}
		day := dayOf(v, d.DecidedAt)
		items = append(items, components.TimelineItem{Day: string(day), When: day.French() + ", par " + d.By, Title: word, Text: d.Reason, State: state})
	}
	return items
}

// afterImprest ends a step: a word on the page when it is taken, the page with its refusal when it is not.
func afterImprest(v *web.Visit, err error, done string, typed TypedImprest) error {
	if refusal, ok := web.Refusal(err); ok {
		return imprestPage(v, typed, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(imprestHref(v), "ok", done)
}

func agreeToImprest(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	yes, done := v.Field("decision") == "yes", "Votre agrément est enregistré."
	if !yes {
		done = "Votre refus est enregistré."
	}
	typed := TypedImprest{Reason: v.Field("reason")}
	return afterImprest(v, trip.AgreeToImprest(v.Ctx(), v.App, v.Path("trip"), v.Path("imprest"), yes, typed.Reason), done, typed)
}

func decideImprest(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	typed := TypedImprest{Number: r.Text("act_number"), On: r.Text("decided_on")}
	on := r.MustDay("decided_on", "Écrivez la date de la décision.")
	if refusal := r.Refusal(); refusal != nil {
		return imprestPage(v, typed, refusal)
	}
	return afterImprest(v, trip.DecideImprest(v.Ctx(), v.App, v.Path("trip"), v.Path("imprest"), typed.Number, on), "Votre décision est enregistrée : la régie existe.", typed)
}

func stepImprest(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	typed := TypedImprest{To: r.Text("to"), On: r.Text("on"), Returned: r.Text("returned_cents")}
	on, returned := r.Day("on"), r.Amount("returned_cents")
	done, known := map[trip.ImprestState]string{
		trip.ImprestAdvanced: "L’avance est notée comme versée.", trip.ImprestReturned: "Les comptes sont rendus : vérifiez-les, puis soldez la régie.",
		trip.ImprestDischarged: "La régie est soldée, au centime.", trip.ImprestCancelled: "La régie est abandonnée.", trip.ImprestDecided: "La régie est rouverte.",
	}[trip.ImprestState(typed.To)]
	if !known {
		r.Wrong("to", "Cette étape n’existe pas.")
	}
	if refusal := r.Refusal(); refusal != nil {
		return imprestPage(v, typed, refusal)
	}
	return afterImprest(v, trip.StepImprest(v.Ctx(), v.App, v.Path("trip"), v.Path("imprest"), trip.ImprestState(typed.To), on, returned), done, typed)
}

var cashLineFields = []string{"spent_on", "amount_cents", "nature", "supplier", "means", "pupil_id", "returned_cents", "decided_on", "act_number", "reason"}

func readLine(v *web.Visit) (CashForm, trip.ImprestLine, *law.Refusal, error) {
	r, err := v.Read()
	if err != nil {
		return CashForm{}, trip.ImprestLine{}, nil, err
	}
	form := CashForm{
		Direction: r.Text("direction"), On: r.Text("spent_on"), Supplier: r.Text("supplier"), Nature: r.Text("nature"), Means: r.Text("means"), Amount: r.Text("amount_cents"),
		Pupil: r.Text("pupil_id"), Voucher: r.Text("voucher") != "",
	}
	l := trip.ImprestLine{
		Direction: form.Direction, On: r.MustDay("spent_on", "Écrivez la date."), Supplier: form.Supplier, Nature: form.Nature, Means: form.Means, Amount: r.Amount("amount_cents"),
		Pupil: form.Pupil, Voucher: form.Voucher,
	}
	if form.Amount == "" {
		r.Wrong("amount_cents", "Écrivez le montant.")
	}
	if l.Direction != trip.Spent && l.Direction != trip.Collected && l.Direction != trip.Handed {
		r.Wrong("direction", "Dites si c’est une dépense ou une somme encaissée.")
	}
	return form, l, r.Refusal(), nil
}

func writeLine(v *web.Visit) error {
	if _, err := trip.ImprestOf(v.App, v.Actor, v.Path("trip"), v.Path("imprest")); err != nil {
		return err
	}
	form, l, refusal, err := readLine(v)
	if err != nil {
		return err
	}
	if refusal != nil {
		return imprestPage(v, TypedImprest{Line: form}, refusal)
	}
	return afterImprest(v, trip.WriteLine(v.Ctx(), v.App, v.Path("trip"), v.Path("imprest"), l), "La ligne est inscrite.", TypedImprest{Line: form})
}

// lineIn finds the line of the address in a journal that the reader may open.
func lineIn(v *web.Visit) (trip.ImprestView, trip.ImprestLine, error) {
	view, err := trip.ImprestOf(v.App, v.Actor, v.Path("trip"), v.Path("imprest"))
	if err != nil {
		return view, trip.ImprestLine{}, err
	}
	for _, l := range view.Lines {
		if l.ID == v.Path("line") {
			return view, l, nil
		}
	}
	return view, trip.ImprestLine{}, web.ErrNotFound
}

func showLine(v *web.Visit) error {
	view, l, err := lineIn(v)
	if err != nil {
		return err
	}
	return linePage(v, view, l, lineFormOf(l), nil)
}

func linePage(v *web.Visit, view trip.ImprestView, l trip.ImprestLine, form CashForm, refusal *law.Refusal) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	last := true
	for _, other := range view.Lines {
		last = last && (other.Direction != l.Direction || other.Number <= l.Number)
	}
	props := LinePageProps{Trip: facts.Trip, View: view, Line: l, Form: form, Last: last}
	page := inTrip(facts.Trip, "Ligne "+itoa(l.Number)+" de la régie")
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, cashLineFields...)
		return v.PageAgain(page, LinePage(props))
	}
	return v.Page(page, LinePage(props))
}

func changeLine(v *web.Visit) error {
	view, l, err := lineIn(v)
	if err != nil {
		return err
	}
	if _, err := v.Form(); err != nil {
		return err
	}
	switch v.Field("do") {
	case "voucher":
		return afterImprest(v, trip.TickVoucher(v.Ctx(), v.App, v.Path("trip"), v.Path("imprest"), l.ID, !l.Voucher), "C’est noté.", TypedImprest{})
	case "drop":
		return afterImprest(v, trip.DropLine(v.Ctx(), v.App, v.Path("trip"), v.Path("imprest"), l.ID), "La ligne est effacée.", TypedImprest{})
	}
	form, changed, refusal, err := readLine(v)
	if err != nil {
		return err
	}
	if refusal == nil {
		err := trip.CorrectLine(v.Ctx(), v.App, v.Path("trip"), v.Path("imprest"), l.ID, changed)
		if err == nil {
			return v.SeeWith(imprestHref(v), "ok", "La ligne est corrigée.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return linePage(v, view, l, form, refusal)
}

func lineFormOf(l trip.ImprestLine) CashForm {
	return CashForm{Direction: l.Direction, On: string(l.On), Supplier: l.Supplier, Nature: l.Nature, Means: l.Means, Amount: l.Amount.Plain(), Pupil: l.Pupil, Voucher: l.Voucher}
}

// journalWords are what a line of the journal is found by.
func journalWords(l trip.ImprestLine) []string {
	return []string{directionWord(l.Direction), l.Supplier, l.Nature, wordOf(trip.ImprestMeans, l.Means), l.PupilName, l.Amount.Plain()}
}

func journalSheet(v *web.Visit) (document.Sheet, error) {
	view, err := trip.ImprestOf(v.App, v.Actor, v.Path("trip"), v.Path("imprest"))
	sheet := document.Sheet{Title: "Journal de la régie", Columns: []document.Column{
		{Name: "Sens"}, {Name: "N°", Kind: document.KindInt}, {Name: "Date", Kind: document.KindDay}, {Name: "Fournisseur"}, {Name: "Nature"}, {Name: "Moyen"},
		{Name: "Élève"}, {Name: "Montant", Kind: document.KindMoney}, {Name: "Justificatif"},
	}}
	for _, l := range narrowed(v, view.Lines, journalWords) {
		voucher := ""
		if l.Direction == trip.Spent {
			voucher = map[bool]string{true: "oui", false: "non"}[l.Voucher]
		}
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(directionWord(l.Direction)), document.Int(l.Number), document.Date(l.On), document.Text(l.Supplier), document.Text(l.Nature),
			document.Text(wordOf(trip.ImprestMeans, l.Means)), document.Text(l.PupilName), document.Money(l.Amount), document.Text(voucher),
		})
	}
	return sheet, err
}

func exportJournal(v *web.Visit) error {
	sheet, err := journalSheet(v)
	if err != nil {
		return err
	}
	return sendSheet(v, "regie", sheet)
}
