package rights

import (
	"errors"
	"fmt"
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/privacy"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// fresh is how long after signing in a copy may be taken: a telephone left open gives nobody's file away.
const fresh = 30 * time.Minute

func mayCopy(v *web.Visit) (why string) {
	switch {
	case v.Session.SharedAddress:
		return "Plusieurs personnes lisent votre adresse électronique. Demandez au secrétariat le code d’un courrier, puis connectez-vous avec lui."
	case time.Since(v.Session.OpenedAt) > fresh:
		return "Déconnectez-vous, puis connectez-vous de nouveau. La copie se télécharge dans la demi-heure qui suit."
	}
	return ""
}

func showOwn(v *web.Visit) error { return ownPage(v, AskForm{Right: string(privacy.Access)}, nil) }

func ownPage(v *web.Visit, form AskForm, refusal *law.Refusal) error {
	requests, err := privacy.RequestsOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := OwnPageProps{Requests: requests, Children: children, Form: form, WhyNot: mayCopy(v), Keeper: v.Identity.DPOEmail, Refused: web.RefusedBy(v, refusal, "droit", "enfant", "texte")}
	if refusal != nil {
		return v.PageAgain(components.PageProps{Title: "Vos données"}, OwnPage(props))
	}
	return v.Page(components.PageProps{Title: "Vos données"}, OwnPage(props))
}

func ask(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := AskForm{Right: r.Must("droit", "Choisissez ce que vous demandez."), Child: r.Text("enfant"), Text: r.Text("texte")}
	id := ""
	if err = r.Err(); err == nil {
		id, err = privacy.Ask(v.Ctx(), v.App, privacy.New{Right: privacy.Right(form.Right), About: form.Child, Text: form.Text})
	}
	if refusal, ok := web.Refusal(err); ok {
		return ownPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(askPath+"/"+id, components.OK, "Votre demande est enregistrée.")
}

func showOwnRequest(v *web.Visit) error {
	r, err := privacy.RequestOf(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	return v.Page(components.PageProps{Title: fmt.Sprintf("Demande n° %d", r.Number)}, OwnRequestPage(r))
}

func found(err error) error {
	if errors.Is(err, privacy.ErrNoRequest) {
		return web.ErrNotFound
	}
	return err
}

func sendOwnCopy(v *web.Visit) error {
	if why := mayCopy(v); why != "" {
		return v.SeeWith(ownPath, "wait", why)
	}
	made, err := privacy.CopyOf(v.Ctx(), v.App)
	if err != nil {
		return err
	}
	return sendCopy(v, made)
}
