package staff

import (
	"context"
	"errors"
	"io"
	"mime/multipart"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const importPath = "/gestion/ecole/import"

var importsProps = components.PageProps{Title: "Import SIECLE", Breadcrumb: underSchool("Import SIECLE")}

func showImports(v *web.Visit) error {
	past, err := school.ImportsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(importsProps, ImportsPage(ImportsPageProps{Past: past, Zone: school.Clock(v.App).Zone()}))
}

// readFiles reads what was sent, keeps the difference and shows it: nothing of the school changes yet.
func readFiles(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	files := uploaded(v)
	if len(files) == 0 {
		return importAgain(v, "Choisissez au moins un fichier exporté de SIECLE.")
	}
	d, err := school.ReadImport(v.Ctx(), v.App, files)
	if err != nil {
		return importRefused(v, err)
	}
	id, err := school.StoreDifference(v.Ctx(), v.App, d)
	if err != nil {
		return err
	}
	return v.See(importPath + "/" + id)
}

// uploaded lists the files of the form. Browsers send an empty one when nothing is chosen.
func uploaded(v *web.Visit) []siecle.File {
	if v.Request.MultipartForm == nil {
		return nil
	}
	var files []siecle.File
	for _, header := range v.Request.MultipartForm.File["fichiers"] {
		if header.Filename != "" && header.Size > 0 {
			files = append(files, siecle.File{Name: baseName(header), Size: header.Size, Open: func() (io.ReadCloser, error) { return header.Open() }})
		}
	}
	return files
}

func baseName(h *multipart.FileHeader) string {
	return h.Filename[strings.LastIndexAny(h.Filename, `/\`)+1:]
}

// importRefused shows the form again with the reason, in the words of who read the files.
func importRefused(v *web.Visit, err error) error {
	if errors.Is(err, context.Canceled) {
		return err
	}
	var ofFile *siecle.FileError
	var mismatch *siecle.MismatchError
	for _, known := range []error{
		school.ErrOtherSchool, school.ErrNoSchoolNamed, school.ErrOlderYear, school.ErrNothingRead, siecle.ErrNothingToRead, siecle.ErrMixed,
		siecle.ErrSeveralSchools, siecle.ErrSeveralYears,
	} {
		if errors.Is(err, known) {
			return importAgain(v, components.Sentence(err.Error()))
		}
	}
	if errors.As(err, &ofFile) || errors.As(err, &mismatch) {
		return importAgain(v, components.Sentence(err.Error()))
	}
	return err
}

func importAgain(v *web.Visit, problem string) error {
	past, err := school.ImportsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.PageAgain(importsProps, ImportsPage(ImportsPageProps{Past: past, Zone: school.Clock(v.App).Zone(), Error: problem}))
}

func showImport(v *web.Visit) error {
	if school.IsStaffImport(v.App, v.Path("import")) {
		return showStaffImport(v)
	}
	past, d, err := school.ImportFor(v.Ctx(), v.App, v.Path("import"))
	if errors.Is(err, school.ErrNoSuchImport) {
		if past.ID == "" {
			return web.ErrNotFound
		}
		return v.SeeWith(importPath, components.Wait, components.Sentence(err.Error()))
	}
	if err != nil {
		return err
	}
	title := "Différence avec la base"
	if past.State == "confirmed" {
		title = "Import enregistré"
	}
	return v.Page(components.PageProps{Title: title, Breadcrumb: []components.Crumb{
		{Label: "École", Href: "/gestion/ecole"}, {Label: "Import SIECLE", Href: importPath}, {Label: title},
	}}, DifferencePage(DifferencePageProps{Title: title, Zone: school.Clock(v.App).Zone(), Import: past, D: d, Links: v.Actor.May(school.SeePeople), All: v.Query("tout") != ""}))
}

// confirmImport starts the writing and leads to its progress. What is confirmed is what was shown: the domain compares
// again and refuses when the base has moved.
func confirmImport(v *web.Visit) error {
	id := v.Path("import")
	if school.IsStaffImport(v.App, id) {
		return confirmStaffImport(v)
	}
	d, err := school.LoadDifference(v.Ctx(), v.App, id)
	if errors.Is(err, school.ErrNoSuchImport) {
		return v.SeeWith(importPath, components.Wait, components.Sentence(err.Error()))
	}
	if err != nil {
		return err
	}
	if d.Stale {
		return v.SeeWith(importPath+"/"+id, components.Wait, "La base a changé depuis la lecture. Relisez la différence ci-dessous : les fichiers sont à choisir de nouveau.")
	}
	job, err := school.StartJob(v.Ctx(), v.App, "siecle.import", func(ctx context.Context) (school.JobReport, error) {
		if err := school.Confirm(ctx, v.App, d); err != nil {
			return school.JobReport{Href: importPath}, errors.New(reasonOf(err))
		}
		return school.JobReport{Href: importPath + "/" + d.ID}, nil
	})
	if err != nil {
		return err
	}
	return v.See("/gestion/taches/" + job)
}

// reasonOf is what a person is told of an error of a task.
func reasonOf(err error) string {
	var refusal *law.Refusal
	var refused *school.ImportError
	var ofStaff *school.StaffImportError
	if errors.As(err, &refused) || errors.As(err, &ofStaff) || errors.As(err, &refusal) || errors.Is(err, school.ErrBaseChanged) || errors.Is(err, school.ErrNoSuchImport) {
		return components.Sentence(err.Error())
	}
	return "Un incident a arrêté la tâche : rien n’a été enregistré. Réessayez ; si cela se répète, prévenez l’opérateur en indiquant l’heure."
}

func cancelImport(v *web.Visit) error {
	back := importPath
	if school.IsStaffImport(v.App, v.Path("import")) {
		back = staffImportPath
	}
	err := school.CancelImport(v.Ctx(), v.App, v.Path("import"))
	if errors.Is(err, school.ErrNoSuchImport) {
		return v.SeeWith(back, components.Wait, components.Sentence(err.Error()))
	}
	if err != nil {
		return err
	}
	return v.SeeWith(back, components.Info, "L’import est abandonné : rien n’a changé et les fichiers lus sont effacés.")
}
