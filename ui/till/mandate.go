package till

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/paper"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	mandatesPath = "/gestion/caisse/mandats"
	mandatePath  = mandatesPath + "/{mandate}"
)

// mandateRoutes are the staff's pages of mandates.
func mandateRoutes() []web.Route {
	see, manage := web.Staff(school.SeeMoney), web.Staff(school.ManageMandates)
	return []web.Route{
		{Method: http.MethodGet, Pattern: mandatesPath, Who: see, Handle: showMandates},
		{Method: http.MethodGet, Pattern: mandatesPath + "/liste.csv", Who: see, Handle: exportMandates},
		{Method: http.MethodGet, Pattern: mandatesPath + "/liste.xlsx", Who: see, Handle: exportMandates},
		{Method: http.MethodPost, Pattern: mandatesPath, Who: manage, Handle: draftMandate},
		{Method: http.MethodGet, Pattern: mandatePath, Who: see, Handle: showMandate},
		{Method: http.MethodGet, Pattern: mandatePath + "/papier.pdf", Who: see, Handle: printMandate},
		{Method: http.MethodPost, Pattern: mandatePath + "/signature", Who: manage, Handle: recordPaperMandate},
		{Method: http.MethodPost, Pattern: mandatePath + "/compte", Who: manage, Handle: changeAccountOnPaper},
		{Method: http.MethodPost, Pattern: mandatePath + "/etat", Who: manage, Handle: stepMandate},
	}
}

func mandateList(v *web.Visit) ([]money.Mandate, money.MandateState, error) {
	f := money.MandateFilter{}
	if s := money.MandateState(v.Query("etat")); slices.Contains(money.AllMandateStates, s) {
		f.State = s
	}
	all, err := money.Mandates(v.App, v.Actor, f)
	search := v.Query("q")
	if err != nil || search == "" {
		return all, f.State, err
	}
	var found []money.Mandate
	for _, m := range all {
		if school.Matches(search, m.Name+" "+m.RUM) {
			found = append(found, m)
		}
	}
	return found, f.State, nil
}

func showMandates(v *web.Visit) error { return mandatesPage(v, nil) }

func mandatesPage(v *web.Visit, refusal *law.Refusal) error {
	props := MandatesPageProps{Search: v.Query("q"), MayManage: v.Actor.May(school.ManageMandates), Debtor: v.Field("debiteur"), Kind: v.Field("duree")}
	if len(v.Request.URL.RawQuery) > 0 {
		props.Query = "?" + v.Request.URL.RawQuery
	}
	var err error
	if props.List, props.State, err = mandateList(v); err != nil {
		return err
	}
	if props.Debtors, err = money.DebtorsWithoutMandate(v.App, v.Actor); err != nil {
		return err
	}
	page := components.PageProps{Title: "Mandats de prélèvement", Wide: true, Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "Prélèvements", Href: debitsPath}, {Label: "Mandats"},
	}}
	if refusal == nil {
		return v.Page(page, MandatesPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "debiteur", "duree")
	return v.PageAgain(page, MandatesPage(props))
}

