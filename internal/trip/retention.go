package trip

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/mobilisco"
	"github.com/openacademie/openacademie/internal/money"
)

// Retention is a category of personal data: how long it serves, and what is erased once it has served. Sums, counts and the
// ledger are in none of them.
type Retention struct {
	Key   string // as an authorisation of the archives names it
	Label string
	What  string // what goes and what stays
	Rule  string // the text behind the term
	Term  string // the term in words, %d is the parameter

	parameter string
	due       func(ended law.Day, n int) law.Day // first day on which it has served
	parts     []erasure
}

// erasure is what a category takes from one collection. from joins the row r to what it served; ended is the day on which
// that was over, trip and title say of which trip the row is, "”" when of none.
type erasure struct {
	collection               string
	from, where              string
	trip, title, year, ended string
	deleted                  bool // the row goes; otherwise erase changes it
	held                     string
	erase                    func(*core.Record)
}

// Retentions is the whole schedule, the shortest term first.
var Retentions = []Retention{
	{
		Key: "fiches-sanitaires", Label: "Fiches sanitaires", What: "Les coches « remise sous pli fermé » s’effacent. L’application n’a jamais su ce que contenait l’enveloppe.",
		Rule: "V-69", Term: "%d jours après le retour", parameter: "health_purge_days", due: daysAfter,
		parts: []erasure{ofTrip("documents", "v.returns_on", gone("r.kind = 'health_sheet'"))},
	},
	{
		Key: "papiers", Label: "Papiers d’identité et autorisations de sortie", What: "Dates, nationalités, signataires et motifs s’effacent. Il reste que la pièce a été remise et vérifiée, par qui et quand.",
		Rule: "D-17", Term: "%d jours après le retour", parameter: "delete_after_days", due: daysAfter,
		parts: []erasure{ofTrip("documents", "v.returns_on", emptied("paper", "nationality", "issued_on", "expires_on", "signed_on", "signatory_id", "signatory_paper", "signatory_nationality", "signatory_expires_on", "reason"))},
	},
	{
		Key: "suivi", Label: "Suivi du voyage", What: "S’effacent : téléphones et réponses données à l’engagement, motifs de retrait, absents des comptages, état civil et coordonnées des accompagnateurs, nom du parent qui a dit son intérêt. Restent : les places, les états, les nombres.",
		Rule: "D-12", Term: "%d mois après le retour", parameter: "trip_followup_months", due: monthsAfter,
		parts: []erasure{
			ofTrip("seats", "v.returns_on", emptied("answers", "reason", "leave_reason", "leave_asked_by", "order_reason")),
			ofTrip("headcounts", "v.returns_on", emptied("missing")),
			ofTrip("chaperones", "v.returns_on", emptied("phone", "email", "birth_on", "birth_name", "birth_place", "sex", "nationality")),
			ofTrip("trip_answers", "v.returns_on", anonymous("guardian_id")),
		},
	},
	{
		Key: "imports", Label: "Imports d’élèves et de personnels", What: "Le détail des différences (noms, adresses) s’efface. Restent la date, les nombres et l’empreinte des fichiers.",
		Rule: "D-12", Term: "%d mois après l’import", parameter: "import_months", due: monthsAfter,
		parts: []erasure{{collection: "imports", from: "imports r", where: "r.state != 'read'", trip: "''", title: "''", year: "''", ended: "substr(r.read_at, 1, 10)", held: holdsAny("difference"), erase: empty("difference")}},
	},
	{
		Key: "aides", Label: "Demandes d’aide des fonds sociaux", What: "S’effacent : ressources, quotient, situation, qualité de boursier, avis, motifs et pièces déposées. Restent : le numéro, la décision, son montant et sa date.",
		Rule: "F-14", Term: "%d jours après la décision, le retrait ou, sans suite, la réception", parameter: "delete_after_days", due: daysAfter,
		parts: []erasure{
			{collection: "aid_requests", from: "aid_requests r", where: "1 = 1", trip: "''", title: "''", year: "r.school_year", ended: endedRequest("r"), held: holdsAny("sealed"), erase: empty("sealed")},
			{collection: "decisions", from: "decisions r JOIN aid_requests q ON q.id = r.request", where: "1 = 1", trip: "''", title: "''", year: "q.school_year", ended: endedRequest("q"), held: holdsAny("sealed"), erase: empty("sealed")},
			{collection: "aid_documents", from: "aid_documents r JOIN aid_requests q ON q.id = r.request", where: "1 = 1", trip: "''", title: "''", year: "q.school_year", ended: endedRequest("q"), held: "1 = 1", deleted: true},
		},
	},
	{
		Key: "lettres", Label: "Lettres signées", What: "Le texte gardé à la signature s’efface, élève par élève. Restent l’engagement, sa date, le niveau d’identification et l’empreinte du texte.",
		Rule: "F-20", Term: "31 décembre de la %dᵉ année après l’archivage", parameter: legalYears, due: yearsAfter,
		parts: []erasure{ofTrip("letters", "v.archived_on", change{
			where: "r.kind = 'signed'", held: "r.body != '' AND r.body NOT LIKE '" + erasedLetter + "%'",
			erase: func(r *core.Record) {
				r.Set("body", erasedLetter+". Son empreinte reste : "+r.GetString("text_digest")+".")
				r.Set("blocks", nil)
			},
		})},
	},
	{
		Key: "remboursements", Label: "Comptes bancaires des remboursements", What: "Titulaire, fin de l’IBAN et remarques s’effacent. Restent les sommes, leur cause et leur date.",
		Rule: "F-20", Term: "31 décembre de la %dᵉ année après l’archivage", parameter: legalYears, due: yearsAfter,
		parts: []erasure{{
			collection: "refunds", from: "refunds r JOIN trips v ON v.id = r.subject_id", where: "v.archived_on != ''", trip: "v.id", title: "v.title", year: "v.school_year", ended: "v.archived_on",
			held: holdsAny("iban_sealed", "iban_tail", "account_holder", "note"), erase: empty("iban_sealed", "iban_tail", "account_holder", "note"),
		}},
	},
	{
		Key: "mobilisco", Label: "Voyages repris de MobiliSCO", What: "Noms des élèves et des payeurs, banques et numéros de chèque s’effacent. Restent les sommes, les budgets et les effectifs.",
		Rule: "F-20", Term: "31 décembre de la %dᵉ année après le retour", parameter: legalYears, due: yearsAfter,
		parts: []erasure{{
			collection: "taken_trips", from: "taken_trips r", where: "r.returns_on != ''", trip: "''", title: "r.title", year: "''", ended: "r.returns_on", held: heldByTaken, erase: forgetNames,
		}},
	},
	{
		Key: "encaissements", Label: "Détail des encaissements", What: "S’effacent : nom de la personne qui a payé, banque, compte, numéro et ordre du chèque, référence du virement, remarque. Restent l’encaissement, sa somme, son jour et sa quittance.",
		Rule: "F-20", Term: "31 décembre de la %dᵉ année après l’encaissement", parameter: legalYears, due: yearsAfter,
		parts: []erasure{{
			collection: "payment_details", from: "payment_details r JOIN payments p ON p.id = r.payment", where: money.NothingLeft, trip: "''", title: "''", year: "''", ended: "p.booked_on",
			held: holdsAny(paymentDetails...), erase: empty(paymentDetails...),
		}},
	},
	{
		Key: "releves", Label: "Lignes des relevés de la banque et de PayFiP", What: "Libellés, références, noms des personnes et motifs de mise de côté s’effacent. Restent le jour, la somme, l’empreinte de la ligne et son rapprochement.",
		Rule: "F-20", Term: "31 décembre de la %dᵉ année après l’opération", parameter: legalYears, due: yearsAfter,
		parts: []erasure{{
			collection: "statement_lines", from: "statement_lines r", where: "1 = 1", trip: "''", title: "''", year: "''", ended: "r.operated_on",
			held: holdsAny(statementNames...), erase: empty(statementNames...),
		}},
	},
	{
		Key: "paiements-en-ligne", Label: "Étapes des paiements en ligne", What: "Le récit technique de chaque tentative s’efface. Restent les encaissements et leurs quittances.",
		Rule: "F-20", Term: "31 décembre de la %dᵉ année après le paiement", parameter: legalYears, due: yearsAfter,
		parts: []erasure{{
			collection: "online_payment_events", from: "online_payment_events r", where: "1 = 1", trip: "''", title: "''", year: "''", ended: "substr(r.happened_at, 1, 10)", held: "1 = 1", deleted: true,
		}},
	},
}

