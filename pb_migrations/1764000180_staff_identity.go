package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What the staff file of GIGC says of a person, and which file an import read.
func init() {
	m.Register(func(app core.App) error {
		return steps(app,
			func(app core.App) error {
				return extend(app, "staff", []core.Field{
					day("birth_on", "Date de naissance : distingue deux homonymes"),
					text("phone_mobile", "Téléphone portable", 30),
				})
			},
			func(app core.App) error {
				return extend(app, "imports", []core.Field{
					choice("kind", "Fichier lu : élèves (SIECLE), personnels (GIGC), reprise de MobiliSCO ; vide : SIECLE", []string{"siecle", "gigc", "mobilisco"}),
				})
			},
		)
	}, forwardOnly)
}
