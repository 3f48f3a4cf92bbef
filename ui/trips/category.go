package trips

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const categoriesPath = staffList + "/natures"

func showCategories(v *web.Visit) error { return categoriesPage(v, trip.Category{}, nil) }

// saveCategory adds a nature, renames one, takes it from what forms propose or puts it back.
func saveCategory(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	c := trip.Category{Side: known(r.Text("side"), trip.Expense, trip.Income), Label: r.Must("label", "Écrivez l’intitulé de cette nature."), Retired: r.Text("do") == "retire"}
	if c.Side == trip.Income {
		if c.Origin = r.Text("origin"); originLabel(c.Origin) == "" {
			r.Wrong("origin", "Dites qui paie une recette de cette nature.")
		}
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.SaveCategory(v.Ctx(), v.App, r.Text("was"), c)
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			if err != nil {
				return err
			}
			return v.SeeWith(categoriesPath, "ok", "La liste des natures est enregistrée.")
		}
	}
	return categoriesPage(v, c, refusal)
}

func categoriesPage(v *web.Visit, typed trip.Category, refusal *law.Refusal) error {
	props := CategoriesPageProps{Typed: typed}
	var err error
	if props.Expenses, err = trip.Categories(v.App, trip.Expense); err != nil {
		return err
	}
	if props.Incomes, err = trip.Categories(v.App, trip.Income); err != nil {
		return err
	}
	page := components.PageProps{Title: "Natures de dépenses et de recettes", Wide: true, Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: "Natures"}}}
	if refusal == nil {
		return v.Page(page, CategoriesPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "label", "origin", "side")
	return v.PageAgain(page, CategoriesPage(props))
}
