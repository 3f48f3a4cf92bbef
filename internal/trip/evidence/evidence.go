// Package evidence puts together what proves the life of a trip, for those who audit it: the rows, the papers, the lines of
// the journal, and an index that names each file with its print and what it proves.
package evidence

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"html"
	"io"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
)

// maxTrips bounds the archive of a school year.
const maxTrips = 200

// require refuses whoever is not the head, the bursar or the accountant: the money of every family of the trip stands here.
func require(viewer school.Actor) error {
	if viewer.Has(school.Head, school.Bursar, school.Accountant) {
		return nil
	}
	return law.Object("", "Les pièces d’un voyage sont ouvertes au chef d’établissement, au gestionnaire et à l’agent comptable.", "Demandez-les-leur.")
}

// piece is one file of the archive, as the index says it.
type piece struct{ name, digest, proves string }

// archive writes files as they are made, one in memory at a time.
type archive struct {
	zip    *zip.Writer
	origin document.Origin
	pieces []piece
}

func (a *archive) add(name, proves string, body []byte) error {
	w, err := a.zip.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: a.origin.MadeAt})
	if err != nil {
		return fmt.Errorf("archive : %w", err)
	}
	if _, err := w.Write(body); err != nil {
		return fmt.Errorf("archive : %w", err)
	}
	sum := sha256.Sum256(body)
	a.pieces = append(a.pieces, piece{name, hex.EncodeToString(sum[:]), proves})
	return nil
}

// lacking says in the index why a paper is not there.
func (a *archive) lacking(name, why string) { a.pieces = append(a.pieces, piece{name, "", why}) }

// OfTrip is ready to write the archive of a trip: everything that can be refused has been.
func OfTrip(ctx context.Context, app core.App, origin document.Origin, tripID string) (func(io.Writer) error, error) {
	if err := require(school.ActorIn(ctx)); err != nil {
		return nil, err
	}
	if _, err := app.FindRecordById("trips", tripID); err != nil {
		return nil, trip.ErrNoTrip
	}
	return write(ctx, app, origin, "Pièces du voyage", []string{tripID}), noted(ctx, app, "trips", tripID, "1 voyage")
}

// OfYear is ready to write the archive of the trips of a school year, a folder each.
func OfYear(ctx context.Context, app core.App, origin document.Origin, label string) (func(io.Writer) error, error) {
	if err := require(school.ActorIn(ctx)); err != nil {
		return nil, err
	}
	var ids []string
	err := app.DB().NewQuery(`SELECT t.id FROM trips t JOIN school_years y ON y.label = {:label} WHERE t.departs_on >= y.starts_on AND t.departs_on <= y.ends_on ORDER BY t.departs_on, t.id`).
		Bind(dbx.Params{"label": label}).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("trips of a year: %w", err)
	}
	switch {
	case len(ids) == 0:
		return nil, law.Object("annee", "Aucun voyage ne part pendant cette année scolaire.", "Vérifiez l’année, écrite comme 2026-2027.")
	case len(ids) > maxTrips:
		return nil, law.Object("annee", fmt.Sprintf("Cette année compte plus de %d voyages.", maxTrips), "Téléchargez les pièces voyage par voyage.")
	}
	return write(ctx, app, origin, "Pièces des voyages "+label, ids), noted(ctx, app, "school_years", "", fmt.Sprintf("%s, %d voyages", label, len(ids)))
}

func noted(ctx context.Context, app core.App, collection, id, note string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		return school.Journal(ctx, tx, school.Entry{Verb: "trips.evidence", Collection: collection, ID: id, Note: note})
	})
}

func write(ctx context.Context, app core.App, origin document.Origin, title string, ids []string) func(io.Writer) error {
	return func(out io.Writer) error {
		a := &archive{zip: zip.NewWriter(out), origin: origin}
		for i, id := range ids {
			folder := ""
			if len(ids) > 1 {
				folder = fmt.Sprintf("%03d-%s/", i+1, id)
			}
			if err := a.trip(ctx, app, folder, id); err != nil {
				return err
			}
		}
		if err := a.index(title); err != nil {
			return err
		}
		if err := a.zip.Close(); err != nil {
			return fmt.Errorf("archive : %w", err)
		}
		return nil
	}
}

// lists are those of an audit: names and counts, without the telephone numbers of families.
var lists = []string{"noms-inscrits", "noms-engages", "non-participants", "encadrement"}

