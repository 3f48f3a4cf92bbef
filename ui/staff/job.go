package staff

import (
	"errors"
	"strconv"

	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// showJob follows a long task: while it runs the page asks again each second by itself, without script; when it ends it
// leads to the result, which has its own address.
func showJob(v *web.Visit) error {
	job, err := school.JobOf(v.App, v.Actor, v.Path("job"))
	if errors.Is(err, school.ErrNoJob) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	switch report := job.Report(); job.State {
	case school.JobRunning:
		v.Response.Header().Set("Refresh", "1")
	case school.JobDone:
		if report.Href != "" {
			return v.SeeWith(report.Href, components.OK, "C’est enregistré.")
		}
	case school.JobFailed, school.JobCancelled:
	}
	return v.Page(components.PageProps{Title: "Enregistrement"}, JobPage(job))
}

// JobPage shows where a task stands.
func JobPage(j school.Job) Node {
	if j.State == school.JobRunning {
		step := j.Step
		if step == "" {
			step = "Préparation"
		}
		text := ""
		if j.Total > 0 {
			text = law.Thousands(j.Done) + " sur " + law.Thousands(j.Total)
		}
		return Group{
			components.PageHead(components.PageHeadProps{Title: "Enregistrement en cours", Lead: "Vous pouvez quitter cette page : la tâche continue, et son résultat vous attendra ici."}),
			components.ProgressBar(components.ProgressBarProps{ID: "avancement", Label: step, Value: strconv.Itoa(j.Done), Max: strconv.Itoa(max(j.Total, 1)), Text: text}),
			components.Actions(components.LinkButton("Actualiser", "/gestion/taches/"+j.ID)),
		}
	}
	report := j.Report()
	kind, title := components.Stop, "La tâche n’a pas abouti"
	if j.State == school.JobDone {
		kind, title = components.OK, "La tâche est finie"
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: title}),
		components.Notice(components.NoticeProps{Kind: kind, Text: report.Message}),
		components.Actions(components.LinkMain("Continuer", orElse(report.Href, "/gestion/ecole"))),
	}
}

func orElse(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}
