package account

import (
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/totp"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	enrolPath   = web.FactorPath + "/nouvelle"
	trustCookie = "__Host-appareil"
	enrolLife   = 30 * time.Minute
)

// trustOf is the token by which a device remembers a second proof.
func trustOf(v *web.Visit) string {
	cookie, err := v.Request.Cookie(trustCookie)
	if err != nil {
		return ""
	}
	return cookie.Value
}

func showFactor(v *web.Visit) error {
	f, done, err := factorAsked(v)
	if done {
		return err
	}
	if !f.Enrolled {
		return v.See(enrolPath)
	}
	return factorPage(v, f, "")
}

// factorAsked answers in place of the page when no second proof is owed.
func factorAsked(v *web.Visit) (f school.Factor, done bool, err error) {
	switch {
	case v.Session == nil:
		return f, true, v.See("/connexion")
	case !v.Session.FactorDue:
		return f, true, v.See(homeOf(v.Session))
	}
	if f, err = school.FactorOf(v.App, v.Actor); err != nil {
		return f, true, err
	}
	return f, false, nil
}

func factorPage(v *web.Visit, f school.Factor, problem string) error {
	p := FactorPageProps{Next: v.Query("suite"), Days: f.Days, Error: problem}
	if problem != "" {
		p.Next = nextOf(v)
	}
	var err error
	if p.Practice, err = school.PracticeFactorCode(v.App, v.Actor); err != nil {
		return err
	}
	page := v.Page
	if problem != "" {
		page = v.PageAgain
	}
	return page(components.PageProps{Title: "Seconde preuve", Shell: components.ShellBare}, FactorPage(p))
}

func proveFactor(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	f, done, err := factorAsked(v)
	if done {
		return err
	}
	device := ""
	if v.Field("retenir") != "" {
		device = deviceOf(v.Request.UserAgent())
	}
	trust, err := school.Prove(v.Ctx(), v.App, v.Field("code"), device)
	if errors.Is(err, school.ErrWrongFactor) || errors.Is(err, school.ErrFactorPaused) {
		return factorPage(v, f, components.Sentence(err.Error()))
	}
	if err != nil {
		return err
	}
	if trust != "" {
		v.SetCookie(&http.Cookie{
			Name: trustCookie, Value: trust, Path: "/", MaxAge: f.Days * 24 * 3600, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
		})
	}
	next := nextOf(v)
	if next == "" {
		next = homeOf(v.Session)
	}
	return v.See(next)
}

// enrolling is the secret shown on the page of enrolment: it travels sealed in the form, so that nothing is kept of who gives
// up, and it serves only the person it was drawn for.
type enrolling struct {
	Staff string
	Seed  []byte
	Until time.Time
}

// mayEnrol answers in place of the page when the reader has no telephone to register now.
func mayEnrol(v *web.Visit) (done bool, err error) {
	switch {
	case v.Session == nil:
		return true, v.See("/connexion")
	case v.Session.StaffID == "":
		return true, v.See(homeOf(v.Session))
	}
	f, err := school.FactorOf(v.App, v.Actor)
	if err != nil {
		return true, err
	}
	if f.Enrolled && v.Session.FactorDue {
		return true, v.See(web.FactorPath) // the known telephone first
	}
	return false, nil
}

func showEnrol(v *web.Visit) error {
	if done, err := mayEnrol(v); done {
		return err
	}
	return enrolPage(v, enrolling{Staff: v.Session.StaffID, Seed: totp.NewSecret(), Until: time.Now().Add(enrolLife)}, "")
}

func enrolPage(v *web.Visit, e enrolling, problem string) error {
	raw, err := json.Marshal(e)
	if err != nil {
		return err
	}
	p := EnrolPageProps{Typed: totp.Typed(e.Seed), Error: problem}
	if p.Sealed, err = school.DepsOf(v.App).Keys.Seal("enrolling", raw); err != nil {
		return err
	}
	if p.Path, p.Side, err = document.QRPath(totp.URI(v.Identity.Name, v.Session.Email, e.Seed)); err != nil {
		return err
	}
	if school.IsPractice(v.App) {
		p.Practice = totp.At(e.Seed, time.Now())
	}
	page := v.Page
	if problem != "" {
		page = v.PageAgain
	}
	return page(components.PageProps{Title: "Enregistrer votre téléphone", Shell: components.ShellBare}, EnrolPage(p))
}

func enrol(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	if done, err := mayEnrol(v); done {
		return err
	}
	raw, err := school.DepsOf(v.App).Keys.Open("enrolling", v.Field("cle"))
	var e enrolling
	if err != nil || json.Unmarshal(raw, &e) != nil || e.Staff != v.Session.StaffID || time.Now().After(e.Until) {
		return v.SeeWith(enrolPath, "wait", "Trop de temps a passé : lisez le nouveau dessin avec votre téléphone.")
	}
	recovery, err := school.Enrol(v.Ctx(), v.App, e.Seed, v.Field("code"))
	if errors.Is(err, school.ErrWrongFactor) || errors.Is(err, school.ErrFactorExists) {
		return enrolPage(v, e, components.Sentence(err.Error()))
	}
	if err != nil {
		return err
	}
	return recoveryPage(v, recovery)
}

// recoveryPage shows the recovery codes, once: they are kept as digests only, and no cache keeps the page.
func recoveryPage(v *web.Visit, codes []string) error {
	v.Response.Header().Set("Cache-Control", "private, no-store")
	return v.Page(components.PageProps{Title: "Vos codes de secours", Shell: components.ShellBare},
		RecoveryPage(RecoveryPageProps{Codes: codes, Next: homeOf(v.Session), School: v.Identity.Name, Name: v.Session.Name()}))
}

func renewRecovery(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	codes, err := school.NewRecovery(v.Ctx(), v.App, v.Field("code"))
	if errors.Is(err, school.ErrWrongFactor) || errors.Is(err, school.ErrFactorPaused) {
		return mePage(v, components.Sentence(err.Error()))
	}
	if err != nil {
		return err
	}
	return recoveryPage(v, codes)
}
