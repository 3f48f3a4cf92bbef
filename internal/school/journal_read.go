package school

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
)

// ErrNoLine is returned for a line that the journal does not hold.
var ErrNoLine = errors.New("cette ligne n’existe pas")

// JournalFilter narrows the journal. Its zero value shows the newest lines.
type JournalFilter struct {
	From, Until law.Day
	Kind        ActorKind // "" for all
	Who         string    // part of the actor's name
	Subject     string    // a collection
	Before      int       // lines before this number; 0 starts at the end
	Limit       int       // 50 when zero, 5000 at most
}

// JournalLine is a line as it is read: who, what, about what. The names of families are for those who see people; the rest
// of the line hides nothing.
type JournalLine struct {
	LineNo                                      int
	HappenedAt                                  types.DateTime
	ActorKind                                   ActorKind
	ActorID, Verb, SubjectCollection, SubjectID string
	Note                                        string
	Who                                         string // name of the actor; "" for the system, or for who may not know
	About                                       string // name of the subject, where it has one that the viewer may know
	HasDetails                                  bool
}

// JournalFor lists lines, newest first.
func JournalFor(app core.App, viewer Actor, f JournalFilter) ([]JournalLine, error) {
	if err := Require(viewer, SeeJournal); err != nil {
		return nil, err
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	q := journalQuery(app, viewer).OrderBy("j.line_no DESC").Limit(int64(min(f.Limit, 5000)))
	zone := Clock(app).Zone()
	if f.From != "" {
		q.AndWhere(dbx.NewExp("j.happened_at >= {:from}", dbx.Params{"from": stamp(f.From.At(0, 0, zone))}))
	}
	if f.Until != "" {
		q.AndWhere(dbx.NewExp("j.happened_at < {:until}", dbx.Params{"until": stamp(f.Until.Add(1).At(0, 0, zone))}))
	}
	if f.Kind != "" {
		q.AndWhere(dbx.HashExp{"j.actor_kind": string(f.Kind)})
	}
	if f.Subject != "" {
		q.AndWhere(dbx.NewExp("(j.subject_collection = {:s} OR j.verb LIKE {:s} || '.%')", dbx.Params{"s": f.Subject}))
	}
	if f.Before > 0 {
		q.AndWhere(dbx.NewExp("j.line_no < {:before}", dbx.Params{"before": f.Before}))
	}
	if f.Who != "" {
		kinds := [][2]string{{"staff", "staff"}}
		if viewer.May(SeePeople) {
			kinds = append(kinds, [2]string{"guardian", "guardians"}, [2]string{"pupil", "pupils"})
		}
		ids, err := idsNamed(app, kinds, f.Who)
		if err != nil || len(ids) == 0 {
			return nil, err
		}
		q.AndWhere(dbx.In("j.actor_id", ids...))
		if !viewer.May(SeeAid) {
			q.AndWhere(dbx.NewExp("NOT (" + asksForAid + ")"))
		}
	}
	var lines []JournalLine
	if err := q.All(&lines); err != nil {
		return nil, fmt.Errorf("journal: %w", err)
	}
	return lines, nil
}

// asksForAid are the lines by which a family asks for aid: who asks is known to those who see aid only (F-14).
const asksForAid = "j.subject_collection IN ('aid_requests', 'aid_documents') AND j.actor_kind IN ('guardian', 'pupil')"

// journalQuery names actors and subjects in the same query. What a viewer may not know of families is never read.
func journalQuery(app core.App, viewer Actor) *dbx.SelectQuery {
	who, about := "TRIM(COALESCE(t.first_name || ' ' || t.last_name, ''))", "COALESCE(v.title, TRIM(st.first_name || ' ' || st.last_name), '')"
	q := app.DB().Select("j.line_no", "j.happened_at", "j.actor_kind", "j.actor_id", "j.verb", "j.subject_collection", "j.subject_id", "j.note",
		"(d.id IS NOT NULL) AS has_details").From("journal j").
		LeftJoin("staff t", dbx.NewExp("t.id = j.actor_id AND j.actor_kind = 'staff'")).
		LeftJoin("trips v", dbx.NewExp("v.id = j.subject_id AND j.subject_collection = 'trips'")).
		LeftJoin("staff st", dbx.NewExp("st.id = j.subject_id AND j.subject_collection = 'staff'")).
		LeftJoin("journal_details d", dbx.NewExp("d.line = j.id"))
	if viewer.May(SeePeople) {
		who = "TRIM(COALESCE(t.first_name || ' ' || t.last_name, g.first_name || ' ' || g.last_name, u.first_name || ' ' || u.last_name, ''))"
		about = "COALESCE(v.title, TRIM(st.first_name || ' ' || st.last_name), TRIM(sp.first_name || ' ' || sp.last_name), TRIM(sg.first_name || ' ' || sg.last_name), '')"
		q.LeftJoin("guardians g", dbx.NewExp("g.id = j.actor_id AND j.actor_kind = 'guardian'")).
			LeftJoin("pupils u", dbx.NewExp("u.id = j.actor_id AND j.actor_kind = 'pupil'")).
			LeftJoin("pupils sp", dbx.NewExp("sp.id = j.subject_id AND j.subject_collection = 'pupils'")).
			LeftJoin("guardians sg", dbx.NewExp("sg.id = j.subject_id AND j.subject_collection = 'guardians'"))
	}
	if !viewer.May(SeeAid) {
		who = "CASE WHEN " + asksForAid + " THEN '' ELSE " + who + " END"
		q.AndSelect("CASE WHEN " + asksForAid + " THEN '' ELSE j.actor_id END AS actor_id")
	}
	return q.AndSelect(who+" AS who", about+" AS about")
}

func idsNamed(app core.App, kinds [][2]string, search string) ([]any, error) {
	var ids []any
	for _, k := range kinds {
		var rows []struct{ ID, LastName, FirstName string }
		if err := app.DB().Select("id", "last_name", "first_name").From(k[1]).All(&rows); err != nil {
			return nil, fmt.Errorf("people of the journal: %w", err)
		}
		for _, r := range rows {
			if Matches(search, r.FirstName+" "+r.LastName) {
				ids = append(ids, r.ID)
			}
		}
	}
	return ids, nil
}

// JournalChange is one field of a line's details.
type JournalChange struct{ Field, Before, After string }

// JournalDetails is a line with what stood before and after it.
type JournalDetails struct {
	JournalLine
	Changes []JournalChange
	// Reserved names the permission that the details of this line ask for, beside the journal's own, when the viewer lacks it.
	Reserved Permission
	Purged   bool // the line had details, which a purge has emptied
}

// detailsNeed says which permission the details of a collection ask for: an administrator reads the journal, not the
// families' files nor their money.
var detailsNeed = map[Permission][]string{
	SeePeople: {
		"pupils", "guardians", "guardianships", "placements", "group_members", "users", "seats", "trip_answers", "commitments", "approvals", "codes",
	},
	SeeAid:   {"aid_requests", "aid_documents", "aid_drawings", "commissions", "commission_members", "commission_requests", "decisions"},
	SeeMoney: {"charges", "payments", "payment_details", "allocations", "receipts", "reversals", "grants", "online_payments", "online_payment_events", "refunds", "refund_lines", "refund_batches", "slips", "slip_lines", "cash_counts", "cash_movements", "plans", "plan_lines", "plan_charges", "reminders"},
}

// JournalLineFor reads one line with its details.
func JournalLineFor(app core.App, viewer Actor, lineNo int) (JournalDetails, error) {
	if err := Require(viewer, SeeJournal); err != nil {
		return JournalDetails{}, err
	}
	var rows []struct {
		JournalLine
		Before, After, DetailsDigest, Salt string
	}
	err := journalQuery(app, viewer).AndSelect("COALESCE(d.old_values, '') AS [[before]]", "COALESCE(d.new_values, '') AS [[after]]", "j.details_digest", "COALESCE(d.salt, '') AS salt").
		Where(dbx.HashExp{"j.line_no": lineNo}).All(&rows)
	if err != nil {
		return JournalDetails{}, fmt.Errorf("line of the journal: %w", err)
	}
	if len(rows) == 0 {
		return JournalDetails{}, ErrNoLine
	}
	details := JournalDetails{JournalLine: rows[0].JournalLine}
	subject, _, _ := strings.Cut(rows[0].Verb, ".")
	for _, p := range []Permission{SeePeople, SeeMoney, SeeAid} {
		if (slices.Contains(detailsNeed[p], rows[0].SubjectCollection) || slices.Contains(detailsNeed[p], subject)) && !viewer.May(p) {
			details.Reserved = p
			return details, nil
		}
	}
	details.Changes = changesOf(rows[0].Before, rows[0].After)
	details.Purged = rows[0].DetailsDigest != "" && len(details.Changes) == 0 && rows[0].Salt == ""
	return details, nil
}

func changesOf(before, after string) []JournalChange {
	old, young := fieldsIn(before), fieldsIn(after)
	var names []string
	for name := range old {
		names = append(names, name)
	}
	for name := range young {
		if _, both := old[name]; !both {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	var changes []JournalChange
	for _, name := range names {
		change := JournalChange{Field: name, Before: plainJSON(old[name]), After: plainJSON(young[name])}
		if change.Before != "" || change.After != "" {
			changes = append(changes, change)
		}
	}
	return changes
}

func fieldsIn(document string) map[string]json.RawMessage {
	var fields map[string]json.RawMessage
	if document == "" || json.Unmarshal([]byte(document), &fields) != nil {
		return nil
	}
	return fields
}

// plainJSON writes a value as a person reads it: a text without its quotes, nothing for what is empty.
func plainJSON(raw json.RawMessage) string {
	var text string
	if json.Unmarshal(raw, &text) == nil {
		return text
	}
	switch s := string(raw); s {
	case "null", "[]", "{}", "false", "0", "":
		return map[string]string{"false": "non", "0": "0"}[s]
	case "true":
		return "oui"
	default:
		return s
	}
}

// JournalSpan counts the lines and dates the first one.
func JournalSpan(app core.App, viewer Actor) (lines int, first time.Time, err error) {
	if err := Require(viewer, SeeJournal); err != nil {
		return 0, time.Time{}, err
	}
	var row struct {
		N     int
		First types.DateTime
	}
	err = app.DB().Select("COUNT(*) AS n", "COALESCE(MIN(happened_at), '') AS first").From("journal").One(&row)
	if err != nil {
		return 0, time.Time{}, fmt.Errorf("journal: %w", err)
	}
	return row.N, row.First.Time(), nil
}
