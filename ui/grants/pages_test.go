package grants_test

import (
	"flag"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/grants"
)

var update = flag.Bool("update", false, "write the golden files")

// golden compares the text of a paper with its file: go test ./ui/grants -run Way -update, then read the difference.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden.txt")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs:\n%s", path, got)
	}
}

var wildcard = regexp.MustCompile(`\{\w+\}`)

// F-14: the social worker, the head and the bursar; nobody else of the staff opens one page, reads one file or sends one form.
func TestF14ThreeRolesOpenThePagesOfAid(t *testing.T) {
	b := open(t)
	people := map[string]school.Actor{
		"guest": {Kind: school.Guest}, "guardian": b.anne, "social worker": b.social, "bursar": b.bursar, "head": b.head, "accountant": b.accountant,
		"teacher": b.teacher, "secretary": b.secretary, "nurse": b.nurse, "administrator": b.admin,
	}
	for name, actor := range people {
		for _, r := range grants.Routes() {
			path := wildcard.ReplaceAllString(r.Pattern, "xxxxxxxxxxxxxxx")
			got := b.send(actor, r.Method, path, formMedia, nil).Code
			entitled := actor.Kind == school.Staff && r.Who.ForStaff() && actor.May(r.Who.Permission()) || actor.Kind == school.Guardian && r.Who.ForFamily()
			switch {
			case actor.Kind == school.Guest && got != http.StatusSeeOther:
				t.Errorf("%s %s %s: %d, want the sign-in page", name, r.Method, path, got)
			case actor.Kind != school.Guest && !entitled && got != http.StatusForbidden:
				t.Errorf("%s %s %s: %d, want 403", name, r.Method, path, got)
			case entitled && (got == http.StatusForbidden || got >= 500):
				t.Errorf("%s %s %s: %d", name, r.Method, path, got)
			}
		}
	}
	for _, role := range []school.Role{school.Accountant, school.Teacher, school.Secretary, school.Nurse, school.Librarian, school.ImprestHolder, school.Administrator} {
		for _, p := range []school.Permission{school.SeeAid, school.InstructAid, school.DecideAid, school.ManageAid} {
			if (school.Actor{Kind: school.Staff, Roles: []school.Role{role}}).May(p) {
				t.Errorf("%s may %s", role, p)
			}
		}
	}
}

// A family's form works alone: what is typed comes back when it is refused and when one leaves, the other parent sees nothing.
func TestAFamilyAsksAndLosesNothing(t *testing.T) {
	b := open(t)
	page := b.get(b.anne, "/payer/demandes/nouvelle?eleve="+b.ada+"&creance="+b.charge)
	says(t, page, "Demander une aide", "Anne Lovelace", "Classe de neige : 120,00 €", "checked")
	hides(t, page, "Part du père")
	page = b.refused(b.anne, "/payer/demandes/nouvelle", "eleve", b.ada, "sommes", b.charge, "objet", "", "montant", "abc", "situation", "Mes heures ont baissé.", "telephone", "06 39 98 00 00", "geste", "envoyer")
	says(t, page, "Dites en quelques mots", "n’est pas un montant", "Mes heures ont baissé.", "06 39 98 00 00", "abc", "checked")
	says(t, b.get(b.anne, "/payer/demandes/nouvelle"), "Mes heures ont baissé.", "06 39 98 00 00")
	hides(t, b.get(b.bruno, "/payer/demandes/nouvelle"), "Mes heures")
	drafts, err := b.app.FindAllRecords("drafts")
	if err != nil || len(drafts) == 0 || strings.Contains(drafts[0].GetString("fields"), "heures") {
		t.Errorf("the draft is not sealed: %v", err)
	}
	says(t, b.refused(b.anne, "/payer/demandes/nouvelle", "eleve", b.ada, "sommes", b.brunos, "objet", "Voyage"), "n’est pas due par la personne")
	kept := b.post(b.anne, "/payer/demandes/nouvelle", "eleve", b.ada, "objet", "Classe de neige", "situation", "Mes heures ont baissé.", "geste", "garder")
	if kept != "/payer/demandes" {
		t.Errorf("kept, then %s", kept)
	}
	here := b.post(b.anne, "/payer/demandes/nouvelle", "eleve", b.ada, "sommes", b.charge, "objet", "Classe de neige", "montant", "60", "situation", "Mes heures ont baissé.", "geste", "envoyer")
	says(t, b.get(b.anne, here), "Votre demande est enregistrée", "demande n° 1 du 16 novembre 2026")
	hides(t, b.get(b.anne, "/payer/demandes/nouvelle"), "Mes heures")
	here, _, _ = strings.Cut(here, "?")
	if got := b.hand(b.anne, here+"/pieces", "Avis", []byte("<html>")); got.Code != http.StatusUnprocessableEntity || !strings.Contains(got.Body.String(), "ni un PDF") {
		t.Errorf("a page as a paper: %d", got.Code)
	}
	if got := b.hand(b.anne, here+"/pieces", "Avis d’imposition", []byte("%PDF-1.7\nRevenu")); got.Code != http.StatusSeeOther {
		t.Errorf("a paper: %d", got.Code)
	}
	says(t, b.get(b.anne, here), "Avis d’imposition")
	for _, path := range []string{here, here + "/accuse.pdf", here + "/reponse.pdf"} {
		for _, who := range []school.Actor{b.bruno, b.chris} {
			if got := b.send(who, http.MethodGet, path, "", nil).Code; got != http.StatusNotFound {
				t.Errorf("another guardian opens %s: %d", path, got)
			}
		}
	}
	hides(t, b.get(b.bruno, "/payer/demandes"), "Classe de neige")
	says(t, printed(t, b.get(b.anne, here+"/accuse.pdf")), "Accusé de réception", "Demande n° 1")
	says(t, printed(t, b.get(b.anne, "/payer/demandes/formulaire.pdf?eleve="+b.ada)), "Demande d’aide du fonds social", "Ada Lovelace")
	b.post(b.anne, here+"/retrait")
	says(t, b.get(b.anne, "/payer/demandes"), "retirée")
}

