package school

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/siecle"
)

// NewSchool is what the first import can tell of a school. The rest is completed in École.
type NewSchool struct {
	UAI      string `json:"uai"`
	Name     string `json:"name"`
	Kind     string `json:"kind"`
	TimeZone string `json:"time_zone"`
}

// compareSchool refuses the files of another school, and makes the school's row at the first import.
func (c *comparison) compareSchool() error {
	if known := c.base.identity.UAI; known != "" {
		c.UAI = known
		if c.export.MayBelongTo(known) {
			return nil
		}
		return fmt.Errorf("%w : ils portent le code UAI %s, et ce dossier est celui de %s (%s). Rien n’a été enregistré. Choisissez les fichiers de %s, ou ouvrez le dossier de l’autre établissement",
			ErrOtherSchool, cmp.Or(c.export.UAI, "…"+c.export.UAIDigits), c.base.identity.Name, known, known)
	}
	c.UAI = strings.ToUpper(c.export.UAI)
	if c.UAI == "" {
		return ErrNoSchoolNamed
	}
	n := &NewSchool{UAI: c.UAI, Name: "Établissement " + c.UAI, Kind: kindOf(c.export), TimeZone: zoneOf(c.UAI)}
	c.NewSchool = n
	c.plan.add(&planRow{collection: "school", who: n.Name, columns: []planned{
		{"uai", plain, n.UAI}, {"name", plain, n.Name}, {"kind", plain, n.Kind}, {"time_zone", plain, n.TimeZone},
	}})
	c.Notes = append(c.Notes, fmt.Sprintf("Premier import : l’établissement %s sera créé. Complétez ensuite son nom et son adresse dans École.", n.UAI))
	return nil
}

// kindOf guesses the kind of school from the levels its pupils follow: codes of collège begin with 1, of general and
// technological lycée with 20 or 21, of the professional way with 22 to 29.
func kindOf(export *siecle.Export) string {
	pro := false
	for i := range export.Pupils {
		mef := export.Pupils[i].MEF
		switch {
		case strings.HasPrefix(mef, "20"), strings.HasPrefix(mef, "21"):
			return "lycee"
		case strings.HasPrefix(mef, "2"):
			pro = true
		}
	}
	if pro {
		return "lycee_pro"
	}
	return "college"
}

// zones are the time zones of the overseas territories by the first three characters of the UAI; some numbers of INSEE
// differ from those that UAIs carry, both are here.
var zones = map[string]string{
	"971": "America/Guadeloupe", "972": "America/Martinique", "973": "America/Cayenne", "974": "Indian/Reunion",
	"975": "America/Miquelon", "976": "Indian/Mayotte", "977": "America/Guadeloupe", "978": "America/Guadeloupe",
	"983": "Pacific/Noumea", "988": "Pacific/Noumea", "984": "Pacific/Tahiti", "987": "Pacific/Tahiti", "986": "Pacific/Wallis",
}

func zoneOf(uai string) string {
	if len(uai) < 3 {
		return DefaultTimeZone
	}
	return cmp.Or(zones[uai[:3]], DefaultTimeZone)
}

func machineNow(zone string) time.Time {
	place, err := time.LoadLocation(zone)
	if err != nil {
		place = time.UTC
	}
	return time.Now().In(place)
}

// compareYear makes the school year of the files and, when they hold the pupils, makes it the current one.
func (c *comparison) compareYear() error {
	c.Year = c.base.yearOf(c.export)
	current := c.base.year
	if current.Label != "" && c.Year < current.Label {
		return fmt.Errorf("%w : ils sont de %s, et la base est déjà en %s. Rien n’a été enregistré. Exportez de nouveau depuis SIECLE l’année %s",
			ErrOlderYear, c.Year, current.Label, current.Label)
	}
	for _, f := range c.export.Files {
		c.day = max(c.day, law.Day(f.ExportedOn))
	}
	if c.day == "" {
		c.day = c.base.today
	}
	year, found := c.base.findYear(c.Year)
	if !found {
		first := c.Year[:4]
		year = Year{ID: newID(), Label: c.Year, StartsOn: first + "-09-01", EndsOn: c.Year[5:] + "-08-31"}
	}
	c.yearID, c.yearStart = year.ID, year.StartsOn
	becomesCurrent := current.ID != year.ID && (c.export.HasPupils || current.ID == "")
	if becomesCurrent {
		c.NewYear = c.Year
	}
	if becomesCurrent && current.ID != "" {
		c.plan.add(&planRow{collection: "school_years", id: current.ID, who: "année " + current.Label, columns: []planned{{"is_current", flag, no}}})
		c.Notes = append(c.Notes, fmt.Sprintf("L’année en cours passera de %s à %s : les anciennes classes gardent leur histoire.", current.Label, c.Year))
	}
	columns := []planned(nil)
	if !found {
		columns = []planned{{"label", plain, year.Label}, {"starts_on", day, year.StartsOn}, {"ends_on", day, year.EndsOn}}
	}
	if becomesCurrent {
		columns = append(columns, planned{"is_current", flag, yes})
	}
	if !found && !becomesCurrent && !c.export.HasStructures {
		return nil // nothing of these files belongs to the year
	}
	if len(columns) > 0 {
		c.plan.add(&planRow{collection: "school_years", id: year.ID, isNew: !found, who: "année " + year.Label, columns: columns})
	}
	return nil
}

// endOfYear is the last day of a year of the base.
func (c *comparison) endOfYear(id string) law.Day {
	for _, y := range c.base.years {
		if y.ID == id {
			return law.Day(y.EndsOn)
		}
	}
	return c.day
}

// addWarnings says what a person should notice before confirming.
func (c *comparison) addWarnings() {
	present := len(c.Left)
	for _, p := range c.base.pupils {
		if p.leftOn == "" && p.taken {
			present++
		}
	}
	if len(c.Left) > 5 && len(c.Left)*4 > present {
		c.Notes = append(c.Notes, fmt.Sprintf("Attention : %d élèves présents sur %d ne seraient plus dans l’établissement. Vérifiez que l’export est complet avant de confirmer.",
			len(c.Left), present))
	}
}
