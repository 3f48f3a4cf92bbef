package document

import (
	"errors"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// familyBatch is one paper of a kind, for a mother whose address is printed and a father whose name alone is.
func familyBatch(kind FamilyKind) FamilyBatch {
	trip := sampleTrip()
	return FamilyBatch{
		Origin: headed(sampleOrigin()), Kind: kind, Creditor: Creditor{ICS: "FR72ZZZ123456", SIRET: "73282932000074"},
		Social: Contact{Name: "Mme Anne PETIT", Role: "assistante de service social"}, Signs: Signer{Capacity: "L’agent comptable", Name: "Mme Hélène FABRE"},
		Papers: []FamilyPaper{{
			Pupil: samplePupil(), Sex: "F", BirthPlace: "Lyon", Number: "1204", Trip: trip, Organiser: "M. DURAND", Act: "l’acte n° 12 du 3 novembre 2026",
			Reader: Relative{
				Name: "Claire MARTIN", Civility: "Mme", Kinship: "mère", LastName: "MARTIN", FirstName: "Claire",
				AddressLines: []string{"8 impasse du Four-à-Chaux", "69008 Lyon"}, Phones: []string{"06 99 00 00 01", "04 99 00 00 01"},
			},
			Others: []Relative{{Name: "Marc MARTIN", Civility: "M.", Kinship: "père"}},
			Price:  31250, Schedule: sampleSchedule(), Charged: 31250,
		}},
	}
}

func headed(o Origin) Origin {
	o.Head = Signer{Capacity: "La principale", Name: "Mme Claire VASSEUR"}
	o.Letterhead.Year = "2026-2027"
	return o
}

// paid gives the paper of a family two payments and a remission.
func paid(b FamilyBatch, remitted, amount int64) FamilyBatch {
	p := &b.Papers[0]
	p.Remitted, p.Paid = cents.Amount(remitted), cents.Amount(amount)
	p.Payments = []PaymentLine{{Day: "2026-11-16", Means: "chèque", Receipt: "2026-AC n° 42", Amount: cents.Amount(amount - 10000)}, {Day: "2026-11-20", Means: "carte bancaire, en ligne", Amount: 10000}}
	return b
}

// adult turns the paper into that of a pupil of full age.
func adult(b FamilyBatch) FamilyBatch {
	p := &b.Papers[0]
	p.Adult, p.Pupil.Born, p.Others = true, "2008-03-01", nil
	p.Reader = Relative{Name: "Léa MARTIN", LastName: "MARTIN", FirstName: "Léa", AddressLines: p.Reader.AddressLines}
	return b
}

// familyDocuments are the papers of families, by the name of their golden file.
func familyDocuments() map[string]func() ([]byte, error) {
	all := map[string]func() ([]byte, error){}
	for kind := range familyPapers {
		all["family-"+string(kind)] = func() ([]byte, error) { return FamilyPapers(familyBatch(kind)) }
	}
	back, owed, away := paid(familyBatch(RemitPaper), 31250, 21000), paid(familyBatch(RemitPaper), 5000, 21000), paid(familyBatch(PaymentsPaper), 0, 31250)
	away.Origin.MadeAt = away.Origin.MadeAt.Add(200 * 24 * time.Hour)
	all["family-remise"] = func() ([]byte, error) { return FamilyPapers(back) }
	all["family-remise-due"] = func() ([]byte, error) { return FamilyPapers(owed) }
	all["family-versements"] = func() ([]byte, error) { return FamilyPapers(paid(familyBatch(PaymentsPaper), 0, 21000)) }
	all["family-versements-after"] = func() ([]byte, error) { return FamilyPapers(away) }
	all["family-vigipirate-adult"] = func() ([]byte, error) { return FamilyPapers(adult(familyBatch(AlertPaper))) }
	all["commitments"] = func() ([]byte, error) { return Commitments(sampleCommitments(2)) }
	signed := sampleCommitment()
	signed.Signatures = []Signature{{Name: "Claire MARTIN", Quality: "responsable légal", At: monday, Identified: "lettre signée à la main", PaperOn: "2026-11-13"}}
	all["commitment-by-hand"] = func() ([]byte, error) { return Commitment(signed) }
	return all
}

// sampleCommitments are letters to be signed by hand.
func sampleCommitments(n int) []CommitmentData {
	all := make([]CommitmentData, n)
	for i := range all {
		all[i] = sampleCommitment()
		all[i].Schedule = nil // the text holds it
		all[i].Signatories = []Signatory{{"Responsable légale", "Mme Claire MARTIN"}, {"Responsable légal", "M. Marc MARTIN"}}
	}
	return all
}

func TestFamilyPapersForNobody(t *testing.T) {
	for _, b := range []FamilyBatch{{Origin: sampleOrigin(), Kind: MandatePaper}, {Origin: sampleOrigin(), Kind: "autre", Papers: make([]FamilyPaper, 1)}} {
		if _, err := FamilyPapers(b); !errors.Is(err, ErrNoLetter) {
			t.Errorf("%s: %v", b.Kind, err)
		}
	}
	if _, err := Commitments(nil); !errors.Is(err, ErrNoLetter) {
		t.Error(err)
	}
}

// Nothing known: every paper is still a paper, to be filled in by hand.
func TestFamilyPapersWithoutAFact(t *testing.T) {
	for kind := range familyPapers {
		if _, err := FamilyPapers(FamilyBatch{Origin: Origin{MadeAt: monday}, Kind: kind, Papers: make([]FamilyPaper, 2)}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
}

func BenchmarkCommitments300(b *testing.B) {
	letters := sampleCommitments(300)
	for b.Loop() {
		file, err := Commitments(letters)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(file))/1024, "KB")
	}
}
