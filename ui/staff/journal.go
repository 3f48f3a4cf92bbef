package staff

import (
	"errors"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	journalPath   = "/gestion/journal"
	journalExport = 5000 // lines of a file
)

func showJournal(v *web.Visit) error {
	p := JournalPageProps{Query: v.Request.URL.Query(), Zone: school.Clock(v.App).Zone(), Viewer: v.Actor}
	f := school.JournalFilter{Kind: school.ActorKind(v.Query("par")), Who: v.Query("qui"), Subject: v.Query("objet"), Limit: pageLength + 1}
	var err error
	if f.From, err = law.ParseDay(v.Query("du")); err != nil {
		p.Problem = "La date de début n’est pas lisible : écrivez-la comme 12/04/2027."
	}
	if f.Until, err = law.ParseDay(v.Query("au")); err != nil {
		p.Problem = "La date de fin n’est pas lisible : écrivez-la comme 12/04/2027."
	}
	f.Before, _ = strconv.Atoi(v.Query("avant")) // what is no number starts at the end
	if format := v.Query("format"); format != "" {
		f.Limit, f.Before = journalExport, 0
	}
	lines, err := school.JournalFor(v.App, v.Actor, f)
	if err != nil {
		return err
	}
	if done, err := exported(v, "journal", func() document.Sheet { return p.sheet(lines) }); done {
		return err
	}
	if len(lines) > pageLength {
		lines = lines[:pageLength]
		p.Older = lines[pageLength-1].LineNo
	}
	p.Filter, p.Lines = f, lines
	if p.Total, p.First, err = school.JournalSpan(v.App, v.Actor); err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Journal", Wide: true}, JournalPage(p))
}

func (p JournalPageProps) sheet(lines []school.JournalLine) document.Sheet {
	s := document.Sheet{Title: "Journal", Columns: []document.Column{
		{Name: "Ligne", Kind: document.KindInt}, {Name: "Date"}, {Name: "Qui"}, {Name: "En qualité de"}, {Name: "Quoi"}, {Name: "Objet"}, {Name: "Note"}, {Name: "Code"},
	}}
	for _, l := range lines {
		s.Rows = append(s.Rows, []document.Cell{
			document.Int(l.LineNo), document.Text(clockFrench(l.HappenedAt.Time(), p.Zone)), document.Text(l.Who), document.Text(actorLabel(l.ActorKind)),
			document.Text(verbText(l.Verb)), document.Text(l.About), document.Text(l.Note), document.Text(l.Verb),
		})
	}
	return s
}

func showLine(v *web.Visit) error {
	n, err := strconv.Atoi(v.Path("line"))
	if err != nil {
		return web.ErrNotFound
	}
	d, err := school.JournalLineFor(v.App, v.Actor, n)
	if errors.Is(err, school.ErrNoLine) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	title := "Ligne n° " + strconv.Itoa(n)
	labels := map[string]string{}
	if c, err := v.App.FindCachedCollectionByNameOrId(d.SubjectCollection); err == nil {
		labels = fieldHelps(c)
	}
	return v.Page(components.PageProps{Title: title, Breadcrumb: []components.Crumb{{Label: "Journal", Href: journalPath}, {Label: title}}},
		LinePage(LinePageProps{Title: title, Line: d, Labels: labels, Viewer: v.Actor, Zone: school.Clock(v.App).Zone()}))
}

// verifyJournal walks the chain of digests: a line changed, removed or slipped in shows.
func verifyJournal(v *web.Visit) error {
	lines, _, err := school.JournalSpan(v.App, v.Actor)
	if err != nil {
		return err
	}
	if err := school.VerifyJournal(v.App); err != nil {
		if !strings.HasPrefix(err.Error(), "le journal") {
			return err
		}
		return v.SeeWith(journalPath, components.Stop, components.Sentence(err.Error())+" Une ligne a été changée, ôtée ou glissée hors de l’application : prévenez le chef d’établissement et gardez une copie du dossier.")
	}
	return v.SeeWith(journalPath, components.OK, "La chaîne est intacte : "+law.Counted(lines, "ligne vérifiée", "lignes vérifiées")+".")
}
