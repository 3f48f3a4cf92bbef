package money

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// TransferAsk is what a family needs to pay by transfer: an account, an amount, a reference that finds the debt again, and the
// text of the QR code that says the three (EPC069-12).
type TransferAsk struct {
	Charges   []Account
	Amount    cents.Amount
	Creditor  string
	IBAN, BIC string
	Reference string // ISO 11649
	Payload   string
}

// AskTransfer asks the viewer, a guardian or a pupil of full age, for the transfer of some of their own charges; without any,
// of everything that they owe and that no debit is about to take. What is not theirs, or settled, is left out. found tells
// whether the school has an account and something is left to pay.
func AskTransfer(app core.App, viewer school.Actor, chargeIDs ...string) (ask TransferAsk, found bool, err error) {
	where := []dbx.Expression{mine(viewer)}
	if len(chargeIDs) > 0 {
		where = append(where, dbx.In("c.id", distinct(append([]string(nil), chargeIDs...))...))
	}
	owed, err := accounts(app, where...)
	if err != nil {
		return TransferAsk{}, false, err
	}
	ids := make([]string, len(owed))
	for i, a := range owed {
		ids[i] = a.ID
	}
	debited, err := OnDebit(app, ids...)
	if err != nil {
		return TransferAsk{}, false, err
	}
	for _, a := range owed {
		if _, held := debited[a.ID]; !held && a.Due() > 0 {
			ask.Charges, ask.Amount = append(ask.Charges, a), ask.Amount+a.Due()
		}
	}
	if len(ask.Charges) == 0 {
		return TransferAsk{}, false, nil
	}
	whole := "D" + viewer.ID
	if len(ask.Charges) == 1 {
		whole = "C" + ask.Charges[0].ID
	}
	return completeAsk(app, ask, whole)
}

// AskTransferOf is the request for one charge, on the letters that the school writes to its debtor.
func AskTransferOf(app core.App, viewer school.Actor, chargeID string) (ask TransferAsk, found bool, err error) {
	if err := mustSeeMoney(viewer); err != nil {
		return TransferAsk{}, false, err
	}
	a, known, err := accountByID(app, chargeID)
	if err != nil || !known || a.Due() <= 0 {
		return TransferAsk{}, false, err
	}
	return completeAsk(app, TransferAsk{Charges: []Account{a}, Amount: a.Due()}, "C"+a.ID)
}

// AskTransferOfReminder is the request for what a reminder names and is still due, on the letter that is printed of it.
func AskTransferOfReminder(app core.App, viewer school.Actor, reminderID string) (ask TransferAsk, found bool, err error) {
	if err := mustSeeMoney(viewer); err != nil {
		return TransferAsk{}, false, err
	}
	reminder, err := app.FindRecordById("reminders", reminderID)
	if err != nil {
		return TransferAsk{}, false, fmt.Errorf("reminder of a letter: %w", err)
	}
	lines, err := LinesOfReminder(reminder)
	if err != nil {
		return TransferAsk{}, false, err
	}
	for _, l := range lines {
		a, known, err := accountByID(app, l.ChargeID)
		if err != nil {
			return TransferAsk{}, false, err
		}
		if known && a.Due() > 0 {
			ask.Charges, ask.Amount = append(ask.Charges, a), ask.Amount+min(l.Amount, a.Due())
		}
	}
	switch len(ask.Charges) {
	case 0:
		return TransferAsk{}, false, nil
	case 1:
		return completeAsk(app, ask, "C"+ask.Charges[0].ID)
	}
	debtor := reminder.GetString("guardian_id")
	if debtor == "" {
		debtor = reminder.GetString("pupil_id")
	}
	return completeAsk(app, ask, "D"+debtor)
}

func completeAsk(app core.App, ask TransferAsk, inner string) (TransferAsk, bool, error) {
	identity, err := school.IdentityOf(app)
	if err != nil || identity.IBAN == "" {
		return TransferAsk{}, false, err
	}
	if ask.Reference, err = sepa.NewReference(inner); err != nil {
		return TransferAsk{}, false, fmt.Errorf("reference of a transfer: %w", err)
	}
	ask.Creditor, ask.IBAN, ask.BIC = identity.Name, identity.IBAN, identity.BIC
	request := sepa.Request{Creditor: sepa.Party{Name: identity.Name, IBAN: sepa.IBAN(identity.IBAN), BIC: identity.BIC}, Amount: ask.Amount, Reference: ask.Reference}
	if ask.Payload, err = request.Payload(); err != nil {
		return TransferAsk{}, false, fmt.Errorf("QR code of a transfer: %w", err)
	}
	return ask, true, nil
}

// TransferReferences are those that a family may have been asked to quote for a charge: its own, and that of all its debtor owes.
func TransferReferences(a Account) []string {
	debtor := a.DebtorID
	if debtor == "" {
		debtor = a.PupilID // of full age
	}
	var all []string
	for _, inner := range []string{"C" + a.ID, "D" + debtor} {
		if reference, err := sepa.NewReference(inner); err == nil { // an id of another shape was never asked for
			all = append(all, reference)
		}
	}
	return all
}

// Groups writes the account in groups of four, as it is printed.
func (a TransferAsk) Groups() string { return sepa.IBAN(a.IBAN).Groups() }

// ReferenceGroups writes the reference in groups of four.
func (a TransferAsk) ReferenceGroups() string { return sepa.ReferenceGroups(a.Reference) }

// referenceIn finds references in the text of a bank's statement, spaces or not.
var referenceIn = regexp.MustCompile(`(?i)RF ?[0-9]{2}(?: ?[A-Z0-9]){16}`)

// FindTransfer reads back, from the text of a statement's line, what AskTransfer asked for: one charge, or everything that a
// debtor owes. found is false when no reference of ours stands in it, whole and right.
func FindTransfer(text string) (chargeID, debtorID string, found bool) {
	for _, at := range referenceIn.FindAllString(text, -1) {
		inner, err := sepa.ParseReference(at)
		if err != nil {
			continue
		}
		id := strings.ToLower(inner[1:])
		switch inner[0] {
		case 'C':
			return id, "", true
		case 'D':
			return "", id, true
		}
	}
	return "", "", false
}
