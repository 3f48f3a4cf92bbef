package account

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	providerPath = "/connexion/fournisseur/"
	returnPath   = "/connexion/retour"
	linkPath     = "/moi/compte-exterieur"

	departureCookie = "__Host-depart"
	linkCookie      = "__Host-lien"
)

func providerRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: providerPath + "{provider}", Sample: providerPath + "inconnu", Who: web.Public, Handle: leaveForProvider},
		{Method: http.MethodGet, Pattern: returnPath, Who: web.Public, Handle: comeBack},
		{Method: http.MethodGet, Pattern: linkPath, Who: web.SignedIn, Handle: showLink},
		{Method: http.MethodPost, Pattern: linkPath, Who: web.SignedIn, Handle: makeLink},
		{Method: http.MethodPost, Pattern: linkPath + "/refus", Who: web.SignedIn, Handle: refuseLink},
		{Method: http.MethodPost, Pattern: linkPath + "/{link}/fin", Who: web.SignedIn, Handle: dropLink},
	}
}

func backHere(v *web.Visit) string { return notify.BaseURL(v.App) + returnPath }

// leaveForProvider is a link, not a form: a browser would not follow a form to another site.
func leaveForProvider(v *web.Visit) error {
	next := v.Query("suite")
	if !mayFollow(next) {
		next = ""
	}
	address, departure, err := school.LeaveFor(v.Ctx(), v.App, v.Path("provider"), backHere(v), next)
	if errors.Is(err, school.ErrNoProvider) {
		return web.ErrNotFound
	}
	if done, err := entryRefused(v, err); done {
		return err
	}
	if err := keepSealed(v, departureCookie, departure, time.Until(departure.Until)); err != nil {
		return err
	}
	v.Response.Header().Set("Cache-Control", "no-store")
	v.Response.Header().Set("Referrer-Policy", "no-referrer")
	return v.Redirect(http.StatusSeeOther, address)
}

// comeBack reads what the provider answered. The cookie of the departure is spent whatever it says.
func comeBack(v *web.Visit) error {
	v.Response.Header().Set("Cache-Control", "private, no-store")
	v.Response.Header().Set("Referrer-Policy", "no-referrer") // the code stands in the address
	var departure school.Departure
	if !takeSealed(v, departureCookie, &departure) {
		return v.SeeWith("/connexion", "wait", "Cette connexion n’a pas commencé ici, ou elle a pris trop de temps. Recommencez depuis cette page.")
	}
	dropCookie(v, departureCookie)
	q := v.Request.URL.Query()
	arrival, err := school.Arrive(v.Ctx(), v.App, departure,
		school.Brought{State: q.Get("state"), Code: q.Get("code"), Issuer: q.Get("iss"), Error: q.Get("error")}, backHere(v))
	if done, err := entryRefused(v, err); done {
		return err
	}
	switch {
	case arrival.Link != nil:
		arrival.Link.Next = departure.Next
		if err := keepSealed(v, linkCookie, arrival.Link, time.Until(arrival.Link.Until)); err != nil {
			return err
		}
		if v.Session != nil {
			return v.See(linkPath)
		}
		return v.SeeWith("/connexion?suite="+linkPath, "wait", "L’établissement ne sait pas encore à qui est ce compte. Entrez cette fois avec un code : vous pourrez ensuite le relier.")
	case v.Session != nil:
		if v.Actor.ID == arrival.Person.ID {
			return v.SeeWith("/moi", "ok", "Ce compte vous ouvre déjà cet espace.")
		}
		return refusedPage(v, &school.EntryRefused{Why: school.RefusedLinked})
	}
	account, err := school.AccountOf(v.Ctx(), v.App, arrival.Person)
	if err != nil {
		return err
	}
	return open(v, school.NewSession{AccountID: account, Person: arrival.Person, AuthLevel: "oidc", Proven: arrival.Proven}, departure.Next)
}

