package money

import (
	"context"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// ChargeFacts is what judging a charge needs.
type ChargeFacts struct {
	MayLiquidate bool // the ordonnateur's side: head, bursar, or a consequence drawn by the program
	Signed       bool // rests on an accepted commitment for this pupil and this subject
	Basis        Basis
	Act          school.Act // zero when it does not exist
	ActFound     bool
	OtherAct     bool // the subject has its own act, and this is another one
	Today        law.Day

	Label        string
	DueOn        law.Day
	Amount       cents.Amount
	SubjectGiven bool
	PupilFound   bool
	DebtorFits   bool // a guardian of the pupil, or the pupil of full age
	CommitmentOK bool // none is cited, or it is accepted and concerns this pupil

	Words       string       // of the label, folded; empty for a trip, whose label is a title
	AgreementOK bool         // none is cited, or it names this debtor for this pupil and subject
	Shared      bool         // an agreement is cited
	OtherOwes   bool         // somebody else owes the same instalment already
	ForAnother  bool         // an agreement shares what the pupil owes, and this charge does not follow it
	Owed        cents.Amount // by this debtor so far, when the charge is a small claim
	SmallClaim  cents.Amount // F-11
	ChargedOn   law.Day
	Closed      law.Day // last closed day of the accounts
}

// ChargeRules judges each charge as it is written.
var ChargeRules = law.Rulebook[ChargeFacts]{
	{Rule: "F-02", Judge: func(f ChargeFacts) []law.Finding {
		var findings []law.Finding
		add := func(broken bool, field, what, fix string) {
			if broken {
				findings = append(findings, law.Finding{
					Severity: law.Block, Field: field, What: what, Fix: fix, Who: string(school.Bursar),
					Why: "Une somme due repose sur une base enregistrée et elle est liquidée par l’ordonnateur (R421-66 du code de l’éducation).",
				})
			}
		}
		add(!f.MayLiquidate && !f.Signed, "", "Cette créance n’est pas liquidée par l’ordonnateur.",
			"Le chef d’établissement ou le gestionnaire la constate, ou la famille signe l’engagement qui la rend due.")
		add(!bases[f.Basis], "basis", "La nature de la base juridique manque.", "Choisissez l’acte, le tarif, la convention, le règlement ou le jugement.")
		add(!f.ActFound, "act", "L’acte qui fonde cette créance n’est pas enregistré.", "Enregistrez l’acte, avec son numéro et sa date, puis citez-le.")
		add(f.ActFound && f.OtherAct, "act", "L’acte cité n’est pas celui qui a voté ce voyage et son prix.", "Citez l’acte du voyage.")
		return findings
	}},
	{Rule: "V-08", Judge: func(f ChargeFacts) []law.Finding {
		if !f.ActFound || f.Act.IsEnforceable(f.Today) {
			return nil
		}
		finding := law.Finding{
			Severity: law.Block, Field: "act", Who: string(school.Bursar),
			What: "Rien n’est encore dû : " + f.Act.Name() + " n’est pas exécutoire.",
			Why:  "Une créance naît d’une décision exécutoire (R421-54 et R421-67 du code de l’éducation).",
			Fix:  "Enregistrez l’accusé de transmission de l’acte : la date est calculée.",
		}
		if f.Act.EnforceableOn != "" {
			finding.Until = f.Act.EnforceableOn
			finding.Fix = "Il le sera le " + f.Act.EnforceableOn.French() + "."
		}
		return []law.Finding{finding}
	}},
	{Rule: "F-11", Judge: func(f ChargeFacts) []law.Finding { return JudgeSmallClaim(f.Owed+f.Amount, f.SmallClaim) }},
	{Rule: "F-16", Judge: judgeTeaching},
	{Rule: "F-17", Judge: judgeDues},
	{Rule: "F-18", Judge: func(f ChargeFacts) []law.Finding {
		finding := law.Finding{
			Severity: law.Warn, Field: "debtor_id", Who: string(school.Bursar),
			Why: "La dette est celle de la personne qui a signé, ou du représentant légal ; elle ne se partage entre parents séparés que sur leur accord ou un jugement (article 371-2 du code civil). À confirmer avec l’agent comptable.",
		}
		switch {
		case f.ForAnother:
			finding.What, finding.Fix = "Un partage est enregistré pour cet élève et cette créance ne le suit pas.", "Constatez-la par le programme : il la répartit selon les parts."
		case f.OtherOwes && !f.Shared:
			finding.What, finding.Fix = "Une autre personne doit déjà une part de cette échéance, sans accord ni jugement enregistré.", "Enregistrez l’écrit qui fixe les parts, ou adressez toute la somme au signataire."
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
}

// JudgeSmallClaim is the check of F-11: what one debtor owes in all is worth grouping rather than chasing. Reminders ask it
// too, with what they would claim.
func JudgeSmallClaim(owed, small cents.Amount) []law.Finding {
	if owed <= 0 || owed >= small {
		return nil
	}
	return []law.Finding{{
		Severity: law.Warn, Field: "amount_cents", Who: string(school.Accountant),
		What: "Cette personne ne doit que " + owed.String() + " en tout : moins de " + small.String() + ".",
		Why:  "Un établissement public local ne recouvre pas une créance de moins de " + small.String() + ", sauf vente au comptant (L1611-5 et D1611-1 du CGCT). À confirmer avec l’agent comptable.",
		Fix:  "Encaissez au comptant, ou regroupez avec d’autres sommes de la même personne.",
	}}
}

// Objections are what the house has to say about a charge, beside the law.
func (f ChargeFacts) Objections() []law.Finding {
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	add(f.Amount <= 0, "amount_cents", "Une créance a un montant positif.", "Une baisse s’écrit par une décision (aide, remise, annulation).")
	add(f.Label == "" || len([]rune(f.Label)) > maxLabel, "label", "L’objet de la créance manque, ou dépasse 160 caractères.", "Écrivez ce que la famille paie, tel qu’elle le lira.")
	_, err := law.ParseDay(string(f.DueOn))
	add(err != nil || len(f.DueOn) != 0 && len(f.DueOn) != len("2026-11-16"), "due_on", "La date d’échéance n’est pas une date.", "")
	add(!f.SubjectGiven, "subject_id", "On ne sait pas de quoi il s’agit.", "Indiquez le voyage ou l’objet concerné.")
	add(!f.PupilFound, "pupil", "Cet élève n’existe pas.", "")
	add(f.PupilFound && !f.DebtorFits, "debtor_id", "Le débiteur n’est ni un responsable de l’élève, ni l’élève majeur lui-même.",
		"Choisissez un responsable légal de l’élève.")
	add(!f.CommitmentOK, "commitment_id", "L’engagement cité n’est pas accepté, ou ne concerne pas cet élève.", "")
	add(!f.AgreementOK, "agreement_id", "L’accord cité ne donne pas de part à cette personne pour cet élève.", "")
	return append(findings, closedDay("charged_at", f.ChargedOn, f.Today, f.Closed)...)
}

// maxLabel is the length of a charge's label in the schema, in characters.
const maxLabel = 160

// liquidators are the roles of the ordonnateur's side. The accountant is not one: who orders does not collect (F-01).
var liquidators = []school.Role{school.Head, school.Bursar}

// JudgeCharge loads the facts of a charge and judges it. Within Charge, facts come from the batch.
func JudgeCharge(ctx context.Context, app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	b, ok := ctx.Value(batchKey{}).(*batch)
	if !ok {
		var err error
		b, err = loadBatch(app, []NewCharge{{
			PupilID: record.GetString("pupil"), ActID: record.GetString("act"), CommitmentID: record.GetString("commitment_id"),
			Subject: Subject{record.GetString("subject_collection"), record.GetString("subject_id")}, InstalmentID: record.GetString("instalment_id"),
			Amount: cents.Amount(record.GetInt("amount_cents")),
		}})
		if err != nil {
			return nil, err
		}
	}
	facts := b.factsOf(record, actor)
	facts.ChargedOn = law.DayOf(record.GetDateTime("charged_at").Time().In(b.zone))
	return append(ChargeRules.Check(facts, b.regime), facts.Objections()...), nil
}

func (b *batch) factsOf(record *core.Record, actor school.Actor) ChargeFacts {
	pupil, subject := record.GetString("pupil"), Subject{record.GetString("subject_collection"), record.GetString("subject_id")}
	f := ChargeFacts{
		MayLiquidate: actor.Kind == school.System || actor.Has(liquidators...), Basis: Basis(record.GetString("basis")), Today: b.regime.On,
		Label: record.GetString("label"), DueOn: law.Day(record.GetString("due_on")), Amount: cents.Amount(record.GetInt("amount_cents")), SubjectGiven: subject.Collection != "" && subject.ID != "",
	}
	f.Act, f.ActFound = b.acts[record.GetString("act")]
	if subject.Collection == "trips" {
		f.OtherAct = b.tripActs[subject.ID] != f.Act.ID
	}
	birth, found := b.born[pupil]
	f.PupilFound = found
	if debtor := record.GetString("debtor_id"); debtor != "" {
		f.DebtorFits = b.guardians[[2]string{pupil, debtor}]
	} else {
		f.DebtorFits = birth != "" && birth.AgeOn(f.Today) >= school.Majority
	}
	f.CommitmentOK = true
	if id := record.GetString("commitment_id"); id != "" {
		c, signed := b.commitments[id]
		f.CommitmentOK = signed && c.Decision == "accept" && c.Pupil == pupil
		f.Signed = f.CommitmentOK && subject == OfTrip(c.Trip) && (actor.Kind == school.Guardian || actor.Kind == school.Pupil)
	}
	b.sharesOf(&f, record, subject)
	return f
}

// sharesOf adds what is known of the payers of the pupil, and remembers this one for the next row of the batch.
func (b *batch) sharesOf(f *ChargeFacts, record *core.Record, subject Subject) {
	pupil, debtor, cited, instalment := record.GetString("pupil"), record.GetString("debtor_id"), record.GetString("agreement_id"), record.GetString("instalment_id")
	f.Words, f.Closed, f.SmallClaim, f.Owed = b.wordsOf(f.Label, subject.Collection == "trips"), b.closed, b.smallClaim(), b.small[[2]string{pupil, debtor}]
	f.Shared, f.AgreementOK = cited != "", cited == ""
	for _, a := range b.agreements[pupil] {
		for _, s := range a.Shares {
			f.AgreementOK = f.AgreementOK || a.ID == cited && s.GuardianID == debtor && (a.Subject == Subject{} || a.Subject == subject)
		}
	}
	_, exists := agreementFor(b.agreements[pupil], subject)
	f.ForAnother = exists && !f.Shared
	if instalment == "" {
		return
	}
	for other := range b.owing[pupil+" "+instalment] {
		f.OtherOwes = f.OtherOwes || other != debtor
	}
	b.owe(pupil, instalment, debtor)
}
