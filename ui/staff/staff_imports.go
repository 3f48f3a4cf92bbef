package staff

import (
	"context"
	"errors"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/gigc"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const staffImportPath = staffPath + "/import"

const staffImportTitle = "Import des personnels"

func showStaffImports(v *web.Visit) error { return staffImports(v, "") }

// staffImports shows the form, again with the problem when there is one.
func staffImports(v *web.Visit, problem string) error {
	page := v.Page
	if problem != "" {
		page = v.PageAgain
	}
	past, err := school.StaffImportsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return page(components.PageProps{Title: staffImportTitle, Breadcrumb: underSchool(staffImportTitle)},
		StaffImportsPage(ImportsPageProps{Past: past, Zone: school.Clock(v.App).Zone(), Error: problem}))
}

// readStaffFiles reads what was sent, keeps the difference and shows it: nobody changes yet.
func readStaffFiles(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	files := uploaded(v)
	if len(files) == 0 {
		return staffImports(v, "Choisissez le fichier exporté de GIGC.")
	}
	d, err := school.ReadStaffImport(v.Ctx(), v.App, files)
	var ofFile *siecle.FileError
	switch {
	case errors.Is(err, context.Canceled):
		return err
	case errors.As(err, &ofFile), errors.Is(err, gigc.ErrNobody), errors.Is(err, school.ErrNoSchoolYet):
		return staffImports(v, components.Sentence(err.Error()))
	case err != nil:
		return err
	}
	id, err := school.StoreStaffDifference(v.Ctx(), v.App, d)
	if err != nil {
		return err
	}
	return v.See(importPath + "/" + id)
}

func showStaffImport(v *web.Visit) error {
	past, d, err := school.StaffImportFor(v.Ctx(), v.App, v.Path("import"))
	if errors.Is(err, school.ErrNoSuchImport) {
		return v.SeeWith(staffImportPath, components.Wait, components.Sentence(err.Error()))
	}
	if err != nil {
		return err
	}
	title := "Différence avec la base"
	if past.State == "confirmed" {
		title = "Import enregistré"
	}
	return v.Page(components.PageProps{Title: title, Breadcrumb: []components.Crumb{
		{Label: "École", Href: "/gestion/ecole"}, {Label: staffImportTitle, Href: staffImportPath}, {Label: title},
	}}, StaffDifferencePage(StaffDifferencePageProps{
		Title: title, Zone: school.Clock(v.App).Zone(), Import: past, D: d, Links: v.Actor.May(school.GiveRoles), All: v.Query("tout") != "",
	}))
}

// confirmStaffImport writes what was shown: a few hundred rows at most, so no task follows it.
func confirmStaffImport(v *web.Visit) error {
	id := v.Path("import")
	d, err := school.LoadStaffDifference(v.Ctx(), v.App, id)
	if errors.Is(err, school.ErrNoSuchImport) {
		return v.SeeWith(staffImportPath, components.Wait, components.Sentence(err.Error()))
	}
	if err != nil {
		return err
	}
	if d.Stale {
		return v.SeeWith(importPath+"/"+id, components.Wait, "La base a changé depuis la lecture. Relisez la différence ci-dessous : le fichier est à choisir de nouveau.")
	}
	var ofStaff *school.StaffImportError
	switch err := school.ConfirmStaffImport(v.Ctx(), v.App, d); {
	case errors.As(err, &ofStaff), errors.Is(err, school.ErrBaseChanged), errors.Is(err, school.ErrNoSuchImport):
		return v.SeeWith(importPath+"/"+id, components.Wait, components.Sentence(err.Error()))
	case err != nil:
		return err
	}
	return v.See(importPath + "/" + id)
}
