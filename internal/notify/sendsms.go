package notify

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/dial"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sms"
)

// ErrNoGateway is returned where short messages are not set up.
var ErrNoGateway = errors.New("aucun envoi de SMS n’est réglé")

// sendSMS counts a message, then hands it to the gateway.
func sendSMS(ctx context.Context, app core.App, s Sender, d Delivery) (receipt string, err error) {
	g, err := gatewayOf(app)
	if err != nil {
		return "", err
	}
	if g == nil {
		return "", &Failure{Final: Skipped, Trouble: "L’envoi des SMS est arrêté : le message prend le canal suivant."}
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return "", err
	}
	text := smsText(d, identity.Name, BaseURL(app))
	if err := reserve(ctx, app, d, g, sms.Segments(text)); err != nil {
		return "", err
	}
	return s.SMS(ctx, g.Gateway, sms.Text{ID: d.ID, To: d.Address, Body: text})
}

// SMS hands one message to the gateway. A practice folder without a gateway on this machine keeps it in its outbox.
func (s *folderSender) SMS(ctx context.Context, g sms.Gateway, t sms.Text) (receipt string, err error) {
	if s.practice && g.URL == "" {
		return "", nil
	}
	request, err := g.Request(ctx, t)
	if err != nil {
		return "", &Failure{Final: Failed, Trouble: "Les réglages du prestataire ne permettent pas d’écrire ce SMS."}
	}
	response, err := s.client.Do(request)
	if err != nil {
		return "", judgeLine(err, g.Idempotent())
	}
	defer func() { _ = response.Body.Close() }()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 64<<10))
	if err != nil {
		return "", judgeLine(err, g.Idempotent())
	}
	return g.Receipt(answer), judgeGateway(response.StatusCode, response.Header, g.Idempotent(), time.Now())
}

// judgeLine reads why no answer came. A message that may have been taken is tried again only where its number makes the
// gateway take it once.
func judgeLine(err error, idempotent bool) error {
	var line *net.OpError
	switch {
	case errors.Is(err, dial.ErrForbidden):
		return &Failure{Final: Failed, Trouble: "L’adresse du prestataire de SMS n’est pas acceptée."}
	case idempotent || errors.As(err, &line) && line.Op == "dial":
		return &Failure{Ours: true, Trouble: "Le prestataire de SMS ne répond pas."}
	default:
		return &Failure{Final: Failed, Unknown: true, Trouble: "Le prestataire de SMS n’a pas répondu, et rien ne dit s’il a pris le message : il n’est pas recommencé."}
	}
}

func judgeGateway(status int, header http.Header, idempotent bool, now time.Time) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusUnauthorized || status == http.StatusPaymentRequired || status == http.StatusForbidden:
		return &Failure{Ours: true, Trouble: fmt.Sprintf("Le prestataire de SMS nous refuse (%d) : secret ou crédit à vérifier.", status)}
	case status == http.StatusTooManyRequests || status == http.StatusServiceUnavailable || status >= 500 && idempotent:
		return &Failure{Ours: true, RetryAfter: retryAfter(header.Get("Retry-After"), now), Trouble: fmt.Sprintf("Le prestataire de SMS demande d’attendre (%d).", status)}
	case status >= 500:
		return &Failure{Final: Failed, Unknown: true, Trouble: fmt.Sprintf("Le prestataire de SMS a failli (%d), et rien ne dit s’il a pris le message : il n’est pas recommencé.", status)}
	default:
		return &Failure{Final: Failed, Trouble: fmt.Sprintf("Le prestataire de SMS a refusé l’envoi (%d).", status)}
	}
}

// TrySMS sends a message of trial to a number that the administrator types: the gateway's answer, without the outbox.
func TrySMS(ctx context.Context, app core.App, number string) error {
	if err := school.Require(school.ActorIn(ctx), school.SetSMS); err != nil {
		return err
	}
	to, ok := sms.Number(number)
	if !ok {
		return &Failure{Trouble: "Ce numéro n’est pas celui d’un portable."}
	}
	g, err := gatewayOf(app)
	if err != nil {
		return err
	}
	if g == nil {
		return ErrNoGateway
	}
	s, err := NewSender(app)
	if err != nil {
		return err
	}
	_, err = s.SMS(ctx, g.Gateway, sms.Text{ID: "essai-" + stamp(time.Now()), To: to, Body: "Essai d'envoi par Open Academie : tout va bien."})
	return err
}

// phoneOf is the mobile of a family's person who accepts short messages, "" when there is none.
func phoneOf(app core.App, to Recipient) (string, error) {
	collection, id := to.table()
	if to.StaffID != "" || id == "" {
		return "", nil // staff have not been asked
	}
	var row struct {
		PhoneMobile string
		SMSOk       bool `db:"sms_ok"`
	}
	if err := app.DB().Select("phone_mobile", "sms_ok").From(collection).Where(dbx.HashExp{"id": id}).One(&row); err != nil {
		return "", fmt.Errorf("telephone of a recipient: %w", err)
	}
	number, ok := sms.Number(row.PhoneMobile)
	if !ok || !row.SMSOk {
		return "", nil
	}
	return number, nil
}

// languageOf is the language chosen in the account of a person, for what is not sent to a device or an address of theirs.
func languageOf(app core.App, d Delivery) (string, error) {
	var found []string
	err := app.DB().NewQuery(`SELECT language FROM users u WHERE language != '' AND (({:pupil} != '' AND u.pupil = {:pupil}) OR ({:guardian} != '' AND
		EXISTS (SELECT 1 FROM json_each(u.guardians) g WHERE g.value = {:guardian}))) LIMIT 1`).
		Bind(dbx.Params{"pupil": d.PupilID, "guardian": d.GuardianID}).Column(&found)
	if err != nil {
		return "", fmt.Errorf("language of a recipient: %w", err)
	}
	if len(found) == 0 {
		return "", nil
	}
	return found[0], nil
}
