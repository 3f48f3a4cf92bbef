package payfip

import (
	"time"
	_ "time/tzdata" // a server without zone files must still read Paris time
)

// parseTransacted reads dattrans (DDMMYYYY) and heurtrans (HHMM) as Paris time. ambiguous tells that this hour occurs
// twice that day (end of summer time); the result is then the first of the two. An hour that does not exist (start of
// summer time) or any other text gives the zero time: the date informs, it decides nothing.
func parseTransacted(day, hour string) (at time.Time, ambiguous bool) {
	const layout = "02012006 1504"
	text := day + " " + hour
	if len(day) != 8 || len(hour) != 4 || !isDigits(day) || !isDigits(hour) {
		return time.Time{}, false
	}
	paris, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		return time.Time{}, false
	}
	at, err = time.ParseInLocation(layout, text, paris)
	if err != nil || at.Format(layout) != text {
		return time.Time{}, false
	}
	// time.Date does not promise which of two readings it returns: look one hour to each side.
	if before := at.Add(-time.Hour); before.Format(layout) == text {
		return before, true
	}
	return at, at.Add(time.Hour).Format(layout) == text
}
