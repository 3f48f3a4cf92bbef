package aid

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Said is what a family says of its situation and what the social worker reads of its means: sealed with the folder's key,
// erased once it has served. Whether the pupil holds a scholarship is here and nowhere else (F-15).
type Said struct {
	Subject     string       `json:"subject,omitempty"` // what the aid is for, in a few words
	Situation   string       `json:"situation,omitempty"`
	Phone       string       `json:"phone,omitempty"`
	Means       Means        `json:"means,omitzero"`
	Scholarship bool         `json:"scholarship,omitempty"`
	OtherDebts  cents.Amount `json:"other_debts,omitempty"` // known, and not in our accounts
	Note        string       `json:"note,omitempty"`        // of the social worker
}

// Request is one request of one family.
type Request struct {
	ID, PupilID, GuardianID, TypeID   string
	No                                int
	Year                              string
	Origin                            string
	State                             State
	ChargeIDs                         []string `db:"-"`
	Asked                             cents.Amount
	ReceivedOn, InstructedOn, EndedOn law.Day
	EnteredBy, InstructedBy           string
	FirstName, LastName, Class        string // of the pupil
	GuardianFirst, GuardianLast       string
	TypeName                          string
	Mode                              Mode
	FundID                            string
	Outcome                           Outcome // "" while nothing is proposed
	Granted                           cents.Amount
	Said                              Said `db:"-"`
}

// Pupil is the pupil's name, first name first.
func (r Request) Pupil() string { return r.FirstName + " " + r.LastName }

// Guardian is who asks; the pupil of full age asks for themselves.
func (r Request) Guardian() string {
	if r.GuardianID == "" {
		return r.Pupil()
	}
	return r.GuardianFirst + " " + r.GuardianLast
}

// NewRequest is a request as a family, or the service for a paper, writes it.
type NewRequest struct {
	PupilID    string
	GuardianID string // who asks; the family's own id is taken, whatever is written here
	ChargeIDs  []string
	Asked      cents.Amount
	ReceivedOn law.Day // of a paper; today otherwise
	Said       Said
}

// Ask records a request: a family's own, or one that came on paper and that the service types. It returns its id.
func Ask(ctx context.Context, app core.App, n NewRequest) (id string, err error) {
	actor := school.ActorIn(ctx)
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		today := school.Clock(tx).Today()
		var last int
		if err := tx.DB().Select("COALESCE(MAX(request_no), 0)").From("aid_requests").Row(&last); err != nil {
			return fmt.Errorf("number of a request: %w", err)
		}
		sealed, err := seal(tx, n.Said)
		if err != nil {
			return err
		}
		fields := map[string]any{
			"request_no": last + 1, "school_year": YearOf(today), "pupil": n.PupilID, "guardian": n.GuardianID, "origin": "paper", "state": string(Received),
			"charge_ids": n.ChargeIDs, "asked_cents": int64(n.Asked), "sealed": sealed, "received_on": string(n.ReceivedOn), "entered_by": actor.ID,
		}
		if actor.Kind == school.Guardian || actor.Kind == school.Pupil {
			fields["origin"], fields["entered_by"], fields["received_on"], fields["guardian"] = "online", "", string(today), ""
			if actor.Kind == school.Guardian {
				fields["guardian"] = actor.ID
			}
		}
		if fields["received_on"] == "" {
			fields["received_on"] = string(today)
		}
		r, err := save(ctx, tx, "aid_requests", fields)
		if err != nil {
			return err
		}
		id = r.Id
		return nil
	})
	return id, err
}

const requestColumns = `r.id, r.pupil AS pupil_id, r.guardian AS guardian_id, r.aid_type AS type_id, r.request_no AS [[no]], r.school_year AS year, r.origin, r.state,
	r.asked_cents AS asked, r.received_on, r.instructed_on, r.ended_on, r.entered_by, r.instructed_by, r.charge_ids AS raw_charges, r.sealed,
	p.first_name, COALESCE(NULLIF(p.usage_name, ''), p.last_name) AS last_name, COALESCE(k.code, '') AS class,
	COALESCE(g.first_name, '') AS guardian_first, COALESCE(NULLIF(g.usage_name, ''), g.last_name, '') AS guardian_last,
	COALESCE(t.name, '') AS type_name, COALESCE(t.mode, '') AS mode, COALESCE(t.fund, '') AS fund_id, COALESCE(d.state, '') AS outcome,
	CASE WHEN d.state IN ('urgent', 'granted', 'ended') THEN d.amount_cents ELSE 0 END AS granted`

