package money

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// MandateFacts is what judging a write of a mandate needs.
type MandateFacts struct {
	New       bool
	From, To  MandateState
	Legal     bool
	MayStep   bool
	ByOwner   bool
	Today     law.Day
	SchoolICS string
	HasSchool bool // the school's own account is known

	DebtorFits bool // one person, who exists; of full age when it is a pupil
	OtherOpen  bool // the debtor has another mandate that is not over

	Kind       MandateKind
	ICS        string
	SignedOn   law.Day
	LastOn     law.Day // empty: no end
	SignedHow  string
	Proven     bool // the proof of a signature online is the actor's own
	InOwnName  bool // a paper is received by who writes it
	NoticeDays int
	Notice     int // of the school
	Shortest   int

	HasAccount  bool
	Opens       bool // what is sealed opens as a right account: not a number in clear, nor another's seal
	ChangesBank bool // the account changes
	Why         string
	Changed     []string // fields that never change
}

// MandateRules judges each write of a mandate.
var MandateRules = law.Rulebook[MandateFacts]{
	{Rule: "F-10", Judge: func(f MandateFacts) []law.Finding {
		var findings []law.Finding
		add := func(broken bool, field, what, fix string) {
			if broken {
				findings = append(findings, law.Finding{
					Severity: law.Block, Firm: field != "preavis", Field: field, What: what, Fix: fix, Who: string(school.Accountant),
					Why: "Un prélèvement suppose un identifiant de créancier, un mandat signé et un préavis (règlement (UE) n° 260/2012).",
				})
			}
		}
		active := f.To == MandateActive
		add(f.New && (f.SchoolICS == "" || !f.HasSchool), "ics", "L’établissement n’a pas d’identifiant créancier SEPA (ICS) ou pas de compte inscrit : il ne peut pas prélever.",
			"L’agent comptable les inscrit à la page « Identifiants bancaires » de l’école.")
		add(f.New && f.ICS != f.SchoolICS, "ics", "Un mandat est donné à l’établissement, sous son identifiant créancier.", "")
		add(active && f.SignedOn == "", "signature", "Ce mandat n’est pas signé : rien ne se prélève sans la signature du débiteur.", "Faites-le signer, en ligne ou sur papier.")
		add(active && f.SignedOn > f.Today, "signature", "Un mandat n’est pas signé à une date à venir.", "Inscrivez le jour porté sur le papier.")
		add(active && f.SignedHow == "online" && f.From != MandateActive && f.From != MandateSuspended && !f.Proven, "", "La signature en ligne n’est pas celle de la personne connectée.", "")
		add(active && f.SignedHow == "paper" && f.From != MandateActive && f.From != MandateSuspended && !f.InOwnName, "", "Un mandat papier est reçu par la personne qui l’enregistre.", "")
		add(f.NoticeDays < f.Shortest || f.NoticeDays > f.Notice, "preavis", fmt.Sprintf("Le préavis va de %d à %d jours.", f.Shortest, f.Notice), "Le débiteur peut accepter un préavis plus court, dans cette limite.")
		return findings
	}},
	{Rule: "F-22", Judge: func(f MandateFacts) []law.Finding {
		switch {
		case f.HasAccount && !f.Opens:
			return []law.Finding{{
				Severity: law.Block, Field: "iban", What: "Ce compte n’est pas protégé : il ne s’écrit pas en clair.",
				Why: "Un IBAN ne se garde que chiffré, pour prélever ou rembourser (RGPD, articles 5 et 32).", Fix: "Passez par la page du mandat.",
			}}
		case f.HasAccount && (f.To.Final() || f.To == MandateDraft):
			return []law.Finding{{
				Severity: law.Block, Field: "iban", What: "Un mandat qui ne sert pas ne garde pas de compte.",
				Why: "Les coordonnées bancaires se demandent pour servir, et s’effacent après (RGPD, articles 5 et 32).", Fix: "Donnez le compte avec la signature.",
			}}
		}
		return nil
	}},
}