// showLink asks whoever is signed in whether the account that came back is theirs: somebody else may have left it waiting on
// a shared screen.
func showLink(v *web.Visit) error {
	var link school.PendingLink
	if !takeSealed(v, linkCookie, &link) {
		return v.See("/moi")
	}
	if v.Session.SharedAddress {
		return refusedPage(v, &school.EntryRefused{Why: school.RefusedShared})
	}
	buttons, err := school.ProviderButtons(v.App)
	if err != nil {
		return err
	}
	v.Response.Header().Set("Cache-Control", "private, no-store")
	p := LinkPageProps{Account: link.Name, Me: v.Session.Name()}
	for _, b := range buttons {
		if b.ID == link.Provider {
			p.Provider = b.Name
		}
	}
	return v.Page(components.PageProps{Title: "Relier un compte", Shell: components.ShellBare}, LinkPage(p))
}

func makeLink(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	var link school.PendingLink
	if !takeSealed(v, linkCookie, &link) {
		return v.SeeWith("/moi", "wait", "Trop de temps a passé : rien n’est relié. Recommencez depuis cette page.")
	}
	dropCookie(v, linkCookie)
	if done, err := entryRefused(v, school.LinkIdentity(v.Ctx(), v.App, link)); done {
		return err
	}
	next := link.Next
	if next == "" {
		next = homeOf(v.Session)
	}
	return v.SeeWith(next, "ok", "Le compte est relié : il vous ouvrira cet espace, sans code.")
}

func refuseLink(v *web.Visit) error {
	dropCookie(v, linkCookie)
	return v.SeeWith(homeOf(v.Session), "ok", "Rien n’est relié.")
}

func dropLink(v *web.Visit) error {
	err := school.Unlink(v.Ctx(), v.App, v.Path("link"))
	if errors.Is(err, school.ErrNoLink) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return v.SeeWith("/moi", "ok", "Le compte n’ouvre plus cet espace. Les appareils qu’il avait ouverts sont déconnectés.")
}

// entryRefused answers in place of the page when an entry by a provider is turned down.
func entryRefused(v *web.Visit, err error) (done bool, out error) {
	var refused *school.EntryRefused
	if errors.As(err, &refused) {
		return true, refusedPage(v, refused)
	}
	return err != nil, err
}

func refusedPage(v *web.Visit, r *school.EntryRefused) error {
	home := "/connexion"
	if v.Session != nil {
		home = "/moi"
	}
	return v.PageAgain(components.PageProps{Title: "Connexion refusée", Shell: components.ShellBare}, EntryRefusedPage(r.Why, home))
}

// accountsOf is what the reader's own page says of the accounts that open it.
func accountsOf(v *web.Visit) (p AccountsProps, err error) {
	if p.Links, err = school.LinksOf(v.App, v.Actor); err != nil {
		return p, err
	}
	buttons, err := school.ProviderButtons(v.App)
	if err != nil {
		return p, err
	}
	linked := map[string]bool{}
	for _, l := range p.Links {
		linked[l.ProviderID] = true
	}
	for _, b := range buttons {
		if !linked[b.ID] && (b.Audience == school.ForStaff) == (v.Session.StaffID != "") {
			p.Others = append(p.Others, b)
		}
	}
	return p, nil
}

// keepSealed gives the browser something to bring back that it can neither read nor write.
func keepSealed(v *web.Visit, cookie string, value any, life time.Duration) error {
	raw, err := json.Marshal(value)
	if err != nil {
		return err
	}
	sealed, err := school.DepsOf(v.App).Keys.Seal(cookie, raw)
	if err != nil {
		return err
	}
	v.SetCookie(&http.Cookie{
		Name: cookie, Value: strings.NewReplacer("+", "-", "/", "_").Replace(sealed), Path: "/", MaxAge: int(life / time.Second),
		HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
	return nil
}

func takeSealed(v *web.Visit, cookie string, into any) bool {
	kept, err := v.Request.Cookie(cookie)
	if err != nil {
		return false
	}
	raw, err := school.DepsOf(v.App).Keys.Open(cookie, strings.NewReplacer("-", "+", "_", "/").Replace(kept.Value))
	return err == nil && json.Unmarshal(raw, into) == nil
}

func dropCookie(v *web.Visit, cookie string) {
	v.SetCookie(&http.Cookie{Name: cookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode})
}