func requestQuery(app core.App) *dbx.SelectQuery {
	return app.DB().Select(requestColumns).From("aid_requests r").InnerJoin("pupils p", dbx.NewExp("p.id = r.pupil")).
		LeftJoin("classes k", dbx.NewExp("k.id = p.class")).LeftJoin("guardians g", dbx.NewExp("g.id = r.guardian")).
		LeftJoin("aid_types t", dbx.NewExp("t.id = r.aid_type")).LeftJoin("decisions d", dbx.NewExp("d.request = r.id")).OrderBy("r.request_no DESC")
}

func readRequests(app core.App, q *dbx.SelectQuery) ([]Request, error) {
	var rows []struct {
		Request
		RawCharges, Sealed string
	}
	if err := q.All(&rows); err != nil {
		return nil, fmt.Errorf("requests: %w", err)
	}
	all := make([]Request, 0, len(rows))
	for _, row := range rows {
		r := row.Request
		if row.RawCharges != "" {
			if err := json.Unmarshal([]byte(row.RawCharges), &r.ChargeIDs); err != nil {
				return nil, fmt.Errorf("charges of a request: %w", err)
			}
		}
		if err := unseal(app, row.Sealed, &r.Said); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, nil
}

// Filter narrows the list of requests.
type Filter struct {
	State  State
	Search string // a pupil, a guardian or a number
	Year   string
}

// Requests lists the requests, the newest first. The viewer sees aid.
func Requests(app core.App, viewer school.Actor, f Filter) ([]Request, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return nil, err
	}
	q := requestQuery(app)
	if f.State != "" {
		q.AndWhere(dbx.HashExp{"r.state": string(f.State)})
	}
	if f.Year != "" {
		q.AndWhere(dbx.HashExp{"r.school_year": f.Year})
	}
	all, err := readRequests(app, q)
	if err != nil || f.Search == "" {
		return all, err
	}
	return slices.DeleteFunc(all, func(r Request) bool {
		return fmt.Sprint(r.No) != f.Search && !school.Matches(f.Search, r.Pupil()+" "+r.Guardian()+" "+r.Class)
	}), nil
}

// RequestFor reads one request. The viewer sees aid.
func RequestFor(app core.App, viewer school.Actor, id string) (Request, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return Request{}, err
	}
	return requestByID(app, id)
}

func requestByID(app core.App, id string) (Request, error) {
	return oneOf(readRequests(app, requestQuery(app).Where(dbx.HashExp{"r.id": id})))
}

func oneOf(all []Request, err error) (Request, error) {
	switch {
	case err != nil:
		return Request{}, err
	case len(all) == 0:
		return Request{}, ErrNotFound
	}
	return all[0], nil
}

// Own lists the viewer's own requests: a guardian's, or those of a pupil of full age. Nobody else's, not even those of the
// other parent of the same child.
func Own(app core.App, viewer school.Actor) ([]Request, error) {
	mine, ok := own(viewer)
	if !ok {
		return nil, nil
	}
	return readRequests(app, requestQuery(app).Where(mine))
}

// OwnRequest reads one of the viewer's own requests.
func OwnRequest(app core.App, viewer school.Actor, id string) (Request, error) {
	mine, ok := own(viewer)
	if !ok {
		return Request{}, ErrNotFound
	}
	return oneOf(readRequests(app, requestQuery(app).Where(mine).AndWhere(dbx.HashExp{"r.id": id})))
}

func own(viewer school.Actor) (dbx.Expression, bool) {
	switch {
	case viewer.ID == "":
		return nil, false
	case viewer.Kind == school.Guardian:
		return dbx.HashExp{"r.guardian": viewer.ID}, true
	case viewer.Kind == school.Pupil:
		return dbx.HashExp{"r.pupil": viewer.ID, "r.guardian": ""}, true
	}
	return nil, false
}

