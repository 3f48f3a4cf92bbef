package trips

import (
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// commitmentDraft is the name under which the answers of the road to a signature are kept.
const commitmentDraft = "engagement"

// mayAnswer tells whether the road to the signature is open to the reader; anybody else reads the trip's page.
func mayAnswer(view trip.FamilyTrip) bool {
	return view.Stage == trip.StageAnswer || view.Stage == trip.StageDeclined
}

// journey loads what each page of the road needs; when the road is closed, it sends the reader where they stand.
func journey(v *web.Visit) (view trip.FamilyTrip, answers map[string]string, elsewhere string, err error) {
	if view, err = familyView(v); err != nil {
		return view, nil, "", err
	}
	if !mayAnswer(view) {
		return view, nil, familyHref(view, ""), nil
	}
	answers, err = school.LoadDraft(v.App, v.Actor, commitmentDraft, draftSubject(view))
	return view, answers, "", err
}

func draftSubject(view trip.FamilyTrip) string { return view.Trip.ID + "-" + view.Child.ID }

// asked are the questions of a trip, in the order of the form.
func asked(view trip.FamilyTrip) []string {
	var all []string
	for _, a := range trip.Asks {
		if slices.Contains(view.Asks, a.Code) {
			all = append(all, a.Code)
		}
	}
	return all
}

// askQuestion asks one question; without a name in the address, the first that has no answer yet.
func askQuestion(v *web.Visit) error {
	view, answers, elsewhere, err := journey(v)
	if err != nil || elsewhere != "" {
		return goneOr(v, elsewhere, err)
	}
	questions, name := asked(view), v.Query("question")
	if !slices.Contains(questions, name) {
		name = firstOpen(questions, answers)
	}
	if name == "" {
		return v.See(familyHref(view, "/engagement/relire"))
	}
	value, prefilled := answers[name], false
	if value == "" && name == "trip_phone" {
		if value, err = trip.OwnPhone(v.App, v.Actor); err != nil {
			return err
		}
		prefilled = value != ""
	}
	return v.Page(journeyFrame(view, "Répondre"), QuestionPage(questionProps(view, questions, name, value, v.Query("retour") != "", prefilled, "")))
}

func goneOr(v *web.Visit, elsewhere string, err error) error {
	if err != nil {
		return err
	}
	return v.See(elsewhere)
}

func firstOpen(questions []string, answers map[string]string) string {
	wrong := trip.CheckAnswers(questions, answers)
	for _, q := range questions {
		if wrong[q] != "" {
			return q
		}
	}
	return ""
}

// journeyFrame has nothing to click by mistake.
func journeyFrame(view trip.FamilyTrip, title string) components.PageProps {
	return components.PageProps{Title: title + " · " + view.Trip.Title, Shell: components.ShellBare}
}

func questionProps(view trip.FamilyTrip, questions []string, name, value string, back, prefilled bool, wrong string) QuestionPageProps {
	p := QuestionPageProps{View: view, Name: name, Value: value, Review: back, Prefilled: prefilled, Wrong: wrong, Rank: slices.Index(questions, name) + 1, Of: len(questions)}
	p.BackHref = familyHref(view, "")
	switch {
	case back:
		p.BackHref = familyHref(view, "/engagement/relire")
	case p.Rank > 1:
		p.BackHref = familyHref(view, "/engagement?question="+questions[p.Rank-2])
	}
	return p
}

// keepAnswer keeps one answer as a draft and goes on to the next question, or to the last reading.
func keepAnswer(v *web.Visit) error {
	view, answers, elsewhere, err := journey(v)
	if err != nil || elsewhere != "" {
		return goneOr(v, elsewhere, err)
	}
	if _, err := v.Form(); err != nil {
		return err
	}
	questions, name := asked(view), v.Field("question")
	rank := slices.Index(questions, name)
	if rank < 0 {
		return v.See(familyHref(view, "/engagement"))
	}
	review := v.Field("retour") != ""
	answers[name] = components.Short(v.Field(name), 60)
	if wrong := trip.CheckAnswers([]string{name}, answers)[name]; wrong != "" {
		return v.PageAgain(journeyFrame(view, "Répondre"), QuestionPage(questionProps(view, questions, name, answers[name], review, false, wrong)))
	}
	if err := school.SaveDraft(v.Ctx(), v.App, commitmentDraft, draftSubject(view), answers); err != nil {
		return err
	}
	if review || rank == len(questions)-1 {
		return v.See(familyHref(view, "/engagement/relire"))
	}
	return v.See(familyHref(view, "/engagement?question="+questions[rank+1]))
}

// showReview is the last reading: the answers, the whole text, the two choices.
func showReview(v *web.Visit) error { return reviewPage(v, nil) }

func reviewPage(v *web.Visit, refusal *law.Refusal) error {
	view, answers, elsewhere, err := journey(v)
	if err != nil || elsewhere != "" {
		return goneOr(v, elsewhere, err)
	}
	questions := asked(view)
	if missing := firstOpen(questions, answers); missing != "" {
		return v.See(familyHref(view, "/engagement?question="+missing))
	}
	letter, err := trip.LetterFor(v.App, v.Actor, view.Trip.ID, view.Child.ID)
	if err != nil {
		return err
	}
	props := ReviewPageProps{View: view, Questions: questions, Answers: answers, Letter: letter, Myself: v.Actor.Kind == school.Pupil, BackHref: familyHref(view, "")}
	if len(questions) > 0 {
		props.BackHref = familyHref(view, "/engagement?question="+questions[len(questions)-1])
	}
	if refusal == nil {
		return v.Page(journeyFrame(view, "Relire et décider"), ReviewPage(props))
	}
	props.Changed = slices.ContainsFunc(refusal.Findings, func(f law.Finding) bool { return f.Field == "text_digest" })
	if !props.Changed {
		props.Refused = web.RefusedBy(v, refusal)
	}
	return v.PageAgain(journeyFrame(view, "Relire et décider"), ReviewPage(props))
}

func signCommitment(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	view, err := familyView(v)
	if err != nil {
		return err
	}
	if signed := view.Stage == trip.StageCommitted || view.Stage == trip.StageOther; signed && view.CommitmentID != "" {
		return v.See(familyHref(view, "/accuse")) // sent twice: the first one counts
	}
	answers, err := school.LoadDraft(v.App, v.Actor, commitmentDraft, draftSubject(view))
	if err != nil {
		return err
	}
	_, err = trip.Sign(v.Ctx(), v.App, trip.Signature{TripID: view.Trip.ID, PupilID: view.Child.ID, Accept: true, ShownDigest: v.Field("text_digest"), Answers: answers})
	if refusal, ok := web.Refusal(err); ok {
		if mayAnswer(view) {
			return reviewPage(v, refusal)
		}
		return familyPage(v, refusal, "")
	}
	if err != nil {
		return err
	}
	if err := school.DropDraft(v.Ctx(), v.App, commitmentDraft, draftSubject(view)); err != nil {
		v.App.Logger().Warn("draft not dropped", "error", err.Error()) // the signature stands
	}
	return v.See(familyHref(view, "/accuse"))
}

// mayDecline tells whether the reader may still say no: before signing, or to give up a place on the waiting list.
func mayDecline(view trip.FamilyTrip) bool {
	return view.Stage == trip.StageAnswer || view.Stage == trip.StageWaiting
}

func showDecline(v *web.Visit) error { return declinePage(v, nil) }

func declinePage(v *web.Visit, refusal *law.Refusal) error {
	view, err := familyView(v)
	if err != nil {
		return err
	}
	if !mayDecline(view) && refusal == nil {
		return v.See(familyHref(view, ""))
	}
	letter, err := trip.LetterFor(v.App, v.Actor, view.Trip.ID, view.Child.ID)
	if err != nil {
		return err
	}
	props := DeclinePageProps{View: view, Digest: letter.Digest, Myself: v.Actor.Kind == school.Pupil}
	if refusal == nil {
		return v.Page(journeyFrame(view, "Décliner"), DeclinePage(props))
	}
	props.Refused = web.RefusedBy(v, refusal)
	return v.PageAgain(journeyFrame(view, "Décliner"), DeclinePage(props))
}

func declineTrip(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	view, err := familyView(v)
	if err != nil {
		return err
	}
	if view.Stage == trip.StageDeclined && view.CommitmentID != "" {
		return v.See(familyHref(view, "/accuse"))
	}
	_, err = trip.Sign(v.Ctx(), v.App, trip.Signature{TripID: view.Trip.ID, PupilID: view.Child.ID, ShownDigest: v.Field("text_digest")})
	if refusal, ok := web.Refusal(err); ok {
		return declinePage(v, refusal)
	}
	if err != nil {
		return err
	}
	if err := school.DropDraft(v.Ctx(), v.App, commitmentDraft, draftSubject(view)); err != nil {
		v.App.Logger().Warn("draft not dropped", "error", err.Error())
	}
	return v.See(familyHref(view, "/accuse"))
}
