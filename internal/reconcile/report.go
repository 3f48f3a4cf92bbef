package reconcile

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

func hashOf(s string) string {
	sum := sha256.Sum256([]byte(s))
	return hex.EncodeToString(sum[:12])
}

// ReportLine is a line of a statement with what it was recognised as.
type ReportLine struct {
	ID, Account             string
	Source                  Source
	On                      law.Day
	Label, Reference, Party string
	Amount                  cents.Amount
	State, Reason           string
	Kinds                   []Kind   // of its matches
	Receipts                []string // of the payments
	PaymentIDs              []string
	BatchNumber             string
	Why                     string // reason of the proposal accepted
	ByName                  string
}

// ReportDay is the sums of one day and one source.
type ReportDay struct {
	On                                        law.Day
	Source                                    Source
	Lines, MatchedCount, OpenCount, AsideLine int
	Credit, Debit, Matched, Open, Aside       cents.Amount // Matched, Open and Aside are in and out
}

// Report is what a period of statements says.
type Report struct {
	From, To law.Day
	Lines    []ReportLine
	Days     []ReportDay
	Total    ReportDay
}

// ReportOf reads the lines of a period, for staff who see money. The sums are those of the lines.
func ReportOf(app core.App, viewer school.Actor, from, to law.Day) (Report, error) {
	if err := school.Require(viewer, school.SeeMoney); err != nil {
		return Report{}, err
	}
	r := Report{From: from, To: to}
	var err error
	r.Lines, err = reportLines(app, "l.operated_on BETWEEN {:from} AND {:to}", dbx.Params{"from": string(from), "to": string(to)})
	if err != nil {
		return r, err
	}
	index := map[string]int{}
	for _, l := range r.Lines {
		key := string(l.On) + string(l.Source)
		i, known := index[key]
		if !known {
			i = len(r.Days)
			index[key] = i
			r.Days = append(r.Days, ReportDay{On: l.On, Source: l.Source})
		}
		r.Days[i].add(l)
		r.Total.add(l)
	}
	return r, nil
}

func (d *ReportDay) add(l ReportLine) {
	d.Lines++
	if l.Amount > 0 {
		d.Credit += l.Amount
	} else {
		d.Debit -= l.Amount
	}
	switch l.State {
	case Matched:
		d.MatchedCount++
		d.Matched += l.Amount
	case Open:
		d.OpenCount++
		d.Open += l.Amount
	case Ignored:
		d.AsideLine++
		d.Aside += l.Amount
	}
}

// FindLine reads one line, whatever its state.
func FindLine(app core.App, viewer school.Actor, id string) (ReportLine, bool, error) {
	if err := school.Require(viewer, school.SeeMoney); err != nil {
		return ReportLine{}, false, err
	}
	lines, err := reportLines(app, "l.id = {:id}", dbx.Params{"id": id})
	if err != nil || len(lines) == 0 {
		return ReportLine{}, false, err
	}
	return lines[0], true, nil
}

