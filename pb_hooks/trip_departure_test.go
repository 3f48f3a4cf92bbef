package pb_hooks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/rehearsal"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// toLeave has an open trip ready to leave with Ada, the organiser and a colleague.
func (w *world) toLeave(p plan) string {
	w.t.Helper()
	id := w.given(p, trip.Open)
	w.ready(id)
	return id
}

func (w *world) clear(id string) error { return trip.Step(as(w.head), w.app, id, trip.Cleared, "") }

// paper changes what was seen of one of Ada's papers.
func (w *world) paper(id, kind string, change func(*trip.Paper)) {
	w.t.Helper()
	w.must(w.tryPaper(w.teacher, id, kind, change))
}

func (w *world) tryPaper(a school.Actor, id, kind string, change func(*trip.Paper)) error {
	w.t.Helper()
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	i := slices.IndexFunc(d.Travellers, func(t trip.Traveller) bool { return t.ID == w.pupil })
	if i < 0 {
		w.t.Fatal("Ada does not go")
	}
	p, has := d.Travellers[i].Papers[kind]
	if !has {
		p = trip.Paper{Pupil: w.pupil, Kind: kind, State: trip.PaperChecked}
	}
	change(&p)
	return trip.KeepPapers(as(a), w.app, id, []trip.Paper{p})
}

// held tells a rule's story: once spoilt the trip does not leave, by the page or by REST, and leaves once it is mended.
func held(t *testing.T, rule string, p plan, spoil, mend func(w *world, id string)) {
	t.Helper()
	t.Run("held", func(t *testing.T) {
		w := newWorld(t)
		id := w.toLeave(p)
		spoil(w, id)
		w.refused(rule, w.clear(id))
		w.restRefused(rule, "PATCH", "trips/"+id, map[string]any{"state": "cleared"})
		if mend == nil {
			w.ready(id)
		} else {
			mend(w, id)
		}
		w.must(w.clear(id))
	})
}

// warned expects a trip to leave, and the board to say something in the name of a rule.
func warned(t *testing.T, rule string, p plan, spoil func(w *world, id string), says string) {
	t.Helper()
	t.Run("warned", func(t *testing.T) {
		w := newWorld(t)
		id := w.toLeave(p)
		if f := w.said(id, rule, says); f != nil {
			t.Errorf("%s speaks too early: %+v", rule, f)
		}
		spoil(w, id)
		f := w.said(id, rule, says)
		if f == nil || f.Severity == law.Block {
			t.Fatalf("%s does not warn: %+v", rule, f)
		}
		w.must(w.clear(id))
		if f.Severity == law.Warn && !strings.Contains(w.noteOf("trips.update"), rule) {
			t.Errorf("the journal does not say that %s was let through: %q", rule, w.noteOf("trips.update"))
		}
	})
}

// said is what the board says in the name of a rule, nil when it says nothing.
func (w *world) said(id, rule, says string) *law.Finding {
	w.t.Helper()
	board, err := trip.DepartureBoardOf(w.app, w.head, id)
	w.must(err)
	for _, f := range board.Findings() {
		if f.Rule == rule && strings.Contains(f.What, says) {
			return &f
		}
	}
	return nil
}

// abroad is a country to go to instead of Rome.
func abroad(code string) func(*plan) {
	return func(p *plan) { p.CountryCode, p.Destination = code, "Ailleurs" }
}

func TestV51NobodyLeavesWithoutAWrittenAuthorisation(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	other, parent := w.child("Grace", "2013-06-01")
	// No door makes a place firm without a signature: the row is put below them.
	_, err := w.app.DB().Insert("seats", dbx.Params{"id": "seatwithoutsign", "trip": id, "pupil": other, "state": "committed"}).Execute()
	w.must(err)
	w.ready(id)
	w.refused("V-51", w.clear(id))
	w.restRefused("V-51", "PATCH", "trips/"+id, map[string]any{"state": "cleared"})
	_, err = w.app.DB().Update("seats", dbx.Params{"state": "offered"}, dbx.HashExp{"id": "seatwithoutsign"}).Execute()
	w.must(err)
	w.must(w.sign(w.guardian(parent), id, other, true))
	w.must(w.clear(id))
}

// An outing in class time is not asked for: every pupil it is for goes, without a signature.
func TestV51ACompulsoryOutingAsksForNoSignature(t *testing.T) {
	w := newWorld(t)
	id := w.given(museum(free, func(p *plan) { p.Obligation, p.InTimetable = trip.Compulsory, true }), trip.Open)
	w.must(rehearsal.ReadyToLeave(t.Context(), w.app, w.cast(), id))
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	if len(d.Travellers) != 1 || d.Travellers[0].ID != w.pupil {
		t.Errorf("who goes: %+v", d.Travellers)
	}
	w.must(w.clear(id))
}

