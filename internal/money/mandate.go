package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// MandateState is where a mandate of direct debit stands, as kept in mandates.state.
type MandateState string

// The states of a mandate. Those after Suspended are final: the account is erased.
const (
	MandateDraft     MandateState = "draft"     // its paper waits for a signature
	MandateActive    MandateState = "active"    // may be debited
	MandateSuspended MandateState = "suspended" // the bank, or the accountant, has a reason to wait
	MandateRevoked   MandateState = "revoked"   // the debtor has taken it back
	MandateLapsed    MandateState = "lapsed"    // unused for thirty-six months
	MandateUsed      MandateState = "used"      // its only, or last, debit is done
)

// AllMandateStates lists the states in the order of the screens.
var AllMandateStates = []MandateState{MandateDraft, MandateActive, MandateSuspended, MandateRevoked, MandateLapsed, MandateUsed}

// Label is the state in French.
func (s MandateState) Label() string { return mandateStateLabels[s] }

var mandateStateLabels = map[MandateState]string{
	MandateDraft: "à signer", MandateActive: "actif", MandateSuspended: "suspendu", MandateRevoked: "révoqué", MandateLapsed: "caduc", MandateUsed: "terminé",
}

// Final tells whether nothing moves any more.
func (s MandateState) Final() bool {
	return s == MandateRevoked || s == MandateLapsed || s == MandateUsed
}

// MandateKind tells how many debits a mandate allows.
type MandateKind string

// The kinds of mandates.
const (
	Recurrent MandateKind = "recurrent"
	Once      MandateKind = "once"
)

// Label is the kind in French.
func (k MandateKind) Label() string {
	return map[MandateKind]string{Recurrent: "répété", Once: "en une fois"}[k]
}

// mandateStep is who may take a mandate one step further.
type mandateStep struct {
	owner   bool // who owes, and whose account it is
	staff   bool // ManageMandates
	program bool
}

// mandateSteps is the whole table of legal steps; anything else is refused, whoever asks. The first state is the row's birth.
var mandateSteps = map[[2]MandateState]mandateStep{
	{"", MandateDraft}:                   {staff: true},
	{"", MandateActive}:                  {owner: true, staff: true},
	{MandateDraft, MandateActive}:        {owner: true, staff: true},
	{MandateDraft, MandateRevoked}:       {owner: true, staff: true},
	{MandateActive, MandateSuspended}:    {staff: true, program: true},
	{MandateSuspended, MandateActive}:    {owner: true, staff: true}, // with another account, or a reason
	{MandateActive, MandateRevoked}:      {owner: true, staff: true},
	{MandateSuspended, MandateRevoked}:   {owner: true, staff: true},
	{MandateActive, MandateLapsed}:       {program: true},
	{MandateSuspended, MandateLapsed}:    {program: true},
	{MandateDraft, MandateLapsed}:        {program: true},
	{MandateActive, MandateUsed}:         {program: true},
	{MandateSuspended, MandateUsed}:      {program: true},
	{MandateActive, MandateActive}:       {owner: true, staff: true}, // another account, another notice
	{MandateSuspended, MandateSuspended}: {staff: true},
	{MandateDraft, MandateDraft}:         {staff: true},
}

// Mandate is a mandate as screens show it: of its account, the last characters and nothing else.
type Mandate struct {
	ID, RUM             string
	GuardianID, PupilID string // who owes: one of the two
	Name                string // of who owes
	Kind                MandateKind
	State               MandateState
	ICS                 string
	IbanTail            string
	NoticeDays          int
	LastOn, SignedOn    law.Day
	SignedHow           string
	Terms, TermsDigest  string
	Why                 string
	EndedOn             law.Day
	MadeAt, SignedAt    types.DateTime
	LastCollectedOn     law.Day // of the debits sent under it
}

// MayBeDebited tells whether a batch may hold a debit under it.
func (m Mandate) MayBeDebited() bool { return m.State == MandateActive }

// MandateFilter narrows the list; its zero value is the whole school.
type MandateFilter struct {
	State MandateState
}

// Mandates lists mandates for staff who see money, by name.
func Mandates(app core.App, viewer school.Actor, f MandateFilter) ([]Mandate, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	where := dbx.HashExp{}
	if f.State != "" {
		where["m.state"] = string(f.State)
	}
	return mandatesWhere(app, where)
}

// FindMandate reads one mandate for staff who see money.
func FindMandate(app core.App, viewer school.Actor, id string) (Mandate, bool, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return Mandate{}, false, err
	}
	found, err := mandatesWhere(app, dbx.HashExp{"m.id": id})
	if err != nil || len(found) == 0 {
		return Mandate{}, false, err
	}
	return found[0], true, nil
}

// MandatesOf lists the viewer's own mandates, the living one first; anybody but a guardian or a pupil of full age has none.
func MandatesOf(app core.App, viewer school.Actor) ([]Mandate, error) {
	who, ok := ownMandates(viewer)
	if !ok {
		return nil, nil
	}
	return mandatesWhere(app, who)
}

// MandateOf reads one of the viewer's own mandates.
func MandateOf(app core.App, viewer school.Actor, id string) (Mandate, bool, error) {
	mine, err := MandatesOf(app, viewer)
	for _, m := range mine {
		if m.ID == id {
			return m, true, nil
		}
	}
	return Mandate{}, false, err
}

func ownMandates(viewer school.Actor) (dbx.Expression, bool) {
	switch {
	case viewer.Kind == school.Guardian && viewer.ID != "":
		return dbx.HashExp{"m.guardian_id": viewer.ID}, true
	case viewer.Kind == school.Pupil && viewer.ID != "":
		return dbx.HashExp{"m.pupil_id": viewer.ID, "m.guardian_id": ""}, true
	}
	return nil, false
}

func mandatesWhere(app core.App, where dbx.Expression) ([]Mandate, error) {
	var rows []Mandate
	err := app.DB().Select("m.id", "m.rum", "m.guardian_id", "m.pupil_id", "m.kind", "m.state", "m.ics", "m.iban_tail", "m.notice_days", "m.last_on", "m.signed_on",
		"m.signed_how", "m.terms", "m.terms_digest", "m.why", "m.ended_on", "m.made_at", "m.signed_at",
		"COALESCE((SELECT MAX(d.collect_on) FROM debits d WHERE d.mandate = m.id AND d.state IN ('sent', 'booked', 'returned')), '') AS last_collected_on",
		`COALESCE(TRIM(COALESCE(NULLIF(g.usage_name, ''), g.last_name) || ' ' || g.first_name),
			TRIM(COALESCE(NULLIF(u.usage_name, ''), u.last_name) || ' ' || u.first_name), '') AS name`).From("mandates m").
		LeftJoin("guardians g", dbx.NewExp("g.id = m.guardian_id AND m.guardian_id != ''")).
		LeftJoin("pupils u", dbx.NewExp("u.id = m.pupil_id AND m.pupil_id != ''")).Where(where).
		OrderBy("LENGTH(m.ended_on)", "name", "m.made_at DESC", "m.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("mandates: %w", err)
	}
	return rows, nil
}
