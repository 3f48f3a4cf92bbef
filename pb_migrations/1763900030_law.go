package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		return steps(app, createActs, createLifts)
	}, forwardOnly)
}

func createActs(app core.App) error {
	err := create(app, "acts", []core.Field{
		choice("organ", "Conseil d’administration ou commission permanente", []string{"board", "standing_committee"}, required),
		text("act_number", "Numéro de l’acte", 30, required, label),
		choice("purpose", "Objet de l’acte", []string{"trip", "delegation", "tariff", "other"}, required),
		text("title", "Intitulé", 200, label),
		day("voted_on", "Voté le", required),
		day("transmitted_on", "Accusé de transmission du"),
		day("published_on", "Publié le"),
		day("enforceable_on", "Exécutoire le (calculé)"),
		flag("overnight", "L’acte porte sur un voyage avec nuitée"),
		flag("covers_contract", "L’acte autorise aussi un contrat ou un marché"),
		money("price_cents", "Prix voté par élève"),
		choices("powers", "Pour une délégation : compétences déléguées (R421-20)", []string{"6", "7", "8", "9", "10", "12"}),
		day("mandate_until", "Pour une délégation : fin du mandat du conseil qui l’a votée"),
	}, "!organ, act_number, voted_on")
	if err != nil {
		return err
	}
	acts := mustFind(app, "acts")
	acts.Fields.Add(relation(app, "delegation", "Délégation sur laquelle repose un acte de la commission permanente", "acts"))
	return app.Save(acts)
}

func createLifts(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "overrides", []core.Field{
				text("rule", "Règle levée", 5, required, label),
				text("subject_collection", "Collection de l’objet", 60, required),
				text("subject_id", "Objet", 15, required),
				relation(app, "by_staff", "Levée par", "staff", required),
				choice("by_role", "Au titre de sa fonction de", staffRoles, required),
				text("reason", "Motif", 1000, required),
				instant("lifted_at", "Levée le", required),
			}, "subject_collection, subject_id")
		},
		func(app core.App) error {
			return create(app, "parameters", []core.Field{
				text("rule", "Règle", 5, required, label),
				text("parameter", "Paramètre", 60, required, label),
				text("setting", "Valeur, dans l’unité du paramètre", 2000, required),
				day("in_force_from", "En vigueur à partir du", required),
				relation(app, "act", "Acte qui fixe la valeur", "acts"),
				text("reason", "Motif", 1000, required),
				text("by_staff", "Fixée par", 15),
				instant("set_at", "Fixée le"),
			}, "rule, parameter, in_force_from")
		},
		func(app core.App) error {
			return create(app, "approvals", []core.Field{
				choice("kind", "Nature de la décision", []string{
					"head_opinion", "head_authorisation", "bursar_balance", "submission", "withdrawal", "remission", "social_fund",
				}, required, label),
				text("subject_collection", "Collection de l’objet", 60, required),
				text("subject_id", "Objet", 15, required),
				choice("decision", "Décision", []string{"yes", "no"}, required),
				relation(app, "by_staff", "Prise par", "staff", required),
				text("reason", "Motif", 1000),
				instant("decided_at", "Prise le", required),
			}, "subject_collection, subject_id, kind")
		},
	)
}
