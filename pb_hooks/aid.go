package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// aidDoors hold the social funds: who asks, who instructs, who decides, what a fund may bear. What is kept of a decision is
// never erased but by a purge.
func aidDoors() []door {
	stays := func(what string) func(write) ([]law.Finding, error) {
		return func(write) ([]law.Finding, error) { return house(what, ""), nil }
	}
	return []door{
		{"aid_funds", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return aid.JudgeFund(w.app, w.record, w.actor, w.before == nil)
		}},
		{"aid_funds", []moment{remove}, nil, stays("Un financement ne s’efface pas : il se ferme.")},
		{"aid_movements", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return aid.JudgeMovement(w.app, w.record, w.actor)
		}},
		{"aid_movements", []moment{update, remove}, nil, stays("Un mouvement ne se modifie ni ne s’efface : il se corrige par un autre.")},
		{"aid_types", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return aid.JudgeType(w.app, w.before, w.record, w.actor)
		}},
		{"aid_types", []moment{remove}, nil, stays("Une aide ne s’efface pas : elle n’est plus proposée.")},
		{"aid_scales", []moment{create}, nil, func(w write) ([]law.Finding, error) {
			return aid.JudgeScale(w.app, w.record, w.actor)
		}},
		{"aid_scales", []moment{update, remove}, nil, stays("Un barème ne se modifie ni ne s’efface : il a pu servir. Inscrivez-en un autre.")},
		{"aid_requests", []moment{create, update}, aid.RequestRules.Rules(), func(w write) ([]law.Finding, error) {
			return aid.JudgeRequest(w.app, w.before, w.record, w.actor)
		}},
		{"aid_requests", []moment{remove}, nil, stays("Une demande ne s’efface pas : elle se retire, et sa trace reste jusqu’à son terme.")},
		{"aid_documents", []moment{create, remove}, []string{"F-14"}, func(w write) ([]law.Finding, error) {
			return aid.JudgePaper(w.app, w.record, w.actor, w.moment == remove)
		}},
		{"aid_documents", []moment{update}, nil, stays("Une pièce ne se modifie pas : elle se retire, puis une autre se dépose.")},
		{"commissions", []moment{create, update, remove}, []string{"F-14"}, func(w write) ([]law.Finding, error) {
			return aid.JudgeCommission(w.app, w.before, w.record, w.actor, w.moment == remove)
		}},
		{"commission_members", []moment{create, update, remove}, nil, judgeMeeting},
		{"commission_requests", []moment{create, update, remove}, nil, judgeMeeting},
		{"decisions", []moment{create, update}, aid.DecisionRules.Rules(), func(w write) ([]law.Finding, error) {
			return aid.JudgeDecision(w.app, w.before, w.record, w.actor)
		}},
		{"decisions", []moment{remove}, nil, stays("Une décision ne s’efface pas.")},
		{"aid_drawings", []moment{create, update}, nil, func(w write) ([]law.Finding, error) {
			return aid.JudgeDrawing(w.app, w.before, w.record, w.actor)
		}},
		{"aid_drawings", []moment{remove}, nil, stays("Ce qui est tiré sur une aide ne s’efface pas.")},
	}
}

func judgeMeeting(w write) ([]law.Finding, error) {
	return aid.JudgePart(w.app, w.record, w.actor, w.moment == remove)
}

// aidConsequences: a decision lowers the sums of its request by itself, and who asked is told that an answer waits, in the
// transaction of the decision.
func aidConsequences() []step {
	return []step{
		{"decisions", []moment{create, update}, func(w write) error {
			if err := aid.Follow(w.ctx, w.app, w.before, w.record); err != nil {
				return err
			}
			return tellAnswer(w)
		}},
		{"aid_drawings", []moment{create}, func(w write) error { return aid.Book(w.ctx, w.app, w.record) }},
		{"aid_requests", []moment{create}, func(w write) error {
			if w.record.GetString("origin") != "online" {
				return nil
			}
			if _, err := notify.Queue(w.ctx, w.app, notify.TellRequestKept(applicant(w.record.GetString("guardian"), w.record.GetString("pupil")), w.record.Id, school.Clock(w.app).Today())); err != nil {
				return err
			}
			_, err := notify.QueueToRole(w.ctx, w.app, school.SocialWorker, notify.TellRequestWaiting(w.record.Id))
			return err
		}},
	}
}

func tellAnswer(w write) error {
	outcome := aid.Outcome(w.record.GetString("state"))
	if w.before != nil && !w.changed("state") || outcome != aid.Granted && outcome != aid.Urgent && outcome != aid.Refused {
		return nil
	}
	if w.before != nil && aid.Outcome(w.before.GetString("state")) == aid.Urgent {
		return nil // told when it was granted
	}
	request, err := w.app.FindRecordById("aid_requests", w.record.GetString("request"))
	if err != nil {
		return err
	}
	_, err = notify.Queue(w.ctx, w.app, notify.TellRequestAnswered(applicant(request.GetString("guardian"), request.GetString("pupil")), request.Id, string(outcome), school.Clock(w.app).Today()))
	return err
}

func applicant(guardian, pupil string) notify.Recipient {
	if guardian != "" {
		return notify.Recipient{GuardianID: guardian}
	}
	return notify.Recipient{PupilID: pupil}
}
