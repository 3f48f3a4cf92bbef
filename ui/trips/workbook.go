package trips

import (
	"net/http"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/internal/trip/paperwork"
	"github.com/openacademie/openacademie/ui/components/web"
)

// workbookRoutes are the workbooks that others ask for in their own form.
func workbookRoutes() []web.Route {
	see := web.Staff(school.SeeTrips)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffTrip + "/ariane.xlsx", Who: see, Handle: sendAriane},
		{Method: http.MethodGet, Pattern: imprestPath + "/suivi.xlsx", Who: see, Handle: sendImprestBook},
	}
}

func sendAriane(v *web.Visit) error {
	body, err := paperwork.Ariane(v.Ctx(), v.App, v.Paper(), v.Path("trip"))
	if err != nil {
		return err
	}
	return v.File("ariane.xlsx", xlsxType, body, false)
}

func sendImprestBook(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	view, err := trip.ImprestOf(v.App, v.Actor, facts.Trip.ID, v.Path("imprest"))
	if err != nil {
		return err
	}
	i := view.Imprest
	if !i.Pays() {
		return law.Object("", "Ce classeur est celui d’une régie d’avances : celle-ci ne paie rien.", "Téléchargez son journal.")
	}
	book := document.ImprestBook{
		Origin: v.Paper(), Destination: facts.Trip.Destination, DepartsOn: facts.Trip.DepartsOn, Holder: i.HolderName, Advance: i.Advance,
	}
	if book.Accountant, err = paperwork.AccountantName(v.App); err != nil {
		return err
	}
	for _, l := range view.Lines {
		if l.Direction == trip.Spent {
			book.Lines = append(book.Lines, document.ImprestBookLine{Day: l.On, Supplier: l.Supplier, Nature: l.Nature, Amount: l.Amount})
		}
	}
	if len(book.Lines) > document.ImprestBookRows {
		return law.Object("", "Cette régie a plus de dépenses que le classeur n’a de lignes.", "Téléchargez son journal, qui les a toutes.")
	}
	body, err := book.XLSX()
	if err != nil {
		return err
	}
	return v.File("suivi-regie.xlsx", xlsxType, body, false)
}
