// Package pb_hooks is the door of the database. Whatever writes (a page, an import, a job, REST, the dashboard) passes
// here: the facts are loaded, the rules judge, the write is refused or let through, and the journal says so. One table
// names what is judged where; the same table binds it.
package pb_hooks

import (
	"context"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// moment is when a write is judged.
type moment string

const (
	create moment = "create"
	update moment = "update"
	remove moment = "delete"
)

// write is one row about to be written, inside the transaction that will write it.
type write struct {
	ctx    context.Context
	app    core.App // the transaction: never the app the hook was bound with
	record *core.Record
	before *core.Record // as it stands in the database; on create, nil
	actor  school.Actor
	moment moment
}

// changed tells whether the write changes one of the fields.
func (w write) changed(fields ...string) bool {
	if w.before == nil {
		return true
	}
	for _, f := range fields {
		if valueOf(w.before, f) != valueOf(w.record, f) {
			return true
		}
	}
	return false
}

// valueOf writes a field so that two values compare. A list has no text of its own: GetString says "" of any.
func valueOf(r *core.Record, field string) string {
	if s := r.GetString(field); s != "" {
		return s
	}
	return strings.Join(r.GetStringSlice(field), "\x00")
}

// door is one line of the table: at these moments of this collection, these rules are judged.
type door struct {
	collection string
	moments    []moment
	rules      []string // ids that judge can name
	judge      func(write) ([]law.Finding, error)
}

// step is something done around a write: filling computed fields before, drawing consequences after, in one transaction.
type step struct {
	collection string
	moments    []moment
	do         func(write) error
}

// doors is the whole table, by subject.
func doors() []door {
	var all []door
	for _, subject := range [][]door{sealedDoors(), actDoors(), lawDoors(), staffDoors(), factorDoors(), calendarDoors(), providerDoors(), rightsDoors(), schoolDoors(), accessibilityDoors(), digitalDoors(), cardDoors(), accountDoors(), messageDoors(), moneyDoors(), deskDoors(), tripDoors(), seatDoors(), departureDoors(), purchaseDoors(), purgeDoors(), exportDoors(), reconcileDoors()} {
		all = append(all, subject...)
	}
	return append(all, aidDoors()...)
}

// preparations fill what nobody types; consequences follow from a write. Both run for every writer.
func preparations() []step {
	return slices.Concat(actPreparations(), lawPreparations(), schoolPreparations(), messagePreparations(), moneyPreparations(), deskPreparations(), tripPreparations(), exportPreparations())
}

func consequences() []step {
	// In this order: a payment's receipt is written before anyone is told.
	all := slices.Concat(accountConsequences(), factorConsequences(), messageConsequences(), moneyConsequences(), deskConsequences(), tripConsequences(), departureConsequences(), reconcileConsequences(), tellings())
	return append(all, aidConsequences()...)
}

// Enforced tells, for each rule, where it is enforced: "trips.create", "payments.create"… It is read from the table that
// binds the hooks, so it cannot say anything else than what runs.
func Enforced() map[string][]string {
	places := map[string][]string{}
	for _, d := range doors() {
		for _, m := range d.moments {
			for _, id := range d.rules {
				places[id] = append(places[id], d.collection+"."+string(m))
			}
		}
	}
	return places
}

// Bind attaches every door to an app. It is called once per app, before it is served.
func Bind(app core.App) error {
	t := newTable()
	for m, tagged := range map[moment]*hook.TaggedHook[*core.RecordEvent]{
		create: app.OnRecordCreate(), update: app.OnRecordUpdate(), remove: app.OnRecordDelete(),
	} {
		tagged.Bind(&hook.Handler[*core.RecordEvent]{Id: "openacademie.door", Priority: -100, Func: func(e *core.RecordEvent) error {
			return t.pass(e, m)
		}})
	}
	bindActorMarks(app)
	bindOperatorDoors(app)
	bindHiddenAccounts(app)
	if err := bindJobs(app); err != nil {
		return err
	}
	return notify.Bind(app)
}

// table is the doors indexed by collection and moment.
type table struct {
	judges      map[string][]door
	preparation map[string][]step
	consequence map[string][]step
}

func newTable() table {
	t := table{judges: map[string][]door{}, preparation: map[string][]step{}, consequence: map[string][]step{}}
	for _, d := range doors() {
		if d.judge == nil {
			continue // judged for every collection alike, see judgeCards
		}
		for _, m := range d.moments {
			t.judges[d.collection+"."+string(m)] = append(t.judges[d.collection+"."+string(m)], d)
		}
	}
	index := func(into map[string][]step, steps []step) {
		for _, s := range steps {
			for _, m := range s.moments {
				into[s.collection+"."+string(m)] = append(into[s.collection+"."+string(m)], s)
			}
		}
	}
	index(t.preparation, preparations())
	index(t.consequence, consequences())
	return t
}

// pass lets one write through the door, in one transaction with all that follows from it.
func (t table) pass(e *core.RecordEvent, m moment) error {
	name := e.Record.Collection().Name
	if e.Record.Collection().System && name != "users" {
		return e.Next() // PocketBase's own bookkeeping: superusers, external auths…
	}
	return e.App.RunInTransaction(func(tx core.App) error {
		outer := e.App
		e.App = tx
		defer func() { e.App = outer }()

		w := write{ctx: e.Context, app: tx, record: e.Record, actor: school.ActorOf(e), moment: m}
		if w.ctx == nil {
			w.ctx = context.Background()
		}
		if m != create {
			w.before = e.Record.Original()
		}
		warnings, err := t.judge(w, name+"."+string(m))
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		for _, s := range t.consequence[name+"."+string(m)] {
			if err := s.do(w); err != nil {
				return asRefused(err)
			}
		}
		return journal(w, warnings)
	})
}

// judge prepares the row and has every rule of the place speak before refusing: the person sees all that is the matter,
// the law first, the house after.
func (t table) judge(w write, place string) ([]law.Finding, error) {
	if unproven := judgeUnproven(w); len(unproven) > 0 {
		return nil, asRefused(law.Refuse(unproven))
	}
	if findings, purging, err := judgePurge(w); err != nil || purging {
		if err != nil {
			return nil, asRefused(err)
		}
		return law.Warnings(findings), asRefused(law.Refuse(lawFirst(findings)))
	}
	for _, s := range t.preparation[place] {
		if err := s.do(w); err != nil {
			return nil, asRefused(err)
		}
	}
	all, err := judgeCards(w)
	if err != nil {
		return nil, asRefused(err)
	}
	archived, err := trip.JudgeArchived(w.ctx, w.app, w.record)
	if err != nil {
		return nil, asRefused(err)
	}
	if len(archived) > 0 {
		return nil, asRefused(law.Refuse(archived)) // nothing else is worth saying: the trip is put away
	}
	for _, d := range t.judges[place] {
		findings, err := d.judge(w)
		if err != nil {
			return nil, asRefused(err)
		}
		all = append(all, findings...)
	}
	return law.Warnings(all), asRefused(law.Refuse(lawFirst(all)))
}

func lawFirst(findings []law.Finding) []law.Finding {
	ordered := make([]law.Finding, 0, len(findings))
	for _, house := range []bool{false, true} {
		for _, f := range findings {
			if (f.Rule == "") == house {
				ordered = append(ordered, f)
			}
		}
	}
	return ordered
}
