package notify

import (
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// Pause is when ordinary messages wait (D-15): from an hour of the evening to an hour of the morning, and on week-ends.
// Equal hours mean no pause in the evening.
type Pause struct {
	FromHour  int // 0 to 24, local time
	UntilHour int // 0 to 24
	Weekend   bool
}

// PauseOf reads the pause of the school today.
func PauseOf(app core.App) (Pause, error) {
	parameters, err := school.ParametersOf(app)
	if err != nil {
		return Pause{}, err
	}
	today := school.Clock(app).Today()
	return Pause{
		FromHour:  parameters.Int("D-15", "quiet_from_hour", today),
		UntilHour: parameters.Int("D-15", "quiet_until_hour", today),
		Weekend:   parameters.Flag("D-15", "quiet_weekend", today),
	}, nil
}

// NextAllowed is the first instant, now or later, at which a message may leave. It is read in the time zone of now. An
// urgent message never waits, and a pause without end holds nothing back.
func NextAllowed(now time.Time, p Pause, urgent bool) time.Time {
	if urgent {
		return now
	}
	t := now
	for range 14 { // evening, Saturday, Sunday, morning: four steps at most; more means a pause that never ends
		resume, quiet := p.end(t)
		if !quiet {
			return t
		}
		t = resume
	}
	return now
}

// end tells whether an instant is in the pause, and when to look again.
func (p Pause) end(t time.Time) (resume time.Time, quiet bool) {
	tomorrow := time.Date(t.Year(), t.Month(), t.Day()+1, 0, 0, 0, 0, t.Location())
	if p.Weekend && (t.Weekday() == time.Saturday || t.Weekday() == time.Sunday) {
		return tomorrow, true
	}
	morning := time.Date(t.Year(), t.Month(), t.Day(), p.UntilHour, 0, 0, 0, t.Location())
	hour := t.Hour()
	switch {
	case p.FromHour == p.UntilHour:
		return t, false
	case p.FromHour < p.UntilHour: // a pause within one day: from 1 to 6
		return morning, hour >= p.FromHour && hour < p.UntilHour
	case hour >= p.FromHour:
		return tomorrow, true
	default:
		return morning, hour < p.UntilHour
	}
}
