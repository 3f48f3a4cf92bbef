package staff

import (
	"strings"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// verbs sorts what waits by what is asked of the reader: the kinds named here, everything else is to check.
var verbs = map[string]string{
	"trip.opinion": "decide", "trip.authorise": "decide", "trip.open": "decide", "trip.submit": "decide",
	"trip.missing": "chase", "money.late": "chase",
}

func showToday(v *web.Visit) error {
	tasks, err := web.StaffTasks(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := TodayPageProps{FirstName: v.Session.FirstName, Today: v.Today(), Practice: school.IsPractice(v.App), Empty: v.Identity.UAI == ""}
	for _, t := range tasks {
		switch verbs[t.Kind] {
		case "decide":
			props.Decide = append(props.Decide, t)
		case "chase":
			props.Chase = append(props.Chase, t)
		default:
			props.Check = append(props.Check, t)
		}
		if t.Late {
			props.Late++
		}
	}
	props.MayImport = v.Actor.May(school.ImportPeople)
	if v.Actor.May(school.SeePeople) {
		tally, err := notify.Count(v.App, v.Actor)
		if err != nil {
			return err
		}
		props.Letters, props.Failed, props.SeesOutbox = tally.ToPrint, tally.Failed, true
	}
	for _, r := range v.Session.Roles {
		props.Roles = append(props.Roles, r.Label())
	}
	return v.Page(components.PageProps{Title: "Aujourd’hui"}, TodayPage(props))
}

// join writes a list the French way: « a, b et c ».
func join(words []string) string {
	if len(words) < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:len(words)-1], ", ") + " et " + words[len(words)-1]
}
