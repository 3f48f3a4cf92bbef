package trip

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Dossier is what goes to the board beside the project and its budget, and the calendar of the sitting.
type Dossier struct {
	InSchoolPlan      bool // V-12
	AbsentPlan        string
	SchoolDays        int    // as typed; 0: counted from the dates
	Payee             string // to whom families pay: the school, or nobody else (V-26)
	CreditsOpen       bool   // V-10
	CalledOn, MeetsOn law.Day
	Urgent            bool
	ReportedOn        law.Day // the report was presented to the board
	ReportNote        string
}

// Payees.
const (
	PaySchool      = "school"
	PayAssociation = "association"
)

// Limits are the delays and counts that the school's dated parameters give.
type Limits struct {
	CallDays, UrgentCallDays int  // V-11
	Charter                  bool // V-12
	SchoolDays               int  // V-13
	ReportDays               int  // V-15
	EnforceableDays          int  // V-07, after the acknowledged transmission
}

func dossierOf(r *core.Record) Dossier {
	return Dossier{
		InSchoolPlan: r.GetBool("in_school_plan"), AbsentPlan: r.GetString("absent_plan"), SchoolDays: r.GetInt("school_days"), Payee: r.GetString("payee"),
		CreditsOpen: r.GetBool("credits_open"), CalledOn: law.Day(r.GetString("board_called_on")), MeetsOn: law.Day(r.GetString("board_meets_on")),
		Urgent: r.GetBool("board_urgent"), ReportedOn: law.Day(r.GetString("reported_on")), ReportNote: r.GetString("report_note"),
	}
}

// loadBudgetFacts reads what the rules of the budget and of the board need, beside the project itself.
func (f *Facts) loadBudgetFacts(app core.App, record *core.Record, parameters law.Parameters) (err error) {
	id := f.Trip.ID
	f.Dossier = dossierOf(record)
	f.Limits = Limits{
		CallDays: parameters.Int("V-11", "convocation_days", f.Today), UrgentCallDays: parameters.Int("V-11", "urgent_convocation_days", f.Today),
		Charter: parameters.Flag("V-12", "charter_adopted", f.Today), SchoolDays: parameters.Int("V-13", "school_days_max", f.Today),
		ReportDays: parameters.Int("V-15", "report_days", f.Today), EnforceableDays: parameters.Int("V-07", "delay_days", f.Today),
	}
	if f.Brackets, err = BracketsOf(app, id); err != nil {
		return err
	}
	if f.Real, err = LinesOf(app, id, Execution); err != nil {
		return err
	}
	err = app.DB().NewQuery("SELECT COALESCE(SUM(free_places), 0) FROM contracts WHERE trip = {:trip} AND state != 'cancelled'").
		Bind(dbx.Params{"trip": id}).Row(&f.FreePlaces)
	if err != nil {
		return fmt.Errorf("free places: %w", err)
	}
	err = app.DB().NewQuery(`SELECT l.id FROM budget_lines l JOIN contracts c ON c.id = l.contract
		WHERE l.trip = {:trip} AND l.side = 'expense' AND c.free_places > 0 AND c.state != 'cancelled'`).Bind(dbx.Params{"trip": id}).Column(&f.Shared)
	if err != nil {
		return fmt.Errorf("lines of free places: %w", err)
	}
	if f.Act != nil {
		if f.Voted, err = votedBy(app, f.Act.ID); err != nil {
			return err
		}
	}
	f.Accepted, err = acceptedGifts(app, *f)
	return err
}

// DaysOfClass is how many days of class the trip takes: as the organiser typed it, who knows the holidays of the zone, or
// else the days from Monday to Friday that are no public holiday.
func (f Facts) DaysOfClass() int {
	if f.Dossier.SchoolDays > 0 {
		return f.Dossier.SchoolDays
	}
	return law.WorkingDays(f.Trip.DepartsOn, f.Trip.ReturnsOn)
}

// SetDossier writes what the organiser adds to the project for the board.
func SetDossier(ctx context.Context, app core.App, id string, d Dossier) error {
	r, err := app.FindRecordById("trips", id)
	if err != nil {
		return ErrNoTrip
	}
	r.Load(map[string]any{
		"in_school_plan": d.InSchoolPlan, "absent_plan": strings.TrimSpace(d.AbsentPlan), "school_days": d.SchoolDays, "payee": d.Payee,
	})
	return app.SaveWithContext(ctx, r)
}

// SetSitting writes what the office knows of the sitting of the board, and that the credits are there.
func SetSitting(ctx context.Context, app core.App, id string, d Dossier) error {
	r, err := app.FindRecordById("trips", id)
	if err != nil {
		return ErrNoTrip
	}
	r.Load(map[string]any{
		"board_called_on": string(d.CalledOn), "board_meets_on": string(d.MeetsOn), "board_urgent": d.Urgent, "credits_open": d.CreditsOpen,
	})
	return app.SaveWithContext(ctx, r)
}

// PresentReport notes the day on which the report was presented to the board, with what the trip has taught.
func PresentReport(ctx context.Context, app core.App, id string, on law.Day, note string) error {
	if on > school.Clock(app).Today() {
		return law.Object("reported_on", "Cette séance est à venir : le bilan n’y est pas encore présenté.", "Inscrivez la date une fois la séance tenue.")
	}
	r, err := app.FindRecordById("trips", id)
	if err != nil {
		return ErrNoTrip
	}
	r.Load(map[string]any{"reported_on": string(on), "report_note": strings.TrimSpace(note)})
	return app.SaveWithContext(ctx, r)
}

// dossierDoor holds what only the office may say of a trip, and dates that make no sense.
func dossierDoor(record *core.Record, actor school.Actor) []law.Finding {
	before := record.Original()
	changed := func(fields ...string) bool {
		for _, name := range fields {
			if before.GetString(name) != record.GetString(name) {
				return true
			}
		}
		return false
	}
	now := dossierOf(record)
	office := actor.Kind == school.System || actor.Kind == school.Operator || actor.May(school.SubmitTrips)
	switch {
	case changed("credits_open", "board_called_on", "board_meets_on", "board_urgent") && !office:
		return refuse("board_meets_on", "La séance du conseil et l’ouverture des crédits se notent par : "+roleNames(school.SubmitTrips)+".", "")
	case changed("reported_on") && !office:
		return refuse("reported_on", "La présentation du bilan au conseil se note par : "+roleNames(school.SubmitTrips)+".", "")
	case changed("board_called_on", "board_meets_on") && now.CalledOn != "" && now.MeetsOn != "" && now.CalledOn > now.MeetsOn:
		return refuse("board_called_on", "La convocation ne part pas après la séance.", "Vérifiez les deux dates.")
	case changed("reported_on") && now.ReportedOn != "" && now.ReportedOn < law.Day(record.GetString("returns_on")):
		return refuse("reported_on", "Un bilan ne se présente pas avant le retour.", "Vérifiez la date.")
	case changed("school_days") && (now.SchoolDays < 0 || now.SchoolDays > 60):
		return refuse("school_days", "Ce nombre de jours de cours n’est pas plausible.", "Écrivez les jours de cours pris, ou rien pour les faire compter.")
	}
	return nil
}
