package notify

import (
	"net/mail"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/mailer"
)

// mailPatience is how long a mail server may take. Its protocol cannot be cancelled: past that, the try counts as failed
// and goes on behind our back.
const mailPatience = 30 * time.Second

const noSMTP = "L’envoi de courriels n’est pas réglé : un opérateur indique le serveur SMTP dans les réglages (/_/, Settings, Mail settings)."

// post sends one e-mail of plain text, signed with the school's name.
func post(app core.App, to, subject, text, schoolName string) error {
	settings := app.Settings()
	if !settings.SMTP.Enabled {
		return &Failure{Trouble: noSMTP}
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
	done := make(chan error, 1)
	go func() { done <- app.NewMailClient().Send(message) }()
	timer := time.NewTimer(mailPatience)
	defer timer.Stop()
	select {
	case err := <-done:
		if err != nil {
			return &Failure{Trouble: "Le serveur de courriel a refusé l’envoi : " + err.Error()}
		}
		return nil
	case <-timer.C:
		return &Failure{Trouble: "Le serveur de courriel ne répond pas."}
	}
}
