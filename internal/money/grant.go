package money

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// GrantKind is the nature of what lowers a charge, as kept in grants.kind.
type GrantKind string

// The ways in which a debt is lowered (F-13).
const (
	SocialFund   GrantKind = "social_fund"
	Remission    GrantKind = "remission"
	ThirdParty   GrantKind = "third_party"
	Scholarship  GrantKind = "scholarship"  // the family's own money, with its express agreement (V-37)
	Surplus      GrantKind = "surplus"      // the trip cost less than its price (V-27)
	Cancellation GrantKind = "cancellation" // correction of an error, withdrawal accepted, part that another payer owes
	WriteOff     GrantKind = "write_off"    // admission en non-valeur: it will never be paid, the board says so
)

// Label is the kind in French.
func (k GrantKind) Label() string { return grantLabels[k] }

var grantLabels = map[GrantKind]string{
	SocialFund: "fonds social", Remission: "remise gracieuse", ThirdParty: "aide d’un tiers", Cancellation: "annulation", Surplus: "reliquat",
	Scholarship: "bourse", WriteOff: "admission en non-valeur",
}

// The decisions by which a debt is lowered, as kept in approvals.kind.
const (
	remissionDecision  = "remission"
	thirdPartyDecision = "third_party" // its reason names who pays in the family's place
	withdrawalDecision = "withdrawal"  // a pupil does not go, or a charge was an error
	sharesDecision     = "shares"      // an agreement between payers
)

// decisionsFor names the decisions (approvals.kind) on which each kind rests, the one that is taken for it first.
var decisionsFor = map[GrantKind][]string{
	SocialFund: {socialFundDecision}, Remission: {remissionDecision}, ThirdParty: {thirdPartyDecision}, Cancellation: {withdrawalDecision, remissionDecision, sharesDecision}, Surplus: {"final_report"},
	Scholarship: {"scholarship"}, WriteOff: {"write_off"},
}

// NewGrant lowers a charge on the strength of a decision.
type NewGrant struct {
	ChargeID   string
	Kind       GrantKind
	ApprovalID string // the decision, taken on the charge, its pupil, its trip or its seat
	ActID      string // of the board: it votes the remission or the write-off; below the head's threshold, none
	Assent     string // the accountant's "avis conforme" to a remission: its date and reference; empty when it is recorded already
	Amount     cents.Amount
	AgreedOn   law.Day // for a scholarship: the day of the family's written agreement
	AgreedBy   string  // and who signed it: a legal guardian, or the pupil of full age
}

// byDecision stands for who books in the rows that a decision of the social fund writes by itself.
const byDecision = "decision"

// Grant records that a charge is lowered by a decision (F-13) and returns the row's id. The actor is the accountant, who did
// not take the decision (F-21); an aid of the social fund is booked by the program, to the cent, as the head's decision says.
// It returns a *law.Refusal that names F-13 or F-21.
func Grant(ctx context.Context, app core.App, g NewGrant) (id string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		if err := giveAssent(ctx, tx, g); err != nil {
			return err
		}
		record, err := school.NewRecord(tx, "grants")
		if err != nil {
			return err
		}
		by := school.ActorIn(ctx).ID
		if school.ActorIn(ctx).Kind == school.System {
			by = byDecision
		}
		record.Load(map[string]any{
			"charge": g.ChargeID, "kind": string(g.Kind), "approval": g.ApprovalID, "act": g.ActID, "amount_cents": int64(g.Amount),
			"by_staff": by, "granted_at": nowIn(ctx, tx).UTC(),
			"agreed_on": string(g.AgreedOn), "agreed_by": g.AgreedBy,
		})
		id = record.Id
		if err := put(ctx, tx, record); err != nil {
			return err
		}
		id = record.Id
		return nil
	})
	return id, err
}

// giveAssent records the accountant's "avis conforme" to what remits a debt, a decision of its own beside the head's.
func giveAssent(ctx context.Context, app core.App, g NewGrant) error {
	if strings.TrimSpace(g.Assent) == "" || g.Kind != Remission && g.Kind != Cancellation && g.Kind != Surplus {
		return nil
	}
	return save(ctx, app, "approvals", map[string]any{
		"kind": "assent", "subject_collection": "charges", "subject_id": g.ChargeID, "decision": "yes", "by_staff": school.ActorIn(ctx).ID,
		"reason": strings.TrimSpace(g.Assent), "decided_at": school.Clock(app).Now(),
	})
}

