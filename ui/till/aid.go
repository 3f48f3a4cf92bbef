package till

import (
	"net/http"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const aidPath = "/gestion/caisse/eleves/{pupil}/aides"

// aidRoutes are what lowers a pupil's debts: the head decides, the accountant records.
func aidRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: aidPath, Who: web.Staff(school.SeeMoney), Handle: showAids},
		{Method: http.MethodPost, Pattern: aidPath + "/decision", Who: web.Staff(school.Authorise), Handle: decideAid},
		{Method: http.MethodPost, Pattern: aidPath + "/inscription", Who: web.Staff(school.BookPayments), Handle: recordAid},
		{Method: http.MethodPost, Pattern: aidPath + "/bourse", Who: web.Staff(school.BookPayments), Handle: recordScholarship},
	}
}

func showAids(v *web.Visit) error { return aidsPage(v, AidForm{}, nil) }

func aidsPage(v *web.Visit, form AidForm, refusal *law.Refusal) error {
	pupil, err := pupilNamed(v)
	if err != nil {
		return err
	}
	props := AidsPageProps{
		Pupil: pupil, Form: form, MayDecide: v.Actor.May(school.Authorise), MayRecord: v.Actor.May(school.BookPayments), MaySeeAid: v.Actor.May(school.SeeAid),
	}
	if props.Open, err = money.OpenCharges(v.App, v.Actor, pupil.ID); err != nil {
		return err
	}
	if err := money.MarkCancelled(v.App, v.Actor, props.Open); err != nil {
		return err
	}
	if props.Decisions, err = money.DecisionsOn(v.App, v.Actor, pupil.ID); err != nil {
		return err
	}
	if props.Signers, err = signersOf(v, pupil); err != nil {
		return err
	}
	acts, err := school.EnforceableActs(v.App)
	if err != nil {
		return err
	}
	for _, a := range acts {
		if a.Purpose == school.RemissionAct || a.Purpose == school.WriteOffAct {
			props.Acts = append(props.Acts, a)
		}
	}
	page := components.PageProps{Title: "Aides et remises", Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: pupil.FirstName + " " + pupil.LastName, Href: "/gestion/caisse/eleves/" + pupil.ID}, {Label: "Aides et remises"},
	}}
	if refusal == nil {
		return v.Page(page, AidsPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "decision_charge", "decision_kind", "decision_reason", "grant", "grant_amount", "act", "assent", "charge", "amount", "agreed_on", "agreed_by")
	return v.PageAgain(page, AidsPage(props))
}

// signersOf lists who may agree that the pupil's scholarship pays: the legal guardians, and the pupil of full age.
func signersOf(v *web.Visit, pupil Named) ([]Named, error) {
	var signers []Named
	err := v.App.DB().Select("g.id", "g.first_name", "COALESCE(NULLIF(g.usage_name, ''), g.last_name) AS last_name").From("guardianships s").
		InnerJoin("guardians g", dbx.NewExp("g.id = s.guardian")).Where(dbx.HashExp{"s.pupil": pupil.ID, "s.ended_on": ""}).
		AndWhere(dbx.NewExp("s.responsibility IN (1, 2)")).OrderBy("s.responsibility", "g.last_name").All(&signers)
	if err != nil {
		return nil, err
	}
	record, err := v.App.FindRecordById("pupils", pupil.ID)
	if err != nil {
		return nil, err
	}
	if birth := law.Day(record.GetString("birth_on")); birth != "" && birth.AgeOn(v.Today()) >= school.Majority {
		signers = append(signers, pupil)
	}
	return signers, nil
}

// readAid reads whichever form of the page was sent.
func readAid(v *web.Visit) (AidForm, error) {
	if _, err := v.Form(); err != nil {
		return AidForm{}, err
	}
	if _, err := pupilNamed(v); err != nil {
		return AidForm{}, err
	}
	return AidForm{
		DecisionCharge: v.Field("decision_charge"), DecisionKind: v.Field("decision_kind"), DecisionReason: v.Field("decision_reason"), Grant: v.Field("grant"),
		GrantAmount: v.Field("grant_amount"), Act: v.Field("act"), Charge: v.Field("charge"), Amount: v.Field("amount"), AgreedOn: v.Field("agreed_on"),
		AgreedBy: v.Field("agreed_by"), Reason: v.Field("reason"), Assent: v.Field("assent"),
	}, nil
}

