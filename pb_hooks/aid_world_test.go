package pb_hooks_test

import (
	"context"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// bureau is a school that helps: two parents of one pupil who live apart, another family, the three who read requests.
type bureau struct {
	*testing.T
	app                        core.App
	social, bursar, head       context.Context
	anne, bruno, chris         context.Context
	ada, bob                   string
	adas, adasLater, brunos    string // charges: 120 € and 40 € of Anne, 30 € of Bruno
	fund, canteen              string
	fixed, share, right, thing string // kinds of aid on fund
	meal                       string // on canteen
	act                        string
}

func openBureau(t *testing.T) *bureau {
	t.Helper()
	b := &bureau{T: t, app: testapp.New(t)}
	b.row("school", map[string]any{"uai": "0691234A", "name": "Collège des Deux-Rives", "kind": "college", "time_zone": "Europe/Paris"})
	b.row("school_years", map[string]any{"label": "2026-2027", "starts_on": "2026-09-01", "ends_on": "2027-08-31", "is_current": true})
	b.act = b.row("acts", map[string]any{"organ": "board", "act_number": "41", "purpose": "trip", "overnight": true, "voted_on": "2026-10-01", "transmitted_on": "2026-10-05"})
	b.ada = b.row("pupils", map[string]any{"first_name": "Ada", "last_name": "Lovelace", "birth_on": "2013-05-01"})
	b.bob = b.row("pupils", map[string]any{"first_name": "Bob", "last_name": "Garrec", "birth_on": "2013-06-01"})
	b.anne, b.bruno, b.chris = b.guardian("Anne", "Lovelace", b.ada), b.guardian("Bruno", "Brunel", b.ada), b.guardian("Chris", "Garrec", b.bob)
	b.social, b.bursar, b.head = testapp.As(t, b.app, school.SocialWorker), testapp.As(t, b.app, school.Bursar), testapp.As(t, b.app, school.Head)
	b.adas, b.adasLater = b.charge(b.ada, b.anne, 12000, "2026-12-01"), b.charge(b.ada, b.anne, 4000, "2027-01-01")
	b.brunos = b.charge(b.ada, b.bruno, 3000, "2026-12-01")
	b.fund = b.openFund("Fonds social collégien", aid.College, 20000)
	b.canteen = b.openFund("Fonds social cantines", aid.Canteen, 10000)
	b.fixed, b.share = b.kind("Aide aux voyages", aid.Fixed, b.fund), b.kind("Part des dettes", aid.Percentage, b.fund)
	b.right, b.thing = b.kind("Droit aux voyages", aid.Drawing, b.fund), b.kind("Fournitures", aid.InKind, b.fund)
	b.meal = b.kind("Cantine", aid.Fixed, b.canteen)
	return b
}

func (b *bureau) row(collection string, fields map[string]any) string {
	b.Helper()
	return testapp.Row(b, b.app, collection, fields).Id
}

func (b *bureau) guardian(first, last, pupil string) context.Context {
	b.Helper()
	id := b.row("guardians", map[string]any{"first_name": first, "last_name": last})
	b.row("guardianships", map[string]any{"pupil": pupil, "guardian": id, "responsibility": 1, "pays": true})
	return school.WithActor(context.Background(), school.Actor{Kind: school.Guardian, ID: id})
}

func (b *bureau) charge(pupil string, debtor context.Context, amount cents.Amount, due string) string {
	b.Helper()
	ids, err := money.Charge(b.bursar, b.app, money.NewCharge{
		PupilID: pupil, DebtorID: school.ActorIn(debtor).ID, Subject: money.Subject{Collection: "sales", ID: "essai" + due}, ActID: b.act, Label: "Voyage " + due, Amount: amount,
	})
	b.must(err)
	return ids[0]
}

func (b *bureau) openFund(name string, kind aid.FundKind, opening cents.Amount) string {
	b.Helper()
	id, err := aid.OpenFund(b.bursar, b.app, aid.NewFund{Name: name, Kind: kind, Opening: opening, OpenedOn: "2026-09-01"})
	b.must(err)
	return id
}

func (b *bureau) kind(name string, mode aid.Mode, fund string) string {
	b.Helper()
	id, err := aid.AddType(b.bursar, b.app, aid.Type{Name: name, Mode: mode, Fund: fund})
	b.must(err)
	return id
}

func (b *bureau) must(err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

// asked is a request of Anne's for Ada, read by the social worker for a kind of aid.
func (b *bureau) asked(kind string, charges ...string) string {
	b.Helper()
	id, err := aid.Ask(b.anne, b.app, aid.NewRequest{PupilID: b.ada, ChargeIDs: charges, Asked: 5000, Said: aid.Said{Subject: "Voyage", Situation: "Perte d’emploi."}})
	b.must(err)
	b.must(aid.Instruct(b.social, b.app, id, aid.Instruction{TypeID: kind, ChargeIDs: charges, Asked: 5000, Ready: true, Said: aid.Said{Means: aid.Means{Income: 1200000, Shares: 250}, Scholarship: true}}))
	return id
}

// met is a commission that met today on all that is ready.
func (b *bureau) met() string {
	b.Helper()
	id, err := aid.Prepare(b.social, b.app, aid.NewCommission{HeldOn: school.Clock(b.app).Today(), HeldAt: "14:00", Place: "Salle 3", TypeIDs: []string{b.fixed, b.share, b.right, b.thing}})
	b.must(err)
	b.must(aid.AddMember(b.social, b.app, id, aid.Member{Name: "Claire Morvan", Capacity: "principale"}))
	c, err := aid.CommissionFor(b.app, school.ActorIn(b.social), id)
	b.must(err)
	b.must(aid.Hold(b.social, b.app, id, aid.Attendance{President: c.Members[len(c.Members)-1].ID}, "Avis favorable."))
	return id
}

func (b *bureau) due(charge string) cents.Amount {
	b.Helper()
	all, err := money.DebtsOf(b.app, school.ActorIn(b.social), b.ada)
	b.must(err)
	for _, a := range all {
		if a.ID == charge {
			return a.Due()
		}
	}
	return 0
}

func (b *bureau) left(fund string) cents.Amount {
	b.Helper()
	all, err := aid.Funds(b.app, school.ActorIn(b.social))
	b.must(err)
	for _, f := range all {
		if f.ID == fund {
			return f.Remaining()
		}
	}
	b.Fatal("no such fund")
	return 0
}
