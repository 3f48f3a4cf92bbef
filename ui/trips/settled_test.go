package trips_test

import (
	"context"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// F-14: the organiser reads « soldé » and cannot tell whether the family paid or was helped; until then, nothing of it.
func TestF14TheOrganiserSeesSettledOnly(t *testing.T) {
	said := map[string]string{}
	for name, aided := range map[string]cents.Amount{"paid": 0, "helped": 100_00} {
		v := newVillage(t)
		here := v.leaving()
		list := func() string { return v.as(v.teacher).get(here + "/inscriptions") }
		of := func(a school.Actor) context.Context { return school.WithActor(t.Context(), a) }
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		lacks(t, list(), "soldé")
		if aided > 0 {
			social := school.Actor{Kind: school.Staff, ID: testStaff(v, school.SocialWorker), Roles: []school.Role{school.SocialWorker}}
			fund, err := aid.OpenFund(of(v.bursar), v.app, aid.NewFund{Name: "Fonds", Kind: aid.College, Opening: aided, OpenedOn: "2026-09-01"})
			must(err)
			kind, err := aid.AddType(of(v.bursar), v.app, aid.Type{Name: "Voyages", Mode: aid.Fixed, Fund: fund})
			must(err)
			id, err := aid.Ask(of(v.amina), v.app, aid.NewRequest{PupilID: v.malo})
			must(err)
			must(aid.Instruct(of(social), v.app, id, aid.Instruction{TypeID: kind, Ready: true}))
			must(aid.Decide(of(v.head), v.app, id, aid.Choice{Outcome: aid.Urgent, Amount: aided}))
			lacks(t, list(), "soldé", "aide", "Fonds")
		}
		_, err := money.BookPayment(of(v.accountant), v.app, money.Desk{Means: money.Transfer, Amount: 312_00 - aided, PupilID: v.malo, PayerID: v.amina.ID})
		must(err)
		page := list()
		contains(t, page, "engagement signé, soldé")
		lacks(t, page, "€", "fonds social")
		said[name] = strings.ReplaceAll(tableOf(page), v.malo, "")
		said[name] = strings.ReplaceAll(said[name], idOf(here), "")
	}
	if strings.Count(said["paid"], "soldé") != strings.Count(said["helped"], "soldé") {
		t.Errorf("one can tell who was helped:\n%s\n%s", said["paid"], said["helped"])
	}
}

func tableOf(page string) string {
	_, after, _ := strings.Cut(page, "<tbody")
	table, _, _ := strings.Cut(after, "</tbody>")
	return table
}
