package school_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

func TestImportMakesOneRowForAllSiblings(t *testing.T) {
	for name, files := range map[string]func(*fixture.Data) []siecle.File{"xml": zipped, "workbook": workbook} {
		t.Run(name, func(t *testing.T) {
			app, data := testapp.New(t), small(fixture.Mutation{})
			importAll(t, app, files(data))
			children := map[string][]string{}
			for _, l := range data.Links {
				if l.Level == siecle.LevelLegal {
					children[l.GuardianKey] = append(children[l.GuardianKey], l.PupilKey)
				}
			}
			seen := 0
			for _, g := range data.Guardians {
				if len(children[g.Key]) < 2 {
					continue
				}
				seen++
				if n := count(t, app, "guardians", dbx.HashExp{"last_name": g.LastName, "first_name": g.FirstName, "phone_mobile": g.PhoneMobile}); n != 1 {
					t.Errorf("%s %s has %d rows for %d children", g.LastName, g.FirstName, n, len(children[g.Key]))
				}
			}
			if seen == 0 {
				t.Fatal("the fixture has no siblings")
			}
		})
	}
}

// A workbook has no PERSONNE_ID: the XML files that follow give it to the people already there.
func TestImportWorkbookThenXML(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	importAll(t, app, workbook(data))
	people, pupils := count(t, app, "guardians"), count(t, app, "pupils")
	if n := count(t, app, "guardians", dbx.HashExp{"personne_id": ""}); n != people {
		t.Fatalf("%d of %d people of a workbook without PERSONNE_ID", n, people)
	}
	d := importAll(t, app, zipped(data))
	if len(d.Added) != 0 || len(d.Left) != 0 || len(d.LinksEnded) != 0 || count(t, app, "pupils") != pupils {
		t.Errorf("pupils added %v, left %v, links ended %v", d.Added, d.Left, d.LinksEnded)
	}
	if n := count(t, app, "guardians"); n != len(data.Guardians) {
		t.Errorf("%d guardians, want %d: nobody twice", n, len(data.Guardians))
	}
	if n := count(t, app, "guardians", dbx.HashExp{"personne_id": ""}); n != 0 {
		t.Errorf("%d people without PERSONNE_ID", n)
	}
	if n := count(t, app, "guardianships"); n != len(data.Links) {
		t.Errorf("%d links, want %d", n, len(data.Links))
	}
	for _, l := range data.Links { // each link leads where the file says
		pupil, guardian := find(t, app, "pupils", "eleve_id", l.PupilKey), find(t, app, "guardians", "personne_id", l.GuardianKey)
		if n := count(t, app, "guardianships", dbx.HashExp{"pupil": pupil.Id, "guardian": guardian.Id, "responsibility": int(l.Level)}); n != 1 {
			t.Errorf("%s, %s: %d links of level %d", l.PupilKey, l.GuardianKey, n, l.Level)
		}
	}
	wantEmpty(t, readImport(t, app, zipped(data)))
}

func TestImportXMLThenWorkbook(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	importAll(t, app, zipped(data))
	d := importAll(t, app, workbook(data))
	if len(d.Added)+len(d.Left)+len(d.GuardiansAdded)+len(d.LinksAdded)+len(d.LinksEnded) != 0 {
		t.Errorf("a workbook of the same people: %v %v %v %v %v", d.Added, d.Left, d.GuardiansAdded, d.LinksAdded, d.LinksEnded)
	}
	for _, p := range data.Pupils { // a workbook has no code of a subject, and erases none
		raw := find(t, app, "pupils", "eleve_id", p.EleveID).GetString("options")
		if len(p.Options) > 0 && !strings.Contains(raw, p.Options[0].SubjectCode) {
			t.Errorf("%s: options %s", p.LastName, raw)
		}
	}
	if n := count(t, app, "guardians", dbx.HashExp{"personne_id": ""}); n != 0 {
		t.Errorf("%d people made by the workbook", n)
	}
	wantEmpty(t, readImport(t, app, workbook(data)))
	if n := len(readImport(t, app, zipped(data)).GuardiansAdded); n != 0 {
		t.Errorf("%d people doubled", n)
	}
}

