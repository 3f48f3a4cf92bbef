package siecle_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
)

var update = flag.Bool("update", false, "write the golden files again")

func read(t *testing.T, files ...siecle.File) *siecle.Export {
	t.Helper()
	e, err := siecle.Read(context.Background(), files, siecle.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func xmlFiles(d *fixture.Data) []siecle.File {
	content := d.XML()
	var files []siecle.File
	for _, name := range []string{fixture.PupilsFile, fixture.GuardiansFile, fixture.StructuresFile, fixture.NomenclatureFile} {
		files = append(files, siecle.Bytes(name, content[name]))
	}
	return files
}

func TestGolden(t *testing.T) {
	var files []siecle.File
	for _, name := range []string{"ElevesAvecAdresses.xml", "ResponsablesAvecAdresses.xml", "Structures.xml"} {
		path := filepath.Join("testdata", "small", name)
		files = append(files, siecle.File{Name: name, Open: func() (io.ReadCloser, error) { return os.Open(path) }})
	}
	var got bytes.Buffer
	encoder := json.NewEncoder(&got)
	encoder.SetIndent("", "  ")
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(read(t, files...)); err != nil {
		t.Fatal(err)
	}
	golden := filepath.Join("testdata", "small.json")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Errorf("small export changed; see the difference with -update and git diff")
	}
}

func TestRoundTripXML(t *testing.T) {
	d := fixture.School(7, fixture.Options{})
	for name, files := range map[string][]siecle.File{
		"separate": xmlFiles(d),
		"zipped":   {siecle.Bytes("export.zip", d.Zip())},
	} {
		t.Run(name, func(t *testing.T) {
			e := read(t, files...)
			sameList(t, "pupils", e.Pupils, d.Pupils)
			sameList(t, "guardians", e.Guardians, d.Guardians)
			sameList(t, "links", e.Links, d.Links)
			sameList(t, "classes", e.Classes, d.Classes)
			sameList(t, "groups", e.Groups, d.Groups)
			sameList(t, "MEFs", e.MEFs, d.MEFs)
			sameList(t, "subjects", e.Subjects, d.Subjects)
			if e.UAI != d.UAI || int(e.Year) != d.Year || e.Year.String() != "2026-2027" {
				t.Errorf("school %s, year %s", e.UAI, e.Year)
			}
			if !e.HasPupils || !e.HasGuardians || !e.HasStructures || !e.HasNomenclature || !e.HasPupilAddresses || !e.HasGuardianAddresses {
				t.Errorf("a flag is down: %+v", e)
			}
			if len(e.Rejected)+len(e.Notes) != 0 {
				t.Errorf("rejected %v, notes %v", e.Rejected, e.Notes)
			}
			if len(e.Files) != 4 || e.Files[0].Encoding != "ISO-8859-15" || len(e.Files[0].SHA256) != 64 || e.Files[0].ExportedOn != "2026-11-16" {
				t.Errorf("files %+v", e.Files)
			}
		})
	}
}

func sameList[T any](t *testing.T, what string, got, want []T) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d %s, want %d", len(got), what, len(want))
		return
	}
	for i := range got {
		if !reflect.DeepEqual(got[i], want[i]) {
			a, _ := json.Marshal(got[i])
			b, _ := json.Marshal(want[i])
			t.Errorf("%s %d:\n got %s\nwant %s", what, i, a, b)
			return
		}
	}
}

