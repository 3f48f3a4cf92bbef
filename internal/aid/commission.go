package aid

import (
	"context"
	"fmt"
	"net/mail"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

// Meeting is where a commission stands.
type Meeting string

// The states of a commission.
const (
	Prepared Meeting = "prepared"
	Convened Meeting = "convened"
	Held     Meeting = "held"
)

// Label is the state in French.
func (m Meeting) Label() string {
	return map[Meeting]string{Prepared: "en préparation", Convened: "convoquée", Held: "tenue"}[m]
}

// Commission is a meeting that gives its opinion on files without names.
type Commission struct {
	ID            string
	HeldOn        law.Day
	HeldAt, Place string
	State         Meeting
	TypeIDs       []string `db:"-"`
	ConvenedOn    law.Day
	Minutes       string
	Members       []Member `db:"-"`
	RequestIDs    []string `db:"-"`
}

// Member is one member of a commission.
type Member struct {
	ID, Name, Capacity, Email, StaffID string
	Present, President                 bool
}

// Commissions lists the commissions, the next ones first. The viewer sees aid.
func Commissions(app core.App, viewer school.Actor) ([]Commission, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return nil, err
	}
	return commissions(app, nil)
}

// CommissionFor reads one commission.
func CommissionFor(app core.App, viewer school.Actor, id string) (Commission, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return Commission{}, err
	}
	all, err := commissions(app, dbx.HashExp{"id": id})
	if err != nil {
		return Commission{}, err
	}
	if len(all) == 0 {
		return Commission{}, ErrNotFound
	}
	return all[0], nil
}

func commissions(app core.App, where dbx.Expression) ([]Commission, error) {
	records, err := app.FindAllRecords("commissions", orAll(where))
	if err != nil {
		return nil, wrap("commissions", err)
	}
	all := make([]Commission, 0, len(records))
	for _, r := range records {
		c := Commission{
			ID: r.Id, HeldOn: law.Day(r.GetString("held_on")), HeldAt: r.GetString("held_at"), Place: r.GetString("place"), State: Meeting(r.GetString("state")),
			TypeIDs: r.GetStringSlice("types"), ConvenedOn: law.Day(r.GetString("convened_on")), Minutes: r.GetString("minutes"),
		}
		err := app.DB().Select("id", "name", "capacity", "email", "staff_id", "present", "president").From("commission_members").
			Where(dbx.HashExp{"commission": r.Id}).OrderBy("rowid").All(&c.Members)
		if err != nil {
			return nil, wrap("members of a commission", err)
		}
		err = app.DB().Select("a.request").From("commission_requests a").InnerJoin("aid_requests r", dbx.NewExp("r.id = a.request")).
			Where(dbx.HashExp{"a.commission": r.Id}).OrderBy("r.request_no").Column(&c.RequestIDs)
		if err != nil {
			return nil, wrap("agenda of a commission", err)
		}
		all = append(all, c)
	}
	slices.SortStableFunc(all, func(a, b Commission) int { return strings.Compare(string(b.HeldOn), string(a.HeldOn)) })
	return all, nil
}

func orAll(where dbx.Expression) dbx.Expression {
	if where == nil {
		return dbx.NewExp("1 = 1")
	}
	return where
}

// NewCommission is a meeting as it is called.
type NewCommission struct {
	HeldOn        law.Day
	HeldAt, Place string
	TypeIDs       []string
}

// Prepare records a commission with the members of the one before, and puts on its agenda the requests that are ready for the
// aids it examines: those that were postponed and those granted in urgency too.
func Prepare(ctx context.Context, app core.App, n NewCommission) (id string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		past, err := commissions(tx, nil)
		if err != nil {
			return err
		}
		r, err := save(ctx, tx, "commissions", map[string]any{
			"held_on": string(n.HeldOn), "held_at": trim(n.HeldAt), "place": trim(n.Place), "types": n.TypeIDs, "state": string(Prepared), "by_staff": school.ActorIn(ctx).ID,
		})
		if err != nil {
			return err
		}
		id = r.Id
		if len(past) > 0 {
			for _, m := range past[0].Members {
				if err := AddMember(ctx, tx, id, Member{Name: m.Name, Capacity: m.Capacity, Email: m.Email, StaffID: m.StaffID}); err != nil {
					return err
				}
			}
		}
		ready, err := readRequests(tx, requestQuery(tx).Where(dbx.HashExp{"r.state": string(Ready)}).AndWhere(dbx.In("r.aid_type", anys(n.TypeIDs)...)))
		if err != nil {
			return err
		}
		for _, request := range ready {
			if _, err := save(ctx, tx, "commission_requests", map[string]any{"commission": id, "request": request.ID}); err != nil {
				return err
			}
		}
		return nil
	})
	return id, err
}

