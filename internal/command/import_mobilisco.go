package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/openacademie/openacademie/internal/mobilisco"
	"github.com/openacademie/openacademie/internal/trip"
)

// RunTakeover reads the tables of MobiliSCO in a folder, says what taking them over writes and what it cannot, and writes it
// unless told not to. It returns an exit code.
func RunTakeover(ctx context.Context, stdout, stderr io.Writer, o ImportOptions) int {
	d, err := takeOver(ctx, &o)
	if err != nil {
		fmt.Fprintln(stderr, "Refusé :", err)
		return Refused
	}
	if o.JSON {
		err = writeTakeoverJSON(stdout, d)
	} else {
		err = writeTakeoverSummary(stdout, d, o)
	}
	if err != nil {
		fmt.Fprintln(stderr, "Le résultat n’a pas pu être écrit :", err)
		return Refused
	}
	return Fine
}

func takeOver(ctx context.Context, o *ImportOptions) (d *trip.Takeover, err error) {
	if len(o.Files) != 1 {
		return nil, errors.New("donnez un seul dossier, celui où mdb-export a écrit les tables")
	}
	if info, err := os.Stat(o.Files[0]); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("« %s » : %w", o.Files[0], mobilisco.ErrNoFolder)
	}
	base, err := mobilisco.Read(ctx, os.DirFS(o.Files[0]), mobilisco.Limits{})
	if err != nil {
		return nil, err
	}
	open := *o
	open.DryRun = false // a rehearsal writes through the real doors, in its copy, and takes everything back
	remove, err := rehearse(o.DryRun, &open.Dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	app, err := openExisting(&open)
	if !o.DryRun {
		o.Dir = open.Dir
	}
	if app != nil {
		defer func() { err = closing(app, err) }()
	}
	if err != nil {
		return nil, err
	}
	return trip.TakeOver(ctx, app, base, o.DryRun)
}

// takeoverJSON is what scripts read: names and types are stable.
type takeoverJSON struct {
	UAI          string             `json:"uai"`
	Rows         int                `json:"rows"`
	Settings     int                `json:"settings"`
	StaffAdded   int                `json:"staff_added"`
	StaffChanged int                `json:"staff_changed"`
	Trips        []takeoverTripJSON `json:"trips"`
	LeftOut      []leftOutJSON      `json:"left_out"`
}

type takeoverTripJSON struct {
	Title     string `json:"title"`
	As        string `json:"as"` // draft, archive, before
	DepartsOn string `json:"departs_on"`
	ReturnsOn string `json:"returns_on"`
	Pupils    int    `json:"pupils"`
	PaidCents int64  `json:"paid_cents"`
}

type leftOutJSON struct {
	What string `json:"what"`
	Why  string `json:"why"`
}

func writeTakeoverJSON(out io.Writer, d *trip.Takeover) error {
	answer := takeoverJSON{
		UAI: d.UAI, Rows: d.Rows, Settings: len(d.Settings), StaffAdded: d.StaffAdded, StaffChanged: d.StaffChanged,
		Trips: []takeoverTripJSON{}, LeftOut: []leftOutJSON{},
	}
	for _, t := range d.Trips {
		answer.Trips = append(answer.Trips, takeoverTripJSON{t.Title, t.As, string(t.DepartsOn), string(t.ReturnsOn), t.Pupils, int64(t.PaidCents)})
	}
	for _, l := range d.Left {
		answer.LeftOut = append(answer.LeftOut, leftOutJSON(l))
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answer)
}

var takenLabels = map[string]string{
	trip.TakenAsDraft: "projet à mener ici", trip.TakenAsArchive: "archive", trip.TakenBefore: "déjà repris",
}

func writeTakeoverSummary(out io.Writer, d *trip.Takeover, o ImportOptions) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Établissement %s, reprise de MobiliSCO\n", d.UAI)
	for _, s := range d.Settings {
		fmt.Fprintf(&b, "Réglage : %s, « %s »\n", s.Label, s.New)
	}
	fmt.Fprintf(&b, "Personnels : %d nouveaux, %d complétés\n", d.StaffAdded, d.StaffChanged)
	for _, t := range d.Trips {
		fmt.Fprintf(&b, "Voyage : %s, du %s au %s : %s (élèves : %d, adultes : %d, lettres : %d, versé : %s)\n",
			t.Title, t.DepartsOn.Short(), t.ReturnsOn.Short(), takenLabels[t.As], t.Pupils, t.Adults, t.Letters, t.PaidCents)
	}
	for _, l := range d.Left {
		fmt.Fprintf(&b, "Non repris : %s : %s\n", l.What, l.Why)
	}
	for _, note := range d.Notes {
		fmt.Fprintln(&b, "Note :", note)
	}
	switch {
	case o.DryRun:
		fmt.Fprintln(&b, "Rien n’a été enregistré (--dry-run).")
	case d.Rows == 0:
		fmt.Fprintln(&b, "Tout cela était déjà repris : rien n’a changé.")
	default:
		fmt.Fprintf(&b, "Enregistré : %d lignes écrites dans %s.\n", d.Rows, o.Dir)
	}
	_, err := io.WriteString(out, b.String())
	return err
}