func TestV52ADisagreementKnownAfterTheSignatureHoldsThePupilBack(t *testing.T) {
	held(t, "V-52", rome(), func(w *world, _ string) {
		w.must(w.write(w.head, "pupils", w.pupil, map[string]any{"disagreement": true}))
	}, func(w *world, id string) { w.must(w.sign(w.guardian(w.father), id, w.pupil, true)) })
}

func TestV53WhoTurnsEighteenBeforeLeavingIsToldToSign(t *testing.T) {
	warned(t, "V-53", rome(), func(w *world, _ string) {
		w.must(w.write(w.head, "pupils", w.pupil, map[string]any{"birth_on": "2009-04-12"}))
	}, "majeur au départ")
}

func TestV54AbroadAsksForTheOriginalExitPermit(t *testing.T) {
	permit := func(change func(*trip.Paper)) func(*world, string) {
		return func(w *world, id string) { w.paper(id, trip.PaperExitPermit, change) }
	}
	for name, spoil := range map[string]func(*world, string){
		"missing":                        permit(func(p *trip.Paper) { p.State = "" }),
		"not checked yet":                permit(func(p *trip.Paper) { p.State = trip.PaperReceived }),
		"refused":                        permit(func(p *trip.Paper) { p.State, p.Reason = trip.PaperRefused, "Signature illisible." }),
		"more than a year before":        permit(func(p *trip.Paper) { p.SignedOn = "2026-04-11" }),
		"ended the day before":           permit(func(p *trip.Paper) { p.ExpiresOn = "2027-04-11" }),
		"no date of signature":           permit(func(p *trip.Paper) { p.SignedOn = "" }),
		"signed by somebody else":        permit(func(p *trip.Paper) { p.SignatoryID = "abcdefghijklmno" }),
		"signed by somebody unspecified": permit(func(p *trip.Paper) { p.SignatoryID = "" }),
	} {
		t.Run(name, func(t *testing.T) { held(t, "V-54", rome(), spoil, nil) })
	}
	t.Run("a day across the border is enough", func(t *testing.T) {
		held(t, "V-54", museum(abroad("BE")), permit(func(p *trip.Paper) { p.State = "" }), nil)
	})
}

// Signed on 12 April 2026 it lasts until the day of departure, a year later: enough to leave, not to come back.
func TestV54APermitThatEndsBeforeTheReturnWarns(t *testing.T) {
	warned(t, "V-54", rome(), func(w *world, id string) {
		w.paper(id, trip.PaperExitPermit, func(p *trip.Paper) { p.SignedOn = "2026-04-12" })
	}, "avant le retour")
}

func TestV54ACopyIsNotTheOriginal(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.refused("V-54", w.tryPaper(w.teacher, id, trip.PaperExitPermit, func(p *trip.Paper) { p.OriginalSeen = false }))
	row, err := w.app.FindFirstRecordByFilter("documents", "trip = {:trip} && kind = 'ast'", map[string]any{"trip": id})
	w.must(err)
	w.restRefused("V-54", "PATCH", "documents/"+row.Id, map[string]any{"original_seen": false})
}

func TestV54InFranceAndPastEighteenNothingIsAsked(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(museum())
	w.must(w.clear(id))
	id = w.toLeave(rome())
	w.paper(id, trip.PaperExitPermit, func(p *trip.Paper) { p.State = "" })
	w.refused("V-54", w.clear(id))
	w.must(w.write(w.head, "pupils", w.pupil, map[string]any{"birth_on": "2009-04-12"}))
	w.must(w.clear(id))
}

func TestV55TheSignatorysPaperFollowsTheirNationality(t *testing.T) {
	const on, years = law.Day("2027-04-12"), 5
	for _, c := range []struct {
		name, nationality, paper string
		expires                  law.Day
		good                     bool
	}{
		{"French, out of date for less than five years", "100", trip.IDCard, "2022-04-12", true},
		{"French, out of date for more than five years", "100", trip.IDCard, "2022-04-11", false},
		{"French with a residence permit", "100", trip.ResidencePermit, "2030-01-01", false},
		{"German, valid", "109", trip.IDCard, "2027-04-12", true},
		{"German, out of date since yesterday: the tolerance is for the French", "109", trip.IDCard, "2027-04-11", false},
		{"Swiss with a residence permit", "140", trip.ResidencePermit, "2028-01-01", true},
		{"Moroccan with an identity card", "350", trip.IDCard, "2030-01-01", false},
		{"Moroccan with a residence permit", "350", trip.ResidencePermit, "2030-01-01", true},
		{"refugee document", "335", trip.RefugeeDocument, "2028-01-01", true},
		{"refugee document out of date", "335", trip.RefugeeDocument, "2027-04-01", false},
		{"professional card of the social services", "", trip.ProfessionalCard, "", true},
		{"no paper", "100", "", "", false},
		{"no nationality", "", trip.Passport, "2030-01-01", false},
		{"no date", "100", trip.Passport, "", false},
	} {
		what, _ := trip.SignatoryPaperFault(trip.Paper{SignatoryNationality: c.nationality, SignatoryPaper: c.paper, SignatoryExpiresOn: c.expires}, on, years)
		if (what == "") != c.good {
			t.Errorf("%s: %q", c.name, what)
		}
	}
	held(t, "V-55", rome(), func(w *world, id string) {
		w.paper(id, trip.PaperExitPermit, func(p *trip.Paper) { p.SignatoryNationality, p.SignatoryExpiresOn = "109", "2027-01-01" })
	}, nil)
}

