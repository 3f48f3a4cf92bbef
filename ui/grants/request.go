package grants

import (
	"errors"
	"fmt"
	"slices"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func filterOf(v *web.Visit) aid.Filter {
	f := aid.Filter{State: aid.State(v.Query("etat")), Search: v.Query("q")}
	if f.State.Label() == "" {
		f.State = ""
	}
	return f
}

func showRequests(v *web.Visit) error {
	filter := filterOf(v)
	all, err := aid.Requests(v.App, v.Actor, filter)
	if err != nil {
		return err
	}
	funds, err := aid.Funds(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Aides", Wide: true}, RequestsPage(RequestsPageProps{
		Requests: all, Funds: funds, Filter: filter, Query: v.Request.URL.RawQuery, MayInstruct: v.Actor.May(school.InstructAid),
	}))
}

func requestSheet(v *web.Visit) (document.Sheet, error) {
	all, err := aid.Requests(v.App, v.Actor, filterOf(v))
	if err != nil {
		return document.Sheet{}, err
	}
	s := document.Sheet{Title: "Demandes d’aide", Columns: []document.Column{
		{Name: "Numéro", Kind: document.KindInt}, {Name: "Reçue le", Kind: document.KindDay}, {Name: "Élève"}, {Name: "Classe"}, {Name: "Responsable"}, {Name: "Aide"},
		{Name: "Demandé", Kind: document.KindMoney}, {Name: "État"}, {Name: "Décision"}, {Name: "Accordé", Kind: document.KindMoney},
	}}
	for _, r := range all {
		s.Rows = append(s.Rows, []document.Cell{
			document.Int(r.No), document.Date(r.ReceivedOn), document.Text(r.LastName + " " + r.FirstName), document.Text(r.Class), document.Text(r.Guardian()), document.Text(r.TypeName),
			document.Money(r.Asked), document.Text(r.State.Label()), document.Text(r.Outcome.Label()), document.Money(r.Granted),
		})
	}
	return s, nil
}

func sendRequestsCSV(v *web.Visit) error {
	s, err := requestSheet(v)
	if err != nil {
		return err
	}
	return v.File("demandes-d-aide.csv", "text/csv; charset=utf-8", s.CSV(), false)
}

