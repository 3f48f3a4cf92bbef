package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// What another program knew of its trips, kept as it said it: history, not a trip of ours (docs/decisions/0009-mobilisco.md).
func init() {
	m.Register(func(app core.App) error {
		return create(app, "taken_trips", []core.Field{
			choice("source", "Logiciel d’origine", []string{"mobilisco"}, required),
			text("source_id", "Numéro dans ce logiciel", 20, required),
			text("title", "Voyage", 120, required, label),
			day("departs_on", "Départ le"),
			day("returns_on", "Retour le"),
			relation(app, "trip", "Projet créé ici, pour un voyage à venir", "trips"),
			document("record", "Tout ce que le logiciel disait du voyage"),
			text("digest", "Empreinte SHA-256", 64, required),
			instant("taken_at", "Repris le"),
		}, "!source, source_id", "departs_on")
	}, forwardOnly)
}
