package document

import (
	"fmt"
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// The papers of a fictitious school on Monday 16 November 2026, 9:00.
var (
	paris  = time.FixedZone("CET", 3600)
	monday = time.Date(2026, time.November, 16, 9, 0, 0, 0, paris)
)

func sampleOrigin() Origin {
	return Origin{
		Letterhead: Letterhead{
			SchoolName: "Collège Simone-Veil", AddressLines: []string{"12 rue des Écoles", "69003 Lyon"},
			Phone: "04 72 00 00 00", Email: "contact@college-simone-veil.example", Academy: "Académie de Lyon", Place: "Lyon",
		},
		MadeAt: monday, Practice: true,
	}
}

func sampleTrip() Trip {
	return Trip{Title: "Rome, sur les pas des Romains", Place: "Rome (Italie)", Start: "2027-04-12", End: "2027-04-16"}
}

func samplePupil() Pupil { return Pupil{Name: "MARTIN Léa", Class: "5e B", Born: "2014-03-01"} }

func sampleSchedule() []Instalment {
	return []Instalment{{"", "2026-12-15", 10500}, {"", "2027-01-31", 10500}, {"Solde", "2027-03-01", 10250}}
}

const sampleLetter = `Je soussignée, **Mme Claire MARTIN**, responsable légale de **Léa MARTIN**, élève de 5e B, inscris mon enfant au voyage
*facultatif* « Rome, sur les pas des Romains », organisé par M. Paul DURAND du 12 au 16 avril 2027.

## Engagement financier

Je m'engage à payer la participation des familles, soit **312,50 €**, selon l'échéancier ci-dessous. Une fois cette lettre
signée, la somme entière est due, même si l'élève ne part pas, sauf décision contraire de l'établissement.

## Moyens de paiement

Je peux payer :

- en ligne, par carte bancaire, depuis l'espace famille ;
- par chèque à l'ordre de l'agent comptable du collège Simone-Veil ;
- en espèces, au secrétariat d'intendance, contre un reçu immédiat.

## Annulation

En cas de désistement, le chef d'établissement peut accorder une remise totale ou partielle, selon les raisons données...
Que faire si vous changez d'avis? Écrivez-nous!

## Aides

Des aides existent : *fonds social*, bourse, aide de la commune. Pour en parler en toute discrétion :

1. prenez rendez-vous avec Mme Anne PETIT, assistante sociale ;
2. apportez votre dernier avis d'imposition ;
3. la réponse vous est donnée avant la première échéance.

> Acte du conseil d'administration n° 12 du 3 novembre 2026, exécutoire le 18 novembre 2026.
`

func sampleCommitment() CommitmentData {
	return CommitmentData{
		Origin: sampleOrigin(), Reference: "ENG-2027-0042", Pupil: samplePupil(), Trip: sampleTrip(), Letter: sampleLetter,
		Price: 31250, Schedule: sampleSchedule(), ReturnBy: "2026-12-04",
	}
}

func sampleSignatures() []Signature {
	digest := strings.Repeat("9f86d081884c7d65", 4)
	return []Signature{
		{
			Name: "Claire MARTIN", Quality: "mère, responsable légale", At: monday.Add(11*time.Minute + 12*time.Second),
			Identified: "code à usage unique reçu par courriel", Account: "claire.martin@example.org", SharedAddress: true,
			IP: "192.0.2.17", TextDigest: digest,
		},
		{
			Name: "Marc MARTIN", Quality: "père, responsable légal", At: monday.Add(26*time.Hour + 3*time.Second),
			Identified: "code à usage unique d’une lettre remise en main propre", TextDigest: digest,
		},
	}
}

func sampleReceipt() ReceiptData {
	return ReceiptData{
		Origin: sampleOrigin(), Series: "2026-AC", Number: 42, Day: "2026-11-16", Payer: "Mme Claire MARTIN",
		PayerLines: []string{"8 impasse du Four-à-Chaux", "69008 Lyon"}, Pupil: samplePupil(), Amount: 31250,
		For: "Participation au voyage à Rome", Means: "chèque", MeansNote: "n° 0001234, La Banque postale", Accountant: "Hélène FABRE",
		Lines: []ReceiptLine{{"Voyage à Rome – échéance 1", 10500}, {"Voyage à Rome – échéance 2", 10500}, {"Voyage à Rome – solde", 10250}},
	}
}

func sampleBatch(n int) AccessBatch {
	b := AccessBatch{
		Origin: sampleOrigin(), SiteURL: "https://simone-veil.openacademie.example/entrer", ValidUntil: "2026-11-30",
		Help: Contact{Name: "Mme Sophie BERNARD", Role: "secrétariat", Phone: "04 72 00 00 01", Email: "secretariat@college-simone-veil.example"},
	}
	for i := range n {
		b.Letters = append(b.Letters, AccessLetter{
			Name: fmt.Sprintf("Mme Claire MARTIN-%d", i+1), AddressLines: []string{"Bâtiment C, appartement 12", "8 impasse du Four-à-Chaux", "69008 Lyon"},
			Pupils: []string{"Léa MARTIN, 5e B", "Hugo MARTIN, 3e A"}, Code: fmt.Sprintf("K7QM-2WXD-9T%02d-HV4C", i%100),
		})
	}
	return b
}

func sampleAcknowledgement() CommitmentReceiptData {
	return CommitmentReceiptData{
		Origin: sampleOrigin(), Reference: "ENG-2027-0042", Person: "Claire MARTIN, mère", Pupil: samplePupil(), Trip: sampleTrip(),
		At: monday.Add(11*time.Minute + 12*time.Second), Price: 31250, Schedule: sampleSchedule(), TextDigest: strings.Repeat("9f86d081884c7d65", 4),
		Next: []string{
			"La première échéance est à payer avant le 15 décembre 2026 : vous recevrez un rappel une semaine avant.",
			"L'autre responsable légal voit que la lettre est signée; il ne voit ni votre adresse ni votre numéro.",
		},
		Contact: Contact{Name: "M. Karim HADDAD", Role: "secrétaire général", Phone: "04 72 00 00 02", Email: "intendance@college-simone-veil.example"},
	}
}

func sampleJournal(n int) JournalData {
	d := JournalData{Origin: sampleOrigin(), From: "2026-11-16", To: "2026-11-20", Accountant: "Hélène FABRE"}
	means := []string{"Chèque", "Espèces", "Paiement en ligne", "Virement"}
	names := []string{"MARTIN", "NGUYỄN", "LEFEBVRE-DUPONT DE LA TOUR", "ÖZTÜRK", "O'BRIEN", "BEN ABDALLAH"}
	for i := range n {
		name := names[i%len(names)]
		d.Payments = append(d.Payments, JournalEntry{
			Day: law.Day("2026-11-16").Add(i * 5 / max(n, 1)), Receipt: ReceiptNumber("2026-AC", i+1), Payer: "Mme " + name, Pupil: name + " Léa",
			For: "Voyage à Rome – échéance 1", Means: means[i%len(means)], Amount: cents.Amount(10500 + 1375*(i%7)),
		})
	}
	if n > 3 {
		d.Payments[3].Amount, d.Payments[3].For = -10500, "Annulation : chèque impayé"
	}
	return d
}

func sampleMandate(tail string) MandateData {
	return MandateData{
		Origin: sampleOrigin(), RUM: "0691234A-000001", ICS: "FR72ZZZ123456", SIRET: "73282932000074", Holder: "Mme Claire MARTIN",
		AddressLines: []string{"8 impasse du Four-à-Chaux", "69008 Lyon"}, IbanTail: tail, Pupils: []string{"MARTIN Léa, 5e B", "MARTIN Hugo, 3e A"},
		Terms: "En signant ce mandat, vous autorisez Collège Simone-Veil (identifiant créancier SEPA FR72ZZZ123456) à envoyer à votre banque l’ordre de débiter votre compte.\n\n" +
			"Chaque prélèvement vous est annoncé au moins 14 jours avant, avec son montant et sa date.\n\n" +
			"Vous avez le droit d’être remboursé par votre banque : dans les huit semaines qui suivent la date du débit, et dans les treize mois si le prélèvement n’était pas autorisé.\n\n" +
			"Vous pouvez révoquer ce mandat à tout moment.",
		Help: Contact{Name: "Intendance", Phone: "04 72 00 00 00", Email: "intendance@college-simone-veil.example"},
	}
}
