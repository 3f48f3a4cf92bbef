package trip

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// partOf says how a row leads to its trip: by which field, and through which tables. {:ref} is what the field holds.
type partOf struct{ field, trip string }

const itsTrip, itsCharge, itsSubject = "v.id = {:ref}", "v.id = (SELECT c.subject_id FROM charges c WHERE c.id = {:ref})",
	"v.id IN ({:ref}, (SELECT s.trip FROM seats s WHERE s.id = {:ref}))"

// archivedParts lists the collections that an archived trip holds still, itself aside. Payments and receipts are not of one
// trip: what is held is their share of it.
var archivedParts = map[string]partOf{
	"trip_targets": {"trip", itsTrip}, "trip_answers": {"trip", itsTrip}, "budget_lines": {"trip", itsTrip}, "instalments": {"trip", itsTrip},
	"price_brackets": {"trip", itsTrip}, "seats": {"trip", itsTrip}, "commitments": {"trip", itsTrip}, "letters": {"trip", itsTrip},
	"chaperones": {"trip", itsTrip}, "documents_asked": {"trip", itsTrip}, "documents": {"trip", itsTrip}, "rosters": {"trip", itsTrip},
	"headcounts": {"trip", itsTrip}, "draws": {"trip", itsTrip}, "refund_terms": {"trip", itsTrip}, "contracts": {"trip", itsTrip},
	"imprests": {"trip", itsTrip}, "receivable_exports": {"trip", itsTrip},
	"imprest_lines":    {"imprest", "v.id = (SELECT x.trip FROM imprests x WHERE x.id = {:ref})"},
	"receivable_lines": {"receivable_export", "v.id = (SELECT x.trip FROM receivable_exports x WHERE x.id = {:ref})"},
	"charges":          {"subject_id", itsTrip}, "refunds": {"subject_id", itsTrip}, "approvals": {"subject_id", itsSubject}, "overrides": {"subject_id", itsSubject},
	"allocations": {"charge", itsCharge}, "grants": {"charge", itsCharge},
	"refund_lines": {"refund", "v.id = (SELECT x.subject_id FROM refunds x WHERE x.id = {:ref})"},
	"reversals":    {"payment", "v.id IN (SELECT c.subject_id FROM allocations a JOIN charges c ON c.id = a.charge WHERE a.payment = {:ref})"},
	"acts":         {"id", "v.act = {:ref}"},
}

// ArchivedParts names the collections of a trip that its archiving freezes.
func ArchivedParts() []string {
	names := []string{"trips"}
	for name := range archivedParts {
		names = append(names, name)
	}
	return names
}

// JudgeArchived refuses every write to a trip that is archived, to its parts and to its accounts. Its own return from the
// archives passes here: JudgeTrip judges it.
func JudgeArchived(ctx context.Context, app core.App, record *core.Record) ([]law.Finding, error) {
	name := record.Collection().Name
	if name == "trips" {
		before := record.Original()
		if record.IsNew() || before.GetString("archived_on") == "" || record.GetString("archived_on") == "" {
			return nil, nil
		}
		return frozenByArchive(before.GetString("title")), nil
	}
	part, is := archivedParts[name]
	if !is {
		return nil, nil
	}
	refs := []string{record.GetString(part.field)}
	if !record.IsNew() {
		refs = append(refs, record.Original().GetString(part.field))
	}
	for i, ref := range refs {
		if ref == "" || i == 1 && ref == refs[0] {
			continue
		}
		title, err := school.Once(ctx, "archived."+part.trip+ref, func() (string, error) { return archivedTitle(app, part, ref) })
		if err != nil {
			return nil, err
		}
		if title != "" {
			return frozenByArchive(title), nil
		}
	}
	return nil, nil
}

func archivedTitle(app core.App, part partOf, ref string) (string, error) {
	var titles []string
	err := app.DB().NewQuery("SELECT v.title FROM trips v WHERE v.archived_on != '' AND " + part.trip).Bind(dbx.Params{"ref": ref}).Column(&titles)
	if err != nil {
		return "", fmt.Errorf("archived trip: %w", err)
	}
	return strings.Join(titles, ", "), nil
}

func frozenByArchive(title string) []law.Finding {
	return []law.Finding{{
		Severity: law.Block, Who: string(school.Bursar), What: "Le voyage « " + title + " » est archivé : plus rien de lui ne change.",
		Fix: "S’il faut vraiment le reprendre, la direction ou l’intendance le sort des archives, avec un motif.",
	}}
}

// archiveMark judges a trip that goes into the archives or comes out of them. Nothing else of it changes then, and the rules
// of its life are not judged again: they were when it ended.
func archiveMark(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	before, on := record.Original(), record.GetString("archived_on")
	allowed := map[string]bool{"archived_on": true, "restored_for": on == ""}
	for _, field := range record.Collection().Fields {
		if name := field.GetName(); !allowed[name] && textOf(before, name) != textOf(record, name) {
			return refuse(name, "L’archivage ne change rien d’autre au voyage.", "Enregistrez le changement d’abord."), nil
		}
	}
	switch {
	case !actor.May(school.ArchiveTrips):
		return refuse("archived_on", "Archiver un voyage et l’en sortir reviennent à : "+roleNames(school.ArchiveTrips)+".", "Demandez-le-leur."), nil
	case on == "" && len([]rune(strings.TrimSpace(record.GetString("restored_for")))) < 5:
		return refuse("restored_for", "Un voyage sort des archives pour un motif, qui reste au journal.", "Écrivez-le en une phrase."), nil
	case on == "":
		return nil, nil
	case before.GetString("archived_on") != "":
		return frozenByArchive(before.GetString("title")), nil
	case law.Day(on) != school.Clock(app).Today():
		return refuse("archived_on", "Un voyage s’archive à la date du jour.", ""), nil
	}
	why, fix, err := stays(app, record.Id, State(record.GetString("state")))
	if err != nil || why == "" {
		return nil, err
	}
	return refuse("archived_on", why, fix), nil
}

// textOf writes a field so that two values compare, lists included.
func textOf(r *core.Record, field string) string {
	if s := r.GetString(field); s != "" {
		return s
	}
	return strings.Join(r.GetStringSlice(field), "\x00")
}
