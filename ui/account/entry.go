package account

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// entry is what the steps of signing in remember between two pages: in a sealed cookie, nothing on the server.
type entry struct {
	Address string    // to which a code was sent
	Proved  bool      // the code was right
	Next    string    // page asked for before signing in
	Until   time.Time // machine time
}

const (
	entryCookie = "__Host-entree"
	entryLife   = 15 * time.Minute
)

func showEntry(v *web.Visit) error {
	if v.Session != nil {
		return v.See(homeOf(v.Session))
	}
	return entryPage(v, EntryPageProps{Next: v.Query("suite")})
}

func entryPage(v *web.Visit, p EntryPageProps) (err error) {
	if p.Providers, err = school.ProviderButtons(v.App); err != nil {
		return err
	}
	if p.Error != "" {
		return v.PageAgain(entryProps(), EntryPage(p))
	}
	return v.Page(entryProps(), EntryPage(p))
}

// askCode answers the same page, in the same time, whether the address is known or not.
func askCode(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	typed := v.Field("adresse")
	code, err := school.RequestCode(v.Ctx(), v.App, typed)
	if errors.Is(err, school.ErrAddress) {
		return entryPage(v, EntryPageProps{Address: typed, Next: nextOf(v), Error: components.Sentence(err.Error())})
	}
	if err != nil {
		return err
	}
	if code != "" {
		notify.MailCode(v.Ctx(), v.App, strings.ToLower(typed), code)
	}
	if err := keepEntry(v, entry{Address: strings.ToLower(typed), Next: nextOf(v)}); err != nil {
		return err
	}
	return v.See("/connexion/code")
}

func showCode(v *web.Visit) error {
	e, found := takeEntry(v)
	if !found {
		return v.See("/connexion")
	}
	return v.Page(codeProps(), CodePage(CodePageProps{Address: e.Address, Next: e.Next, Practice: school.IsPractice(v.App)}))
}

func enterCode(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	e, found := takeEntry(v)
	if !found {
		return v.SeeWith("/connexion", "wait", "Trop de temps a passé : demandez un nouveau code.")
	}
	people, err := school.EnterWithCode(v.Ctx(), v.App, e.Address, v.Field("code"))
	if errors.Is(err, school.ErrWrongCode) {
		return v.PageAgain(codeProps(), CodePage(CodePageProps{Address: e.Address, Next: e.Next, Code: v.Field("code"), Error: components.Sentence(err.Error()), Practice: school.IsPractice(v.App)}))
	}
	if err != nil {
		return err
	}
	if len(people) == 1 {
		return enter(v, e, people[0], people, false)
	}
	e.Proved = true
	if err := keepEntry(v, e); err != nil {
		return err
	}
	return v.See("/connexion/qui")
}

func showWho(v *web.Visit) error {
	e, found := takeEntry(v)
	if !found || !e.Proved {
		return v.See("/connexion")
	}
	people, err := school.PeopleAt(v.App, e.Address)
	if err != nil {
		return err
	}
	return v.Page(whoProps(), WhoPage(WhoPageProps{Address: e.Address, People: choicesOf(people)}))
}

func chooseWho(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	e, found := takeEntry(v)
	if !found || !e.Proved {
		return v.SeeWith("/connexion", "wait", "Trop de temps a passé : demandez un nouveau code.")
	}
	people, err := school.PeopleAt(v.App, e.Address)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(people, func(p school.Person) bool { return string(p.Kind)+":"+p.ID == v.Field("personne") })
	if i < 0 {
		return v.PageAgain(whoProps(), WhoPage(WhoPageProps{Address: e.Address, People: choicesOf(people), Error: "Choisissez qui vous êtes."}))
	}
	families := slices.DeleteFunc(slices.Clone(people), func(p school.Person) bool { return p.Kind == school.StaffPerson })
	return enter(v, e, people[i], people, len(families) > 1 && people[i].Kind != school.StaffPerson)
}