// GrantFacts is what judging a grant needs.
type GrantFacts struct {
	ByAccountant bool // in their own name
	ByDecision   bool // by the program, for the exact sum that a decision of the social fund draws on this charge
	Kind         GrantKind
	Amount       cents.Amount
	Decision     string // kind of the decision cited, empty when there is none that concerns the charge and says yes
	DecidedBy    string // who took it
	Bound        Bound  // of a cancellation or a surplus: what the decision may still take off
	RecordedBy   string
	Threshold    cents.Amount
	Delegated    bool   // the threshold rests on an act of the board that fixes it, enforceable today
	ActCited     bool   // an act is cited
	ActPurpose   string // of an act of the board, enforceable today; empty otherwise
	Assented     bool   // the accountant's assent to the remission is recorded
	GrantedOn    law.Day
	Closed       law.Day // last closed day of the accounts
	ChargeFound  bool
	Room         cents.Amount // how far the charge may be lowered by a grant of this kind
	AgreedOn     law.Day      // of the family's agreement that a scholarship pays
	AgreedFits   bool         // who signed it may: a legal guardian of the pupil, or the pupil of full age
	Today        law.Day
}

// remits tells whether a grant gives the debtor something, whatever it is called: what rests on the decision to remit, or goes
// by a decision whose extent nothing tells, needs all that a remission needs.
func (f GrantFacts) remits() bool {
	return f.Kind == Remission || (f.Kind == Cancellation || f.Kind == Surplus) && !f.Bound.Known
}