// Objections are what the house has to say about a write of a mandate, beside the law.
func (f MandateFacts) Objections() []law.Finding {
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	add(!f.DebtorFits, "guardian_id", "Un mandat est donné par un responsable ou par un élève majeur.", "Choisissez la personne qui doit les sommes.")
	add(f.New && f.OtherOpen, "", "Cette personne a déjà un mandat en cours.", "Changez son compte, ou révoquez-le d’abord.")
	add(f.Kind != Recurrent && f.Kind != Once, "kind", "Un mandat vaut pour une fois, ou pour plusieurs.", "")
	add(len(f.Changed) > 0, strings.Join(f.Changed, ","), "La référence, le débiteur, le texte et la signature d’un mandat ne changent pas.", "Révoquez-le et faites-en signer un autre.")
	add(f.From.Final(), "state", "Ce mandat est "+f.From.Label()+" : il ne change plus.", "Faites-en signer un autre.")
	add(!f.From.Final() && !f.Legal, "state", "Un mandat « "+f.From.Label()+" » ne devient pas « "+f.To.Label()+" ».", "")
	add(f.Legal && !f.MayStep, "", "Ce n’est pas à vous de changer ce mandat.", "La personne qui l’a donné, le gestionnaire ou l’agent comptable le font.")
	add(f.To == MandateActive && !f.HasAccount, "iban", "Les coordonnées bancaires manquent.", "Donnez l’IBAN et le titulaire du compte.")
	add(f.LastOn != "" && f.SignedOn != "" && f.LastOn <= f.SignedOn, "dernier", "Ce mandat finirait avant d’avoir servi.", "Le dernier prélèvement vient après la signature ; laissez vide si le papier ne donne pas de fin.")
	add(f.From == MandateSuspended && f.To == MandateActive && !f.ChangesBank && (f.ByOwner || len([]rune(f.Why)) < minReason), "why",
		"Ce mandat a été suspendu : il ne reprend pas sans raison.", "Donnez un autre compte, ou demandez à l’agent comptable, qui écrit pourquoi.")
	add(f.To == MandateSuspended && f.From != MandateSuspended && f.Why == "", "why", "On ne sait pas pourquoi ce mandat est suspendu.", "Écrivez-le en quelques mots.")
	return findings
}

// fixedOfMandate never change once written; the signature once given.
var fixedOfMandate = []string{"rum", "guardian_id", "pupil_id", "kind", "ics", "made_at"}

var signatureOfMandate = []string{"signed_on", "signed_how", "terms", "terms_digest", "account_id", "session_id", "auth_level", "origin_digest", "signed_at", "paper_by", "notice_days", "last_on"}

// PrepareMandate fills what nobody types: reference, identifier of the creditor, text and date of the signature; and erases
// the account of a mandate that is over. The door of mandates calls it before judging.
func PrepareMandate(app core.App, before, record *core.Record) error {
	now := school.Clock(app).Now()
	identity, err := school.IdentityOf(app)
	if err != nil {
		return err
	}
	from, to := MandateState(""), MandateState(record.GetString("state"))
	if before == nil {
		rum, err := nextRUM(app)
		if err != nil {
			return err
		}
		record.Load(map[string]any{"rum": rum, "ics": identity.ICS, "made_at": now.UTC(), "account_no": 0, "ended_on": "", "terms": "", "terms_digest": "", "signed_at": ""})
	} else {
		from = MandateState(before.GetString("state"))
		record.Set("account_no", before.GetInt("account_no"))
		record.Set("ended_on", before.GetString("ended_on"))
	}
	if to == MandateActive && from != MandateActive && from != MandateSuspended {
		if record.GetString("signed_how") == "online" {
			record.Set("signed_on", string(law.DayOf(now)))
		}
		terms := MandateTerms(identity.Name, record.GetString("ics"), MandateKind(record.GetString("kind")), record.GetInt("notice_days"))
		record.Load(map[string]any{"terms": terms, "terms_digest": digestOfTerms(terms), "signed_at": now.UTC()})
	}
	if sealed := record.GetString("iban_sealed"); sealed != "" && (before == nil || before.GetString("iban_sealed") != sealed) {
		record.Set("account_no", record.GetInt("account_no")+1)
	}
	if to.Final() && !from.Final() {
		record.Load(map[string]any{"iban_sealed": "", "account_holder": "", "ended_on": string(law.DayOf(now))})
	}
	return nil
}

