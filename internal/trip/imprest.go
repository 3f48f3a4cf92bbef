package trip

import (
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// ImprestState is where cash in the hands of staff stands.
type ImprestState string

// An imprest is prepared, decided by the head with the accountant's agreement, funded when it is one of advances, given
// back, then discharged to the cent.
const (
	ImprestDraft      ImprestState = "draft"
	ImprestDecided    ImprestState = "decided"
	ImprestAdvanced   ImprestState = "advanced"
	ImprestReturned   ImprestState = "returned"
	ImprestDischarged ImprestState = "discharged"
	ImprestCancelled  ImprestState = "cancelled"
)

// ImprestStates lists the states in order.
var ImprestStates = []ImprestState{ImprestDraft, ImprestDecided, ImprestAdvanced, ImprestReturned, ImprestDischarged, ImprestCancelled}

// Label is the French name of a state.
func (s ImprestState) Label() string {
	return map[ImprestState]string{
		ImprestDraft: "En préparation", ImprestDecided: "Décidée", ImprestAdvanced: "Avance versée", ImprestReturned: "Comptes rendus",
		ImprestDischarged: "Soldée", ImprestCancelled: "Abandonnée",
	}[s]
}

// Natures of an imprest, as its act writes them (V-49).
const (
	Receipts      = "receipts"
	Advances      = "advances"
	Mixed         = "mixed"
	ChequeMandate = "cheque_mandate"
)

// Natures lists them with their French names, in the order of the screens.
var Natures = []struct{ Code, Label string }{
	{Advances, "Régie d’avances : payer de petites dépenses"}, {Receipts, "Régie de recettes : encaisser des familles"}, {Mixed, "Régie de recettes et d’avances"},
	{ChequeMandate, "Simple mandat de collecter des chèques"},
}

// ImprestMeans are the means that an act may list.
var ImprestMeans = []struct{ Code, Label string }{{"cash", "Espèces"}, {"card", "Carte bancaire"}, {"cheque", "Chèque"}, {"transfer", "Virement"}}

// imprestSteps is the table of legal steps; "" is before the row exists.
var imprestSteps = map[ImprestState][]ImprestState{
	"":               {ImprestDraft},
	ImprestDraft:     {ImprestDecided, ImprestCancelled},
	ImprestDecided:   {ImprestAdvanced, ImprestReturned, ImprestCancelled},
	ImprestAdvanced:  {ImprestReturned},
	ImprestReturned:  {ImprestDischarged, ImprestAdvanced, ImprestDecided}, // back when an entry is to be corrected
	ImprestCancelled: nil,
}

// imprestStepBelongsTo names whose step it is to reach a state.
var imprestStepBelongsTo = map[ImprestState][]school.Role{
	ImprestDraft: {school.Head, school.Bursar, school.Accountant}, ImprestDecided: {school.Head}, ImprestAdvanced: {school.Accountant},
	ImprestReturned: {school.Accountant}, ImprestDischarged: {school.Accountant}, ImprestCancelled: {school.Head, school.Bursar, school.Accountant},
}

// Imprest is cash in the hands of a member of staff, within the limits that its act writes.
type Imprest struct {
	ID, Trip, Nature                 string
	State                            ImprestState
	Holder, Deputy                   string
	HolderName, DeputyName           string // filled for pages
	ActNumber                        string
	DecidedOn, AgreedOn, From, Until law.Day
	Advance, OperationCap, CashCap   cents.Amount
	Means                            []string
	ExpenseKinds                     string
	MentionsBond                     bool
	AdvancedOn, ReturnedOn           law.Day
	Returned                         cents.Amount
	Note                             string
}

// Pays tells whether the act lets the holder spend.
func (i Imprest) Pays() bool { return i.Nature == Advances || i.Nature == Mixed }

// Collects tells whether the act lets the holder receive money.
func (i Imprest) Collects() bool { return i.Nature != Advances }

// IsOpen tells whether the holder may write in the journal.
func (i Imprest) IsOpen() bool { return i.State == ImprestDecided || i.State == ImprestAdvanced }

// IsHeldBy tells whether a member of staff holds the imprest, or is its deputy.
func (i Imprest) IsHeldBy(a school.Actor) bool {
	return a.Kind == school.Staff && a.ID != "" && (i.Holder == a.ID || i.Deputy == a.ID)
}

// Kinds are the natures of expenses that the act lists.
func (i Imprest) Kinds() []string {
	var kinds []string
	for _, k := range strings.FieldsFunc(i.ExpenseKinds, func(r rune) bool { return r == ',' || r == ';' || r == '\n' }) {
		if k = strings.TrimSpace(k); k != "" {
			kinds = append(kinds, k)
		}
	}
	return kinds
}

// mayReach tells whether a step exists.
func (i Imprest) mayReach(to ImprestState) bool {
	switch {
	case i.State == ImprestDecided && to == ImprestAdvanced:
		return i.Pays()
	case i.State == ImprestReturned && to == ImprestAdvanced:
		return i.AdvancedOn != ""
	case i.State == ImprestDecided && to == ImprestReturned, i.State == ImprestReturned && to == ImprestDecided:
		return i.Nature == Receipts || i.Nature == ChequeMandate || i.Nature == Mixed && i.AdvancedOn == ""
	}
	return slices.Contains(imprestSteps[i.State], to)
}

// Directions of a line of the journal.
const (
	Spent     = "spent"
	Collected = "collected"
	Handed    = "handed" // to the accountant, who writes it
)

// ImprestLine is one line of a holder's journal.
type ImprestLine struct {
	ID, Imprest, Direction  string
	Number                  int
	On                      law.Day
	Supplier, Nature, Means string
	Amount                  cents.Amount
	Voucher                 bool
	Pupil, PupilName        string
}

// Tally adds a journal up.
type Tally struct {
	Spent, Collected, Handed cents.Amount
	NoVoucher                []int   // numbers of the expenses without voucher
	OldestHeld               law.Day // day of the oldest sum that was collected and not handed over yet
}

// Add counts lines: what is handed over covers the oldest sums first.
func Add(lines []ImprestLine) Tally {
	var t Tally
	var collected []ImprestLine
	for _, l := range lines {
		switch l.Direction {
		case Spent:
			t.Spent += l.Amount
			if !l.Voucher {
				t.NoVoucher = append(t.NoVoucher, l.Number)
			}
		case Collected:
			t.Collected += l.Amount
			collected = append(collected, l)
		case Handed:
			t.Handed += l.Amount
		}
	}
	slices.SortStableFunc(collected, func(a, b ImprestLine) int { return strings.Compare(string(a.On), string(b.On)) })
	covered := t.Handed
	for _, l := range collected {
		if covered -= l.Amount; covered < 0 {
			t.OldestHeld = l.On
			break
		}
	}
	slices.Sort(t.NoVoucher)
	return t
}

// Held is what was collected and not handed over.
func (t Tally) Held() cents.Amount { return t.Collected - t.Handed }

// Balance is what the holder still has to give back: the advance and what was collected, less what was spent and handed
// over. Negative, the school owes the holder.
func (i Imprest) Balance(t Tally) cents.Amount {
	var advance cents.Amount
	if i.AdvancedOn != "" {
		advance = i.Advance
	}
	return advance + t.Collected - t.Handed - t.Spent
}

func imprestOf(r *core.Record) Imprest {
	text, day := r.GetString, func(name string) law.Day { return law.Day(r.GetString(name)) }
	money := func(name string) cents.Amount { return cents.Amount(r.GetInt(name)) }
	return Imprest{
		ID: r.Id, Trip: text("trip"), Nature: text("nature"), State: ImprestState(text("state")), Holder: text("holder"), Deputy: text("deputy"),
		ActNumber: text("act_number"), DecidedOn: day("decided_on"), AgreedOn: day("accountant_agreed_on"), From: day("from_on"), Until: day("until_on"),
		Advance: money("advance_cents"), OperationCap: money("operation_cap_cents"), CashCap: money("cash_cap_cents"), Means: r.GetStringSlice("means"),
		ExpenseKinds: text("expense_kinds"), MentionsBond: r.GetBool("mentions_bond"), AdvancedOn: day("advanced_on"), ReturnedOn: day("returned_on"),
		Returned: money("returned_cents"), Note: text("note"),
	}
}

// fillImprest writes what the act says; the decisions and the dates of the steps come with the steps.
func fillImprest(r *core.Record, i Imprest) {
	r.Load(map[string]any{
		"nature": i.Nature, "holder": i.Holder, "deputy": i.Deputy, "act_number": strings.TrimSpace(i.ActNumber), "from_on": string(i.From),
		"until_on": string(i.Until), "advance_cents": int64(i.Advance), "operation_cap_cents": int64(i.OperationCap), "cash_cap_cents": int64(i.CashCap),
		"means": i.Means, "expense_kinds": strings.TrimSpace(i.ExpenseKinds), "mentions_bond": i.MentionsBond, "note": strings.TrimSpace(i.Note),
	})
}

// sameAct compares what two versions of an act say, whatever has happened since.
func sameAct(a, b Imprest) bool {
	return a.Nature == b.Nature && a.Holder == b.Holder && a.Deputy == b.Deputy && a.ActNumber == b.ActNumber && a.From == b.From && a.Until == b.Until &&
		a.Advance == b.Advance && a.OperationCap == b.OperationCap && a.CashCap == b.CashCap && slices.Equal(a.Means, b.Means) &&
		a.ExpenseKinds == b.ExpenseKinds && a.MentionsBond == b.MentionsBond
}

func cashLineOf(r *core.Record) ImprestLine {
	return ImprestLine{
		ID: r.Id, Imprest: r.GetString("imprest"), Direction: r.GetString("direction"), Number: r.GetInt("line_no"), On: law.Day(r.GetString("spent_on")),
		Supplier: r.GetString("supplier"), Nature: r.GetString("nature"), Means: r.GetString("means"), Amount: cents.Amount(r.GetInt("amount_cents")),
		Voucher: r.GetBool("voucher"), Pupil: r.GetString("pupil_id"),
	}
}

// ProposeImprest is the period of an imprest of a trip: receipts from three weeks before the first instalment, advances from
// three weeks before the departure, both until three weeks after the return.
func ProposeImprest(f Facts, nature string) Imprest {
	const weeks = 21
	i := Imprest{Nature: nature, From: f.Trip.DepartsOn.Add(-weeks), Until: f.Trip.ReturnsOn.Add(weeks), Means: []string{"cash"}}
	if nature != Advances && len(f.Instalments) > 0 {
		first := f.Instalments[0].DueOn.Add(-weeks)
		for _, n := range f.Instalments {
			first = min(first, n.DueOn.Add(-weeks))
		}
		i.From = first
		if nature == Mixed {
			i.From = min(first, f.Trip.DepartsOn.Add(-weeks))
		}
	}
	if i.Pays() {
		i.Means, i.ExpenseKinds = []string{"cash", "card"}, "repas, visites, transports locaux, pharmacie"
	}
	if nature == ChequeMandate {
		i.Means = []string{"cheque"}
	}
	return i
}