// Files of before 2018 say RESP_LEGAL 1, 2 or 0 where those of today say NIVEAU_RESPONSABILITE.
func TestImportReadsTheOldShapeOfLinks(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	old := string(data.XML()[fixture.GuardiansFile])
	for from, to := range map[string]string{
		"RESPONSABLE_ELEVE>": "RESPONSABLE>", "NIVEAU_RESPONSABILITE>1<": "RESP_LEGAL>1<", "NIVEAU_RESPONSABILITE>2<": "RESP_LEGAL>0<",
		"NIVEAU_RESPONSABILITE>3<": "RESP_LEGAL>0<", "/NIVEAU_RESPONSABILITE>": "/RESP_LEGAL>",
	} {
		old = strings.ReplaceAll(old, from, to)
	}
	files := append(only(data, fixture.PupilsFile, fixture.StructuresFile, fixture.NomenclatureFile), siecle.Bytes("ResponsablesAvecAdresses.xml", []byte(old)))
	d := importAll(t, app, files)
	if len(d.LinksAdded) != len(data.Links) {
		t.Fatalf("%d links of %d", len(d.LinksAdded), len(data.Links))
	}
	wantEmpty(t, readImport(t, app, files))
	now := readImport(t, app, zipped(data)) // the level becomes exact, and nobody is doubled
	if len(now.GuardiansAdded)+len(now.LinksAdded)+len(now.LinksEnded) != 0 {
		t.Errorf("today's shape: %v %v %v", now.GuardiansAdded, now.LinksAdded, now.LinksEnded)
	}
}

func TestImportOfPartialFilesErasesNothing(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	importAll(t, app, zipped(data))
	for name, files := range map[string][]siecle.File{
		"guardians alone": only(data, fixture.GuardiansFile), "pupils alone": only(data, fixture.PupilsFile),
		"structures alone": only(data, fixture.StructuresFile), "nomenclature alone": only(data, fixture.NomenclatureFile),
		"without nomenclature": only(data, fixture.PupilsFile, fixture.GuardiansFile, fixture.StructuresFile),
		"without addresses":    {siecle.Bytes("ElevesSansAdresses.xml", without(data.XML()[fixture.PupilsFile], "ADRESSES", "ADRESSE_ID"))},
		"without structures":   {siecle.Bytes("ElevesAvecAdresses.xml", without(data.XML()[fixture.PupilsFile], "STRUCTURES"))},
		"without options":      {siecle.Bytes("ElevesAvecAdresses.xml", without(data.XML()[fixture.PupilsFile], "OPTIONS"))},
	} {
		t.Run(name, func(t *testing.T) { wantEmpty(t, readImport(t, app, files)) })
	}
}

// without takes elements off, with all they hold.
func without(raw []byte, names ...string) []byte {
	s := string(raw)
	for _, name := range names {
		for {
			from := strings.Index(s, "<"+name+">")
			to := strings.Index(s, "</"+name+">")
			if from < 0 || to < from {
				break
			}
			s = s[:from] + s[to+len(name)+3:]
		}
	}
	return []byte(s)
}

func TestImportInPartsEqualsImportAtOnce(t *testing.T) {
	data := small(fixture.Mutation{})
	app, other := testapp.New(t), testapp.New(t)
	for _, name := range []string{fixture.NomenclatureFile, fixture.StructuresFile, fixture.PupilsFile, fixture.GuardiansFile} {
		importAll(t, app, only(data, name))
	}
	importAll(t, other, zipped(data))
	compareSchools(t, app, other)

	first := testapp.New(t)
	d := readImport(t, first, only(data, fixture.GuardiansFile))
	if len(d.LinksAdded) != 0 || len(d.Rejected) != len(data.Links) || d.Rejected[0].File != fixture.GuardiansFile {
		t.Errorf("guardians before pupils: %d links, %d rejected", len(d.LinksAdded), len(d.Rejected))
	}
}

