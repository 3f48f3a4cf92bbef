package privacy

import (
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// RequestFacts is a request about to be written, as the law looks at it.
type RequestFacts struct {
	WrongDue, ExtendedLate, ExtendedTwice, NoReason, NoAnswer, AnsweredLate bool
	DueOn                                                                   law.Day
}

const whyMonth = "Une réponse est due dans le mois ; deux mois de plus sont possibles si la demande est complexe, à dire avec le motif dans ce premier mois (RGPD, article 12)."

// RequestRules judges a request whoever writes it.
var RequestRules = law.Rulebook[RequestFacts]{{Rule: "D-18", Judge: func(f RequestFacts) []law.Finding {
	block := func(field, what, fix string) law.Finding {
		return law.Finding{Severity: law.Block, Firm: true, Who: string(school.Head), Field: field, What: what, Why: whyMonth, Fix: fix}
	}
	var found []law.Finding
	if f.WrongDue {
		found = append(found, block("due_on", "Le délai de réponse ne se choisit pas.", "Il se compte à partir du jour de réception."))
	}
	if f.ExtendedTwice {
		found = append(found, block("motif", "Une demande ne se prolonge qu’une fois.", "Répondez avant le "+f.DueOn.French()+"."))
	}
	if f.ExtendedLate {
		found = append(found, block("motif", "Le premier mois est passé : le délai ne se prolonge plus.", "Répondez sans attendre."))
	}
	if f.NoReason {
		found = append(found, block("motif", "Le motif manque : la personne a le droit de le lire.", "Dites en une phrase ce qui rend la demande longue à satisfaire."))
	}
	if f.NoAnswer {
		found = append(found, block("reponse", "La réponse manque : un refus se motive, un accord dit ce qui a été fait.", "Écrivez ce que la personne lira."))
	}
	if f.AnsweredLate {
		found = append(found, law.Finding{Severity: law.Warn, Who: string(school.Head), What: "La réponse vient après le " + f.DueOn.French() + ".", Why: whyMonth, Fix: "Dites-en la raison dans la réponse."})
	}
	return found
}}}

// JudgeRequest holds the requests: made by the person or inscribed by who handles them, answered by who may, never changed after.
func JudgeRequest(app core.App, record *core.Record, actor school.Actor, created bool) ([]law.Finding, error) {
	today := school.Clock(app).Today()
	was, is := State(record.Original().GetString("state")), State(record.GetString("state"))
	facts := RequestFacts{DueOn: law.Day(record.GetString("due_on"))}
	more := 0
	if created {
		if found, err := judgeNew(app, record, actor); err != nil || len(found) > 0 {
			return found, err
		}
	} else {
		if found := judgeChange(record, actor, was, is); len(found) > 0 {
			return found, nil
		}
		first, err := dueOn(app, law.Day(record.GetString("received_on")), 0)
		if err != nil {
			return nil, err
		}
		if record.GetString("extended_on") != "" {
			more = extensionMonths
		}
		facts.ExtendedTwice = is == Extended && was == Extended
		facts.ExtendedLate = is == Extended && was == Received && today > first
		facts.NoReason = is == Extended && len([]rune(record.GetString("extension_reason"))) < 10
		facts.NoAnswer = !is.Open() && len([]rune(record.GetString("answer_text"))) < 10
		facts.AnsweredLate = !is.Open() && today > facts.DueOn
	}
	due, err := dueOn(app, law.Day(record.GetString("received_on")), more)
	if err != nil {
		return nil, err
	}
	facts.WrongDue = due != facts.DueOn
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return RequestRules.Check(facts, regime), nil
}

func objection(field, what, fix string) []law.Finding {
	return []law.Finding{{Severity: law.Block, Field: field, What: what, Fix: fix}}
}

func judgeNew(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	asker := Request{GuardianID: record.GetString("guardian"), StaffID: record.GetString("staff"), PupilID: record.GetString("pupil")}.Asker()
	own := record.GetString("entered_by") == "" && actor.Kind == asker.Kind && actor.ID == asker.ID && actor.ID != ""
	received, today := law.Day(record.GetString("received_on")), school.Clock(app).Today()
	filled := 0
	for _, f := range []string{"guardian", "staff", "pupil"} {
		if record.GetString(f) != "" {
			filled++
		}
	}
	switch {
	case filled != 1:
		return objection("personne", "Une demande vient d’une personne, et d’une seule.", "Choisissez-la dans la liste."), nil
	case !own && (!actor.May(school.HandleRights) || record.GetString("entered_by") != actor.ID):
		return objection("", "Chacun demande pour soi ; une demande sur papier s’inscrit par : "+school.LabelsOf(rolesOf(school.HandleRights))+".", "La personne le fait à la page « Vos données »."), nil
	case !own && len([]rune(record.GetString("identity_note"))) < 5:
		return objection("identite", "Il manque comment l’identité a été vérifiée.", "Écrivez ce qui a suffi : « reconnue au guichet », « adresse connue de SIECLE »."), nil
	case received > today || own && received != today || today.AddMonths(-12) > received:
		return objection("recue", "Le jour de réception n’est pas possible.", "C’est le jour où la demande est arrivée."), nil
	case State(record.GetString("state")) != Received || record.GetString("answered_on")+record.GetString("extended_on")+record.GetString("answer_text") != "":
		return objection("", "Une demande commence par être reçue.", ""), nil
	}
	return judgeAsked(app, record, asker)
}

// judgeAsked tells a person what their request lacks.
func judgeAsked(app core.App, record *core.Record, asker school.Actor) ([]law.Finding, error) {
	if record.GetString("request_text") == "" && Right(record.GetString("right_asked")) != Access {
		return objection("texte", "Dites ce qui doit changer.", "Une phrase suffit."), nil
	}
	if about := record.GetString("about"); about != "" {
		if _, found, err := school.ChildOf(app, asker, about); err != nil || !found {
			return objection("enfant", "Cet enfant n’est pas de ceux de la personne qui demande.", "Choisissez-le dans la liste."), err
		}
	}
	return nil, nil
}

// judgeChange lets who may answer do so once; what was asked never changes.
func judgeChange(record *core.Record, actor school.Actor, was, is State) []law.Finding {
	for _, f := range []string{"request_no", "right_asked", "guardian", "staff", "pupil", "about", "request_text", "received_on", "entered_by", "identity_note"} {
		if record.GetString(f) != record.Original().GetString(f) {
			return objection("", "Ce qui a été demandé ne se récrit pas.", "Répondez, ou inscrivez une autre demande.")
		}
	}
	switch {
	case !actor.May(school.AnswerRights):
		return objection("", "Répondre au nom de l’établissement revient à : "+school.LabelsOf(rolesOf(school.AnswerRights))+".", "Préparez la réponse et demandez-la-leur.")
	case !was.Open():
		return objection("", "Cette demande a sa réponse.", "La personne peut en faire une autre.")
	case is == Received:
		return objection("", "Une demande reçue se prolonge, se satisfait ou se refuse.", "")
	case !is.Open() && record.GetString("answered_by") != actor.ID:
		return objection("", "Une réponse se donne en son propre nom.", "")
	}
	return nil
}

func rolesOf(p school.Permission) (names []string) {
	for _, r := range school.RolesFor(p) {
		names = append(names, string(r))
	}
	return names
}
