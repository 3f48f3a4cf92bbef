package evidence

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// table is one file of rows, and what it proves. A column is « head|name », or « head|name|money », « day », « int ».
type table struct {
	name, proves string
	columns      []string
	query        string // over {:trip}
}

const person = `TRIM(p.last_name || ' ' || p.first_name) AS pupil, COALESCE(TRIM(r.last_name || ' ' || r.first_name), '') AS person`

// tables are the rows of a trip. None reads health, details of bank accounts, or anything of a pupil who has no part in it.
var tables = []table{
	{"actes.csv", "Sur quel vote le voyage repose, et depuis quand il est exécutoire.",
		[]string{"Identifiant|id", "Organe|organ", "Numéro|act_number", "Intitulé|title", "Voté le|voted_on|day", "Transmis le|transmitted_on|day", "Publié le|published_on|day", "Exécutoire le|enforceable_on|day", "Prix voté|price_cents|money"},
		`SELECT a.* FROM acts a WHERE a.id IN (SELECT act FROM trips WHERE id = {:trip} UNION SELECT act FROM budget_lines WHERE trip = {:trip} UNION SELECT act FROM contracts WHERE trip = {:trip}
			UNION SELECT act FROM charges WHERE subject_collection = 'trips' AND subject_id = {:trip}) ORDER BY a.voted_on, a.act_number`},
	{"decisions.csv", "Qui a décidé quoi, quand : avis, autorisations, agréments.",
		[]string{"Nature|kind", "Décision|decision", "Par|who", "Motif|reason", "Le|decided_at"},
		`SELECT a.kind, a.decision, TRIM(s.first_name || ' ' || s.last_name) AS who, a.reason, a.decided_at FROM approvals a LEFT JOIN staff s ON s.id = a.by_staff
			WHERE a.subject_id = {:trip} OR a.subject_id IN (SELECT id FROM imprests WHERE trip = {:trip}) ORDER BY a.decided_at`},
	{"budget.csv", "Les lignes du projet voté et celles de l’exécution, chacune avec son identifiant.",
		[]string{"Identifiant|id", "Phase|phase", "Sens|side", "Nature|category", "Libellé|label", "Bénéficiaires|beneficiaries", "Base|basis", "Montant|amount_cents|money", "Origine|origin", "Payé le|spent_on|day", "Pièce|voucher_no", "Contrat|contract", "Acte|act", "Reprise de|carried_from"},
		`SELECT * FROM budget_lines WHERE trip = {:trip} ORDER BY phase DESC, side, rowid`},
	{"contrats.csv", "Ce qui a été acheté, à qui, par quelle procédure.",
		[]string{"Identifiant|id", "Fournisseur|supplier", "Objet|object", "Nature|kind", "État|state", "Procédure|procedure_kind", "Autorisé par|authority", "Attribué le|awarded_on|day", "Commandé le|ordered_on|day", "Hors taxes|amount_ht_cents|money", "Toutes taxes|amount_cents|money"},
		`SELECT * FROM contracts WHERE trip = {:trip} ORDER BY rowid`},
	{"regies.csv", "L’argent confié à des personnels : actes, montants, reliquats.",
		[]string{"Identifiant|id", "Nature|nature", "État|state", "Titulaire|who", "Acte|act_number", "Décidée le|decided_on|day", "Agréée le|accountant_agreed_on|day", "Avance|advance_cents|money", "Rendu le|returned_on|day", "Reliquat|returned_cents|money"},
		`SELECT i.*, TRIM(s.first_name || ' ' || s.last_name) AS who FROM imprests i JOIN staff s ON s.id = i.holder WHERE i.trip = {:trip} ORDER BY i.rowid`},
	{"regies-lignes.csv", "Chaque dépense et chaque encaissement des régies.",
		[]string{"Régie|imprest", "N°|line_no|int", "Sens|direction", "Date|spent_on|day", "Fournisseur|supplier", "Nature|nature", "Montant|amount_cents|money"},
		`SELECT l.* FROM imprest_lines l JOIN imprests i ON i.id = l.imprest WHERE i.trip = {:trip} ORDER BY l.imprest, l.direction, l.line_no`},
	{"creances.csv", "Ce que chaque famille doit, sur quel acte et quelle signature.",
		[]string{"Identifiant|id", "Élève|pupil", "Débiteur|person", "Objet|label", "Montant|amount_cents|money", "Remises et aides|granted|money", "À payer avant le|due_on|day", "Acte|act", "Engagement|commitment_id"},
		`SELECT c.id, ` + person + `, c.label, c.amount_cents, COALESCE((SELECT SUM(amount_cents) FROM grants g WHERE g.charge = c.id), 0) AS granted, c.due_on, c.act, c.commitment_id
			FROM charges c JOIN pupils p ON p.id = c.pupil LEFT JOIN guardians r ON r.id = c.debtor_id WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} ORDER BY pupil, c.due_on, c.id`},
	{"versements.csv", "Ce qui a été reçu, quand, par quel moyen, sous quelle quittance.",
		[]string{"Identifiant|id", "Élève|pupil", "Payeur|person", "Moyen|means", "Montant du versement|amount_cents|money", "Reçu le|received_on|day", "Enregistré le|booked_on|day", "Série|series", "Quittance|receipt_no|int", "Annulé le|reversed_on|day"},
		`SELECT m.id, ` + person + `, m.means, m.amount_cents, m.received_on, m.booked_on, COALESCE(s.code, '') AS series, COALESCE(q.receipt_no, 0) AS receipt_no, COALESCE(v.reversed_on, '') AS reversed_on
			FROM payments m JOIN pupils p ON p.id = m.pupil LEFT JOIN guardians r ON r.id = m.payer_id LEFT JOIN receipts q ON q.payment = m.id LEFT JOIN receipt_series s ON s.id = q.series
			LEFT JOIN reversals v ON v.payment = m.id WHERE m.id IN (SELECT a.payment FROM allocations a JOIN charges c ON c.id = a.charge
				WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip}) ORDER BY m.received_on, m.booked_at, m.id`},
	{"ventilations.csv", "Quelle part de chaque versement règle quelle créance.",
		[]string{"Versement|payment", "Créance|charge", "Montant|amount_cents|money"},
		`SELECT a.payment, a.charge, a.amount_cents FROM allocations a JOIN charges c ON c.id = a.charge WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} ORDER BY a.rowid`},
	{"transferts.csv", "Ce que la comptabilité a reçu, et quand.",
		[]string{"Identifiant|id", "Logiciel|target", "Exercice|accounting_year", "N°|number|int", "État|state", "Lignes|lines_count|int", "Total|total_cents|money", "Empreinte|digest", "Fait le|exported_at"},
		`SELECT * FROM receivable_exports WHERE trip = {:trip} ORDER BY exported_at, rowid`},
	{"participants-versions.csv", "Les versions arrêtées de la liste des participants, avec leur empreinte.",
		[]string{"Version|version_no|int", "Arrêtée le|frozen_at", "Ce qui a changé|reason", "Empreinte|digest"},
		`SELECT version_no, frozen_at, reason, digest FROM rosters WHERE trip = {:trip} ORDER BY version_no`},
	{"journal.csv", "Les lignes scellées du journal qui parlent de ce voyage, de ses achats, de ses régies et de son argent.",
		[]string{"Ligne|line_no|int", "Le|happened_at", "Qui|actor_kind", "Identifiant|actor_id", "Fait|verb", "Sur|subject_collection", "Objet|subject_id", "Note|note", "Empreinte|digest"},
		`SELECT * FROM journal WHERE subject_id IN (SELECT {:trip} UNION SELECT id FROM budget_lines WHERE trip = {:trip} UNION SELECT id FROM contracts WHERE trip = {:trip}
			UNION SELECT id FROM imprests WHERE trip = {:trip} UNION SELECT id FROM receivable_exports WHERE trip = {:trip} UNION SELECT id FROM rosters WHERE trip = {:trip}
			UNION SELECT act FROM trips WHERE id = {:trip} UNION SELECT id FROM charges WHERE subject_collection = 'trips' AND subject_id = {:trip}
			UNION SELECT a.payment FROM allocations a JOIN charges c ON c.id = a.charge WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip}) ORDER BY line_no`},
}

func (t table) csv(app core.App, tripID string) ([]byte, error) {
	var rows []dbx.NullStringMap
	if err := app.DB().NewQuery(t.query).Bind(dbx.Params{"trip": tripID}).All(&rows); err != nil {
		return nil, fmt.Errorf("%s : %w", t.name, err)
	}
	sheet := document.Sheet{}
	for _, c := range t.columns {
		sheet.Columns = append(sheet.Columns, document.Column{Name: strings.Split(c, "|")[0]})
	}
	for _, row := range rows {
		var cells []document.Cell
		for _, c := range t.columns {
			parts := strings.Split(c+"|", "|")
			value := row[parts[1]].String
			n, err := strconv.Atoi(value)
			switch {
			case parts[2] == "money" && err == nil:
				cells = append(cells, document.Money(cents.Amount(n)))
			case parts[2] == "int" && err == nil:
				cells = append(cells, document.Int(n))
			case parts[2] == "day":
				cells = append(cells, document.Date(law.Day(value)))
			default:
				cells = append(cells, document.Text(value))
			}
		}
		sheet.Rows = append(sheet.Rows, cells)
	}
	return sheet.CSV(), nil
}
