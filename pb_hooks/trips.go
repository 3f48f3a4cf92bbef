package pb_hooks

import (
	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

func tripDoors() []door {
	tripRules := append(trip.Rules.Rules(), "V-06")
	return []door{
		{"trips", []moment{create, update}, tripRules, func(w write) ([]law.Finding, error) {
			return trip.JudgeTrip(w.app, w.record, w.actor)
		}},
		{"trips", []moment{remove}, nil, func(w write) ([]law.Finding, error) {
			if w.record.GetString("state") == string(trip.Draft) && w.actor.May(school.WriteTrips) {
				return nil, nil
			}
			return house("Un voyage ne s’efface pas une fois présenté : il s’annule, et sa trace reste.", "Annulez-le depuis sa page, avec un motif."), nil
		}},
		{"budget_lines", []moment{create, update, remove}, nil, judgePart},
		{"instalments", []moment{create, update, remove}, nil, judgePart},
		{"trip_targets", []moment{create, update, remove}, nil, judgePart},
		{"trip_answers", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			if w.actor.Kind != school.Guardian && w.actor.Kind != school.Pupil {
				return house("Une réponse est donnée par la famille elle-même.", ""), nil
			}
			return trip.JudgeAnswer(w.app, w.record)
		}},
		{"seats", []moment{create, update}, trip.SeatRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeSeat(w.app, w.record, w.actor)
		}},
		{"seats", []moment{remove}, nil, func(write) ([]law.Finding, error) {
			return house("Une place ne s’efface pas : elle est refusée ou rendue, et sa trace reste.", ""), nil
		}},
		{"commitments", []moment{create}, trip.CommitmentRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeCommitment(w.app, w.record, w.actor)
		}},
		{"charges", []moment{create}, trip.ChargeRules.Rules(), func(w write) ([]law.Finding, error) {
			return trip.JudgeCharge(w.app, w.record)
		}},
		{"allocations", []moment{create}, trip.AllocationRules.Rules(), func(w write) ([]law.Finding, error) {
			charge, err := w.app.FindRecordById("charges", w.record.GetString("charge"))
			if err != nil {
				return house("Ce versement ne renvoie à aucune créance.", ""), nil
			}
			return trip.JudgeAllocation(w.app, charge)
		}},
		{"letters", []moment{create, update, remove}, nil, judgeLetter},
	}
}

func judgePart(w write) ([]law.Finding, error) { return trip.JudgePart(w.app, w.record, w.actor) }

// judgeLetter holds letters: versions are never changed, a signed text is never touched, and nobody writes a signed text
// but the signature itself.
func judgeLetter(w write) ([]law.Finding, error) {
	kind := w.record.GetString("kind")
	if w.moment != create {
		kind = w.before.GetString("kind")
	}
	switch {
	case w.moment != create && kind == "signed":
		return house("Un texte signé ne se modifie ni ne s’efface.", "Une nouvelle version se signe à nouveau."), nil
	case w.moment != create && kind == "trip":
		var signed int
		err := w.app.DB().Select("COUNT(*)").From("letters").Where(dbx.HashExp{"kind": "signed", "trip": w.record.GetString("trip")}).Row(&signed)
		if err != nil {
			return nil, err
		}
		if signed > 0 {
			return house("Des familles ont signé d’après cette lettre : elle ne change plus.", "Enregistrez une nouvelle version."), nil
		}
	case kind == "signed" && w.actor.Kind != school.Guardian && w.actor.Kind != school.Pupil:
		return house("Un texte signé ne s’écrit que par la signature de la personne.", ""), nil
	case kind == "trip" && w.actor.Kind != school.System:
		return judgePart(w)
	}
	return nil, nil
}
