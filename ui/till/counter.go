package till

import (
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const counterPath = "/gestion/caisse/guichet"

// counterRoutes are the fast desk: one page where a pupil is named, a payment typed, and the next family comes.
func counterRoutes() []web.Route {
	book := web.Staff(school.BookPayments)
	return []web.Route{
		{Method: http.MethodGet, Pattern: counterPath, Who: book, Handle: showCounter},
		{Method: http.MethodPost, Pattern: counterPath, Who: book, Handle: bookAtCounter},
	}
}

func showCounter(v *web.Visit) error {
	if v.Query("eleve") != "" {
		pupil, err := pupilOf(v, v.Query("eleve"))
		if err != nil {
			return err
		}
		return counterPage(v, CounterProps{Pupil: pupil, Form: DeskForm{Token: rand.Text(), ReceivedOn: string(v.Today()), Means: v.Query("moyen")}}, nil)
	}
	props := CounterProps{Search: v.Query("q")}
	if props.Search != "" {
		found, err := pupilsCalled(v, props.Search)
		if err != nil {
			return err
		}
		if len(found) == 1 {
			return v.See(counterPath + "?" + url.Values{"eleve": {found[0].ID}}.Encode())
		}
		props.Found = found
	}
	return counterPage(v, props, nil)
}

// pupilsCalled finds a pupil by the number on a card, else by name and class.
func pupilsCalled(v *web.Visit, search string) (found []Named, err error) {
	number := strings.ToUpper(strings.ReplaceAll(search, " ", ""))
	err = v.App.DB().Select("p.id", "p.first_name", "p.last_name", "COALESCE(c.code, '') AS class").From("pupils p").LeftJoin("classes c", dbx.NewExp("c.id = p.class")).
		Where(dbx.Or(dbx.HashExp{"p.elenoet": number}, dbx.HashExp{"p.ine": number}, dbx.HashExp{"p.eleve_id": number})).All(&found)
	if err != nil || len(found) > 0 {
		return found, err
	}
	return pupilsNamed(v, search)
}

func bookAtCounter(v *web.Visit) error {
	typed, err := v.Form()
	if err != nil {
		return err
	}
	pupil, err := pupilOf(v, v.Field("eleve"))
	if err != nil {
		return err
	}
	form, desk, refusal := typedDesk(v, pupil.ID)
	props := CounterProps{Pupil: pupil, Form: form, Family: v.Field("fratrie") != "", Parts: map[string]string{}}
	for name := range typed {
		if charge, isPart := strings.CutPrefix(name, "part-"); isPart {
			props.Parts[charge] = v.Field(name)
		}
	}
	if refusal != nil {
		return counterPage(v, props, refusal)
	}
	if desk.Allocations, refusal = partsOf(props.Parts); refusal != nil {
		return counterPage(v, props, refusal)
	}
	if props.Family {
		siblings, err := money.SiblingsWhoOwe(v.App, v.Actor, pupil.ID)
		if err != nil {
			return err
		}
		for _, s := range siblings {
			desk.Siblings = append(desk.Siblings, s.ID)
		}
	}
	booked, err := bookTyped(v, desk, form.Reason)
	if refusal, ok := web.Refusal(err); ok {
		return counterPage(v, props, refusal)
	}
	if err != nil {
		return err
	}
	kind, text := bookedWords(desk, booked)
	if booked.Credit > 0 {
		kind, text = "wait", text+" "+booked.Credit.String()+" restent une avance."
	}
	return v.SeeWith(counterPath, kind, text)
}

// partsOf are the charges that were chosen; none chosen leaves the choice to the due dates.
func partsOf(parts map[string]string) ([]money.Line, *law.Refusal) {
	var lines []money.Line
	charges := make([]string, 0, len(parts))
	for charge := range parts {
		charges = append(charges, charge)
	}
	slices.Sort(charges)
	for _, charge := range charges {
		if parts[charge] == "" {
			continue
		}
		amount, err := cents.Parse(parts[charge])
		if err != nil {
			return nil, asRefusal(law.Object("part-"+charge, components.Sentence(err.Error()), ""))
		}
		if amount != 0 {
			lines = append(lines, money.Line{ChargeID: charge, Amount: amount})
		}
	}
	return lines, nil
}

func counterPage(v *web.Visit, p CounterProps, refusal *law.Refusal) (err error) {
	if p.Last, err = money.LastEntries(v.App, v.Actor, 12); err != nil {
		return err
	}
	if p.Register, err = money.RegisterOf(v.App, v.Actor); err != nil {
		return err
	}
	title := "Guichet"
	if p.Pupil.ID != "" {
		title = "Guichet · " + p.Pupil.FirstName + " " + p.Pupil.LastName
		if err := p.load(v); err != nil {
			return err
		}
	}
	page := components.PageProps{Title: title, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Guichet"}}}
	if refusal == nil {
		return v.Page(page, CounterPage(p))
	}
	p.Refused = refusedDesk(v, refusal)
	return v.PageAgain(page, CounterPage(p))
}

// load reads what stands beside the payment: who may pay, what is due of the pupil and of brothers and sisters.
func (p *CounterProps) load(v *web.Visit) (err error) {
	if p.Payers, err = payersOf(v, p.Pupil.ID); err != nil {
		return err
	}
	if p.Siblings, err = money.SiblingsWhoOwe(v.App, v.Actor, p.Pupil.ID); err != nil {
		return err
	}
	ids := []string{p.Pupil.ID}
	for _, s := range p.Siblings {
		ids = append(ids, s.ID)
	}
	if p.Open, err = money.OpenChargesOf(v.App, v.Actor, ids...); err != nil {
		return err
	}
	if p.Form.Amount == "" { // a fresh page: who owes the oldest sum is most often who pays
		for _, a := range p.Open {
			if a.PupilID == p.Pupil.ID && slices.ContainsFunc(p.Payers, func(n Named) bool { return n.ID == a.DebtorID }) {
				p.Form.PayerID = a.DebtorID
				break
			}
		}
	}
	if p.Vouchers, err = money.TakesHolidayVouchers(v.App); err != nil {
		return err
	}
	if p.Cards, err = money.TakesCards(v.App); err != nil {
		return err
	}
	p.Today = v.Today()
	p.PayableTo, err = orderOfCheques(v)
	return err
}
