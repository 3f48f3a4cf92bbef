package trip

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/school"
)

// letterOfAda is all that a letter is made of, for one child and one signatory.
func letterOfAda() letterData {
	return letterData{
		facts: Facts{
			Trip:        Trip{Title: "Rome antique", Destination: "Rome", DepartsOn: "2027-04-12", ReturnsOn: "2027-04-17", AnswerBy: "2026-12-18", PriceCents: 300_00},
			Act:         &school.Act{ActNumber: "2026-17", VotedOn: "2026-10-01"},
			Instalments: []Instalment{{RankNo: 1, DueOn: "2026-12-15", AmountCents: 150_00}, {RankNo: 2, DueOn: "2027-01-15", AmountCents: 150_00}},
		},
		identity: school.Identity{Name: "Collège des Deux-Rives", Town: "Deux-Rives", SocialWorkerName: "Mme Roy"},
		child:    school.Child{FirstName: "Ada", LastName: "Lovelace", Class: "4B", BirthOn: "2013-05-01"}, signatory: "Anne Lovelace", organise: "M. Petit",
	}
}

var votedTerms = RefundTerms{Act: &school.Act{ActNumber: "2025-60", VotedOn: "2025-11-20"}, Terms: []Term{
	{Cause: CauseMedical, RatePercent: 100}, {Cause: CauseFamily, DaysBefore: 30, RatePercent: 50}, {Cause: CauseOther, RatePercent: 100, RecoverableOnly: true},
}}

func one(text string) []Block { return []Block{{Name: "corps", On: true, Text: text}} }

// Each field of a letter is replaced with something of this trip and this child.
func TestEveryFieldOfALetterIsFilled(t *testing.T) {
	t.Parallel()
	want := map[string]string{
		"{{établissement}}": "Collège des Deux-Rives", "{{commune}}": "Deux-Rives", "{{voyage}}": "Rome antique", "{{destination}}": "Rome",
		"{{dates}}": "du 12 au 17\u00a0avril\u00a02027", "{{élève}}": "Ada Lovelace", "{{classe}}": "4B", "{{naissance}}": "1er\u00a0mai\u00a02013",
		"{{signataire}}": "Anne Lovelace", "{{prix}}": "300,00\u00a0€", "{{acte}}": "l’acte n°\u00a02026-17 du 1er\u00a0octobre\u00a02026",
		"{{échéancier}}":         "- échéance 1, avant le 15\u00a0décembre\u00a02026 : 150,00\u00a0€\n- échéance 2, avant le 15\u00a0janvier\u00a02027 : 150,00\u00a0€\n- soit en tout : 300,00\u00a0€",
		"{{assistance_sociale}}": "Mme Roy", "{{organisateur}}": "M. Petit",
		refundsField: "Voici ce qui est rendu, selon la cause, d’après l’acte n°\u00a02025-60 du 20\u00a0novembre\u00a02025\u00a0:\n\n- certificat médical ou force majeure\u00a0: tout le prix\n" +
			"- désistement de la famille, 30 jours au moins avant le départ\u00a0: 50\u00a0% du prix\n- toute autre cause\u00a0: ce que les fournisseurs ne gardent pas\n" +
			"- annulation ou retrait par l’établissement : tout ce qui a été versé\n\nLe chef d’établissement peut accorder une remise en plus, selon les motifs.",
		"{{réponse_avant}}": "18\u00a0décembre\u00a02026",
		"{{soussigné}}":     "soussigné·e", "{{inscris}}": "inscris Ada Lovelace", "{{accueil}}": "aux dates communiquées par l’établissement",
		"{{comptable}}": "l’agent comptable (Collège des Deux-Rives)", "{{chef}}": "le chef d’établissement",
		"{{assurance}}": "L’établissement assure sa propre responsabilité.",
	}
	for _, name := range placeholderNames() {
		ada := letterOfAda()
		if name == refundsField { // elsewhere nothing is voted, and nothing is added at the end of the letter
			ada.facts.Refunds = votedTerms
		}
		got := strings.TrimSpace(buildLetter(1, one(name), ada).Body)
		if strings.ReplaceAll(got, "\u202f", "\u00a0") != want[name] {
			t.Errorf("%s is %q, not %q", name, got, want[name])
		}
	}
	if len(want) != len(placeholderNames()) {
		t.Errorf("%d fields, %d expected", len(placeholderNames()), len(want))
	}
}

