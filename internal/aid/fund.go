package aid

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Fund is money for aid with what is left of it: what it opened with and what moved it, less what was granted on it. Nothing
// of that is kept: it is added up each time.
type Fund struct {
	ID, Name, Note     string
	Kind               FundKind
	OpenedOn, ClosedOn law.Day
	Opening, Moved     cents.Amount
	Granted            cents.Amount // amounts of the decisions, the urgent ones included
	Count              int          // of those decisions
}

// Remaining is what may still be granted.
func (f Fund) Remaining() cents.Amount { return f.Opening + f.Moved - f.Granted }

// fundQuery adds a fund up. A right that is closed has cost what was drawn on it: see spentSQL.
const fundQuery = `SELECT f.id, f.name, f.note, f.kind, f.opened_on, f.closed_on, f.opening_cents AS opening,
		COALESCE((SELECT SUM(m.amount_cents) FROM aid_movements m WHERE m.fund = f.id), 0) AS moved,
		COALESCE((SELECT SUM(d.amount_cents) FROM decisions d WHERE d.fund = f.id AND d.state IN ('urgent', 'granted', 'ended') AND d.id != {:but}), 0) AS granted,
		(SELECT COUNT(*) FROM decisions d WHERE d.fund = f.id AND d.state IN ('urgent', 'granted', 'ended')) AS [[count]]
	FROM aid_funds f `

// Funds lists the funds, the open ones first. The viewer sees aid.
func Funds(app core.App, viewer school.Actor) ([]Fund, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return nil, err
	}
	var all []Fund
	err := app.DB().NewQuery(fundQuery + "ORDER BY f.closed_on != '', f.name").Bind(dbx.Params{"but": ""}).All(&all)
	if err != nil {
		return nil, fmt.Errorf("funds: %w", err)
	}
	return all, nil
}

// fund reads one fund, the decision named left out of what it has granted.
func fund(app core.App, id, but string) (Fund, bool, error) {
	var all []Fund
	err := app.DB().NewQuery(fundQuery + "WHERE f.id = {:id}").Bind(dbx.Params{"id": id, "but": but}).All(&all)
	if err != nil || len(all) == 0 {
		return Fund{}, false, wrap("fund", err)
	}
	return all[0], true, nil
}

func wrap(what string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("%s: %w", what, err)
}

// NewFund is a fund as the bursar types it.
type NewFund struct {
	Name, Note string
	Kind       FundKind
	Opening    cents.Amount
	OpenedOn   law.Day
}

// OpenFund records a fund.
func OpenFund(ctx context.Context, app core.App, f NewFund) (id string, err error) {
	r, err := save(ctx, app, "aid_funds", map[string]any{
		"name": trim(f.Name), "note": trim(f.Note), "kind": string(f.Kind), "opening_cents": int64(f.Opening), "opened_on": string(f.OpenedOn),
	})
	if err != nil {
		return "", err
	}
	return r.Id, nil
}

// CloseFund takes a fund out of what may be given from, or back among it: its history stays.
func CloseFund(ctx context.Context, app core.App, id string, closed bool) error {
	return setClosed(ctx, app, "aid_funds", id, closed)
}

// CloseType stops proposing an aid, or proposes it again: the requests that name it stay.
func CloseType(ctx context.Context, app core.App, id string, closed bool) error {
	return setClosed(ctx, app, "aid_types", id, closed)
}

func setClosed(ctx context.Context, app core.App, collection, id string, closed bool) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById(collection, id)
		if err != nil {
			return ErrNotFound
		}
		on := ""
		if closed {
			on = string(school.Clock(tx).Today())
		}
		record.Set("closed_on", on)
		return tx.SaveWithContext(ctx, record)
	})
}

// Movement is money that enters or leaves a fund otherwise than by an aid.
type Movement struct {
	ID, Fund, Label string
	Amount          cents.Amount
	MovedOn         law.Day
}

// Movements lists what moved the funds, newest first.
func Movements(app core.App, viewer school.Actor) ([]Movement, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return nil, err
	}
	var all []Movement
	err := app.DB().Select("id", "fund", "label", "amount_cents AS amount", "moved_on").From("aid_movements").OrderBy("moved_on DESC", "rowid DESC").All(&all)
	return all, wrap("movements", err)
}

// Move records a movement.
func Move(ctx context.Context, app core.App, m Movement) error {
	_, err := save(ctx, app, "aid_movements", map[string]any{
		"fund": m.Fund, "label": trim(m.Label), "amount_cents": int64(m.Amount), "moved_on": string(m.MovedOn), "by_staff": school.ActorIn(ctx).ID,
	})
	return err
}