func (a *archive) trip(ctx context.Context, app core.App, folder, id string) error {
	for _, t := range tables {
		body, err := t.csv(app, id)
		if err != nil {
			return err
		}
		if err := a.add(folder+t.name, t.proves, body); err != nil {
			return err
		}
	}
	for _, l := range paperwork.Lists {
		if !slices.Contains(lists, l.Name) {
			continue
		}
		data, err := l.Make(ctx, app, a.origin, id, 0)
		if err := a.paper(folder+l.Name+".pdf", l.Label+". "+l.Hint, err, func() ([]byte, error) { return document.PrintedList(data) }); err != nil {
			return err
		}
	}
	for _, o := range slices.Concat(paperwork.Orders, paperwork.CashOrders) {
		data, err := o.Make(ctx, app, a.origin, id)
		if err := a.paper(folder+o.Name+".pdf", o.Label+". "+o.Hint, err, func() ([]byte, error) { return document.Decision(data) }); err != nil {
			return err
		}
	}
	for _, f := range paperwork.Finances {
		data, err := f.Make(ctx, app, a.origin, id, paperwork.Asked{})
		if err := a.paper(folder+f.Name+".pdf", f.Label+". "+f.Hint, err, func() ([]byte, error) { return document.PrintedList(data) }); err != nil {
			return err
		}
	}
	for _, b := range []struct {
		name, proves string
		print        func() ([]byte, error)
	}{
		{"lettres-signees.pdf", "Chaque engagement tel qu’il a été signé, avec sa preuve.", func() ([]byte, error) { return a.letters(app, id) }},
		{"quittances.pdf", "La quittance de chaque versement, dans l’ordre des numéros ; annulée, elle reste.", func() ([]byte, error) { return a.receipts(app, school.ActorIn(ctx), id) }},
		{"achats.pdf", "Les achats du voyage, leur procédure et leurs montants.", func() ([]byte, error) { return a.contracts(app, id) }},
	} {
		if err := a.batch(folder+b.name, b.proves, b.print); err != nil {
			return err
		}
	}
	return a.acts(app, folder, id)
}

// acts adds the text of each act as it was presented to the board.
func (a *archive) acts(app core.App, folder, id string) error {
	var acts []struct{ ActNumber, Title, Body string }
	err := app.DB().NewQuery(`SELECT a.act_number, a.title, a.body FROM acts a WHERE a.body != '' AND (a.id = (SELECT act FROM trips WHERE id = {:id})
		OR a.id IN (SELECT act FROM budget_lines WHERE trip = {:id}) OR a.id IN (SELECT act FROM refund_terms WHERE trip = {:id})) ORDER BY a.voted_on, a.id`).
		Bind(dbx.Params{"id": id}).All(&acts)
	if err != nil {
		return fmt.Errorf("texts of the acts: %w", err)
	}
	for i, act := range acts {
		if err := a.add(fmt.Sprintf("%sacte-%d.txt", folder, i+1), "Texte présenté de l’acte n°\u00a0"+act.ActNumber+", "+act.Title+".", []byte(act.Body)); err != nil {
			return err
		}
	}
	return nil
}

// paper adds a printed paper; what cannot be printed yet is named in the index with the reason.
func (a *archive) paper(name, proves string, err error, print func() ([]byte, error)) error {
	var refusal *law.Refusal
	if errors.As(err, &refusal) {
		a.lacking(name, "Absent : "+refusal.Findings[0].What)
		return nil
	}
	if err != nil {
		return err
	}
	body, err := print()
	if err != nil {
		return fmt.Errorf("%s : %w", name, err)
	}
	return a.add(name, proves, body)
}

// index names every file, in two forms: one for a spreadsheet, one to read.
func (a *archive) index(title string) error {
	pieces := slices.Clone(a.pieces)
	sheet := document.Sheet{Columns: []document.Column{{Name: "Fichier"}, {Name: "SHA-256"}, {Name: "Ce qu’il prouve"}}}
	var b strings.Builder
	esc := html.EscapeString
	fmt.Fprintf(&b, "<!doctype html>\n<html lang=\"fr\"><head><meta charset=\"utf-8\"><title>%[1]s</title></head><body><h1>%[1]s</h1>\n<p>%[2]s, le %[3]s.</p>\n", esc(title), esc(a.origin.Letterhead.SchoolName), esc(law.DayOf(a.origin.MadeAt).French()))
	b.WriteString("<table border=\"1\"><caption>Index des pièces</caption><thead><tr><th scope=\"col\">Fichier</th><th scope=\"col\">Ce qu’il prouve</th><th scope=\"col\">SHA-256</th></tr></thead><tbody>\n")
	for _, p := range pieces {
		sheet.Rows = append(sheet.Rows, []document.Cell{document.Text(p.name), document.Text(p.digest), document.Text(p.proves)})
		name := esc(p.name)
		if p.digest != "" {
			name = `<a href="` + name + `">` + name + `</a>`
		}
		fmt.Fprintf(&b, "<tr><th scope=\"row\">%s</th><td>%s</td><td>%s</td></tr>\n", name, esc(p.proves), esc(p.digest))
	}
	b.WriteString("</tbody></table></body></html>\n")
	if err := a.add("index.csv", "", sheet.CSV()); err != nil {
		return err
	}
	return a.add("index.html", "", []byte(b.String()))
}
