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

// Qualities of an adult of the group.
const (
	QualityStaff     = "staff"       // agent of the State or of the school: mission order signed by the head
	QualityAgent     = "local_agent" // agent of the local authority, who signs the order
	QualityVolunteer = "volunteer"   // authorised by the head, no mission order
)

// Duties during the trip.
const (
	DutyLeader    = "leader"
	DutyDeputy    = "deputy"
	DutyChaperone = "chaperone"
)

// QualityLabel and DutyLabel are the French names.
func QualityLabel(q string) string { return qualityLabels[q] }

// DutyLabel is the French name of a duty.
func DutyLabel(d string) string {
	if d == "" {
		d = DutyChaperone
	}
	return dutyLabels[d]
}

var (
	qualityLabels = map[string]string{QualityStaff: "personnel de l’État ou de l’établissement", QualityAgent: "agent de la collectivité", QualityVolunteer: "bénévole"}
	dutyLabels    = map[string]string{DutyLeader: "chef de groupe", DutyDeputy: "adjoint", DutyChaperone: "accompagnateur"}
)

// Chaperone is an adult of the group.
type Chaperone struct {
	ID, Staff, Name, Quality, Duty, Phone, Email             string
	FirstAider                                               bool
	OrderSignedOn, AuthorisedOn, HonourAsked, HonourAnswered law.Day
	Organiser                                                bool             `db:"-"`
	Papers                                                   map[string]Paper `db:"-"`
}

// chaperonesOf lists the adults of a trip, leader first.
func chaperonesOf(app core.App, t Trip) ([]Chaperone, error) {
	var all []Chaperone
	err := app.DB().NewQuery(`SELECT c.id, c.staff, CASE WHEN s.id IS NULL THEN c.name ELSE TRIM(s.last_name || ' ' || s.first_name) END AS name, c.quality,
			CASE WHEN c.duty = '' THEN 'chaperone' ELSE c.duty END AS duty, COALESCE(NULLIF(c.phone, ''), s.phone, '') AS phone, c.email, c.first_aider,
			c.order_signed_on, c.authorised_on, c.honour_asked_on AS honour_asked, c.honour_answered_on AS honour_answered
		FROM chaperones c LEFT JOIN staff s ON s.id = c.staff WHERE c.trip = {:trip}
		ORDER BY CASE c.duty WHEN 'leader' THEN 0 WHEN 'deputy' THEN 1 ELSE 2 END, name, c.id`).Bind(dbx.Params{"trip": t.ID}).All(&all)
	if err != nil {
		return nil, fmt.Errorf("adults of a trip: %w", err)
	}
	for i := range all {
		all[i].Organiser, all[i].Papers = all[i].Staff != "" && all[i].Staff == t.Organiser, map[string]Paper{}
	}
	return all, nil
}

// Chaperones lists the adults of a trip for a member of staff.
func Chaperones(app core.App, viewer school.Actor, tripID string) ([]Chaperone, error) {
	record, err := app.FindRecordById("trips", tripID)
	if err != nil || !viewer.May(school.SeeTrips) {
		return nil, ErrNoTrip
	}
	return chaperonesOf(app, tripOf(record))
}

// Companion is an adult as a form gives them: a member of staff, or a volunteer by name.
type Companion struct {
	Staff, Name, Quality, Duty, Phone, Email string
	FirstAider                               bool
}

// AddChaperone adds an adult to a trip.
func AddChaperone(ctx context.Context, app core.App, tripID string, c Companion) error {
	return save(ctx, app, "chaperones", companionFields(c, map[string]any{"trip": tripID, "staff": c.Staff, "quality": c.Quality}))
}

func companionFields(c Companion, fields map[string]any) map[string]any {
	for name, value := range map[string]any{
		"name": strings.TrimSpace(c.Name), "duty": c.Duty, "phone": strings.TrimSpace(c.Phone), "email": strings.TrimSpace(c.Email), "first_aider": c.FirstAider,
	} {
		fields[name] = value
	}
	return fields
}

// ChangeChaperone changes what an adult does and how to reach them.
func ChangeChaperone(ctx context.Context, app core.App, tripID, id string, c Companion) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := chaperoneOf(tx, tripID, id)
		if err != nil {
			return err
		}
		r.Load(companionFields(c, map[string]any{}))
		return tx.SaveWithContext(ctx, r)
	})
}

