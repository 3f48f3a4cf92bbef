package money

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
)

// frozen are the columns of an attempt that never change once it is kept: what PayFiP was asked for.
var frozen = []string{
	"trial", "attempt_no", "refdet", "amount_cents", "numcli", "mode", "exer", "objet", "mel", "account", "payer_id", "pupil", "lines", "resume_digest", "made_at",
}

const onlyByPayFiP = "L’état d’un paiement en ligne vient de PayFiP seul : il ne se saisit pas."

// JudgeAttempt holds an attempt to its machine: born created and asked for by a payer, moved by the program alone and along
// Transitions; a person only takes it off the list to look at. before is nil on create.
func JudgeAttempt(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if before == nil {
		if findings := judgeNewAttempt(record, actor); len(findings) > 0 || record.GetBool("trial") {
			return findings, nil
		}
		return judgeChosen(app, record)
	}
	return judgeMove(before, record, actor), nil
}

func judgeMove(before, record *core.Record, actor school.Actor) []law.Finding {
	changed := func(column string) bool { return before.GetString(column) != record.GetString(column) }
	examined := actor.May(school.ReconcileOnline) && !slices.ContainsFunc(record.Collection().Fields.FieldNames(), func(column string) bool {
		return column != "trouble" && changed(column)
	})
	if actor.Kind != school.System && !examined {
		return []law.Finding{house("", onlyByPayFiP, "L’agent comptable demande le résultat à PayFiP depuis la caisse.")}
	}
	from, to := State(before.GetString("state")), State(record.GetString("state"))
	if !from.May(to) {
		return []law.Finding{house("state", "Un paiement « "+from.Label()+" » ne devient pas « "+to.Label()+" ».", "")}
	}
	if slices.ContainsFunc(frozen, changed) || before.GetString("idop") != "" && changed("idop") {
		return []law.Finding{house("", "Ce qui a été demandé à PayFiP ne change plus.", "")}
	}
	return nil
}

func judgeNewAttempt(record *core.Record, actor school.Actor) []law.Finding {
	a, err := attemptOf(record)
	if err != nil || a.State != Created || a.IDOp != "" || a.Amount <= 0 || a.Amount != sum(a.Lines) && !a.Trial {
		return []law.Finding{house("", "Cette tentative de paiement est mal formée.", "")}
	}
	if a.Trial {
		return judgeTrial(a, actor)
	}
	if a.PupilID == "" {
		return []law.Finding{house("pupil", "Un paiement en ligne règle ce qui est dû pour un élève.", "")}
	}
	switch actor.Kind {
	case school.Guardian, school.Pupil:
	case school.System, school.Staff, school.Operator:
		return []law.Finding{house("", "Un paiement en ligne est ouvert par la personne qui paie.", "La famille le fait depuis son espace.")}
	}
	payer := record.GetString("payer_id")
	if actor.Kind == school.Guardian && payer != actor.ID || actor.Kind == school.Pupil && (payer != "" || record.GetString("pupil") != actor.ID) {
		return []law.Finding{house("payer_id", "On ne paie qu’en son propre nom.", "")}
	}
	return nil
}

// judgeTrial holds a trial to what it is: one euro, asked by who sets PayFiP, that settles nothing, never in production.
func judgeTrial(a Attempt, actor school.Actor) []law.Finding {
	switch {
	case !actor.May(school.SetPayFiP):
		return []law.Finding{house("", "Seul l’agent comptable fait un paiement d’essai.", "Il le fait dans École, en son nom.")}
	case a.Mode != payfip.ModeTest && a.Mode != payfip.ModeActivation:
		return []law.Finding{house("mode", "Un paiement d’essai se fait en mode test ou activation.", "En production, chaque paiement règle une somme due.")}
	case a.Amount != trialAmount || len(a.Lines) > 0 || a.PayerID != "" || a.PupilID != "":
		return []law.Finding{house("", "Un paiement d’essai est d’un euro et ne règle rien.", "")}
	}
	return nil
}

// JudgeAttemptEvent lets only the program write the log of an attempt.
func JudgeAttemptEvent(actor school.Actor) []law.Finding {
	if actor.Kind == school.Operator || actor.Kind == school.Staff && !actor.May(school.ReconcileOnline) {
		return []law.Finding{house("", onlyByPayFiP, "")}
	}
	return nil
}

// JudgePaymentDetail holds the details of a payment: written with it, by who may book it, and afterwards only erased by a
// purge of the program.
func JudgePaymentDetail(app core.App, record *core.Record, actor school.Actor, changing bool) ([]law.Finding, error) {
	if actor.Kind == school.System && changing {
		return nil, nil
	}
	if actor.Kind == school.System || !changing && actor.May(school.BookPayments) {
		return judgeChequeDetail(app, record)
	}
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	what := "Les mentions d’un encaissement ne sont pas écrites par vous."
	if changing {
		what = "Les mentions d’un encaissement enregistré ne se modifient pas : elles figurent sur sa quittance."
	}
	return law.Rulebook[cents.Amount]{{Rule: "F-01", Judge: func(cents.Amount) []law.Finding { return notTheAccountant(what) }}}.Check(0, regime), nil
}

// judgeChequeDetail refuses a cheque that another payment was made with, whatever code writes its details.
func judgeChequeDetail(app core.App, record *core.Record) ([]law.Finding, error) {
	d := Details{
		PayerName: record.GetString("payer_name"), Bank: record.GetString("bank"), Account: compact(record.GetString("account")), ChequeNumber: compact(record.GetString("cheque_number")),
	}
	if d.ChequeNumber == "" {
		return nil, nil
	}
	same, err := findSameCheque(app, d, record.GetString("payment"))
	if err != nil || same == "" {
		return nil, err
	}
	return []law.Finding{sameCheque(same)}, nil
}

// JudgeSeries lets only the program make a series of receipts, as the first receipt needs it.
func JudgeSeries(actor school.Actor, changing bool) []law.Finding {
	if !changing && (actor.Kind == school.System || actor.May(school.BookPayments)) {
		return nil
	}
	return []law.Finding{house("", "Les séries de quittances sont tenues par le programme.", "")}
}
