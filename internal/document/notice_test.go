package document_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/document"
)

func TestNoticesPrintOneLetterPerPerson(t *testing.T) {
	origin := document.Origin{Letterhead: document.Letterhead{SchoolName: "Collège des Deux-Rives"}, MadeAt: time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)}
	letter := document.NoticeLetter{Name: "Mme Zohra GARNIER", AddressLines: []string{"1 rue Basse", "99100 VILLENEUVE"}, Title: "Un voyage est ouvert : votre réponse est attendue", Body: "Premier.\n\nSecond."}
	body, err := document.Notices(document.NoticeBatch{Origin: origin, SiteURL: "https://college.example.fr", Letters: []document.NoticeLetter{letter, letter}})
	if err != nil || !bytes.HasPrefix(body, []byte("%PDF")) {
		t.Fatal(err)
	}
	if n := bytes.Count(body, []byte("/Type /Page\n")); n != 2 {
		t.Errorf("%d pages", n)
	}
	if _, err := document.Notices(document.NoticeBatch{Origin: origin}); !errors.Is(err, document.ErrNoLetter) {
		t.Errorf("an empty batch: %v", err)
	}
}
