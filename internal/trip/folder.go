package trip

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// folderDays is how long after the return the folder of a trip may still be opened, on a phone or here: the time to bring
// the last pupil home and to send the last headcount.
const folderDays = 2

// Folder is what the adults of a trip carry: who travels, whom to call, what is planned. Nothing of health, papers or
// money is in it. A list is kept at the school and in the vehicle too (V-67): its printed twin says the same.
type Folder struct {
	Trip       Trip
	Roster     Roster
	Changed    bool // who goes is no longer who stands on the frozen list
	Pupils     []FolderPupil
	Adults     []FolderAdult
	Emergency  []EmergencyNumber
	Headcounts []Headcount
	ExpiresAt  time.Time // by the school's clock
}

// FolderPupil is a pupil as the chaperones know them.
type FolderPupil struct {
	ID       string          `json:"id"`
	Name     string          `json:"name"`
	Class    string          `json:"class"`
	Phone    string          `json:"phone"`
	Contacts []FolderContact `json:"contacts"`
}

// FolderContact is somebody to call about a pupil. Reserved: the number is in the school's hands only.
type FolderContact struct {
	Name     string   `json:"name"`
	Phones   []string `json:"phones"`
	Reserved bool     `json:"reserved"`
}

// FolderAdult is an adult of the group.
type FolderAdult struct {
	Name       string `json:"name"`
	Duty       string `json:"duty"`
	Phone      string `json:"phone"`
	FirstAider bool   `json:"first_aider"`
}

// EmergencyNumber is whom to call when something happens.
type EmergencyNumber struct {
	Label  string `json:"label"`
	Number string `json:"number"`
}

// mayCarry tells whether somebody carries the folder of a trip: its adults, its organiser, and those who keep a list at the
// school.
func mayCarry(viewer school.Actor, t Trip, adults []Chaperone) bool {
	if viewer.Kind != school.Staff {
		return false
	}
	return viewer.ID == t.Organiser || viewer.Has(school.Head, school.Bursar, school.Secretary) ||
		slices.ContainsFunc(adults, func(a Chaperone) bool { return a.Staff == viewer.ID })
}

// FolderOf opens the folder of a trip for somebody who carries it. It returns ErrNoTrip to whoever sees no trips, and an
// objection to the rest of the staff, while no list is frozen, once the trip is cancelled or two days after the return.
func FolderOf(app core.App, viewer school.Actor, tripID string) (Folder, error) {
	d, err := LoadDeparture(app, tripID)
	if err != nil {
		return Folder{}, err
	}
	f := Folder{Trip: d.Trip}
	switch {
	case !viewer.May(school.SeeTrips):
		return Folder{}, ErrNoTrip
	case !mayCarry(viewer, d.Trip, d.Adults):
		return f, law.Object("", "Ce dossier porte les coordonnées des familles : il est aux adultes du voyage.", "Demandez-le à son organisateur, à la direction ou au secrétariat.")
	}
	if err := f.open(app, d); err != nil {
		return f, err
	}
	f.Roster, f.Changed = *d.Roster, d.Roster.Digest != d.Going().Digest()
	for _, a := range d.Adults {
		if slices.Contains(f.Roster.Entries.Adults, a.ID) {
			f.Adults = append(f.Adults, FolderAdult{a.Name, DutyLabel(a.Duty), a.Phone, a.FirstAider})
		}
	}
	if err := f.loadPupils(app); err != nil {
		return f, err
	}
	if f.Emergency, err = emergencyNumbers(app, d.Trip); err != nil {
		return f, err
	}
	f.Headcounts, err = headcountsOf(app, tripID)
	return f, err
}

func (f *Folder) open(app core.App, d Departure) error {
	clock := school.Clock(app)
	f.ExpiresAt = d.Trip.ReturnsOn.Add(folderDays+1).At(0, 0, clock.Zone())
	switch {
	case d.Trip.State == Cancelled:
		return law.Object("", "Ce voyage est annulé : son dossier est fermé.", "")
	case !clock.Now().Before(f.ExpiresAt):
		return law.Object("", "Le dossier de départ a expiré : le voyage est revenu le "+d.Trip.ReturnsOn.French()+".", "Les coordonnées des familles se lisent sur la fiche de chaque élève, par qui en a le droit.")
	case d.Roster == nil:
		return law.Object("", "La liste des voyageurs n’est pas encore arrêtée : le dossier de départ n’existe pas.", "Arrêtez-la depuis la page « Départ » du voyage.")
	}
	return nil
}