func draftMandate(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	n := money.NewMandate{Kind: money.MandateKind(v.Field("duree"))}
	switch kind, id, _ := strings.Cut(v.Field("debiteur"), ":"); kind {
	case "g":
		n.GuardianID = id
	case "e":
		n.PupilID = id
	default:
		return mandatesPage(v, objection("debiteur", "Choisissez la personne qui doit les sommes.", ""))
	}
	if n.Kind != money.Recurrent && n.Kind != money.Once {
		return mandatesPage(v, objection("duree", "Dites si le mandat vaut pour une fois, ou pour plusieurs.", ""))
	}
	id, err := money.DraftMandate(v.Ctx(), v.App, n)
	if refusal, ok := web.Refusal(err); ok {
		return mandatesPage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(mandatesPath+"/"+id, components.OK, "La référence du mandat est donnée : imprimez le papier, où elle est déjà, et donnez-le à signer.")
}

func exportMandates(v *web.Visit) error {
	list, _, err := mandateList(v)
	if err != nil {
		return err
	}
	d := document.ListData{Title: "Mandats de prélèvement", Columns: []document.Column{
		{Name: "Débiteur"}, {Name: "RUM"}, {Name: "État"}, {Name: "Durée"}, {Name: "Compte"}, {Name: "Signé le", Kind: document.KindDay}, {Name: "Préavis (jours)"},
		{Name: "Dernier prélèvement", Kind: document.KindDay}, {Name: "Terminé le", Kind: document.KindDay},
	}}
	group := document.ListGroup{}
	for _, m := range list {
		group.Rows = append(group.Rows, []document.Cell{
			document.Text(m.Name), document.Text(m.RUM), document.Text(m.State.Label()), document.Text(m.Kind.Label()), document.Text(masked(m.IbanTail)), document.Date(m.SignedOn),
			document.Int(m.NoticeDays), document.Date(m.LastCollectedOn), document.Date(m.EndedOn),
		})
	}
	d.Groups = []document.ListGroup{group}
	return sendList(v, "mandats", d)
}

func masked(tail string) string {
	if tail == "" {
		return "–"
	}
	return "•••• " + tail
}

func showMandate(v *web.Visit) error { return staffMandatePage(v, nil) }

func staffMandatePage(v *web.Visit, refusal *law.Refusal) error {
	m, found, err := money.FindMandate(v.App, v.Actor, v.Path("mandate"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	props := MandatePageProps{
		Mandate: m, MayManage: v.Actor.May(school.ManageMandates), Holder: v.Field("titulaire"), SignedOn: v.Field("signature"), Notice: v.Field("preavis"), Why: v.Field("why"), LastOn: v.Field("dernier"),
	}
	if props.Notice == "" {
		props.Notice = strconv.Itoa(m.NoticeDays)
	}
	if props.Debits, err = money.Debits(v.App, v.Actor, money.DebitFilter{Mandate: m.ID}); err != nil {
		return err
	}
	page := components.PageProps{Title: "Mandat " + m.RUM, Breadcrumb: []components.Crumb{
		{Label: "Prélèvements", Href: debitsPath}, {Label: "Mandats", Href: mandatesPath}, {Label: m.RUM},
	}}
	if refusal == nil {
		return v.Page(page, MandatePage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "iban", "titulaire", "signature", "preavis", "dernier", "why")
	return v.PageAgain(page, MandatePage(props))
}

// printMandate gives the paper to sign, with the reference and the creditor's identifier already on it.
func printMandate(v *web.Visit) error {
	m, found, err := money.MandatePaper(v.App, v.Actor, v.Path("mandate"))
	if err != nil {
		return err
	}
	if !found || m.State.Final() {
		return web.ErrNotFound
	}
	help := document.Contact{Role: "Intendance", Phone: v.Identity.Phone, Email: v.Identity.Email}
	body, err := document.Mandate(paper.Mandate(v.Paper(), v.Identity.SIRET, help, m))
	if err != nil {
		return err
	}
	return v.File("mandat-"+m.RUM+".pdf", "application/pdf", body, true)
}

func mandateDone(v *web.Visit, err error, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		return staffMandatePage(v, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(mandatesPath+"/"+v.Path("mandate"), components.OK, done)
}

// recordPaperMandate is where staff write what a signed paper says. What was typed in the number's box never comes back.
func recordPaperMandate(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	signed, err := law.ParseDay(v.Field("signature"))
	if err != nil {
		return staffMandatePage(v, objection("signature", components.Sentence(err.Error()), ""))
	}
	days, err := strconv.Atoi(v.Field("preavis"))
	if err != nil {
		return staffMandatePage(v, objection("preavis", "Le préavis est un nombre de jours.", ""))
	}
	last, err := law.ParseDay(v.Field("dernier"))
	if err != nil {
		return staffMandatePage(v, objection("dernier", components.Sentence(err.Error()), ""))
	}
	err = money.RecordPaperMandate(v.Ctx(), v.App, v.Path("mandate"), money.NewMandate{IBAN: v.Field("iban"), Holder: v.Field("titulaire"), SignedOn: signed, NoticeDays: days, LastOn: last})
	return mandateDone(v, err, "Le mandat est actif. Classez le papier : il fait foi.")
}

func changeAccountOnPaper(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return mandateDone(v, money.ChangeAccount(v.Ctx(), v.App, v.Path("mandate"), v.Field("iban"), v.Field("titulaire")), "Le nouveau compte est enregistré ; la référence du mandat ne change pas.")
}

func stepMandate(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	id, why := v.Path("mandate"), v.Field("why")
	switch v.Field("etat") {
	case string(money.MandateRevoked):
		return mandateDone(v, money.RevokeMandate(v.Ctx(), v.App, id, why), "Le mandat est révoqué et son compte est effacé.")
	case string(money.MandateSuspended):
		return mandateDone(v, money.SuspendMandate(v.Ctx(), v.App, id, why), "Le mandat est suspendu : ce qui était préparé est retiré.")
	case string(money.MandateActive):
		return mandateDone(v, money.ResumeMandate(v.Ctx(), v.App, id, why), "Le mandat est de nouveau actif.")
	}
	return staffMandatePage(v, objection("etat", "Choisissez ce que devient le mandat.", ""))
}
