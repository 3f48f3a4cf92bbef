package siecle_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
)

// bee wraps sections into a file of SIECLE.
func bee(root, uai, year, sections string) string {
	return fmt.Sprintf(`<?xml version="1.0" encoding="UTF-8"?><%s VERSION="3.0"><PARAMETRES><UAJ>%s</UAJ><ANNEE_SCOLAIRE>%s</ANNEE_SCOLAIRE></PARAMETRES><DONNEES>%s</DONNEES></%s>`,
		root, uai, year, sections, root)
}

func pupils(sections string) siecle.File {
	return siecle.Bytes("eleves.xml", []byte(bee("BEE_ELEVES", "0990001N", "2026", sections)))
}

func guardians(sections string) siecle.File {
	return siecle.Bytes("responsables.xml", []byte(bee("BEE_RESPONSABLES", "0990001N", "2026", sections)))
}

func TestPupilRecords(t *testing.T) {
	const people = `<NOM_DE_FAMILLE>DUPRÉ</NOM_DE_FAMILLE><PRENOM>Noé</PRENOM>`
	for _, c := range []struct {
		name, record string
		rejected     string // "" when kept
		check        func(p siecle.Pupil) bool
	}{
		{"nothing but an id and a name", `<ELEVE ELEVE_ID="1">` + people + `</ELEVE>`, "", func(p siecle.Pupil) bool {
			return p.Key == "1" && p.LastName == "DUPRÉ" && p.INE == "" && p.BirthDate == "" && p.Repeating == nil && p.SMSAccepted == nil && p.Extra == nil
		}},
		{"id as a leaf", `<ELEVE><ELEVE_ID> 1 </ELEVE_ID>` + people + `</ELEVE>`, "", func(p siecle.Pupil) bool { return p.EleveID == "1" }},
		{"no id", `<ELEVE>` + people + `</ELEVE>`, "sans identifiant ELEVE_ID : DUPRÉ Noé", nil},
		{"no id, no name", `<ELEVE/>`, "sans identifiant ni nom", nil},
		{"no name", `<ELEVE ELEVE_ID="1"><PRENOM>Noé</PRENOM></ELEVE>`, "sans nom de famille", nil},
		{"impossible birth date", `<ELEVE ELEVE_ID="1">` + people + `<DATE_NAISS>31/02/2014</DATE_NAISS></ELEVE>`, "date de naissance illisible « 31/02/2014 »", nil},
		{"American birth date", `<ELEVE ELEVE_ID="1">` + people + `<DATE_NAISS>02/28/2014</DATE_NAISS></ELEVE>`, "date de naissance illisible", nil},
		{"ISO date with hour", `<ELEVE ELEVE_ID="1">` + people + `<DATE_NAISS>2014-02-28T00:00:00</DATE_NAISS></ELEVE>`, "", func(p siecle.Pupil) bool { return p.BirthDate == "2014-02-28" }},
		{"bad entry date is kept as written", `<ELEVE ELEVE_ID="1">` + people + `<DATE_ENTREE>septembre</DATE_ENTREE></ELEVE>`, "",
			func(p siecle.Pupil) bool { return p.EnteredOn == "" && p.Extra["DATE_ENTREE"] == "septembre" }},
		{"unknown leaves are kept, branches too", `<ELEVE ELEVE_ID="1">` + people + `<NOUVEAU>x</NOUVEAU><BLOC><A>1</A><A>0</A><VIDE/></BLOC></ELEVE>`, "",
			func(p siecle.Pupil) bool {
				return reflect.DeepEqual(p.Extra, map[string]string{"NOUVEAU": "x", "BLOC/A": "0 ; 1"})
			}},
		{"scholarships are not", `<ELEVE ELEVE_ID="1">` + people + `<CODE_BOURSE>8</CODE_BOURSE><BOURSES><CODE_BOURSE>8</CODE_BOURSE><NB_PARTS>3</NB_PARTS></BOURSES></ELEVE>`, "",
			func(p siecle.Pupil) bool { return p.Extra == nil }},
		{"INE is normalised", `<ELEVE ELEVE_ID="1">` + people + `<ID_NATIONAL> 070 803 070aj</ID_NATIONAL></ELEVE>`, "", func(p siecle.Pupil) bool { return p.INE == "070803070AJ" }},
		{"sex", `<ELEVE ELEVE_ID="1">` + people + `<CODE_SEXE>2</CODE_SEXE><DOUBLEMENT>1</DOUBLEMENT></ELEVE>`, "", func(p siecle.Pupil) bool { return p.Sex == "F" && *p.Repeating }},
		{"five entities, CDATA, comments", `<ELEVE ELEVE_ID="1"><NOM_DE_FAMILLE>A&amp;<!-- x --><![CDATA[B<]]></NOM_DE_FAMILLE></ELEVE>`, "", func(p siecle.Pupil) bool { return p.LastName == "A&B<" }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := read(t, pupils("<ELEVES>"+c.record+"</ELEVES>"))
			if c.rejected != "" {
				if len(e.Pupils) != 0 || len(e.Rejected) != 1 || !strings.Contains(e.Rejected[0].Reason, c.rejected) || e.Rejected[0].File != "eleves.xml" || e.Rejected[0].Line != 1 {
					t.Errorf("pupils %+v, rejected %+v", e.Pupils, e.Rejected)
				}
				return
			}
			if len(e.Pupils) != 1 || len(e.Rejected) != 0 || !c.check(e.Pupils[0]) {
				t.Errorf("pupils %+v, rejected %+v", e.Pupils, e.Rejected)
			}
		})
	}
}