// Withdraw takes the viewer's own request back, as long as nothing is decided.
func Withdraw(ctx context.Context, app core.App, id string) error {
	if _, err := OwnRequest(app, school.ActorIn(ctx), id); err != nil {
		return err
	}
	r, err := app.FindRecordById("aid_requests", id)
	if err != nil {
		return ErrNotFound
	}
	r.Load(map[string]any{"state": string(Withdrawn), "ended_on": string(school.Clock(app).Today())})
	return app.SaveWithContext(ctx, r)
}

// Instruction is what the service reads of a request: the kind of aid, the means, the sums.
type Instruction struct {
	TypeID    string
	ChargeIDs []string
	Asked     cents.Amount
	Said      Said // the family's own words are kept, whatever is here
	Ready     bool
}

// Instruct records it.
func Instruct(ctx context.Context, app core.App, id string, i Instruction) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		was, err := RequestFor(tx, school.ActorIn(ctx), id)
		if err != nil {
			return err
		}
		said := i.Said
		said.Situation, said.Phone, said.Subject = was.Said.Situation, was.Said.Phone, was.Said.Subject
		sealed, err := seal(tx, said)
		if err != nil {
			return err
		}
		r, err := tx.FindRecordById("aid_requests", id)
		if err != nil {
			return ErrNotFound
		}
		state := was.State
		if state == Received && i.Ready {
			state = Ready
		}
		r.Load(map[string]any{
			"aid_type": i.TypeID, "charge_ids": i.ChargeIDs, "asked_cents": int64(i.Asked), "sealed": sealed, "state": string(state),
			"instructed_by": school.ActorIn(ctx).ID, "instructed_on": string(school.Clock(tx).Today()),
		})
		return tx.SaveWithContext(ctx, r)
	})
}

// Debts are the sums that a request is about with what remains due on each: those it names, or all that the pupil's family
// owes when it names none.
func Debts(app core.App, viewer school.Actor, r Request) (all []money.Account, total cents.Amount, err error) {
	open, err := money.DebtsOf(app, viewer, r.PupilID)
	if err != nil {
		return nil, 0, err
	}
	for _, a := range open {
		if len(r.ChargeIDs) == 0 && a.DebtorID != r.GuardianID || len(r.ChargeIDs) > 0 && !slices.Contains(r.ChargeIDs, a.ID) {
			continue
		}
		all, total = append(all, a), total+a.Due()
	}
	return all, total, nil
}

// RequestFacts is what judging a request needs.
type RequestFacts struct {
	New                     bool
	Actor                   school.Actor
	OwnChild, OwnGuardian   bool // the pupil and the guardian go together
	Before, After           State
	ByFamily                bool // the change is only that a family takes its request back
	ByProgram               bool // the change is only where the request stands
	Changed                 bool // anything of what is asked or known
	EnteredInPerson, Placed bool
	ForeignCharge           bool // one of the sums is not the applicant's
	TypeClosed, TypeFound   bool
	Asked                   cents.Amount
}

