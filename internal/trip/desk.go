package trip

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// StaffTasks is a member of staff's queue about trips: to decide, to check, to record, to chase.
func StaffTasks(app core.App, viewer school.Actor) ([]school.Task, error) {
	var rows []struct {
		ID, Title, Organiser, Name string
		State                      State
		EnforceableOn              law.Day
		AnswerBy                   law.Day
		Authorised                 string
	}
	err := app.DB().NewQuery(`SELECT v.id, v.title, v.state, v.organiser, TRIM(s.civility || ' ' || s.last_name) AS name, v.answer_by,
			COALESCE(a.enforceable_on, '') AS enforceable_on,
			` + authorisedSQL + ` AS authorised
		FROM trips v JOIN staff s ON s.id = v.organiser LEFT JOIN acts a ON a.id = v.act
		WHERE v.state != 'cancelled' ORDER BY v.departs_on`).Bind(dbx.Params{}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("staff tasks: %w", err)
	}
	today := school.Clock(app).Today()
	var tasks []school.Task
	add := func(needs school.Permission, own bool, id string, t school.Task) {
		if viewer.May(needs) || own {
			t.Href = "/gestion/voyages/" + id
			tasks = append(tasks, t)
		}
	}
	for _, r := range rows {
		own := r.Organiser == viewer.ID
		switch {
		case r.State == Draft:
			add(school.GiveOpinion, false, r.ID, school.Task{Kind: "trip.opinion", Title: r.Title, Text: "Projet de " + r.Name + " : votre avis est attendu.", Action: "Lire le projet"})
		case r.State == Endorsed:
			add(school.BalanceBudget, false, r.ID, school.Task{Kind: "trip.balance", Title: r.Title, Text: "Avis favorable reçu : le budget est à vérifier.", Action: "Vérifier le budget"})
		case r.State == Balanced:
			add(school.SubmitTrips, false, r.ID, school.Task{Kind: "trip.submit", Title: r.Title, Text: "Budget équilibré : à inscrire à l’ordre du jour du conseil d’administration.", Action: "Préparer le vote"})
		case r.State == Submitted:
			add(school.RecordActs, false, r.ID, school.Task{Kind: "trip.act", Title: r.Title, Text: "Présenté au conseil d’administration : enregistrez l’acte dès qu’il est voté.", Action: "Enregistrer l’acte"})
		case r.State == Voted && r.Authorised != "yes" && viewer.May(school.Authorise):
			add(school.Authorise, false, r.ID, school.Task{Kind: "trip.authorise", Title: r.Title, Text: "Le voyage attend votre autorisation.", Action: "Autoriser"})
		case r.State == Voted && r.EnforceableOn == "":
			add(school.RecordActs, false, r.ID, school.Task{Kind: "trip.date", Title: r.Title, Text: "L’accusé de transmission ou la publication de l’acte n’est pas enregistré.", Action: "Compléter l’acte"})
		case r.State == Voted && r.EnforceableOn <= today:
			add(school.OpenTrips, false, r.ID, school.Task{Kind: "trip.open", Title: r.Title, Text: "L’acte est exécutoire : les inscriptions peuvent ouvrir.", Action: "Ouvrir les inscriptions"})
		case r.State == Open && r.AnswerBy >= today && r.AnswerBy <= today.Add(2*missingLead):
			missing, err := missingAnswers(app, r.ID)
			if err != nil {
				return nil, err
			}
			if len(missing) > 0 {
				add("", own, r.ID, school.Task{Kind: "trip.missing", Title: r.Title, Due: r.AnswerBy, Text: fmt.Sprintf("%d familles n’ont pas encore répondu.", len(missing)), Action: "Voir la liste"})
			}
		}
	}
	more, err := dealingTasks(app, viewer, today)
	return append(tasks, more...), err
}
