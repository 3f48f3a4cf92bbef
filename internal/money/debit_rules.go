package money

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// whyDebit is the text of F-10 about debits.
const whyDebit = "Un prélèvement est annoncé à son débiteur quatorze jours avant, sauf accord plus court porté au mandat (règlement (UE) n° 260/2012)."

// DebitFacts is what judging a write of a debit needs.
type DebitFacts struct {
	New      bool
	From, To DebitState
	Legal    bool
	MayStep  bool
	Changed  []string

	Today, CollectOn, BatchCollectOn law.Day
	NoticeDays                       int
	MandateState                     MandateState
	BatchState                       string
	Amount, OfLines, OwedOfLines     cents.Amount
	Lines                            int
	ForeignLines                     int // charges that the debtor of the mandate does not owe
	BeforePlan                       int // lines of a plan in force, asked for before its dates or beyond them
	Busy                             int // charges that another live debit holds, or that are being paid online
	PayerFits                        bool

	NoticedOn, PostedOn law.Day
	Posts               bool
	ReturnKnown         bool
	ReturnedOn          law.Day
	Paid                bool // its payment exists
}

// DebitRules judges each write of a debit.
var DebitRules = law.Rulebook[DebitFacts]{
	{Rule: "F-10", Judge: func(f DebitFacts) []law.Finding {
		switch {
		case f.New && f.MandateState != MandateActive:
			return []law.Finding{{
				Severity: law.Block, Firm: true, Field: "mandate", What: "Il n’y a pas de mandat actif : rien ne se prélève.", Why: whyDebit, Fix: "Faites signer un mandat.", Who: string(school.Accountant),
			}}
		case f.New && f.Today.Add(f.NoticeDays) > f.CollectOn:
			return []law.Finding{{
				Severity: law.Block, Field: "prelevement", Who: string(school.Accountant), Until: f.Today.Add(f.NoticeDays),
				What: fmt.Sprintf("Annoncé aujourd’hui, ce prélèvement n’est pas permis avant le %s : le mandat prévoit %d jours.", f.Today.Add(f.NoticeDays).French(), f.NoticeDays),
				Why:  whyDebit, Fix: "Choisissez une date plus tardive.",
			}}
		}
		return nil
	}},
}

// Objections are what the house has to say about a write of a debit, beside the law.
func (f DebitFacts) Objections() []law.Finding {
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	add(!f.Legal, "state", "Un prélèvement « "+f.From.Label()+" » ne devient pas « "+f.To.Label()+" ».", "")
	add(f.Legal && !f.MayStep, "", "Ce prélèvement n’est pas à changer par vous.", "Adressez-vous à l’agence comptable.")
	add(len(f.Changed) > 0, strings.Join(f.Changed, ","), "Un prélèvement annoncé ne change pas.", "Retirez-le du lot, et préparez-en un autre.")
	if f.New {
		add(f.BatchState != BatchPrepared, "batch", "Ce lot est "+BatchLabel(f.BatchState)+".", "Préparez-en un autre.")
		add(f.CollectOn != f.BatchCollectOn, "collect_on", "Un prélèvement se fait à la date de son lot.", "")
		add(f.Lines == 0 || f.Amount <= 0 || f.Amount != f.OfLines, "amount_cents", "Le montant d’un prélèvement est la somme de ce qu’il règle.", "")
		add(f.ForeignLines > 0 || !f.PayerFits, "lines", "Une de ces sommes n’est pas due par la personne qui a signé le mandat.", "")
		add(f.OwedOfLines < f.OfLines, "lines", "Une de ces sommes n’est plus due, ou l’est pour moins.", "Rouvrez la liste.")
		add(f.BeforePlan > 0, "lines", "Une de ces sommes suit un échéancier accordé : elle ne se prélève ni avant ses dates, ni au-delà de ce qu’elles attendent.", "Prélevez à ses dates.")
		add(f.Busy > 0, "lines", "Une de ces sommes est déjà dans un prélèvement, ou se paie en ligne en ce moment.", "Attendez-en l’issue.")
	}
	add(f.To == DebitSent && f.From == DebitPlanned && f.BatchState != BatchSent, "state", "Un prélèvement part avec son lot.", "")
	add(f.To == DebitBooked && f.From == DebitSent && (!f.Paid || f.Today < f.CollectOn), "state", "Un prélèvement s’encaisse à sa date, avec son écriture.", "")
	add(f.Posts && (f.PostedOn > f.Today || f.NoticedOn != f.PostedOn), "posted_on", "Une lettre se poste au plus tard aujourd’hui, à qui aucun message n’est parvenu.", "Inscrivez le jour où elle a été postée.")
	if f.To == DebitReturned && f.From != DebitReturned {
		add(!f.ReturnKnown, "code", "Ce motif de rejet n’est pas connu.", "Recopiez le code de quatre caractères que donne la banque.")
		add(f.ReturnedOn == "" || f.ReturnedOn > f.Today, "date", "La date du rejet manque, ou est à venir.", "Recopiez-la du relevé.")
	}
	return findings
}

