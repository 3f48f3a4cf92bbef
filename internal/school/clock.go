package school

import (
	"context"
	"errors"
	"fmt"
	"time"
	_ "time/tzdata" // a school's time zone must be known on any machine

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// ClockFace gives the trade its "now": rules, due dates, quiet hours, letters, proofs. Sessions, codes and retries use the
// machine's time instead.
type ClockFace struct{ app core.App }

// Clock is the school's clock. A practice folder has an offset that only moves forward; a real one has the machine's time.
func Clock(app core.App) ClockFace { return ClockFace{app} }

// Now is the school's instant, in its time zone.
func (c ClockFace) Now() time.Time {
	now := time.Now()
	if IsPractice(c.app) {
		var offset int64
		// Without the row there is no offset; the trigger on practice_clock keeps real folders out of here.
		if err := c.app.DB().NewQuery("SELECT offset_s FROM practice_clock WHERE id = 1").Row(&offset); err == nil {
			now = now.Add(time.Duration(offset) * time.Second)
		}
	}
	return now.In(c.Zone())
}

// Today is the school's day.
func (c ClockFace) Today() law.Day { return law.DayOf(c.Now()) }

// Zone is the time zone of the school, Europe/Paris until it is set.
func (c ClockFace) Zone() *time.Location {
	var name string
	if err := c.app.DB().NewQuery("SELECT time_zone FROM school LIMIT 1").Row(&name); err != nil || name == "" {
		name = DefaultTimeZone
	}
	zone, err := time.LoadLocation(name)
	if err != nil {
		zone = time.UTC // SetSchool refuses unknown zones; a damaged row must not stop the page that mends it
	}
	return zone
}

// DefaultTimeZone is where a school is until it says otherwise.
const DefaultTimeZone = "Europe/Paris"

// ErrNotPractice is why a real folder's clock does not move.
var ErrNotPractice = errors.New("l’heure d’une école réelle ne se règle pas : seule une école d’entraînement a une horloge")

// Advance moves the practice clock forward to an instant, running the due jobs at 7:30 of each day passed and at the end,
// as they would have run. Moving back is refused.
func Advance(ctx context.Context, app core.App, to time.Time, due func(context.Context) error) error {
	if !IsPractice(app) {
		return ErrNotPractice
	}
	clock := Clock(app)
	if !to.After(clock.Now()) {
		return fmt.Errorf("l’horloge d’entraînement n’avance que vers le futur : il est déjà %s", clock.Now().Format("02/01/2006 15:04"))
	}
	if to.Sub(clock.Now()) > 3*365*24*time.Hour {
		return errors.New("l’horloge d’entraînement avance de trois ans au plus à la fois")
	}
	zone := clock.Zone()
	for day := clock.Today(); ; day = day.Add(1) {
		stop := day.At(7, 30, zone)
		if !stop.Before(to) {
			break
		}
		if stop.After(clock.Now()) {
			if err := setClock(app, stop); err != nil {
				return err
			}
			if err := due(ctx); err != nil {
				return fmt.Errorf("jobs of %s: %w", day, err)
			}
		}
	}
	if err := setClock(app, to); err != nil {
		return err
	}
	return due(ctx)
}

func setClock(app core.App, to time.Time) error {
	_, err := app.DB().Update("practice_clock", dbx.Params{"offset_s": int64(time.Until(to)/time.Second) + 1}, dbx.HashExp{"id": 1}).Execute()
	if err != nil {
		return fmt.Errorf("move the practice clock: %w", err)
	}
	return nil
}
