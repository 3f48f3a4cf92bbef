package mobilisco_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/openacademie/openacademie/internal/mobilisco"
)

// tables are as mdb-export writes them; nobody in them exists.
func tables() map[string]string {
	return map[string]string{
		"T03_PARAMETRES.csv":                       "NomEts,CodeRNE,Commune,IBAN,SIRET,Nom Gestionnaire\n\"Collège\",\"099 0001 n\",\"Deux-Rives\",\"FR76 1007 1750 0000 0010 0000 112\",\"\",\"Bruno\"\n",
		"T01_BASE ELEVE.csv":                       "Id_Elève,Elève No Etab,Nom,Nom de famille,Prénom\n7,\"00012\",\"ŒHLER\",\"ŒHLER\",\"Maëlys\"\n",
		"T1390_Personnels.csv":                     "Id_Accompagnateur,Libellé_Civilité,Nom,Prénom,Tel_Domicile,Mobile_,EmailPro_,Libellé_Discipline,Date_Naissance\n1,\"Mme\",\"Sorbier\",\"Lou\",\"\",\"06\",\"l@e.fr\",\"Anglais\",\"03/05/55 00:00:00\"\n2,\"M.\",\"Vieux\",\"Max\",,,,,\"03/05/19 00:00:00\"\n",
		"t100_constantes_voyage.csv":               "Id_Voyage,Destination,Objet,DateDépart,DateRetour,MontantPlafond_CA,Clé_Régisseur,CL4\n3,\"Rome\",\"Latin\net \"\"grec\"\"\",\"03/05/27 00:00:00\",\"03/10/27 00:00:00\",\"350.5050\",1,\"4112\"\n4,\"\",\"\",\"\",\"\",,,\n",
		"T100A_Archives_Voyage.csv":                "Id_Voyage,Destination,DateDépart,DateRetour,MontantPlafond_CA\n3,\"Lyon\",2024-03-05,2024-03-05,1e2\n",
		"T101_Inscriptions_Voyages.csv":            "Id_Inscription,Clé_Voyage,Clé_Elève,RetourEngagement,Annulation,Remise\n1,3,7,-1,0,1.2500000000000000e+01\n2,3,8,0,1,\n3,44,7,0,0,\n",
		"T1391 - Voyages_Accompagnateurs.csv":      "Id,Clé_Voyage,Clé_Accompagnateur\n1,3,1\n",
		"T135_Campagnes_Encaissement.csv":          "Id,N°_de_versement,Date_Campagne,Montant_Campagne,Clé_Voyage\n1,\"1\",\"01/15/27 00:00:00\",\"350.5000\",3\n",
		"T1371_Types.csv":                          "Id_Type,Libellé_Type_Dépense\n3,\"Car\"\n",
		"T1401_Types.csv":                          "Id_Type,Origine_Recette,Nature_Recette\n2,\"Commune\",\"Subvention\"\n",
		"T1370_Dépenses.csv":                       "Id,Clé_Voyage,Nom_Fournisseur,Bénéficiaires,Estim_Type_Dép,Estimation_Dép,Clé_Type_Dépense,Montant_Dépense\n1,3,\"Cars\",\"Accompagnateurs seulement\",3,\"100.0000\",,\n2,3,\"Cars\",\"Tous\",,,3,\"pas un nombre\"\n",
		"T1400_Recettes.csv":                       "Id,Clé_Voyage,Estim_Type_Rec,Bénéficiaire_Recette,Estimation_Rec,Clé_Type_Recette,Montant_Recette\n1,3,2,\"Elèves seulement\",\"10.0000\",,\n2,3,2,\"Forfait\",\"800.0000\",,\n",
		"T1030_Encaissement_Général.csv":           "Id,Montant_Encaissé,Date_Encaissement,Nom_Tireur,N°Chèque,ModePaiement\n5,\"200.0000\",\"11/20/26 08:00:00\",\"OEHLER\",\"0000123\",\"CHQ\"\n",
		"T1031_Inscriptions_Encaissements.csv":     "Id,Clé_Inscription,Clé_Encaissement,Montant_ventilé,Type_Encaissement\n1,1,5,\"200.0000\",\"1\"\n2,9,5,\"1\",\"1\"\n",
		"T1080M_Personnalisation_modele.csv":       "Id,Sante\n1,\"modèle\"\n",
		"T1080_Personnalisation_Courriers_par.csv": "Id,Clé_Voyage,Engagement_financier,Aides,Aides_OK,Sante\n1,3,\"Je m'engage\n\nà payer\",\"Aides\",0,\"Fiche\"\n",
	}
}