// fixedOfDebit never change once written.
var fixedOfDebit = []string{"batch", "mandate", "pupil", "payer_id", "amount_cents", "lines", "sequence", "end_to_end", "account_no", "new_account", "collect_on"}

// PrepareDebit dates the announcement of a debit: by the program's word on a delivery, or by the posting of a letter. Nobody
// types it. The door of debits calls it before judging.
func PrepareDebit(before, record *core.Record, actor school.Actor) {
	if before == nil {
		for _, field := range []string{"noticed_on", "posted_on", "payment_id", "returned_on", "return_code"} {
			record.Set(field, "")
		}
		return
	}
	told := before.GetString("noticed_on")
	switch posted := record.GetString("posted_on"); {
	case actor.Kind == school.System && told == "":
		told = record.GetString("noticed_on")
	case posted != before.GetString("posted_on") && (told == "" || told == before.GetString("posted_on")):
		told = posted
	}
	record.Set("noticed_on", told)
	if actor.Kind != school.System || before.GetString("payment_id") != "" {
		record.Set("payment_id", before.GetString("payment_id"))
	}
}

// JudgeDebit loads the facts of a write of a debit and judges it.
func JudgeDebit(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	f := DebitFacts{
		New: before == nil, To: DebitState(record.GetString("state")), Today: regime.On, CollectOn: law.Day(record.GetString("collect_on")),
		Amount: cents.Amount(record.GetInt("amount_cents")), NoticedOn: law.Day(record.GetString("noticed_on")), PostedOn: law.Day(record.GetString("posted_on")),
		ReturnedOn: law.Day(record.GetString("returned_on")),
	}
	_, f.ReturnKnown = ReasonOf(record.GetString("return_code"))
	if before != nil {
		f.From = DebitState(before.GetString("state"))
		f.Posts = before.GetString("posted_on") != record.GetString("posted_on")
		fixed := fixedOfDebit
		if f.From == DebitReturned || f.To != DebitReturned {
			fixed = append(append([]string{}, fixed...), "returned_on", "return_code")
		}
		for _, field := range fixed {
			if before.GetString(field) != record.GetString(field) {
				f.Changed = append(f.Changed, field)
			}
		}
	}
	step, legal := debitSteps[[2]DebitState{f.From, f.To}]
	f.Legal = legal
	f.MayStep = step.permission != "" && actor.May(step.permission) || step.program && actor.Kind == school.System
	var known []struct {
		BatchState, GuardianID, PupilID string
		BatchCollectOn                  law.Day
		MandateState                    MandateState
		NoticeDays                      int
		Payments                        int
	}
	err = app.DB().NewQuery(`SELECT b.state AS batch_state, b.collect_on AS batch_collect_on, m.state AS mandate_state, m.notice_days, m.guardian_id, m.pupil_id,
		(SELECT COUNT(*) FROM payments p WHERE p.id = {:payment} AND p.debit_id = {:id}) AS payments
		FROM debit_batches b, mandates m WHERE b.id = {:batch} AND m.id = {:mandate}`).
		Bind(dbx.Params{"batch": record.GetString("batch"), "mandate": record.GetString("mandate"), "payment": record.GetString("payment_id"), "id": record.Id}).All(&known)
	if err != nil {
		return nil, fmt.Errorf("facts of a debit: %w", err)
	}
	if len(known) != 1 {
		return []law.Finding{house("mandate", "Ce lot ou ce mandat n’existe pas.", "")}, nil
	}
	k := known[0]
	f.BatchState, f.BatchCollectOn, f.MandateState, f.NoticeDays, f.Paid = k.BatchState, k.BatchCollectOn, k.MandateState, k.NoticeDays, k.Payments == 1
	f.PayerFits = record.GetString("payer_id") == k.GuardianID && (k.GuardianID != "" || record.GetString("pupil") == k.PupilID)
	if f.New {
		if err := f.loadLines(app, record, k.GuardianID, k.PupilID); err != nil {
			return nil, err
		}
	}
	return append(DebitRules.Check(f, regime), f.Objections()...), nil
}

