package till_test

import (
	"bytes"
	"context"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
)

func (b *bank) on(day law.Day) {
	b.Helper()
	if err := school.Advance(context.Background(), b.app, day.At(9, 0, time.UTC), func(context.Context) error { return nil }); err != nil {
		b.Fatal(err)
	}
}

// From the first friendly word to the accountant, by the pages: each debtor is told of what they owe, the head suspends what
// is disputed, and nothing but words has happened.
func TestF04RemindersGoStepByStepByThePages(t *testing.T) {
	t.Parallel()
	b := open(t)
	const page = "/gestion/caisse/relances"
	anne, chris := "r-"+b.anne.ID, "r-"+b.chris.ID
	head := b.staff("Yves", school.Head)
	says(t, b.get(b.bursar, page), "Personne à relancer aujourd’hui.")
	b.on("2026-12-10")
	says(t, b.get(b.bursar, page), "Pas avant le 16 décembre 2026.")
	says(t, b.refused(b.bursar, page, "relances", anne), "Cette relance ne part pas.")
	b.on("2026-12-16")
	says(t, b.get(b.bursar, page+"?apercu="+anne), "Lovelace Anne : 120,00 €", "Garrec Chris : 75,00 €", "rappel amiable", "Il s’agit peut-être d’un oubli", "fonds social")
	says(t, b.refused(b.bursar, page), "Choisissez au moins une personne.")
	if answer := b.send(head, http.MethodPost, page, form("relances", anne)); answer.Code != http.StatusForbidden {
		t.Errorf("sent by the head: %d", answer.Code)
	}
	// Chris disputes: the head suspends, and says why.
	says(t, b.refused(head, page+"/suspension", "creance", b.bobsTrip, "geste", "suspendre"), "Écrivez pourquoi")
	b.post(head, page+"/suspension", "creance", b.bobsTrip, "geste", "suspendre", "reason", "Le séjour est contesté.")
	says(t, b.get(b.bursar, page), "le chef d’établissement a suspendu le recouvrement")
	b.refused(b.bursar, page, "relances", chris)

	b.post(b.bursar, page, "relances", anne)
	says(t, b.get(b.bursar, page), "Pas avant le 31 décembre 2026.", "courriel : ")
	if who := b.one("SELECT GROUP_CONCAT(guardian_id) FROM messages WHERE kind = 'reminder'"); who != b.anne.ID {
		t.Errorf("told %s", who)
	}
	if short := b.one("SELECT title || short_title || short_body FROM messages WHERE kind = 'reminder'"); strings.ContainsAny(short, "0123456789€") {
		t.Errorf("a locked screen says %q", short)
	}
	if b.get(b.bruno, "/payer"); b.one("SELECT COUNT(*) FROM reminders WHERE seen_at != ''") != "0" {
		t.Error("opened by the other parent")
	}
	b.get(b.anne, "/payer")
	says(t, b.get(b.bursar, page), "16 décembre 2026")
	if b.one("SELECT COUNT(*) FROM reminders WHERE seen_at != ''") != "1" {
		t.Error("not noted as opened")
	}
	for day, step := range map[law.Day]string{"2026-12-31": "deuxième rappel"} {
		b.on(day)
		says(t, b.get(b.bursar, page), step)
		b.post(b.bursar, page, "relances", anne)
	}
	b.on("2027-01-15")
	says(t, b.get(b.bursar, page+"?apercu="+anne), "mise en demeure", "recouvrement")
	b.post(b.accountant, page, "relances", anne)
	if b.one("SELECT COUNT(*) FROM deliveries d JOIN messages m ON m.id = d.message WHERE m.kind = 'reminder' AND d.channel = 'letter'") != "1" {
		t.Error("the formal notice is not printed")
	}
	says(t, b.get(b.bursar, page), "1 lettre de relance à imprimer", `href="/gestion/messages/courriers"`)
	b.on("2027-01-30")
	b.post(b.accountant, page, "relances", anne)
	says(t, b.get(b.bursar, page), "transmission à l’agent comptable")
	says(t, b.get(b.bursar, page+"/envois.csv"), "Lovelace Anne", "mise en demeure", "Lise Personnel")
	b.get(b.bursar, page+"/envois.xlsx")
	// A payment stops all.
	if _, err := money.BookPayment(b.as(b.accountant), b.app, money.Desk{Means: money.Transfer, Amount: 16000, PupilID: b.ada, PayerID: b.anne.ID, BankReference: "VIR 9"}); err != nil {
		t.Fatal(err)
	}
	if list, err := money.ToRemindAll(b.app, b.bursar); err != nil || len(list) != 1 {
		t.Errorf("still %d to remind, %v", len(list), err)
	}
}

// The reminder that is printed says in clear, beside its QR code, where and under which reference to pay.
func TestF04APrintedReminderSaysHowToPay(t *testing.T) {
	t.Parallel()
	b := debiting(t)
	b.on("2026-12-16")
	if _, err := b.app.NonconcurrentDB().NewQuery("UPDATE guardians SET email = ''").Execute(); err != nil {
		t.Fatal(err)
	}
	b.post(b.bursar, "/gestion/caisse/relances", "relances", "r-"+b.anne.ID)
	letter := b.one("SELECT d.id FROM deliveries d JOIN messages m ON m.id = d.message WHERE m.kind = 'reminder' AND d.channel = 'letter' AND d.state = 'queued'")
	answer := b.send(b.bursar, http.MethodPost, "/gestion/messages/courriers", form("courrier", letter))
	if answer.Code != http.StatusOK || answer.Header().Get("Content-Type") != "application/pdf" {
		t.Fatalf("%d %s", answer.Code, answer.Header().Get("Content-Type"))
	}
	file := answer.Body.Bytes()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	text, err := r.Page(1).GetPlainText(nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, says := range []string{"Lovelace", "FR14", "120,00", "RF"} {
		if !strings.Contains(text, says) {
			t.Errorf("%s is not printed:\n%s", says, text)
		}
	}
	// Its QR code is drawn: a page without it has far fewer rectangles.
	if rects := len(r.Page(1).Content().Rect); rects < 100 {
		t.Errorf("%d rectangles: no QR code", rects)
	}
}
