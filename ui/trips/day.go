package trips

import (
	"strings"

	"github.com/openacademie/openacademie/internal/law"
)

// withoutYear writes « 6 décembre », with the year when it is not this one.
func withoutYear(d, today law.Day) string {
	if len(d) < 4 || len(today) < 4 || d[:4] != today[:4] {
		return d.French()
	}
	return strings.TrimSuffix(d.French(), "\u00a0"+string(d[:4]))
}

// tileDay writes « 25 nov. » for a tile, with the year when it is not this one.
func tileDay(d, today law.Day) string {
	for long, short := range map[string]string{"janvier": "janv.", "février": "févr.", "juillet": "juil.", "septembre": "sept.", "octobre": "oct.", "novembre": "nov.", "décembre": "déc."} {
		if words := withoutYear(d, today); strings.Contains(words, long) {
			return strings.Replace(words, long, short, 1)
		}
	}
	return withoutYear(d, today)
}

// frenchDay writes a typed day in words, as typed when it is none.
func frenchDay(s string) string {
	d, err := law.ParseDay(s)
	if err != nil {
		return s
	}
	return d.French()
}

// nights writes how long a trip is.
func nights(n int) string {
	if n == 0 {
		return "une journée, sans nuitée"
	}
	return law.Counted(n+1, "jour", "jours") + ", " + law.Counted(n, "nuit", "nuits")
}