func TestV56ABanAsksForTheProofOfBothParents(t *testing.T) {
	held(t, "V-56", rome(), func(w *world, id string) {
		w.must(w.write(w.head, "pupils", w.pupil, map[string]any{"exit_ban": true}))
		w.must(w.sign(w.guardian(w.father), id, w.pupil, true)) // V-52 has nothing to say
	}, func(w *world, id string) {
		w.paper(id, trip.PaperBothParents, func(p *trip.Paper) { p.OriginalSeen = true })
	})
}

func TestV57AnIdentityPaperHoldsUntilTheReturn(t *testing.T) {
	identity := func(change func(*trip.Paper)) func(*world, string) {
		return func(w *world, id string) { w.paper(id, trip.PaperIdentity, change) }
	}
	for name, spoil := range map[string]func(*world, string){
		"missing":        identity(func(p *trip.Paper) { p.State = "" }),
		"ends too early": identity(func(p *trip.Paper) { p.ExpiresOn = "2027-04-16" }),
		"without a date": identity(func(p *trip.Paper) { p.ExpiresOn = "" }),
		"does not do":    identity(func(p *trip.Paper) { p.Paper = "other" }),
	} {
		t.Run(name, func(t *testing.T) { held(t, "V-57", rome(), spoil, nil) })
	}
	t.Run("until the day of return", func(t *testing.T) {
		w := newWorld(t)
		id := w.toLeave(rome())
		w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.Paper, p.ExpiresOn = trip.IDCard, "2027-04-17" })
		w.must(w.clear(id))
	})
}

// The head may take an old paper on the word of the country's sheet; no lift stands for a paper that is not there.
func TestV57TheHeadLiftsAnOldPaperNotAMissingOne(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.ExpiresOn = "2027-01-01" })
	lift := school.NewLift{Rule: "V-57", SubjectCollection: "trips", SubjectID: id, Reason: "Fiche Italie du 10 avril : passeport périmé admis."}
	w.objected(school.Lift(as(w.teacher), w.app, lift))
	w.refused("V-57", w.clear(id))
	w.must(school.Lift(as(w.head), w.app, lift))
	w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.State = "" })
	w.refused("V-57", w.clear(id))
	w.paper(id, trip.PaperIdentity, func(p *trip.Paper) {
		p.State, p.Paper, p.ExpiresOn, p.Nationality = trip.PaperChecked, trip.Passport, "2027-01-01", "100"
	})
	w.must(w.clear(id))
}

func TestV58OutsideTheUnionThePassportOutlastsTheReturn(t *testing.T) {
	warned(t, "V-58", rome(abroad("MA")), func(w *world, id string) {
		w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.ExpiresOn = "2027-10-16" }) // six months after 17 April is 17 October
	}, "moins de 6 mois")
}

// The table by country is the school's: Morocco then asks for nothing after the return.
func TestV58TheTableIsTheSchools(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome(abroad("MA")))
	w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.ExpiresOn = "2027-10-16" })
	today := school.Clock(w.app).Today()
	w.must(school.SetParameter(as(w.head), w.app, school.NewSetting{Rule: "V-58", Name: "passport_months_by_country", Value: "ma = 0 ; autres=6", From: today, Reason: "Fiche Maroc lue ce jour."}))
	if f := w.said(id, "V-58", "mois"); f != nil {
		t.Errorf("Morocco asks for %+v", f)
	}
	if w.said(id, "V-58", "visa") == nil {
		t.Error("nobody is told of visas")
	}
}

