package till_test

import (
	"fmt"
	"image"
	"image/color"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// debiting is a school that may debit and be transferred to.
func debiting(t *testing.T) *bank {
	t.Helper()
	b := open(t)
	ids := school.BankIDs{IBAN: "FR1420041010050500013M02606", BIC: "TRPUFRP1", ICS: "FR72ZZZ123456"}
	if err := school.SaveBankIDs(school.WithActor(t.Context(), b.accountant), b.app, ids); err != nil {
		t.Fatal(err)
	}
	return b
}

func (b *bank) signs(who school.Actor) {
	b.Helper()
	b.post(who, "/payer/mandat", "iban", number, "titulaire", "Anne Lovelace", "accord", "oui")
}

// A family signs, sees what is announced, changes its account and takes its mandate back, by the pages; nobody else sees it.
func TestF10AFamilySignsAndRevokesByThePages(t *testing.T) {
	t.Parallel()
	b := debiting(t)
	says(t, b.get(b.anne, "/payer"), "Prélèvement", "Payer par virement")
	page := b.get(b.anne, "/payer/mandat/signature")
	says(t, page, "FR72ZZZ123456", "au moins 14 jours avant", "huit semaines")
	hides(t, page, "checked")
	says(t, b.refused(b.anne, "/payer/mandat", "iban", number, "titulaire", "Anne Lovelace"), "Cochez la case")
	again := b.refused(b.anne, "/payer/mandat", "iban", "DE89 3704 0044 0532 0130 01", "titulaire", "Anne Lovelace", "accord", "oui", "preavis", "oui")
	says(t, again, "clé de cet IBAN", "Anne Lovelace")
	hides(t, again, "3704", "0130 01")
	b.signs(b.anne)
	mine := b.get(b.anne, "/payer/mandat")
	says(t, mine, "actif", "0691234A-000001", "se termine par 3000")
	hides(t, mine, "3704", "DE89")
	if proof := b.one("SELECT signed_how || ' ' || auth_level || ' ' || (session_id != '') || ' ' || (account_id != '') || ' ' || length(terms_digest) FROM mandates"); proof != "online email_code 1 1 64" {
		t.Errorf("the proof is %q", proof)
	}
	hides(t, b.get(b.bruno, "/payer/mandat"), "0691234A-000001", "3000")
	if answer := b.send(b.anne, http.MethodGet, "/payer/mandat/signature", nil); answer.Code != http.StatusSeeOther {
		t.Errorf("a second mandate is offered: %d", answer.Code)
	}

	batch, err := money.PrepareDebits(school.WithActor(t.Context(), b.bursar), b.app, "2026-12-07", b.adasTrip)
	if err != nil {
		t.Fatal(err)
	}
	account := b.get(b.anne, "/payer")
	says(t, account, "Sera prélevé", "7 décembre 2026", "En tout")
	hides(t, account, `value="`+b.adasTrip+`"`)
	says(t, account, "Voyage à Grenade 2027-01-01")
	says(t, b.get(b.anne, "/payer/mandat"), "annoncé", "120,00 €")
	hides(t, b.get(b.bruno, "/payer"), "Sera prélevé")

	b.post(b.anne, "/payer/mandat/compte", "iban", "FR14 2004 1010 0505 0001 3M02 606", "titulaire", "Anne Lovelace")
	says(t, b.get(b.anne, "/payer/mandat"), "0691234A-000001", "se termine par 2606")
	says(t, b.refused(b.anne, "/payer/mandat/revocation"), "Cochez la case")
	b.post(b.anne, "/payer/mandat/revocation", "accord", "oui")
	says(t, b.get(b.anne, "/payer/mandat"), "Signer un mandat", "retiré")
	if left := b.one("SELECT COUNT(*) FROM mandates WHERE iban_sealed != '' OR account_holder != ''"); left != "0" {
		t.Errorf("%s accounts stay", left)
	}
	says(t, b.get(b.anne, "/payer"), "Voyage à Grenade 2026-12-01")
	if batch == "" {
		t.Error("no batch")
	}
}

// What a direct debit is about to take is not paid by card (arrêté of 6 July 2015), even by an address kept open.
func TestADebitedSumIsNotPaidByCard(t *testing.T) {
	t.Parallel()
	b := online(t)
	ids := school.BankIDs{IBAN: "FR1420041010050500013M02606", ICS: "FR72ZZZ123456"}
	if err := school.SaveBankIDs(school.WithActor(t.Context(), b.accountant), b.app, ids); err != nil {
		t.Fatal(err)
	}
	b.signs(b.anne)
	batch, err := money.PrepareDebits(school.WithActor(t.Context(), b.bursar), b.app, "2026-12-07", b.adasTrip)
	if err != nil {
		t.Fatal(err)
	}
	says(t, b.refused(b.anne, "/payer/en-ligne", "creance", b.adasTrip, "mel", "anne@exemple.fr"), "sera prélevée le 7 décembre 2026")
	if n := b.one("SELECT COUNT(*) FROM online_payments"); n != "0" {
		t.Errorf("%s attempts", n)
	}
	if err := money.CancelDebits(school.WithActor(t.Context(), b.bursar), b.app, batch); err != nil {
		t.Fatal(err)
	}
	b.post(b.anne, "/payer/en-ligne", "creance", b.adasTrip, "mel", "anne@exemple.fr")
}

// The paper to sign says the reference and the creditor before anybody writes on it; the account is left to its holder.
func TestF10ThePaperOfAMandateIsPrintedReadyToSign(t *testing.T) {
	t.Parallel()
	b := debiting(t)
	b.post(b.bursar, "/gestion/caisse/mandats", "debiteur", "g:"+b.anne.ID, "duree", "recurrent")
	here := "/gestion/caisse/mandats/" + b.one("SELECT id FROM mandates")
	says(t, b.get(b.bursar, here), "Papier à signer")
	m, found, err := money.MandatePaper(b.app, b.bursar, b.one("SELECT id FROM mandates"))
	if err != nil || !found || m.RUM != "0691234A-000001" || m.ICS != "FR72ZZZ123456" || m.Holder != "Mme Anne Lovelace" && m.Holder != "Anne Lovelace" || m.IbanTail != "" || len(m.Pupils) == 0 {
		t.Fatalf("%+v, %v", m, err)
	}
	says(t, m.Terms, "FR72ZZZ123456", "au moins 14 jours avant")
	if answer := b.send(b.bursar, http.MethodGet, here+"/papier.pdf", nil); answer.Code != http.StatusOK || !strings.HasPrefix(answer.Body.String(), "%PDF") {
		t.Errorf("the paper: %d", answer.Code)
	}
	if answer := b.send(b.anne, http.MethodGet, here+"/papier.pdf", nil); answer.Code == http.StatusOK {
		t.Error("a family reads the staff's paper")
	}
	b.post(b.bursar, here+"/signature", "signature", "2026-11-16", "preavis", "14", "iban", number, "titulaire", "Anne Lovelace")
	says(t, b.get(b.bursar, here), "actif", "Copie sur papier")
}

var drawn = regexp.MustCompile(`viewBox="0 0 (\d+) \d+"[^>]*role="img"[^>]*>.*?<path[^>]* d="([^"]+)"`)

// The page says the account and the reference in clear, and its QR code says the same to a reader that is not ours.
func TestATransferIsSaidInClearAndByItsQRCode(t *testing.T) {
	t.Parallel()
	b := debiting(t)
	page := b.get(b.anne, "/payer/virement?creance="+b.adasSecond)
	says(t, page, "40,00 € par virement", "FR14 2004 1010 0505 0001 3M02 606", "TRPUFRP1", "Collège des Deux-Rives")
	found := drawn.FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no QR code:\n%s", page)
	}
	var side int
	if _, err := fmt.Sscan(found[1], &side); err != nil {
		t.Fatal(err)
	}
	const pixels = 4
	img := image.NewPaletted(image.Rect(0, 0, side*pixels, side*pixels), color.Palette{color.White, color.Black})
	for _, run := range strings.Split(strings.TrimSuffix(found[2], "z"), "z") {
		var x, y, n int
		if _, err := fmt.Sscanf(run, "M%d %dh%dv1", &x, &y, &n); err != nil {
			t.Fatal(err)
		}
		for i := range n * pixels {
			for j := range pixels {
				img.SetColorIndex(x*pixels+i, y*pixels+j, 1)
			}
		}
	}
	bitmap, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	read, err := qrcode.NewQRCodeReader().Decode(bitmap, nil)
	if err != nil {
		t.Fatal(err)
	}
	request, err := sepa.ParsePayload(read.GetText())
	if err != nil || request.Amount != 4000 || request.Creditor.IBAN != "FR1420041010050500013M02606" || !strings.Contains(text(page), sepa.ReferenceGroups(request.Reference)) {
		t.Errorf("%+v %v", request, err)
	}
	if charge, _, found := money.FindTransfer(request.Reference); !found || charge != b.adasSecond {
		t.Errorf("%s comes back as %s", request.Reference, charge)
	}
	if answer := b.send(b.anne, http.MethodGet, "/payer/virement/avis.pdf", nil); answer.Code != http.StatusOK || !strings.HasPrefix(answer.Body.String(), "%PDF") {
		t.Errorf("no notice: %d", answer.Code)
	}
	// Another family's sum is not asked.
	says(t, b.get(b.chris, "/payer/virement?creance="+b.adasSecond), "Rien à payer par virement")
}

