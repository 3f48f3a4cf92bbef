package pb_hooks_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/pb_hooks"
)

func TestF23KnowsACardFromWhatResemblesIt(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"4970 1000 0000 0055":                     true,
		"carte 4970-1000-0000-0055 merci":         true,
		"4970100000000055":                        true,
		"n°4970100000000055.":                     true,
		"4970.1000.0000.0055":                     true,
		"4970  1000\u00a00000\u202f0055":          true,
		"49 70 10 00 00 00 00 55":                 true,
		"3782 822463 10005":                       true,  // American Express
		"reçu le 16/11/2026 4970 1000 0000 0055":  true,  // a date before it
		"2 x 4970100000000055 expire 12 28":       true,  // its date after it
		"4970 1000 0000 0055 12 28 123":           true,  // expiry and cryptogram
		"4970 1000 0000 0056":                     false, // wrong key
		"06 39 98 00 01 et 06 39 98 00 02":        false,
		"06 39 98 00 01 06 39 98 00 02":           false,
		"02.99.00.00.01 06.39.98.00.02":           false,
		"SIRET 552 081 317 66522":                 false,
		"FR76 3000 4000 0312 3456 7890 143":       false, // IBAN: 4000 0312 3456 7890 has the shape of a card
		"FR14 2004 1010 0505 0001 3M02 606":       false,
		"IBAN FR7630006000011234567890189":        false,
		"RIB 30004 00003 12345678901 43":          false,
		"1 13 05 35 238 001 42":                   false, // NIR
		"INE 0123456789A":                         false,
		"2026-11-16 09:00:00.000Z":                false,
		"du 12/04/2027 au 17/04/2027 pour 312,00": false,
		"a4970100000000055b4970100000000055cde":   false, // a digest: 32 hexadecimal characters at least
		"":                                        false,
	} {
		if got := pb_hooks.HoldsCardNumber(text); got != want {
			t.Errorf("%q: %v", text, got)
		}
	}
}

func TestF23DigestsOfOursAreNoCards(t *testing.T) {
	t.Parallel()
	for i := range 100_000 {
		sum := sha256.Sum256([]byte(strconv.Itoa(i)))
		if digest := hex.EncodeToString(sum[:]); pb_hooks.HoldsCardNumber("empreinte " + digest + ", fin") {
			t.Fatalf("a digest of ours passes for a card: %s", digest)
		}
	}
}

// A card of any scheme, in any usual writing, in the middle of any sentence.
func TestF23FindsEveryCard(t *testing.T) {
	t.Parallel()
	card := rapid.Custom(func(t *rapid.T) string {
		scheme := rapid.SampledFrom([]struct {
			prefix string
			length int
		}{{"4", 16}, {"51", 16}, {"55", 16}, {"2221", 16}, {"2720", 16}, {"6011", 16}, {"34", 15}, {"37", 15}, {"4", 19}, {"67", 19}}).Draw(t, "scheme")
		number := scheme.prefix
		for len(number) < scheme.length-1 {
			number += strconv.Itoa(rapid.IntRange(0, 9).Draw(t, "digit"))
		}
		return number + luhnKey(number)
	})
	rapid.Check(t, func(t *rapid.T) {
		number := card.Draw(t, "card")
		written := grouped(number, rapid.SampledFrom([]string{"", " ", "-", ".", "\u00a0", "\u202f", "  ", " - "[:2]}).Draw(t, "separator"))
		text := rapid.SampledFrom([]string{"", "carte : ", "payé le 16/11/2026 ", "CB n°", "120 euros, ", "12 "}).Draw(t, "before") + written +
			rapid.SampledFrom([]string{"", ", merci", " 12/28", ". Fin", " 123"}).Draw(t, "after")
		if !pb_hooks.HoldsCardNumber(text) {
			t.Fatalf("%q", text)
		}
		wrong := number[:len(number)-1] + strconv.Itoa((int(number[len(number)-1]-'0')+1)%10)
		if pb_hooks.HoldsCardNumber("carte : " + wrong) {
			t.Fatalf("%q has a wrong key", wrong)
		}
	})
}