// The whole way by the pages: asked, read, examined without a name, decided, booked, told, reported.
func TestTheWholeWayOfAnAid(t *testing.T) {
	b := open(t)
	asked := b.post(b.anne, "/payer/demandes/nouvelle", "eleve", b.ada, "sommes", b.charge, "objet", "Classe de neige", "montant", "60", "situation", "Mes heures ont baissé.", "geste", "envoyer")
	family, _, _ := strings.Cut(asked, "?")
	here := "/gestion/aides/demandes/" + strings.TrimPrefix(family, "/payer/demandes/")
	b.hand(b.anne, family+"/pieces", "Avis d’imposition", []byte("%PDF-1.7\nRevenu"))
	says(t, b.get(b.social, "/gestion/aides?q=lovelace"), "Lovelace Ada", "à instruire")
	says(t, b.get(b.social, here), "Mes heures ont baissé.", "Avis d’imposition", "Instruire")
	page := b.refused(b.social, here+"/instruction", "aide", b.fixed, "sommes", b.charge, "revenu", "12 000", "parts", "deux", "note", "Famille reçue le 12.")
	says(t, page, "n’est pas un nombre de parts", "Famille reçue le 12.", "12 000")
	b.post(b.social, here+"/instruction", "aide", b.fixed, "sommes", b.charge, "montant", "60", "revenu", "12 000", "parts", "2,5", "bourse", "oui", "avis_annee", "2026", "prete", "oui")
	says(t, b.get(b.social, here), "4 800,00 €", "Boursier oui", "Proposer")
	b.post(b.social, here+"/proposition", "accorde", "50", "avis_commission", "Favorable")
	says(t, b.refused(b.head, here+"/decision", "issue", "granted", "accorde", "50"), "F-14", "ordre du jour d’aucune commission")

	meeting := b.post(b.social, "/gestion/aides/commissions", "date", "2026-11-16", "heure", "14:00", "lieu", "Salle 3", "aides", b.fixed)
	b.post(b.social, meeting+"/membres", "nom", "Claire Morvan", "qualite", "principale", "courriel", "claire@college.example")
	b.post(b.social, meeting+"/membres", "nom", "Paul Ligneul", "qualite", "représentant des professeurs")
	b.post(b.social, meeting+"/convocation")
	page = b.get(b.social, meeting)
	says(t, page, "N° 1", "4 800,00 €")
	hides(t, page, "Lovelace", "heures")
	president := regexp.MustCompile(`name="president"[^>]*value="(\w+)"`).FindStringSubmatch(page)
	if president == nil {
		t.Fatal("nobody may preside")
	}
	says(t, b.refused(b.social, meeting+"/tenue", "president", president[1], "compte_rendu", "La famille Lovelace est connue."), "F-14", "nomme un élève", "La famille Lovelace est connue.")
	b.post(b.social, meeting+"/tenue", "president", president[1], "compte_rendu", "Dossier n° 1 : avis favorable.")

	says(t, b.refused(b.head, here+"/decision", "issue", "granted", "accorde", "121", "commission", strings.TrimPrefix(meeting, "/gestion/aides/commissions/")), "120,00 €", "121")
	b.post(b.head, here+"/decision", "issue", "granted", "accorde", "50", "commission", strings.TrimPrefix(meeting, "/gestion/aides/commissions/"), "avis_commission", "Favorable")
	debts, err := money.DebtsOf(b.app, b.social, b.ada)
	if err != nil || len(debts) != 2 || debts[0].Due()+debts[1].Due() != 10000 {
		t.Errorf("debts: %+v %v", debts, err)
	}
	says(t, b.get(b.anne, family), "Aide accordée : 50,00 €")
	says(t, b.get(b.social, here), "Classe de neige", "accordée")

	for _, name := range []string{"convocations", "emargement", "dossiers-anonymes", "liste-nominative", "justificatifs", "proces-verbal"} {
		said := printed(t, b.get(b.social, meeting+"/"+name+".pdf"))
		golden(t, name, said)
		if name != "liste-nominative" {
			hides(t, said, "Lovelace", "Ada", "heures")
		}
	}
	golden(t, "decision", printed(t, b.get(b.head, here+"/decision.pdf")))
	golden(t, "decision-famille", printed(t, b.get(b.anne, family+"/reponse.pdf")))
	golden(t, "formulaire", printed(t, b.get(b.social, here+"/formulaire.pdf")))
	golden(t, "extrait", printed(t, b.get(b.bursar, "/gestion/aides/fonds/"+b.fund+"/extrait.pdf")))
	golden(t, "projet-d-acte", printed(t, b.get(b.head, "/gestion/aides/fonds/acte.pdf")))
	// The family's own copy goes to its address, but not behind a mailbox that two parents open.
	home, err := b.app.FindRecordById("guardians", b.anne.ID)
	b.must(err)
	home.Load(map[string]any{"address1": "3 rue des Forges", "postcode": "00990", "town": "Deux-Rives"})
	b.must(b.app.Save(home))
	says(t, printed(t, b.get(b.anne, family+"/reponse.pdf")), "3 rue des Forges")
	_, err = b.app.NonconcurrentDB().NewQuery("UPDATE sessions SET shared_address = TRUE WHERE guardian = '" + b.anne.ID + "'").Execute()
	b.must(err)
	hides(t, printed(t, b.get(b.anne, family+"/reponse.pdf")), "rue des Forges")
	report := printed(t, b.get(b.head, "/gestion/aides/bilan.pdf"))
	golden(t, "bilan", report)
	hides(t, report, "Lovelace")
	page = b.get(b.head, "/gestion/aides/bilan")
	says(t, page, "<svg", "50,00 €", "150,00 €", "Élèves qui ont demandé 1")
	hides(t, page, "Lovelace")
	says(t, b.get(b.social, "/gestion/aides/liste.csv"), "Lovelace Ada", "50,00")
	if body := b.get(b.social, "/gestion/aides/liste.xlsx"); !strings.HasPrefix(body, "PK") {
		t.Error("the workbook is none")
	}
	// The message says that an answer waits, never which one nor about what.
	messages, err := b.app.FindAllRecords("messages")
	if err != nil || len(messages) == 0 {
		t.Fatal(err)
	}
	for _, m := range messages {
		for _, field := range []string{"title", "body", "short_title", "short_body"} {
			hides(t, m.GetString(field), "aide", "fonds", "50,00", "Lovelace")
		}
	}
}

