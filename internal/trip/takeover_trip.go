package trip

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/mobilisco"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// unknownCountry stands for a country that MobiliSCO does not say: not France, so that the rules of a trip abroad hold until
// the organiser chooses.
const unknownCountry = "ZZ"

func (t *takeover) takeTrips() error {
	for _, m := range t.base.Trips {
		if err := t.takeTrip(m); err != nil {
			return err
		}
	}
	return nil
}

// takeTrip keeps all that is known of a trip, and makes a project of one to come.
func (t *takeover) takeTrip(m mobilisco.Trip) error {
	taken := TakenTrip{
		Title: m.Destination, As: TakenAsArchive, DepartsOn: law.Day(m.DepartsOn), ReturnsOn: law.Day(m.ReturnsOn), Adults: len(m.Adults),
		Lines: len(m.Lines), Instalments: len(m.Instalments), Pupils: len(m.Enrolments),
	}
	for _, e := range m.Enrolments {
		if e.Letter {
			taken.Letters++
		}
	}
	for _, p := range m.Payments {
		taken.PaidCents += p.AmountCents
	}
	raw, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("taken trip: %w", err)
	}
	sum := sha256.Sum256(raw)
	digest := hex.EncodeToString(sum[:])
	sourceID := strconv.Itoa(m.ID)
	if m.Archived {
		sourceID = "A" + sourceID // archived trips are numbered with the others, in another table
	}
	var known []string
	if err := t.tx.DB().Select("digest").From("taken_trips").Where(dbx.HashExp{"source": "mobilisco", "source_id": sourceID}).Column(&known); err != nil {
		return fmt.Errorf("taken trips: %w", err)
	}
	if len(known) > 0 {
		taken.As = TakenBefore
		t.Trips = append(t.Trips, taken)
		if known[0] != digest {
			t.leave("Voyage « "+m.Destination+" »", "déjà repris, et changé depuis dans MobiliSCO : ce qui a été repris ne change plus")
		}
		return nil
	}
	project := ""
	if !m.Archived && taken.DepartsOn > t.today {
		if project, err = t.draft(m); err != nil {
			return err
		}
		if project != "" {
			taken.As = TakenAsDraft
		}
	}
	t.Trips = append(t.Trips, taken)
	t.Rows++
	return save(t.ctx, t.tx, "taken_trips", map[string]any{
		"source": "mobilisco", "source_id": sourceID, "title": cut(m.Destination, 120), "departs_on": m.DepartsOn, "returns_on": m.ReturnsOn, "trip": project,
		"record": json.RawMessage(raw), "digest": digest, "taken_at": school.Clock(t.tx).Now(),
	})
}

func cut(s string, longest int) string {
	if r := []rune(s); len(r) > longest {
		return string(r[:longest])
	}
	return s
}

// draft makes a project of a trip to come: what the board voted, what families signed and paid elsewhere is not ours to
// repeat, and each step is taken here.
func (t *takeover) draft(m mobilisco.Trip) (id string, err error) {
	organiser := t.staff[m.Organiser]
	what := "Voyage « " + m.Destination + " »"
	if organiser == "" {
		t.leave(what, "l’organisateur n’est pas retrouvé parmi les personnels : gardé en archive. Créez le projet à la main")
		return "", nil
	}
	obligation := Optional
	if m.PriceCents == 0 && m.DepartsOn == m.ReturnsOn {
		obligation = Compulsory // so MobiliSCO tells a compulsory outing
	}
	answerBy := law.Day(m.LettersBy)
	if answerBy > law.Day(m.DepartsOn) {
		answerBy = ""
	}
	id, err = Create(t.ctx, t.tx, Project{
		Title: cut(m.Destination, 120), Destination: cut(m.Destination, 120), CountryCode: unknownCountry, Purpose: cut(m.Purpose, 1000), Obligation: obligation,
		DepartsOn: law.Day(m.DepartsOn), ReturnsOn: law.Day(m.ReturnsOn), AnswerBy: answerBy, Organiser: organiser,
		PupilsEstimated: m.PupilsPlanned, AdultsEstimated: m.AdultsPlanned,
	})
	if err != nil {
		return "", t.unless(what, err)
	}
	t.Rows++
	if err := t.parts(id, what, m); err != nil {
		return "", err
	}
	t.leave(what, "MobiliSCO ne dit pas le pays : précisez-le dans le projet")
	if m.VotedOn != "" {
		t.leave(what, "l’acte voté le "+law.Day(m.VotedOn).Short()+" : enregistrez-le à l’étape du vote")
	}
	if n := len(m.Payments); n > 0 {
		t.leave(what, fmt.Sprintf("versements encaissés hors de l’application (%d) : ils restent dans l’archive et ne deviennent pas des encaissements d’ici", n))
	}
	if len(m.LetterBlocks) > 0 {
		t.leave(what, "les paragraphes de sa lettre restent dans l’archive : relisez-les, le droit a changé depuis certains d’entre eux")
	}
	return id, nil
}

// unless records a refusal of the door and lets the take-over go on; anything else stops it.
func (t *takeover) unless(what string, err error) error {
	var refusal *law.Refusal
	if errors.As(err, &refusal) {
		t.leave(what, refusal.Error())
		return nil
	}
	return err
}

