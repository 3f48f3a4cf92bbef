package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// PlanFacts is what judging a write of a plan needs.
type PlanFacts struct {
	New      bool
	From, To PlanState
	Legal    bool
	MayStep  bool
	Changed  []string

	Today law.Day
	Why   string

	DebtorFits  bool // one debtor, and when the family asks, that family
	Waiting     bool // another request of the same debtor waits
	ReplacesFit bool // nothing is replaced, or a plan in force of the same debtor
	Superseded  bool // a plan in force has been agreed to in its place

	// On agreement, from the rows of the plan.
	Total, OfLines, OfCharges, Due cents.Amount
	Lines, Charges                 int
	NotRising                      bool // days that do not follow one another, or that have passed
	BadLine                        bool // a line of nothing
	Foreign                        int  // charges that the debtor does not owe
	Taken                          int  // charges that another plan in force spreads
	Debited                        int  // charges that the bank is about to take
}

const maxPlanLines = 24

// Objections are what the house has to say about a write of a plan, beside the law.
func (f PlanFacts) Objections() []law.Finding {
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	add(!f.Legal, "state", "Un échéancier "+f.From.Label()+" ne devient pas "+f.To.Label()+".", "")
	add(f.Legal && !f.MayStep, "", "Cet échéancier n’est pas à décider par vous.", "La famille demande, l’intendance propose, l’agent comptable accorde.")
	add(len(f.Changed) > 0, "", "Un échéancier ne change pas : un autre le remplace.", "Proposez-en un nouveau.")
	if f.New {
		add(!f.DebtorFits, "", "On ne sait pas à qui ce délai est donné.", "Choisissez la personne qui doit.")
		add(f.Waiting, "", "Une demande de délai attend déjà une réponse.", "Retirez-la d’abord, ou attendez la réponse.")
		add(!f.ReplacesFit, "replaces", "L’échéancier à remplacer n’est pas en cours, ou n’est pas celui de cette personne.", "")
	}
	add(f.To == PlanRefused && f.From != PlanRefused && f.Why == "", "why", "Écrivez pourquoi le délai est refusé : la famille le lira.", "")
	add(f.To == PlanReplaced && f.From != PlanReplaced && !f.Superseded, "state", "Aucun échéancier accordé ne remplace celui-ci.", "Accordez le nouvel échéancier : l’ancien s’arrête alors.")
	if f.To != PlanAgreed || f.From == PlanAgreed {
		return findings
	}
	add(f.Charges == 0 || f.Lines == 0, "", "Cet échéancier n’a rien à étaler.", "")
	add(f.Lines > maxPlanLines, "", fmt.Sprintf("Un échéancier a %d versements au plus.", maxPlanLines), "")
	add(f.Foreign > 0, "", "Une de ces sommes n’est pas due par la personne à qui le délai est donné.", "")
	add(f.Taken > 0, "", "Une de ces sommes est déjà dans un autre échéancier en cours.", "Remplacez cet échéancier-là.")
	add(f.Debited > 0, "", "Une de ces sommes est annoncée à la banque pour un prélèvement.", "Retirez-la du lot, ou attendez.")
	add(f.BadLine, "", "Chaque versement a un montant positif.", "")
	add(f.NotRising, "", "Les dates des versements se suivent, et aucune n’est passée.", "")
	add(f.OfLines != f.Due || f.OfCharges != f.Due || f.Total != f.Due, "", fmt.Sprintf("Les versements font %s et il reste %s à payer : les deux sont égaux.", f.OfLines, f.Due),
		"Un paiement ou une aide est peut-être arrivé depuis : proposez un nouvel échéancier.")
	return findings
}

type planStep struct {
	permission school.Permission
	debtor     bool // the debtor in person
	program    bool
}

