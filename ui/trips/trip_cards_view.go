package trips

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// paragraphs is plain text as typed: an empty line starts a paragraph, a line stays a line.
func paragraphs(text string) Node {
	var all Group
	for _, p := range strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n\n") {
		var lines Group
		for i, line := range strings.Split(strings.TrimSpace(p), "\n") {
			if i > 0 {
				lines = append(lines, Br())
			}
			lines = append(lines, components.French(line))
		}
		all = append(all, P(lines))
	}
	return all
}

func actCard(p TripPageProps) Node {
	f := p.View.Facts
	if !f.Trip.NeedsAct() && f.Act == nil {
		return nil
	}
	head := components.CardHead(components.CardHeadProps{Title: "Acte du conseil d’administration", ID: "acte"})
	if f.Act == nil {
		text := "Le conseil d’administration vote le programme, le financement et le prix exact. Son acte s’enregistre ici une fois voté."
		if f.Trip.State == trip.Submitted {
			text = "Le voyage est présenté au conseil. Enregistrez son acte dès qu’il est voté."
		}
		return components.Card(head, P(components.French(text)))
	}
	return components.Card(head, actFacts(*f.Act, p.Today), If(p.May.DateAct, actDates(p)))
}

func actFacts(a school.Act, today law.Day) Node {
	organ := "conseil d’administration"
	if a.Organ == school.StandingCommittee {
		organ = "commission permanente"
	}
	enforceable := components.Soft("attend une date")
	switch {
	case a.IsEnforceable(today):
		enforceable = components.Tag(components.OK, "depuis le "+a.EnforceableOn.French())
	case a.EnforceableOn != "":
		enforceable = components.Tag(components.Wait, "le "+a.EnforceableOn.French())
	}
	return components.DefinitionGrid(
		components.Pair{Term: "Numéro", Value: components.French("n° " + a.ActNumber)},
		components.Pair{Term: "Voté le", Value: components.French(a.VotedOn.French() + ", " + organ)},
		components.Pair{Term: "Accusé de transmission", Value: dayOrNot(a.TransmittedOn)},
		components.Pair{Term: "Publié le", Value: dayOrNot(a.PublishedOn)},
		components.Pair{Term: "Exécutoire", Value: enforceable},
	)
}

func dayOrNot(d law.Day) Node {
	if d == "" {
		return components.Soft("pas encore enregistré")
	}
	return components.French(d.French())
}

// actDates adds the dates that come after the vote; the enforceable date follows from them.
func actDates(p TripPageProps) Node {
	a, e := p.View.Facts.Act, p.Refused.Errors
	return components.PostForm(components.PostFormProps{Action: p.here() + "/acte/dates", Label: "Dates de l’acte"},
		If(a.TransmittedOn == "", components.DateField(components.FieldProps{ID: "transmitted_on", Label: "Accusé de transmission du", Value: p.Typed.Transmitted,
			Error: e["transmitted_on"], Hint: "La date de l’accusé reçu dans Dém’Act, jamais une date prévue."})),
		If(a.PublishedOn == "", components.DateField(components.FieldProps{ID: "published_on", Label: "Publié le", Value: p.Typed.Published, Error: e["published_on"],
			Hint: "Affichage ou mise en ligne."})),
		components.Actions(components.ButtonPlain("Enregistrer les dates")),
	)
}

func decisionCard(p TripPageProps) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Décisions", ID: "decisions"}),
		If(len(p.Decisions) == 0, P(components.Soft("Aucune décision n’est encore enregistrée."))),
		If(len(p.Decisions) > 0, components.Timeline("Décisions prises", p.Decisions)),
		If(p.May.Opinion, opinionForm(p)),
		If(p.May.Authorise, authoriseForm(p)),
	)
}

func opinionForm(p TripPageProps) Node {
	return components.PostForm(components.PostFormProps{Action: p.here() + "/avis", Label: "Avis du chef d’établissement"},
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "reason", Label: "Votre avis, en une phrase", Value: typedReason(p, "avis"),
			Error: p.Refused.Errors["reason"], Hint: "Nécessaire si l’avis est défavorable : l’organisateur le lira."}, Rows: "2"}),
		components.Actions(
			components.ButtonPlain("Avis favorable", Name("decision"), Value("yes")),
			components.ButtonPlain("Avis défavorable", Name("decision"), Value("no")),
		),
	)
}

func authoriseForm(p TripPageProps) Node {
	given := p.View.Facts.Authorised != nil && p.View.Facts.Authorised.Decision == "yes"
	return components.PostForm(components.PostFormProps{Action: p.here() + "/autorisation", Label: "Autorisation du chef d’établissement"},
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "reason", Label: "Observation", Value: typedReason(p, "autorisation"),
			Error: p.Refused.Errors["reason"]}, Rows: "2"}),
		If(!given, components.Actions(components.ButtonPlain("Autoriser le voyage", Name("decision"), Value("yes")))),
		If(given, components.Actions(components.ButtonStop("Retirer mon autorisation", Name("decision"), Value("no")))),
	)
}

