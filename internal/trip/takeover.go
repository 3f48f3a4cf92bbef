package trip

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/mobilisco"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle/gigc"
)

// Why a take-over is refused.
var (
	ErrTakeoverIsOurs  = errors.New("la reprise d’un autre logiciel se fait par l’opérateur, en ligne de commande")
	ErrTakeoverSchool  = errors.New("ces données sont celles d’un autre établissement")
	ErrTakeoverPupils  = errors.New("aucun élève n’est encore dans ce dossier : importez d’abord SIECLE (openacademie import siecle), la reprise retrouve les élèves par leur numéro")
	errTakeoverRehears = errors.New("rehearsal") // ends a rehearsal: everything is rolled back
)

// What becomes of a trip that is taken over.
const (
	TakenAsDraft   = "draft"   // to come: a project, to be led through its steps here
	TakenAsArchive = "archive" // gone or under way: its figures are kept, read-only
	TakenBefore    = "before"  // taken over already
)

// Takeover is what taking over MobiliSCO writes, and what it cannot.
type Takeover struct {
	UAI          string
	Settings     []school.FieldChange // of the school: blanks filled, nothing replaced
	StaffAdded   int
	StaffChanged int
	Trips        []TakenTrip
	Left         []LeftOut
	Notes        []string
	Rows         int
}

// TakenTrip is one trip of a take-over.
type TakenTrip struct {
	Title, As                                   string
	DepartsOn, ReturnsOn                        law.Day
	Pupils, Adults, Lines, Instalments, Letters int
	PaidCents                                   cents.Amount
}

// LeftOut is what is not taken, and why.
type LeftOut struct{ What, Why string }

// TakeOver writes what a MobiliSCO file says into a school, all of it or nothing; a rehearsal writes it too, judges every row
// by the real doors, and takes it all back. The money that was collected there is history: it is kept as it was told and
// never booked, for no receipt of ours was given. Taken twice, nothing changes.
func TakeOver(ctx context.Context, app core.App, base *mobilisco.Base, rehearse bool) (*Takeover, error) {
	if school.ActorIn(ctx).Kind != school.System {
		return nil, ErrTakeoverIsOurs
	}
	var done *Takeover
	err := school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		t := &takeover{Takeover: &Takeover{UAI: base.School.UAI}, ctx: ctx, tx: tx, base: base, today: school.Clock(tx).Today()}
		for _, step := range []func() error{t.checkSchool, t.fillSchool, t.takeStaff, t.findPupils, t.takeTrips, t.tell} {
			if err := ctx.Err(); err != nil {
				return err
			}
			if err := step(); err != nil {
				return err
			}
		}
		done = t.Takeover
		if rehearse {
			return errTakeoverRehears
		}
		return nil
	})
	if err != nil && !errors.Is(err, errTakeoverRehears) {
		return nil, err
	}
	return done, nil
}

type takeover struct {
	*Takeover
	ctx    context.Context
	tx     core.App
	base   *mobilisco.Base
	today  law.Day
	staff  map[int]string    // Id_Accompagnateur → staff
	pupils map[string]string // number → pupil
	names  map[string]string // pupil → family name
	gone   map[string]bool   // pupils who left
}

func (t *takeover) leave(what, why string) { t.Left = append(t.Left, LeftOut{what, why}) }

func (t *takeover) checkSchool() error {
	identity, err := school.IdentityOf(t.tx)
	if err != nil {
		return err
	}
	if identity.UAI == "" {
		return school.ErrNoSchoolYet
	}
	if !strings.EqualFold(identity.UAI, t.base.School.UAI) {
		return fmt.Errorf("%w : leur code est %s, ce dossier est celui de %s", ErrTakeoverSchool, t.base.School.UAI, identity.UAI)
	}
	var n int
	if err := t.tx.DB().Select("COUNT(*)").From("pupils").Row(&n); err != nil {
		return fmt.Errorf("count pupils: %w", err)
	}
	if n == 0 {
		return ErrTakeoverPupils
	}
	return nil
}

// setting is a column of the school and what MobiliSCO says of it.
type setting struct {
	column, label, value string
	longest              int
}

func settingsOf(s mobilisco.School) []setting {
	return []setting{
		{"address", "Adresse", s.Address, 200}, {"postcode", "Code postal", s.Postcode, 5}, {"town", "Commune", s.Town, 50}, {"phone", "Téléphone", s.Phone, 20},
		{"website", "Site", s.Website, 200}, {"head_civility", "Civilité du chef d’établissement", s.HeadCivility, 10}, {"head_name", "Chef d’établissement", s.HeadName, 50},
		{"head_title", "Titre du chef d’établissement", s.HeadTitle, 20}, {"bursar_civility", "Civilité du gestionnaire", s.BursarCivility, 10},
		{"bursar_name", "Gestionnaire", s.BursarName, 50}, {"bursar_title", "Titre du gestionnaire", s.BursarTitle, 25},
		{"accountant_civility", "Civilité de l’agent comptable", s.AccountantCivility, 10}, {"accountant_name", "Agent comptable", s.AccountantName, 50},
		{"social_worker_civility", "Civilité de l’assistant social", s.SocialCivility, 10}, {"social_worker_name", "Assistant social", s.SocialName, 50},
		{"social_worker_title", "Titre de l’assistant social", s.SocialTitle, 80}, {"agency_school", "Support de l’agence comptable", s.Agency, 50},
		{"iban", "IBAN", s.IBAN, 34}, {"bic", "BIC", s.BIC, 11}, {"ics", "ICS", s.ICS, 35}, {"siret", "SIRET", s.SIRET, 14},
		{"accounting_year", "Exercice comptable", s.AccountingYear, 4},
	}
}

