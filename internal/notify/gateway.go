package notify

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/dial"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sms"
)

const (
	gatewayUse  = "sms"          // of the seal on the provider's secret
	callbackUse = "sms-callback" // of the seal on the secret of our own addresses
)

// SMSSettings is how a school sends short messages. The secret of the provider is written, never read back.
type SMSSettings struct {
	Enabled           bool
	Provider, Country string // as the list of D-19 names them
	Gateway           sms.Gateway
	Words             sms.Words
	Price             int          // of a segment, in tenths of a cent
	Ceiling           cents.Amount // of a month
	HasSecret         bool
}

// SMSSettingsFor reads what SaveSMS writes, without the secret.
func SMSSettingsFor(app core.App, viewer school.Actor) (SMSSettings, error) {
	if err := school.Require(viewer, school.SetSMS); err != nil {
		return SMSSettings{}, err
	}
	record, err := gatewayRecord(app)
	if err != nil || record == nil {
		return SMSSettings{}, err
	}
	return settingsIn(record), nil
}

// gatewayRecord is the only row of its collection, nil when there is none.
func gatewayRecord(app core.App) (*core.Record, error) {
	rows, err := app.FindAllRecords("sms_gateway")
	if err != nil {
		return nil, fmt.Errorf("sms gateway: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil //nolint:nilnil // a school without gateway is the common case
	}
	return rows[0], nil
}

func settingsIn(r *core.Record) SMSSettings {
	return SMSSettings{
		Enabled: r.GetBool("enabled"), Provider: r.GetString("provider"), Country: r.GetString("country"),
		Gateway: sms.Gateway{
			URL: r.GetString("url"), Method: r.GetString("method"), Format: sms.Format(r.GetString("format")), Headers: r.GetString("headers"), Body: r.GetString("body"),
			Sender: r.GetString("sender"), IDField: r.GetString("id_field"),
		},
		Words: sms.Words{
			ID: r.GetString("report_id"), State: r.GetString("report_state"), Delivered: r.GetString("delivered_words"), Failed: r.GetString("failed_words"),
			From: r.GetString("reply_from"), Text: r.GetString("reply_text"), Reply: r.GetString("reply_id"),
		},
		Price: r.GetInt("price"), Ceiling: cents.Amount(r.GetInt("ceiling")), HasSecret: r.GetString("secret_sealed") != "",
	}
}

// SaveSMS records how short messages leave. An empty secret keeps the one recorded.
func SaveSMS(ctx context.Context, app core.App, s SMSSettings) error {
	if err := school.Require(school.ActorIn(ctx), school.SetSMS); err != nil {
		return err
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := gatewayRecord(tx)
		if err != nil {
			return err
		}
		if record == nil {
			if record, err = school.NewRecord(tx, "sms_gateway"); err != nil {
				return err
			}
		}
		g, w := s.Gateway, s.Words
		record.Load(map[string]any{
			"enabled": s.Enabled, "provider": s.Provider, "country": s.Country, "url": g.URL, "method": g.Method, "format": string(g.Format), "headers": g.Headers,
			"body": g.Body, "sender": g.Sender, "id_field": g.IDField, "report_id": w.ID, "report_state": w.State, "delivered_words": w.Delivered, "failed_words": w.Failed,
			"reply_from": w.From, "reply_text": w.Text, "reply_id": w.Reply, "price": s.Price, "ceiling": int64(s.Ceiling),
		})
		keys := school.DepsOf(tx).Keys
		if g.Secret != "" {
			sealed, err := keys.Seal(gatewayUse, []byte(g.Secret))
			if err != nil {
				return err
			}
			record.Set("secret_sealed", sealed)
		}
		if record.GetString("callback_sealed") == "" {
			if err := newCallback(tx, record); err != nil {
				return err
			}
		}
		return tx.SaveWithContext(ctx, record)
	})
}

// newCallback gives our own addresses a new secret.
func newCallback(app core.App, record *core.Record) error {
	raw := make([]byte, 32)
	if _, err := rand.Read(raw); err != nil {
		return fmt.Errorf("secret of our addresses: %w", err)
	}
	sealed, err := school.DepsOf(app).Keys.Seal(callbackUse, raw)
	if err != nil {
		return err
	}
	record.Set("callback_sealed", sealed)
	return nil
}

// RenewCallbacks changes the addresses that the provider was given: the former ones open nothing any more.
func RenewCallbacks(ctx context.Context, app core.App) error {
	if err := school.Require(school.ActorIn(ctx), school.SetSMS); err != nil {
		return err
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := gatewayRecord(tx)
		if err != nil || record == nil {
			return err
		}
		if err := newCallback(tx, record); err != nil {
			return err
		}
		return tx.SaveWithContext(ctx, record)
	})
}