func TestV59AMinorFromOutsideTheUnionIsOnTheCollectiveDocument(t *testing.T) {
	moroccan := func(w *world, id string) {
		w.must(w.write(w.head, "pupils", w.pupil, map[string]any{"nationality": "350"}))
		w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.Nationality = "" })
	}
	t.Run("collective document", func(t *testing.T) {
		held(t, "V-59", rome(), moroccan, func(w *world, id string) { w.paper(id, trip.PaperCollective, func(*trip.Paper) {}) })
	})
	t.Run("own papers", func(t *testing.T) {
		held(t, "V-59", rome(), moroccan, func(w *world, id string) { w.paper(id, trip.PaperVisa, func(*trip.Paper) {}) })
	})
	t.Run("Ireland wants the passport besides", func(t *testing.T) {
		held(t, "V-59", rome(abroad("IE")), func(w *world, id string) {
			moroccan(w, id)
			w.paper(id, trip.PaperCollective, func(*trip.Paper) {})
			w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.State = "" })
		}, func(w *world, id string) {
			w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.State, p.Paper, p.ExpiresOn = trip.PaperChecked, trip.Passport, "2030-01-01" })
		})
	})
}

func TestV59AnUnknownNationalityIsSaid(t *testing.T) {
	warned(t, "V-59", rome(), func(w *world, id string) {
		w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.Nationality = "" })
	}, "nationalité")
}

// The list of SIECLE's codes is the twenty-seven, Iceland, Liechtenstein, Norway and Switzerland: the United Kingdom is out.
func TestV59TheUnionIsTheRightList(t *testing.T) {
	in := strings.Fields("109 110 131 111 254 119 101 134 106 105 126 112 136 127 107 108 137 144 135 122 139 114 117 145 104 116 102 113 103 140 99109")
	for _, code := range in {
		if trip.OriginOf(code) != trip.FromUnion {
			t.Errorf("%s is out", code)
		}
	}
	if len(in)-1 != 26+3+1 {
		t.Errorf("%d countries beside France", len(in)-1)
	}
	for _, code := range strings.Fields("132 350 352 335 243 155 208 121 125 123 138 404") {
		if trip.OriginOf(code) != trip.FromAbroad {
			t.Errorf("%s is in", code)
		}
	}
	if trip.OriginOf("100") != trip.FromFrance || trip.OriginOf("") != trip.FromNowhere {
		t.Error("France, or nothing, is misread")
	}
}

func TestV60TheBritishGroup(t *testing.T) {
	warned(t, "V-60", rome(abroad("GB")), func(w *world, id string) {
		w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.Paper = trip.IDCard })
	}, "moins de 5 élèves")
	warned(t, "V-60", rome(abroad("GB")), func(w *world, _ string) {
		w.must(w.write(w.head, "pupils", w.pupil, map[string]any{"birth_on": "2008-04-12"}))
	}, "plus de 18 ans")
	w := newWorld(t)
	id := w.toLeave(rome(abroad("GB")))
	if w.said(id, "V-60", "formulaire") == nil {
		t.Error("nobody is told of the form of the group")
	}
	w.must(trip.KeepPapers(as(w.teacher), w.app, id, []trip.Paper{{Kind: trip.PaperCollective, State: trip.PaperChecked}}))
	if f := w.said(id, "V-60", "formulaire"); f != nil {
		t.Errorf("the form was ticked: %+v", f)
	}
}

func TestV61TheHealthCardIsAdvised(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.paper(id, trip.PaperHealthCard, func(p *trip.Paper) { p.State = "" })
	if f := w.said(id, "V-61", ""); f != nil {
		t.Errorf("five months before, nobody has it yet: %+v", f)
	}
	w.on("2027-03-20")
	if f := w.said(id, "V-61", "européenne"); f == nil || f.Severity != law.Warn {
		t.Errorf("V-61: %+v", f)
	}
	w.must(w.clear(id))
}

func TestV62InsuranceOfAnOptionalTrip(t *testing.T) {
	insurance := func(change func(*trip.Paper)) func(*world, string) {
		return func(w *world, id string) { w.paper(id, trip.PaperInsurance, change) }
	}
	for name, spoil := range map[string]func(*world, string){
		"missing":           insurance(func(p *trip.Paper) { p.State = "" }),
		"liability only":    insurance(func(p *trip.Paper) { p.CoversAccident = false }),
		"accidents only":    insurance(func(p *trip.Paper) { p.CoversLiability = false }),
		"ends during it":    insurance(func(p *trip.Paper) { p.ExpiresOn = "2027-04-16" }),
		"without its dates": insurance(func(p *trip.Paper) { p.ExpiresOn = "" }),
	} {
		t.Run(name, func(t *testing.T) { held(t, "V-62", rome(), spoil, nil) })
	}
	t.Run("in France too", func(t *testing.T) {
		held(t, "V-62", museum(), insurance(func(p *trip.Paper) { p.State = "" }), nil)
	})
}