// loadLines reads what a new debit pays.
func (f *DebitFacts) loadLines(app core.App, record *core.Record, guardian, pupil string) error {
	lines, err := linesOf(record)
	if err != nil {
		return law.Object("lines", "On ne sait pas ce que ce prélèvement règle.", "")
	}
	ids := chargeNames(lines)
	f.Lines, f.OfLines = len(lines), sum(lines)
	found, err := accounts(app, dbx.In("c.id", chargesOf(lines)...))
	if err != nil {
		return err
	}
	awaited, err := followPlansOn(app, law.Day(record.GetString("collect_on")).Add(1), chargesOf(lines)...)
	if err != nil {
		return err
	}
	asked := map[string]cents.Amount{}
	for _, l := range lines {
		asked[l.ChargeID] += l.Amount
	}
	due := map[string]cents.Amount{}
	for _, a := range found {
		if a.PlanID != "" && asked[a.ID] > awaited[a.ID].Late {
			f.BeforePlan++
		}
		if due[a.ID] = a.Due(); a.DebtorID != guardian || (guardian == "" && a.PupilID != pupil) {
			f.ForeignLines++
		}
	}
	f.ForeignLines += len(lines) - len(found)
	for _, l := range lines {
		if l.Amount > 0 {
			part := min(l.Amount, due[l.ChargeID])
			f.OwedOfLines, due[l.ChargeID] = f.OwedOfLines+part, due[l.ChargeID]-part
		}
	}
	busy, err := OnDebit(app, ids...)
	if err != nil {
		return err
	}
	online, err := attemptsOn(app, ids, Opened, Created)
	f.Busy = len(busy) + len(online)
	return err
}

// readyToSend tells what keeps a batch from going to the bank today: a debtor not told, or not long enough before; a mandate
// that is over; a sum that is not due any more; a day too early, or too late.
func readyToSend(app core.App, batch *core.Record) ([]law.Finding, error) {
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	debits, err := debitsWhere(app, dbx.HashExp{"d.batch": batch.Id, "d.state": string(DebitPlanned)})
	if err != nil {
		return nil, err
	}
	f := batchFacts{Today: regime.On, CollectOn: law.Day(batch.GetString("collect_on")), Lead: mandateParametersOf(regime).lead, Debits: debits}
	for _, d := range debits {
		record, err := app.FindRecordById("debits", d.ID)
		if err != nil {
			return nil, fmt.Errorf("debit: %w", err)
		}
		lines, err := linesOf(record)
		if err != nil {
			return nil, err
		}
		still, err := stillDue(app, lines)
		if err != nil {
			return nil, err
		}
		if sum(still) != d.Amount {
			f.Settled = append(f.Settled, d)
		}
	}
	return append(debitBatchRules.Check(f, regime), f.objections()...), nil
}

// batchFacts is what judging the departure of a batch needs.
type batchFacts struct {
	Today, CollectOn law.Day
	Lead             int
	Debits           []Debit
	Settled          []Debit // of which something is not due any more
}

