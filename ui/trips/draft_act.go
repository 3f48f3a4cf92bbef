package trips

import (
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

// draftKind is one act that the budget or the report of a trip writes.
type draftKind struct {
	name  string // in the address
	label string
	money bool // it adds up what families owe: for those who see it
	write func(trip.ActDraft) trip.Deliberation
}

var drafts = []draftKind{
	{name: "projet", label: "Projet de délibération", write: trip.ProjectAct},
	{name: "modification", label: "Délibération modificative", write: trip.AmendingAct},
	{name: "bilan", label: "Adoption du bilan", money: true, write: trip.ReportAct},
}

// load writes the draft, or says why it cannot be written yet.
func (k draftKind) load(v *web.Visit) (DraftPageProps, error) {
	organ := school.Board
	if v.Query("organe") == "commission" && !k.money {
		organ = school.StandingCommittee
	}
	d, err := trip.DraftOf(v.App, v.Actor, v.Path("trip"), organ)
	if err != nil {
		return DraftPageProps{}, err
	}
	p := DraftPageProps{Kind: k, Facts: d.Facts, Organ: organ, Changes: d.Changes, LastAct: d.LastAct}
	var stops []law.Finding
	switch {
	case k.money:
		if d.Report, err = trip.ReportOf(v.App, d.Facts.Trip.ID); err != nil {
			return p, err
		}
		if !d.Report.Carried {
			stops = []law.Finding{{Severity: law.Block, What: "Le bilan n’a encore aucune dépense réelle.", Fix: "Inscrivez ce qui a été payé et reçu dans le budget réel."}}
		}
	default:
		if stops, err = trip.Hinders(v.App, d.Facts); err != nil {
			return p, err
		}
		if k.name == "modification" && d.LastAct == nil {
			stops = []law.Finding{{Severity: law.Block, What: "Aucun acte n’a encore voté ce voyage : il n’y a rien à modifier.", Fix: "Écrivez le projet de délibération."}}
		} else if s := d.Facts.Trip.State; k.name == "modification" && s.EnrolmentBegan() {
			stops = []law.Finding{{Severity: law.Block, What: "Les inscriptions ont été ouvertes : ce que le conseil a voté ne change plus.", Fix: trip.WayToChange(s)}}
			p.TooLate = true
		}
	}
	if len(stops) > 0 {
		p.Stops = v.Findings(stops)
		return p, nil
	}
	p.Act = k.write(d)
	p.Ready = k.name != "modification" || len(d.Changes) > 0
	return p, nil
}

func (k draftKind) show(v *web.Visit) error {
	p, err := k.load(v)
	if err != nil {
		return err
	}
	return v.Page(inTrip(p.Facts.Trip, k.label), DraftPage(p))
}

func (k draftKind) text(v *web.Visit) error {
	p, err := k.load(v)
	if err != nil {
		return err
	}
	if !p.Ready {
		return web.ErrNotFound
	}
	return v.File("acte-"+k.name+".txt", "text/plain; charset=utf-8", []byte(p.Act.Text()), false)
}

func (k draftKind) print(v *web.Visit) error {
	p, err := k.load(v)
	if err != nil {
		return err
	}
	if !p.Ready {
		return web.ErrNotFound
	}
	body, err := document.Decision(document.DecisionData{Origin: v.Paper(), Title: p.Act.Title, Parts: []document.DecisionPart{draftPart(p.Act)}})
	if err != nil {
		return err
	}
	return v.File("acte-"+k.name+".pdf", "application/pdf", body, true)
}

// draftPart lays a draft out as the decisions of the school are. It is a draft: nobody signs it, the act is made in Dém'Act.
func draftPart(d trip.Deliberation) document.DecisionPart {
	part := document.DecisionPart{
		Title: "Projet de délibération", Subtitle: d.Title, Author: d.OrganLabel(), Visas: d.Visas, Verb: "Après en avoir délibéré, décide :", Numbered: true,
		Notes: []string{"Projet à soumettre au vote. Le résultat du vote, le numéro et la date de l’acte sont portés au procès-verbal et dans Dém’Act."},
	}
	for _, a := range d.Articles {
		part.Articles = append(part.Articles, document.Article{Title: a.Title, Text: a.Text, Items: a.Items})
	}
	return part
}