func TestRoundTripWorkbook(t *testing.T) {
	d := fixture.School(7, fixture.Options{})
	for name, variant := range map[string]fixture.Variant{"current headers": fixture.Current, "older headers": fixture.Older} {
		t.Run(name, func(t *testing.T) {
			e := read(t, siecle.Bytes("eleves.xlsx", d.XLSX(variant)))
			if len(e.Pupils) != len(d.Pupils) {
				t.Fatalf("%d pupils, want %d", len(e.Pupils), len(d.Pupils))
			}
			for i, got := range e.Pupils {
				want := d.Pupils[i]
				if got.Elenoet != want.Elenoet || got.LastName != want.LastName || got.FirstName != want.FirstName || got.BirthDate != want.BirthDate ||
					got.INE != want.INE || got.Class != want.Class || !reflect.DeepEqual(got.Groups, want.Groups) || got.Sex != want.Sex ||
					got.BoardingCode != want.BoardingCode || got.MEF != want.MEF || got.PhoneMobile != want.PhoneMobile || len(got.Options) != len(want.Options) ||
					!reflect.DeepEqual(got.Address.Lines(), want.Address.Lines()) || got.Address.Town != want.Address.Town || got.EnteredOn != want.EnteredOn {
					t.Fatalf("pupil %d:\n got %+v\nwant %+v", i, got, want)
				}
				for name, value := range got.Extra {
					if strings.Contains(name+value, "ourse") || strings.Contains(name+value, "BOURSE") {
						t.Fatalf("scholarship kept: %s = %s", name, value)
					}
				}
			}
			if want := guardiansInWorkbook(d); len(e.Guardians) != want {
				t.Errorf("%d guardians, want %d: siblings share them", len(e.Guardians), want)
			}
			if e.UAI != d.UAI || e.UAIDigits != d.UAI[1:7] || e.Year != 0 || !e.HasPupils || !e.HasGuardians || e.HasStructures {
				t.Errorf("school %q %q, year %d", e.UAI, e.UAIDigits, e.Year)
			}
			if len(e.Classes) != len(d.Classes) || e.Classes[0].Label != d.Classes[0].Label {
				t.Errorf("classes %+v", e.Classes)
			}
			if len(e.Notes) != 1 || !strings.Contains(e.Notes[0], "réunies") {
				t.Errorf("the merging of guardians is not told: %v", e.Notes)
			}
			for _, l := range e.Links {
				if l.KinshipLabel == "MERE" && l.KinshipCode != "10" || l.Rank < 1 || l.Rank > 2 || l.Level != siecle.LevelLegal {
					t.Fatalf("link %+v", l)
				}
			}
		})
	}
}

// guardiansInWorkbook counts those among the two first legal guardians or persons in charge of a pupil.
func guardiansInWorkbook(d *fixture.Data) int {
	perPupil, seen := map[string]int{}, map[string]bool{}
	for _, l := range d.Links {
		if l.Level != siecle.LevelContact && perPupil[l.PupilKey] < 2 {
			perPupil[l.PupilKey]++
			seen[l.GuardianKey] = true
		}
	}
	return len(seen)
}

func TestWorkbookWithStructuresAndNomenclature(t *testing.T) {
	d := fixture.School(7, fixture.Options{Pupils: 60})
	files := d.XML()
	e := read(t, siecle.Bytes("eleves.xlsx", d.XLSX(fixture.Current)), siecle.Bytes("s.xml", files[fixture.StructuresFile]), siecle.Bytes("n.xml", files[fixture.NomenclatureFile]))
	sameList(t, "classes", e.Classes, d.Classes)
	if e.Year != 2026 || e.UAI != d.UAI {
		t.Errorf("school %s, year %d", e.UAI, e.Year)
	}
	for i, p := range e.Pupils {
		if !reflect.DeepEqual(p.Options, d.Pupils[i].Options) {
			t.Fatalf("options %+v, want %+v: the nomenclature gives the codes", p.Options, d.Pupils[i].Options)
		}
	}
}

func TestRealNomenclature(t *testing.T) {
	raw, err := os.ReadFile("testdata/nomenclature-2019.xml")
	if err != nil {
		t.Fatal(err)
	}
	e := read(t, siecle.Bytes("Nomenclature.xml", raw))
	if len(e.MEFs) != 29 || len(e.Subjects) != 108 || len(e.Programmes) != 590 || len(e.RankedOptions) != 284 {
		t.Errorf("%d MEFs, %d subjects, %d programmes, %d options", len(e.MEFs), len(e.Subjects), len(e.Programmes), len(e.RankedOptions))
	}
	if e.UAI != "0750680G" || e.Year != 2019 || len(e.Rejected) != 0 || e.HasPupils || !e.HasNomenclature {
		t.Errorf("school %s, year %d, rejected %v", e.UAI, e.Year, e.Rejected)
	}
	for name, size := range map[string]int{"REGIMES": 22, "LIENS_PARENTE": 11, "MOTIFS_SORTIE": 29, "PROFESSIONS": 41, "TYPES_ETABLISSEMENT": 63, "BOURSES": 0} {
		if len(e.CodeLists[name]) != size {
			t.Errorf("%d lines in %s, want %d", len(e.CodeLists[name]), name, size)
		}
	}
	if m := e.MEFs[0]; m.Code != "20010015110" || *m.CompulsoryOptions != 4 || m.ClosedOn != "2019-08-31" || m.Extra["STATUT_MEF"] != "1" {
		t.Errorf("first MEF %+v", m)
	}
	if got := e.CodeLists["REGIMES"][0]; got.Code != "0" || got.Short != "EXTERN" {
		t.Errorf("first boarding code %+v", got)
	}
}

