package pb_hooks_test

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/rehearsal"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

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
