package trip

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
)

const (
	noticeLead = 7  // days before a notice is due at which people are told
	taskLead   = 14 // days before at which it shows among their tasks
)

// RecordNotices writes what was told and asked; a trip's door says who may. The board's own days are written with the
// project (Dossier).
func RecordNotices(ctx context.Context, app core.App, tripID string, n NoticeDates) error {
	r, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return ErrNoTrip
	}
	r.Load(map[string]any{
		"academy_told_on": string(n.AcademyTold), "group_document_on": string(n.GroupDocument), "ceam_told_on": string(n.CEAM), "ariane_on": string(n.Ariane),
		"ariane_reference": n.ArianeReference,
	})
	return app.SaveWithContext(ctx, r)
}

// NoticeDates are the days that staff record on the page of notices.
type NoticeDates struct {
	AcademyTold, GroupDocument, CEAM, Ariane law.Day
	ArianeReference                          string
}

// NoticesOf reads the calendar of a trip for a member of staff, with the days recorded.
func NoticesOf(app core.App, viewer school.Actor, tripID string) (NoticeDates, []Notice, error) {
	if !viewer.May(school.SeeTrips) {
		return NoticeDates{}, nil, ErrNoTrip
	}
	r, err := app.FindRecordById("trips", tripID)
	if err != nil {
		return NoticeDates{}, nil, ErrNoTrip
	}
	p, err := school.ParametersOf(app)
	if err != nil {
		return NoticeDates{}, nil, err
	}
	f, err := noticeFacts(app, r, tripOf(r), p, school.Clock(app).Today())
	if err != nil {
		return NoticeDates{}, nil, err
	}
	return NoticeDates{
		AcademyTold: f.AcademyTold, GroupDocument: f.GroupDocument, CEAM: f.CEAM, Ariane: f.Ariane, ArianeReference: r.GetString("ariane_reference"),
	}, Notices(f), nil
}

// shapeOfNotices refuses a notice that is said done on a day to come.
func shapeOfNotices(notices []Notice, today law.Day) []law.Finding {
	for _, n := range notices {
		if n.DoneOn > today {
			return refuse(n.Kind, "Une démarche ne se note pas à une date à venir.", "Inscrivez le jour où elle a été faite.")
		}
	}
	return nil
}

// tripNotices is a trip to come with what is left to tell.
type tripNotices struct {
	Trip  Trip
	Waits []Notice
}

// waitingNotices lists, for every trip that has not left, the notices due within some days and not done.
func waitingNotices(app core.App, today law.Day, within int) ([]tripNotices, error) {
	records, err := app.FindAllRecords("trips", dbx.NewExp("state NOT IN ('cancelled', 'closed', 'returned', 'reported') AND departs_on >= {:today}", dbx.Params{"today": string(today)}))
	if err != nil {
		return nil, fmt.Errorf("trips to come: %w", err)
	}
	p, err := school.ParametersOf(app)
	if err != nil {
		return nil, err
	}
	var all []tripNotices
	for _, r := range records {
		t := tripNotices{Trip: tripOf(r)}
		f, err := noticeFacts(app, r, t.Trip, p, today)
		if err != nil {
			return nil, err
		}
		for _, n := range Notices(f) {
			if n.DoneOn == "" && n.Due <= today.Add(within) {
				t.Waits = append(t.Waits, n)
			}
		}
		if len(t.Waits) > 0 {
			all = append(all, t)
		}
	}
	return all, nil
}

// tellNotices tells the organiser and whose task it is, once some days before and once when the day has passed.
func tellNotices(ctx context.Context, app core.App, today law.Day) error {
	all, err := waitingNotices(app, today, noticeLead)
	if err != nil {
		return err
	}
	for _, t := range all {
		for _, n := range t.Waits {
			m := notify.TellNoticeDue(t.Trip.ID, t.Trip.Title, n.What, n.How, noticesPage(t.Trip.ID), n.Due)
			m.Dedupe = "notice_due:" + t.Trip.ID + ":" + n.Kind + ":" + string(n.Due)
			if n.Late(today) {
				m.Dedupe += ":late"
			}
			if err := tellOrganiserAnd(ctx, app, t.Trip.Organiser, n.Who, m); err != nil {
				return err
			}
		}
	}
	return nil
}

func noticesPage(tripID string) string { return "/gestion/voyages/" + tripID + "/demarches" }

func imprestPage(tripID, id string) string { return "/gestion/voyages/" + tripID + "/regies/" + id }