var (
	paymentDetails = []string{"payer_name", "bank", "account", "cheque_number", "payable_to", "bank_reference", "note"}
	statementNames = []string{"label", "reference", "party", "reason"}
)

// FindRetention looks a category up.
func FindRetention(key string) (Retention, bool) {
	i := slices.IndexFunc(Retentions, func(r Retention) bool { return r.Key == key })
	if i < 0 {
		return Retention{}, false
	}
	return Retentions[i], true
}

const (
	legalYears   = "legal_years"
	erasedLetter = "Le texte signé a été effacé"
)

// number is the term in its own unit; what the school adds to the law’s is added.
func (r Retention) number(p law.Parameters, on law.Day) int {
	n := p.Int(r.Rule, r.parameter, on)
	if r.parameter == legalYears {
		n += p.Int("F-20", "extra_years", on)
	}
	return n
}

// TermOn writes the term as it holds on a day.
func (r Retention) TermOn(p law.Parameters, on law.Day) string {
	return fmt.Sprintf(r.Term, r.number(p, on))
}

// DueOn is the first day on which what ended on a day has served.
func (r Retention) DueOn(p law.Parameters, ended, on law.Day) law.Day {
	return r.due(ended, r.number(p, on))
}

func daysAfter(ended law.Day, n int) law.Day   { return ended.Add(n + 1) }
func monthsAfter(ended law.Day, n int) law.Day { return ended.AddMonths(n).Add(1) }

