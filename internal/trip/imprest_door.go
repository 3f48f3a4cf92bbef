package trip

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// JudgeImprest judges the row of an imprest about to be written.
func JudgeImprest(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	parent, err := app.FindRecordById("trips", record.GetString("trip"))
	if errors.Is(err, sql.ErrNoRows) {
		return refuse("trip", "Ce voyage n’existe pas.", ""), nil
	}
	if err != nil {
		return nil, fmt.Errorf("trip of an imprest: %w", err)
	}
	f, err := imprestFacts(app, imprestOf(record))
	if err != nil {
		return nil, err
	}
	regime, err := school.Regime(app, "imprests", record.Id)
	if err != nil {
		return nil, err
	}
	before := Imprest{}
	if !record.IsNew() {
		before = imprestOf(record.Original())
	}
	findings := ImprestRules.At(imprestGates(f.Imprest.State)...).Check(f, regime)
	findings = append(findings, houseOfImprest(before, f, tripOf(parent), actor)...)
	return append(findings, shapeOfImprest(f.Imprest, f.Today)...), nil
}

func imprestFacts(app core.App, i Imprest) (ImprestFacts, error) {
	f := ImprestFacts{Imprest: i, Today: school.Clock(app).Today()}
	lines, err := linesOf(app, i.ID)
	if err != nil {
		return f, err
	}
	f.Tally = Add(lines)
	var inOffice []string
	err = app.DB().Select("id").From("staff").Where(dbx.In("id", i.Holder, i.Deputy)).
		AndWhere(dbx.NewExp("(active_from = '' OR active_from <= {:today}) AND (active_until = '' OR active_until >= {:today})", dbx.Params{"today": string(f.Today)})).Column(&inOffice)
	if err != nil {
		return f, fmt.Errorf("holder of an imprest: %w", err)
	}
	f.DeputyFits = i.Deputy == ""
	for _, id := range inOffice {
		f.HolderInOffice = f.HolderInOffice || id == i.Holder
		f.DeputyFits = f.DeputyFits || id == i.Deputy && id != i.Holder
	}
	var decisions []struct{ Decision, Roles string }
	err = app.DB().Select("a.decision", "s.roles").From("approvals a").InnerJoin("staff s", dbx.NewExp("s.id = a.by_staff")).
		Where(dbx.HashExp{"a.kind": "imprest", "a.subject_collection": "imprests", "a.subject_id": i.ID}).OrderBy("a.decided_at", "a.rowid").All(&decisions)
	if err != nil {
		return f, fmt.Errorf("decisions on an imprest: %w", err)
	}
	for _, d := range decisions { // the latest of each function counts
		if holdsRole(d.Roles, school.Head) {
			f.ByHead = d.Decision == "yes"
		}
		if holdsRole(d.Roles, school.Accountant) {
			f.ByAccountant = d.Decision == "yes"
		}
	}
	return f, nil
}

const (
	imprestsBelongTo = "Les régies reviennent au chef d’établissement, au gestionnaire et à l’agent comptable."
	actIsDecided     = "La décision est prise : ce qu’elle dit ne change plus."
)

func houseOfImprest(before Imprest, f ImprestFacts, t Trip, actor school.Actor) []law.Finding {
	i := f.Imprest
	mends := actor.Kind == school.System || actor.Kind == school.Operator // without a role: they take no step and give no agreement
	switch {
	case before.Trip != "" && before.Trip != i.Trip:
		return refuse("trip", "Une régie ne passe pas d’un voyage à un autre.", "")
	case !mends && !actor.May(school.ManageImprests):
		return refuse("", imprestsBelongTo, "Demandez-le-leur.")
	case before.State != i.State && before.State != "" && !before.mayReach(i.State), before.State == "" && i.State != ImprestDraft:
		return refuse("state", "Une régie ne passe pas de « "+before.State.Label()+" » à « "+i.State.Label()+" ».", "Suivez les étapes de sa page.")
	case before.State != i.State && before.State != "" && !actor.Has(imprestStepBelongsTo[i.State]...):
		return refuse("state", "Cette étape revient à : "+labelsOf(imprestStepBelongsTo[i.State])+".", "")
	case before.State == "" && (t.State == Cancelled || t.State == Closed):
		return refuse("", "Le voyage est annulé ou clos : aucune régie ne s’y ajoute.", "")
	case before.AgreedOn != i.AgreedOn && i.AgreedOn != "" && !actor.Has(school.Accountant):
		return refuse("accountant_agreed_on", "L’agrément se donne en son propre nom, par l’agent comptable.", "")
	case before.State == ImprestDraft && before.AgreedOn != "" && i.AgreedOn != "" && !sameAct(before, withNumber(i, before, actor)) && !actor.Has(school.Accountant):
		return refuse("accountant_agreed_on", "L’agrément de l’agent comptable portait sur un autre texte.", "Il le donne à nouveau.")
	case before.State == ImprestDischarged || before.State == ImprestCancelled:
		return refuse("", "Une régie soldée ou abandonnée ne change plus.", "")
	case before.State != "" && before.State != ImprestDraft && !sameAct(before, i):
		return refuse("", actIsDecided, "Abandonnez cette régie si elle n’a pas servi, et faites-en décider une autre.")
	case i.State == ImprestCancelled && (f.Tally.Spent != 0 || f.Tally.Collected != 0):
		return refuse("state", "Cette régie a servi : elle se solde, elle ne s’abandonne pas.", "")
	}
	return nil
}

