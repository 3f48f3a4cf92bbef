package till

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const sharesPath = "/gestion/caisse/eleves/{pupil}/partage"

// shareRoutes are who owes which part of a pupil's sums: the ordonnateur's side records it, the accountant applies it.
func shareRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: sharesPath, Who: web.Staff(school.SeeMoney), Handle: func(v *web.Visit) error { return sharesPage(v, ShareForm{}, nil) }},
		{Method: http.MethodPost, Pattern: sharesPath, Who: web.Staff(school.RecordShares), Handle: recordShares},
		{Method: http.MethodPost, Pattern: sharesPath + "/application", Who: web.Staff(school.BookPayments), Handle: applyShares},
	}
}

func sharesPage(v *web.Visit, form ShareForm, refusal *law.Refusal) error {
	pupil, err := pupilNamed(v)
	if err != nil {
		return err
	}
	props := SharesPageProps{Pupil: pupil, Form: form, MayRecord: v.Actor.May(school.RecordShares), MayApply: v.Actor.May(school.BookPayments), ToMove: map[string]cents.Amount{}}
	if props.Payers, err = payersOf(v, pupil.ID); err != nil {
		return err
	}
	all, err := money.AgreementsOf(v.App, v.Actor, pupil.ID)
	if err != nil {
		return err
	}
	props.Current = money.Current(all)
	props.Before = len(all) - len(props.Current)
	for _, a := range props.Current {
		if props.ToMove[a.ID], err = money.ToSplit(v.App, v.Actor, a); err != nil {
			return err
		}
	}
	if props.Open, err = money.OpenCharges(v.App, v.Actor, pupil.ID); err != nil {
		return err
	}
	page := components.PageProps{Title: "Partage entre payeurs", Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: pupil.FirstName + " " + pupil.LastName, Href: "/gestion/caisse/eleves/" + pupil.ID}, {Label: "Partage"},
	}}
	if refusal == nil {
		return v.Page(page, SharesPage(props))
	}
	fields := []string{"objet", "basis", "reference", "dated_on", "unit"}
	for _, p := range props.Payers {
		fields = append(fields, "part_"+p.ID)
	}
	props.Refused = web.RefusedBy(v, refusal, fields...)
	return v.PageAgain(page, SharesPage(props))
}

func recordShares(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	form := ShareForm{Subject: v.Field("objet"), Basis: v.Field("basis"), Reference: v.Field("reference"), DatedOn: v.Field("dated_on"), Unit: v.Field("unit"), Parts: map[string]string{}}
	payers, err := payersOf(v, v.Path("pupil"))
	if err != nil {
		return err
	}
	again := func(err error) error {
		refusal, ok := web.Refusal(err)
		if !ok {
			return err
		}
		for i, f := range refusal.Findings {
			if f.Field == "parts" && len(payers) > 0 {
				refusal.Findings[i].Field = "part_" + payers[0].ID
			}
		}
		return sharesPage(v, form, refusal)
	}
	a := money.Agreement{PupilID: v.Path("pupil"), Basis: money.Basis(form.Basis), Reference: form.Reference, Unit: form.Unit}
	for _, p := range payers {
		form.Parts[p.ID] = v.Field("part_" + p.ID)
	}
	if a.DatedOn, err = law.ParseDay(form.DatedOn); err != nil {
		return again(law.Object("dated_on", components.Sentence(err.Error()), ""))
	}
	if form.Unit != money.PerMille && form.Unit != money.InCents {
		return again(law.Object("unit", "Dites si les parts sont des pourcentages ou des montants.", ""))
	}
	if a.Subject, err = subjectOf(v, form.Subject); err != nil {
		return again(err)
	}
	for _, p := range payers {
		typed := form.Parts[p.ID]
		if typed == "" {
			continue
		}
		weight, err := weightOf(typed, form.Unit)
		if err != nil {
			return again(law.Object("part_"+p.ID, components.Sentence(err.Error()), ""))
		}
		if weight != 0 {
			a.Shares = append(a.Shares, money.Share{GuardianID: p.ID, Weight: weight})
		}
	}
	if _, err := money.RecordAgreement(v.Ctx(), v.App, a); err != nil {
		return again(err)
	}
	return v.SeeWith("/gestion/caisse/eleves/"+v.Path("pupil")+"/partage", components.OK, "Le partage est enregistré : les prochaines sommes le suivent.")
}

// subjectOf is what the agreement is about: everything, or what one of the pupil's open charges is about.
func subjectOf(v *web.Visit, choice string) (money.Subject, error) {
	if choice == "" {
		return money.Subject{}, nil
	}
	open, err := money.OpenCharges(v.App, v.Actor, v.Path("pupil"))
	for _, a := range open {
		if a.SubjectCollection+":"+a.SubjectID == choice {
			return money.Subject{Collection: a.SubjectCollection, ID: a.SubjectID}, nil
		}
	}
	if err == nil {
		err = law.Object("objet", "Choisissez ce que le partage concerne.", "")
	}
	return money.Subject{}, err
}

// weightOf reads a part as typed: « 66,7 » per cent in thousandths, or an amount in cents.
func weightOf(typed, unit string) (int64, error) {
	if unit == money.InCents {
		amount, err := cents.Parse(typed)
		return int64(amount), err
	}
	whole, tenth, _ := strings.Cut(strings.NewReplacer("%", "", "\u00a0", "", "\u202f", "", " ", "", ".", ",").Replace(typed), ",")
	if tenth == "" {
		tenth = "0"
	}
	n, err := strconv.ParseUint(whole+tenth, 10, 16)
	if err != nil || len(tenth) != 1 || n > 1000 {
		return 0, law.Object("", "Une part s’écrit de 0 à 100, avec un chiffre après la virgule au plus.", "")
	}
	return int64(n), nil
}

// applyShares splits what was charged before the agreement.
func applyShares(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	all, err := money.AgreementsOf(v.App, v.Actor, v.Path("pupil"))
	if err != nil {
		return err
	}
	found := false
	for _, a := range money.Current(all) {
		found = found || a.ID == v.Field("accord")
	}
	if !found {
		return web.ErrNotFound
	}
	moved, err := money.SplitCharges(v.Ctx(), v.App, v.Field("accord"))
	if refusal, ok := web.Refusal(err); ok {
		return sharesPage(v, ShareForm{}, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith("/gestion/caisse/eleves/"+v.Path("pupil")+"/partage", components.OK, moved.String()+" changent de débiteur. Le total dû n’a pas bougé.")
}