func folder(change map[string]string) fstest.MapFS {
	fs := fstest.MapFS{}
	for name, content := range tables() {
		fs[name] = &fstest.MapFile{Data: []byte(content)}
	}
	for name, content := range change {
		if content == "" {
			delete(fs, name)
			continue
		}
		fs[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return fs
}

func TestRead(t *testing.T) {
	b, err := mobilisco.Read(context.Background(), folder(nil), mobilisco.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	if s := b.School; s.UAI != "0990001N" || s.IBAN != "FR7610071750000000100000112" || s.BursarName != "Bruno" {
		t.Errorf("school %+v", s)
	}
	if b.Staff[0].BirthOn != "1955-03-05" || b.Staff[1].BirthOn != "1919-03-05" || b.Staff[0].Mobile != "06" || b.Staff[0].Email != "l@e.fr" {
		t.Errorf("staff %+v", b.Staff)
	}
	if len(b.Trips) != 2 || !b.Trips[0].Archived || b.Trips[0].PriceCents != 100_00 {
		t.Fatalf("trips %+v", b.Trips)
	}
	rome := b.Trips[1]
	if rome.DepartsOn != "2027-03-05" || rome.Purpose != "Latin\net \"grec\"" || rome.PriceCents != 350_51 || rome.Class4 != "4112" || len(rome.Adults) != 1 {
		t.Errorf("trip %+v", rome)
	}
	if e := rome.Enrolments; len(e) != 2 || !e[0].Letter || e[0].Broken || e[0].RemissionCents != 12_50 || e[0].Number != "00012" || e[0].Name != "ŒHLER Maëlys" || !e[1].Broken {
		t.Errorf("enrolments %+v", e)
	}
	if p := rome.Payments; len(p) != 1 || p[0].AmountCents != 200_00 || p[0].On != "2026-11-20" || p[0].Means != "CHQ" || p[0].Cheque != "0000123" {
		t.Errorf("payments %+v", p)
	}
	want := []mobilisco.Line{
		{Side: "expense", Phase: "project", Category: "Car", Label: "Cars", Beneficiaries: "adults", AmountCents: 100_00},
		{Side: "expense", Phase: "execution", Category: "Car", Label: "Cars", Beneficiaries: "all"},
		{Side: "income", Phase: "project", Category: "Commune — Subvention", Beneficiaries: "pupils", PerPerson: true, AmountCents: 10_00},
		{Side: "income", Phase: "project", Category: "Commune — Subvention", Beneficiaries: "all", AmountCents: 800_00},
	}
	for i, l := range rome.Lines {
		if i >= len(want) || l != want[i] {
			t.Errorf("line %d: %+v", i, l)
		}
	}
	if len(rome.LetterBlocks) != 2 || rome.LetterBlocks[0].Text != "Je m'engage\n\nà payer" {
		t.Errorf("letter %+v", rome.LetterBlocks)
	}
	reasons := ""
	for _, r := range b.Rejected {
		reasons += r.Reason + "\n"
	}
	for _, wanted := range []string{"voyage sans numéro", "n° 44", "n° 8", "pas un nombre", "versement d’une inscription"} {
		if !strings.Contains(reasons, wanted) {
			t.Errorf("rejected for\n%s", reasons)
		}
	}
}

func TestRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change map[string]string
		limits mobilisco.Limits
		err    error
	}{
		"no settings":       {map[string]string{"T03_PARAMETRES.csv": ""}, mobilisco.Limits{}, mobilisco.ErrNoTable},
		"an empty table":    {map[string]string{"T03_PARAMETRES.csv": "\n"}, mobilisco.Limits{}, mobilisco.ErrTable},
		"another separator": {map[string]string{"T01_BASE ELEVE.csv": "Id_Elève;Elève No Etab\n"}, mobilisco.Limits{}, mobilisco.ErrColumns},
		"another encoding":  {map[string]string{"T1390_Personnels.csv": "Id,Nom,Pr\xE9nom\n"}, mobilisco.Limits{}, mobilisco.ErrEncoding},
		"too many rows":     {nil, mobilisco.Limits{MaxRows: 1}, mobilisco.ErrTooBig},
		"too many bytes":    {nil, mobilisco.Limits{MaxBytes: 50}, mobilisco.ErrTooBig},
		"a value too long":  {nil, mobilisco.Limits{MaxText: 10}, mobilisco.ErrTooBig},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := mobilisco.Read(context.Background(), folder(c.change), c.limits); !errors.Is(err, c.err) {
				t.Errorf("error %v, not %v", err, c.err)
			}
		})
	}
}

// FuzzRead: whatever a table holds, no panic, and a named error.
func FuzzRead(f *testing.F) {
	for name, content := range tables() {
		f.Add(name, content)
	}
	f.Add("T100_Constantes_Voyage.csv", "Id_Voyage,Destination,DateDépart,DateRetour,MontantPlafond_CA\n1,a,02/30/27,99/99/99,9e99\n")
	f.Fuzz(func(t *testing.T, name, content string) {
		if len(content) > 1<<16 {
			return
		}
		fs := folder(map[string]string{})
		fs["T100_Constantes_Voyage.csv"] = &fstest.MapFile{Data: []byte(content)}
		if _, known := tables()[name]; known {
			fs[name] = &fstest.MapFile{Data: []byte(content)}
		}
		b, err := mobilisco.Read(context.Background(), fs, mobilisco.Limits{})
		if err != nil {
			var named *mobilisco.TableError
			if !errors.As(err, &named) {
				t.Fatalf("unnamed error %v", err)
			}
			return
		}
		for _, trip := range b.Trips {
			if trip.ID == 0 || trip.Destination == "" || len(trip.DepartsOn) != 10 || len(trip.ReturnsOn) != 10 {
				t.Fatalf("trip %+v", trip)
			}
		}
	})
}
