package notify

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/dial"
	"github.com/openacademie/openacademie/internal/school"
)

// folderSender is the sender of a folder: the world for a real school, the outbox page and this machine for a practice one.
type folderSender struct {
	app      core.App
	practice bool
	client   *http.Client
	keys     vapidKeys
	contact  string // who answers for our pushes: "https://…" or a bare e-mail address, empty when the school has none
	base     string // address of the site, without a slash at the end
	school   string // name of the school
}

// NewSender makes the sender of a folder.
func NewSender(app core.App) (Sender, error) {
	keys, err := vapidOf(app)
	if err != nil {
		return nil, err
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return nil, err
	}
	s := &folderSender{app: app, practice: school.IsPractice(app), keys: keys, base: BaseURL(app), school: identity.Name}
	if o := officeOf(app); o != nil {
		s.client = o.client
	} else {
		s.client = dial.Client(s.practice)
	}
	s.contact = contactOf(s.base, identity.Email)
	if s.contact == "" && s.practice {
		s.contact = "https://entrainement.openacademie.example"
	}
	return s, nil
}

// BaseURL is the public address of the school's site, without a slash at the end.
func BaseURL(app core.App) string {
	return strings.TrimRight(app.Settings().Meta.AppURL, "/")
}

// contactOf chooses the subject of the VAPID token. Apple refuses hosts that exist for nobody but us.
func contactOf(base, email string) string {
	if u, err := url.Parse(base); err == nil && u.Scheme == "https" && publicHost(u.Hostname()) {
		return base
	}
	if _, host, found := strings.Cut(email, "@"); found && publicHost(host) {
		return email // webpush-go writes mailto: itself
	}
	return ""
}

func publicHost(host string) bool {
	if !strings.Contains(host, ".") || strings.Trim(host, "0123456789.") == "" {
		return false
	}
	for _, end := range []string{".local", ".localhost", ".invalid", ".internal", ".test"} {
		if strings.HasSuffix(host, end) {
			return false
		}
	}
	return true
}

// address is the absolute address of a page.
func (s *folderSender) address(link string) string {
	if link == "" {
		link = "/"
	}
	return s.base + link
}

// Mail sends an e-mail. A practice folder keeps it in its outbox and sends nothing.
func (s *folderSender) Mail(_ context.Context, d Delivery) error {
	if s.practice {
		return nil
	}
	text := d.Body
	if d.Link != "" {
		text += "\n\n" + s.address(d.Link)
	}
	return post(s.app, letterOut{id: d.ID, to: d.Address, subject: d.Title, text: text, school: s.school})
}