func TestV63TheHeadFixesTheNumberOfAdults(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.must(w.write(w.head, "trips", id, map[string]any{"adults_required": 0}))
	w.refused("V-63", w.clear(id))
	w.restRefused("V-63", "PATCH", "trips/"+id, map[string]any{"state": "cleared"})
	w.objected(w.write(w.teacher, "trips", id, map[string]any{"adults_required": 1}))
	w.objected(trip.FixSupervision(as(w.bursar), w.app, id, 1, ""))
	w.must(trip.FixSupervision(as(w.head), w.app, id, 3, "Groupe de quatrième."))
	w.refused("V-63", w.clear(id)) // two adults go
	w.must(trip.FixSupervision(as(w.head), w.app, id, 2, "Groupe de quatrième."))
	w.must(w.clear(id))
}

func TestV63RatiosAreLocalMarks(t *testing.T) {
	warned(t, "V-63", rome(), func(w *world, id string) {
		all, err := trip.Chaperones(w.app, w.head, id)
		w.must(err)
		for _, c := range all {
			if !c.Organiser {
				w.must(trip.RemoveChaperone(as(w.teacher), w.app, id, c.ID))
			}
		}
		w.must(trip.FixSupervision(as(w.head), w.app, id, 1, "Un seul élève."))
		w.must(trip.FreezeRoster(as(w.teacher), w.app, id, "La collègue ne vient plus."))
	}, "Moins de 2 adultes")
}

func TestV64PrimaryPupilsAndSportsWarn(t *testing.T) {
	warned(t, "V-64", rome(), func(w *world, id string) {
		w.must(w.write(w.teacher, "trips", id, map[string]any{"with_primary": true}))
	}, "jusqu’à 24")
	warned(t, "V-64", rome(), func(w *world, id string) {
		w.must(w.write(w.teacher, "trips", id, map[string]any{"sports": []string{"ski"}}))
	}, "ski")
}

func TestV65AVolunteerIsAuthorisedByTheHead(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.must(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "Jeanne Durand", Quality: trip.QualityVolunteer}))
	w.must(trip.FreezeRoster(as(w.teacher), w.app, id, "Une mère accompagne."))
	if f := w.said(id, "V-65", "pas encore autorisé"); f == nil || f.Severity != law.Warn {
		t.Fatalf("V-65: %+v", f)
	}
	row, err := w.app.FindFirstRecordByFilter("chaperones", "trip = {:trip} && name = 'Jeanne Durand'", map[string]any{"trip": id})
	w.must(err)
	w.objected(trip.SignOrder(as(w.bursar), w.app, id, row.Id))
	w.objected(w.write(w.bursar, "chaperones", row.Id, map[string]any{"authorised_on": "2026-11-16"}))
	w.objected(w.write(w.head, "chaperones", row.Id, map[string]any{"order_signed_on": "2026-11-16"}))
	w.must(trip.SignOrder(as(w.head), w.app, id, row.Id))
	if f := w.said(id, "V-65", "autorisé"); f != nil {
		t.Errorf("she is authorised: %+v", f)
	}
	if w.said(id, "V-65", "honorabilité") == nil {
		t.Error("the check of honourability is not asked for")
	}
	w.must(trip.DateHonour(as(w.secretary), w.app, id, row.Id, "2026-11-10", "2026-11-16"))
	if f := w.said(id, "V-65", ""); f != nil {
		t.Errorf("all is in order: %+v", f)
	}
	w.must(w.clear(id))
}

func TestV66EachAgentHasAMissionOrder(t *testing.T) {
	held(t, "V-66", rome(), func(w *world, id string) {
		row, err := w.app.FindFirstRecordByFilter("chaperones", "trip = {:trip} && staff = {:staff}", map[string]any{"trip": id, "staff": w.colleague.ID})
		w.must(err)
		w.objected(w.write(w.teacher, "chaperones", row.Id, map[string]any{"order_signed_on": ""}))
		w.must(w.write(w.head, "chaperones", row.Id, map[string]any{"order_signed_on": ""}))
		w.objected(trip.SignOrder(as(w.teacher), w.app, id, row.Id))
	}, nil)
}

func TestV66AnAgentOfTheLocalAuthorityWarns(t *testing.T) {
	warned(t, "V-66", rome(), func(w *world, id string) {
		agent := w.staff("Luc")
		w.must(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Staff: agent.ID, Quality: trip.QualityAgent}))
		w.must(trip.FreezeRoster(as(w.teacher), w.app, id, "Un agent accompagne."))
	}, "collectivité")
}