// JudgeMandate loads the facts of a write of a mandate and judges it.
func JudgeMandate(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return nil, err
	}
	p := mandateParametersOf(regime)
	guardian, pupil := record.GetString("guardian_id"), record.GetString("pupil_id")
	f := MandateFacts{
		New: before == nil, To: MandateState(record.GetString("state")), Today: regime.On, SchoolICS: identity.ICS, HasSchool: identity.IBAN != "",
		Kind: MandateKind(record.GetString("kind")), ICS: record.GetString("ics"), SignedOn: law.Day(record.GetString("signed_on")), LastOn: law.Day(record.GetString("last_on")), SignedHow: record.GetString("signed_how"),
		Proven: actor.AccountID != "" && record.GetString("account_id") == actor.AccountID && record.GetString("session_id") == actor.SessionID &&
			record.GetString("auth_level") == actor.AuthLevel,
		InOwnName: record.GetString("paper_by") == actor.ID && actor.May(school.ManageMandates), NoticeDays: record.GetInt("notice_days"), Notice: p.notice, Shortest: min(p.shorter, p.notice),
		HasAccount: record.GetString("iban_sealed") != "", Why: strings.TrimSpace(record.GetString("why")),
	}
	f.ByOwner = actor.ID != "" && (actor.Kind == school.Guardian && guardian == actor.ID || actor.Kind == school.Pupil && guardian == "" && pupil == actor.ID)
	if f.HasAccount {
		account, err := mandateAccount(app, record)
		if err == nil {
			_, err = sepa.ParseIBAN(string(account.IBAN))
		}
		f.Opens = err == nil
	}
	if before != nil {
		f.From = MandateState(before.GetString("state"))
		f.ChangesBank = before.GetString("iban_sealed") != record.GetString("iban_sealed")
		fixed := fixedOfMandate
		if f.From != MandateDraft {
			fixed = append(append([]string{}, fixed...), signatureOfMandate...)
		}
		for _, field := range fixed {
			if before.GetString(field) != record.GetString(field) {
				f.Changed = append(f.Changed, field)
			}
		}
	}
	step, legal := mandateSteps[[2]MandateState{f.From, f.To}]
	f.Legal = legal
	f.MayStep = step.owner && f.ByOwner || step.staff && actor.May(school.ManageMandates) || step.program && actor.Kind == school.System
	var known struct{ Persons, Others int }
	err = app.DB().NewQuery(`SELECT (SELECT COUNT(*) FROM guardians WHERE id = {:guardian}) + (SELECT COUNT(*) FROM pupils WHERE id = {:pupil} AND birth_on != '' AND birth_on <= {:adult}) AS persons,
		(SELECT COUNT(*) FROM mandates WHERE guardian_id = {:guardian} AND pupil_id = {:pupil} AND id != {:id} AND state IN ('draft', 'active', 'suspended')) AS others`).
		Bind(dbx.Params{"guardian": guardian, "pupil": pupil, "id": record.Id, "adult": string(regime.On.AddMonths(-12 * school.Majority))}).One(&known)
	if err != nil {
		return nil, fmt.Errorf("facts of a mandate: %w", err)
	}
	f.DebtorFits, f.OtherOpen = (guardian == "") != (pupil == "") && known.Persons == 1, known.Others > 0
	return append(MandateRules.Check(f, regime), f.Objections()...), nil
}