func TestRejectedLines(t *testing.T) {
	e := read(t, pupils("\n<ELEVES>\n<ELEVE ELEVE_ID=\"1\"><NOM_DE_FAMILLE>A</NOM_DE_FAMILLE></ELEVE>\n<ELEVE ELEVE_ID=\"1\">\n<NOM_DE_FAMILLE>B</NOM_DE_FAMILLE></ELEVE></ELEVES>"))
	if len(e.Rejected) != 1 || e.Rejected[0].Line != 4 || !strings.Contains(e.Rejected[0].Reason, "en double") || e.Pupils[0].LastName != "A" {
		t.Errorf("rejected %+v", e.Rejected)
	}
}

func TestClassIsTypeDWhateverTheOrder(t *testing.T) {
	structure := func(code, kind string) string {
		return "<STRUCTURE><CODE_STRUCTURE>" + code + "</CODE_STRUCTURE><TYPE_STRUCTURE>" + kind + "</TYPE_STRUCTURE></STRUCTURE>"
	}
	pupil := `<ELEVES><ELEVE ELEVE_ID="1"><NOM_DE_FAMILLE>A</NOM_DE_FAMILLE></ELEVE></ELEVES>`
	for name, c := range map[string]struct {
		structures string
		class      string
		groups     []string
	}{
		"class last":       {structure("LAT", "G") + structure("ANG", "G") + structure("5B", "D"), "5B", []string{"ANG", "LAT"}},
		"class first":      {structure("5B", "D") + structure("LAT", "G"), "5B", []string{"LAT"}},
		"groups only":      {structure("LAT", "G"), "", []string{"LAT"}},
		"no type, alone":   {structure("5B", ""), "5B", nil},
		"no type, several": {structure("5B", "") + structure("LAT", ""), "", []string{"5B", "LAT"}},
		"two classes":      {structure("5C", "D") + structure("5B", "D"), "5B", nil},
		"said twice":       {structure("LAT", "G") + structure("LAT", "G"), "", []string{"LAT"}},
	} {
		t.Run(name, func(t *testing.T) {
			section := `<STRUCTURES><STRUCTURES_ELEVE ELEVE_ID="1">` + c.structures + `</STRUCTURES_ELEVE></STRUCTURES>`
			for _, sections := range []string{pupil + section, section + pupil} {
				p := read(t, pupils(sections)).Pupils[0]
				if p.Class != c.class || len(p.Groups)+len(c.groups) > 0 && !reflect.DeepEqual(p.Groups, c.groups) {
					t.Errorf("class %q, groups %v", p.Class, p.Groups)
				}
			}
		})
	}
}