// RemoveChaperone takes an adult off a trip.
func RemoveChaperone(ctx context.Context, app core.App, tripID, id string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := chaperoneOf(tx, tripID, id)
		if err != nil {
			return err
		}
		return deleteAs(ctx, tx, r)
	})
}

func chaperoneOf(app core.App, tripID, id string) (*core.Record, error) {
	r, err := app.FindRecordById("chaperones", id)
	if err != nil || r.GetString("trip") != tripID {
		return nil, ErrNoTrip
	}
	return r, nil
}

// SignOrder records that the mission order of an agent is signed, or that a volunteer is authorised: by the head, in their
// own name, except the order of an agent of the local authority, which only reaches the school.
func SignOrder(ctx context.Context, app core.App, tripID, id string) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := chaperoneOf(tx, tripID, id)
		if err != nil {
			return err
		}
		kind, field := "mission_order", "order_signed_on"
		if r.GetString("quality") == QualityVolunteer {
			kind, field = "volunteer", "authorised_on"
		}
		if r.GetString("quality") != QualityAgent {
			err := save(ctx, tx, "approvals", map[string]any{
				"kind": kind, "subject_collection": "chaperones", "subject_id": id, "decision": "yes", "by_staff": school.ActorIn(ctx).ID,
				"decided_at": school.Clock(tx).Now(),
			})
			if err != nil {
				return err
			}
		}
		r.Set(field, string(school.Clock(tx).Today()))
		return tx.SaveWithContext(ctx, r)
	})
}

// DateHonour records when the check of honourability of an adult was asked for, and when it came back favourable. A zero
// day leaves a date as it is.
func DateHonour(ctx context.Context, app core.App, tripID, id string, asked, answered law.Day) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := chaperoneOf(tx, tripID, id)
		if err != nil {
			return err
		}
		if asked != "" {
			r.Set("honour_asked_on", string(asked))
		}
		if answered != "" {
			r.Set("honour_answered_on", string(answered))
		}
		return tx.SaveWithContext(ctx, r)
	})
}

// FixSupervision records the head's decision on the number of adults (V-63).
func FixSupervision(ctx context.Context, app core.App, tripID string, adults int, reason string) error {
	if adults <= 0 || adults > 500 {
		return law.Object("adults_required", "Le nombre d’accompagnateurs est un nombre positif.", "Écrivez par exemple 4.")
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		r, err := tx.FindRecordById("trips", tripID)
		if err != nil {
			return ErrNoTrip
		}
		if err := decide(ctx, tx, tripID, "supervision", "yes", reason); err != nil {
			return err
		}
		r.Set("adults_required", adults)
		return tx.SaveWithContext(ctx, r)
	})
}

// JoinOrganiser puts the organiser among the adults of a trip that is open or about to leave: whoever leads it may be
// changed afterwards. It follows from the trip's write, and is nobody's own.
func JoinOrganiser(ctx context.Context, app core.App, record *core.Record) error {
	t := tripOf(record)
	if t.State != Open && t.State != Cleared {
		return nil
	}
	ctx = school.WithActor(ctx, school.Actor{Kind: school.System})
	all, err := chaperonesOf(app, t)
	if err != nil {
		return err
	}
	duty := DutyLeader
	for _, c := range all {
		if c.Organiser {
			return nil
		}
		if c.Duty == DutyLeader {
			duty = DutyChaperone
		}
	}
	return save(ctx, app, "chaperones", map[string]any{"trip": t.ID, "staff": t.Organiser, "quality": QualityStaff, "duty": duty})
}

