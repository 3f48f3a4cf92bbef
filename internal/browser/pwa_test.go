package browser_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/browser"
	"github.com/chromedp/cdproto/cdp"
	protocol "github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/serviceworker"
	"github.com/chromedp/chromedp"
)

// The school installs as an application.
func TestItCanBeInstalled(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browse(t, school, phone)
	p.visit("/connexion")
	p.worker()
	manifest := ask(p, protocol.GetAppManifest, protocol.GetAppManifestParams{})
	if len(manifest.Errors) > 0 || !strings.HasSuffix(manifest.URL, "/manifest.webmanifest") {
		t.Errorf("manifest %s: %v", manifest.URL, manifest.Errors)
	}
	var said struct {
		ID, Name  string
		StartURL  string `json:"start_url"`
		Shortcuts []any
	}
	if err := json.Unmarshal([]byte(manifest.Data), &said); err != nil || said.ID != "/" || said.Name != "Collège des Deux-Rives" || len(said.Shortcuts) == 0 {
		t.Errorf("%v %+v", err, said)
	}
	for _, e := range ask(p, protocol.GetInstallabilityErrors, cdp.Empty{}).InstallabilityErrors {
		if e.ErrorID != "in-incognito" { // every test has a private window of its own
			t.Errorf("not installable: %s %v", e.ErrorID, e.ErrorArguments)
		}
	}
}

// Without network a page says so, in our words; what comes back with the network is the page asked for.
func TestThePageWithoutNetwork(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browse(t, school, phone)
	p.enter(school.account(t, twoChildren))
	p.worker()
	p.unreachable(true)
	if err := school.stop(); err != nil {
		t.Fatal(err)
	}
	p.visit("/a-faire")
	p.see("Pas de réseau", "La page demandée n’a pas pu être ouverte.")
	school.reopen(t)
	p.unreachable(false)
	p.press("Réessayer")
	p.see("choses à faire")
}

// A push that reaches the worker becomes a notification in the words of the school, whatever it carries.
func TestAPushBecomesANotification(t *testing.T) {
	t.Parallel()
	school := open(t)
	p := browseIn(t, school, phone, wholeChromium)
	p.enter(school.account(t, twoChildren))
	p.worker()
	window := chromedp.FromContext(p.ctx)
	if _, err := chromedp.CallBrowser(p.ctx, browser.SetPermission, browser.SetPermissionParams{
		Permission: &browser.PermissionDescriptor{Name: "notifications"}, Setting: browser.PermissionSettingGranted, Origin: school.url, BrowserContextID: window.BrowserContextID,
	}); err != nil {
		t.Fatal(err)
	}
	registrations := make(chan serviceworker.RegistrationID, 100)
	if err := chromedp.Listen(p.ctx, func(event any) {
		if e, ok := event.(*serviceworker.EventWorkerRegistrationUpdated); ok {
			for _, r := range e.Registrations {
				if strings.HasPrefix(r.ScopeURL, school.url) {
					registrations <- r.RegistrationID
				}
			}
		}
	}); err != nil {
		t.Fatal(err)
	}
	ask(p, serviceworker.Enable, cdp.Empty{})
	id := <-registrations
	if err := until(patience, func() bool { return read[string](p, "Notification.permission") == "granted" }); err != nil {
		t.Fatal(err)
	}
	for _, push := range []struct{ data, title string }{
		{`{"web_push":8030,"notification":{"title":"Une réponse est attendue","body":"Ouvrez la liste « À faire ».","navigate":"/a-faire","tag":"a-faire"}}`, "Une réponse est attendue"},
		{"illisible", "Un nouveau message de l’établissement"},
	} {
		shown := func() bool {
			return strings.Contains(read[string](p, `navigator.serviceWorker.ready.then((r) => r.getNotifications()).then((all) => all.map((n) => n.title).join("|"))`), push.title)
		}
		if err := until(patience, func() bool { // a message sent before the worker is quite ready is lost
			ask(p, serviceworker.DeliverPushMessage, serviceworker.DeliverPushMessageParams{Origin: school.url, RegistrationID: id, Data: push.data})
			return until(2*time.Second, shown) == nil
		}); err != nil {
			t.Errorf("%q: %v", push.title, err)
		}
	}
}

// worker waits until the service worker answers for the page.
func (p *page) worker() {
	p.t.Helper()
	if err := until(patience, func() bool { return read[bool](p, "Boolean(navigator.serviceWorker?.controller)") }); err != nil {
		p.t.Fatalf("no service worker: %v", err)
	}
}

// unreachable lets requests fail: the network is cut by the test.
func (p *page) unreachable(is bool) {
	p.mutex.Lock()
	defer p.mutex.Unlock()
	p.offline = is
}