// GrantRules judges each grant as it is written.
var GrantRules = law.Rulebook[GrantFacts]{
	{Rule: "F-14", Judge: withoutCommission},
	{Rule: "F-13", Judge: func(f GrantFacts) []law.Finding {
		if f.Kind == SocialFund {
			return nil // nobody books it: see withoutCommission
		}
		finding := law.Finding{
			Severity: law.Block, Who: string(school.Accountant),
			Why: "Une dette ne se réduit que par une décision en règle : fonds social, remise, correction (R421-69 du code de l’éducation).",
		}
		switch {
		case !f.ByAccountant:
			finding.What = "Une créance ne se diminue pas à la main."
			finding.Fix = "L’agent comptable inscrit la décision, en son nom : c’est son avis conforme."
		case f.Decision == "" || !slices.Contains(decisionsFor[f.Kind], f.Decision):
			finding.What = "Aucune décision favorable de cette nature ne porte sur cette créance."
			finding.Fix, finding.Field = "Faites d’abord enregistrer la décision du chef d’établissement, puis citez-la.", "approval"
		case f.Bound.Known && f.Amount > f.Bound.Left:
			finding.What = "Cette décision ne peut plus rien retirer de cette créance."
			if f.Bound.Left > 0 {
				finding.What = "Cette décision ne peut retirer que " + f.Bound.Left.String() + " de cette créance, pas " + f.Amount.String() + "."
			}
			finding.Fix, finding.Field = "Ce qui va au-delà du barème voté, du prix en vigueur, du bilan ou du partage est une remise gracieuse : faites-la décider comme telle.", "amount_cents"
		case f.Kind == WriteOff && f.ActPurpose != school.WriteOffAct:
			finding.What = "Une admission en non-valeur est votée par le conseil d’administration : aucun acte exécutoire de cette nature n’est cité."
			finding.Fix, finding.Field = "Enregistrez l’acte d’admission en non-valeur, puis citez-le.", "act"
		case f.remits() && f.ActCited && f.ActPurpose != school.RemissionAct:
			finding.What = "L’acte cité ne vote pas de remise gracieuse, ou n’est pas exécutoire."
			finding.Fix, finding.Field = "Citez l’acte du conseil qui vote cette remise.", "act"
		case f.remits() && !f.ActCited && f.Amount >= f.Threshold:
			finding.What = "Cette remise n’est pas couverte : le conseil d’administration n’a pas délégué ce montant."
			finding.Fix, finding.Field = "Citez l’acte par lequel le conseil vote la remise, ou enregistrez l’acte qui fixe le seuil du chef d’établissement.", "act"
		case f.remits() && !f.ActCited && !f.Delegated:
			finding.What = "Le seuil du chef d’établissement ne repose sur aucun acte exécutoire du conseil qui le fixe."
			finding.Fix, finding.Field = "Enregistrez l’acte qui fixe le seuil, puis fixez le paramètre en le citant.", "act"
		case f.remits() && !f.Assented:
			finding.What = "L’avis conforme de l’agent comptable sur cette remise n’est pas enregistré."
			finding.Fix, finding.Field = "L’agent comptable écrit son avis, avec sa date, en inscrivant la remise.", "assent"
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
	{Rule: "F-21", Judge: func(f GrantFacts) []law.Finding {
		if f.Kind == Scholarship {
			return nil // the family's own money: the second person is who agreed in writing (V-37)
		}
		return school.DutyRules[0].Judge(school.Duty{
			Deed: "cette décision", Validates: "l’inscrit aux comptes", MadeBy: f.DecidedBy, Validator: f.RecordedBy,
			Fix: "Le chef d’établissement décide, l’agent comptable inscrit.",
		})
	}},
	{Rule: "V-37", Judge: withoutAgreement},
}

// withoutAgreement refuses that a scholarship pays when nobody of the family has said so in writing (V-37).
func withoutAgreement(f GrantFacts) []law.Finding {
	if f.Kind != Scholarship {
		return nil
	}
	finding := law.Finding{
		Severity: law.Block, Who: string(school.Accountant), Field: "agreed_on",
		Why: "La bourse est versée pour la scolarité ; elle ne paie un voyage que si la famille le demande par écrit.",
		Fix: "Recueillez l’accord écrit d’un responsable légal, puis inscrivez sa date et son signataire.",
	}
	switch {
	case f.AgreedOn == "":
		finding.What = "La bourse de cet élève ne paie rien sans l’accord exprès de sa famille."
	case f.AgreedOn > f.Today:
		finding.What, finding.Fix = "L’accord de la famille porte une date à venir.", "Inscrivez la date à laquelle il a été signé."
	case !f.AgreedFits:
		finding.What, finding.Field = "L’accord n’est pas signé par un responsable légal de cet élève, ou par l’élève majeur.", "agreed_by"
	default:
		return nil
	}
	return []law.Finding{finding}
}

// Objections are what the house has to say about a grant, beside the law.
func (f GrantFacts) Objections() []law.Finding {
	switch {
	case !f.ChargeFound:
		return []law.Finding{house("charge", "Cette créance n’existe pas.", "")}
	case f.Amount <= 0:
		return []law.Finding{house("amount_cents", "Le montant de l’aide ou de la remise est positif.", "")}
	case f.Amount > f.Room && releases[f.Kind]:
		return []law.Finding{house("amount_cents", "Cette créance n’est plus que de "+f.Room.String()+".", "Une créance ne descend pas sous zéro.")}
	case f.Amount > f.Room:
		return []law.Finding{house("amount_cents", "Il ne reste que "+f.Room.String()+" à payer sur cette créance.", "Ce qui est déjà payé se rembourse, il ne se remet pas.")}
	}
	return closedDay("granted_at", f.GrantedOn, f.Today, f.Closed)
}

// JudgeGrant loads the facts of a grant and judges it. bounder is the products' word on what a decision may take off.
func JudgeGrant(ctx context.Context, app core.App, record *core.Record, actor school.Actor, bounder Bounder) ([]law.Finding, error) {
	regime, err := regimeIn(ctx, app)
	if err != nil {
		return nil, err
	}
	f := GrantFacts{
		ByAccountant: actor.Has(school.Accountant) && record.GetString("by_staff") == actor.ID, Kind: GrantKind(record.GetString("kind")),
		Amount:    cents.Amount(record.GetInt("amount_cents")),
		Threshold: cents.Amount(regime.Parameters.Int("F-13", "head_remission_below_cents", regime.On)),
	}
	account, found, err := accountIn(ctx, app, record.GetString("charge"))
	if err != nil {
		return nil, err
	}
	f.ChargeFound, f.Room = found, account.Due()
	if releases[f.Kind] {
		f.Room += account.Paid // what was paid of it is released: see Release
	}
	ruling, err := findRuling(ctx, app, record.GetString("approval"), account)
	if err != nil {
		return nil, err
	}
	f.Decision, f.DecidedBy = ruling.Kind, ruling.By
	if f.Bound, err = boundOf(ctx, app, f.Kind, ruling, account, bounder); err != nil {
		return nil, err
	}
	if f.Kind == SocialFund && actor.Kind == school.System && record.GetString("by_staff") == byDecision {
		if f.ByDecision, err = drawsOn(app, record.GetString("approval"), account.ID, f.Amount); err != nil {
			return nil, err
		}
		if f.ByDecision {
			f.Decision = socialFundDecision
		}
	}
	f.AgreedOn, f.Today = law.Day(record.GetString("agreed_on")), regime.On
	if f.AgreedFits, err = agrees(app, account.PupilID, record.GetString("agreed_by"), regime.On); err != nil {
		return nil, err
	}
	days, err := school.Once(ctx, "money.days", func() (accountDays, error) { return daysOf(app) })
	if err != nil {
		return nil, err
	}
	f.RecordedBy, f.Closed, f.GrantedOn = record.GetString("by_staff"), days.closed, law.DayOf(record.GetDateTime("granted_at").Time().In(days.zone))
	if err := f.loadCover(app, record, regime); err != nil {
		return nil, err
	}
	return append(GrantRules.Check(f, regime), f.Objections()...), nil
}

// loadCover reads the acts and the assent on which a remission or a write-off rests.
func (f *GrantFacts) loadCover(app core.App, record *core.Record, regime law.Regime) error {
	f.ActCited = record.GetString("act") != ""
	act, found, err := school.FindAct(app, record.GetString("act"))
	if err != nil {
		return err
	}
	if found && act.Organ == school.Board && act.IsEnforceable(regime.On) {
		f.ActPurpose = act.Purpose
	}
	if !f.remits() {
		return nil
	}
	var cover struct{ Acts, Assents int }
	err = app.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM acts a WHERE a.id = (SELECT p.act FROM parameters p WHERE p.rule = 'F-13' AND p.parameter = 'head_remission_below_cents'
				AND p.in_force_from <= {:today} ORDER BY p.in_force_from DESC, p.set_at DESC LIMIT 1)
			AND a.organ = {:board} AND a.purpose = {:purpose} AND a.enforceable_on != '' AND a.enforceable_on <= {:today}) AS acts,
		(SELECT COUNT(*) FROM approvals d JOIN staff s ON s.id = d.by_staff WHERE d.kind = 'assent' AND d.decision = 'yes' AND d.subject_collection = 'charges'
			AND d.subject_id = {:charge} AND LENGTH(TRIM(d.reason)) > 0) AS assents`).
		Bind(dbx.Params{"today": string(regime.On), "board": school.Board, "purpose": school.RemissionThresholdAct, "charge": record.GetString("charge")}).One(&cover)
	if err != nil {
		return fmt.Errorf("cover of a remission: %w", err)
	}
	f.Delegated, f.Assented = cover.Acts > 0, cover.Assents > 0
	return nil
}

// findRuling is the favourable decision that concerns the charge: taken on it, on its pupil, on its subject or on the pupil's
// seat in its trip. Empty when there is none.
func findRuling(ctx context.Context, app core.App, id string, a Account) (Ruling, error) {
	if id == "" || a.ID == "" {
		return Ruling{}, nil
	}
	type taken struct{ Kind, SubjectCollection, SubjectID, ByStaff string }
	found, err := school.Once(ctx, "money.decision."+id, func() ([]taken, error) {
		var rows []taken
		err := app.DB().Select("kind", "subject_collection", "subject_id", "by_staff").From("approvals").Where(dbx.HashExp{"id": id, "decision": "yes"}).All(&rows)
		return rows, err
	})
	if err != nil {
		return Ruling{}, fmt.Errorf("decision: %w", err)
	}
	if len(found) == 0 {
		return Ruling{}, nil
	}
	on := Subject{found[0].SubjectCollection, found[0].SubjectID}
	ruling := Ruling{ID: id, Kind: found[0].Kind, On: on, By: found[0].ByStaff}
	switch on {
	case Subject{"charges", a.ID}, Subject{"pupils", a.PupilID}, Subject{a.SubjectCollection, a.SubjectID}:
		return ruling, nil
	}
	if on.Collection != "seats" {
		return Ruling{}, nil
	}
	var concerns bool
	err = app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM seats s WHERE s.id = {:seat} AND s.pupil = {:pupil} AND s.trip = {:subject})").
		Bind(dbx.Params{"seat": on.ID, "pupil": a.PupilID, "subject": a.SubjectID}).Row(&concerns)
	if err != nil {
		return Ruling{}, fmt.Errorf("seat of a decision: %w", err)
	}
	if !concerns {
		return Ruling{}, nil
	}
	return ruling, nil
}