func reportLines(app core.App, where string, params dbx.Params) ([]ReportLine, error) {
	var rows []struct {
		ID, Account, Label, Reference, Party, State, Reason, ByName string
		Source                                                      Source
		OperatedOn                                                  law.Day
		AmountCents                                                 cents.Amount
	}
	err := app.DB().NewQuery(`SELECT l.id, s.name AS account, l.source, l.operated_on, l.label, l.reference, l.party, l.amount_cents, l.state, l.reason,
			COALESCE(TRIM(p.first_name || ' ' || p.last_name), '') AS by_name
		FROM statement_lines l JOIN statements s ON s.id = l.statement LEFT JOIN staff p ON p.id = l.settled_by
		WHERE ` + where + ` ORDER BY l.operated_on, l.source, s.name, l.row_no, l.id`).Bind(params).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("lines of a period: %w", err)
	}
	lines := make([]ReportLine, 0, len(rows))
	index := map[string]int{}
	for i, r := range rows {
		index[r.ID] = i
		lines = append(lines, ReportLine{
			ID: r.ID, Account: r.Account, Source: r.Source, On: r.OperatedOn, Label: r.Label, Reference: r.Reference, Party: r.Party, Amount: r.AmountCents, State: r.State,
			Reason: r.Reason, ByName: r.ByName,
		})
	}
	var matches []struct {
		Line, PaymentID, BatchNumber, Reason, Code string
		Kind                                       Kind
		ReceiptNo                                  int
	}
	err = app.DB().NewQuery(`SELECT m.line, m.payment_id, m.kind, m.reason, COALESCE(b.number, '') AS batch_number, COALESCE(s.code, '') AS code, COALESCE(r.receipt_no, 0) AS receipt_no
		FROM statement_matches m JOIN statement_lines l ON l.id = m.line LEFT JOIN receipts r ON r.payment = m.payment_id LEFT JOIN receipt_series s ON s.id = r.series
			LEFT JOIN refund_batches b ON b.id = m.batch_id
		WHERE m.undone_by = '' AND ` + where + ` ORDER BY m.matched_at, s.code, r.receipt_no, m.id`).Bind(params).All(&matches)
	if err != nil {
		return nil, fmt.Errorf("matches of a period: %w", err)
	}
	for _, m := range matches {
		l := &lines[index[m.Line]]
		if !slices.Contains(l.Kinds, m.Kind) {
			l.Kinds = append(l.Kinds, m.Kind)
		}
		if m.PaymentID != "" {
			l.PaymentIDs, l.Receipts = append(l.PaymentIDs, m.PaymentID), append(l.Receipts, receiptName(m.Code, m.ReceiptNo))
		}
		l.Why, l.BatchNumber = m.Reason, m.BatchNumber
	}
	return lines, nil
}

// Evidence says in a few words what a line was recognised as.
func (l ReportLine) Evidence() string {
	var all []string
	for _, k := range l.Kinds {
		all = append(all, k.Label())
	}
	s := strings.Join(all, ", ")
	if len(l.Receipts) > 0 {
		s += " : " + strings.Join(l.Receipts, ", ")
	}
	if l.BatchNumber != "" {
		s += " : lot " + l.BatchNumber
	}
	if s == "" {
		s = l.Reason
	}
	return s
}

// Sheet is the report, one line a line, with its evidence.
func (r Report) Sheet() document.Sheet {
	sheet := document.Sheet{Title: "Rapprochement", Columns: []document.Column{
		{Name: "Jour", Kind: document.KindDay}, {Name: "Source"}, {Name: "Compte"}, {Name: "Libellé"}, {Name: "Référence"}, {Name: "Nom"}, {Name: "Montant", Kind: document.KindMoney},
		{Name: "État"}, {Name: "Preuve"}, {Name: "Raison"}, {Name: "Par"},
	}}
	for _, l := range r.Lines {
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Date(l.On), document.Text(l.Source.Label()), document.Text(l.Account), document.Text(l.Label), document.Text(l.Reference), document.Text(l.Party),
			document.Money(l.Amount), document.Text(LineState(l.State)), document.Text(l.Evidence()), document.Text(l.Why), document.Text(l.ByName),
		})
	}
	return sheet
}

// Trouble is a difference between what PayFiP or the bank says and what the ledger says, with what to do.
type Trouble struct {
	What, Fix string
	LineID    string // of a statement
	AttemptID string
	PaymentID string
	On        law.Day
	Amount    cents.Amount
	Reference string
}

// Troubles lists the differences with PayFiP, oldest first: paid there and unknown here, paid here and unknown there, of
// another amount; and what PayFiP was paid that has not reached the account a week after.
func Troubles(app core.App, viewer school.Actor) ([]Trouble, error) {
	if err := school.Require(viewer, school.SeeMoney); err != nil {
		return nil, err
	}
	statements, err := statementsWhere(app, "s.state = 'imported'", nil)
	if err != nil || len(statements) == 0 {
		return nil, err
	}
	lines, err := openLines(app)
	if err != nil {
		return nil, err
	}
	facts, err := loadFacts(app, viewer, lines)
	if err != nil {
		return nil, err
	}
	return slices.Concat(strangers(lines, facts), missing(statements, lines, facts)), nil
}