func TestV67TheListIsFrozenBeforeLeaving(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	other, parent := w.child("Grace", "2013-06-01")
	w.must(w.sign(w.guardian(parent), id, other, true))
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	for _, traveller := range d.Travellers {
		w.must(trip.KeepPapers(as(w.teacher), w.app, id, rehearsal.PapersInOrder(d, traveller)))
	}
	w.refused("V-67", w.clear(id))
	w.restRefused("V-67", "PATCH", "trips/"+id, map[string]any{"state": "cleared"})
	w.objected(trip.FreezeRoster(as(w.teacher), w.app, id, "")) // what has changed?
	w.objected(trip.FreezeRoster(as(w.colleague), w.app, id, "Grace vient aussi."))
	w.must(trip.FreezeRoster(as(w.teacher), w.app, id, "Grace vient aussi."))
	w.objected(trip.FreezeRoster(as(w.teacher), w.app, id, "Rien de neuf."))
	w.must(w.clear(id))
	rosters, err := trip.Rosters(w.app, w.head, id)
	w.must(err)
	if len(rosters) != 2 || rosters[0].VersionNo != 2 || len(rosters[0].Entries.Pupils) != 2 || len(rosters[1].Entries.Pupils) != 1 || rosters[0].By != "Paul Personnel" {
		t.Errorf("the log of the list: %+v", rosters)
	}
}

func TestV67AListIsOfTheMomentAndInSomebodysName(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	w.objected(trip.FreezeRoster(as(w.teacher), w.app, id, "")) // nobody goes
	w.must(w.sign(w.guardian(w.mother), id, w.pupil, true))
	d, err := trip.LoadDeparture(w.app, id)
	w.must(err)
	going := d.Going()
	fields := func(change map[string]any) map[string]any {
		all := map[string]any{"trip": id, "version_no": 1, "entries": going, "digest": going.Digest(), "by_staff": w.teacher.ID, "frozen_at": "2026-11-16 10:00:00.000Z"}
		for k, v := range change {
			all[k] = v
		}
		return all
	}
	without := trip.Entries{Adults: going.Adults}
	w.objected(w.try(w.teacher, "rosters", fields(map[string]any{"entries": without, "digest": without.Digest()})))
	w.objected(w.try(w.teacher, "rosters", fields(map[string]any{"digest": without.Digest()})))
	w.objected(w.try(w.teacher, "rosters", fields(map[string]any{"version_no": 2})))
	w.objected(w.try(w.teacher, "rosters", fields(map[string]any{"by_staff": w.head.ID})))
	w.restObjected("POST", "rosters", fields(nil))
	w.must(w.try(w.teacher, "rosters", fields(nil)))
	row, err := w.app.FindFirstRecordByFilter("rosters", "trip = {:trip}", map[string]any{"trip": id})
	w.must(err)
	w.objected(w.write(w.head, "rosters", row.Id, map[string]any{"reason": "Autre chose."}))
	w.objected(w.app.DeleteWithContext(as(w.head), row))
}

func TestV68TheCoachAndPrivateCarsAreNoted(t *testing.T) {
	for transport, says := range map[string]string{"coach": "schéma de conduite", "private_car": "voiture personnelle"} {
		t.Run(transport, func(t *testing.T) {
			w := newWorld(t)
			id := w.toLeave(rome())
			w.must(w.write(w.teacher, "trips", id, map[string]any{"transports": []string{transport}}))
			if f := w.said(id, "V-68", says); f == nil || f.Severity != law.Document {
				t.Errorf("%s: %+v", transport, f)
			}
			w.must(w.clear(id))
		})
	}
}

func TestV69NoHealthInFreeText(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	refuse := func(reason string) error {
		return w.tryPaper(w.teacher, id, trip.PaperIdentity, func(p *trip.Paper) { p.State, p.Reason = trip.PaperRefused, reason })
	}
	for _, text := range []string{"Élève asthmatique, voir la Ventoline.", "A un PAI.", "Allergie aux noix", "Sous traitement"} {
		w.refused("V-69", refuse(text))
		w.refused("V-69", trip.AskPaper(as(w.teacher), w.app, id, trip.AskedPaper{Kind: trip.PaperOther, Label: "Fiche", Note: text}))
		w.restRefused("V-69", "POST", "documents_asked", map[string]any{"trip": id, "kind": "other", "label": "Fiche", "audience": "pupils", "note": text})
	}
	w.refused("V-69", trip.FreezeRoster(as(w.teacher), w.app, id, "Ada est malade."))
	for _, text := range []string{"Photo illisible, payée par les parents.", "La pièce montrée est celle du frère."} {
		w.must(refuse(text))
	}
	w.must(trip.AskPaper(as(w.teacher), w.app, id, trip.AskedPaper{Kind: trip.PaperOther, Label: "Brevet de natation", Note: "Attestation « savoir nager »."}))
}

func TestV69HealthSheetsAreATickAndGoAfterTheReturn(t *testing.T) {
	warned(t, "V-69", rome(), func(w *world, id string) {
		w.paper(id, trip.PaperHealthSheet, func(p *trip.Paper) { p.State = "" })
	}, "fiche sanitaire")
	w := newWorld(t)
	id := w.given(rome(), trip.Cleared)
	_, err := trip.HealthSheetsDestroyed(as(w.teacher), w.app, id)
	w.objected(err)
	w.on("2027-04-17")
	w.must(trip.Step(as(w.teacher), w.app, id, trip.Returned, ""))
	n, err := trip.HealthSheetsDestroyed(as(w.teacher), w.app, id)
	w.must(err)
	if n != 1 {
		t.Errorf("%d sheets given back", n)
	}
}

