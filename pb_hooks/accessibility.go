package pb_hooks

import (
	"cmp"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/rgaa"
	"github.com/openacademie/openacademie/internal/school"
)

// accessibilityDoors keep the declaration of accessibility to somebody who answers and to a day that has come.
func accessibilityDoors() []door {
	return []door{{"school", []moment{create, update}, rgaa.Rules.Rules(), func(w write) ([]law.Finding, error) {
		if !w.changed("accessibility_made_on", "accessibility_contact", "email") || w.record.GetString("accessibility_made_on") == "" {
			return nil, nil
		}
		regime, err := school.Regime(w.app, "school", w.record.Id)
		if err != nil {
			return nil, err
		}
		madeOn, err := law.ParseDay(w.record.GetString("accessibility_made_on"))
		if err != nil {
			return house(err.Error(), "Choisissez la date dans le calendrier."), nil
		}
		return rgaa.Rules.Check(rgaa.Statement{
			MadeOn: madeOn, Today: regime.On, Contact: cmp.Or(w.record.GetString("accessibility_contact"), w.record.GetString("email")),
			MaxYears: regime.Parameters.Int("D-01", "declaration_max_years", regime.On),
		}, regime), nil
	}}}
}