func TestTheModelUsesKnownFieldsOnly(t *testing.T) {
	t.Parallel()
	blocks, err := DefaultBlocks()
	if err != nil || len(blocks) == 0 {
		t.Fatal(err)
	}
	for _, b := range blocks {
		if unknown := unknownPlaceholders(b.Text); unknown != nil {
			t.Errorf("%s: %v", b.Name, unknown)
		}
	}
	if body := buildLetter(0, blocks, letterOfAda()).Body; strings.Contains(body, "{{") {
		t.Errorf("a field is left empty:\n%s", body)
	}
}

func TestUnknownFieldsAreSeen(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]int{
		"rien": 0, "{{prix}} et {{dates}}": 0, "{{montant}}": 1, "{{Prix}} {{prix }}": 2, "{{prix": 1, "}} {{": 1, "{{prix}} {{a}} {{prix}} {{b}}": 2, "{prix}": 0, "": 0,
	} {
		if got := unknownPlaceholders(text); len(got) != want {
			t.Errorf("%q: %v", text, got)
		}
	}
	// No text makes the search run for ever or lets an unknown field through.
	rapid.Check(t, func(t *rapid.T) {
		text := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{"{{", "}}", "prix", "{", "}", "é", " ", "voyage"}), 0, 12).Draw(t, "text"), "")
		if unknown := unknownPlaceholders(text); unknown == nil && strings.Contains(buildLetter(1, one("x"+text), letterOfAda()).Body, "{{") {
			t.Fatalf("%q leaves a field", text)
		}
	})
}

// Same data, same text, same digest; a person, a price, a date or a comma that differs is another text.
func TestADigestIsThatOfTheTextAlone(t *testing.T) {
	t.Parallel()
	blocks, err := DefaultBlocks()
	if err != nil {
		t.Fatal(err)
	}
	first := buildLetter(1, blocks, letterOfAda())
	sum := sha256.Sum256([]byte(first.Body))
	if first.Digest != hex.EncodeToString(sum[:]) || first.Digest != TextDigest(first.Body) {
		t.Errorf("the digest %s is not that of the body", first.Digest)
	}
	if again := buildLetter(2, blocks, letterOfAda()); again.Digest != first.Digest {
		t.Error("the same text has two digests")
	}
	for what, change := range map[string]func(*letterData){
		"another signatory": func(d *letterData) { d.signatory = "Alan Lovelace" }, "another child": func(d *letterData) { d.child.FirstName = "Zoé" },
		"another price": func(d *letterData) { d.facts.Trip.PriceCents++ }, "another date": func(d *letterData) { d.facts.Trip.ReturnsOn = "2027-04-18" },
		"another instalment": func(d *letterData) { d.facts.Instalments[0].DueOn = "2026-12-16" },
	} {
		d := letterOfAda()
		change(&d)
		if buildLetter(1, blocks, d).Digest == first.Digest {
			t.Errorf("%s, and the same digest", what)
		}
	}
}

// A name that looks like a field stays a name: nothing that a family typed is replaced again.
func TestWhatIsFilledInIsNotFilledAgain(t *testing.T) {
	t.Parallel()
	d := letterOfAda()
	d.signatory = "{{prix}}"
	if got := strings.TrimSpace(buildLetter(1, one("{{signataire}}"), d).Body); got != "{{prix}}" {
		t.Errorf("%q", got)
	}
}

