package notify

import (
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

const (
	messageField = "{{message}}"
	schoolField  = "{{etablissement}}"
)

// keptWords are kinds whose words are not the school's to change: they guard an account.
var keptWords = []Kind{LoginCode, AccountChanged, FactorChanged}

// Models lists the texts of messages to families that a school may write in its own words: the e-mail, round what the program
// tells, and the few words of a notification.
func Models() []school.TextModel {
	var models []school.TextModel
	for _, s := range Kinds {
		if m, own := modelOf(s.Kind, Email); own {
			push, _ := modelOf(s.Kind, Push)
			models = append(models, m, push)
		}
	}
	return models
}

func modelOf(k Kind, c Channel) (school.TextModel, bool) {
	s := SpecOf(k)
	for _, kept := range keptWords {
		if k == kept {
			return school.TextModel{}, false
		}
	}
	if s.Label == "" || s.Staff {
		return school.TextModel{}, false
	}
	name := school.TextField{Name: schoolField, Becomes: "le nom de l’établissement", Sample: "Collège des Mouettes"}
	if c == Push {
		return school.TextModel{Name: string(k), Channel: string(Push), Label: s.Label + ", notification", Subject: s.ShortTitle, Body: s.ShortBody, Fields: []school.TextField{name}}, true
	}
	told := school.TextField{Name: messageField, Becomes: "ce que l’application annonce, sommes et dates comprises", Sample: "Ici, ce que l’application annonce.", Required: true}
	return school.TextModel{Name: string(k), Channel: string(Email), Label: s.Label + ", courriel et lettre", Subject: s.Title, Body: messageField, Fields: []school.TextField{told, name}}, true
}

// worded puts the school's own words in a message; without any, the message is as the program says it.
func worded(app core.App, m Message) (Message, error) {
	for _, c := range []Channel{Email, Push} {
		model, own := modelOf(m.Kind, c)
		if !own {
			return m, nil
		}
		w, err := school.WordingOf(app, model)
		if err != nil {
			return m, err
		}
		if w.Body == model.Body && w.Subject == model.Subject {
			continue
		}
		identity, err := school.IdentityOf(app)
		if err != nil {
			return m, err
		}
		subject, body := school.Fill(w.Subject, schoolField, identity.Name), school.Fill(w.Body, schoolField, identity.Name, messageField, m.Body)
		if c == Email {
			m.Title, m.Body = short(subject, 160), body
		} else {
			m.ShortTitle, m.ShortBody = short(subject, 80), short(body, 180)
		}
	}
	return m, nil
}
