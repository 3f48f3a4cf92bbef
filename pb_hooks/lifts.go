package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// approvalNeeds names the permission behind each kind of decision.
var approvalNeeds = map[string]school.Permission{
	"head_opinion": school.GiveOpinion, "head_authorisation": school.Authorise, "bursar_balance": school.BalanceBudget,
	"submission": school.SubmitTrips, "withdrawal": school.Authorise, "remission": school.Authorise, "third_party": school.Authorise, "social_fund": school.Authorise,
	"supervision": school.Authorise, "departure": school.Authorise, "final_report": school.ReportTrips, "closing": school.CloseTrips,
	"refund": school.PrepareRefunds, "imprest": school.ManageImprests, "mission_order": school.Authorise, "volunteer": school.Authorise,
	"seat_choice": school.Authorise, "exception": school.Authorise, "write_off": school.Authorise,
	"shares": school.RecordShares, "assent": school.BookPayments, "closing_visa": school.CheckBooks,
	"scholarship": school.BookPayments, "hold": school.Authorise,
}

// lawPreparations have a lift say what it was given for: when the budget of a trip changes, nobody has lifted the rule for it.
func lawPreparations() []step {
	return []step{{"overrides", []moment{create}, func(w write) error {
		about := ""
		if w.record.GetString("subject_collection") == "trips" {
			var err error
			if about, err = trip.LiftAbout(w.app, w.record.GetString("rule"), w.record.GetString("subject_id")); err != nil {
				return err
			}
		}
		w.record.Set("about", about)
		return nil
	}}}
}

// lawDoors hold the rows by which the law itself is set for a school: parameters, lifts, decisions.
func lawDoors() []door {
	return []door{
		{"parameters", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			if w.record.GetString("by_staff") != w.actor.ID {
				return house("Un paramètre se fixe en son propre nom.", "La personne habilitée se connecte et le fixe elle-même."), nil
			}
			return objection(school.CheckSetting(w.app, w.actor, school.NewSetting{
				Rule: w.record.GetString("rule"), Name: w.record.GetString("parameter"), Value: w.record.GetString("setting"),
				From: law.Day(w.record.GetString("in_force_from")), Reason: w.record.GetString("reason"),
			})), nil
		}},
		{"parameters", []moment{update, remove}, nil, func(write) ([]law.Finding, error) {
			return house("Une valeur datée ne se modifie pas : elle a pu servir.", "Inscrivez une nouvelle valeur, avec sa date et son motif."), nil
		}},
		{"overrides", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			if w.record.GetString("by_staff") != w.actor.ID || !w.actor.Has(school.Role(w.record.GetString("by_role"))) && w.record.GetString("by_role") != "" {
				return house("Une règle se lève en son propre nom.", "La personne habilitée se connecte et la lève elle-même."), nil
			}
			return objection(school.CheckLift(w.app, w.actor, school.NewLift{
				Rule: w.record.GetString("rule"), SubjectCollection: w.record.GetString("subject_collection"),
				SubjectID: w.record.GetString("subject_id"), Reason: w.record.GetString("reason"),
			})), nil
		}},
		{"approvals", []moment{create}, money.ApprovalRules.Rules(), func(w write) ([]law.Finding, error) {
			if w.record.GetString("by_staff") != w.actor.ID || !w.actor.May(approvalNeeds[w.record.GetString("kind")]) {
				return house("Cette décision ne peut être prise que par la personne dont c’est la fonction, en son nom.", "Demandez-lui de se connecter et de décider."), nil
			}
			return money.JudgeApproval(w.app, w.record)
		}},
	}
}
