package till

import (
	"crypto/rand"
	"net/http"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const movesPath = "/gestion/caisse/eleves/{pupil}/mouvements"

// moveRoutes are what moves within a family: from one charge to another, or a credit used elsewhere.
func moveRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: movesPath, Who: web.Staff(school.SeeMoney), Handle: func(v *web.Visit) error { return movesPage(v, MoveForm{Token: rand.Text()}, nil) }},
		{Method: http.MethodPost, Pattern: movesPath, Who: web.Staff(school.BookPayments), Handle: recordMove},
	}
}

func movesPage(v *web.Visit, form MoveForm, refusal *law.Refusal) error {
	pupil, err := pupilNamed(v)
	if err != nil {
		return err
	}
	props := MovesPageProps{Pupil: pupil, Form: form, MayMove: v.Actor.May(school.BookPayments)}
	if props.Sources, err = money.SourcesOf(v.App, v.Actor, pupil.ID); err != nil {
		return err
	}
	if props.Targets, err = money.FamilyCharges(v.App, v.Actor, pupil.ID); err != nil {
		return err
	}
	if props.Moved, err = money.TransfersOf(v.App, v.Actor, pupil.ID); err != nil {
		return err
	}
	page := components.PageProps{Title: "Mouvements du compte", Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: pupil.FirstName + " " + pupil.LastName, Href: "/gestion/caisse/eleves/" + pupil.ID}, {Label: "Mouvements"},
	}}
	if refusal == nil {
		return v.Page(page, MovesPage(props))
	}
	for i, f := range refusal.Findings {
		if name, known := moveFields[f.Field]; known {
			refusal.Findings[i].Field = name
		}
	}
	props.Refused = web.RefusedBy(v, refusal, "source", "creance", "montant", "motif", "accord_le", "accord_ecrit")
	return v.PageAgain(page, MovesPage(props))
}

// moveFields are the names that the ledger gives to the fields of the form.
var moveFields = map[string]string{
	"payment": "source", "to_charge": "creance", "charge": "creance", "amount_cents": "montant", "reason": "motif", "consent_on": "accord_le", "consent_note": "accord_ecrit",
}

func recordMove(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	form := MoveForm{
		Source: v.Field("source"), Target: v.Field("creance"), Amount: v.Field("montant"), Reason: v.Field("motif"), ConsentOn: v.Field("accord_le"),
		ConsentNote: v.Field("accord_ecrit"), Token: v.Field("jeton"),
	}
	err := moveAsTyped(v, form)
	if refusal, ok := web.Refusal(err); ok {
		return movesPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith("/gestion/caisse/eleves/"+v.Path("pupil")+"/mouvements", components.OK, "Le mouvement est inscrit, avec son motif.")
}

func moveAsTyped(v *web.Visit, form MoveForm) error {
	sources, err := money.SourcesOf(v.App, v.Actor, v.Path("pupil"))
	if err != nil {
		return err
	}
	payment, charge, _ := strings.Cut(form.Source, ":")
	var source *money.Source
	for i, s := range sources {
		if s.PaymentID == payment && s.ChargeID == charge {
			source = &sources[i]
		}
	}
	targets, err := money.FamilyCharges(v.App, v.Actor, v.Path("pupil"))
	if err != nil {
		return err
	}
	found := false
	for _, t := range targets {
		found = found || t.ID == form.Target
	}
	amount, wrongAmount := cents.Parse(form.Amount)
	day, wrongDay := law.ParseDay(form.ConsentOn)
	switch {
	case source == nil:
		return law.Object("source", "Choisissez ce qui est déplacé.", "")
	case !found:
		return law.Object("creance", "Choisissez la somme due que l’argent règle.", "")
	case wrongAmount != nil:
		return law.Object("montant", components.Sentence(wrongAmount.Error()), "")
	case wrongDay != nil:
		return law.Object("accord_le", components.Sentence(wrongDay.Error()), "")
	}
	t := money.NewTransfer{
		PaymentID: payment, FromCharge: charge, ToCharge: form.Target, Amount: amount, Reason: form.Reason, ConsentOn: day, ConsentNote: form.ConsentNote, Token: form.Token,
	}
	if day != "" {
		t.ConsentBy = source.PayerID
	}
	return money.Move(v.Ctx(), v.App, t)
}