func typedReason(p TripPageProps, step string) string {
	if p.Typed.Step == step {
		return p.Typed.Reason
	}
	return ""
}

func pupilsCard(p TripPageProps) Node {
	c, t := p.View.Counts, p.View.Facts.Trip
	tiles := []components.KPIProps{{Value: itoa(c.Eligible), Label: "élèves concernés"}, {Value: itoa(c.Interested), Label: "intéressés", Hint: "sans engagement"}}
	if t.State == trip.Open {
		tiles = []components.KPIProps{
			{Value: itoa(c.Committed), Label: "engagés", Hint: "pour " + law.Counted(t.PupilsEstimated, "place", "places")},
			{Value: itoa(c.Missing), Label: "sans réponse"}, {Value: itoa(c.Declined), Label: "ont décliné"}, {Value: itoa(c.Waiting), Label: "liste d’attente"},
		}
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Inscriptions", ID: "inscriptions", Aside: aside(true, "Voir la liste", p.here()+"/inscriptions")}),
		components.KPIs(tiles...),
		If(t.State == trip.Draft || t.State == trip.Endorsed || t.State == trip.Balanced, P(components.Soft("Les familles verront le voyage quand il sera présenté au conseil d’administration. Elles diront alors si leur enfant est intéressé, sans s’engager."))),
	)
}

func letterCard(p TripPageProps) Node {
	text := "La lettre suit le modèle de l’établissement. Vous pouvez l’adapter à ce voyage."
	if p.View.LetterVersion > 0 {
		text = "La lettre a été adaptée à ce voyage : version " + itoa(p.View.LetterVersion) + "."
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Lettre d’engagement", ID: "lettre", Aside: aside(p.View.Editable, "Lire et adapter la lettre", p.here()+"/lettre")}),
		P(components.French(text)),
	)
}

// endCard holds the ways back: they are rare, and each has its own page.
func endCard(p TripPageProps) Node {
	if !p.May.Return && !p.May.Cancel {
		return nil
	}
	return components.Disclosure("Revenir en arrière ou annuler",
		components.Actions(
			If(p.May.Return, components.LinkButton("Revenir au projet", p.here()+"/projet/retour")),
			If(p.May.Cancel, components.LinkButton("Annuler le voyage", p.here()+"/annulation")),
		))
}

// boardCards is what each rule says at this moment, computed when the page is opened.
func boardCards(p TripPageProps) Node {
	if p.View.Facts.Trip.State == trip.Cancelled {
		return nil
	}
	watch, keep := byWeight(p.Watch)
	none := "Rien ne bloque : le voyage peut ouvrir."
	if p.View.Facts.Trip.State.EnrolmentBegan() {
		none = "Rien ne bloque."
	}
	return Group{
		departCard(p),
		boardCard("Ce qui bloque", components.Stop, p.Blocking, none),
		boardCard("À surveiller", components.Wait, watch, ""),
		keepForTheFile(keep),
		boardCard("Levées", components.Neutral, p.Lifted, ""),
		clearCard(p.View.Board.Clear),
	}
}

func boardCard(title, state string, findings []components.FindingProps, none string) Node {
	switch {
	case len(findings) == 0 && none == "":
		return nil
	case len(findings) == 0:
		return components.Card(components.CardHead(components.CardHeadProps{Title: title, Aside: components.Tag(components.OK, "0")}), P(components.French(none)))
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: title, Aside: components.Tag(state, itoa(len(findings)))}),
		components.FindingList(findings),
	)
}

// byWeight parts what is to be watched from what is only to be kept in the file.
func byWeight(findings []components.FindingProps) (watch, keep []components.FindingProps) {
	for _, f := range findings {
		if f.Severity == string(law.Document) {
			keep = append(keep, f)
		} else {
			watch = append(watch, f)
		}
	}
	return watch, keep
}

func keepForTheFile(findings []components.FindingProps) Node {
	if len(findings) == 0 {
		return nil
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "À garder au dossier", Aside: components.Tag(components.Neutral, itoa(len(findings)))}),
		components.Disclosure("Voir ce que le dossier doit dire", components.FindingList(findings)),
	)
}

func clearCard(rules []law.Rule) Node {
	if len(rules) == 0 {
		return nil
	}
	var items Group
	for _, r := range rules {
		items = append(items, Li(components.RuleLink(r.ID), Text(" "), components.French(r.Title)))
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "En règle", Aside: components.Tag(components.OK, itoa(len(rules)))}),
		components.Disclosure("Voir les règles respectées", Ul(Class("plain"), items)),
	)
}