func (f *Folder) loadPupils(app core.App) error {
	ids := make([]any, len(f.Roster.Entries.Pupils))
	for i, id := range f.Roster.Entries.Pupils {
		ids[i] = id
	}
	var pupils []struct{ ID, Name, Class, Phone, Given string }
	err := app.DB().Select("p.id", "TRIM(COALESCE(NULLIF(p.usage_name, ''), p.last_name) || ' ' || p.first_name) AS name", "COALESCE(c.code, '') AS class",
		"p.phone_mobile AS phone", "COALESCE(CASE WHEN json_valid(s.answers) THEN json_extract(s.answers, '$.trip_phone') END, '') AS given").
		From("pupils p").LeftJoin("classes c", dbx.NewExp("c.id = p.class")).
		LeftJoin("seats s", dbx.NewExp("s.pupil = p.id AND s.trip = {:trip}", dbx.Params{"trip": f.Trip.ID})).
		Where(dbx.In("p.id", ids...)).OrderBy("class", "name", "p.id").All(&pupils)
	if err != nil {
		return fmt.Errorf("pupils of the folder: %w", err)
	}
	contacts, err := folderContacts(app, ids)
	if err != nil {
		return err
	}
	for _, p := range pupils {
		pupil := FolderPupil{ID: p.ID, Name: p.Name, Class: p.Class, Phone: p.Phone, Contacts: contacts[p.ID]}
		if p.Given != "" { // what the family gave for this trip comes first
			pupil.Contacts = append([]FolderContact{{Name: "Pendant le voyage", Phones: []string{p.Given}}}, pupil.Contacts...)
		}
		f.Pupils = append(f.Pupils, pupil)
	}
	return nil
}

// folderContacts reads those who answer for each pupil, in the order in which the school calls them.
func folderContacts(app core.App, pupils []any) (map[string][]FolderContact, error) {
	var rows []struct {
		Pupil, Name, Mobile, Home, Work string
		Hidden                          bool
	}
	err := app.DB().Select("r.pupil", "TRIM(COALESCE(NULLIF(g.usage_name, ''), g.last_name) || ' ' || g.first_name) AS name",
		"g.phone_mobile AS mobile", "g.phone_home AS home", "g.phone_work AS work", "r.address_hidden AS hidden",
		"(CASE WHEN r.contact_first > 0 THEN r.contact_first ELSE 9 END) AS turn").
		From("guardianships r").InnerJoin("guardians g", dbx.NewExp("g.id = r.guardian")).
		Where(dbx.In("r.pupil", pupils...)).AndWhere(dbx.NewExp("r.ended_on = ''")).
		OrderBy("turn", "r.responsibility", "g.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("contacts of the folder: %w", err)
	}
	contacts := map[string][]FolderContact{}
	for _, r := range rows {
		c := FolderContact{Name: r.Name, Reserved: r.Hidden}
		for _, phone := range []string{r.Mobile, r.Home, r.Work} {
			if phone = strings.TrimSpace(phone); phone != "" && !r.Hidden && !slices.Contains(c.Phones, phone) {
				c.Phones = append(c.Phones, phone)
			}
		}
		contacts[r.Pupil] = append(contacts[r.Pupil], c)
	}
	return contacts, nil
}

// emergencyNumbers are the numbers of the folder: the one that answers everywhere in Europe, the French ones at home, the
// school's own.
func emergencyNumbers(app core.App, t Trip) ([]EmergencyNumber, error) {
	identity, err := school.IdentityOf(app)
	if err != nil {
		return nil, err
	}
	numbers := []EmergencyNumber{{"Urgences (Europe)", "112"}}
	if !t.Abroad() {
		numbers = append(numbers, EmergencyNumber{"SAMU", "15"}, EmergencyNumber{"Police ou gendarmerie", "17"}, EmergencyNumber{"Pompiers", "18"}, EmergencyNumber{"Urgences par SMS (sourds et malentendants)", "114"})
	}
	if phone := t.EmergencyPhone; phone != "" {
		numbers = append(numbers, EmergencyNumber{"Contact d’urgence du voyage", phone})
	}
	if identity.Phone != "" {
		numbers = append(numbers, EmergencyNumber{identity.Name, identity.Phone})
	}
	return numbers, nil
}