// What schools write all day long: phones, bank accounts, dates, numbers of pupils.
func TestF23LetsTheNumbersOfASchoolThrough(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		n := func(digits int) string {
			return fmt.Sprintf("%0*d", digits, rapid.Int64Range(0, pow10(digits)-1).Draw(t, "number"))
		}
		phone := func() string { return grouped2("0" + strconv.Itoa(rapid.IntRange(1, 9).Draw(t, "zone")) + n(8)) }
		text := rapid.SampledFrom([]func() string{
			phone, func() string { return phone() + " " + phone() }, func() string { return "FR" + n(2) + n(23) },
			func() string { return grouped("FR"+n(2)+n(23), " ") }, func() string { return n(14) }, func() string { return n(10) + "A" },
			func() string { return "tél. " + phone() + ", INE " + n(9) + "AB" },
		}).Draw(t, "kind")()
		if pb_hooks.HoldsCardNumber(text) {
			t.Fatalf("%q passes for a card", text)
		}
	})
}

func pow10(n int) int64 {
	p := int64(1)
	for range min(n, 18) {
		p *= 10
	}
	return p
}

func grouped2(s string) string {
	var groups []string
	for i := 0; i < len(s); i += 2 {
		groups = append(groups, s[i:min(i+2, len(s))])
	}
	return strings.Join(groups, " ")
}

// grouped writes a number as it is printed: 4-6-5 for fifteen digits, by four otherwise.
func grouped(s, separator string) string {
	if len(s) == 15 {
		return s[:4] + separator + s[4:10] + separator + s[10:]
	}
	var groups []string
	for i := 0; i < len(s); i += 4 {
		groups = append(groups, s[i:min(i+4, len(s))])
	}
	return strings.Join(groups, separator)
}

func luhnKey(number string) string {
	sum := 0
	for i := range number {
		n := int(number[len(number)-1-i] - '0')
		if i%2 == 0 {
			if n *= 2; n > 9 {
				n -= 9
			}
		}
		sum += n
	}
	return strconv.Itoa((10 - sum%10) % 10)
}

// Wherever one types: a project, a decision, a family's answer, the dashboard, the program itself.
func TestF23NoFieldKeepsACard(t *testing.T) {
	w := newWorld(t)
	const card = "Carte 4970 1000 0000 0055"
	id := w.given(rome(), trip.Open)
	w.refused("F-23", w.write(w.teacher, "trips", id, map[string]any{"programme": card}))
	w.refused("F-23", trip.Authorise(as(w.head), w.app, id, true, card))
	mother := w.guardian(w.mother)
	letter, err := trip.LetterFor(w.app, mother, id, w.pupil)
	w.must(err)
	w.must(w.write(w.teacher, "trips", id, map[string]any{"asks": []string{"trip_phone"}}))
	sign := func(phone string) error {
		_, err := trip.Sign(as(mother), w.app, trip.Signature{TripID: id, PupilID: w.pupil, Accept: true, ShownDigest: letter.Digest, Answers: map[string]string{"trip_phone": phone}})
		return err
	}
	w.refused("F-23", sign("4970100000000055"))
	for path, fields := range map[string]map[string]any{
		"trips/" + id: {"programme": card}, "pupils/" + w.pupil: {"first_name": "4970-1000-0000-0055"}, "letters": {"kind": "model", "blocks": []string{card}},
	} {
		method := "PATCH"
		if !strings.Contains(path, "/") {
			method = "POST"
		}
		w.restRefused("F-23", method, path, fields)
	}
	r := w.record("guardians", w.mother)
	r.Set("address1", card)
	w.refused("F-23", w.app.SaveNoValidate(r))
	w.objected(school.Lift(as(w.accountant), w.app, school.NewLift{Rule: "F-23", SubjectCollection: "trips", SubjectID: id, Reason: "Le parent insiste beaucoup."}))
	w.must(sign("06 39 98 44 55"))
}