// JudgeFund judges a fund as it is written: its opening balance never falls below what it has granted.
func JudgeFund(app core.App, record *core.Record, actor school.Actor, isNew bool) ([]law.Finding, error) {
	if !mayManage(actor) {
		return manageOnly(), nil
	}
	var findings []law.Finding
	if trim(record.GetString("name")) == "" {
		findings = append(findings, house("name", "Donnez un nom au financement.", ""))
	}
	if _, known := fundLabels[FundKind(record.GetString("kind"))]; !known {
		findings = append(findings, house("kind", "Choisissez la nature du financement.", ""))
	}
	if record.GetString("opened_on") == "" {
		findings = append(findings, house("opened_on", "Inscrivez le jour d’ouverture.", ""))
	}
	if record.GetInt("opening_cents") < 0 {
		findings = append(findings, house("opening_cents", "Un fonds ne s’ouvre pas sur une dette.", ""))
	}
	if isNew {
		return findings, nil
	}
	now, found, err := fund(app, record.Id, "")
	if err != nil || !found {
		return findings, err
	}
	now.Opening = cents.Amount(record.GetInt("opening_cents"))
	if now.Remaining() < 0 {
		findings = append(findings, house("opening_cents", "Ce solde ne couvre pas les "+now.Granted.String()+" déjà accordés.", ""))
	}
	if record.GetString("kind") != string(now.Kind) && now.Count > 0 {
		findings = append(findings, house("kind", "Des aides reposent sur ce fonds : sa nature ne change plus.", ""))
	}
	return findings, nil
}

// JudgeMovement judges a movement: it never takes from a fund more than is left.
func JudgeMovement(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if !mayManage(actor) || record.GetString("by_staff") != actor.ID {
		return manageOnly(), nil
	}
	f, found, err := fund(app, record.GetString("fund"), "")
	if err != nil {
		return nil, err
	}
	amount := cents.Amount(record.GetInt("amount_cents"))
	switch {
	case !found:
		return refuse("fund", "Choisissez le financement.", ""), nil
	case trim(record.GetString("label")) == "":
		return refuse("label", "Dites d’où vient ce mouvement.", "Une notification de crédits, un acte, une restitution."), nil
	case amount == 0:
		return refuse("amount", "Inscrivez un montant, négatif quand le fonds baisse.", ""), nil
	case f.Remaining()+amount < 0:
		return refuse("amount", "Il ne reste que "+f.Remaining().String()+" sur ce fonds.", "Un fonds ne passe pas sous zéro."), nil
	case record.GetString("moved_on") == "":
		return refuse("moved_on", "Inscrivez le jour du mouvement.", ""), nil
	}
	return nil, nil
}

func mayManage(actor school.Actor) bool {
	return actor.Kind == school.System || actor.May(school.ManageAid)
}

func manageOnly() []law.Finding {
	return refuse("", "Les fonds sociaux, leurs barèmes et leurs aides se règlent par le chef d’établissement ou le gestionnaire, en son nom.", "Demandez-le-leur.")
}

// Kind of aid.

// Type is an aid that may be given, from which fund and how it is calculated.
type Type struct {
	ID, Name, Fund, FundName string
	FundKind                 FundKind
	Mode                     Mode
	Amount                   cents.Amount // proposed
	ClosedOn                 law.Day
}

// Types lists the aids, those that are no longer given last.
func Types(app core.App, viewer school.Actor) ([]Type, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return nil, err
	}
	return kindsOfAid(app)
}

func kindsOfAid(app core.App) ([]Type, error) {
	var all []Type
	err := app.DB().NewQuery(`SELECT t.id, t.name, t.fund, f.name AS fund_name, f.kind AS fund_kind, t.mode, t.amount_cents AS amount, t.closed_on
		FROM aid_types t JOIN aid_funds f ON f.id = t.fund ORDER BY t.closed_on != '', t.name`).All(&all)
	return all, wrap("kinds of aid", err)
}

// AddType records a kind of aid.
func AddType(ctx context.Context, app core.App, t Type) (id string, err error) {
	r, err := save(ctx, app, "aid_types", map[string]any{"name": trim(t.Name), "mode": string(t.Mode), "fund": t.Fund, "amount_cents": int64(t.Amount)})
	if err != nil {
		return "", err
	}
	return r.Id, nil
}

