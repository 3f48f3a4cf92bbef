package trip

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Headcount is one count of the pupils, somewhere on the way.
type Headcount struct {
	Place             string
	Expected, Present int
	Missing           []string // names, in the order of the list
	By                string
	CountedAt         time.Time
}

// Count is a headcount as a chaperone sends it, perhaps hours later, when the network is back.
type Count struct {
	TripID  string
	Place   string
	Present []string // ids of the pupils who are there
	// Age is how long ago it was counted: a phone's clock is not the school's.
	Age   time.Duration
	Token string // of the form: a count sent twice is kept once
}

// longestAge bounds how long a count waits on a phone.
const longestAge = 15 * 24 * time.Hour

// CountHeads keeps a headcount against the frozen list. Sent again under the same token, it changes nothing.
func CountHeads(ctx context.Context, app core.App, c Count) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if c.Token != "" {
			var known int
			err := tx.DB().Select("COUNT(*)").From("headcounts").Where(dbx.HashExp{"idempotency_token": c.Token}).Row(&known)
			if err != nil || known > 0 {
				return err
			}
		}
		roster, err := lastRoster(tx, c.TripID)
		if err != nil {
			return err
		}
		if roster == nil {
			return noRoster()
		}
		missing := []string{}
		for _, id := range roster.Entries.Pupils {
			if !slices.Contains(c.Present, id) {
				missing = append(missing, id)
			}
		}
		age := min(max(c.Age, 0), longestAge)
		expected := len(roster.Entries.Pupils)
		return save(ctx, tx, "headcounts", map[string]any{
			"trip": c.TripID, "place": strings.TrimSpace(c.Place), "expected": expected, "present": expected - len(missing), "missing": missing,
			"by_chaperone": school.ActorIn(ctx).ID, "counted_at": school.Clock(tx).Now().Add(-age).UTC(), "idempotency_token": c.Token,
		})
	})
}

func noRoster() error {
	return law.Object("", "La liste des voyageurs n’est pas arrêtée : il n’y a personne à compter.", "Arrêtez-la depuis la page « Départ » du voyage.")
}

// JudgeHeadcount judges a count: it is taken by an adult of the trip, in their own name, around the days of the trip, and
// its sums are those of the frozen list.
func JudgeHeadcount(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	parent, err := app.FindRecordById("trips", record.GetString("trip"))
	if err != nil {
		return refuse("trip", "Ce voyage n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	t := tripOf(parent)
	adults, err := chaperonesOf(app, t)
	if err != nil {
		return nil, err
	}
	roster, err := lastRoster(app, t.ID)
	if err != nil {
		return nil, err
	}
	if !mayCarry(actor, t, adults) || record.GetString("by_chaperone") != actor.ID {
		return refuse("", "Seuls les adultes du voyage comptent les élèves, chacun en son nom.", ""), nil
	}
	if roster == nil {
		return refuse("", "La liste des voyageurs n’est pas arrêtée : il n’y a personne à compter.", ""), nil
	}
	var missing []string
	if err := json.Unmarshal([]byte(record.GetString("missing")), &missing); err != nil {
		return refuse("missing", "Les absents de ce comptage sont illisibles.", ""), nil //nolint:nilerr // the refusal says it
	}
	clock := school.Clock(app)
	day := law.DayOf(record.GetDateTime("counted_at").Time().In(clock.Zone()))
	expected := len(roster.Entries.Pupils)
	switch {
	case t.State != Cleared && t.State != Returned:
		return refuse("", "Les élèves se comptent pendant le voyage : le départ n’est pas autorisé.", ""), nil
	case day < t.DepartsOn.Add(-1) || day > t.ReturnsOn.Add(folderDays) || clock.Today() > t.ReturnsOn.Add(folderDays):
		return refuse("counted_at", "Ce comptage n’est pas des jours du voyage.", ""), nil
	case record.GetInt("expected") != expected || record.GetInt("present")+len(missing) != expected || without(missing, roster.Entries.Pupils) > 0:
		return refuse("present", "Présents et absents ne font pas la liste arrêtée.", "Recomptez sur la dernière version de la liste."), nil
	case len([]rune(record.GetString("place"))) > 120:
		return refuse("place", "Le lieu est trop long.", "Écrivez-le en quelques mots."), nil
	}
	return healthWords(app, record, "place")
}

// headcountsOf lists the counts of a trip, newest first.
func headcountsOf(app core.App, tripID string) ([]Headcount, error) {
	var rows []struct {
		Place, By, Missing, CountedAt string
		Expected, Present             int
	}
	err := app.DB().Select("h.place", "h.expected", "h.present", "COALESCE(h.missing, '[]') AS missing", "h.counted_at", "COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS by").
		From("headcounts h").LeftJoin("staff s", dbx.NewExp("s.id = h.by_chaperone")).Where(dbx.HashExp{"h.trip": tripID}).
		OrderBy("h.counted_at DESC", "h.rowid DESC").Limit(200).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("headcounts: %w", err)
	}
	names, err := namesOfMissing(app, tripID)
	if err != nil {
		return nil, err
	}
	counts := make([]Headcount, 0, len(rows))
	for _, r := range rows {
		c := Headcount{Place: r.Place, By: r.By, Expected: r.Expected, Present: r.Present}
		if c.CountedAt, err = time.Parse("2006-01-02 15:04:05.000Z", r.CountedAt); err != nil {
			return nil, fmt.Errorf("instant of a headcount: %w", err)
		}
		var ids []string
		if err := json.Unmarshal([]byte(r.Missing), &ids); err != nil {
			return nil, fmt.Errorf("missing of a headcount: %w", err)
		}
		for _, id := range ids {
			c.Missing = append(c.Missing, names[id])
		}
		slices.Sort(c.Missing)
		counts = append(counts, c)
	}
	return counts, nil
}

// namesOfMissing names every pupil that a count of the trip missed, in one query.
func namesOfMissing(app core.App, tripID string) (map[string]string, error) {
	var rows []struct{ ID, Name string }
	err := app.DB().NewQuery(`SELECT DISTINCT p.id, TRIM(COALESCE(NULLIF(p.usage_name, ''), p.last_name) || ' ' || p.first_name) AS name
		FROM headcounts h, json_each(h.missing) m JOIN pupils p ON p.id = m.value WHERE h.trip = {:trip}`).Bind(dbx.Params{"trip": tripID}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("pupils missing at a headcount: %w", err)
	}
	names := map[string]string{}
	for _, r := range rows {
		names[r.ID] = r.Name
	}
	return names, nil
}

// Preparation is what the organiser adds to the folder that the adults carry.
type Preparation struct{ MeetingPoint, EmergencyPhone, StayAddress string }

// PrepareFolder writes where to meet, where the group stays and whom to call.
func PrepareFolder(ctx context.Context, app core.App, tripID string, p Preparation) error {
	r, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return ErrNoTrip
	}
	r.Load(map[string]any{
		"meeting_point": strings.TrimSpace(p.MeetingPoint), "emergency_phone": strings.TrimSpace(p.EmergencyPhone), "stay_address": strings.TrimSpace(p.StayAddress),
	})
	return app.SaveWithContext(ctx, r)
}
