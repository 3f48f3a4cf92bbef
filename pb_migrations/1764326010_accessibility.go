package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What a school adds to the declaration of accessibility that its release carries: who answers, since when it is the
// school's own, and its plan over several years.
func init() {
	m.Register(func(app core.App) error {
		return extend(app, "school", []core.Field{
			text("accessibility_contact", "Adresse électronique pour signaler une difficulté d’accès, vide pour celle de l’établissement", 120),
			day("accessibility_made_on", "Date de la déclaration d’accessibilité, vide tant que l’établissement ne l’a pas faite sienne"),
			text("accessibility_plan", "Schéma pluriannuel d’accessibilité, en Markdown, vide pour le modèle", 20000),
		})
	}, forwardOnly)
}
