package rights

import (
	"fmt"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/privacy"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const queueTitle = "Demandes sur les données"

func crumbs(last string) []components.Crumb {
	all := []components.Crumb{{Label: "École", Href: "/gestion/ecole"}, {Label: queueTitle, Href: queuePath}}
	if last == "" {
		return []components.Crumb{all[0], {Label: queueTitle}}
	}
	return append(all, components.Crumb{Label: last})
}

func showQueue(v *web.Visit) error {
	all, err := privacy.RequestsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: queueTitle, Breadcrumb: crumbs("")}, QueuePage(all, v.Today(), v.Identity.DPOEmail == ""))
}

func showRequest(v *web.Visit) error { return requestPage(v, AnswerForm{}, nil) }

func requestPage(v *web.Visit, form AnswerForm, refusal *law.Refusal) error {
	r, err := privacy.RequestFor(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	title := fmt.Sprintf("Demande n° %d", r.Number)
	page := components.PageProps{Title: title, Breadcrumb: crumbs(title)}
	props := RequestPageProps{Request: r, Form: form, Today: v.Today(), Answers: v.Actor.May(school.AnswerRights), Refused: web.RefusedBy(v, refusal, "motif", "reponse")}
	if refusal != nil {
		return v.PageAgain(page, RequestPage(props))
	}
	return v.Page(page, RequestPage(props))
}

func extend(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := AnswerForm{Reason: r.Text("motif")}
	return after(v, form, privacy.Extend(v.Ctx(), v.App, v.Path("request"), form.Reason), "Le délai est prolongé de deux mois : la personne en lit le motif.")
}

func reply(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := AnswerForm{Outcome: r.Must("issue", "Choisissez."), Text: r.Text("reponse")}
	if err = r.Err(); err == nil {
		err = privacy.Answer(v.Ctx(), v.App, v.Path("request"), form.Outcome == "refus", form.Text)
	}
	return after(v, form, err, "La réponse est donnée : la personne en est avertie.")
}

func after(v *web.Visit, form AnswerForm, err error, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return requestPage(v, form, refusal)
	}
	if err != nil {
		return found(err)
	}
	return v.SeeWith(queuePath+"/"+v.Path("request"), components.OK, done)
}

func sendCopyFor(v *web.Visit) error {
	made, err := privacy.CopyFor(v.Ctx(), v.App, v.Path("request"))
	if refusal, ok := web.Refusal(err); ok {
		return requestPage(v, AnswerForm{}, refusal)
	}
	if err != nil {
		return found(err)
	}
	return sendCopy(v, made)
}

func showPaper(v *web.Visit) error {
	return paperPage(v, PaperForm{Search: v.Query("q"), Right: string(privacy.Access), Received: string(v.Today())}, nil)
}

func paperPage(v *web.Visit, form PaperForm, refusal *law.Refusal) error {
	people, err := privacy.FindPeople(v.App, v.Actor, form.Search)
	if err != nil {
		return err
	}
	page := components.PageProps{Title: "Demande reçue autrement", Breadcrumb: crumbs("Demande reçue autrement")}
	props := PaperPageProps{Form: form, People: people, Refused: web.RefusedBy(v, refusal, "personne", "droit", "texte", "recue", "identite")}
	if refusal != nil {
		return v.PageAgain(page, PaperPage(props))
	}
	return v.Page(page, PaperPage(props))
}

func keepPaper(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := PaperForm{Search: r.Text("q"), Person: r.Must("personne", "Choisissez qui demande."), Right: r.Must("droit", "Choisissez le droit exercé."), Text: r.Text("texte"), Identity: r.Text("identite"), Received: r.Text("recue")}
	received := r.MustDay("recue", "Écrivez le jour où la demande est arrivée.")
	kind, id, _ := strings.Cut(form.Person, ":")
	made := ""
	if err = r.Err(); err == nil {
		made, err = privacy.Ask(v.Ctx(), v.App, privacy.New{Right: privacy.Right(form.Right), Text: form.Text, For: school.Actor{Kind: school.ActorKind(kind), ID: id}, ReceivedOn: received, Identity: form.Identity})
	}
	if refusal, ok := web.Refusal(err); ok {
		return paperPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(queuePath+"/"+made, components.OK, "La demande est inscrite : le mois court depuis sa réception.")
}