// A mandatory paragraph is there even when it is turned off; those of money go when nothing is asked.
func TestParagraphsOfALetter(t *testing.T) {
	t.Parallel()
	blocks := []Block{
		{Name: "a", Text: "Facultatif."}, {Name: "b", Text: "Obligatoire.", Mandatory: true}, {Name: "c", Text: "Choisi.", On: true, Title: "Titre"},
		{Name: "engagement-financier", Text: "Argent.", Mandatory: true},
	}
	d := letterOfAda()
	if got := buildLetter(1, blocks, d).Body; got != "Obligatoire.\n\n## Titre\n\nChoisi.\n\nArgent.\n" {
		t.Errorf("%q", got)
	}
	d.facts.Trip.PriceCents = 0
	if got := buildLetter(1, blocks, d).Body; strings.Contains(got, "Argent") {
		t.Errorf("%q", got)
	}
}

func TestAnswersAreCheckedOneByOne(t *testing.T) {
	t.Parallel()
	asks := []string{"trip_phone", "identity_papers", "insurance"}
	for what, c := range map[string]struct {
		answers map[string]string
		wrong   int
	}{
		"all is right":     {map[string]string{"trip_phone": " 06 39 98 44 55 ", "identity_papers": "yes", "insurance": "soon"}, 0},
		"nothing":          {nil, 3},
		"half a number":    {map[string]string{"trip_phone": "06 39", "identity_papers": "yes", "insurance": "yes"}, 1},
		"a novel":          {map[string]string{"trip_phone": "0639984455 ou alors le soir au 0299000001", "identity_papers": "yes", "insurance": "yes"}, 1},
		"another box":      {map[string]string{"trip_phone": "0639984455", "identity_papers": "maybe", "insurance": "no"}, 2},
		"more than asked":  {map[string]string{"trip_phone": "0639984455", "identity_papers": "yes", "insurance": "yes", "health": "asthme"}, 0},
		"from abroad, too": {map[string]string{"trip_phone": "+32 2 555 12 12", "identity_papers": "yes", "insurance": "yes"}, 0},
	} {
		if got := CheckAnswers(asks, c.answers); len(got) != c.wrong {
			t.Errorf("%s: %v", what, got)
		}
	}
}

// Whatever the school wrote, the letter of a priced trip says what is given back, once (V-34).
func TestALetterSaysTheRefundTermsOnce(t *testing.T) {
	t.Parallel()
	ada := letterOfAda()
	ada.facts.Refunds = votedTerms
	model, err := DefaultBlocks()
	if err != nil {
		t.Fatal(err)
	}
	for _, blocks := range [][]Block{one("Un texte de l’établissement."), model} {
		if n := strings.Count(buildLetter(1, blocks, ada).Body, "certificat médical ou force majeure"); n != 1 {
			t.Errorf("said %d times", n)
		}
	}
	ada.facts.Trip.PriceCents = 0
	if strings.Contains(buildLetter(1, model, ada).Body, "force majeure") {
		t.Error("a free trip speaks of refunds")
	}
}

// On paper a price by income is the whole grid, the same for every family: no sheet tells in which bracket one of them is.
func TestV21ALetterOnPaperShowsTheGridOnly(t *testing.T) {
	t.Parallel()
	d := letterOfAda()
	d.facts.Brackets = []Bracket{{RankNo: 1, QuotientBelow: 500, PriceCents: 150_00}, {RankNo: 2, PriceCents: 300_00}}
	d.facts.Trip.PriceCents = 150_00 // her own, as the page of her family has it
	if own := buildLetter(1, one("{{prix}}"), d).Body; strings.Contains(own, "quotient") || !strings.Contains(own, "150,00") {
		t.Errorf("online, a family reads its price: %q", own)
	}
	d.printed = true
	d.facts.Trip.PriceCents = 300_00
	first := buildLetter(1, one("{{prix}} {{échéancier}}"), d).Body
	for _, want := range []string{"grille votée", "150,00", "quotient familial inférieur à 500", "300,00", "mêmes proportions"} {
		if !strings.Contains(first, want) {
			t.Errorf("the sheet does not say %q: %s", want, first)
		}
	}
}