// enter opens the session of a person. When the address is shared, the journal keeps who was chosen.
func enter(v *web.Visit, e entry, person school.Person, all []school.Person, shared bool) error {
	accountID, err := school.AccountFor(v.Ctx(), v.App, e.Address, all)
	if err != nil {
		return err
	}
	if shared {
		entry := school.Entry{Verb: "connexion.adresse-partagee", Collection: "guardians", ID: person.ID}
		if person.Kind == school.PupilPerson {
			entry.Collection = "pupils"
		}
		// In a transaction: two people entering at once must not write the same line of the chain.
		err := school.InTransaction(v.Ctx(), v.App, func(ctx context.Context, tx core.App) error { return school.Journal(ctx, tx, entry) })
		if err != nil {
			return err
		}
	}
	return open(v, school.NewSession{AccountID: accountID, Person: person, AuthLevel: "email_code", SharedAddress: shared}, e.Next)
}

func open(v *web.Visit, s school.NewSession, next string) error {
	s.Device = deviceOf(v.Request.UserAgent())
	s.Trust = trustOf(v)
	token, err := school.OpenSession(v.Ctx(), v.App, s)
	if err != nil {
		return err
	}
	v.SignIn(token)
	dropCookie(v, entryCookie)
	if _, err := v.Request.Cookie(linkCookie); err == nil && s.AuthLevel == "letter_code" {
		next = linkPath // the page of printed codes does not keep where it came from
	}
	if next == "" {
		next = "/a-faire"
		if s.Person.Kind == school.StaffPerson {
			next = "/gestion"
		}
	}
	return v.See(next)
}

// nextOf is the page asked for before signing in, "" when it is not one of ours or would not fit in the cookie.
func nextOf(v *web.Visit) string {
	if next := v.Field("suite"); mayFollow(next) {
		return next
	}
	return ""
}

// mayFollow tells whether a page may follow signing in.
func mayFollow(next string) bool {
	return web.IsOwnPage(next) && len(next) <= 1000 && next != "/connexion" && !strings.HasPrefix(next, "/connexion/") && !strings.HasPrefix(next, "/connexion?")
}

func showLetterEntry(v *web.Visit) error {
	return v.Page(letterProps(), LetterEntryPage(LetterEntryPageProps{}))
}

func enterLetter(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	person, err := school.EnterWithLetter(v.Ctx(), v.App, v.Field("code"))
	if errors.Is(err, school.ErrWrongLetterCode) {
		return v.PageAgain(letterProps(), LetterEntryPage(LetterEntryPageProps{Code: v.Field("code"), Error: components.Sentence(err.Error())}))
	}
	if err != nil {
		return err
	}
	accountID, err := school.AccountFor(v.Ctx(), v.App, "", []school.Person{person})
	if err != nil {
		return err
	}
	return open(v, school.NewSession{AccountID: accountID, Person: person, AuthLevel: "letter_code"}, "")
}

// signOut ends the session of this device, and its notifications when asked.
func signOut(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	if v.Field("notifications") != "" {
		if err := notify.ForgetDeviceOf(v.Ctx(), v.App, v.Session.ID); err != nil {
			return err
		}
	}
	if err := school.EndSession(v.Ctx(), v.App, v.Session.ID); err != nil {
		return err
	}
	v.SignOut()
	if v.Session.AuthLevel == "oidc" {
		return v.SeeWith("/connexion", "info", "Votre session d’ici est fermée. Sur un poste partagé, fermez aussi celle de l’autre service.")
	}
	return v.See("/connexion")
}

func homeOf(s *school.Session) string {
	if s.StaffID != "" {
		return "/gestion"
	}
	return "/a-faire"
}

func keepEntry(v *web.Visit, e entry) error {
	e.Until = time.Now().Add(entryLife)
	return keepSealed(v, entryCookie, e, entryLife)
}

func takeEntry(v *web.Visit) (entry, bool) {
	var e entry
	if !takeSealed(v, entryCookie, &e) || time.Now().After(e.Until) {
		return entry{}, false
	}
	return e, true
}

// deviceOf says in a few words what a browser says of itself at length.
func deviceOf(agent string) string {
	system := "appareil inconnu"
	for _, s := range []struct{ mark, name string }{
		{"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Android", "Android"}, {"Windows", "Windows"}, {"Macintosh", "Mac"}, {"Linux", "Linux"},
	} {
		if strings.Contains(agent, s.mark) {
			system = s.name
			break
		}
	}
	for _, b := range []struct{ mark, name string }{{"Firefox", "Firefox"}, {"Edg", "Edge"}, {"Chrome", "Chrome"}, {"Safari", "Safari"}} {
		if strings.Contains(agent, b.mark) {
			return b.name + " sur " + system
		}
	}
	return system
}