var debitBatchRules = law.Rulebook[batchFacts]{
	{Rule: "F-10", Judge: func(f batchFacts) []law.Finding {
		var findings []law.Finding
		for _, d := range f.Debits {
			finding := law.Finding{Severity: law.Block, Why: whyDebit, Who: string(school.Accountant)}
			switch {
			case d.NoticedOn == "":
				finding.What, finding.Fix = d.Debtor+" n’a pas encore été prévenu de ce prélèvement de "+d.Amount.String()+".",
					"Attendez que le message parte, ou postez la lettre et inscrivez-en la date."
			case !d.InTime():
				finding.What = fmt.Sprintf("%s a été prévenu le %s : moins de %d jours avant le prélèvement.", d.Debtor, d.NoticedOn.French(), d.NoticeDays)
				finding.Fix = "Retirez ce prélèvement du lot, et préparez-le pour une date plus tardive."
			default:
				continue
			}
			findings = append(findings, finding)
		}
		if early := f.CollectOn.Add(-f.Lead); f.Today < early {
			findings = append(findings, law.Finding{
				Severity: law.Block, Why: whyDebit, Who: string(school.Accountant), Until: early,
				What: "Le délai laissé aux familles court encore : le fichier part à la banque à partir du " + early.French() + ".", Fix: "Revenez ce jour-là.",
			})
		}
		return findings
	}},
}

func (f batchFacts) objections() []law.Finding {
	var findings []law.Finding
	if len(f.Debits) == 0 {
		findings = append(findings, house("", "Ce lot n’a plus aucun prélèvement.", "Abandonnez-le."))
	}
	if f.Today >= f.CollectOn {
		findings = append(findings, house("", "La date de prélèvement est là, ou passée : la banque ne prend plus ce fichier.", "Abandonnez ce lot et préparez-en un autre."))
	}
	for _, d := range f.Settled {
		findings = append(findings, house("", "Ce que doit "+d.Debtor+" a baissé depuis l’annonce : "+d.Amount.String()+" ne sont plus dus.",
			"Retirez ce prélèvement du lot."))
	}
	return findings
}

// JudgeDebitBatch judges each write of a batch of debits: one person prepares it, another sends it, when its notices are done.
func JudgeDebitBatch(app core.App, before, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	to := record.GetString("state")
	if before == nil {
		add(!actor.May(school.PrepareDebits) || record.GetString("by_staff") != actor.ID, "", "Un lot de prélèvements est préparé par le gestionnaire ou l’agent comptable, en son nom.", "")
		add(to != BatchPrepared || record.GetString("sent_by") != "" || record.GetString("digest") != "", "state", "Un lot commence par être préparé.", "")
		on := law.Day(record.GetString("collect_on"))
		add(on == "" || on <= school.Clock(app).Today(), "prelevement", "Le jour du prélèvement manque, ou n’est pas à venir.", "Choisissez un jour ouvré, au moins quatorze jours plus tard.")
		add(on != "" && (on.Weekday() == 0 || on.Weekday() == 6), "prelevement", "Les banques ne prélèvent ni le samedi ni le dimanche.", "Choisissez un jour ouvré.")
		return findings, nil
	}
	from := before.GetString("state")
	add(from != BatchPrepared, "state", "Ce lot est "+BatchLabel(from)+" : il ne change plus.", "")
	for _, field := range []string{"number", "debits_count", "total_cents", "by_staff", "collect_on", "prepared_at"} {
		add(before.GetString(field) != record.GetString(field), field, "Un lot préparé ne change pas.", "Abandonnez-le et préparez-en un autre.")
	}
	add(to != BatchSent && record.GetString("digest") != before.GetString("digest"), "digest", "L’empreinte est celle du fichier envoyé.", "")
	if len(findings) > 0 {
		return findings, nil
	}
	if to != BatchSent {
		add(to != BatchCancelled || !actor.May(school.PrepareDebits), "", "Un lot est abandonné par le gestionnaire ou l’agent comptable.", "")
		return findings, nil
	}
	add(!actor.May(school.SendDebits) || record.GetString("sent_by") != actor.ID, "", "Un lot est envoyé par l’agent comptable, en son nom.", "")
	add(before.GetString("by_staff") == actor.ID, "", "Vous avez préparé ce lot : une autre personne l’envoie.",
		"Demandez à un autre agent comptable, ou faites préparer le lot par le gestionnaire.")
	ready, err := readyToSend(app, before)
	if err != nil {
		return nil, err
	}
	findings = append(findings, ready...)
	add(record.GetString("digest") == "" && len(findings) == 0, "digest", "Le fichier de ce lot ne s’écrit pas.", "Retirez le prélèvement en cause.")
	return findings, nil
}

// DebitBatchRules are the rules that JudgeDebitBatch can name.
func DebitBatchRules() []string { return debitBatchRules.Rules() }
