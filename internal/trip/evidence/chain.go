package evidence

import (
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Link is one step of a chain of evidence: a row that can be opened, and the lines of the journal that sealed it.
type Link struct {
	Kind, ID, Label string // Kind is a collection
	Amount          cents.Amount
	On              law.Day
	Lines           []int `db:"-"`
}

// Figure is an amount that a reader may ask about.
type Figure struct {
	ID, Kind, Label string
	Amount          cents.Amount
}

// Chain is what stands behind one figure, from the vote to the receipt.
type Chain struct {
	Trip   trip.Trip
	Figure Figure
	Links  []Link
}

// Figures lists the amounts of a trip that have a chain: the lines of its budget, then what families owe.
func Figures(app core.App, viewer school.Actor, tripID string) ([]Figure, error) {
	if err := require(viewer); err != nil {
		return nil, err
	}
	var all []Figure
	err := app.DB().NewQuery(`SELECT id, 'budget_lines' AS kind, CASE phase WHEN 'execution' THEN 'Réel, ' ELSE 'Projet, ' END || CASE side WHEN 'income' THEN 'recette : ' ELSE 'dépense : ' END
				|| category || CASE WHEN label = '' THEN '' ELSE ', ' || label END AS label, amount_cents AS amount, 0 AS rank, rowid AS place FROM budget_lines WHERE trip = {:trip}
		UNION ALL SELECT c.id, 'charges', 'Part de ' || TRIM(p.first_name || ' ' || p.last_name) || ' : ' || c.label, c.amount_cents, 1, c.rowid FROM charges c JOIN pupils p ON p.id = c.pupil
			WHERE c.subject_collection = 'trips' AND c.subject_id = {:trip} ORDER BY rank, place`).Bind(dbx.Params{"trip": tripID}).All(&all)
	if err != nil {
		return nil, fmt.Errorf("figures of a trip: %w", err)
	}
	return all, nil
}

// ChainOf opens what stands behind a figure; ErrNoTrip when the trip has no such figure.
func ChainOf(app core.App, viewer school.Actor, tripID, figureID string) (Chain, error) {
	var c Chain
	all, err := Figures(app, viewer, tripID)
	if err != nil {
		return c, err
	}
	facts, err := trip.LoadFacts(app, tripID)
	if err != nil {
		return c, err
	}
	c.Trip = facts.Trip
	for _, f := range all {
		if f.ID == figureID {
			c.Figure = f
		}
	}
	if c.Figure.ID == "" {
		return c, trip.ErrNoTrip
	}
	query := ofLine
	if c.Figure.Kind == "charges" {
		query = ofCharge
	}
	if err := app.DB().NewQuery(query).Bind(dbx.Params{"trip": tripID, "id": figureID}).All(&c.Links); err != nil {
		return c, fmt.Errorf("chain of evidence: %w", err)
	}
	for i := range c.Links {
		l := &c.Links[i]
		// A batch of charges, or of what a surplus lowers, leaves one line, on its trip.
		err := app.DB().NewQuery(`SELECT line_no FROM journal WHERE subject_id = {:id} OR {:kind} IN ('charges', 'grants') AND subject_id = {:trip} AND verb = {:kind} || '.create' ORDER BY line_no LIMIT 12`).
			Bind(dbx.Params{"id": l.ID, "kind": l.Kind, "trip": tripID}).Column(&l.Lines)
		if err != nil {
			return c, fmt.Errorf("journal of a chain: %w", err)
		}
	}
	return c, nil
}

const actLabel = `'Acte n° ' || a.act_number || CASE WHEN a.title = '' THEN '' ELSE ', ' || a.title END`

// ofLine: the vote, the line of the project that a real line comes from, the line, its contract.
const ofLine = `SELECT kind, id, label, amount, [[on]] FROM (
	SELECT 0 AS rank, 'acts' AS kind, a.id, ` + actLabel + ` AS label, a.price_cents AS amount, a.voted_on AS [[on]] FROM acts a
		WHERE a.id IN (SELECT act FROM trips WHERE id = {:trip} UNION SELECT act FROM budget_lines WHERE id = {:id})
	UNION ALL SELECT 1, 'budget_lines', o.id, 'Ligne du projet : ' || o.category || ' ' || o.label, o.amount_cents, '' FROM budget_lines l JOIN budget_lines o ON o.id = l.carried_from WHERE l.id = {:id}
	UNION ALL SELECT 2, 'contracts', c.id, 'Achat : ' || c.supplier || ' ' || c.object, c.amount_cents, c.ordered_on FROM budget_lines l JOIN contracts c ON c.id = l.contract WHERE l.id = {:id}
	UNION ALL SELECT 3, 'budget_lines', l.id, 'Cette ligne : ' || l.category || CASE WHEN l.voucher_no = '' THEN '' ELSE ', pièce ' || l.voucher_no END, l.amount_cents, l.spent_on FROM budget_lines l WHERE l.id = {:id}
	UNION ALL SELECT 4, 'budget_lines', n.id, 'Réalisé : ' || n.category || CASE WHEN n.voucher_no = '' THEN '' ELSE ', pièce ' || n.voucher_no END, n.amount_cents, n.spent_on FROM budget_lines n WHERE n.carried_from = {:id}
) ORDER BY rank`

// ofCharge: the vote, the signature, the charge, what lowers it, the payments that settle it with their receipts, the transfers.
const ofCharge = `SELECT kind, id, label, amount, [[on]] FROM (
	SELECT 0 AS rank, 'acts' AS kind, a.id, ` + actLabel + ` AS label, a.price_cents AS amount, a.voted_on AS [[on]] FROM charges c JOIN acts a ON a.id = c.act WHERE c.id = {:id}
	UNION ALL SELECT 1, 'commitments', m.id, 'Engagement signé', 0, '' FROM charges c JOIN commitments m ON m.id = c.commitment_id WHERE c.id = {:id}
	UNION ALL SELECT 2, 'charges', c.id, 'Créance : ' || c.label, c.amount_cents, c.due_on FROM charges c WHERE c.id = {:id}
	UNION ALL SELECT 3, 'grants', g.id, CASE g.kind WHEN 'social_fund' THEN 'Fonds social' WHEN 'third_party' THEN 'Aide d’un tiers' WHEN 'remission' THEN 'Remise' WHEN 'surplus' THEN 'Reliquat' ELSE 'Annulation' END,
		-g.amount_cents, '' FROM grants g WHERE g.charge = {:id}
	UNION ALL SELECT 4, 'payments', p.id, 'Versement' || CASE WHEN EXISTS (SELECT 1 FROM reversals v WHERE v.payment = p.id) THEN ' annulé' ELSE '' END
		|| COALESCE((SELECT ', quittance ' || s.code || ' n° ' || r.receipt_no FROM receipts r JOIN receipt_series s ON s.id = r.series WHERE r.payment = p.id), ''), a.amount_cents, p.received_on
		FROM allocations a JOIN payments p ON p.id = a.payment WHERE a.charge = {:id}
	UNION ALL SELECT 5, 'receivable_exports', e.id, 'Transfert de créances n° ' || e.number || ' de ' || e.accounting_year, l.amount_cents, SUBSTR(e.exported_at, 1, 10)
		FROM charges c JOIN receivable_lines l ON l.pupil = c.pupil JOIN receivable_exports e ON e.id = l.receivable_export AND e.trip = {:trip} AND e.state != 'cancelled' WHERE c.id = {:id} AND l.debtor_id = c.debtor_id
) ORDER BY rank, [[on]]`

// Path is the page of a link, "" when it has none.
func (l Link) Path(tripID string) string {
	here := "/gestion/voyages/" + tripID
	switch l.Kind {
	case "budget_lines":
		return here + "/preuves?ligne=" + l.ID
	case "contracts":
		return here + "/achats/" + l.ID
	case "acts":
		return here
	case "receivable_exports":
		return here + "/creances"
	}
	return ""
}

// JournalWords is « 12, 15 », "" when no line is known.
func (l Link) JournalWords() string {
	words := make([]string, 0, len(l.Lines))
	for _, n := range l.Lines {
		words = append(words, fmt.Sprint(n))
	}
	return strings.Join(words, ", ")
}