// parts writes what hangs on a project, each row through its door.
func (t *takeover) parts(id, what string, m mobilisco.Trip) error {
	record, err := t.tx.FindRecordById("trips", id)
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"price_cents": int64(m.PriceCents), "first_order_cents": int64(m.FirstOrder), "class4_account": cut(m.Class4, 7), "pay_by": m.PayBy,
		"exchange_from": m.ExchangeFrom, "exchange_until": m.ExchangeUntil,
		"taken_over": map[string]any{"source": "mobilisco", "id": m.ID, "voted_on": m.VotedOn, "advance_cents": int64(m.AdvanceCents)},
	})
	if err := t.tx.SaveWithContext(t.ctx, record); err != nil {
		if err := t.unless(what+", prix et dates", err); err != nil {
			return err
		}
	}
	for _, part := range []func(string, string, mobilisco.Trip) error{t.lines, t.schedule, t.adults, t.seats} {
		if err := part(id, what, m); err != nil {
			return err
		}
	}
	return nil
}

func (t *takeover) row(what, collection string, fields map[string]any) error {
	if err := save(t.ctx, t.tx, collection, fields); err != nil {
		return t.unless(what, err)
	}
	t.Rows++
	return nil
}

func (t *takeover) lines(id, what string, m mobilisco.Trip) error {
	for _, l := range m.Lines {
		if l.Phase != "project" {
			continue // execution begins after the vote; the archive keeps it
		}
		name := what + ", ligne « " + strings.TrimSpace(l.Category+" "+l.Label) + " »"
		if isFamilyShare(l, m.PriceCents) {
			t.leave(name, "part des familles : ici, c’est le prix multiplié par le nombre d’élèves, jamais une ligne")
			continue
		}
		fields := map[string]any{
			"trip": id, "phase": "project", "side": l.Side, "category": cut(cmp.Or(l.Category, "Autre"), 80), "label": cut(l.Label, 120),
			"beneficiaries": l.Beneficiaries, "basis": Total, "amount_cents": int64(l.AmountCents),
		}
		if l.PerPerson {
			fields["basis"] = PerPerson
		}
		if l.Side == Income {
			fields["origin"], fields["status"] = incomeOrigin(l.Category), "promised"
		}
		if err := t.row(name, "budget_lines", fields); err != nil {
			return err
		}
	}
	return nil
}

// isFamilyShare tells the line by which MobiliSCO's users write the price: so much for each pupil, or named so.
func isFamilyShare(l mobilisco.Line, price cents.Amount) bool {
	return l.Side == Income && (strings.Contains(strings.ToLower(l.Category), "famil") || l.PerPerson && l.Beneficiaries == ForPupils && l.AmountCents == price && price > 0)
}

// incomeOrigin tells who pays by the words of MobiliSCO's own list.
func incomeOrigin(category string) string {
	c := strings.ToLower(category)
	for _, known := range []struct{ word, origin string }{
		{"fonds de roulement", "school"}, {"établissement", "school"}, {"taxe d", "school"}, {"commune", "local_authority"}, {"département", "local_authority"},
		{"région", "local_authority"}, {"maison des lycéens", "mdl"}, {"foyer", "fse"}, {"pass culture", "state"}, {"adage", "state"}, {"etat", "state"}, {"état", "state"},
		{"ofaj", "state"}, {"peep", "parents_association"}, {"fcpe", "parents_association"}, {"accompagnateur", "adults"}, {"privé", "company"},
	} {
		if strings.Contains(c, known.word) {
			return known.origin
		}
	}
	return "other"
}

func (t *takeover) schedule(id, what string, m mobilisco.Trip) error {
	instalments := slices.Clone(m.Instalments)
	slices.SortStableFunc(instalments, func(a, b mobilisco.Instalment) int { return strings.Compare(a.On, b.On) })
	for i, n := range instalments {
		err := t.row(what+", échéance "+n.Number, "instalments", map[string]any{"trip": id, "rank_no": i + 1, "due_on": n.On, "amount_cents": int64(n.AmountCents)})
		if err != nil {
			return err
		}
	}
	return nil
}

func (t *takeover) adults(id, what string, m mobilisco.Trip) error {
	seen := map[string]bool{}
	for _, n := range m.Adults {
		staff := t.staff[n]
		if staff == "" {
			t.leave(what+", accompagnateur n° "+strconv.Itoa(n), "pas retrouvé parmi les personnels")
			continue
		}
		if seen[staff] {
			continue
		}
		seen[staff] = true
		if err := t.row(what+", accompagnateur", "chaperones", map[string]any{"trip": id, "staff": staff, "quality": "staff"}); err != nil {
			return err
		}
	}
	return nil
}

// seats takes the enrolled pupils as interested: their letters were signed for another text, in another place, and a firm
// place rests on a signature given here.
func (t *takeover) seats(id, what string, m mobilisco.Trip) error {
	letters := 0
	for _, e := range m.Enrolments {
		name := what + ", " + cmp.Or(e.Name, "élève n° "+strconv.Itoa(e.Pupil))
		pupil, why := t.pupilOf(e)
		if why == "" && e.Broken {
			why = "engagement rompu"
		}
		if why != "" {
			t.leave(name, why)
			continue
		}
		if e.Letter {
			letters++
		}
		if e.RemissionCents > 0 {
			t.leave(name, "remise de "+e.RemissionCents.String()+" : à accorder de nouveau, par une décision d’ici")
		}
		if err := t.row(name, "trip_targets", map[string]any{"trip": id, "kind": "pupil", "pupil": pupil}); err != nil {
			return err
		}
		if err := t.row(name, "seats", map[string]any{"trip": id, "pupil": pupil, "state": SeatInterested, "changed_at": school.Clock(t.tx).Now()}); err != nil {
			return err
		}
	}
	if letters > 0 {
		t.leave(what, fmt.Sprintf("lettres signées dans MobiliSCO (%d) : les élèves sont repris comme intéressés, l’engagement se signe ici ou se coche au retour du papier", letters))
	}
	return nil
}