// JudgeType judges a kind of aid: once it has been given, neither its fund nor its way of calculating changes.
func JudgeType(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if !mayManage(actor) {
		return manageOnly(), nil
	}
	switch {
	case trim(record.GetString("name")) == "":
		return refuse("name", "Donnez un nom à l’aide.", ""), nil
	case Mode(record.GetString("mode")).Label() == "":
		return refuse("mode", "Choisissez la façon de calculer.", ""), nil
	case record.GetInt("amount_cents") < 0:
		return refuse("amount", "Un montant proposé n’est pas négatif.", ""), nil
	}
	_, found, err := fund(app, record.GetString("fund"), "")
	if err != nil {
		return nil, err
	}
	if !found {
		return refuse("fund", "Choisissez le financement.", ""), nil
	}
	if before != nil && (before.GetString("fund") != record.GetString("fund") || before.GetString("mode") != record.GetString("mode")) {
		var used int
		err := app.DB().Select("COUNT(*)").From("aid_requests").Where(dbx.HashExp{"aid_type": record.Id}).Row(&used)
		if err != nil {
			return nil, wrap("use of a kind of aid", err)
		}
		if used > 0 {
			return refuse("mode", "Des demandes reposent sur cette aide : ni son fonds ni son calcul ne changent.", "Créez une autre aide."), nil
		}
	}
	return nil, nil
}

// Scale is the voted table of percentages by quotient, from a day on.
type Scale struct {
	ID, Name, Act string
	From          law.Day `db:"in_force_from"`
	Daily         bool
	Brackets      []Bracket `db:"-"`
}

// ScaleOn is the scale in force on a day.
func ScaleOn(app core.App, viewer school.Actor, on law.Day) (Scale, bool, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return Scale{}, false, err
	}
	return scaleOn(app, on)
}

func scaleOn(app core.App, on law.Day) (Scale, bool, error) {
	var rows []struct {
		Scale
		Raw string
	}
	err := app.DB().Select("id", "name", "act", "in_force_from", "daily", "brackets AS raw").From("aid_scales").
		Where(dbx.NewExp("in_force_from <= {:on}", dbx.Params{"on": string(on)})).OrderBy("in_force_from DESC", "rowid DESC").Limit(1).All(&rows)
	if err != nil || len(rows) == 0 {
		return Scale{}, false, wrap("scale", err)
	}
	if err := json.Unmarshal([]byte(rows[0].Raw), &rows[0].Scale.Brackets); err != nil {
		return Scale{}, false, wrap("scale", err)
	}
	return rows[0].Scale, true, nil
}

// SetScale records the scale that the board votes; the one before stays, for what it served.
func SetScale(ctx context.Context, app core.App, s Scale) error {
	_, err := save(ctx, app, "aid_scales", map[string]any{
		"name": trim(s.Name), "act": s.Act, "in_force_from": string(s.From), "daily": s.Daily, "brackets": s.Brackets, "by_staff": school.ActorIn(ctx).ID,
	})
	return err
}

// JudgeScale judges a scale: contiguous, complete, in the name of who records it.
func JudgeScale(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if !mayManage(actor) || record.GetString("by_staff") != actor.ID {
		return manageOnly(), nil
	}
	var brackets []Bracket
	if err := json.Unmarshal([]byte(record.GetString("brackets")), &brackets); err != nil {
		return refuse("tranches", "Le barème est illisible.", ""), nil //nolint:nilerr // the refusal says it
	}
	findings := checkBrackets(brackets)
	if trim(record.GetString("name")) == "" {
		findings = append(findings, house("name", "Donnez un nom au barème.", ""))
	}
	if record.GetString("in_force_from") == "" {
		findings = append(findings, house("in_force_from", "Inscrivez le jour à partir duquel il s’applique.", ""))
	}
	act, found, err := school.FindAct(app, record.GetString("act"))
	if err != nil {
		return nil, err
	}
	if record.GetString("act") != "" && (!found || act.Purpose != school.AidCriteriaAct) {
		findings = append(findings, house("act", "Un barème repose sur l’acte par lequel le conseil vote les critères des fonds sociaux.", ""))
	}
	return findings, nil
}

// criteria finds the act by which the board settled the criteria, enforceable on a day (F-14).
func criteria(app core.App, on law.Day) (bool, error) {
	var n int
	err := app.DB().Select("COUNT(*)").From("acts").Where(dbx.HashExp{"purpose": school.AidCriteriaAct, "organ": school.Board}).
		AndWhere(dbx.NewExp("enforceable_on != '' AND enforceable_on <= {:on}", dbx.Params{"on": string(on)})).Row(&n)
	return n > 0, wrap("criteria", err)
}
