package notify

import (
	"errors"
	"net/mail"
	"net/textproto"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"

	"github.com/openacademie/openacademie/internal/bounce"
)

// mailPatience is how long a mail server may take. Its protocol cannot be cancelled: past that, the try counts as failed
// and goes on behind our back.
const mailPatience = 30 * time.Second

const noSMTP = "L’envoi de courriels n’est pas réglé : un opérateur indique le serveur SMTP dans les réglages (/_/, Settings, Mail settings)."

// letterOut is one e-mail of plain text. Its id is that of its delivery: a second try after a crash carries the same
// Message-ID, by which mail servers and readers know it for the same letter.
type letterOut struct{ id, to, subject, text, school string }

// post sends one e-mail, signed with the school's name.
func post(app core.App, out letterOut) error {
	settings := app.Settings()
	to, subject, text, schoolName := out.to, out.subject, out.text, out.school
	if !settings.SMTP.Enabled {
		return &Failure{Ours: true, Trouble: noSMTP}
	}
	address, err := mail.ParseAddress(to)
	if err != nil {
		return &Failure{Final: Failed, Trouble: "L’adresse électronique n’est pas valable."}
	}
	if schoolName == "" {
		schoolName = settings.Meta.SenderName
	}
	message := &mailer.Message{
		From:    mail.Address{Name: settings.Meta.SenderName, Address: settings.Meta.SenderAddress},
		To:      []mail.Address{{Address: address.Address}},
		Subject: subject,
		Text:    text + "\n\n-- \n" + schoolName + "\nMessage envoyé par Open Académie. Ce courriel ne demande pas de réponse.\n",
		// Robots must not answer robots (RFC 3834).
		Headers: map[string]string{"Auto-Submitted": "auto-generated"},
	}
	if _, domain, found := strings.Cut(settings.Meta.SenderAddress, "@"); found && out.id != "" {
		message.Headers["Message-ID"] = "<" + out.id + "@" + domain + ">"
	}
	done := make(chan error, 1)
	go func() { done <- app.NewMailClient().Send(message) }()
	timer := time.NewTimer(mailPatience)
	defer timer.Stop()
	select {
	case err := <-done:
		if err != nil {
			return judgeMail(err)
		}
		return nil
	case <-timer.C:
		return &Failure{Ours: true, Trouble: "Le serveur de courriel ne répond pas."}
	}
}

// judgeMail reads why a mail server did not take a letter: it is away, it refuses the address for good, or it may change its
// mind.
func judgeMail(err error) error {
	var answer *textproto.Error
	switch {
	case !errors.As(err, &answer):
		return &Failure{Ours: true, Trouble: "Le serveur de courriel n’a pas pris l’envoi : " + err.Error()}
	case answer.Code >= 500 && bounce.Dead(answer.Msg):
		return &Failure{Final: Gone, Trouble: "Cette adresse n’existe plus : " + answer.Error()}
	case answer.Code == 421 || answer.Code >= 530 && answer.Code < 540: // closing, or our own name and password
		return &Failure{Ours: true, Trouble: "Le serveur de courriel nous refuse : " + answer.Error()}
	default:
		return &Failure{Trouble: "Le serveur de courriel a refusé l’envoi : " + answer.Error()}
	}
}