// planSteps is the table of what may become of a plan, and by whom.
var planSteps = map[[2]PlanState]planStep{
	{"", PlanAsked}:               {debtor: true},
	{"", PlanProposed}:            {permission: school.PreparePlans},
	{PlanAsked, PlanAgreed}:       {permission: school.AgreePlans},
	{PlanAsked, PlanRefused}:      {permission: school.AgreePlans},
	{PlanAsked, PlanWithdrawn}:    {debtor: true},
	{PlanProposed, PlanAgreed}:    {permission: school.AgreePlans},
	{PlanProposed, PlanRefused}:   {permission: school.AgreePlans},
	{PlanProposed, PlanWithdrawn}: {permission: school.PreparePlans},
	{PlanAgreed, PlanReplaced}:    {program: true, permission: school.AgreePlans},
	{PlanAgreed, PlanKept}:        {program: true},
	{PlanAgreed, PlanBroken}:      {program: true},
}

// fixedOfPlan never change once written.
var fixedOfPlan = []string{"guardian_id", "pupil_id", "total_cents", "reason", "prepared_by", "replaces", "asked_on"}

// PreparePlan writes what nobody types: who prepared it, who agreed, when, and the delay after a missed line, as the school
// has set it on that day. The door of plans calls it before judging.
func PreparePlan(app core.App, before, record *core.Record, actor school.Actor) error {
	today := string(school.Clock(app).Today())
	if before == nil {
		record.Set("asked_on", today)
		record.Set("prepared_by", "")
		if actor.Kind == school.Staff {
			record.Set("prepared_by", actor.ID)
		}
		for _, field := range []string{"agreed_by", "agreed_on", "ended_on", "why"} {
			record.Set(field, "")
		}
		return nil
	}
	from, to := PlanState(before.GetString("state")), PlanState(record.GetString("state"))
	for _, field := range []string{"agreed_by", "agreed_on", "ended_on", "grace_days"} {
		record.Set(field, before.Get(field))
	}
	if from == to {
		record.Set("why", before.GetString("why"))
		return nil
	}
	if to != PlanAgreed {
		record.Set("ended_on", today)
		return nil
	}
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return err
	}
	record.Load(map[string]any{"agreed_by": actor.ID, "agreed_on": today, "grace_days": regime.Parameters.Int("F-04", "plan_grace_days", regime.On)})
	return nil
}

// JudgePlan loads the facts of a write of a plan and judges it.
func JudgePlan(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	debtor := Ower{record.GetString("guardian_id"), record.GetString("pupil_id")}
	f := PlanFacts{
		New: before == nil, To: PlanState(record.GetString("state")), Today: regime.On, Why: record.GetString("why"), Total: cents.Amount(record.GetInt("total_cents")),
	}
	if before != nil {
		f.From = PlanState(before.GetString("state"))
		for _, field := range fixedOfPlan {
			if before.GetString(field) != record.GetString(field) {
				f.Changed = append(f.Changed, field)
			}
		}
	}
	step, legal := planSteps[[2]PlanState{f.From, f.To}]
	own := actor.ID != "" && DebtorIs(actor) == debtor
	f.Legal = legal
	f.MayStep = step.debtor && own || step.permission != "" && actor.May(step.permission) || step.program && actor.Kind == school.System
	if f.New {
		f.DebtorFits = (debtor.GuardianID == "") != (debtor.PupilID == "")
		waiting, err := plans(app, dbx.HashExp{"p.guardian_id": debtor.GuardianID, "p.pupil_id": debtor.PupilID, "p.state": []any{string(PlanAsked), string(PlanProposed)}})
		if err != nil {
			return nil, err
		}
		f.Waiting = len(waiting) > 0
		f.ReplacesFit = record.GetString("replaces") == ""
		if id := record.GetString("replaces"); id != "" {
			old, err := plans(app, dbx.HashExp{"p.id": id, "p.state": string(PlanAgreed), "p.guardian_id": debtor.GuardianID, "p.pupil_id": debtor.PupilID})
			if err != nil {
				return nil, err
			}
			f.ReplacesFit = len(old) == 1
		}
	}
	var findings []law.Finding
	if f.To == PlanAgreed && f.From != PlanAgreed {
		findings = school.DutyRules.Check(school.Duty{
			Deed: "cet échéancier", Validates: "l’accorde", MadeBy: record.GetString("prepared_by"), Validator: actor.ID, Fix: "Demandez à un autre agent comptable de l’accorder.",
		}, regime)
		if !f.New {
			if err := f.load(app, record, debtor); err != nil {
				return nil, err
			}
		}
	}
	if f.To == PlanReplaced && f.From != PlanReplaced {
		heirs, err := plans(app, dbx.HashExp{"p.replaces": record.Id, "p.state": string(PlanAgreed)})
		if err != nil {
			return nil, err
		}
		f.Superseded = len(heirs) > 0
	}
	return append(findings, f.Objections()...), nil
}

