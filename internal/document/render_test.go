package document

import (
	"flag"
	"maps"
	"os"
	"path/filepath"
	"testing"
)

var outDir = flag.String("out", "", "folder to write the documents to, for eyes")

// documents is every paper, by the name of its golden file.
func documents() map[string]func() ([]byte, error) {
	signed, cancelled, declined := sampleCommitment(), sampleReceipt(), sampleAcknowledgement()
	signed.Signatures = sampleSignatures()
	cancelled.Cancelled, cancelled.Copy = "Chèque impayé, annulée le 20 novembre 2026 par Hélène FABRE.", true
	declined.Declined, declined.TextDigest, declined.Schedule, declined.Price, declined.Next = true, "", nil, 0, nil
	plainOrigin := sampleOrigin()
	plainOrigin.Practice = false
	signed.Origin = plainOrigin
	all := map[string]func() ([]byte, error){
		"commitment-blank":    func() ([]byte, error) { return Commitment(sampleCommitment()) },
		"commitment-signed":   func() ([]byte, error) { return Commitment(signed) },
		"receipt":             func() ([]byte, error) { return Receipt(sampleReceipt()) },
		"receipt-cancelled":   func() ([]byte, error) { return Receipt(cancelled) },
		"access-letters":      func() ([]byte, error) { return AccessLetters(sampleBatch(2)) },
		"acknowledgement":     func() ([]byte, error) { return CommitmentReceipt(sampleAcknowledgement()) },
		"acknowledgement-no":  func() ([]byte, error) { return CommitmentReceipt(declined) },
		"printed-list":        func() ([]byte, error) { return PrintedList(sampleList(70)) },
		"decision":            func() ([]byte, error) { return Decision(sampleDecision()) },
		"mandate-to-sign":     func() ([]byte, error) { return Mandate(sampleMandate("")) },
		"mandate-signed":      func() ([]byte, error) { return Mandate(sampleMandate("3000")) },
		"payments-journal":    func() ([]byte, error) { return PaymentsJournal(sampleJournal(64)) },
		"payments-journal-no": func() ([]byte, error) { return PaymentsJournal(sampleJournal(0)) },
	}
	maps.Copy(all, familyDocuments())
	return all
}

func TestDocumentsForEyes(t *testing.T) {
	if *outDir == "" {
		t.Skip("no -out")
	}
	for name, make := range documents() {
		file, err := make()
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if err := os.WriteFile(filepath.Join(*outDir, name+".pdf"), file, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