// Settings: a fund, a movement, an aid, a scale that must be contiguous, the board's act; a paper request by the service.
func TestTheFundsAreSetByTheHeadAndTheBursar(t *testing.T) {
	b := open(t)
	b.post(b.bursar, "/gestion/aides/fonds", "nom", "Fonds des cantines", "nature", "canteen", "depart", "400", "ouvert", "2026-09-01")
	says(t, b.refused(b.bursar, "/gestion/aides/fonds/mouvements", "fonds", b.fund, "mouvement", "-200,01", "motif", "Restitution", "le", "2026-11-16"), "Il ne reste que 200,00 €", "Restitution")
	b.post(b.bursar, "/gestion/aides/fonds/mouvements", "fonds", b.fund, "mouvement", "-50", "motif", "Restitution", "le", "2026-11-16")
	b.post(b.head, "/gestion/aides/fonds/aides", "aide", "Lunettes", "calcul", "in_kind", "fonds_aide", b.fund)
	hole := []string{"bareme", "Barème", "depuis", "2026-09-01", "tranche_1", "A", "min_1", "0", "max_1", "500", "part_1", "80", "tranche_2", "B", "min_2", "600", "part_2", "10"}
	says(t, b.refused(b.bursar, "/gestion/aides/fonds/bareme", hole...), "la précédente s’arrête à 500,00 €", "600")
	hole[15] = "500"
	b.post(b.bursar, "/gestion/aides/fonds/bareme", hole...)
	b.post(b.head, "/gestion/aides/fonds/acte", "numero", "18", "vote", "2026-09-29", "publie", "2026-10-02")
	says(t, b.get(b.social, "/gestion/aides/fonds"), "150,00 €", "Lunettes", "à partir de 500,00 €", "exécutoire")
	hides(t, b.get(b.social, "/gestion/aides/fonds"), "Ouvrir un financement", "Ne plus proposer", "Fermer")
	// What is closed is no longer offered where one gives, keeps its history, and opens again.
	offered := `<option value="` + b.fund + `"`
	if page := b.get(b.bursar, "/gestion/aides/fonds"); strings.Count(page, offered) == 0 {
		t.Error("an open fund is not offered")
	}
	b.post(b.bursar, "/gestion/aides/fonds/"+b.fund+"/fermeture")
	b.post(b.head, "/gestion/aides/fonds/aides/"+b.fixed+"/fermeture")
	page := b.get(b.bursar, "/gestion/aides/fonds")
	says(t, page, "Fermé depuis le 16/11/2026", "Fermée depuis le 16/11/2026", "Rouvrir", "Proposer de nouveau", "Fonds social collégien")
	if strings.Contains(page, offered) {
		t.Error("a closed fund is offered")
	}
	b.post(b.bursar, "/gestion/aides/fonds/"+b.fund+"/reouverture")
	b.post(b.head, "/gestion/aides/fonds/aides/"+b.fixed+"/reouverture")
	hides(t, b.get(b.bursar, "/gestion/aides/fonds"), "depuis le 16/11/2026", "Rouvrir")

	says(t, b.get(b.social, "/gestion/aides/nouvelle?q=love"), "Lovelace Ada")
	says(t, b.get(b.social, "/gestion/aides/nouvelle?eleve="+b.ada), "Anne", "Bruno")
	says(t, b.refused(b.social, "/gestion/aides/nouvelle", "eleve", b.ada, "responsable", b.chris.ID, "objet", "Lunettes", "recue", "2026-11-10"), "Choisissez le responsable", "Lunettes")
	here := b.post(b.social, "/gestion/aides/nouvelle", "eleve", b.ada, "responsable", b.bruno.ID, "objet", "Lunettes", "montant", "80", "recue", "2026-11-10")
	says(t, b.get(b.bursar, here), "Bruno Brunel", "10 novembre 2026", "sur papier")
	says(t, b.get(b.bruno, "/payer/demandes"), "Lunettes")
	hides(t, b.get(b.anne, "/payer/demandes"), "Lunettes")
}

// A right is drawn on by the service, as needs come.
func TestARightIsDrawnFromItsPage(t *testing.T) {
	b := open(t)
	here := b.post(b.social, "/gestion/aides/nouvelle", "eleve", b.ada, "responsable", b.anne.ID, "objet", "Voyages", "recue", "2026-11-10")
	b.post(b.bursar, here+"/instruction", "aide", b.right, "quotient", "450", "prete", "oui")
	b.post(b.head, here+"/decision", "issue", "urgent", "accorde", "60")
	says(t, b.get(b.social, here), "Tirer sur le droit", "Il reste 60,00 €")
	says(t, b.refused(b.social, here+"/tirage", "somme", b.charge, "tire", "61"), "Il ne reste que 60,00 €")
	b.post(b.social, here+"/tirage", "somme", b.charge, "tire", "40")
	says(t, b.get(b.social, here), "Il reste 20,00 €")
	if got := b.send(b.head, http.MethodPost, here+"/tirage", formMedia, []byte(form("somme", b.charge, "tire", "1").Encode())).Code; got != http.StatusForbidden {
		t.Errorf("the head draws: %d", got)
	}
}
