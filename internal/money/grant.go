package money

import (
	"context"
	"fmt"
	"slices"

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
	Cancellation GrantKind = "cancellation" // correction of an error, withdrawal accepted
)

// Label is the kind in French.
func (k GrantKind) Label() string { return grantLabels[k] }

var grantLabels = map[GrantKind]string{
	SocialFund: "fonds social", Remission: "remise gracieuse", ThirdParty: "aide d’un tiers", Cancellation: "annulation", Surplus: "reliquat",
	Scholarship: "bourse",
}

// decisionsFor names the decisions (approvals.kind) on which each kind rests.
var decisionsFor = map[GrantKind][]string{
	SocialFund: {"social_fund"}, Remission: {"remission"}, ThirdParty: {"social_fund", "remission"}, Cancellation: {"withdrawal", "remission", "refund"}, Surplus: {"final_report"},
	Scholarship: {"scholarship"},
}

// NewGrant lowers a charge on the strength of a decision.
type NewGrant struct {
	ChargeID   string
	Kind       GrantKind
	ApprovalID string // the decision, taken on the charge, its pupil, its trip or its seat
	ActID      string // for a remission above the head's threshold: the board's vote
	Amount     cents.Amount
	AgreedOn   law.Day // for a scholarship: the day of the family's written agreement
	AgreedBy   string  // and who signed it: a legal guardian, or the pupil of full age
}

// Grant records that a charge is lowered by a decision (F-13) and returns the row's id. The actor is the accountant:
// recording it is the "avis conforme" that a remission needs. It returns a *law.Refusal that names F-13.
func Grant(ctx context.Context, app core.App, g NewGrant) (id string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := school.NewRecord(tx, "grants")
		if err != nil {
			return err
		}
		record.Load(map[string]any{
			"charge": g.ChargeID, "kind": string(g.Kind), "approval": g.ApprovalID, "act": g.ActID, "amount_cents": int64(g.Amount),
			"by_staff": school.ActorIn(ctx).ID, "granted_at": nowIn(ctx, tx).UTC(),
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

// GrantFacts is what judging a grant needs.
type GrantFacts struct {
	ByAccountant bool // in their own name
	Kind         GrantKind
	Amount       cents.Amount
	Decision     string // kind of the decision cited, empty when there is none that concerns the charge and says yes
	Threshold    cents.Amount
	ActVoted     bool // an act enforceable today is cited
	ChargeFound  bool
	Room         cents.Amount // how far the charge may be lowered by a grant of this kind
	AgreedOn     law.Day      // of the family's agreement that a scholarship pays
	AgreedFits   bool         // who signed it may: a legal guardian of the pupil, or the pupil of full age
	Today        law.Day
}

// GrantRules judges each grant as it is written.
var GrantRules = law.Rulebook[GrantFacts]{
	{Rule: "F-13", Judge: func(f GrantFacts) []law.Finding {
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
		case f.Kind == Remission && !f.ActVoted && f.Amount >= f.Threshold:
			finding.What = "Cette remise n’est pas couverte : le conseil d’administration n’a pas délégué ce montant."
			finding.Fix, finding.Field = "Citez l’acte par lequel le conseil vote la remise, ou enregistrez l’acte qui fixe le seuil du chef d’établissement.", "act"
		default:
			return nil
		}
		return []law.Finding{finding}
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
	return nil
}

// JudgeGrant loads the facts of a grant and judges it.
func JudgeGrant(ctx context.Context, app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
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
	if f.Decision, err = findDecision(ctx, app, record.GetString("approval"), account); err != nil {
		return nil, err
	}
	f.AgreedOn, f.Today = law.Day(record.GetString("agreed_on")), regime.On
	if f.AgreedFits, err = agrees(app, account.PupilID, record.GetString("agreed_by"), regime.On); err != nil {
		return nil, err
	}
	act, found, err := school.FindAct(app, record.GetString("act"))
	if err != nil {
		return nil, err
	}
	f.ActVoted = found && act.Organ == school.Board && act.IsEnforceable(regime.On)
	return append(GrantRules.Check(f, regime), f.Objections()...), nil
}

// findDecision is the kind of a favourable decision that concerns the charge: taken on it, on its pupil, on its subject or
// on the pupil's seat in its trip.
func findDecision(ctx context.Context, app core.App, id string, a Account) (string, error) {
	if id == "" || a.ID == "" {
		return "", nil
	}
	type taken struct{ Kind, SubjectCollection, SubjectID string }
	found, err := school.Once(ctx, "money.decision."+id, func() ([]taken, error) {
		var rows []taken
		err := app.DB().Select("kind", "subject_collection", "subject_id").From("approvals").Where(dbx.HashExp{"id": id, "decision": "yes"}).All(&rows)
		return rows, err
	})
	if err != nil {
		return "", fmt.Errorf("decision: %w", err)
	}
	if len(found) == 0 {
		return "", nil
	}
	concerns := false
	switch on := (Subject{found[0].SubjectCollection, found[0].SubjectID}); on {
	case Subject{"charges", a.ID}, Subject{"pupils", a.PupilID}, Subject{a.SubjectCollection, a.SubjectID}:
		concerns = true
	default:
		if on.Collection != "seats" {
			return "", nil
		}
		err := app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM seats s WHERE s.id = {:seat} AND s.pupil = {:pupil} AND s.trip = {:subject})").
			Bind(dbx.Params{"seat": on.ID, "pupil": a.PupilID, "subject": a.SubjectID}).Row(&concerns)
		if err != nil {
			return "", fmt.Errorf("seat of a decision: %w", err)
		}
	}
	if !concerns {
		return "", nil
	}
	return found[0].Kind, nil
}
