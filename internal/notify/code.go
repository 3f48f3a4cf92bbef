package notify

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// MailCode sends a login code to an address, now and in the background: the page that asked answers at once, with or
// without a code to send. A real folder keeps the trace without the code; a practice folder shows it in its outbox.
// Never call it inside a transaction.
func MailCode(ctx context.Context, app core.App, address, code string) {
	o := officeOf(app)
	if o == nil {
		return
	}
	ctx = context.WithoutCancel(ctx) // the page's request ends before the mail leaves
	o.do(func() {
		if err := mailCode(ctx, o.app, address, code); err != nil {
			o.app.Logger().Error("login code", "error", err)
		}
	})
}

// spaced writes a code of six digits as it is read aloud: 482 913.
func spaced(code string) string {
	if len(code) != 6 {
		return code
	}
	return code[:3] + " " + code[3:]
}

func mailCode(ctx context.Context, app core.App, address, code string) error {
	identity, err := school.IdentityOf(app)
	if err != nil {
		return err
	}
	spec := SpecOf(LoginCode)
	text := "Votre code de connexion est " + spaced(code) + ".\n\nIl est valable dix minutes et ne sert qu’une fois. " +
		"Si vous n’avez rien demandé, ne faites rien : sans ce code, personne n’entre."
	kept, state, trouble := text, Sent, ""
	if !school.IsPractice(app) {
		kept = "Un code de connexion a été envoyé. Le code n’est pas conservé."
		if err := post(app, letterOut{to: address, subject: spec.Title, text: text, school: identity.Name}); err != nil {
			state, trouble = Failed, err.Error()
		}
	}
	return app.RunInTransaction(func(tx core.App) error {
		record, err := writeMessage(ctx, tx, Message{
			Kind: LoginCode, Title: spec.Title, Body: kept, ShortTitle: spec.ShortTitle, ShortBody: spec.ShortBody, Urgent: true,
		})
		if err != nil {
			return err
		}
		return writeDelivery(ctx, tx, record.Id, Email, address, state, trouble)
	})
}
