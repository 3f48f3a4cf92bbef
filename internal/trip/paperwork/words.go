package paperwork

import (
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

func contains(all []string, s string) bool { return slices.Contains(all, s) }

func compareFolded(a, b string) int { return strings.Compare(school.Fold(a), school.Fold(b)) }

// joined joins what is not empty.
func joined(separator string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return strings.TrimSpace(s) == "" }), separator)
}

func capital(s string) string {
	for i, r := range s {
		return strings.ToUpper(string(r)) + s[i+len(string(r)):]
	}
	return s
}

// telephone writes ten digits in pairs, as French numbers are read; anything else stays as it was typed.
func telephone(number string) string {
	digits := strings.NewReplacer(" ", "", ".", "", "-", "", "\u00a0", "", "\u202f", "").Replace(number)
	if len(digits) != 10 || strings.Trim(digits, "0123456789") != "" {
		return number
	}
	return strings.Join([]string{digits[:2], digits[2:4], digits[4:6], digits[6:8], digits[8:]}, " ")
}

// yesOrNo answers in a column.
func yesOrNo(yes bool) string {
	if yes {
		return "oui"
	}
	return "non"
}

// cross ticks a column.
func cross(yes bool) string {
	if yes {
		return "×"
	}
	return ""
}

// transportNames are the means of transport of a trip.
var transportNames = map[string]string{
	"coach": "car", "train": "train", "plane": "avion", "boat": "bateau", "public": "transports en commun", "private_car": "véhicule particulier", "walk": "à pied",
}

func transportLine(codes []string) string {
	var names []string
	for _, c := range codes {
		if name := transportNames[c]; name != "" {
			names = append(names, name)
		}
	}
	return strings.Join(names, ", ")
}

// monthName is « avril 2027 ».
func monthName(first law.Day) string {
	_, rest, _ := strings.Cut(first.French(), "\u00a0")
	return rest
}