func TestResponsibility(t *testing.T) {
	person := `<PERSONNES><PERSONNE PERSONNE_ID="9"><NOM_DE_FAMILLE>FAYE</NOM_DE_FAMILLE></PERSONNE></PERSONNES>`
	for _, c := range []struct {
		name, link string
		want       siecle.Link
	}{
		{"legal", `<NIVEAU_RESPONSABILITE>1</NIVEAU_RESPONSABILITE><CODE_PARENTE>10</CODE_PARENTE><PAIE_FRAIS_SCOLAIRES>true</PAIE_FRAIS_SCOLAIRES>`,
			siecle.Link{Level: siecle.LevelLegal, KinshipCode: "10", Pays: new(true)}},
		{"in charge", `<NIVEAU_RESPONSABILITE>2</NIVEAU_RESPONSABILITE><HEBERGE_ELEVE>1</HEBERGE_ELEVE>`, siecle.Link{Level: siecle.LevelCharge, LivesWith: new(true)}},
		{"contact", `<NIVEAU_RESPONSABILITE>3</NIVEAU_RESPONSABILITE>`, siecle.Link{Level: siecle.LevelContact}},
		{"old first legal", `<RESP_LEGAL>1</RESP_LEGAL><RESP_FINANCIER>1</RESP_FINANCIER>`, siecle.Link{Level: siecle.LevelLegal, Rank: 1, Pays: new(true)}},
		{"old second legal", `<RESP_LEGAL>2</RESP_LEGAL><RESP_FINANCIER>0</RESP_FINANCIER>`, siecle.Link{Level: siecle.LevelLegal, Rank: 2, Pays: new(false)}},
		{"old contact", `<RESP_LEGAL>0</RESP_LEGAL><PERS_CONTACT>1</PERS_CONTACT>`, siecle.Link{Level: siecle.LevelContact, Extra: map[string]string{"PERS_CONTACT": "1"}}},
		{"both, the new one wins", `<RESP_LEGAL>0</RESP_LEGAL><NIVEAU_RESPONSABILITE>2</NIVEAU_RESPONSABILITE>`, siecle.Link{Level: siecle.LevelCharge}},
		{"unknown level", `<NIVEAU_RESPONSABILITE>7</NIVEAU_RESPONSABILITE>`, siecle.Link{Extra: map[string]string{"NIVEAU_RESPONSABILITE": "7"}}},
		{"no level", ``, siecle.Link{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.want.PupilKey, c.want.GuardianKey = "1", "9"
			for _, tag := range []string{"RESPONSABLE_ELEVE", "RESPONSABLE"} {
				section := "<RESPONSABLES><" + tag + "><ELEVE_ID>1</ELEVE_ID><PERSONNE_ID>9</PERSONNE_ID>" + c.link + "</" + tag + "></RESPONSABLES>"
				for _, sections := range []string{person + section, section + person} {
					e := read(t, guardians(sections))
					if len(e.Links) != 1 || !reflect.DeepEqual(e.Links[0], c.want) {
						t.Errorf("links %+v, rejected %+v", e.Links, e.Rejected)
					}
					if e.HasPupils || !e.HasGuardians || e.HasGuardianAddresses {
						t.Errorf("flags of a file of guardians alone: %+v", e)
					}
				}
			}
		})
	}
}