// withNumber lets the head write the number of the decision that the accountant has agreed to: it is known on that day.
func withNumber(i, before Imprest, actor school.Actor) Imprest {
	if actor.Has(school.Head) {
		i.ActNumber = before.ActNumber
	}
	return i
}

func shapeOfImprest(i Imprest, today law.Day) []law.Finding {
	for _, m := range []struct {
		field string
		value cents.Amount
	}{{"advance_cents", i.Advance}, {"operation_cap_cents", i.OperationCap}, {"cash_cap_cents", i.CashCap}} {
		if m.value < 0 || m.value > 10_000_000 {
			return refuse(m.field, "Ce montant n’est pas plausible.", "Écrivez un montant entre 0 € et 100 000 €.")
		}
	}
	switch {
	case i.DecidedOn > today, i.AgreedOn > today, i.AdvancedOn > today, i.ReturnedOn > today:
		return refuse("decided_on", "Une étape d’une régie ne porte pas une date à venir.", "Inscrivez le jour où elle a eu lieu.")
	case i.From != "" && i.Until != "" && i.From.DaysUntil(i.Until) > 730:
		return refuse("until_on", "Une régie temporaire ne dure pas plus de deux ans.", "Vérifiez les deux dates.")
	case i.State == ImprestAdvanced && i.AdvancedOn == "":
		return refuse("advanced_on", "Le jour du versement de l’avance manque.", "Inscrivez-le.")
	case (i.State == ImprestReturned || i.State == ImprestDischarged) && i.ReturnedOn == "":
		return refuse("returned_on", "Le jour où les comptes ont été rendus manque.", "Inscrivez-le.")
	}
	return nil
}

// MayDeleteImprest tells whether the row of an imprest may go: nothing has been decided.
func MayDeleteImprest(record *core.Record, actor school.Actor) bool {
	return actor.May(school.ManageImprests) && imprestOf(record.Original()).State == ImprestDraft
}

// JudgeImprestLine judges a line of a holder's journal about to be written, or taken away.
func JudgeImprestLine(app core.App, record *core.Record, actor school.Actor, removed bool) ([]law.Finding, error) {
	parent, err := app.FindRecordById("imprests", record.GetString("imprest"))
	if errors.Is(err, sql.ErrNoRows) {
		return refuse("imprest", "Cette régie n’existe pas.", ""), nil
	}
	if err != nil {
		return nil, fmt.Errorf("imprest of a line: %w", err)
	}
	i, l := imprestOf(parent), cashLineOf(record)
	before := ImprestLine{}
	if !record.IsNew() {
		before = cashLineOf(record.Original())
	}
	lines, err := linesOf(app, i.ID)
	if err != nil {
		return nil, err
	}
	others, last := withoutLine(lines, record.Id, l.Direction)
	house := houseOfLine(before, l, i, actor, last, removed)
	if removed || !record.IsNew() && (before.Amount != l.Amount || before.Direction != l.Direction || before.Imprest != l.Imprest) {
		carried, err := isCarried(app, record.Id)
		if err != nil {
			return nil, err
		}
		if carried {
			house = append(house, refuse("amount_cents", "Cette dépense est reprise dans le budget réel du voyage.", "Retirez-la d’abord du budget réel.")...)
		}
	}
	if removed {
		return house, nil
	}
	regime, err := school.Regime(app, "imprests", i.ID)
	if err != nil {
		return nil, err
	}
	f := CashLineFacts{Line: l, Imprest: i, Others: Add(others), Today: regime.On, Cap: i.OperationCap, CapSaid: i.OperationCap > 0}
	if !f.CapSaid {
		f.Cap = cents.Amount(regime.Parameters.Int("V-47", "operation_cap_cents", l.On))
	}
	return append(append(CashLineRules.Check(f, regime), house...), shapeOfLine(app, l, i, f.Today)...), nil
}