func TestImportLeavesWhatTheSchoolAloneKnows(t *testing.T) {
	app := testapp.New(t)
	importAll(t, app, zipped(small(fixture.Mutation{})))
	for _, sql := range []string{
		"UPDATE pupils SET disagreement = 1, exit_ban = 1", "UPDATE guardianships SET address_hidden = 1",
	} {
		if _, err := app.DB().NewQuery(sql).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	importAll(t, app, zipped(small(fixture.Mutation{Addresses: 5, Phones: 5, Classes: 5, Leavers: 2})))
	importAll(t, app, workbook(small(fixture.Mutation{Addresses: 5, Phones: 5, Classes: 5, Leavers: 2})))
	if n := count(t, app, "pupils", dbx.Not(dbx.HashExp{"disagreement": true, "exit_ban": true})); n != 0 {
		t.Errorf("%d pupils lost a flag of the school", n)
	}
	if n := count(t, app, "guardianships", dbx.Not(dbx.HashExp{"address_hidden": true})); n != 0 {
		t.Errorf("%d links lost their protection", n)
	}
}

// A line that cannot be read says nothing of the pupil: it does not make him leave.
func TestImportKeepsThePupilOfARejectedLine(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	importAll(t, app, zipped(data))
	p := data.Pupils[4]
	born := p.BirthDate[8:] + "/" + p.BirthDate[5:7] + "/" + p.BirthDate[:4]
	raw := strings.Replace(string(data.XML()[fixture.PupilsFile]), "<DATE_NAISS>"+born, "<DATE_NAISS>31/02/2013", 1)
	d := readImport(t, app, []siecle.File{siecle.Bytes("ElevesAvecAdresses.xml", []byte(raw))})
	if len(d.Rejected) != 1 || d.Rejected[0].Line == 0 || len(d.Left) != 0 {
		t.Errorf("rejected %+v, left %+v", d.Rejected, d.Left)
	}
}

func TestImportEndsLinksAndOpensThemAgain(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	importAll(t, app, zipped(data))
	less := small(fixture.Mutation{})
	counted := map[string]int{}
	for _, l := range less.Links {
		counted[l.PupilKey]++
	}
	i := slices.IndexFunc(less.Links, func(l siecle.Link) bool { return counted[l.PupilKey] > 1 })
	gone := less.Links[i]
	less.Links = slices.Delete(less.Links, i, i+1)
	d := importAll(t, app, zipped(less))
	if len(d.LinksEnded) != 1 || len(d.LinksAdded) != 0 {
		t.Fatalf("ended %+v, added %+v", d.LinksEnded, d.LinksAdded)
	}
	pupil, guardian := find(t, app, "pupils", "eleve_id", gone.PupilKey), find(t, app, "guardians", "personne_id", gone.GuardianKey)
	link, err := app.FindFirstRecordByFilter("guardianships", "pupil = {:p} && guardian = {:g}", dbx.Params{"p": pupil.Id, "g": guardian.Id})
	if err != nil || link.GetString("ended_on") != "2026-11-16" {
		t.Fatalf("ended link: %v %v", link, err)
	}
	wantEmpty(t, readImport(t, app, zipped(less)))
	back := importAll(t, app, zipped(data))
	if len(back.LinksAdded) != 0 || len(back.LinksChanged) != 1 {
		t.Errorf("back: %+v", back.LinksChanged)
	}
}

func TestImportSwapsNumbers(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	importAll(t, app, zipped(data))
	var with []int
	for i, p := range data.Pupils {
		if p.INE != "" {
			with = append(with, i)
		}
	}
	a, b := &data.Pupils[with[0]], &data.Pupils[with[1]]
	a.INE, b.INE = b.INE, a.INE
	d := importAll(t, app, zipped(data))
	if len(d.Changed) != 2 || find(t, app, "pupils", "eleve_id", a.EleveID).GetString("ine") != a.INE {
		t.Errorf("swapped INE: %+v", d.Changed)
	}
	data.Pupils[with[2]].INE = a.INE // two pupils under one number: SIECLE is to be mended
	d = importAll(t, app, zipped(data))
	if len(d.Rejected) != 1 || !strings.Contains(d.Rejected[0].Reason, a.INE) {
		t.Errorf("one INE for two: %+v", d.Rejected)
	}
}

func TestImportKeepsWhereAPupilWasAndSinceWhen(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	importAll(t, app, zipped(data))
	p := &data.Pupils[2]
	was := p.Class
	for _, c := range data.Classes {
		if c.Code != was && c.Code[0] == was[0] {
			p.Class = c.Code
		}
	}
	data.Date = "2026-12-01"
	importAll(t, app, zipped(data))
	rows := linesOf(t, app, `SELECT c.code, l.from_on, l.until_on FROM placements l JOIN pupils p ON p.id = l.pupil JOIN classes c ON c.id = l.class
		WHERE p.eleve_id = '`+p.EleveID+`' ORDER BY l.from_on`)
	if want := []string{was + " | 2026-09-01 | 2026-11-30", p.Class + " | 2026-12-01 | "}; !slices.Equal(rows, want) {
		t.Errorf("%q, want %q", rows, want)
	}
}
