package trips

import (
	"io"
	"net/http"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip/evidence"
	"github.com/openacademie/openacademie/ui/components/web"
)

// evidenceRoutes are for those who audit: who manages imprests is the head, the bursar and the accountant.
func evidenceRoutes() []web.Route {
	audit := web.Staff(school.ManageImprests)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffTrip + "/preuves", Who: audit, Handle: showEvidence},
		{Method: http.MethodGet, Pattern: staffTrip + "/pieces.zip", Who: audit, Handle: sendPieces},
		{Method: http.MethodGet, Pattern: staffList + "/pieces.zip", Who: audit, Handle: sendYearPieces, Sample: staffList + "/pieces.zip?annee=2026-2027"},
	}
}

func showEvidence(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	props := EvidenceProps{Trip: facts.Trip}
	if props.Figures, err = evidence.Figures(v.App, v.Actor, facts.Trip.ID); err != nil {
		return err
	}
	if asked := v.Query("ligne"); asked != "" {
		chain, err := evidence.ChainOf(v.App, v.Actor, facts.Trip.ID, asked)
		if err != nil {
			return err
		}
		props.Chain = &chain
	}
	return v.Page(inTrip(facts.Trip, "Preuves"), EvidencePage(props))
}

func sendPieces(v *web.Visit) error {
	write, err := evidence.OfTrip(v.Ctx(), v.App, v.Paper(), v.Path("trip"))
	if err != nil {
		return err
	}
	return stream(v, "pieces-du-voyage.zip", write)
}

func sendYearPieces(v *web.Visit) error {
	year := v.Query("annee")
	if year == "" {
		return law.Object("annee", "L’année scolaire manque.", "Écrivez-la comme 2026-2027.")
	}
	write, err := evidence.OfYear(v.Ctx(), v.App, v.Paper(), year)
	if err != nil {
		return err
	}
	return stream(v, "pieces-des-voyages.zip", write)
}

// stream sends an archive as it is made. Should it fail on the way, the archive stays without its index and no reader
// takes it for whole.
func stream(v *web.Visit, name string, write func(io.Writer) error) error {
	v.Response.Header().Set("Content-Type", "application/zip")
	v.Response.Header().Set("Content-Disposition", `attachment; filename="`+name+`"`)
	v.Response.Header().Set("Cache-Control", "private, no-store")
	return write(v.Response)
}