// withoutLine leaves one line out, and finds the highest number among the others of its direction.
func withoutLine(lines []ImprestLine, id, direction string) (others []ImprestLine, last int) {
	for _, l := range lines {
		if l.ID == id {
			continue
		}
		others = append(others, l)
		if l.Direction == direction {
			last = max(last, l.Number)
		}
	}
	return others, last
}

func houseOfLine(before, l ImprestLine, i Imprest, actor school.Actor, last int, removed bool) []law.Finding {
	mends := actor.Kind == school.System || actor.Kind == school.Operator
	accountant := actor.Has(school.Accountant)
	onlyVoucher := before
	onlyVoucher.Voucher = l.Voucher
	switch {
	case before.ID != "" && (before.Imprest != l.Imprest || before.Direction != l.Direction || before.Number != l.Number):
		return refuse("line_no", "Une ligne garde sa régie, son sens et son numéro.", "")
	case !mends && !accountant && !i.IsHeldBy(actor):
		return refuse("", "Le journal d’une régie est tenu par son régisseur ou son suppléant.", "")
	case l.Direction == Handed && !accountant:
		return refuse("direction", "Un reversement est inscrit par l’agent comptable, qui reçoit l’argent.", "Remettez-lui la somme.")
	case !i.IsOpen() && i.State == ImprestReturned && accountant && before.ID != "" && onlyVoucher == l && !removed:
		return nil // the accountant ticks the vouchers that come late
	case !i.IsOpen() && i.State != ImprestDraft && i.State != ImprestCancelled: // V-46 speaks of those
		return refuse("", "Les comptes de cette régie sont rendus : son journal ne change plus.", "L’agent comptable peut les rouvrir, s’ils ne sont pas soldés.")
	case removed && before.Number < last:
		return refuse("line_no", "Seule la dernière ligne s’efface : les justificatifs sont numérotés à la suite.", "Corrigez cette ligne plutôt que de l’effacer.")
	case before.ID == "" && !removed && l.Number != last+1:
		return refuse("line_no", fmt.Sprintf("Les justificatifs se numérotent à la suite : celui-ci a le n° %d.", last+1), "")
	}
	return nil
}

func shapeOfLine(app core.App, l ImprestLine, i Imprest, today law.Day) []law.Finding {
	switch {
	case l.Amount <= 0 || l.Amount > 10_000_000:
		return refuse("amount_cents", "Une ligne a un montant positif.", "Écrivez-le en euros, comme 12,50.")
	case l.On == "" || l.On > today:
		return refuse("spent_on", "Une ligne porte une date passée ou celle du jour.", "Vérifiez la date.")
	case l.Direction == Spent && l.Nature == "":
		return refuse("nature", "La nature de la dépense manque.", "Dites ce qui a été acheté.")
	case l.Direction != Collected && l.Pupil != "":
		return refuse("pupil_id", "Seule une somme encaissée nomme un élève.", "")
	case l.Pupil == "":
		return nil
	}
	if _, err := app.FindFirstRecordByFilter("seats", "trip = {:trip} && pupil = {:pupil} && state = 'committed'", dbx.Params{"trip": i.Trip, "pupil": l.Pupil}); err != nil {
		return refuse("pupil_id", "Cet élève n’est pas engagé dans le voyage.", "Choisissez-le dans la liste, ou laissez le champ vide.")
	}
	return nil
}

func holdsRole(roles string, role school.Role) bool {
	return strings.Contains(roles, `"`+string(role)+`"`)
}

func labelsOf(roles []school.Role) string {
	names := make([]string, 0, len(roles))
	for _, r := range roles {
		names = append(names, r.Label())
	}
	return strings.Join(names, ", ")
}
