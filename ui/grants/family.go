package grants

import (
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showOwn(v *web.Visit) error {
	all, err := aid.Own(v.App, v.Actor)
	if err != nil {
		return err
	}
	kept, err := aid.DraftOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Mes demandes"}, OwnPage(OwnPageProps{Requests: all, Draft: len(kept) > 0, Children: children, Contact: v.Identity.SocialWorker()}))
}

// askFields are the fields of the family's form, as they are kept.
var askFields = []string{"eleve", "objet", "montant", "situation", "telephone"}

func showAsk(v *web.Visit) error {
	form, err := aid.DraftOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	for name, from := range map[string]string{"eleve": "eleve", "sommes": "creance"} { // the line one comes from wins over what was kept
		if asked := v.Request.URL.Query()[from]; len(asked) > 0 {
			form[name] = strings.Join(asked, " ")
		}
	}
	return askPage(v, form, nil)
}

func askPage(v *web.Visit, form map[string]string, refusal *law.Refusal) error {
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	statement, err := money.StatementOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	if len(children) == 1 {
		form["eleve"] = children[0].ID
	}
	props := AskPageProps{Children: children, Form: form, Contact: v.Identity.SocialWorker(), Refused: web.RefusedBy(v, refusal, "eleve", "sommes", "objet", "montant", "situation", "telephone")}
	for _, a := range statement.Charges {
		if a.Due() > 0 {
			props.Owed = append(props.Owed, a)
		}
	}
	if v.Session != nil {
		props.Name = v.Session.Name()
	}
	page := components.PageProps{Title: "Demander une aide"}
	if refusal != nil {
		return v.PageAgain(page, AskPage(props))
	}
	return v.Page(page, AskPage(props))
}

func ask(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := map[string]string{"sommes": strings.Join(r.Form["sommes"], " ")}
	for _, name := range askFields {
		form[name] = r.Text(name)
	}
	if r.Text("geste") == "garder" {
		if err := aid.KeepDraft(v.Ctx(), v.App, form); err != nil {
			return err
		}
		return v.SeeWith(familyPath, components.OK, "Ce que vous avez écrit est gardé. Rien n’est envoyé.")
	}
	pupil := r.Must("eleve", "Choisissez l’enfant concerné.")
	said := aid.Said{Subject: r.Must("objet", "Dites en quelques mots pour quoi vous demandez une aide."), Situation: r.Text("situation"), Phone: r.Text("telephone")}
	asked, charges := r.Amount("montant"), r.Form["sommes"]
	id := ""
	if err = r.Err(); err == nil {
		id, err = aid.Ask(v.Ctx(), v.App, aid.NewRequest{PupilID: pupil, ChargeIDs: charges, Asked: asked, Said: said})
	}
	if refusal, ok := web.Refusal(err); ok {
		if err := aid.KeepDraft(v.Ctx(), v.App, form); err != nil {
			return err
		}
		for i, f := range refusal.Findings {
			if name, known := map[string]string{"charge_ids": "sommes", "asked": "montant", "guardian": "eleve"}[f.Field]; known {
				refusal.Findings[i].Field = name
			}
		}
		return askPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	if err := aid.DropDraft(v.Ctx(), v.App); err != nil {
		return err
	}
	return v.See(familyPath + "/" + id + "?recue=1")
}

func showOwnRequest(v *web.Visit) error { return ownPage(v, nil) }

func ownPage(v *web.Visit, refusal *law.Refusal) error {
	request, err := aid.OwnRequest(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	props := OwnRequestPageProps{Request: request, JustSent: v.Query("recue") != "", Contact: v.Identity.SocialWorker(), Refused: web.RefusedBy(v, refusal, "piece", "fichier")}
	if refusal != nil {
		props.Label = v.Field("piece")
	}
	if props.Papers, err = aid.PapersOf(v.App, v.Actor, request.ID); err != nil {
		return err
	}
	if props.Decision, props.Found, err = aid.DecisionFor(v.App, v.Actor, request.ID); err != nil {
		return err
	}
	page := components.PageProps{Title: fmt.Sprintf("Demande n° %d", request.No)}
	if refusal != nil {
		return v.PageAgain(page, OwnRequestPage(props))
	}
	return v.Page(page, OwnRequestPage(props))
}

// sent reads the one file of a form; nothing when none was chosen.
func sent(v *web.Visit) ([]byte, error) {
	file, _, err := v.Request.FormFile("fichier")
	if err != nil {
		return nil, nil // no file: the trade says what to do
	}
	defer func() { _ = file.Close() }() // read only: nothing is lost
	return io.ReadAll(io.LimitReader(file, aid.PaperLimit+1))
}

func addOwnPaper(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	request, err := aid.OwnRequest(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	content, err := sent(v)
	if err != nil {
		return err
	}
	err = aid.AddPaper(v.Ctx(), v.App, request.ID, v.Field("piece"), content)
	return done(v, err, func(r *law.Refusal) error { return ownPage(v, r) }, familyPath+"/"+request.ID, "La pièce est reçue. Elle n’est lue que par l’assistant social, la direction et le gestionnaire.")
}

func removeOwnPaper(v *web.Visit) error {
	request, err := aid.OwnRequest(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	err = aid.RemovePaper(v.Ctx(), v.App, request.ID, v.Path("piece"))
	return done(v, err, func(r *law.Refusal) error { return ownPage(v, r) }, familyPath+"/"+request.ID, "La pièce est retirée.")
}

func withdraw(v *web.Visit) error {
	err := aid.Withdraw(v.Ctx(), v.App, v.Path("request"))
	return done(v, err, func(r *law.Refusal) error { return ownPage(v, r) }, familyPath, "Votre demande est retirée.")
}

func sendOwnReceipt(v *web.Visit) error {
	request, err := aid.OwnRequest(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	body, err := document.Decision(receiptPaper(v.Paper(), v.Identity, request))
	if err != nil {
		return err
	}
	return v.File("accuse-de-reception.pdf", "application/pdf", body, true)
}

func sendOwnAnswer(v *web.Visit) error {
	request, err := aid.OwnRequest(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	return answer(v, request)
}

// answer prints the letter of a decision that was taken.
func answer(v *web.Visit, request aid.Request) error {
	decision, known, err := aid.DecisionFor(v.App, v.Actor, request.ID)
	if err != nil {
		return err
	}
	if !known || decision.Outcome == aid.Pending {
		return web.ErrNotFound
	}
	to, err := addressOf(v, request)
	if err != nil {
		return err
	}
	body, err := document.Decision(answerPaper(v.Paper(), v.Identity, request, decision, to))
	if err != nil {
		return err
	}
	return v.File("decision.pdf", "application/pdf", body, true)
}

// sendBlank prints the form, with the pupil and the person who asks when they are known.
func sendBlank(v *web.Visit) error {
	form := document.AidForm{Origin: v.Paper(), SocialWorker: v.Identity.SocialWorker(), Person: v.Session.Name()}
	if child, known, err := school.ChildOf(v.App, v.Actor, v.Query("eleve")); err != nil {
		return err
	} else if known {
		form.Pupil = document.Pupil{Name: child.FirstName + " " + child.LastName, Class: child.Class}
	}
	body, err := document.AidForms([]document.AidForm{form})
	if err != nil {
		return err
	}
	return v.File("demande-d-aide.pdf", "application/pdf", body, true)
}

// askHref is the form of a family, on a child and a sum.
func askHref(pupil, charge string) string {
	q := url.Values{}
	if pupil != "" {
		q.Set("eleve", pupil)
	}
	if charge != "" {
		q.Set("creance", charge)
	}
	return strings.TrimSuffix(familyPath+"/nouvelle?"+q.Encode(), "?")
}

func chosen(form map[string]string) []string {
	return slices.DeleteFunc(strings.Fields(form["sommes"]), func(s string) bool { return s == "" })
}