func TestV70AbroadIsDeclaredOnAriane(t *testing.T) {
	undeclared := func(w *world, id string) { w.must(trip.DeclareAbroad(as(w.teacher), w.app, id, "", "")) }
	held(t, "V-70", rome(), undeclared, nil)
	held(t, "V-70", rome(), undeclared, func(w *world, id string) {
		lift := school.NewLift{Rule: "V-70", SubjectCollection: "trips", SubjectID: id, Reason: "Portail en panne, ambassade prévenue par courriel."}
		w.objected(school.Lift(as(w.bursar), w.app, lift))
		w.must(school.Lift(as(w.head), w.app, lift))
	})
	w := newWorld(t)
	w.must(w.clear(w.toLeave(museum())))
}

func TestV74PhotographsAreAskedApart(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	if f := w.said(id, "V-74", "photographié"); f == nil || f.Severity != law.Document {
		t.Errorf("V-74: %+v", f)
	}
	w.must(w.clear(id))
}

// Once a departure is authorised, what it rests on does not break it: the head takes it back first.
func TestWhatADepartureRestsOnHolds(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Cleared)
	w.refused("V-54", w.tryPaper(w.teacher, id, trip.PaperExitPermit, func(p *trip.Paper) { p.State = "" }))
	w.refused("V-62", w.tryPaper(w.teacher, id, trip.PaperInsurance, func(p *trip.Paper) { p.CoversAccident = false }))
	w.paper(id, trip.PaperIdentity, func(p *trip.Paper) { p.ExpiresOn = "2031-01-01" })
	w.refused("V-67", trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "Jeanne Durand", Quality: trip.QualityVolunteer}))
	all, err := trip.Chaperones(w.app, w.head, id)
	w.must(err)
	for _, c := range all {
		if c.Organiser {
			w.objected(trip.RemoveChaperone(as(w.head), w.app, id, c.ID))
		} else {
			w.refused("V-67", trip.RemoveChaperone(as(w.head), w.app, id, c.ID))
		}
	}
	seat := w.seatOf(id, w.pupil).Id
	w.refused("V-67", w.write(w.bursar, "seats", seat, map[string]any{"state": "withdrawn", "cause": "family"}))
	w.wantSeat(id, w.pupil, trip.SeatCommitted)
	w.refused("V-63", trip.FixSupervision(as(w.head), w.app, id, 5, ""))
	w.refused("V-70", trip.DeclareAbroad(as(w.teacher), w.app, id, "", ""))
	w.objected(trip.FreezeRoster(as(w.teacher), w.app, id, "Encore une version."))
	w.must(trip.Step(as(w.head), w.app, id, trip.Open, ""))
	w.must(w.write(w.bursar, "seats", seat, map[string]any{"state": "withdrawn", "cause": "family"}))
}

func TestATripComesBackOnItsDayOfReturn(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Cleared)
	w.on("2027-04-16")
	w.objected(trip.Step(as(w.teacher), w.app, id, trip.Returned, ""))
	w.on("2027-04-17")
	w.must(trip.Step(as(w.teacher), w.app, id, trip.Returned, ""))
}

// The refusal of the door counts pupils; it names none.
func TestTheDoorNamesNoPupil(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.paper(id, trip.PaperInsurance, func(p *trip.Paper) { p.State = "" })
	err := w.clear(id)
	if err == nil || !strings.Contains(err.Error(), "1\u00a0élève : l’attestation") {
		t.Errorf("refusal: %v", err)
	}
	for _, text := range []string{err.Error(), fmt.Sprint(w.rest("PATCH", "trips/"+id, map[string]any{"state": "cleared"}))} {
		if strings.Contains(text, "Ada") || strings.Contains(text, "Lovelace") {
			t.Errorf("a pupil is named: %s", text)
		}
	}
}

