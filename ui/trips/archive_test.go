package trips_test

import (
	"net/url"
	"testing"
)

// A cancelled trip is archived by its page, read there, and comes back for a reason.
func TestATripIsPutAwayByThePages(t *testing.T) {
	v := newVillage(t)
	here := v.draft()
	b := v.as(v.bursar)
	contains(t, b.get("/gestion/voyages/archives"), "Pas encore", "n’est ni clos ni annulé")
	contains(t, b.refused(here+"/archive", nil), "n’est ni clos ni annulé")
	v.as(v.head).post(here+"/annulation", url.Values{"cancel_reason": {"Le car n’est plus disponible."}})
	contains(t, b.get("/gestion/voyages/archives?annee=2026-2027"), "Prêts à archiver", "Archiver 1")
	b.post("/gestion/voyages/archives", url.Values{"annee": {"2026-2027"}})
	lacks(t, b.get("/gestion/voyages"), "Grenade")
	contains(t, b.get("/gestion/voyages?archives=oui"), "Grenade")
	contains(t, b.get("/gestion/voyages/archives.csv?annee=2026-2027"), "Grenade")
	contains(t, b.get(here), "Voyage archivé", "Le sortir des archives")
	lacks(t, b.get(here), "Modifier le projet")
	lacks(t, v.as(v.teacher).get(here), "Le sortir des archives")
	contains(t, v.as(v.teacher).refused(here+"/projet", grenade()), "est archivé")
	contains(t, b.refused(here+"/restauration", url.Values{"restored_for": {""}}), "pour un motif")
	b.post(here+"/restauration", url.Values{"restored_for": {"Une facture est arrivée."}})
	contains(t, b.get("/gestion/voyages"), "Grenade")
}