// owes tells whether the charge is the pupil's and still open: a form names nobody else's.
func owes(v *web.Visit, charge string) (bool, error) {
	open, err := money.OpenCharges(v.App, v.Actor, v.Path("pupil"))
	for _, a := range open {
		if a.ID == charge {
			return true, nil
		}
	}
	return false, err
}

func aidDone(v *web.Visit, err error, form AidForm, names map[string]string, done string) error {
	if refusal, ok := web.Refusal(err); ok {
		for i, f := range refusal.Findings {
			if name, known := names[f.Field]; known {
				refusal.Findings[i].Field = name
			}
		}
		return aidsPage(v, form, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith("/gestion/caisse/eleves/"+v.Path("pupil")+"/aides", components.OK, done)
}

func decideAid(v *web.Visit) error {
	form, err := readAid(v)
	if err != nil {
		return err
	}
	kind := money.GrantKind(form.DecisionKind)
	found, err := owes(v, form.DecisionCharge)
	switch {
	case err != nil:
		return err
	case !found:
		err = law.Object("decision_charge", "Choisissez la somme due que votre décision concerne.", "")
	case kind != money.ThirdParty && kind != money.Remission && kind != money.WriteOff && kind != money.SocialFund: // the door says where the last one goes (F-14)
		err = law.Object("decision_kind", "Choisissez la nature de votre décision.", "")
	default:
		_, err = money.DecideOnCharge(v.Ctx(), v.App, form.DecisionCharge, kind, form.DecisionReason)
	}
	return aidDone(v, err, form, map[string]string{"kind": "decision_kind", "reason": "decision_reason"}, "Votre décision est enregistrée. L’agent comptable l’inscrit aux comptes.")
}

func recordAid(v *web.Visit) error {
	form, err := readAid(v)
	if err != nil {
		return err
	}
	waiting, err := money.DecisionsOn(v.App, v.Actor, v.Path("pupil"))
	if err != nil {
		return err
	}
	chosen, found := waitingGrant(waiting, form.Grant)
	amount, wrong := cents.Parse(form.GrantAmount)
	switch {
	case !found:
		err = law.Object("grant", "Choisissez la décision à inscrire.", "")
	case wrong != nil:
		err = law.Object("grant_amount", components.Sentence(wrong.Error()), "")
	default:
		chosen.Amount, chosen.ActID, chosen.Assent = amount, form.Act, form.Assent
		_, err = money.Grant(v.Ctx(), v.App, chosen)
	}
	return aidDone(v, err, form, map[string]string{"amount_cents": "grant_amount", "approval": "grant"}, amount.String()+" inscrits : la somme due baisse d’autant.")
}

func recordScholarship(v *web.Visit) error {
	form, err := readAid(v)
	if err != nil {
		return err
	}
	found, err := owes(v, form.Charge)
	if err != nil {
		return err
	}
	amount, wrongAmount := cents.Parse(form.Amount)
	day, wrongDay := law.ParseDay(form.AgreedOn)
	switch {
	case !found:
		err = law.Object("charge", "Choisissez la somme que la bourse paie.", "")
	case wrongAmount != nil:
		err = law.Object("amount", components.Sentence(wrongAmount.Error()), "")
	case wrongDay != nil:
		err = law.Object("agreed_on", components.Sentence(wrongDay.Error()), "")
	default:
		err = money.PayByScholarship(v.Ctx(), v.App, money.NewScholarship{ChargeID: form.Charge, Amount: amount, AgreedOn: day, AgreedBy: form.AgreedBy, Reason: form.Reason})
	}
	return aidDone(v, err, form, map[string]string{"amount_cents": "amount"}, amount.String()+" de bourse inscrits, avec l’accord de la famille.")
}