// SetAgenda puts requests on the agenda, and takes the others off.
func SetAgenda(ctx context.Context, app core.App, id string, requests []string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		rows, err := tx.FindAllRecords("commission_requests", dbx.HashExp{"commission": id})
		if err != nil {
			return wrap("agenda of a commission", err)
		}
		kept := map[string]bool{}
		for _, r := range rows {
			if kept[r.GetString("request")] = slices.Contains(requests, r.GetString("request")); kept[r.GetString("request")] {
				continue
			}
			if err := tx.DeleteWithContext(ctx, r); err != nil {
				return err
			}
		}
		for _, request := range requests {
			if kept[request] {
				continue
			}
			if _, err := save(ctx, tx, "commission_requests", map[string]any{"commission": id, "request": request}); err != nil {
				return err
			}
		}
		return nil
	})
}

// AddMember adds a member.
func AddMember(ctx context.Context, app core.App, id string, m Member) error {
	_, err := save(ctx, app, "commission_members", map[string]any{
		"commission": id, "name": trim(m.Name), "capacity": trim(m.Capacity), "email": trim(m.Email), "staff_id": m.StaffID,
	})
	return err
}

// RemoveMember takes a member off.
func RemoveMember(ctx context.Context, app core.App, id, member string) error {
	r, err := app.FindRecordById("commission_members", member)
	if err != nil || r.GetString("commission") != id {
		return ErrNotFound
	}
	return app.DeleteWithContext(ctx, r)
}

// Convene writes to the members who have an address, and dates the convocation. The others get the printed one.
func Convene(ctx context.Context, app core.App, id string) (sent int, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		c, err := CommissionFor(tx, school.ActorIn(ctx), id)
		if err != nil {
			return err
		}
		if len(c.Members) == 0 {
			return law.Object("", "Cette commission n’a aucun membre.", "Ajoutez-les, puis convoquez.")
		}
		today := school.Clock(tx).Today()
		for _, m := range c.Members {
			to := notify.Recipient{StaffID: m.StaffID}
			if m.StaffID == "" {
				if m.Email == "" {
					continue
				}
				to = notify.Recipient{Address: m.Email}
			}
			if _, err := notify.Queue(ctx, tx, notify.TellMeeting(to, c.ID, c.HeldOn, c.HeldAt, c.Place, today)); err != nil {
				return err
			}
			sent++
		}
		r, err := tx.FindRecordById("commissions", id)
		if err != nil {
			return ErrNotFound
		}
		r.Load(map[string]any{"state": string(Convened), "convened_on": string(today)})
		return tx.SaveWithContext(ctx, r)
	})
	return sent, err
}

// Attendance is who was there, and who presided.
type Attendance struct {
	Present   []string
	President string
}

// Hold records that a commission met: who was there, who presided, what was said without a name. From then on nothing of it
// changes.
func Hold(ctx context.Context, app core.App, id string, a Attendance, minutes string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		members, err := tx.FindAllRecords("commission_members", dbx.HashExp{"commission": id})
		if err != nil {
			return wrap("members of a commission", err)
		}
		for _, m := range members {
			m.Load(map[string]any{"present": slices.Contains(a.Present, m.Id) || m.Id == a.President, "president": m.Id == a.President})
			if err := tx.SaveWithContext(ctx, m); err != nil {
				return err
			}
		}
		r, err := tx.FindRecordById("commissions", id)
		if err != nil {
			return ErrNotFound
		}
		r.Load(map[string]any{"state": string(Held), "minutes": trim(minutes)})
		return tx.SaveWithContext(ctx, r)
	})
}