// tellCash reminds a holder, some days after the return, that the accounts are to be given back.
func tellCash(ctx context.Context, app core.App, today law.Day) error {
	p, err := school.ParametersOf(app)
	if err != nil {
		return err
	}
	days := p.Int("V-48", "return_days", today)
	waiting, err := openImprests(app, today)
	if err != nil {
		return err
	}
	for _, w := range waiting {
		due := w.ReturnsOn.Add(days)
		m := notify.TellNoticeDue(w.Trip, w.Title, "Rendre les comptes de la régie", "Remettez à l’agent comptable votre journal, les justificatifs et ce qui reste.", imprestPage(w.Trip, w.ID), due)
		m.To, m.Dedupe = notify.Recipient{StaffID: w.Holder}, "notice_due:imprest:"+w.ID
		if due < today {
			m.Dedupe += ":late"
		}
		if _, err := notify.Queue(ctx, app, m); err != nil {
			return err
		}
	}
	return nil
}

// openImprest is an imprest whose trip is back and whose accounts are not.
type openImprest struct {
	ID, Trip, Title, Holder string
	ReturnsOn               law.Day
}

func openImprests(app core.App, today law.Day) ([]openImprest, error) {
	var all []openImprest
	err := app.DB().Select("i.id", "i.trip", "v.title", "i.holder", "v.returns_on").From("imprests i").InnerJoin("trips v", dbx.NewExp("v.id = i.trip")).
		Where(dbx.In("i.state", string(ImprestDecided), string(ImprestAdvanced))).
		AndWhere(dbx.NewExp("v.returns_on < {:today}", dbx.Params{"today": string(today)})).OrderBy("v.returns_on", "i.id").All(&all)
	if err != nil {
		return nil, fmt.Errorf("open imprests: %w", err)
	}
	return all, nil
}

// dealingTasks is what notices and imprests ask of a member of staff.
func dealingTasks(app core.App, viewer school.Actor, today law.Day) ([]school.Task, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, nil
	}
	notices, err := waitingNotices(app, today, taskLead)
	if err != nil {
		return nil, err
	}
	var tasks []school.Task
	for _, t := range notices {
		for _, n := range t.Waits {
			if viewer.Has(n.Who) && n.Who != school.Teacher || t.Trip.Organiser == viewer.ID {
				tasks = append(tasks, school.Task{Kind: "trip.notice", Title: t.Trip.Title, Text: n.What + ".", Due: n.Due, Late: n.Late(today), Href: noticesPage(t.Trip.ID), Action: "Noter la démarche"})
			}
		}
	}
	more, err := imprestTasks(app, viewer, today)
	return append(tasks, more...), err
}

func imprestTasks(app core.App, viewer school.Actor, today law.Day) ([]school.Task, error) {
	p, err := school.ParametersOf(app)
	if err != nil {
		return nil, err
	}
	waiting, err := openImprests(app, today)
	if err != nil {
		return nil, err
	}
	var tasks []school.Task
	for _, w := range waiting {
		if w.Holder == viewer.ID && viewer.Kind == school.Staff {
			due := w.ReturnsOn.Add(p.Int("V-48", "return_days", today))
			tasks = append(tasks, school.Task{Kind: "trip.imprest", Title: w.Title, Text: "Les comptes de votre régie sont à rendre à l’agent comptable.", Due: due, Late: due < today,
				Href: imprestPage(w.Trip, w.ID), Action: "Ouvrir le journal"})
		}
	}
	var steps []struct{ ID, Trip, Title, State, AccountantAgreedOn string }
	err = app.DB().Select("i.id", "i.trip", "v.title", "i.state", "i.accountant_agreed_on").From("imprests i").InnerJoin("trips v", dbx.NewExp("v.id = i.trip")).
		Where(dbx.In("i.state", string(ImprestDraft), string(ImprestReturned))).OrderBy("v.departs_on", "i.id").All(&steps)
	if err != nil {
		return nil, fmt.Errorf("imprests to decide: %w", err)
	}
	for _, s := range steps {
		task := school.Task{Kind: "trip.imprest", Title: s.Title, Href: imprestPage(s.Trip, s.ID), Action: "Ouvrir la régie"}
		switch agreed := s.AccountantAgreedOn != ""; {
		case s.State == string(ImprestReturned) && viewer.Has(school.Accountant):
			task.Text = "Les comptes d’une régie sont rendus : à vérifier et à solder."
		case s.State == string(ImprestDraft) && !agreed && viewer.Has(school.Accountant):
			task.Text = "Une régie attend votre agrément."
		case s.State == string(ImprestDraft) && agreed && viewer.Has(school.Head):
			task.Text = "L’agent comptable a donné son agrément : la régie attend votre décision."
		default:
			continue
		}
		tasks = append(tasks, task)
	}
	return tasks, nil
}
