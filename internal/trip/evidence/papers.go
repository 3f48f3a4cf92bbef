package evidence

import (
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/money/paper"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// batch adds one file that holds many papers; when there is none, the index says so.
func (a *archive) batch(name, proves string, print func() ([]byte, error)) error {
	body, err := print()
	if errors.Is(err, document.ErrNoLetter) {
		a.lacking(name, "Absent : il n’y en a pas encore.")
		return nil
	}
	if err != nil {
		return fmt.Errorf("%s : %w", name, err)
	}
	return a.add(name, proves, body)
}

// receipts prints the receipt of each payment that settles something of the trip.
func (a *archive) receipts(app core.App, viewer school.Actor, id string) ([]byte, error) {
	copies, err := money.ReceiptsFor(app, viewer, money.OfTrip(id))
	if err != nil {
		return nil, err
	}
	house, err := school.IdentityOf(app)
	if err != nil {
		return nil, err
	}
	all := make([]document.ReceiptData, 0, len(copies))
	for _, c := range copies {
		all = append(all, paper.Receipt(a.origin, house.AccountantName, c))
	}
	return document.Receipts(all)
}

// letters prints each commitment as it was signed, with its proof; neither account nor network address, which prove nothing
// more to an auditor (I-10, I-14).
func (a *archive) letters(app core.App, id string) ([]byte, error) {
	var rows []struct {
		ID, Pupil, Class, Title, Place, Body, TextDigest, AuthLevel, First, Second string
		Born, Start, End, PaperOn                                                  law.Day
		PriceCents                                                                 cents.Amount
		SharedAddress, Adult                                                       bool
		SignedAt                                                                   types.DateTime
	}
	err := app.DB().NewQuery(`SELECT c.id, TRIM(p.last_name || ' ' || p.first_name) AS pupil, COALESCE(k.code, '') AS class, p.birth_on AS born, t.title, t.destination AS place,
			t.departs_on AS start, t.returns_on AS end, t.price_cents, l.body, c.text_digest, c.auth_level, c.shared_address, c.paper_on, c.signed_at, c.pupil_signs != '' AS adult,
			COALESCE(TRIM(g.last_name || ' ' || g.first_name), '') AS first, COALESCE(TRIM(s.last_name || ' ' || s.first_name), '') AS second
		FROM commitments c JOIN letters l ON l.id = c.letter JOIN trips t ON t.id = c.trip JOIN pupils p ON p.id = c.pupil LEFT JOIN classes k ON k.id = p.class
			LEFT JOIN guardians g ON g.id = c.guardian_id LEFT JOIN guardians s ON s.id = c.second_guardian_id
		WHERE c.trip = {:id} AND c.decision = 'accept' ORDER BY pupil, c.signed_at, c.id`).Bind(dbx.Params{"id": id}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("signed letters: %w", err)
	}
	zone := school.Clock(app).Zone()
	all := make([]document.CommitmentData, 0, len(rows))
	for _, r := range rows {
		d := document.CommitmentData{
			Origin: a.origin, Reference: r.ID, Letter: r.Body, Price: r.PriceCents, Pupil: document.Pupil{Name: r.Pupil, Class: r.Class, Born: r.Born},
			Trip: document.Trip{Title: r.Title, Place: r.Place, Start: r.Start, End: r.End},
		}
		signers := map[string]string{r.First: "responsable légal", r.Second: "responsable légal"}
		if r.Adult {
			signers = map[string]string{r.Pupil: "élève majeur"}
		}
		for _, name := range []string{r.First, r.Second, r.Pupil} {
			if quality := signers[name]; name != "" && quality != "" {
				d.Signatures = append(d.Signatures, document.Signature{
					Name: name, Quality: quality, At: r.SignedAt.Time().In(zone), Identified: trip.AuthLabel(r.AuthLevel), SharedAddress: r.SharedAddress,
					TextDigest: r.TextDigest, PaperOn: r.PaperOn,
				})
				delete(signers, name)
			}
		}
		all = append(all, d)
	}
	return document.Commitments(all)
}

// contracts prints what was bought, from whom, and by which procedure.
func (a *archive) contracts(app core.App, id string) ([]byte, error) {
	var rows []struct {
		Title, Supplier, Object, Kind, State, ProcedureKind string
		AwardedOn, OrderedOn                                law.Day
		AmountHTCents                                       cents.Amount `db:"amount_ht_cents"`
		AmountCents                                         cents.Amount
	}
	err := app.DB().NewQuery(`SELECT t.title, c.supplier, c.object, c.kind, c.state, c.procedure_kind, c.awarded_on, c.ordered_on, c.amount_ht_cents, c.amount_cents
		FROM contracts c JOIN trips t ON t.id = c.trip WHERE c.trip = {:id} ORDER BY c.rowid`).Bind(dbx.Params{"id": id}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("contracts of a trip: %w", err)
	}
	if len(rows) == 0 {
		return nil, document.ErrNoLetter
	}
	list := document.ListData{Origin: a.origin, Title: "Achats du voyage", Subtitle: rows[0].Title, Landscape: true, Columns: []document.Column{
		{Name: "Fournisseur"}, {Name: "Objet"}, {Name: "Nature"}, {Name: "Procédure"}, {Name: "État"}, {Name: "Attribué le"}, {Name: "Commandé le"},
		{Name: "Hors taxes", Kind: document.KindMoney}, {Name: "Toutes taxes", Kind: document.KindMoney},
	}}
	var group document.ListGroup
	var ht, total cents.Amount
	for _, r := range rows {
		ht, total = ht+r.AmountHTCents, total+r.AmountCents
		group.Rows = append(group.Rows, []document.Cell{
			document.Text(r.Supplier), document.Text(r.Object), document.Text(trip.LabelOf(trip.ContractKinds, r.Kind)), document.Text(trip.LabelOf(trip.Procedures, r.ProcedureKind)),
			document.Text(trip.ContractState(r.State).Label()), document.Date(r.AwardedOn), document.Date(r.OrderedOn), document.Money(r.AmountHTCents), document.Money(r.AmountCents),
		})
	}
	none := document.Text("")
	list.Groups, list.Total = []document.ListGroup{group}, []document.Cell{document.Text("Total"), none, none, none, none, none, none, document.Money(ht), document.Money(total)}
	return document.PrintedList(list)
}