// JudgeCommission judges a commission as it is written.
func JudgeCommission(app core.App, before, record *core.Record, actor school.Actor, gone bool) ([]law.Finding, error) {
	if !actor.May(school.InstructAid) && !actor.May(school.DecideAid) {
		return prepareOnly(), nil
	}
	if before != nil && before.GetString("state") == string(Held) {
		return refuse("", "Cette commission s’est tenue : rien n’en change plus.", ""), nil
	}
	if gone {
		return nil, nil
	}
	var findings []law.Finding
	if record.GetString("held_on") == "" {
		findings = append(findings, house("held_on", "Inscrivez la date de la commission.", ""))
	}
	if len(record.GetStringSlice("types")) == 0 {
		findings = append(findings, house("types", "Choisissez les aides à l’ordre du jour.", ""))
	}
	if before == nil && record.GetString("state") != string(Prepared) {
		findings = append(findings, house("state", "Une commission commence par être préparée.", ""))
	}
	if record.GetString("state") != string(Held) {
		return findings, nil
	}
	if law.Day(record.GetString("held_on")) > school.Clock(app).Today() {
		findings = append(findings, house("held_on", "Cette commission est prévue le "+law.Day(record.GetString("held_on")).French()+" : elle ne s’est pas encore tenue.", ""))
	}
	var presidents int
	err := app.DB().Select("COUNT(*)").From("commission_members").Where(dbx.HashExp{"commission": record.Id, "president": true, "present": true}).Row(&presidents)
	if err != nil {
		return nil, wrap("attendance", err)
	}
	if presidents != 1 {
		findings = append(findings, house("president", "Dites qui présidait : une personne, présente.", ""))
	}
	named, err := namedIn(app, record.Id, record.GetString("minutes"))
	if err != nil || !named {
		return findings, err
	}
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return append(law.Rulebook[bool]{{Rule: "F-14", Judge: func(bool) []law.Finding {
		return []law.Finding{{
			Severity: law.Block, Field: "minutes", Who: string(school.SocialWorker), What: "Le compte rendu nomme un élève ou un parent examiné.",
			Why: "La commission ne connaît que des numéros : son compte rendu aussi.", Fix: "Remplacez le nom par le numéro de la demande.",
		}}
	}}}.Check(true, regime), findings...), nil
}

// namedIn tells whether a text holds the last name of a family of the agenda.
func namedIn(app core.App, commission, text string) (bool, error) {
	var names []struct{ Pupil, Guardian string }
	err := app.DB().Select("p.last_name AS pupil", "COALESCE(g.last_name, '') AS guardian").From("commission_requests a").
		InnerJoin("aid_requests r", dbx.NewExp("r.id = a.request")).InnerJoin("pupils p", dbx.NewExp("p.id = r.pupil")).
		LeftJoin("guardians g", dbx.NewExp("g.id = r.guardian")).Where(dbx.HashExp{"a.commission": commission}).All(&names)
	if err != nil {
		return false, wrap("names of an agenda", err)
	}
	said := " " + strings.Join(strings.FieldsFunc(school.Fold(text), notLetter), " ") + " "
	for _, n := range names {
		for _, name := range []string{n.Pupil, n.Guardian} {
			folded := strings.Join(strings.FieldsFunc(school.Fold(name), notLetter), " ")
			if folded != "" && strings.Contains(said, " "+folded+" ") {
				return true, nil
			}
		}
	}
	return false, nil
}

func notLetter(r rune) bool { return r < 'a' || r > 'z' }

func prepareOnly() []law.Finding {
	return refuse("", "Une commission se prépare par l’assistant de service social, le gestionnaire ou le chef d’établissement.", "Demandez-le-leur.")
}