// JudgeChaperone judges the row of an adult: who writes it, what only the head signs, nobody twice.
func JudgeChaperone(app core.App, record *core.Record, actor school.Actor, removed bool) ([]law.Finding, error) {
	parent, err := app.FindRecordById("trips", record.GetString("trip"))
	if err != nil && removed {
		return nil, nil // its trip was deleted in this transaction, and takes it along
	}
	if err != nil {
		return refuse("trip", "Ce voyage n’existe pas.", ""), nil //nolint:nilerr // the refusal says it
	}
	t := tripOf(parent)
	before := record.Original()
	changed := func(field string) bool {
		return !removed && before.GetString(field) != record.GetString(field)
	}
	system := actor.Kind == school.System
	quality := record.GetString("quality")
	switch {
	case !record.IsNew() && (changed("trip") || changed("staff") || changed("quality")):
		return refuse("trip", "Un accompagnateur ne change ni de voyage, ni de personne, ni de qualité.", "Retirez-le, puis ajoutez la bonne personne."), nil
	case !system && actor.Kind != school.Operator && !MayCheckPapers(actor, t):
		return refuse("", notTheirs, ""), nil
	case t.State == Cancelled || t.State == Closed:
		return refuse("", "Les accompagnateurs d’un voyage terminé ne changent plus.", ""), nil
	case removed && record.GetString("staff") != "" && record.GetString("staff") == t.Organiser && t.State.EnrolmentBegan():
		return refuse("", "L’organisateur est toujours parmi les accompagnateurs.", "Changez d’abord l’organisateur du voyage, depuis son projet."), nil
	case removed:
		return nil, nil
	case changed("order_signed_on") && record.GetString("order_signed_on") != "" && quality == QualityVolunteer:
		return refuse("order_signed_on", "Un bénévole n’a pas d’ordre de mission.", "Le chef d’établissement l’autorise à accompagner (V-65)."), nil
	case changed("order_signed_on") && quality == QualityStaff && !actor.May(school.Authorise):
		return refuse("order_signed_on", "L’ordre de mission d’un agent est signé par le chef d’établissement, en son nom.", "Demandez-lui de le signer depuis la page des accompagnateurs."), nil
	case changed("authorised_on") && !actor.May(school.Authorise):
		return refuse("authorised_on", "Un bénévole est autorisé par le chef d’établissement, en son nom.", "Demandez-lui de l’autoriser depuis la page des accompagnateurs."), nil
	case (changed("order_signed_on") || changed("honour_asked_on") || changed("honour_answered_on")) && !system && !actor.May(school.ManageSeats):
		return refuse("order_signed_on", "Ces dates sont inscrites par : "+roleNames(school.ManageSeats)+".", ""), nil
	}
	return shapeOfChaperone(app, record)
}

func shapeOfChaperone(app core.App, record *core.Record) ([]law.Finding, error) {
	staff, name := record.GetString("staff"), record.GetString("name")
	switch {
	case staff == "" && record.GetString("quality") != QualityVolunteer:
		return refuse("staff", "Choisissez le membre du personnel qui accompagne.", ""), nil
	case staff == "" && strings.TrimSpace(name) == "":
		return refuse("name", "Écrivez le nom du bénévole.", ""), nil
	case staff != "" && record.GetString("quality") == QualityVolunteer:
		return refuse("quality", "Un membre du personnel n’accompagne pas comme bénévole.", "Choisissez sa qualité : personnel, ou agent de la collectivité."), nil
	}
	var others []struct{ ID, Staff, Name, Duty string }
	err := app.DB().Select("id", "staff", "name", "duty").From("chaperones").Where(dbx.HashExp{"trip": record.GetString("trip")}).All(&others)
	if err != nil {
		return nil, fmt.Errorf("other adults: %w", err)
	}
	for _, o := range others {
		switch {
		case o.ID == record.Id:
		case staff != "" && o.Staff == staff, staff == "" && o.Staff == "" && school.Fold(o.Name) == school.Fold(name):
			return refuse("staff", "Cette personne accompagne déjà ce voyage.", ""), nil
		case o.Duty == DutyLeader && record.GetString("duty") == DutyLeader:
			return refuse("duty", "Ce voyage a déjà un chef de groupe.", "Donnez d’abord un autre rôle à celui qui l’est."), nil
		}
	}
	return nil, nil
}

// StaffToTake lists the staff in office who do not go along yet.
func StaffToTake(app core.App, viewer school.Actor, d Departure) ([]Colleague, error) {
	if !MayCheckPapers(viewer, d.Trip) {
		return nil, nil
	}
	var all []Colleague
	err := app.DB().NewQuery(`SELECT s.id, TRIM(s.last_name || ' ' || s.first_name) AS name FROM staff s
		WHERE (s.active_until = '' OR s.active_until >= {:today}) AND NOT EXISTS (SELECT 1 FROM chaperones c WHERE c.trip = {:trip} AND c.staff = s.id)
		ORDER BY s.last_name, s.first_name, s.id`).Bind(dbx.Params{"today": string(d.Today), "trip": d.Trip.ID}).All(&all)
	if err != nil {
		return nil, fmt.Errorf("staff to take along: %w", err)
	}
	return all, nil
}
