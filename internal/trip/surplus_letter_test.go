package trip_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/trip"
)

// refundOf is a sum of the trip to Rome, told by a letter that is about to be posted.
func refundOf(payee string, small bool) money.Refund {
	r := money.Refund{
		PupilName: "Lovelace Ada", Payee: payee, SubjectTitle: "Rome antique", SubjectCollection: "trips", Cause: money.BySurplus, State: money.RefundNotified,
		Amount: 33_33, NotedOn: "2027-05-03", LapsesAfter: "2031-12-31",
	}
	if small {
		r.Small, r.Amount = true, 6_67
	}
	return r
}

func surplusBatch(list ...money.Refund) document.NoticeBatch {
	batch := document.NoticeBatch{
		Origin: document.Origin{Letterhead: document.Letterhead{SchoolName: "Collège des Deux-Rives"}, MadeAt: time.Date(2027, 5, 3, 9, 0, 0, 0, time.UTC)},
		Help:   document.Contact{Role: "Intendance", Phone: "02 99 00 00 00", Email: "intendance@deux-rives.example"},
	}
	for _, r := range list {
		l := trip.WriteSurplusLetter(r)
		batch.Letters = append(batch.Letters, document.NoticeLetter{Name: l.Name, AddressLines: []string{"1 rue Basse", "99100 DEUX-RIVES"}, Title: l.Title, Body: l.Body})
	}
	return batch
}

// What a payer reads, whether they have been told already or by this letter, under 8 € and from 8 € on.
func TestV27TheLetterSaysHowMuchWhyAndUntilWhen(t *testing.T) {
	told := refundOf("Lovelace Alan", true)
	told.NotifiedOn, told.ClaimableUntil = "2027-05-03", "2027-08-03"
	withdrawn := refundOf("Lovelace Anne", false)
	withdrawn.Cause = money.ByWithdrawal
	var said strings.Builder
	for _, own := range [][]money.Refund{{refundOf("Lovelace Anne", false)}, {refundOf("Lovelace Anne", true)}, {told}, {withdrawn, told}} {
		l := trip.WriteSurplusLetter(own...)
		fmt.Fprintf(&said, "%s\n%s\n\n%s\n\n----\n", l.Name, l.Title, l.Body)
	}
	golden := filepath.Join("testdata", "surplus-letters.golden.txt")
	if os.Getenv("UPDATE_GOLDEN") != "" {
		if err := os.WriteFile(golden, []byte(said.String()), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil || said.String() != string(want) {
		t.Errorf("the letters are no longer those of %s (UPDATE_GOLDEN=1): %v\n%s", golden, err, said.String())
	}
}

// Three hundred letters are printed while one waits: three seconds at most.
func TestThreeHundredSurplusLetters(t *testing.T) {
	var list []money.Refund
	for i := range 300 {
		list = append(list, refundOf(fmt.Sprintf("Lovelace Anne %d", i), i%2 == 0))
	}
	start := time.Now()
	body, err := document.Notices(surplusBatch(list...))
	if err != nil || len(body) == 0 {
		t.Fatal(err)
	}
	if took := time.Since(start); took > 3*time.Second {
		t.Errorf("%s", took)
	}
}

func BenchmarkSurplusLetters300(b *testing.B) {
	var list []money.Refund
	for i := range 300 {
		list = append(list, refundOf(fmt.Sprintf("Lovelace Anne %d", i), i%2 == 0))
	}
	for b.Loop() {
		if _, err := document.Notices(surplusBatch(list...)); err != nil {
			b.Fatal(err)
		}
	}
}
