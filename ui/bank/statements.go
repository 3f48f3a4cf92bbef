package bank

import (
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/statement"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showStatements(v *web.Visit) error { return statementsPage(v, UploadForm{}, nil) }

func statementsPage(v *web.Visit, form UploadForm, r *law.Refusal) error {
	all, err := reconcile.Statements(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := StatementsProps{All: all, Form: form, MayImport: v.Actor.May(school.ReconcileBank), Zone: school.Clock(v.App).Zone()}
	seen := map[string]bool{}
	for _, s := range all {
		if !seen[s.Name] {
			seen[s.Name] = true
			props.Accounts = append(props.Accounts, s.Name)
		}
	}
	page := components.PageProps{Title: "Relevés", Breadcrumb: crumbs(components.Crumb{Label: "Relevés"})}
	if r == nil {
		return v.Page(page, StatementsPage(props))
	}
	props.Said = web.RefusedBy(v, r, "compte", "source", "fichier")
	return v.PageAgain(page, StatementsPage(props))
}

func receive(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	form := UploadForm{Source: v.Field("source"), Name: v.Field("compte")}
	name, raw, err := uploaded(v)
	if err != nil {
		return err
	}
	if raw == nil {
		return statementsPage(v, form, &law.Refusal{Findings: []law.Finding{{Severity: law.Block, Field: "fichier", What: "Choisissez le fichier du relevé."}}})
	}
	id, err := reconcile.Receive(v.Ctx(), v.App, reconcile.Upload{Source: reconcile.Source(form.Source), Name: form.Name, FileName: name, Raw: raw})
	if r, ok := web.Refusal(err); ok {
		return statementsPage(v, form, r)
	}
	if err != nil {
		return err
	}
	return v.See(statementsPath + "/" + id)
}

// uploaded is the file of the form, nil when none was chosen.
func uploaded(v *web.Visit) (name string, raw []byte, err error) {
	if v.Request.MultipartForm == nil {
		return "", nil, nil
	}
	for _, header := range v.Request.MultipartForm.File["fichier"] {
		if header.Filename == "" {
			continue
		}
		file, err := header.Open()
		if err != nil {
			return "", nil, fmt.Errorf("uploaded file: %w", err)
		}
		raw, err = io.ReadAll(io.LimitReader(file, uploadLimit))
		if closing := file.Close(); err == nil {
			err = closing
		}
		if raw == nil {
			raw = []byte{}
		}
		return header.Filename[strings.LastIndexAny(header.Filename, `/\`)+1:], raw, err
	}
	return "", nil, nil
}

func showColumns(v *web.Visit) error {
	w, err := reconcile.FindWaiting(v.Ctx(), v.App, v.Path("statement"))
	if _, ok := web.Refusal(err); ok {
		return v.SeeWith(statementsPath, "wait", "Ce relevé n’attend plus : il est importé, abandonné, ou son fichier est effacé après deux jours.")
	}
	if err != nil {
		return err
	}
	if columns, chosen := columnsOf(v, w); chosen {
		w.Mapping = columns
	}
	return columnsPage(v, w, nil)
}

// columnsOf are the columns in the address: the page is shown again with them to see what they give.
func columnsOf(v *web.Visit, w reconcile.Waiting) (statement.Mapping, bool) {
	return chosenBy(func(field string) string { return v.Query(field) }, w)
}

// chosenBy reads the column of each role.
func chosenBy(value func(string) string, w reconcile.Waiting) (m statement.Mapping, chosen bool) {
	for _, r := range statement.Roles {
		n, err := strconv.Atoi(value("colonne-" + string(r)))
		if err != nil {
			continue
		}
		title := ""
		if n >= 0 && n < len(w.Layout.Heads) {
			title = w.Layout.Heads[n]
		}
		m.Columns, chosen = append(m.Columns, statement.Column{Role: r, Title: title, Index: n}), true
	}
	return m, chosen
}

func columnsPage(v *web.Visit, w reconcile.Waiting, r *law.Refusal) error {
	props := ColumnsProps{Waiting: w}
	trial, err := reconcile.Try(v.Ctx(), v.App, w, w.Mapping)
	refused, isRefusal := web.Refusal(err)
	if err != nil && !isRefusal {
		return err
	}
	props.Trial, props.Readable = trial, err == nil
	page := components.PageProps{Title: "Colonnes du relevé", Wide: true, Breadcrumb: crumbs(components.Crumb{Label: "Relevés", Href: statementsPath}, components.Crumb{Label: w.FileName})}
	if r != nil {
		props.Said = web.RefusedBy(v, r, "colonnes", "ecarter")
		return v.PageAgain(page, ColumnsPage(props))
	}
	if isRefusal {
		props.Said = web.RefusedBy(v, refused, "colonnes")
	}
	return v.Page(page, ColumnsPage(props))
}

func importStatement(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	w, err := reconcile.FindWaiting(v.Ctx(), v.App, v.Path("statement"))
	if _, ok := web.Refusal(err); ok {
		return v.SeeWith(statementsPath, "wait", "Ce relevé n’attend plus : il est peut-être déjà importé.")
	}
	if err != nil {
		return err
	}
	m, _ := chosenBy(v.Field, w)
	if v.Field("faire") == "essayer" {
		columns := url.Values{}
		for _, c := range m.Columns {
			columns.Set("colonne-"+string(c.Role), strconv.Itoa(c.Index))
		}
		return v.See(statementsPath + "/" + w.ID + "?" + columns.Encode())
	}
	done, err := reconcile.Import(v.Ctx(), v.App, w.ID, m, v.Field("ecarter") != "")
	if r, ok := web.Refusal(err); ok {
		w.Mapping = m
		return columnsPage(v, w, r)
	}
	if err != nil {
		return err
	}
	text := "Lignes nouvelles : " + strconv.Itoa(done.New) + "."
	if done.Repeated > 0 {
		text += " Déjà connues, laissées telles quelles : " + strconv.Itoa(done.Repeated) + "."
	}
	if len(done.Problems) > 0 {
		text += " Illisibles, laissées de côté : " + strconv.Itoa(len(done.Problems)) + "."
	}
	return v.SeeWith(inboxPath, "ok", text)
}

func dropStatement(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := reconcile.Drop(v.Ctx(), v.App, v.Path("statement"))
	if _, ok := web.Refusal(err); ok {
		return v.SeeWith(statementsPath, "wait", "Ce relevé n’attendait plus.")
	}
	if err != nil {
		return err
	}
	return v.SeeWith(statementsPath, "info", "Le fichier est abandonné : rien n’a été importé.")
}
