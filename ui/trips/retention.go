package trips

import (
	"net/http"
	"slices"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	retentionPath  = staffList + "/conservation"
	erasurePath    = retentionPath + "/effacement"
	retentionTitle = "Conservation des données"
)

func retentionRoutes() []web.Route {
	purge := web.Staff(school.PurgeData)
	return []web.Route{
		{Method: http.MethodGet, Pattern: retentionPath, Who: purge, Handle: showRetention},
		{Method: http.MethodGet, Pattern: retentionPath + ".csv", Who: purge, Handle: exportRetention},
		{Method: http.MethodGet, Pattern: retentionPath + ".xlsx", Who: purge, Handle: exportRetention},
		{Method: http.MethodPost, Pattern: retentionPath + "/visas", Who: purge, Handle: grantVisa},
		{Method: http.MethodPost, Pattern: erasurePath, Who: purge, Handle: erase},
	}
}

// retentionWords are what the data held are found by: their category, the year, the visa. What is erased is a whole category of a year: a list never shows a part of one.
func retentionWords(h trip.Held) []string {
	words := []string{h.Category, h.Year, h.Reference}
	if i := slices.IndexFunc(trip.Retentions, func(r trip.Retention) bool { return r.Key == h.Category }); i >= 0 {
		words = append(words, trip.Retentions[i].Label)
	}
	return words
}

// VisaForm is a visa as typed.
type VisaForm struct{ Category, Number, Until string }

func showRetention(v *web.Visit) error { return retentionPage(v, VisaForm{}, nil) }

func retentionPage(v *web.Visit, form VisaForm, refusal *law.Refusal) error {
	held, err := trip.RetentionFor(v.App, v.Actor, "", "")
	if err != nil {
		return err
	}
	visas, err := trip.VisasFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	parameters, err := school.ParametersOf(v.App)
	if err != nil {
		return err
	}
	today := v.Today()
	props := RetentionPageProps{Today: today, Search: v.Query("q"), Held: byYear(narrowed(v, held, retentionWords)), Visas: visas, Form: form}
	for _, r := range trip.Retentions {
		props.Categories = append(props.Categories, RetentionRow{
			Key: r.Key, Label: r.Label, What: r.What, Rule: r.Rule, Term: r.TermOn(parameters, today),
			Standing: trip.StandingAuthorisation(parameters.Text("D-12", "purge_authorisations", today), r.Key),
		})
	}
	page := components.PageProps{Title: retentionTitle, Wide: true, Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: retentionTitle}}}
	if refusal == nil {
		return v.Page(page, RetentionPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "category", "number", "covers_until")
	return v.PageAgain(page, RetentionPage(props))
}

// byYear adds up what a category holds of a school year that is due on the same side of today.
func byYear(held []trip.Held) []trip.Held {
	var out []trip.Held
	for _, h := range held {
		i := slices.IndexFunc(out, func(o trip.Held) bool {
			return o.Category == h.Category && o.Year == h.Year && o.DueOn == h.DueOn && o.Reference == h.Reference
		})
		if i < 0 {
			out = append(out, h)
			continue
		}
		out[i].Rows += h.Rows
	}
	slices.SortStableFunc(out, func(a, b trip.Held) int {
		switch {
		case a.DueOn < b.DueOn:
			return -1
		case a.DueOn > b.DueOn:
			return 1
		}
		return 0
	})
	return out
}

func grantVisa(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := VisaForm{Category: r.Text("category"), Number: r.Text("number"), Until: r.Text("covers_until")}
	until := r.MustDay("covers_until", "Écrivez la dernière date du bordereau.")
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.GrantVisa(v.Ctx(), v.App, trip.Visa{Category: form.Category, Number: form.Number, CoversUntil: until})
		if err == nil {
			return v.SeeWith(retentionPath, components.OK, "Le visa est inscrit. Rien n’est encore effacé.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return retentionPage(v, form, refusal)
}

func erase(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	n, err := trip.Purge(v.Ctx(), v.App, r.Text("categorie"), r.Text("annee"))
	if refusal, ok := web.Refusal(err); ok {
		return retentionPage(v, VisaForm{}, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(retentionPath, components.OK, law.Counted(n, "ligne est effacée", "lignes sont effacées")+". Le journal dit lesquelles et sous quel accord ; les comptes n’ont pas changé.")
}

func retentionSheet(v *web.Visit) (document.Sheet, error) {
	held, err := trip.RetentionFor(v.App, v.Actor, "", "")
	held = narrowed(v, held, retentionWords)
	sheet := document.Sheet{Title: retentionTitle, Columns: []document.Column{
		{Name: "Catégorie"}, {Name: "Année"}, {Name: "Voyage"}, {Name: "Fin", Kind: document.KindDay}, {Name: "Échu le", Kind: document.KindDay},
		{Name: "Lignes", Kind: document.KindInt}, {Name: "Accord des archives"},
	}}
	for _, h := range held {
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(h.Category), document.Text(h.Year), document.Text(h.Title), document.Date(h.Ended), document.Date(h.DueOn), document.Int(h.Rows), document.Text(h.Reference),
		})
	}
	return sheet, err
}

func exportRetention(v *web.Visit) error {
	sheet, err := retentionSheet(v)
	if err != nil {
		return err
	}
	return sendSheet(v, "conservation", sheet)
}
