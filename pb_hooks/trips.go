package pb_hooks

import (
	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

func tripDoors() []door {
	tripRules := append(append(trip.Rules.Rules(), "V-06"), trip.DepartureRuleIDs()...)
	return []door{
		{"trips", []moment{create, update}, tripRules, func(w write) ([]law.Finding, error) {
			return trip.JudgeTrip(w.app, w.record, w.actor)
		}},
		{"trips", []moment{remove}, nil, func(w write) ([]law.Finding, error) {
			if trip.MayDelete(w.record, w.actor) {
				return nil, nil
			}
			return house("Un voyage ne s’efface pas une fois présenté : il s’annule, et sa trace reste.", "Annulez-le depuis sa page, avec un motif."), nil
		}},
		{"budget_lines", []moment{create, update, remove}, nil, judgePart},
		{"budget_lines", []moment{create, update}, trip.LineRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeLine(w.app, w.record)
		}},
		{"instalments", []moment{create, update, remove}, nil, judgePart},
		{"price_brackets", []moment{create, update, remove}, nil, judgePart},
		{"budget_categories", []moment{create, update, remove}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeCategory(w.app, w.record, w.actor, w.moment == remove)
		}},
		{"trip_targets", []moment{create, update, remove}, nil, judgePart},
		{"trip_answers", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeAnswer(w.app, w.record, w.actor)
		}},
		{"seats", []moment{create, update}, trip.SeatRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeSeat(w.app, w.record, w.actor)
		}},
		{"seats", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeBracket(w.app, w.record, w.actor)
		}},
		{"seats", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Une place ne s’efface pas : elle est refusée ou rendue, et sa trace reste.", ""), nil
		}},
		{"commitments", []moment{create}, trip.CommitmentRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeCommitment(w.app, w.record, w.actor)
		}},
		{"charges", []moment{create}, trip.ChargeRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeCharge(w.ctx, w.app, w.record)
		}},
		{"allocations", []moment{create}, trip.AllocationRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeAllocation(w.ctx, w.app, w.record.GetString("charge"), cents.Amount(w.record.GetInt("amount_cents")))
		}},
		{"letters", []moment{create, update, remove}, nil, judgeLetter},
		{"taken_trips", []moment{create, update, remove}, []string{"D-12"}, judgeTaken},
		{"approvals", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return trip.JudgeDecision(w.app, w.record)
		}},
		{"pupils", []moment{update}, markRules.Rules(), func(w write) ([]law.Finding, error) {
			if !w.changed("disagreement", "exit_ban") || w.actor.Kind == school.System || w.actor.May(school.MarkDisagreement) {
				return nil, nil
			}
			regime, err := school.Regime(w.app, "", "")
			if err != nil {
				return nil, err
			}
			return markRules.Check(true, regime), nil
		}},
	}
}

// markRules: taking away the mark of a disagreement would be lifting V-52, and nobody lifts it.
var markRules = law.Rulebook[bool]{{Rule: "V-52", Judge: func(bool) []law.Finding {
	return []law.Finding{{
		Severity: law.Block, Field: "disagreement", Who: string(school.Head),
		What: "Un désaccord entre parents, ou une interdiction de sortie, est connu ou levé par la direction et le secrétariat seuls.",
		Why:  "La signature de l’autre parent en dépend (article 372-2 du code civil).", Fix: "Demandez-le-leur, avec la pièce qui l’établit.",
	}}
}}}

func judgePart(w write) ([]law.Finding, error) { return trip.JudgePart(w.app, w.record, w.actor) }

// tripPreparations: before the school's model of a letter changes, the trips that families read already keep theirs.
func tripPreparations() []step {
	return []step{{"letters", []moment{create}, func(w write) error {
		if w.record.GetString("kind") != "model" {
			return nil
		}
		return trip.KeepModel(w.ctx, w.app)
	}}}
}

// tripConsequences: a new version of a letter is signed again by those who had signed, whoever wrote it and however.
func tripConsequences() []step {
	return []step{{"letters", []moment{create}, func(w write) error {
		if w.record.GetString("kind") != "trip" || w.record.GetInt("version_no") == 0 {
			return nil // version 0 is the model that the families read already
		}
		return trip.AskAgain(w.ctx, w.app, w.record.GetString("trip"))
	}}, {"instalments", []moment{create, update, remove}, func(w write) error {
		return trip.ForgetAgreement(w.ctx, w.app, w.record.GetString("trip"))
	}}}
}

// judgeLetter holds letters: a version that was signed never changes, a signed text is never touched, and nobody writes a
// signed text but the signature itself.
func judgeLetter(w write) ([]law.Finding, error) {
	kind := w.record.GetString("kind")
	if w.before != nil {
		kind = w.before.GetString("kind")
		if w.moment == update && w.changed("kind", "trip", "pupil") {
			return house("Une lettre ne change ni de nature, ni de voyage, ni d’élève.", "Enregistrez une nouvelle lettre."), nil
		}
	}
	switch {
	case kind == "signed" && w.moment != create:
		return house("Un texte signé ne se modifie ni ne s’efface.", "Une nouvelle version se signe à nouveau."), nil
	case kind == "signed" && w.actor.Kind != school.Guardian && w.actor.Kind != school.Pupil:
		if byHand, err := trip.KeepsPaper(w.app, w.actor, w.record); err != nil || byHand {
			return nil, err // the commitment beside it says who signed and who received it
		}
		return house("Un texte signé ne s’écrit que par la signature de la personne.", ""), nil
	case kind == "model" && w.moment != create:
		return house("Une version du modèle de lettre ne se modifie ni ne s’efface.", "Enregistrez une nouvelle version."), nil
	case kind == "model" && w.actor.Kind != school.System && !w.actor.May(school.SetSchool):
		return house("Le modèle de lettre est celui de l’établissement : la direction et l’intendance l’écrivent.", "Adaptez la lettre de votre voyage."), nil
	case kind == "trip" && w.moment != create:
		var signed int
		err := w.app.DB().Select("COUNT(*)").From("letters").Where(dbx.HashExp{"kind": "signed", "trip": w.before.GetString("trip")}).Row(&signed)
		if err != nil {
			return nil, err
		}
		if signed > 0 {
			return house("Des familles ont signé d’après cette lettre : elle ne change plus.", "Enregistrez une nouvelle version."), nil
		}
		return letterPart(w)
	case kind == "trip":
		return letterPart(w)
	case kind == "model":
		return trip.JudgeLetterText(w.record), nil
	}
	return nil, nil
}

// letterPart judges the text of a trip's letter with who may write it.
func letterPart(w write) ([]law.Finding, error) {
	findings, err := judgePart(w)
	if err != nil || w.moment == remove {
		return findings, err
	}
	return append(findings, trip.JudgeLetterText(w.record)...), nil
}
