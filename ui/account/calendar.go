package account

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/tongue"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	calendarPath = "/moi/calendrier"
	feedPath     = "/agenda/"
	feedSuffix   = ".ics"
)

// calendarSources are the products that put days on a person's calendar.
var calendarSources = []func(core.App, school.Actor) ([]school.Appointment, error){trip.Appointments, money.Appointments, aid.Appointments}

func calendarRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: calendarPath, Who: web.SignedIn, Handle: showCalendar},
		{Method: http.MethodPost, Pattern: calendarPath, Who: web.SignedIn, Handle: makeCalendar},
		{Method: http.MethodPost, Pattern: calendarPath + "/fin", Who: web.SignedIn, Handle: dropCalendar},
		{Method: http.MethodGet, Pattern: feedPath + "{secret}", Sample: feedPath + "inconnue.ics", Who: web.Public, Handle: sendCalendar},
	}
}

func showCalendar(v *web.Visit) error { return calendarPage(v, "") }

// calendarPage shows the address once, in the answer to the person who has just made it.
func calendarPage(v *web.Visit, secret string) error {
	since, err := school.CalendarSince(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := CalendarPageProps{Staff: v.Session.StaffID != "", Shared: v.Session.SharedAddress, Exists: !since.IsZero()}
	if secret != "" {
		v.Response.Header().Set("Cache-Control", "private, no-store")
		props.Address = notify.BaseURL(v.App) + feedPath + secret + feedSuffix
	}
	return v.Page(components.PageProps{Title: "Votre calendrier"}, CalendarPage(props))
}

func makeCalendar(v *web.Visit) error {
	secret, err := school.MakeCalendar(v.Ctx(), v.App)
	if err != nil {
		return err
	}
	return calendarPage(v, secret)
}

func dropCalendar(v *web.Visit) error {
	if err := school.DropCalendar(v.Ctx(), v.App); err != nil {
		return err
	}
	return v.SeeWith(calendarPath, "ok", "L’adresse est supprimée : les calendriers qui la suivaient ne reçoivent plus rien.")
}

// sendCalendar answers a calendar program, which has no session: the address is the key.
func sendCalendar(v *web.Visit) error {
	secret, isFeed := strings.CutSuffix(v.Path("secret"), feedSuffix)
	if !isFeed {
		return web.ErrNotFound
	}
	found, err := school.FindCalendar(v.App, secret)
	if errors.Is(err, school.ErrNoCalendar) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	var days []school.Appointment
	for _, source := range calendarSources {
		more, err := source(v.App, found.Viewer)
		if err != nil {
			return err
		}
		days = append(days, more...)
	}
	said, err := tongue.In(found.Language)
	if err != nil {
		return err
	}
	body := feed(feedProps{School: v.Identity.Name, Site: notify.BaseURL(v.App), MadeAt: found.MadeAt, Days: days, Say: func(french string) string {
		if said == nil {
			return french
		}
		text, _ := said.Say(french)
		return text
	}})
	sum := sha256.Sum256([]byte(body))
	etag := `"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
	h := v.Response.Header()
	h.Set("ETag", etag)
	h.Set("Cache-Control", "private, no-cache")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("X-Robots-Tag", "noindex")
	if match := v.Request.Header.Get("If-None-Match"); strings.Contains(match, etag) {
		return v.NoContent(http.StatusNotModified)
	}
	return v.Blob(http.StatusOK, "text/calendar; charset=utf-8", []byte(body))
}

type feedProps struct {
	School, Site string
	MadeAt       time.Time // of the address: the same text as long as the days are the same
	Days         []school.Appointment
	Say          func(french string) string
}

// feed writes days as RFC 5545 wants them: whole days, the end excluded. They leave the reader free on their calendar.
func feed(p feedProps) string {
	cal := ics.NewCalendarFor("Open Academie")
	cal.SetMethod(ics.MethodPublish)
	cal.SetName(p.School)
	cal.SetXWRCalName(p.School)
	cal.SetRefreshInterval("PT6H")
	cal.SetXPublishedTTL("PT6H")
	slices.SortStableFunc(p.Days, func(a, b school.Appointment) int { return strings.Compare(string(a.From), string(b.From)) })
	for _, d := range p.Days {
		if d.From == "" {
			continue
		}
		event := cal.AddEvent(d.ID + "@openacademie")
		event.SetDtStampTime(p.MadeAt)
		event.SetAllDayStartAt(midnight(d.From))
		event.SetAllDayEndAt(midnight(max(d.From, d.To).Add(1)))
		event.SetSummary(p.Say(d.Title))
		event.SetURL(p.Site + d.Href)
		event.SetTimeTransparency(ics.TransparencyTransparent)
	}
	return cal.Serialize(ics.WithNewLineWindows)
}

func midnight(d law.Day) time.Time {
	at, err := time.Parse(time.DateOnly, string(d))
	if err != nil {
		return time.Time{}
	}
	return at
}