func TestGuardianRecords(t *testing.T) {
	e := read(t, guardians(`<PERSONNES>
<PERSONNE PERSONNE_ID="1"><LC_CIVILITE>M.</LC_CIVILITE><LL_CIVILITE>MONSIEUR</LL_CIVILITE><NOM_DE_FAMILLE>A</NOM_DE_FAMILLE><CODE_PROFESSION>37</CODE_PROFESSION><ADRESSE_ID>5</ADRESSE_ID></PERSONNE>
<PERSONNE PERSONNE_ID="2"><PRENOM>B</PRENOM></PERSONNE>
<PERSONNE><NOM_DE_FAMILLE>C</NOM_DE_FAMILLE></PERSONNE>
<PERSONNE PERSONNE_ID="1"><NOM_DE_FAMILLE>D</NOM_DE_FAMILLE></PERSONNE></PERSONNES>
<RESPONSABLES><RESPONSABLE_ELEVE><ELEVE_ID>1</ELEVE_ID></RESPONSABLE_ELEVE>
<RESPONSABLE_ELEVE><ELEVE_ID>1</ELEVE_ID><PERSONNE_ID>2</PERSONNE_ID></RESPONSABLE_ELEVE></RESPONSABLES>
<ADRESSES><ADRESSE ADRESSE_ID="6"/></ADRESSES>`))
	if len(e.Guardians) != 1 || e.Guardians[0].Civility != "M." || e.Guardians[0].Extra["CODE_PROFESSION"] != "37" || e.Guardians[0].Address.ID != "5" {
		t.Errorf("guardians %+v", e.Guardians)
	}
	want := []string{"adresse 5 introuvable", "sans nom", "sans identifiant PERSONNE_ID : C", "en double : D", "sans élève ou sans personne", "absente du fichier ou rejetée"}
	if len(e.Rejected) != len(want) {
		t.Fatalf("rejected %+v", e.Rejected)
	}
	for i, reason := range want {
		if !strings.Contains(e.Rejected[i].Reason, reason) {
			t.Errorf("reason %q, want %q", e.Rejected[i].Reason, reason)
		}
	}
}

func TestStructures(t *testing.T) {
	e := read(t, siecle.Bytes("s", []byte(bee("BEE_STRUCTURES", "0990001N", "2026", `<STRUCTURE><DIVISIONS>
<DIVISION CODE_STRUCTURE="3A"><LIBELLE_LONG>3EME A</LIBELLE_LONG><MEFS_APPARTENANCE><MEF_APPARTENANCE><CODE_MEF>2</CODE_MEF></MEF_APPARTENANCE><MEF_APPARTENANCE CODE="1"/></MEFS_APPARTENANCE><EFFECTIF>24</EFFECTIF></DIVISION>
<DIVISION/><DIVISION CODE="3A"/></DIVISIONS>
<GROUPES><GROUPE CODE="3A"><DIVISIONS_APPARTENANCE><DIVISION_APPARTENANCE CODE_STRUCTURE="3B"><MEFS_APPARTENANCE><MEF_APPARTENANCE CODE="1"/></MEFS_APPARTENANCE></DIVISION_APPARTENANCE></DIVISIONS_APPARTENANCE></GROUPE></GROUPES></STRUCTURE>`))))
	if want := []siecle.Structure{{Code: "3A", Label: "3EME A", MEFs: []string{"1", "2"}, Extra: map[string]string{"EFFECTIF": "24"}}}; !reflect.DeepEqual(e.Classes, want) {
		t.Errorf("classes %+v", e.Classes)
	}
	if want := []siecle.Structure{{Code: "3A", MEFs: []string{"1"}, Classes: []string{"3B"}}}; !reflect.DeepEqual(e.Groups, want) {
		t.Errorf("groups %+v", e.Groups)
	}
	if len(e.Rejected) != 2 {
		t.Errorf("rejected %+v", e.Rejected)
	}
}