// load reads what an agreement is about.
func (f *PlanFacts) load(app core.App, record *core.Record, debtor Ower) error {
	found, err := plans(app, dbx.HashExp{"p.id": record.Id})
	if err != nil || len(found) != 1 {
		return err
	}
	open, err := plannable(app, debtor, record.GetString("replaces"))
	if err != nil {
		return err
	}
	return f.count(app, found[0].Lines, found[0].Charges, open)
}

func (f *PlanFacts) count(app core.App, lines []PlanLine, charges []PlanCharge, open []Account) error {
	f.Lines, f.Charges = len(lines), len(charges)
	for i, l := range lines {
		f.OfLines += l.Amount
		f.BadLine = f.BadLine || l.Amount <= 0
		f.NotRising = f.NotRising || l.DueOn < f.Today || i > 0 && l.DueOn <= lines[i-1].DueOn
	}
	due := map[string]cents.Amount{}
	for _, a := range open {
		due[a.ID] = a.Due()
	}
	ids := make([]string, 0, len(charges))
	for _, c := range charges {
		ids = append(ids, c.ChargeID)
	}
	debited, err := OnDebit(app, ids...)
	if err != nil {
		return err
	}
	planned, err := followPlans(app, anyOf(ids)...)
	if err != nil {
		return err
	}
	for _, c := range charges {
		f.OfCharges += c.Covered
		f.Due += due[c.ChargeID]
		if due[c.ChargeID] > 0 {
			continue
		}
		_, onDebit := debited[c.ChargeID]
		_, taken := planned[c.ChargeID]
		switch {
		case onDebit:
			f.Debited++
		case taken:
			f.Taken++
		case c.Due > 0:
			f.Foreign++
		}
	}
	return nil
}

func anyOf(ids []string) []any {
	all := make([]any, len(ids))
	for i, id := range ids {
		all[i] = id
	}
	return all
}

// JudgePlanPart holds the lines and the charges of a plan: written with it, by who writes it, and never changed.
func JudgePlanPart(app core.App, record *core.Record, actor school.Actor, creates bool) ([]law.Finding, error) {
	if !creates {
		return []law.Finding{house("", "Un échéancier ne change pas : un autre le remplace.", "Proposez-en un nouveau.")}, nil
	}
	var owner []Plan
	err := app.DB().Select("guardian_id", "pupil_id", "state", "prepared_by").From("plans").Where(dbx.HashExp{"id": record.GetString("payment_plan")}).All(&owner)
	if err != nil {
		return nil, planError(err)
	}
	if len(owner) != 1 || !owner[0].State.Waits() {
		return []law.Finding{house("payment_plan", "Cet échéancier n’existe pas, ou il a reçu sa réponse.", "Proposez-en un nouveau.")}, nil
	}
	p := owner[0]
	if p.State == PlanAsked && actor.ID != "" && DebtorIs(actor) == p.Debtor() || p.State == PlanProposed && actor.May(school.PreparePlans) && actor.ID == p.PreparedBy {
		return nil, nil
	}
	return []law.Finding{house("", "Cet échéancier n’est pas à écrire par vous.", "")}, nil
}
