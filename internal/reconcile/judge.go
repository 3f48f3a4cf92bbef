package reconcile

import (
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

const onlyMoney = "Les relevés et leur rapprochement reviennent à l’agent comptable et au gestionnaire."

// JudgeStatement holds the row of a file: it is imported once, and then never changes.
func JudgeStatement(before, record *core.Record, actor school.Actor) []law.Finding {
	expired := actor.Kind == school.System && before != nil && record.GetString("state") == Dropped
	if !actor.May(school.ReconcileBank) && !expired {
		return house("", onlyMoney, "Adressez-vous à l’intendance.")
	}
	switch {
	case before == nil && record.GetString("state") != Read:
		return house("state", "Un relevé s’importe par la page des relevés, fichier compris.", "")
	case before == nil:
		return nil
	case before.GetString("state") != Read:
		return house("state", "Un relevé importé ou abandonné ne change plus.", "Importez un autre fichier.")
	}
	for _, field := range []string{"source", "name", "digest", "format", "file_name"} {
		if before.GetString(field) != record.GetString(field) {
			return house(field, "Un relevé reste celui du fichier qui a été lu.", "")
		}
	}
	return nil
}

// JudgeLine holds a line: it is written with its statement, and only where it stands changes afterwards.
func JudgeLine(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if !actor.May(school.ReconcileBank) {
		return house("", onlyMoney, "Adressez-vous à l’intendance."), nil
	}
	if before == nil {
		return judgeNewLine(app, record)
	}
	for _, field := range []string{"statement", "source", "row_no", "operated_on", "label", "reference", "party", "amount_cents", "digest", "rank_no"} {
		if before.GetString(field) != record.GetString(field) {
			return house(field, "Une ligne de relevé ne change pas : elle dit ce que la banque a dit.", ""), nil
		}
	}
	from, to := before.GetString("state"), record.GetString("state")
	if from == to {
		return house("state", "Une ligne de relevé ne change que d’état.", ""), nil
	}
	live, err := liveSum(app, record.Id)
	if err != nil {
		return nil, err
	}
	amount := cents.Amount(record.GetInt("amount_cents"))
	switch {
	case from == Open && to == Matched:
		if live.Count == 0 || live.Sum != amount {
			return house("state", "Cette ligne n’est rapprochée de rien pour son montant : "+live.Sum.String()+" sur "+amount.String()+".", "Acceptez une proposition."), nil
		}
	case from == Open && to == Ignored:
		if len([]rune(strings.TrimSpace(record.GetString("reason")))) < minReason {
			return house("motif", "Dites pourquoi cette ligne est mise de côté, en dix caractères au moins.", ""), nil
		}
	case from == Matched && to == Open:
		if live.Count > 0 {
			return house("state", "Cette ligne est encore rapprochée.", "Annulez l’encaissement, ou retirez le pointage."), nil
		}
	case from == Ignored && to == Open:
	default:
		return house("state", "Une ligne passe de « à rapprocher » à « rapprochée » ou « mise de côté », et revient.", ""), nil
	}
	return nil, nil
}

// minReason is the length of a reason that says something.
const minReason = 10

func judgeNewLine(app core.App, record *core.Record) ([]law.Finding, error) {
	var states []string
	err := app.DB().Select("state").From("statements").Where(dbx.HashExp{"id": record.GetString("statement"), "source": record.GetString("source")}).Column(&states)
	switch {
	case err != nil:
		return nil, err
	case len(states) == 0 || states[0] != Read:
		return house("statement", "Une ligne ne s’ajoute pas à un relevé importé.", "Importez le fichier qui la porte."), nil
	case record.GetString("state") != Open:
		return house("state", "Une ligne neuve est à rapprocher.", ""), nil
	case record.GetInt("amount_cents") == 0:
		return house("amount_cents", "Une ligne de relevé a un montant.", ""), nil
	}
	return nil, nil
}

type live struct {
	Count int          `db:"count"`
	Sum   cents.Amount `db:"sum"`
}

func liveSum(app core.App, line string) (l live, err error) {
	err = app.DB().NewQuery("SELECT COUNT(*) AS [[count]], COALESCE(SUM(amount_cents), 0) AS [[sum]] FROM statement_matches WHERE line = {:line} AND undone_by = ''").
		Bind(dbx.Params{"line": line}).One(&l)
	return l, err
}

// JudgeMatch holds a match: an open line, a payment of the ledger that no other line of the source has; undone, never erased.
func JudgeMatch(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if !actor.May(school.ReconcileBank) {
		return house("", onlyMoney, "Adressez-vous à l’intendance."), nil
	}
	if before != nil {
		return judgeUndoing(app, before, record, actor)
	}
	if record.GetString("by_staff") != actor.ID || record.GetString("undone_by") != "" {
		return house("by_staff", "Un rapprochement s’accepte en son propre nom.", ""), nil
	}
	var lines []struct {
		State, Source string
		AmountCents   cents.Amount
	}
	if err := app.DB().Select("state", "source", "amount_cents").From("statement_lines").Where(dbx.HashExp{"id": record.GetString("line")}).All(&lines); err != nil {
		return nil, err
	}
	if len(lines) == 0 || lines[0].State != Open || lines[0].Source != record.GetString("source") {
		return house("line", "Cette ligne n’est pas à rapprocher.", ""), nil
	}
	if Kind(record.GetString("kind")) == MatchRefunded {
		return judgeRefunded(app, record, lines[0].AmountCents)
	}
	return judgeOfPayment(app, record)
}

func judgeOfPayment(app core.App, record *core.Record) ([]law.Finding, error) {
	var payments []struct {
		AmountCents      cents.Amount
		IdempotencyToken string
		Reversed, Seen   bool
		TakenBack, Slip  bool
	}
	err := app.DB().NewQuery(`SELECT p.amount_cents, p.idempotency_token, EXISTS (SELECT 1 FROM reversals r WHERE r.payment = p.id) AS reversed,
			EXISTS (SELECT 1 FROM statement_matches m WHERE m.payment_id = p.id AND m.source = {:source} AND m.undone_by = '' AND m.kind != 'returned') AS seen,
			EXISTS (SELECT 1 FROM statement_matches m WHERE m.payment_id = p.id AND m.undone_by = '' AND m.kind = 'returned') AS taken_back,
			EXISTS (SELECT 1 FROM slip_lines l JOIN slips s ON s.id = l.slip WHERE l.payment = p.id AND s.state = 'closed') AS slip
		FROM payments p WHERE p.id = {:id}`).Bind(dbx.Params{"id": record.GetString("payment_id"), "source": record.GetString("source")}).All(&payments)
	if err != nil {
		return nil, err
	}
	if len(payments) == 0 {
		return house("payment_id", "Cet encaissement n’existe pas.", ""), nil
	}
	p, kind, amount := payments[0], Kind(record.GetString("kind")), cents.Amount(record.GetInt("amount_cents"))
	switch {
	case kind == MatchReturned && (!p.Reversed || amount != -p.AmountCents):
		return house("payment_id", "La banque n’a repris que ce qui est annulé : cet encaissement ne l’est pas.", "Acceptez la proposition d’annulation."), nil
	case kind == MatchReturned && p.TakenBack:
		return house("payment_id", "La reprise de cet encaissement est déjà pointée sur une autre ligne.", ""), nil
	case kind == MatchReturned:
		return nil, nil
	case p.Reversed && !(kind == MatchSeen && p.Slip): // the bank did receive a cheque that left on a slip
		return house("payment_id", "Cet encaissement est annulé.", ""), nil
	case p.Seen:
		return house("payment_id", "Cet encaissement est déjà pointé sur une autre ligne.", ""), nil
	case amount != p.AmountCents:
		return house("amount_cents", "Le montant rapproché n’est pas celui de l’encaissement.", ""), nil
	case kind == MatchBooked && !strings.HasPrefix(p.IdempotencyToken, tokenStart(record.GetString("line"))):
		return house("payment_id", "Cet encaissement n’est pas né de cette ligne.", "Pointez-le."), nil
	}
	return nil, nil
}

func judgeRefunded(app core.App, record *core.Record, of cents.Amount) ([]law.Finding, error) {
	var states []string
	if err := app.DB().Select("state").From("refund_batches").Where(dbx.HashExp{"id": record.GetString("batch_id")}).Column(&states); err != nil {
		return nil, err
	}
	if len(states) == 0 || states[0] != money.BatchSent {
		return house("batch_id", "Ce lot de remboursements n’est pas parti.", ""), nil
	}
	if cents.Amount(record.GetInt("amount_cents")) != of || of >= 0 {
		return house("amount_cents", "Le montant rapproché n’est pas celui de la ligne.", ""), nil
	}
	return nil, nil
}

// judgeUndoing lets a match be undone once, with a reason. What was booked from a line is undone by its reversal.
func judgeUndoing(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	for _, field := range []string{"line", "kind", "source", "payment_id", "batch_id", "amount_cents", "score", "reason", "by_staff", "matched_at"} {
		if before.GetString(field) != record.GetString(field) {
			return house(field, "Un rapprochement ne change pas : il se défait, et sa trace reste.", ""), nil
		}
	}
	switch {
	case before.GetString("undone_by") != "":
		return house("", "Ce rapprochement est déjà défait.", ""), nil
	case record.GetString("undone_by") != actor.ID:
		return house("undone_by", "On défait un rapprochement en son propre nom.", ""), nil
	case len([]rune(strings.TrimSpace(record.GetString("undone_reason")))) < minReason:
		return house("motif", "Dites pourquoi ce rapprochement est défait, en dix caractères au moins.", ""), nil
	case Kind(record.GetString("kind")) == MatchReturned:
		return house("", "L’annulation d’un encaissement ne s’annule pas.", "Enregistrez un nouvel encaissement si la banque a rendu l’argent."), nil
	case Kind(record.GetString("kind")) == MatchBooked:
		var reversed int
		err := app.DB().Select("COUNT(*)").From("reversals").Where(dbx.HashExp{"payment": record.GetString("payment_id")}).Row(&reversed)
		if err != nil {
			return nil, err
		}
		if reversed == 0 {
			return house("", "Cet encaissement est né de la ligne : on ne le retire pas sans l’annuler.", "Annulez l’encaissement ; la ligne revient alors à rapprocher."), nil
		}
	}
	return nil, nil
}
