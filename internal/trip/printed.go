package trip

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Among says whose papers are asked for: everybody, a class by its code, or one pupil.
type Among struct {
	Class, PupilID string
	Missing        bool // only those whose answer is still awaited
}

// PrintedLetter is the commitment letter of one pupil, to be signed by hand.
type PrintedLetter struct {
	Letter
	Child   school.Child
	Adult   bool
	Sex     string
	Signers []PaperSigner // the boxes, in order
}

// PaperSigner is someone whose box stands on a letter: a name and how it agrees, nothing else (I-10).
type PaperSigner struct{ ID, Name, Civility string }

// Label is what stands above the box.
func (s PaperSigner) Label() string {
	switch s.Civility {
	case "Mme":
		return "Responsable légale"
	case "M.":
		return "Responsable légal"
	}
	return "Responsable légal·e"
}

// LettersToPrint writes the letters of a trip that families sign by hand: those of the pupils it is offered to, whoever has
// withdrawn left out.
func LettersToPrint(app core.App, viewer school.Actor, tripID string, among Among) ([]PrintedLetter, Trip, error) {
	facts, err := LoadFacts(app, tripID)
	if err != nil || !viewer.May(school.SeeTrips) {
		return nil, Trip{}, ErrNoTrip
	}
	if !MayReceive(viewer, facts.Trip) {
		return nil, facts.Trip, law.Object("", "Les lettres d’engagement s’impriment au secrétariat, à l’intendance, à la direction, ou par l’organisateur du voyage.", "")
	}
	pupils, err := PupilsOf(app, viewer, tripID)
	if err != nil {
		return nil, facts.Trip, err
	}
	var ids []string
	for _, p := range pupils {
		switch {
		case among.PupilID != "" && p.ID != among.PupilID, among.Class != "" && p.Class != among.Class:
		case among.PupilID == "" && (p.Seat == SeatWithdrawn || p.Seat == SeatRefused), among.Missing && !p.Missing:
		default:
			ids = append(ids, p.ID)
		}
	}
	letters, err := printedLetters(app, facts, ids)
	return letters, facts.Trip, err
}

// printedLetter is the letter of one pupil as it would be printed now: what a return on paper keeps.
func printedLetter(app core.App, tripID, pupilID string) (Letter, error) {
	facts, err := LoadFacts(app, tripID)
	if err != nil {
		return Letter{}, err
	}
	letters, err := printedLetters(app, facts, []string{pupilID})
	if err != nil {
		return Letter{}, err
	}
	if len(letters) == 0 {
		return Letter{}, law.Object("pupil", "Cet élève n’existe pas.", "")
	}
	return letters[0].Letter, nil
}

// printedLetters writes letters in one go: the trip is read once, the pupils and their guardians in one query each.
func printedLetters(app core.App, facts Facts, ids []string) ([]PrintedLetter, error) {
	version, blocks, err := LetterOf(app, facts.Trip.ID)
	if err != nil {
		return nil, err
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return nil, err
	}
	letters, err := pupilsToPrint(app, ids)
	if err != nil {
		return nil, err
	}
	organiser, hosting := organiserOf(app, facts.Trip), hostingOf(app, facts.Trip.ID)
	for i, l := range letters {
		d := letterData{facts: facts, identity: identity, child: l.Child, organise: organiser, adult: l.Adult, hosting: hosting, printed: true}
		d.signatory, d.civility = l.signatory()
		letters[i].Letter = buildLetter(version, blocks, d)
	}
	return letters, nil
}

// signatory names who may sign a sheet: the adult pupil, or any of the legal guardians, since both boxes stand on it.
func (l PrintedLetter) signatory() (name, civility string) {
	if l.Adult {
		return l.Child.FirstName + " " + l.Child.LastName, map[string]string{"F": "Mme", "M": "M."}[l.Sex]
	}
	var names []string
	for _, s := range l.Signers {
		names = append(names, s.Name)
		civility = s.Civility
	}
	if len(names) > 1 {
		civility = ""
	}
	return cmp.Or(strings.Join(names, " ou "), "………………………………………"), civility
}

func organiserOf(app core.App, t Trip) string {
	r, err := app.FindRecordById("staff", t.Organiser)
	if err != nil {
		return "" // a trip taken over from elsewhere may have none
	}
	return trimmed(r.GetString("civility") + " " + r.GetString("last_name"))
}

func pupilsToPrint(app core.App, ids []string) ([]PrintedLetter, error) {
	var rows []struct {
		ID, FirstName, LastName, Class, Sex string
		BirthOn                             law.Day
	}
	err := app.DB().Select("p.id", "p.first_name", "COALESCE(NULLIF(p.usage_name, ''), p.last_name) AS last_name", "p.birth_on", "p.sex",
		"COALESCE(c.code, '') AS class").From("pupils p").LeftJoin("classes c", dbx.NewExp("c.id = p.class")).Where(inIDs("p.id", ids)).
		OrderBy("class", "last_name", "p.first_name", "p.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("pupils to print: %w", err)
	}
	signers, err := paperSigners(app, ids)
	if err != nil {
		return nil, err
	}
	today := school.Clock(app).Today()
	letters := make([]PrintedLetter, 0, len(rows))
	for _, r := range rows {
		letters = append(letters, PrintedLetter{
			Child: school.Child{ID: r.ID, FirstName: r.FirstName, LastName: r.LastName, BirthOn: r.BirthOn, Class: r.Class}, Sex: r.Sex,
			Adult: r.BirthOn != "" && r.BirthOn.AgeOn(today) >= school.Majority, Signers: signers[r.ID],
		})
	}
	return letters, nil
}

// paperSigners lists, by pupil, those who may sign for them, as SignersOf says for one.
func paperSigners(app core.App, ids []string) (map[string][]PaperSigner, error) {
	var rows []struct{ Pupil, ID, FirstName, LastName, Civility string }
	err := app.DB().Select("s.pupil", "g.id", "g.first_name", "COALESCE(NULLIF(g.usage_name, ''), g.last_name) AS last_name", "g.civility").
		From("guardianships s").InnerJoin("guardians g", dbx.NewExp("g.id = s.guardian")).Where(inIDs("s.pupil", ids)).
		AndWhere(dbx.NewExp(`s.ended_on = '' AND s.responsibility = (SELECT MIN(o.responsibility) FROM guardianships o
			WHERE o.pupil = s.pupil AND o.ended_on = '' AND o.responsibility IN (1, 2))`)).OrderBy("s.pupil", "s.contact_first", "g.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("signers to print: %w", err)
	}
	signers := map[string][]PaperSigner{}
	for _, r := range rows {
		civility := school.CivilityName(r.Civility)
		signers[r.Pupil] = append(signers[r.Pupil], PaperSigner{ID: r.ID, Civility: civility, Name: trimmed(civility + " " + r.FirstName + " " + r.LastName)})
	}
	return signers, nil
}

func inIDs(column string, ids []string) dbx.Expression {
	values := make([]any, 0, len(ids))
	for _, id := range slices.Compact(ids) {
		values = append(values, id)
	}
	return dbx.In(column, values...)
}