func TestPapersAreHandledByTheirPeople(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	tick := func(p *trip.Paper) { p.State = trip.PaperReceived }
	w.paper(id, trip.PaperInsurance, func(p *trip.Paper) { p.State = trip.PaperRefused; p.Reason = "Année passée." })
	for _, a := range []school.Actor{w.colleague, w.accountant, {Kind: school.Guardian, ID: w.mother}, {Kind: school.Operator, ID: "o"}, {Kind: school.Guest}} {
		w.objected(w.tryPaper(a, id, trip.PaperInsurance, tick))
		if a.Kind == school.Operator {
			continue // mends what is asked and who goes along; what was seen is a person's word
		}
		w.objected(trip.AskPaper(as(a), w.app, id, trip.AskedPaper{Kind: trip.PaperSecurityLetter}))
		w.objected(trip.AddChaperone(as(a), w.app, id, trip.Companion{Name: "Jeanne Durand", Quality: trip.QualityVolunteer}))
	}
	for _, a := range []school.Actor{w.secretary, w.bursar, w.head, w.teacher} {
		w.must(w.tryPaper(a, id, trip.PaperInsurance, tick))
		w.must(w.tryPaper(a, id, trip.PaperInsurance, func(p *trip.Paper) { p.State = trip.PaperChecked }))
	}
	checked := map[string]any{"trip": id, "pupil": w.pupil, "kind": "security_letter", "state": "checked", "checked_by": w.teacher.ID}
	w.objected(w.try(w.secretary, "documents", checked)) // in one's own name
	w.objected(w.tryPaper(w.teacher, id, trip.PaperExitPermit, func(p *trip.Paper) { p.State, p.Reason = trip.PaperWaived, "Pas la peine." }))
	w.objected(w.tryPaper(w.teacher, id, trip.PaperIdentity, func(p *trip.Paper) { p.State, p.Reason = trip.PaperRefused, "" }))
	w.objected(w.tryPaper(w.teacher, id, trip.PaperExitPermit, func(p *trip.Paper) { p.SignedOn = "2026-11-17" }))
	stranger := w.row("pupils", map[string]any{"first_name": "Zoé", "last_name": "Autre"})
	w.objected(w.try(w.teacher, "documents", map[string]any{"trip": id, "pupil": stranger, "kind": "insurance", "state": "received"}))
	w.restObjected("POST", "documents", map[string]any{"trip": id, "pupil": w.pupil, "kind": "visa", "state": "received"})
	row, err := w.app.FindFirstRecordByFilter("documents", "trip = {:trip} && kind = 'ast'", map[string]any{"trip": id})
	w.must(err)
	w.restObjected("DELETE", "documents/"+row.Id, nil)
	w.objected(w.write(w.head, "documents", row.Id, map[string]any{"pupil": stranger}))
}

// What the organiser makes a condition holds the trip back as a rule does.
func TestAPaperOfTheOrganiserMayBeACondition(t *testing.T) {
	w := newWorld(t)
	id := w.toLeave(rome())
	w.must(trip.AskPaper(as(w.teacher), w.app, id, trip.AskedPaper{Kind: trip.PaperOther, Label: "Brevet de natation", Blocks: true}))
	w.objected(w.clear(id))
	w.ready(id) // the new paper is seen too
	w.must(w.clear(id))
	row, err := w.app.FindFirstRecordByFilter("documents_asked", "trip = {:trip}", map[string]any{"trip": id})
	w.must(err)
	w.objected(trip.UnaskPaper(as(w.teacher), w.app, id, row.Id)) // it has been handed in
	w.objected(trip.AskPaper(as(w.teacher), w.app, id, trip.AskedPaper{Kind: trip.PaperOther}))
	w.must(trip.Step(as(w.head), w.app, id, trip.Open, ""))
	w.must(trip.AskPaper(as(w.teacher), w.app, id, trip.AskedPaper{Kind: trip.PaperInsurance, DueOn: "2027-03-01"}))
	w.objected(trip.AskPaper(as(w.teacher), w.app, id, trip.AskedPaper{Kind: trip.PaperInsurance}))
}

func TestTheOrganiserIsAlwaysAmongTheAdultsAndNobodyTwice(t *testing.T) {
	w := newWorld(t)
	id := w.given(rome(), trip.Open)
	all, err := trip.Chaperones(w.app, w.head, id)
	w.must(err)
	if len(all) != 1 || !all[0].Organiser || all[0].Duty != trip.DutyLeader {
		t.Fatalf("adults: %+v", all)
	}
	w.objected(trip.RemoveChaperone(as(w.head), w.app, id, all[0].ID))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Staff: w.teacher.ID, Quality: trip.QualityStaff}))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Staff: w.colleague.ID, Quality: trip.QualityStaff, Duty: trip.DutyLeader}))
	w.must(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "Jeanne  DURAND", Quality: trip.QualityVolunteer}))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "jeanne durand", Quality: trip.QualityVolunteer}))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Staff: w.colleague.ID, Quality: trip.QualityVolunteer}))
	w.objected(trip.AddChaperone(as(w.teacher), w.app, id, trip.Companion{Name: "Sans fiche", Quality: trip.QualityStaff}))
	w.must(w.write(w.head, "trips", id, map[string]any{"organiser": w.colleague.ID}))
	if all, err = trip.Chaperones(w.app, w.head, id); err != nil || len(all) != 3 {
		t.Errorf("the new organiser goes too: %+v %v", all, err)
	}
}
