package web

import (
	"errors"
	"net"
	"net/http"
	"net/url"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"github.com/openacademie/openacademie/internal/school"
)

// SessionCookie holds the token of a session. Its prefix makes browsers refuse it without Secure, on another path or for
// another host; it is never read on /api/ nor on /_/.
const SessionCookie = "__Host-session"

// FactorPath is the page of the second proof: a session that owes it opens no other page of its own.
const FactorPath = "/connexion/preuve"

// Mount serves the routes of the tables on an app that is about to be served.
func Mount(se *core.ServeEvent, tables ...[]Route) {
	se.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "openacademie.limits", Priority: apis.DefaultRateLimitMiddlewarePriority - 1, Func: sayLimits})
	group := se.Router.Group("")
	for _, table := range tables {
		for _, r := range table {
			group.Route(r.Method, r.Pattern, func(e *core.RequestEvent) error { return serve(e, r) })
		}
	}
}

// sayLimits turns the rate limiter's refusal into a page; REST and the dashboard keep theirs.
func sayLimits(e *core.RequestEvent) error {
	err := e.Next()
	var refused *router.ApiError
	path := e.Request.URL.Path
	if !errors.As(err, &refused) || refused.Status != http.StatusTooManyRequests || strings.HasPrefix(path, "/api/") || strings.HasPrefix(path, "/_/") {
		return err
	}
	v := &Visit{RequestEvent: e, Actor: school.Actor{Kind: school.Guest}}
	v.secure()
	e.Response.Header().Set("Retry-After", "60")
	return v.problem(http.StatusTooManyRequests, "Trop de demandes", "Trop de demandes sont arrivées depuis votre réseau en peu de temps.", "Attendez une minute, puis recommencez : rien n’est perdu.")
}

const defaultBody = 1 << 20

// serve answers one request of one route: headers, identity, access, origin, then the handler; any error becomes a page.
func serve(e *core.RequestEvent, r Route) error {
	v := &Visit{RequestEvent: e, route: r}
	var err error
	if v.Identity, err = school.IdentityOf(e.App); err != nil {
		return v.fail(err)
	}
	v.identify()
	v.secure()
	if !r.OtherOrigin {
		if err := http.NewCrossOriginProtection().Check(e.Request); err != nil {
			return v.problem(http.StatusForbidden, "Envoi refusé", "Ce formulaire a été envoyé depuis un autre site.", "Ouvrez la page ici et recommencez.")
		}
	}
	if max := r.MaxBody; e.Request.Body != nil {
		if max == 0 {
			max = defaultBody
		}
		e.Request.Body = http.MaxBytesReader(e.Response, e.Request.Body, max)
	}
	if done, err := v.admit(); done {
		return err
	}
	if err := r.Handle(v); err != nil {
		return v.fail(err)
	}
	return nil
}

// identify reads the session cookie. Superusers have no session here: the dashboard is theirs.
func (v *Visit) identify() {
	v.Actor = school.Actor{Kind: school.Guest}
	cookie, err := v.Request.Cookie(SessionCookie)
	if err != nil {
		return
	}
	session, err := school.FindSession(v.App, cookie.Value)
	if err != nil {
		return
	}
	v.Session, v.Actor = session, session.Actor()
	v.Actor.OriginDigest = school.DepsOf(v.App).Keys.MAC("origin", v.RealIP())
	if err := school.Touch(v.App, session); err != nil {
		v.App.Logger().Warn("session not touched", "error", err.Error())
	}
}

// secure sets the headers of every page of ours; PocketBase's own pages keep theirs.
func (v *Visit) secure() {
	form := []string{"'self'"}
	if v.route.FormTargets != nil {
		form = append(form, v.route.FormTargets(v)...)
	}
	h := v.Response.Header()
	h.Set("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; "+
		"manifest-src 'self'; worker-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action "+strings.Join(form, " "))
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", "geolocation=(), microphone=(), payment=()")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	if v.IsTLS() {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// admit lets the reader in or answers in place of the page.
func (v *Visit) admit() (done bool, err error) {
	who := v.route.Who
	switch {
	case who.kind == public:
		return false, nil
	case who.kind == practice:
		if !school.IsPractice(v.App) || !fromLoopback(v.Request) {
			return true, v.fail(ErrNotFound)
		}
		return false, nil
	case v.Session == nil:
		if v.Request.Method != http.MethodGet {
			return true, v.SeeWith("/connexion", "wait", "Votre session est fermée : connectez-vous, puis recommencez.")
		}
		return true, v.See("/connexion?suite=" + url.QueryEscape(v.Request.URL.RequestURI()))
	case v.Session.FactorDue && v.Request.URL.Path != "/deconnexion":
		if v.Request.Method != http.MethodGet {
			return true, v.SeeWith(FactorPath, "wait", "Votre fonction demande une seconde preuve d’identité : donnez-la, puis recommencez.")
		}
		return true, v.See(FactorPath + "?suite=" + url.QueryEscape(v.Request.URL.RequestURI()))
	case who.kind == anyone:
		return false, nil
	case who.kind == family && v.Session.StaffID != "", who.kind == staff && v.Session.StaffID == "":
		return true, v.forbidden()
	case who.kind == staff && who.permission != "" && !v.Actor.May(who.permission):
		return true, v.forbidden()
	}
	return false, nil
}

// fromLoopback tells whether the request comes from this very machine, whatever headers say.
func fromLoopback(r *http.Request) bool {
	host, _, err := net.SplitHostPort(r.RemoteAddr)
	if err != nil {
		return false
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback() && r.Header.Get("X-Forwarded-For") == "" && r.Header.Get("Fly-Client-IP") == ""
}

// SignIn puts a session's token into the browser.
func (v *Visit) SignIn(token string) {
	v.SetCookie(&http.Cookie{
		Name: SessionCookie, Value: token, Path: "/", MaxAge: 90 * 24 * 3600, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
}

// SignOut takes the token back and asks the browser to forget the pages kept for that session.
func (v *Visit) SignOut() {
	v.SetCookie(&http.Cookie{Name: SessionCookie, Path: "/", MaxAge: -1, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode})
	v.Response.Header().Set("Clear-Site-Data", `"cache", "storage"`)
}

// ServeNotFound is the page of every address outside the tables.
func ServeNotFound(e *core.RequestEvent) error {
	return serve(e, Route{Who: Public, Handle: func(*Visit) error { return ErrNotFound }})
}