// JudgePart judges a member or a line of the agenda: the commission has not met, the request is ready.
func JudgePart(app core.App, record *core.Record, actor school.Actor, gone bool) ([]law.Finding, error) {
	if !actor.May(school.InstructAid) && !actor.May(school.DecideAid) {
		return prepareOnly(), nil
	}
	commission, err := app.FindRecordById("commissions", record.GetString("commission"))
	if err != nil {
		return refuse("commission", "Cette commission n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	if commission.GetString("state") == string(Held) {
		return refuse("", "Cette commission s’est tenue : rien n’en change plus.", ""), nil
	}
	if gone {
		return nil, nil
	}
	if record.Collection().Name == "commission_members" {
		if trim(record.GetString("name")) == "" || trim(record.GetString("capacity")) == "" {
			return refuse("membre", "Inscrivez le nom et la qualité du membre.", ""), nil
		}
		if email := record.GetString("email"); email != "" {
			if _, err := mail.ParseAddress(email); err != nil {
				return refuse("email", "Cette adresse n’en est pas une.", ""), nil //nolint:nilerr // the refusal says it
			}
		}
		return nil, nil
	}
	request, err := requestByID(app, record.GetString("request"))
	if err != nil {
		return nil, err
	}
	if request.State != Ready || !slices.Contains(commission.GetStringSlice("types"), request.TypeID) {
		return refuse("agenda", fmt.Sprintf("La demande n° %d n’est pas prête, ou son aide n’est pas à l’ordre du jour.", request.No), ""), nil
	}
	return nil, nil
}

// File is one request as a commission reads it: a number, means, sums. No name, no class, no word of the family.
type File struct {
	RequestID    string
	No           int
	Type         string
	Mode         Mode
	Asked        cents.Amount
	Quotient     cents.Amount
	Known        bool // the quotient
	Bracket      string
	Percent      int // indicative, of the scale
	Scholarship  bool
	Debts        cents.Amount // what remains due, known elsewhere included
	Papers       int
	Before       []string // earlier decisions for the same pupil: « n° 12 : accordée, 80,00 € »
	Outcome      Outcome
	Granted      cents.Amount
	GrantPercent int
	InKind       string
}

// FilesOf makes the files of a commission. The viewer sees aid.
func FilesOf(app core.App, viewer school.Actor, c Commission) ([]File, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return nil, err
	}
	if len(c.RequestIDs) == 0 {
		return nil, nil
	}
	requests, err := readRequests(app, requestQuery(app).Where(dbx.In("r.id", anys(c.RequestIDs)...)))
	if err != nil {
		return nil, err
	}
	scale, _, err := scaleOn(app, school.Clock(app).Today())
	if err != nil {
		return nil, err
	}
	files := make([]File, 0, len(requests))
	for _, r := range requests {
		f, err := fileOf(app, viewer, r, scale)
		if err != nil {
			return nil, err
		}
		files = append(files, f)
	}
	slices.SortFunc(files, func(a, b File) int { return a.No - b.No })
	return files, nil
}

func fileOf(app core.App, viewer school.Actor, r Request, scale Scale) (File, error) {
	f := File{RequestID: r.ID, No: r.No, Type: r.TypeName, Mode: r.Mode, Asked: r.Asked, Scholarship: r.Said.Scholarship, Outcome: r.Outcome, Granted: r.Granted}
	f.Quotient, f.Known = r.Said.Means.Quotient(scale.Daily)
	if b, found := BracketOf(scale.Brackets, f.Quotient); found && f.Known {
		f.Bracket, f.Percent = b.Name, b.Percent
	}
	_, total, err := Debts(app, viewer, Request{PupilID: r.PupilID, GuardianID: r.GuardianID})
	if err != nil {
		return f, err
	}
	f.Debts = total + r.Said.OtherDebts
	d, found, err := decisionOf(app, r.ID)
	if err != nil {
		return f, err
	}
	if found {
		f.GrantPercent, f.InKind = d.Percent, d.InKind
	}
	if err := app.DB().Select("COUNT(*)").From("aid_documents").Where(dbx.HashExp{"request": r.ID}).Row(&f.Papers); err != nil {
		return f, wrap("papers of a request", err)
	}
	var past []struct {
		No     int
		State  Outcome
		Amount cents.Amount
	}
	err = app.DB().Select("r.request_no AS [[no]]", "d.state", "d.amount_cents AS amount").From("decisions d").InnerJoin("aid_requests r", dbx.NewExp("r.id = d.request")).
		Where(dbx.HashExp{"r.pupil": r.PupilID}).AndWhere(dbx.NewExp("d.state IN ('granted', 'refused', 'ended')")).AndWhere(dbx.NewExp("r.id != {:id}", dbx.Params{"id": r.ID})).
		OrderBy("r.request_no").All(&past)
	for _, p := range past {
		line := fmt.Sprintf("n° %d : %s", p.No, p.State.Label())
		if p.State.Given() {
			line += ", " + p.Amount.String()
		}
		f.Before = append(f.Before, line)
	}
	return f, wrap("earlier decisions", err)
}

// FileOf is the file of one request, as the page of the request shows it.
func FileOf(app core.App, viewer school.Actor, r Request) (File, error) {
	if err := school.Require(viewer, school.SeeAid); err != nil {
		return File{}, err
	}
	scale, _, err := scaleOn(app, school.Clock(app).Today())
	if err != nil {
		return File{}, err
	}
	return fileOf(app, viewer, r, scale)
}