func sendRequestsXLSX(v *web.Visit) error {
	s, err := requestSheet(v)
	if err != nil {
		return err
	}
	body, err := s.XLSX()
	if err != nil {
		return err
	}
	return v.File("demandes-d-aide.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, false)
}

// paperFields are the fields of a request that came on paper.
var paperFields = []string{"eleve", "responsable", "recue", "objet", "montant", "situation", "telephone"}

func showPaperRequest(v *web.Visit) error {
	return paperRequestPage(v, map[string]string{"eleve": v.Query("eleve"), "recue": string(v.Today())}, nil)
}

func paperRequestPage(v *web.Visit, form map[string]string, refusal *law.Refusal) error {
	props := PaperRequestPageProps{Form: form, Search: v.Query("q"), Refused: web.RefusedBy(v, refusal, append(paperFields, "sommes")...)}
	if form["eleve"] == "" {
		if props.Search != "" {
			pupils, err := school.PupilsFor(v.App, v.Actor, school.PupilFilter{Search: props.Search})
			if err != nil {
				return err
			}
			props.Pupils = pupils
		}
		return v.Page(components.PageProps{Title: "Saisir une demande reçue sur papier"}, ChoosePupilPage(props))
	}
	pupil, err := school.PupilFileFor(v.App, v.Actor, form["eleve"])
	if errors.Is(err, school.ErrNoPupil) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	props.Pupil = pupil
	if props.Owed, err = money.DebtsOf(v.App, v.Actor, pupil.ID); err != nil {
		return err
	}
	page := components.PageProps{Title: "Demande reçue sur papier"}
	if refusal != nil {
		return v.PageAgain(page, PaperRequestPage(props))
	}
	return v.Page(page, PaperRequestPage(props))
}

func enterPaperRequest(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := map[string]string{}
	for _, name := range paperFields {
		form[name] = r.Text(name)
	}
	n := aid.NewRequest{
		PupilID: r.Must("eleve", "Choisissez l’élève."), GuardianID: r.Text("responsable"), ChargeIDs: r.Form["sommes"], Asked: r.Amount("montant"), ReceivedOn: r.Day("recue"),
		Said: aid.Said{Subject: r.Must("objet", "Dites pour quoi l’aide est demandée."), Situation: r.Text("situation"), Phone: r.Text("telephone")},
	}
	id := ""
	if err = r.Err(); err == nil {
		id, err = aid.Ask(v.Ctx(), v.App, n)
	}
	if refusal, ok := web.Refusal(err); ok {
		for i, f := range refusal.Findings {
			if name, known := map[string]string{"charge_ids": "sommes", "asked": "montant", "guardian": "responsable"}[f.Field]; known {
				refusal.Findings[i].Field = name
			}
		}
		return paperRequestPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffPath+"/demandes/"+id, components.OK, "La demande est enregistrée. Joignez ses justificatifs, puis instruisez-la.")
}

func showRequest(v *web.Visit) error { return requestPage(v, RequestForm{}, nil) }

// requestFields are the fields of the forms of a request's page.
var requestFields = []string{"aide", "sommes", "revenu", "parts", "quotient", "avis_annee", "avis", "autres", "note", "montant", "issue", "commission", "pourcentage", "accorde", "nature", "avis_commission", "motif", "somme", "tire", "motif_fin", "piece", "fichier"}

func requestPage(v *web.Visit, form RequestForm, refusal *law.Refusal) error {
	request, err := aid.RequestFor(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	p := RequestPageProps{
		Request: request, Form: form, Refused: web.RefusedBy(v, refusal, requestFields...), MayInstruct: v.Actor.May(school.InstructAid), MayDecide: v.Actor.May(school.DecideAid),
	}
	if p.File, err = aid.FileOf(v.App, v.Actor, request); err != nil {
		return err
	}
	if p.Decision, p.Decided, err = aid.DecisionFor(v.App, v.Actor, request.ID); err != nil {
		return err
	}
	if p.Papers, err = aid.PapersOf(v.App, v.Actor, request.ID); err != nil {
		return err
	}
	if p.Debts, _, err = aid.Debts(v.App, v.Actor, aid.Request{PupilID: request.PupilID, GuardianID: request.GuardianID}); err != nil {
		return err
	}
	if p.Types, err = aid.Types(v.App, v.Actor); err != nil {
		return err
	}
	if p.Commissions, err = aid.Commissions(v.App, v.Actor); err != nil {
		return err
	}
	p.Commissions = slices.DeleteFunc(p.Commissions, func(c aid.Commission) bool { return !slices.Contains(c.RequestIDs, request.ID) })
	if p.Funds, err = aid.Funds(v.App, v.Actor); err != nil {
		return err
	}
	page := components.PageProps{Title: fmt.Sprintf("Demande d’aide n° %d", request.No), Breadcrumb: []components.Crumb{{Label: "Aides", Href: staffPath}, {Label: fmt.Sprintf("Demande n° %d", request.No)}}}
	if refusal != nil {
		return v.PageAgain(page, RequestPage(p))
	}
	return v.Page(page, RequestPage(p))
}

func hereOf(v *web.Visit) string { return staffPath + "/demandes/" + v.Path("request") }

// renamed gives the findings of the trade the names of the page's fields.
func renamed(err error, names map[string]string) error {
	if refusal, ok := web.Refusal(err); ok {
		for i, f := range refusal.Findings {
			if name, known := names[f.Field]; known {
				refusal.Findings[i].Field = name
			}
		}
	}
	return err
}

func readRequestForm(r *web.Reader) RequestForm {
	form := RequestForm{Sent: true, Sums: r.Form["sommes"], Values: map[string]string{}}
	for _, name := range append([]string{"bourse", "prete"}, requestFields...) {
		form.Values[name] = r.Text(name)
	}
	return form
}

func instructRequest(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := readRequestForm(r)
	i := aid.Instruction{
		TypeID: r.Text("aide"), ChargeIDs: r.Form["sommes"], Asked: r.Amount("montant"), Ready: r.Text("prete") != "",
		Said: aid.Said{
			Means:       aid.Means{Income: r.Amount("revenu"), Shares: shares(r, "parts"), Typed: r.Amount("quotient"), NoticeYear: r.Text("avis_annee"), Notice: r.Text("avis")},
			Scholarship: r.Text("bourse") != "", OtherDebts: r.Amount("autres"), Note: r.Text("note"),
		},
	}
	if err = r.Err(); err == nil {
		err = renamed(aid.Instruct(v.Ctx(), v.App, v.Path("request"), i), map[string]string{"aid_type": "aide", "charge_ids": "sommes", "asked": "montant"})
	}
	return done(v, err, func(x *law.Refusal) error { return requestPage(v, form, x) }, hereOf(v), "L’instruction est enregistrée.")
}

func readChoice(r *web.Reader) aid.Choice {
	return aid.Choice{
		Outcome: aid.Outcome(r.Text("issue")), CommissionID: r.Text("commission"), Percent: percent(r, "pourcentage"), Amount: r.Amount("accorde"), InKind: r.Text("nature"),
		Advice: r.Text("avis_commission"), Reason: r.Text("motif"),
	}
}

var choiceNames = map[string]string{"percent": "pourcentage", "amount": "accorde", "in_kind": "nature", "reason": "motif", "advice": "avis_commission", "aid_type": "aide", "state": "issue"}

func proposeAid(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	choice := readChoice(r)
	if err = r.Err(); err == nil {
		err = renamed(aid.Propose(v.Ctx(), v.App, v.Path("request"), choice), choiceNames)
	}
	return done(v, err, func(x *law.Refusal) error { return requestPage(v, readRequestForm(r), x) }, hereOf(v), "La proposition est enregistrée. Le chef d’établissement décide.")
}

func decideAid(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	choice := readChoice(r)
	switch choice.Outcome {
	case aid.Urgent, aid.Granted, aid.Refused, aid.Postponed:
	case aid.Pending, aid.Ended:
		r.Wrong("issue", "Choisissez la décision.")
	default:
		r.Wrong("issue", "Choisissez la décision.")
	}
	if err = r.Err(); err == nil {
		err = renamed(aid.Decide(v.Ctx(), v.App, v.Path("request"), choice), choiceNames)
	}
	return done(v, err, func(x *law.Refusal) error { return requestPage(v, readRequestForm(r), x) }, hereOf(v), "Votre décision est enregistrée. La famille est prévenue qu’une réponse l’attend.")
}

func drawAid(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	charge, amount := r.Must("somme", "Choisissez la somme."), r.Amount("tire")
	if err = r.Err(); err == nil {
		err = renamed(aid.Draw(v.Ctx(), v.App, v.Path("request"), charge, amount), map[string]string{"charge": "somme", "amount": "tire"})
	}
	return done(v, err, func(x *law.Refusal) error { return requestPage(v, readRequestForm(r), x) }, hereOf(v), amount.String()+" tirés : la somme due baisse d’autant.")
}

func endAid(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	reason := r.Must("motif_fin", "Dites pourquoi.")
	if err = r.Err(); err == nil {
		err = aid.End(v.Ctx(), v.App, v.Path("request"), reason)
	}
	return done(v, err, func(x *law.Refusal) error { return requestPage(v, readRequestForm(r), x) }, hereOf(v), "L’aide est close : ce qui n’a pas servi revient au fonds.")
}

func addPaper(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	content, err := sent(v)
	if err != nil {
		return err
	}
	if _, err := aid.RequestFor(v.App, v.Actor, v.Path("request")); err != nil {
		return found(err)
	}
	err = aid.AddPaper(v.Ctx(), v.App, v.Path("request"), r.Text("piece"), content)
	return done(v, err, func(x *law.Refusal) error { return requestPage(v, readRequestForm(r), x) }, hereOf(v), "La pièce est jointe.")
}

// sendPaper gives a paper to who instructs or decides. Only photographs that we have drawn again open in the page.
func sendPaper(v *web.Visit) error {
	paper, content, err := aid.PaperContent(v.App, v.Actor, v.Path("request"), v.Path("piece"))
	if err != nil {
		return found(err)
	}
	name := "piece.pdf"
	if paper.Media == "image/jpeg" {
		name = "piece.jpg"
	}
	return v.File(name, paper.Media, content, paper.Media == "image/jpeg")
}

func sendForm(v *web.Visit) error {
	request, err := aid.RequestFor(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	form := document.AidForm{
		Origin: v.Paper(), SocialWorker: v.Identity.SocialWorker(), Pupil: document.Pupil{Name: request.Pupil(), Class: request.Class}, Person: request.Guardian(),
		Phone: request.Said.Phone, Subject: request.Said.Subject, Number: request.No, ReceivedOn: request.ReceivedOn,
	}
	if request.Asked > 0 {
		form.Asked = request.Asked
	}
	if to, err := addressOf(v, request); err == nil {
		form.AddressLines = to.AddressLines
	}
	body, err := document.AidForms([]document.AidForm{form})
	if err != nil {
		return err
	}
	return v.File("demande-d-aide.pdf", "application/pdf", body, true)
}

func sendAnswer(v *web.Visit) error {
	request, err := aid.RequestFor(v.App, v.Actor, v.Path("request"))
	if err != nil {
		return found(err)
	}
	return answer(v, request)
}

// addressOf is where the letter of a decision goes: the applicant's address, never the other parent's.
func addressOf(v *web.Visit, request aid.Request) (document.Addressee, error) {
	to := document.Addressee{Name: request.Guardian()}
	reader := v.Actor
	if !reader.May(school.SeePeople) { // a family reads its own letter: its address is its own
		if reader.SharedAddress { // whoever reads may be the other parent
			return to, nil
		}
		collection, id := "guardians", request.GuardianID
		if id == "" {
			collection, id = "pupils", request.PupilID
		}
		if id != reader.ID {
			return to, nil
		}
		person, err := v.App.FindRecordById(collection, id)
		if err != nil {
			return to, fmt.Errorf("address of a letter: %w", err)
		}
		to.AddressLines = school.AddressLinesOf(person)
		return to, nil
	}
	file, err := school.PupilFileFor(v.App, reader, request.PupilID)
	if err != nil {
		return to, err
	}
	for _, g := range file.Guardians {
		if g.ID == request.GuardianID {
			return document.Addressee{Name: g.Name(), AddressLines: g.AddressLines()}, nil
		}
	}
	return to, nil
}

func room(debts []money.Account) (sum cents.Amount) {
	for _, a := range debts {
		sum += a.Due()
	}
	return sum
}