func TestFilesTogether(t *testing.T) {
	pupil := `<ELEVES><ELEVE ELEVE_ID="1"><NOM_DE_FAMILLE>A</NOM_DE_FAMILLE><ADRESSE_ID>5</ADRESSE_ID></ELEVE></ELEVES>`
	address := `<ADRESSES><ADRESSE ADRESSE_ID="5"><LIGNE3_ADRESSE>1 quai de l'Orme</LIGNE3_ADRESSE></ADRESSE></ADRESSES>`
	d := fixture.School(3, fixture.Options{Pupils: 5})
	book := siecle.Bytes("eleves.xlsx", d.XLSX(fixture.Current))
	for _, c := range []struct {
		name  string
		files []siecle.File
		err   error
		says  []string // in the error, or in the notes
		check func(e *siecle.Export) bool
	}{
		{"two schools", []siecle.File{pupils(pupil), siecle.Bytes("b.xml", []byte(bee("BEE_STRUCTURES", "0990002P", "2026", "")))}, siecle.ErrSeveralSchools,
			[]string{"0990001N pour eleves.xml", "0990002P pour b.xml"}, nil},
		{"two years", []siecle.File{pupils(pupil), siecle.Bytes("b.xml", []byte(bee("BEE_STRUCTURES", "0990001N", "2025", "")))}, siecle.ErrSeveralYears,
			[]string{"2026-2027 pour eleves.xml", "2025-2026 pour b.xml"}, nil},
		{"workbook of another school", []siecle.File{book, siecle.Bytes("b.xml", []byte(bee("BEE_STRUCTURES", "0990002P", "2025", "")))}, siecle.ErrSeveralSchools, []string{"…990001"}, nil},
		{"workbook and pupils", []siecle.File{book, pupils(pupil)}, siecle.ErrMixed, nil, nil},
		{"nothing", nil, siecle.ErrNothingToRead, nil, nil},
		{"another file of SIECLE alone", []siecle.File{siecle.Bytes("geo.xml", []byte(bee("BEE_GEOGRAPHIQUE", "0990001N", "2026", "")))}, siecle.ErrNothingToRead, nil, nil},
		{"another file of SIECLE beside", []siecle.File{pupils(pupil), siecle.Bytes("geo.xml", []byte(bee("BEE_GEOGRAPHIQUE", "0990001N", "2026", "<A><B/></A>")))}, nil, []string{"geo.xml", "ignoré"},
			func(e *siecle.Export) bool { return len(e.Files) == 2 && e.Files[1].Kind == siecle.KindOther }},
		{"the same file twice", []siecle.File{pupils(pupil), pupils(pupil)}, nil, []string{"identique"}, func(e *siecle.Export) bool { return len(e.Files) == 1 && len(e.Pupils) == 1 }},
		{"without then with addresses", []siecle.File{pupils(pupil), pupils(pupil + address)}, nil, []string{"1 élève(s) figurent dans plusieurs fichiers"}, func(e *siecle.Export) bool {
			return len(e.Pupils) == 1 && e.HasPupilAddresses && reflect.DeepEqual(e.Pupils[0].Address.Lines(), []string{"1 quai de l'Orme"})
		}},
		{"without addresses", []siecle.File{pupils(pupil)}, nil, nil, func(e *siecle.Export) bool {
			return !e.HasPupilAddresses && len(e.Rejected) == 0 && !e.HasGuardians && !e.HasStructures && !e.HasNomenclature
		}},
		{"link to an unknown pupil", []siecle.File{pupils(pupil), guardians(`<PERSONNES><PERSONNE PERSONNE_ID="9"><NOM_DE_FAMILLE>B</NOM_DE_FAMILLE></PERSONNE></PERSONNES>
<RESPONSABLES><RESPONSABLE_ELEVE><ELEVE_ID>2</ELEVE_ID><PERSONNE_ID>9</PERSONNE_ID></RESPONSABLE_ELEVE></RESPONSABLES>`)}, nil, nil, func(e *siecle.Export) bool {
			return len(e.Links) == 0 && len(e.Guardians) == 1 && len(e.Rejected) == 1 && e.Rejected[0].Line == 2
		}},
		{"old Excel", []siecle.File{siecle.Bytes("Eleves.xls", []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00"))}, siecle.ErrWorkbook, []string{"Eleves.xls", "téléchargez"}, nil},
		{"a PDF called xml", []siecle.File{siecle.Bytes("eleves.xml", []byte("%PDF-1.7 …"))}, siecle.ErrUnknownFile, nil, nil},
		{"an empty file", []siecle.File{siecle.Bytes("eleves.xml", nil)}, siecle.ErrUnknownFile, nil, nil},
		{"pupils called zip", []siecle.File{siecle.Bytes("eleves.zip", []byte(bee("BEE_ELEVES", "", "", pupil)))}, nil, nil, func(e *siecle.Export) bool { return len(e.Pupils) == 1 && e.MayBelongTo("0990002P") }},
		{"wrong control letter", []siecle.File{siecle.Bytes("e.xml", []byte(bee("BEE_ELEVES", "0990001A", "", pupil)))}, nil, []string{"lettre de contrôle"}, func(e *siecle.Export) bool { return !e.MayBelongTo("0990001N") }},
	} {
		t.Run(c.name, func(t *testing.T) {
			e, err := siecle.Read(context.Background(), c.files, siecle.Limits{})
			if !errors.Is(err, c.err) {
				t.Fatalf("error %v, want %v", err, c.err)
			}
			var said string
			if err != nil {
				said = err.Error()
			} else {
				said = strings.Join(e.Notes, "\n")
				if c.check != nil && !c.check(e) {
					t.Errorf("export %+v", e)
				}
			}
			for _, s := range c.says {
				if !strings.Contains(said, s) {
					t.Errorf("%q does not say %q", said, s)
				}
			}
		})
	}
}

// sheet makes a workbook of rows.
func sheet(t *testing.T, rows ...[]any) siecle.File {
	t.Helper()
	book := excelize.NewFile()
	defer book.Close()
	for i, row := range rows {
		if err := book.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		t.Fatal(err)
	}
	return siecle.Bytes("eleves.xlsx", out.Bytes())
}

func TestWorkbookTraps(t *testing.T) {
	headers := []any{"Élève\u00a0 No Etab ", "Nom de famille", "Prénom", "Date Naissance", "Code Structure", "Type Structure", "Code Postal", "Tél. Portable", "Nom d’usage",
		"Nom de famille Repr. Lég. ", "Prénom Repr. Lég.\u00a0", "Email Repr. Lég.", "Nom de famille Autre Repr. Lég.", "Inconnue"}
	file := sheet(t,
		[]any{"Export du 16/11/2026"},
		headers,
		[]any{7, "SARR", "Lina", 41702, "LAT", "G", 1000, 639980001, "X", "SARR", "Zohra", "z@example.org", "", "oui"},
		[]any{"007", "SARR", "Lina", "04/03/2014", "5B", "D", "01000", "06 39 98 00 01", "X", "SARR", "Zohra", "Z@example.org", "", "oui"},
		[]any{"", "", ""},
		[]any{8, "SARR", "Tiago", "bientôt"},
		[]any{"", "SARR", "Noé", "04/03/2014"},
		[]any{9, "", "Noé"},
		[]any{10, "SARR", "Adam", "04/03/2012", "3A", "D", "", "", "", "SARR", "Zohra", "z@example.org"},
		[]any{11, "SARR", "Jade", "04/03/2012", "3A", "D", "", "", "", "SARR", "Zohra", "autre@example.org"},
	)
	e := read(t, file)
	if len(e.Pupils) != 3 {
		t.Fatalf("pupils %+v", e.Pupils)
	}
	p := e.Pupils[0]
	if p.Key != "etab:7" || p.BirthDate != "2014-03-04" || p.Class != "5B" || !reflect.DeepEqual(p.Groups, []string{"LAT"}) || p.Address.Postcode != "01000" ||
		p.PhoneMobile != "0639980001" || p.UsageName != "X" || p.Extra["Inconnue"] != "oui" {
		t.Errorf("pupil %+v", p)
	}
	var rows []int
	for _, r := range e.Rejected {
		rows = append(rows, r.Line)
	}
	if !reflect.DeepEqual(rows, []int{6, 7, 8}) {
		t.Errorf("rejected %+v", e.Rejected)
	}
	// Zohra of Lina and Adam shares a mailbox; the Zohra of Jade shares nothing but the name.
	if len(e.Guardians) != 2 || len(e.Links) != 3 {
		t.Errorf("guardians %+v", e.Guardians)
	}
}

func TestWorkbookRefused(t *testing.T) {
	_, err := siecle.Read(context.Background(), []siecle.File{sheet(t, []any{"Nom", "Classe"}, []any{"A", "B"})}, siecle.Limits{})
	if !errors.Is(err, siecle.ErrWorkbookHeaders) {
		t.Errorf("error %v", err)
	}
}
