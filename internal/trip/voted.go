package trip

import (
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Ballot is what an act has voted, kept with it: afterwards the trip may be read against its vote.
type Ballot struct {
	Trip        string       `json:"trip"`
	Title       string       `json:"title"`
	Destination string       `json:"destination"`
	CountryCode string       `json:"country_code"`
	Obligation  string       `json:"obligation"`
	DepartsOn   law.Day      `json:"departs_on"`
	ReturnsOn   law.Day      `json:"returns_on"`
	Pupils      int          `json:"pupils"`
	Adults      int          `json:"adults"`
	Price       cents.Amount `json:"price_cents"`
	Expense     cents.Amount `json:"expense_cents"`
	Income      cents.Amount `json:"income_cents"`
	Brackets    []Bracket    `json:"brackets,omitempty"`
	Gifts       []Gift       `json:"gifts,omitempty"` // accepted by the same act (V-24)
}

// Gift is a line of the budget that somebody gives, and that the board accepts before it is used.
type Gift struct {
	Line   string       `json:"line"` // id
	Label  string       `json:"label"`
	Origin string       `json:"origin"`
	Amount cents.Amount `json:"amount_cents"`
}

// giftOrigins are the payers whose money is a gift; a subsidy of the State or of a local authority is none.
var giftOrigins = map[string]bool{"fse": true, "mdl": true, "parents_association": true, "company": true}

// IsGift tells whether a line is money that the board accepts before it is used (R421-20 9°).
func (l Line) IsGift() bool { return l.Side == Income && giftOrigins[l.Origin] && l.AmountCents > 0 }

// Gifts lists the gifts of the project, with the whole amount of each.
func (f Facts) Gifts() []Gift {
	var gifts []Gift
	for _, s := range f.Budget.Incomes {
		if s.IsGift() {
			gifts = append(gifts, Gift{Line: s.ID, Label: giftName(s.Line), Origin: s.Origin, Amount: s.Pupils + s.Adults})
		}
	}
	return gifts
}

func giftName(l Line) string {
	for _, o := range Origins {
		if o.Code == l.Origin && l.Label == "" {
			return o.Label
		} else if o.Code == l.Origin {
			return l.Label + " (" + lowerFirst(o.Label) + ")"
		}
	}
	return l.Label
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) > 0 && r[0] >= 'A' && r[0] <= 'Z' {
		r[0] += 'a' - 'A'
	}
	return string(r)
}

// VotedOf is what an act that voted the trip as it stands would keep.
func VotedOf(f Facts, withGifts bool) Ballot {
	t := f.Trip
	v := Ballot{
		Trip: t.ID, Title: t.Title, Destination: t.Destination, CountryCode: t.CountryCode, Obligation: t.Obligation, DepartsOn: t.DepartsOn,
		ReturnsOn: t.ReturnsOn, Pupils: t.PupilsEstimated, Adults: t.AdultsEstimated, Price: t.PriceCents, Expense: f.Budget.Expense(),
		Income: f.Budget.Income(), Brackets: f.Brackets,
	}
	if withGifts {
		v.Gifts = f.Gifts()
	}
	return v
}

// votedBy reads what an act has kept; nil when it kept nothing (recorded otherwise than from a trip).
func votedBy(app core.App, actID string) (*Ballot, error) {
	var kept []string
	err := app.DB().Select("COALESCE(voted, '')").From("acts").Where(dbx.HashExp{"id": actID}).Column(&kept)
	if err != nil {
		return nil, fmt.Errorf("what an act voted: %w", err)
	}
	if len(kept) == 0 || kept[0] == "" || kept[0] == "null" {
		return nil, nil //nolint:nilnil // no act, or one that kept nothing: not an error
	}
	var v Ballot
	if err := json.Unmarshal([]byte(kept[0]), &v); err != nil {
		return nil, fmt.Errorf("what act %s voted: %w", actID, err)
	}
	return &v, nil
}

// LastVote finds the latest act that has voted a trip, even when the trip has gone back to its project since.
func LastVote(app core.App, tripID string) (actID string, voted *Ballot, err error) {
	var ids []string
	err = app.DB().NewQuery(`SELECT id FROM acts WHERE purpose IN ('trip', 'tariff') AND json_valid(voted) AND json_extract(voted, '$.trip') = {:trip}
		ORDER BY voted_on DESC, rowid DESC LIMIT 1`).Bind(dbx.Params{"trip": tripID}).Column(&ids)
	if err != nil {
		return "", nil, fmt.Errorf("latest vote: %w", err)
	}
	if len(ids) == 0 {
		return "", nil, nil
	}
	voted, err = votedBy(app, ids[0])
	return ids[0], voted, err
}