// JudgeSMS holds the settings of the gateway, whoever writes them.
func JudgeSMS(app core.App, record *core.Record, actor school.Actor) []law.Finding {
	var findings []law.Finding
	complain := func(field, what, fix string) {
		findings = append(findings, law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix})
	}
	if actor.Kind != school.System && !actor.May(school.SetSMS) {
		complain("", "Seul l’administrateur de l’application règle l’envoi des SMS.", "Il le fait dans École, en son nom.")
		return findings
	}
	s, practice := settingsIn(record), school.IsPractice(app)
	if s.Price < 0 || s.Price > 10000 {
		complain("prix", "Le prix d’un SMS est entre 0 et 10 €.", "Il figure sur le contrat du prestataire.")
	}
	if s.Ceiling < 0 {
		complain("plafond", "Le plafond du mois n’est pas négatif.", "")
	}
	if !s.Enabled {
		return findings
	}
	if s.Provider == "" || s.Country == "" {
		complain("prestataire", "Le prestataire et le pays où il traite les numéros manquent.", "Ils figurent au registre des sous-traitants (D-19) ; choisissez-le dans l’Union européenne.")
	}
	if s.Ceiling == 0 || s.Price == 0 {
		complain("plafond", "Le prix et le plafond du mois manquent.", "Au plafond, plus aucun SMS ne part et le gestionnaire est prévenu.")
	}
	if practice && s.Gateway.URL == "" {
		return findings // nothing leaves: the outbox shows the messages
	}
	for _, p := range s.Gateway.Problems(practice) {
		complain(p.Field, p.What, "")
	}
	u, err := url.Parse(s.Gateway.URL)
	if err == nil && dial.IsLoopbackHost(u.Hostname()) != practice {
		complain("adresse", "Une école d’entraînement n’écrit qu’à cette machine, une école réelle jamais.", "Donnez l’adresse du prestataire ; vide à l’entraînement.")
	}
	return findings
}

// gatewayOf is the gateway in use, with its secret; nil when no short message leaves.
func gatewayOf(app core.App) (*SMSSettings, error) {
	record, err := gatewayRecord(app)
	if err != nil || record == nil || !record.GetBool("enabled") {
		return nil, err
	}
	s := settingsIn(record)
	if sealed := record.GetString("secret_sealed"); sealed != "" {
		plain, err := school.DepsOf(app).Keys.Open(gatewayUse, sealed)
		if err != nil {
			return nil, fmt.Errorf("open the secret of the sms gateway: %w", err)
		}
		s.Gateway.Secret = string(plain)
	}
	return &s, nil
}

// ErrCallback is returned for an address of ours that does not hold the secret.
var ErrCallback = errors.New("cette adresse n’existe pas")

// CallbacksFor are the addresses to give to the provider: for delivery reports and for replies. Empty before the first saving.
func CallbacksFor(app core.App, viewer school.Actor) (reports, replies string, err error) {
	if err := school.Require(viewer, school.SetSMS); err != nil {
		return "", "", err
	}
	secret, err := callbackSecret(app)
	if err != nil || secret == "" {
		return "", "", err
	}
	return BaseURL(app) + "/sms/etat/" + secret, BaseURL(app) + "/sms/reponse/" + secret, nil
}

func callbackSecret(app core.App) (string, error) {
	record, err := gatewayRecord(app)
	if err != nil || record == nil || record.GetString("callback_sealed") == "" {
		return "", err
	}
	raw, err := school.DepsOf(app).Keys.Open(callbackUse, record.GetString("callback_sealed"))
	if err != nil {
		return "", fmt.Errorf("open the secret of our addresses: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(raw), nil
}

// heard checks the secret of an address of ours and gives the words in which the gateway speaks.
func heard(app core.App, secret string) (sms.Words, error) {
	ours, err := callbackSecret(app)
	if err != nil {
		return sms.Words{}, err
	}
	if ours == "" || subtle.ConstantTimeCompare([]byte(ours), []byte(secret)) != 1 {
		return sms.Words{}, ErrCallback
	}
	record, err := gatewayRecord(app)
	if err != nil {
		return sms.Words{}, err
	}
	return settingsIn(record).Words, nil
}

// HearReport notes what the gateway says became of a message. One that was not delivered goes one rung down. A report of a
// message that is not ours, or that says nothing new, changes nothing.
func HearReport(ctx context.Context, app core.App, secret string, fields map[string]string) error {
	words, err := heard(app, secret)
	if err != nil {
		return err
	}
	report, err := words.ReportIn(fields)
	if err != nil || report.Outcome == sms.OnItsWay {
		return err
	}
	ctx = school.WithActor(ctx, school.Actor{Kind: school.System})
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		records, err := tx.FindAllRecords("deliveries", dbx.HashExp{"channel": string(SMS), "state": string(Sent)},
			dbx.NewExp("receipt = {:id} OR id = {:id}", dbx.Params{"id": report.ID}))
		if err != nil || len(records) == 0 {
			return err
		}
		record := records[0]
		if report.Outcome == sms.Delivered {
			if record.GetDateTime("delivered_at").IsZero() {
				record.Set("delivered_at", school.Clock(tx).Now())
				return tx.SaveWithContext(ctx, record)
			}
			return nil
		}
		if !record.GetDateTime("delivered_at").IsZero() {
			return nil // reports may cross on their way
		}
		record.Set("state", string(Failed))
		record.Set("trouble", "Le prestataire dit que ce SMS n’a pas été remis.")
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		return goDown(ctx, tx, record.GetString("message"), SMS)
	})
}

// smsText is what a telephone shows: who writes, that something waits, where to read it.
func smsText(d Delivery, schoolName, base string) string {
	return sms.Plain(strings.TrimSpace(schoolName+" : "+d.ShortBody) + " " + base)
}