// fillSchool writes the settings that the school has not set here, each by itself: one that the door refuses, a mistyped
// IBAN, keeps no other out.
func (t *takeover) fillSchool() error {
	rows, err := t.tx.FindAllRecords("school")
	if err != nil || len(rows) == 0 {
		return fmt.Errorf("school: %w", err)
	}
	r, written := rows[0], false
	for _, s := range settingsOf(t.base.School) {
		switch {
		case s.value == "" || r.GetString(s.column) != "":
			continue
		case len([]rune(s.value)) > s.longest:
			t.leave("Réglage « "+s.label+" »", "trop long pour être repris : « "+s.value+" »")
			continue
		}
		r.Set(s.column, s.value)
		var refusal *law.Refusal
		switch err := t.tx.SaveWithContext(t.ctx, r); {
		case errors.As(err, &refusal):
			r.Set(s.column, "")
			t.leave("Réglage « "+s.label+" »", refusal.Error())
		case err != nil:
			return err
		default:
			t.Settings = append(t.Settings, school.FieldChange{Label: s.label, New: s.value})
			written = true
		}
	}
	if written {
		t.Rows++
	}
	return nil
}

// takeStaff matches people as the staff file's import does: never by namesake.
func (t *takeover) takeStaff() error {
	export := &gigc.Export{}
	for _, p := range t.base.Staff {
		if p.LastName == "" || p.FirstName == "" {
			t.leave("Personnel n° "+strconv.Itoa(p.ID), "sans nom ou sans prénom")
			continue
		}
		export.People = append(export.People, gigc.Person{
			File: "T1390_Personnels", Line: p.ID, Civility: school.CivilityName(p.Civility), LastName: p.LastName, FirstName: p.FirstName, BirthOn: p.BirthOn,
			Phone: p.Phone, Mobile: p.Mobile, Email: strings.ToLower(p.Email), Discipline: p.Discipline,
		})
	}
	d, err := school.CompareStaff(t.ctx, t.tx, export)
	if err != nil {
		return err
	}
	if err := school.WriteStaff(t.ctx, t.tx, d); err != nil {
		return err
	}
	for _, r := range d.Rejected {
		t.leave("Personnel n° "+strconv.Itoa(r.Line), r.Reason)
	}
	t.StaffAdded, t.StaffChanged, t.Notes = len(d.Added), len(d.Changed), append(t.Notes, d.Notes...)
	t.Rows += d.Rows
	t.staff, err = d.StaffMatched(t.tx)
	return err
}

func (t *takeover) findPupils() error {
	var rows []struct{ ID, Elenoet, LastName, LeftOn string }
	err := t.tx.DB().Select("id", "elenoet", "last_name", "left_on").From("pupils").Where(dbx.NewExp("elenoet != ''")).All(&rows)
	if err != nil {
		return fmt.Errorf("pupils: %w", err)
	}
	t.pupils, t.names, t.gone = map[string]string{}, map[string]string{}, map[string]bool{}
	for _, r := range rows {
		t.pupils[strings.TrimLeft(r.Elenoet, "0")] = r.ID
		t.names[r.ID] = r.LastName
		t.gone[r.ID] = r.LeftOn != ""
	}
	return nil
}

// pupilOf finds the pupil of an enrolment by number; a number that carries another name is somebody else's.
func (t *takeover) pupilOf(e mobilisco.Enrolment) (id, why string) {
	id = t.pupils[strings.TrimLeft(e.Number, "0")]
	switch {
	case e.Number == "" || id == "":
		return "", "élève inconnu de SIECLE (n° " + e.Number + ")"
	case !school.Matches(t.base.Pupils[e.Pupil].LastName, t.names[id]):
		return "", "le n° " + e.Number + " est ici celui d’un élève d’un autre nom"
	case t.gone[id]:
		return "", "élève sorti de l’établissement"
	}
	return id, ""
}

// tell records the take-over.
func (t *takeover) tell() error {
	for _, r := range t.base.Rejected {
		t.leave(fmt.Sprintf("%s, ligne %d", r.Table, r.Line), r.Reason)
	}
	t.Notes = append(t.Notes, t.base.Notes...)
	if t.Rows == 0 {
		return nil
	}
	counts := map[string]any{"rows": t.Rows, "trips": len(t.Trips), "staff_added": t.StaffAdded, "left_out": len(t.Left)}
	raw, err := json.Marshal(t.Takeover)
	if err != nil {
		return fmt.Errorf("take-over: %w", err)
	}
	sum := sha256.Sum256(raw)
	record, err := school.NewRecord(t.tx, "imports")
	if err != nil {
		return err
	}
	now := school.Clock(t.tx).Now()
	record.Load(map[string]any{
		"kind": "mobilisco", "uai": t.UAI, "digest": hex.EncodeToString(sum[:]), "counts": counts, "difference": t.Takeover, "state": "confirmed",
		"read_at": now, "confirmed_at": now,
	})
	if err := t.tx.SaveWithContext(t.ctx, record); err != nil {
		return err
	}
	return school.Journal(t.ctx, t.tx, school.Entry{Verb: "mobilisco.import", Collection: "imports", ID: record.Id, After: counts})
}
