package trip

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// Placeholder is a field that a letter may use, with what it becomes.
type Placeholder struct{ Name, Becomes string }

// Placeholders lists the fields of a letter with their meaning, in the order of the help.
func Placeholders() []Placeholder {
	meaning := map[string]string{
		"{{établissement}}": "le nom de l’établissement", "{{commune}}": "sa commune", "{{voyage}}": "le nom du voyage", "{{destination}}": "la destination",
		"{{dates}}": "les dates, en toutes lettres", "{{élève}}": "le prénom et le nom de l’élève", "{{classe}}": "sa classe", "{{naissance}}": "sa date de naissance",
		"{{signataire}}": "la personne qui signe", "{{prix}}": "le prix voté", "{{acte}}": "l’acte qui vote le voyage", "{{échéancier}}": "les échéances et leur total",
		"{{assistance_sociale}}": "à qui demander une aide", "{{organisateur}}": "la personne qui organise", "{{réponse_avant}}": "la date limite de réponse",
		refundsField: "les conditions de remboursement votées",
	}
	all := make([]Placeholder, 0, len(placeholderNames))
	for _, name := range placeholderNames {
		all = append(all, Placeholder{Name: name, Becomes: meaning[name]})
	}
	return all
}

// PreviewLetter writes the letter that blocks would make for a pupil who does not exist.
func PreviewLetter(app core.App, viewer school.Actor, tripID string, blocks []Block) (Letter, error) {
	if !viewer.May(school.SeeTrips) {
		return Letter{}, ErrNoTrip
	}
	facts, err := LoadFacts(app, tripID)
	if err != nil {
		return Letter{}, err
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return Letter{}, err
	}
	organiser := ""
	if r, err := app.FindRecordById("staff", facts.Trip.Organiser); err == nil {
		organiser = trimmed(r.GetString("civility") + " " + r.GetString("last_name"))
	}
	return buildLetter(0, blocks, letterData{
		facts: facts, identity: identity, signatory: "Dominique Exemple", organise: organiser,
		child: school.Child{FirstName: "Camille", LastName: "Exemple", Class: "4e B", BirthOn: "2013-05-17"},
	}), nil
}

// SignedAgain is how many committed families a new version of the letter would ask to sign again.
func SignedAgain(app core.App, tripID string) (int, error) {
	n, err := app.CountRecords("seats", seatsCommitted(tripID))
	return int(n), err
}

func seatsCommitted(tripID string) dbx.HashExp {
	return dbx.HashExp{"trip": tripID, "state": SeatCommitted}
}
