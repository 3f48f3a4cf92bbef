package pb_hooks

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// messageDoors hold what the school says and to whom: the texts to the law, the outbox to the school's own voice.
func messageDoors() []door {
	all := []moment{create, update, remove}
	return []door{
		{"messages", []moment{create, update}, notify.MessageRules.Rules(), func(w write) ([]law.Finding, error) {
			facts, err := notify.LoadMessageFacts(w.app, w.record)
			if err != nil {
				return nil, err
			}
			regime, err := school.Regime(w.app, "", "")
			if err != nil {
				return nil, err
			}
			return notify.MessageRules.Check(facts, regime), nil
		}},
		{"templates", []moment{create, update}, notify.ModelRules.Rules(), func(w write) ([]law.Finding, error) {
			facts, err := notify.LoadModelFacts(w.app, w.record)
			if err != nil {
				return nil, err
			}
			regime, err := school.Regime(w.app, "", "")
			if err != nil {
				return nil, err
			}
			models := append(notify.Models(), money.ReminderModels()...)
			return append(notify.ModelRules.Check(facts, regime), school.JudgeWording(models, w.record)...), nil
		}},
		{"templates", []moment{update, remove}, nil, func(write) ([]law.Finding, error) {
			return house("Une version d’un texte ne change pas et ne s’efface pas : des messages en sont partis.", "Enregistrez une nouvelle version."), nil
		}},
		{"messages", all, nil, judgeVoice},
		{"deliveries", all, nil, judgeVoice},
		{"deliveries", []moment{update}, nil, judgeEnded},
		{"push_subscriptions", []moment{create, update}, nil, judgeDevice},
		{"preferences", all, nil, judgePreference},
		{"bad_addresses", all, nil, judgeBadAddress},
		{"sms_gateway", all, nil, func(w write) ([]law.Finding, error) { return notify.JudgeSMS(w.app, w.record, w.actor), nil }},
	}
}

// judgeVoice keeps the outbox to the school: an operator who could write in it would speak to families in its name.
func judgeVoice(w write) ([]law.Finding, error) {
	if w.actor.Kind != school.Operator {
		return nil, nil
	}
	return house("Un opérateur n’écrit pas au nom de l’établissement et n’efface pas ce qui a été dit.",
		"Les messages naissent des opérations du personnel et des familles ; leur envoi se suit dans la boîte d’envoi."), nil
}

// judgeEnded holds a delivery to its final state. What has left by SMS or by e-mail may still come back, and the program learns
// it later.
func judgeEnded(w write) ([]law.Finding, error) {
	was, is := notify.State(w.before.GetString("state")), notify.State(w.record.GetString("state"))
	if was == notify.Queued {
		return nil, nil
	}
	channel := notify.Channel(w.record.GetString("channel"))
	if reported := channel == notify.SMS || channel == notify.Email; reported && w.actor.Kind == school.System && was == notify.Sent && is != notify.Queued && is != notify.Skipped {
		return nil, nil
	}
	return house("Cet envoi est terminé : son état ne change plus.", "Un nouvel envoi est un nouveau message."), nil
}

// judgeDevice lets a device be subscribed only by the account that will receive there.
func judgeDevice(w write) ([]law.Finding, error) {
	to := notify.ToActor(w.actor)
	own := w.actor.AccountID != "" && w.actor.AccountID == w.record.GetString("account") &&
		to == notify.Recipient{
			GuardianID: w.record.GetString("guardian_id"), StaffID: w.record.GetString("staff_id"), PupilID: w.record.GetString("pupil_id"),
		}
	if own || w.actor.Kind == school.System {
		return nil, nil
	}
	return house("Chacun abonne lui-même son appareil.", "La personne se connecte sur cet appareil et accepte les notifications."), nil
}

// messagePreparations number the versions of the school's texts.
func messagePreparations() []step {
	return []step{{"templates", []moment{create}, func(w write) error { return school.PrepareWording(w.app, w.record) }}}
}

// judgePreference keeps to each person what they want to be told, and how.
func judgePreference(w write) ([]law.Finding, error) {
	if w.actor.Kind == school.System || w.actor.AccountID != "" && w.actor.AccountID == w.record.GetString("account") && (w.before == nil || w.actor.AccountID == w.before.GetString("account")) {
		return nil, nil
	}
	return house("Chacun choisit lui-même comment il est prévenu.", "La personne le fait dans son espace, à la page de ses messages."), nil
}

// judgeBadAddress lets nobody say that a family cannot be written to: mail servers do.
func judgeBadAddress(w write) ([]law.Finding, error) {
	if w.actor.Kind == school.System || w.moment == remove && w.actor.May(school.PrintCodes) {
		return nil, nil
	}
	return house("Une adresse est en échec parce qu’un serveur de courriel l’a dit.", "Le secrétariat peut demander un nouvel essai, à la page des adresses en échec."), nil
}

// messageConsequences tell the address that an account had until now when an operator changes it.
func messageConsequences() []step {
	return []step{{"users", []moment{update}, func(w write) error {
		old := w.before.GetString("email")
		if w.actor.Kind != school.Operator || !w.changed("email") || old == "" {
			return nil
		}
		_, err := notify.Queue(w.ctx, w.app, notify.TellAccountChanged(old, w.record.Id, school.Clock(w.app).Today()))
		return err
	}}}
}
