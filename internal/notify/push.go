package notify

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/SherClockHolmes/webpush-go"

	"github.com/openacademie/openacademie/internal/dial"
	"github.com/openacademie/openacademie/internal/tongue"
)

const (
	pushTTL    = 48 * 3600 // seconds a push service keeps a message for a phone that is off
	recordSize = 2048      // padded to that: the length tells nothing, and Firefox for Android takes no 4096
)

// notification is the payload: valid as Declarative Web Push, and what our service worker reads. The specification puts
// app_badge beside the notification as a number; the first Safari read it inside, as text.
type notification struct {
	WebPush      int   `json:"web_push"`
	Notification shown `json:"notification"`
	AppBadge     int   `json:"app_badge,omitempty"`
}

type shown struct {
	Title    string `json:"title"`
	Body     string `json:"body"`
	Navigate string `json:"navigate"`
	Lang     string `json:"lang"`
	Dir      string `json:"dir"`
	Tag      string `json:"tag"`
	Silent   bool   `json:"silent"`
	AppBadge string `json:"app_badge,omitempty"`
}

// payloadOf writes what a device shows. navigate is absolute.
func payloadOf(d Delivery, navigate string) ([]byte, error) {
	language, _ := tongue.Of(d.Language) // French when there is none
	n := notification{WebPush: 8030, AppBadge: d.Badge, Notification: shown{
		Title: d.ShortTitle, Body: d.ShortBody, Navigate: navigate, Lang: language.Code, Dir: language.Dir, Tag: d.MessageID,
	}}
	if d.Badge > 0 {
		n.Notification.AppBadge = strconv.Itoa(d.Badge)
	}
	return json.Marshal(n)
}

// Push encrypts the short text for one device and hands it to its push service.
func (s *folderSender) Push(ctx context.Context, d Delivery) error {
	if s.practice && !onThisMachine(d.Endpoint) {
		return &Failure{Final: Skipped, Trouble: "École d’entraînement : rien ne part hors de cette machine."}
	}
	if s.contact == "" {
		return &Failure{Trouble: "Les notifications attendent l’adresse publique (https) du site, ou l’adresse électronique de l’établissement."}
	}
	payload, err := payloadOf(d, s.address(d.Link))
	if err != nil {
		return &Failure{Final: Failed, Trouble: "La notification ne peut pas être écrite."}
	}
	urgency := webpush.UrgencyNormal
	if d.Urgent {
		urgency = webpush.UrgencyHigh
	}
	response, err := webpush.SendNotificationWithContext(ctx, payload,
		&webpush.Subscription{Endpoint: d.Endpoint, Keys: webpush.Keys{P256dh: d.P256dh, Auth: d.AuthSecret}},
		&webpush.Options{
			HTTPClient: windowsPolicy{s.client}, RecordSize: recordSize, Subscriber: s.contact, TTL: pushTTL, Urgency: urgency,
			Topic:          d.MessageID, // a second try replaces the first instead of showing twice
			VAPIDPublicKey: s.keys.public, VAPIDPrivateKey: s.keys.private,
		})
	if err != nil {
		if errors.Is(err, dial.ErrForbidden) || errors.Is(err, webpush.ErrMaxPadExceeded) {
			return &Failure{Final: Failed, Trouble: "L’adresse de ce service de notification n’est pas acceptée."}
		}
		return &Failure{Trouble: "Le service de notification ne répond pas."} // its address is a secret: not in the text
	}
	defer func() { _ = response.Body.Close() }()
	_, _ = io.CopyN(io.Discard, response.Body, 64<<10) // read so that the connection serves again
	return judgeAnswer(response.StatusCode, response.Header, time.Now())
}

// judgeAnswer reads the answer of a push service (RFC 8030, section 5).
func judgeAnswer(status int, header http.Header, now time.Time) error {
	switch {
	case status >= 200 && status < 300:
		return nil
	case status == http.StatusNotFound || status == http.StatusGone:
		return &Failure{Final: Gone, Trouble: "Cet appareil n’est plus abonné."}
	case status == http.StatusTooManyRequests || status >= 500:
		return &Failure{RetryAfter: retryAfter(header.Get("Retry-After"), now), Trouble: fmt.Sprintf("Le service de notification demande d’attendre (%d).", status)}
	default:
		return &Failure{Final: Failed, Trouble: fmt.Sprintf("Le service de notification a refusé l’envoi (%d).", status)}
	}
}

// retryAfter reads seconds or an HTTP date; what it cannot read asks for no wait of its own.
func retryAfter(value string, now time.Time) time.Duration {
	if seconds, err := strconv.Atoi(strings.TrimSpace(value)); err == nil {
		return time.Duration(min(max(seconds, 0), 7*24*3600)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return max(at.Sub(now), 0)
	}
	return 0
}

// windowsPolicy adds the header that Windows wants: without it, Edge drops what it cannot show at once.
type windowsPolicy struct{ client *http.Client }

func (w windowsPolicy) Do(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.URL.Hostname(), ".notify.windows.com") {
		r.Header.Set("X-WNS-Cache-Policy", "cache")
	}
	return w.client.Do(r) //nolint:gosec // anybody names the address: the dialer judges where it leads (newClient)
}

// onThisMachine tells whether an endpoint names this machine. The dialer has the last word.
func onThisMachine(endpoint string) bool {
	u, err := url.Parse(endpoint)
	return err == nil && dial.IsLoopbackHost(u.Hostname())
}