func TestFixtureHasEveryTrap(t *testing.T) {
	d := fixture.School(7, fixture.Options{})
	var noINE, line3, noMail, abroad, adults, separated, shared int
	mailboxes := map[string]int{}
	address := map[string]string{}
	for _, g := range d.Guardians {
		address[g.Key] = g.Address.ID
		if g.Email == "" {
			noMail++
		}
		mailboxes[g.Email]++
	}
	perPupil := map[string]map[string]bool{}
	children := map[string]int{}
	for _, l := range d.Links {
		children[l.GuardianKey]++
		if l.Level == siecle.LevelLegal {
			if perPupil[l.PupilKey] == nil {
				perPupil[l.PupilKey] = map[string]bool{}
			}
			perPupil[l.PupilKey][address[l.GuardianKey]] = true
		}
	}
	for _, n := range mailboxes {
		if n == 2 {
			shared++
		}
	}
	siblings := 0
	for _, n := range children {
		if n > 1 {
			siblings++
		}
	}
	for _, p := range d.Pupils {
		if p.INE == "" {
			noINE++
		}
		if p.Address.Line1 == "" && p.Address.Line3 != "" {
			line3++
		}
		if p.Address.ForeignTown != "" || p.BirthCountry != "100" {
			abroad++
		}
		if p.BirthDate <= "2008-11-16" {
			adults++
		}
		if len(perPupil[p.Key]) == 2 {
			separated++
		}
	}
	for name, n := range map[string]int{"without INE": noINE, "on line 3": line3, "guardians without mail": noMail, "abroad": abroad, "adults": adults,
		"separated": separated, "shared mailboxes": shared, "guardians of siblings": siblings} {
		if n == 0 {
			t.Errorf("no pupil or guardian %s", name)
		}
	}
	if len(d.Pupils) != 450 || len(d.Classes) != 20 || len(d.Guardians) < 700 || len(d.Guardians) > 900 {
		t.Errorf("%d pupils, %d classes, %d guardians", len(d.Pupils), len(d.Classes), len(d.Guardians))
	}
	if !siecle.ValidUAI(d.UAI) {
		t.Errorf("UAI %s", d.UAI)
	}
}

func TestFixtureIsDeterministicAndMutates(t *testing.T) {
	before := fixture.School(7, fixture.Options{Pupils: 80})
	if !bytes.Equal(before.Zip(), fixture.School(7, fixture.Options{Pupils: 80}).Zip()) {
		t.Error("the same seed gives another school")
	}
	after := fixture.School(7, fixture.Options{Pupils: 80, Date: "2026-12-01",
		Mutate: fixture.Mutation{Addresses: 4, Phones: 6, Leavers: 3, Gone: 2, Newcomers: 5, Classes: 2}})
	was := map[string]siecle.Pupil{}
	for _, p := range before.Pupils {
		was[p.Key] = p
	}
	var leavers, newcomers, moved, class int
	for _, p := range after.Pupils {
		old, known := was[p.Key]
		delete(was, p.Key)
		switch {
		case !known:
			newcomers++
			continue
		case p.LeftOn != "":
			leavers++
		case p.Class != old.Class:
			class++
		}
		if p.Address.ID != old.Address.ID {
			moved++
		}
	}
	if leavers != 3 || newcomers != 5 || len(was) != 2 || class != 2 || moved < 3 {
		t.Errorf("%d leavers, %d newcomers, %d gone, %d changes of class, %d moved", leavers, newcomers, len(was), class, moved)
	}
	e := read(t, xmlFiles(after)...)
	sameList(t, "pupils", e.Pupils, after.Pupils)
	sameList(t, "links", e.Links, after.Links)
}

func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	d := fixture.School(1, fixture.Options{Pupils: 5})
	if _, err := siecle.Read(ctx, xmlFiles(d), siecle.Limits{}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}
