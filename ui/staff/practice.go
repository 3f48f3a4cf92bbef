package staff

import (
	"context"
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const practicePath = "/pratique"

func showPractice(v *web.Visit) error { return practicePage(v, "", web.Refused{}) }

func practicePage(v *web.Visit, typed string, refused web.Refused) error {
	p := PracticePageProps{Now: school.Clock(v.App).Now(), Typed: typed, Refused: refused}
	var err error
	if p.Staff, p.Families, err = school.PracticeAccounts(v.App); err != nil {
		return err
	}
	if p.Events, err = trip.Agenda(v.App); err != nil {
		return err
	}
	page := v.Page
	if refused.Errors != nil {
		page = v.PageAgain
	}
	return page(components.PageProps{Title: "S’entraîner"}, PracticePage(p))
}

// moveClock moves the practice clock forward and has the jobs of each day run on the way, as they would have run.
func moveClock(due Due) func(*web.Visit) error {
	return func(v *web.Visit) error {
		if _, err := v.Form(); err != nil {
			return err
		}
		to, err := destination(v)
		if err == nil {
			err = school.Advance(v.Ctx(), v.App, to, func(ctx context.Context) error {
				if due == nil {
					return nil
				}
				return due(school.WithActor(ctx, school.Actor{Kind: school.System}), v.App)
			})
			notify.Wake(v.App)
		}
		if refused, ok := refusedBy(v, err, "date"); ok {
			return practicePage(v, v.Field("date"), refused)
		}
		if err != nil {
			return err
		}
		return v.SeeWith(practicePath, components.OK, "Nous sommes maintenant le "+v.Today().FrenchLong()+". Ce qui devait partir entre-temps est dans la boîte d’envoi.")
	}
}

// destination is where the clock is to go, always in the future.
func destination(v *web.Visit) (time.Time, error) {
	clock := school.Clock(v.App)
	now := clock.Now()
	switch v.Field("pas") {
	case "jour":
		return now.AddDate(0, 0, 1), nil
	case "semaine":
		return now.AddDate(0, 0, 7), nil
	}
	day, err := law.ParseDay(v.Field("date"))
	to := time.Time{}
	if err == nil && day != "" {
		to = day.At(9, 0, clock.Zone())
	}
	switch {
	case err != nil || day == "":
		return to, law.Object("date", "La date n’est pas lisible.", "Choisissez un jour à venir.")
	case !to.After(now):
		return to, law.Object("date", "L’horloge d’entraînement n’avance que vers le futur.", "Choisissez un jour après le "+clock.Today().French()+".")
	case to.Sub(now) > 2*365*24*time.Hour:
		return to, law.Object("date", "C’est trop loin d’un seul pas.", "Avancez de deux ans au plus à la fois.")
	}
	return to, nil
}

// showMailbox shows all that the practice school says: nothing of it leaves this machine.
func showMailbox(v *web.Visit) error {
	lines, err := notify.Outbox(v.App, v.Actor, notify.Filter{Limit: 500})
	if err != nil {
		return err
	}
	p := MailboxPageProps{Search: v.Query("q"), Zone: school.Clock(v.App).Zone()}
	for _, l := range lines {
		if school.Matches(p.Search, l.To+" "+l.Title+" "+addressesOf(l)) {
			p.Lines = append(p.Lines, l)
		}
	}
	p.List = listing(v, len(p.Lines))
	p.Lines = window(p.List, p.Lines)
	return v.Page(components.PageProps{Title: "Boîte d’envoi"}, MailboxPage(p))
}

func addressesOf(l notify.Line) string {
	all := ""
	for _, d := range l.Deliveries {
		all += d.Address + " "
	}
	return all
}