// RequestRules judge a request as it is written.
var RequestRules = law.Rulebook[RequestFacts]{
	{Rule: "F-14", Judge: func(f RequestFacts) []law.Finding {
		finding := law.Finding{
			Severity: law.Block, Who: string(school.SocialWorker),
			Why: "Une demande d’aide n’est connue que de la famille et des personnes chargées de l’instruire et de la décider (circulaire n° 2017-122).",
			Fix: "La famille la dépose dans son espace, ou le service social la saisit d’après le formulaire sur papier.",
		}
		family := f.Actor.Kind == school.Guardian || f.Actor.Kind == school.Pupil
		switch {
		case f.New && family && !f.OwnChild:
			finding.What = "Une demande se dépose pour son enfant, ou pour soi-même à partir de dix-huit ans."
		case f.New && !family && (!f.Actor.May(school.InstructAid) || !f.EnteredInPerson):
			finding.What = "Cette demande n’est écrite ni par la famille ni par le service qui l’instruit, en son nom."
		case !f.New && family && !f.ByFamily:
			finding.What, finding.Fix = "Une demande déposée ne se réécrit pas : elle se retire.", "Retirez-la, puis déposez-en une autre."
		case !f.New && f.Actor.Kind == school.System && !f.ByProgram:
			finding.What = "Le programme ne change que l’état d’une demande."
		case !f.New && !family && f.Actor.Kind != school.System && !f.Actor.May(school.InstructAid):
			finding.What = "Cette demande ne s’instruit que par l’assistant de service social ou le gestionnaire."
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
	{Rule: "F-15", Judge: func(f RequestFacts) []law.Finding {
		if !f.Changed || f.New || f.Actor.May(school.InstructAid) || f.Actor.Kind == school.Guardian || f.Actor.Kind == school.Pupil {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Firm: true, Who: string(school.SocialWorker), Field: "sealed",
			What: "Les ressources d’une famille et la qualité de boursier ne s’écrivent que par le service qui instruit les aides.",
			Why:  "Elles renseignent sur les revenus des parents (RGPD, article 5).", Fix: "Demandez-le à l’assistant de service social.",
		}}
	}},
}

// objections are what the house has to say of a request.
func (f RequestFacts) objections() []law.Finding {
	switch {
	case f.Before == Decided || f.Before == Withdrawn:
		return refuse("", "Cette demande est close : elle ne change plus.", "Une nouvelle situation donne lieu à une nouvelle demande.")
	case f.New && !f.OwnGuardian:
		return refuse("guardian", "Choisissez le responsable de cet élève qui demande l’aide.", "")
	case f.New && f.After != Received:
		return refuse("state", "Une demande commence par être reçue.", "")
	case f.ForeignCharge:
		return refuse("charge_ids", "Une des sommes n’est pas due par la personne qui demande, pour cet élève.", "Choisissez-les dans la liste.")
	case f.Asked < 0:
		return refuse("asked", "Le montant demandé n’est pas négatif.", "")
	case f.After == Ready && !f.TypeFound:
		return refuse("aid_type", "Choisissez l’aide avant de déclarer la demande prête.", "")
	case f.After == Ready && f.Before == Received && f.TypeClosed:
		return refuse("aid_type", "Cette aide n’est plus proposée.", "")
	case !f.New && f.After == Withdrawn && f.Placed:
		return refuse("", "Une décision est déjà prise sur cette demande.", "Parlez-en à l’assistant de service social.")
	}
	return nil
}

// JudgeRequest loads the facts of a request and judges it.
func JudgeRequest(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	f := RequestFacts{
		New: before == nil, Actor: actor, After: State(record.GetString("state")), Asked: cents.Amount(record.GetInt("asked_cents")),
		EnteredInPerson: record.GetString("origin") == "paper" && record.GetString("entered_by") == actor.ID && actor.ID != "",
	}
	told := []string{"request_no", "school_year", "pupil", "guardian", "origin", "received_on", "entered_by", "sealed", "charge_ids", "asked_cents", "aid_type"}
	if before != nil {
		f.Before = State(before.GetString("state"))
		f.Changed = changed(before, record, told...)
		f.ByProgram = !changed(before, record, append(told, "instructed_by", "instructed_on")...)
		f.ByFamily = f.ByProgram && f.After == Withdrawn && ownsRecord(actor, before)
		var decided int
		err := app.DB().Select("COUNT(*)").From("decisions").Where(dbx.HashExp{"request": record.Id}).AndWhere(dbx.NewExp("state IN ('urgent', 'granted')")).Row(&decided)
		if err != nil {
			return nil, wrap("decision of a request", err)
		}
		f.Placed = decided > 0
		if changed(before, record, "request_no", "school_year", "pupil", "guardian", "origin", "received_on", "entered_by") {
			return refuse("", "Le numéro, l’élève, la personne et la date d’une demande ne changent plus.", "Retirez-la, puis saisissez-en une autre."), nil
		}
	}
	pupil, guardian := record.GetString("pupil"), record.GetString("guardian")
	if f.OwnGuardian, err = goTogether(app, pupil, guardian); err != nil {
		return nil, err
	}
	switch actor.Kind {
	case school.Guardian:
		_, found, err := school.ChildOf(app, actor, pupil)
		if err != nil {
			return nil, err
		}
		f.OwnChild = found && guardian == actor.ID && record.GetString("origin") == "online"
	case school.Pupil:
		f.OwnChild = pupil == actor.ID && guardian == "" && record.GetString("origin") == "online"
	}
	if f.ForeignCharge, err = foreign(app, record); err != nil {
		return nil, err
	}
	if id := record.GetString("aid_type"); id != "" {
		kind, err := app.FindRecordById("aid_types", id)
		f.TypeFound = err == nil
		f.TypeClosed = err == nil && kind.GetString("closed_on") != ""
	}
	return append(RequestRules.Check(f, regime), f.objections()...), nil
}

func ownsRecord(actor school.Actor, r *core.Record) bool {
	switch actor.Kind {
	case school.Guardian:
		return r.GetString("guardian") == actor.ID && actor.ID != ""
	case school.Pupil:
		return r.GetString("pupil") == actor.ID && r.GetString("guardian") == ""
	}
	return false
}

// goTogether tells whether the guardian is one of the pupil's; nobody, for a pupil of full age.
func goTogether(app core.App, pupil, guardian string) (bool, error) {
	r, err := app.FindRecordById("pupils", pupil)
	if err != nil {
		return false, nil //nolint:nilerr // no such pupil: the refusal says it
	}
	if guardian == "" {
		birth := law.Day(r.GetString("birth_on"))
		return birth != "" && birth.AgeOn(school.Clock(app).Today()) >= school.Majority, nil
	}
	var n int
	err = app.DB().Select("COUNT(*)").From("guardianships").Where(dbx.HashExp{"pupil": pupil, "guardian": guardian, "ended_on": ""}).
		AndWhere(dbx.NewExp("responsibility < 3")).Row(&n)
	return n > 0, wrap("guardian of a request", err)
}

// foreign tells whether a request names a sum that the applicant does not owe for the pupil.
func foreign(app core.App, record *core.Record) (bool, error) {
	ids, err := chargesOf(record)
	if err != nil || len(ids) == 0 {
		return false, err
	}
	var n int
	err = app.DB().Select("COUNT(*)").From("charges").Where(dbx.HashExp{"pupil": record.GetString("pupil"), "debtor_id": record.GetString("guardian")}).
		AndWhere(dbx.In("id", anys(ids)...)).Row(&n)
	return n != len(ids), wrap("charges of a request", err)
}

func chargesOf(record *core.Record) (ids []string, err error) {
	raw := record.GetString("charge_ids")
	if raw == "" || raw == "null" {
		return nil, nil
	}
	err = json.Unmarshal([]byte(raw), &ids)
	slices.Sort(ids)
	return slices.Compact(ids), wrap("charges of a request", err)
}

func anys(ids []string) []any {
	out := make([]any, len(ids))
	for i, id := range ids {
		out[i] = id
	}
	return out
}

func changed(before, record *core.Record, fields ...string) bool {
	return slices.ContainsFunc(fields, func(f string) bool { return before.GetString(f) != record.GetString(f) })
}

// YearOf is the year of aid of a day, written as a school year: funds are reported from 16 August to 15 August.
func YearOf(d law.Day) string {
	var year int
	if _, err := fmt.Sscanf(string(d), "%d-", &year); err != nil {
		return ""
	}
	if d < law.Day(fmt.Sprintf("%04d-08-16", year)) {
		year--
	}
	return fmt.Sprintf("%d-%d", year, year+1)
}

// Window is the first and the last day of a year of aid.
func Window(year string) (from, until law.Day) {
	var start int
	if _, err := fmt.Sscanf(year, "%d-", &start); err != nil {
		return "", ""
	}
	return law.Day(fmt.Sprintf("%04d-08-16", start)), law.Day(fmt.Sprintf("%04d-08-15", start+1))
}