// The staff's day: a paper mandate, a batch told and sent by another, a return; the account never shows.
func TestF10StaffDebitByThePages(t *testing.T) {
	t.Parallel()
	b := debiting(t)
	mandates, debits := "/gestion/caisse/mandats", "/gestion/caisse/prelevements"
	says(t, b.get(b.bursar, mandates), "Lovelace Anne : 160,00 €", "Garrec Chris : 75,00 €")
	b.refused(b.bursar, mandates, "debiteur", "g:"+b.anne.ID)
	mandate := b.post(b.bursar, mandates, "debiteur", "g:"+b.anne.ID, "duree", "recurrent")
	says(t, b.get(b.bursar, mandate), "à signer", "0691234A-000001", "Lovelace Anne")
	again := b.refused(b.bursar, mandate+"/signature", "signature", "2026-11-12", "preavis", "5", "iban", "DE89 3704 0044 0532 0130 01", "titulaire", "Anne Lovelace")
	says(t, again, "clé de cet IBAN")
	hides(t, again, "3704")
	says(t, b.refused(b.bursar, mandate+"/signature", "signature", "2026-11-12", "preavis", "2", "iban", number, "titulaire", "Anne Lovelace"), "F-10", "Le préavis va de 5 à 14 jours")
	says(t, b.refused(b.bursar, mandate+"/signature", "signature", "2026-11-12", "preavis", "5", "dernier", "2026-11-12", "iban", number, "titulaire", "Anne Lovelace"), "finirait avant d’avoir servi", "2026-11-12")
	b.post(b.bursar, mandate+"/signature", "signature", "2026-11-12", "preavis", "5", "dernier", "2027-06-30", "iban", number, "titulaire", "Anne Lovelace")
	page := b.get(b.accountant, mandate)
	says(t, page, "actif", "30 juin 2027", "•••• 3000", "sur papier")
	hides(t, page, "3704", "DE89")
	for _, list := range []string{mandates + "?q=love&etat=active", mandates + "/liste.csv?q=love"} {
		page := b.get(b.accountant, list)
		says(t, page, "0691234A-000001", "•••• 3000")
		hides(t, page, "3704", "DE89")
	}

	says(t, b.get(b.bursar, debits), "Lovelace Anne : 120,00 €", "Voyage à Grenade 2027-01-01")
	b.refused(b.bursar, debits, "prelevement", "2026-11-23")
	says(t, b.refused(b.bursar, debits, "prelevement", "2026-11-19", "creances", b.adasTrip), "F-10", "n’est pas permis avant le 21 novembre 2026")
	lot := b.post(b.bursar, debits, "prelevement", "2026-11-23", "creances", b.adasTrip, "creances", b.adasSecond)
	says(t, b.get(b.accountant, lot), "1 prélèvement, 160,00 €")
	b.until("SELECT noticed_on FROM debits", "2026-11-16") // the message leaves by itself
	b.refused(b.bursar, lot+"/lettres", "poste", "")
	answer := b.send(b.bursar, http.MethodPost, lot+"/fichier", form("format", "pain.008.001.02.xml"))
	if answer.Code != http.StatusOK || !strings.Contains(answer.Body.String(), "urn:iso:std:iso:20022:tech:xsd:pain.008.001.02") || !strings.Contains(answer.Body.String(), "<InstdAmt Ccy=\"EUR\">160.00</InstdAmt>") {
		t.Errorf("%d %s", answer.Code, answer.Body)
	}
	if answer := b.send(b.bursar, http.MethodPost, lot+"/envoi", nil); answer.Code != http.StatusForbidden {
		t.Errorf("sent by the bursar: %d", answer.Code)
	}
	b.post(b.accountant, lot+"/envoi")
	says(t, b.get(b.bursar, lot), "remis à la banque")
	says(t, b.get(b.bursar, lot+"/prelevements.csv"), "0691234A-000001", "160,00")
	debit := lot + "/" + b.one("SELECT id FROM debits")
	says(t, b.refused(b.accountant, debit+"/rejet", "date", "2026-11-16", "code", ""), "motif de rejet")
	b.post(b.accountant, debit+"/rejet", "date", "2026-11-16", "code", "MD01")
	says(t, b.get(b.bursar, debit), "rejeté", "MD01, pas de mandat")
	says(t, b.get(b.bursar, mandate), "suspendu")
	says(t, b.refused(b.bursar, mandate+"/etat", "etat", "active", "why", "oui"), "ne reprend pas sans raison")
	b.post(b.bursar, mandate+"/etat", "etat", "active", "why", "La banque a retrouvé le mandat")
	b.post(b.bursar, mandate+"/etat", "etat", "revoked", "why", "Demande écrite de la mère")
	says(t, b.get(b.anne, "/payer"), "Voyage à Grenade 2026-12-01")
}