func yearsAfter(ended law.Day, n int) law.Day {
	year, err := strconv.Atoi(string(ended)[:4])
	if err != nil {
		return "9999-12-31" // a day that is none has not served yet
	}
	return law.Day(fmt.Sprintf("%04d-01-01", year+n+1))
}

// endedRequest is the day from which a request for aid is kept for a while only.
func endedRequest(alias string) string {
	return "CASE WHEN " + alias + ".ended_on != '' THEN " + alias + ".ended_on ELSE " + alias + ".received_on END"
}

// change is how a part is erased.
type change struct {
	where, held string
	deleted     bool
	erase       func(*core.Record)
}

// ofTrip takes from the rows of trips that are over; a term that runs from the archives waits for them.
func ofTrip(collection, ended string, c change) erasure {
	where := "v.state IN ('returned', 'reported', 'closed', 'cancelled') AND " + ended + " != ''"
	if c.where != "" {
		where += " AND " + c.where
	}
	return erasure{
		collection: collection, from: collection + " r JOIN trips v ON v.id = r.trip", where: where, trip: "v.id", title: "v.title", year: "v.school_year", ended: ended,
		deleted: c.deleted, held: c.held, erase: c.erase,
	}
}

func gone(where string) change { return change{where: where, held: "1 = 1", deleted: true} }

func emptied(fields ...string) change {
	return change{held: holdsAny(fields...), erase: empty(fields...)}
}

// anonymous replaces who by a number of nobody, the row's own: what is counted by person stays countable.
func anonymous(field string) change {
	return change{held: "r." + field + " NOT IN ('', r.id)", erase: func(r *core.Record) { r.Set(field, r.Id) }}
}

func holdsAny(fields ...string) string {
	var some []string
	for _, f := range fields {
		some = append(some, "COALESCE(r."+f+", '') NOT IN ('', 'null', '[]', '{}')")
	}
	return "(" + strings.Join(some, " OR ") + ")"
}

func empty(fields ...string) func(*core.Record) {
	return func(r *core.Record) {
		for _, f := range fields {
			r.Set(f, nil)
		}
	}
}

const heldByTaken = `(EXISTS (SELECT 1 FROM json_each(r.record, '$.enrolments') e WHERE COALESCE(json_extract(e.value, '$.name'), json_extract(e.value, '$.number'), '') != '')
	OR EXISTS (SELECT 1 FROM json_each(r.record, '$.payments') p WHERE COALESCE(json_extract(p.value, '$.payer'), json_extract(p.value, '$.bank'), json_extract(p.value, '$.cheque'), '') != ''))`

// forgetNames takes the people out of what another program said, and leaves the sums.
func forgetNames(r *core.Record) {
	var said mobilisco.Trip
	if err := json.Unmarshal([]byte(r.GetString("record")), &said); err != nil {
		return // unreadable: the row stays as it is, and the door sees that nothing changed
	}
	for i := range said.Enrolments {
		said.Enrolments[i].Name, said.Enrolments[i].Number = "", ""
	}
	for i := range said.Payments {
		said.Payments[i].Payer, said.Payments[i].Bank, said.Payments[i].Cheque = "", "", ""
	}
	r.Set("record", said)
}