// Change is one thing that is no longer as the board voted it.
type Change struct {
	What, From, To string // in French
	Needed         bool   // a new act is needed; otherwise the board is only told
	Why            string
}

// NewVoteNeeded compares a trip with its vote and says, change by change, whether the board must vote again. It is the
// board that fixes the price (V-22), agrees to the programme and its financing (R421-20 6° e), votes a grid (V-21) and
// accepts gifts (V-24); a cost that falls, or a headcount that changes nothing to the money, it is told of.
func NewVoteNeeded(voted, now Ballot) []Change {
	var changes []Change
	say := func(different bool, what, from, to string, needed bool, why string) {
		if different {
			changes = append(changes, Change{What: what, From: from, To: to, Needed: needed, Why: why})
		}
	}
	const programme = "Le conseil a donné son accord sur ce programme (R421-20 6° e) du code de l’éducation)."
	const price = "Le conseil vote un montant précis : une hausse comme une baisse se votent (V-22)."
	const money = "Le conseil a donné son accord sur ce financement, voté en équilibre et comme un tout (V-16)."
	say(voted.Destination != now.Destination || voted.CountryCode != now.CountryCode, "Destination", voted.Destination, now.Destination, true, programme)
	say(voted.DepartsOn != now.DepartsOn || voted.ReturnsOn != now.ReturnsOn, "Dates", dates(voted), dates(now), true, programme)
	say(voted.Obligation != now.Obligation, "Nature", obligationWord(voted.Obligation), obligationWord(now.Obligation), true, programme)
	say(voted.Price != now.Price, "Prix par élève", voted.Price.String(), now.Price.String(), true, price)
	say(gridOf(voted) != gridOf(now), "Grille de prix", orWords(gridOf(voted), "aucune"), orWords(gridOf(now), "aucune"), true, "Une grille selon les revenus ne vaut que votée (V-21).")
	say(voted.Expense != now.Expense, "Total des dépenses", voted.Expense.String(), now.Expense.String(), now.Expense > voted.Expense, money)
	heads := voted.Pupils != now.Pupils || voted.Adults != now.Adults
	say(heads, "Effectifs", headcount(voted), headcount(now), now.Expense > voted.Expense, money)
	before := map[string]cents.Amount{}
	for _, g := range voted.Gifts {
		before[g.Label] += g.Amount
	}
	after := map[string]cents.Amount{}
	for _, g := range now.Gifts {
		after[g.Label] += g.Amount
	}
	const gift = "Le conseil accepte un don avant qu’il soit employé (V-24)."
	seen := map[string]bool{}
	for _, g := range append(append([]Gift{}, now.Gifts...), voted.Gifts...) {
		if seen[g.Label] {
			continue
		}
		seen[g.Label] = true
		say(after[g.Label] != before[g.Label], "Don : "+g.Label, before[g.Label].String(), after[g.Label].String(), after[g.Label] > before[g.Label], gift)
	}
	return changes
}

// WayToChange says how what the board voted is changed: through the project and another vote until enrolment opens, by
// another trip afterwards. No step leads an open trip back to its project: what families signed stays what they signed.
func WayToChange(s State) string {
	switch {
	case !s.EnrolmentBegan():
		return "Revenez au projet ; ce qui a déjà été voté demandera un nouveau vote."
	case s == Open || s == Cleared:
		return "Annulez ce voyage et préparez-en un autre : il se vote, puis les familles le signent."
	}
	return "Préparez un autre voyage : il se vote, puis les familles le signent."
}

// AnyNeeded tells whether one of the changes asks for a new act.
func AnyNeeded(changes []Change) bool {
	for _, c := range changes {
		if c.Needed {
			return true
		}
	}
	return false
}

func dates(v Ballot) string { return Trip{DepartsOn: v.DepartsOn, ReturnsOn: v.ReturnsOn}.Dates() }

func obligationWord(code string) string {
	if code == Compulsory {
		return "obligatoire"
	}
	return "facultatif"
}

func headcount(v Ballot) string {
	return fmt.Sprintf("%s et %s", numbered(v.Pupils, "élève", "élèves"), numbered(v.Adults, "accompagnateur", "accompagnateurs"))
}

func numbered(n int, one, many string) string {
	if n < 2 {
		return fmt.Sprintf("%d\u00a0%s", n, one)
	}
	return fmt.Sprintf("%d\u00a0%s", n, many)
}

// gridOf writes a grid on one line: « moins de 500 : 150,00 € ; … ».
func gridOf(v Ballot) string {
	line := ""
	for i, b := range v.Brackets {
		if i > 0 {
			line += " ; "
		}
		line += b.Name() + " : " + b.PriceCents.String()
	}
	return line
}

// GivenBy tells whether money of an origin is a gift, whatever its amount.
func GivenBy(origin string) bool { return giftOrigins[origin] }
