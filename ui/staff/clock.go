package staff

import (
	"fmt"
	"time"

	"github.com/openacademie/openacademie/internal/law"
)

// clockFrench writes an instant, in the school's zone, as one reads it: « 16 novembre 2026 à 9 h 05 ».
func clockFrench(t time.Time, zone *time.Location) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(zone)
	return fmt.Sprintf("%s à\u00a0%d\u00a0h\u00a0%02d", law.DayOf(t).French(), t.Hour(), t.Minute())
}

// dayFrench writes a stored day as one reads it; what is no day stays as it is.
func dayFrench(s string) string {
	if d, err := law.ParseDay(s); err == nil && d != "" {
		return d.French()
	}
	return s
}
