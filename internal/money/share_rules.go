package money

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// JudgeAgreement judges an agreement as it is recorded: by the ordonnateur's side, in their own name, on a paper that can be
// found again.
func JudgeAgreement(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	var found struct{ Pupils, Decisions int }
	err := app.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM pupils WHERE id = {:pupil}) AS pupils, (SELECT COUNT(*) FROM approvals WHERE id = {:approval}
		AND kind = 'shares' AND decision = 'yes' AND subject_collection = 'pupils' AND subject_id = {:pupil} AND by_staff = {:by}) AS decisions`).
		Bind(dbx.Params{"pupil": record.GetString("pupil"), "approval": record.GetString("approval"), "by": actor.ID}).One(&found)
	if err != nil {
		return nil, fmt.Errorf("facts of an agreement: %w", err)
	}
	today := school.Clock(app).Today()
	basis, dated := Basis(record.GetString("basis")), law.Day(record.GetString("dated_on"))
	add(!actor.May(school.RecordShares) || record.GetString("by_staff") != actor.ID, "", "Qui doit quelle part est enregistré par le chef d’établissement ou le gestionnaire, en son nom.",
		"L’ordonnateur désigne les débiteurs ; l’agent comptable recouvre.")
	add(found.Pupils == 0, "pupil", "Cet élève n’existe pas.", "")
	add(found.Decisions == 0, "approval", "La décision qui enregistre ce partage manque.", "")
	add(basis != ByAgreement && basis != ByJudgment, "basis", "Un partage repose sur l’accord écrit des payeurs ou sur un jugement.",
		"Sans l’un ou l’autre, toute la somme est due par la personne qui a signé (F-18).")
	add(len([]rune(strings.TrimSpace(record.GetString("reference")))) < 5, "reference", "La référence de l’écrit manque.", "Dites de quel écrit il s’agit et où il est classé, sans adresse.")
	add(dated == "", "dated_on", "La date de l’écrit manque.", "")
	add(dated > today, "dated_on", "Cet écrit porte une date à venir.", "Inscrivez la date à laquelle il a été signé ou rendu.")
	add((record.GetString("subject_collection") == "") != (record.GetString("subject_id") == ""), "subject_id", "On ne sait pas ce que le partage concerne.", "")
	return findings, nil
}

// JudgeShare judges one payer's part: a guardian of the pupil, within the whole, written with the agreement and never later.
func JudgeShare(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	var rows []struct {
		ByStaff, Unit string
		Taken         int64
		Links, Used   int
	}
	err := app.DB().NewQuery(`SELECT a.by_staff, a.unit, COALESCE((SELECT SUM(s.weight) FROM payer_shares s WHERE s.agreement = a.id), 0) AS taken,
			(SELECT COUNT(*) FROM guardianships l WHERE l.pupil = a.pupil AND l.guardian = {:guardian} AND l.ended_on = '') AS links,
			(SELECT COUNT(*) FROM charges c WHERE c.agreement_id = a.id) AS used
		FROM share_agreements a WHERE a.id = {:agreement}`).
		Bind(dbx.Params{"agreement": record.GetString("agreement"), "guardian": record.GetString("guardian_id")}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("facts of a share: %w", err)
	}
	if len(rows) == 0 {
		return []law.Finding{house("agreement", "L’accord cité n’existe pas.", "")}, nil
	}
	a, weight := rows[0], int64(record.GetInt("weight"))
	switch {
	case !actor.May(school.RecordShares) || a.ByStaff != actor.ID:
		return []law.Finding{house("", "Une part s’écrit avec son accord, par la personne qui l’enregistre.", "")}, nil
	case a.Used > 0:
		return []law.Finding{house("", "Cet accord a déjà servi : ses parts ne changent plus.", "Enregistrez un nouvel accord.")}, nil
	case a.Links == 0:
		return []law.Finding{house("parts", "Une des personnes n’est pas un responsable de cet élève.", "")}, nil
	case weight <= 0:
		return []law.Finding{house("parts", "Une part est positive.", "Laissez vide la part de qui ne paie rien.")}, nil
	case a.Unit == PerMille && a.Taken+weight > 1000:
		return []law.Finding{house("parts", "Les parts dépassent 100 %.", "")}, nil
	}
	return nil, nil
}