// strangers are the lines of PayFiP that no booked attempt explains.
func strangers(lines []Line, facts Facts) []Trouble {
	attempts := map[string]Attempt{}
	for _, a := range facts.Attempts {
		attempts[a.Refdet] = a
	}
	booked := map[string]Payment{}
	for _, p := range facts.Payments {
		booked[p.ID] = p
	}
	var all []Trouble
	for _, l := range lines {
		if l.Source != PayFiP {
			continue
		}
		reference := refdet.FindString(speak(l).compact)
		t := Trouble{LineID: l.ID, On: l.On, Amount: l.Amount, Reference: reference}
		a, known := attempts[reference]
		switch {
		case reference == "" || !known:
			t.Reference = firstText(reference, l.Reference, l.Label)
			t.What = "Payé chez PayFiP sous une référence que l’application n’a jamais donnée."
			t.Fix = "Vérifiez le numéro de client PayFiP : ce paiement vient d’un autre logiciel, ou d’une autre régie. Mettez la ligne de côté avec cette raison."
		case a.Amount != l.Amount:
			t.AttemptID = a.ID
			t.What = "Payé chez PayFiP pour " + l.Amount.String() + ", demandé ici pour " + a.Amount.String() + "."
			t.Fix = "N’encaissez rien : interrogez PayFiP, puis la DDFiP si l’écart demeure."
		case a.PaymentID == "":
			t.AttemptID = a.ID
			t.What = "Payé chez PayFiP, inconnu du grand livre (" + a.State.Label() + ")."
			t.Fix = "Interrogez PayFiP : la réponse enregistre le paiement."
		case booked[a.PaymentID].ID == "":
			t.PaymentID = a.PaymentID
			t.What = "Payé chez PayFiP, annulé ici ou trop ancien."
			t.Fix = "Si la banque n’a rien repris, l’annulation est à revoir : enregistrez un nouvel encaissement."
		case booked[a.PaymentID].Seen[PayFiP]:
			t.PaymentID = a.PaymentID
			t.What = "Ce paiement figure deux fois dans les fichiers de PayFiP."
			t.Fix = "Vérifiez les fichiers importés, puis mettez la ligne de côté."
		default:
			continue // proposed with confidence
		}
		all = append(all, t)
	}
	return all
}

func firstText(all ...string) string {
	for _, s := range all {
		if s != "" {
			return s
		}
	}
	return ""
}

// missing are the online payments of the ledger that a file of PayFiP, or of the bank, should have shown.
func missing(statements []Statement, lines []Line, facts Facts) []Trouble {
	waiting := map[string]bool{} // on a line that only has to be accepted
	for _, l := range lines {
		if l.Source == PayFiP {
			waiting[refdet.FindString(speak(l).compact)] = true
		}
	}
	covers := func(source Source, from, to law.Day) bool {
		return slices.ContainsFunc(statements, func(s Statement) bool {
			return s.Source == source && s.FirstOn <= from && s.LastOn >= to && s.FirstOn != ""
		})
	}
	var all []Trouble
	for _, p := range facts.Payments {
		if !p.Means.Online() {
			continue
		}
		t := Trouble{PaymentID: p.ID, On: p.On, Amount: p.Amount, Reference: p.Reference}
		switch {
		case !p.Seen[PayFiP] && !waiting[p.Reference] && covers(PayFiP, p.On, p.On):
			t.What = "Payé ici (" + p.Means.Label() + "), absent du fichier PayFiP de ce jour."
			t.Fix = "Cherchez-le dans le fichier du lendemain ; sinon interrogez PayFiP, puis la DDFiP."
		case !p.Seen[Bank] && covers(Bank, p.On, p.On.Add(longestWay)):
			t.What = "Payé ici (" + p.Means.Label() + "), pas encore vu sur le compte une semaine après."
			t.Fix = "Cherchez la remise du jour parmi les lignes à rapprocher ; sinon demandez-la à la DDFiP."
		default:
			continue
		}
		all = append(all, t)
	}
	slices.SortStableFunc(all, func(a, b Trouble) int { return strings.Compare(string(a.On), string(b.On)) })
	return all
}
