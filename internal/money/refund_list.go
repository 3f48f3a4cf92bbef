package money

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Refund is money that goes back, as lists show it. The account it goes to never is in it, but for its last characters.
type Refund struct {
	ID, PupilID, PayerID         string
	Funder                       string // when it is no family
	PupilName, Class             string
	Payee                        string // name of who is owed the money
	SubjectCollection, SubjectID string
	SubjectTitle                 string // of the trip
	Cause                        RefundCause
	State                        RefundState
	Amount                       cents.Amount
	NotedOn, NotifiedOn          law.Day
	ClaimableUntil               law.Day
	IbanTail                     string
	Batch, BatchNumber, EndToEnd string
	SentOn                       law.Day
	ClaimedAt, WaivedAt          types.DateTime
	ActID                        string
	Note                         string
	Addressless                  bool    // nobody of ours to tell: a third person, or a pupil under age without payer
	LapsesAfter                  law.Day // V-29
	Small                        bool    // under the threshold of V-27 or F-12
}

// Aid tells whether the money goes back to an aid fund, by the school's own books.
func (r Refund) Aid() bool { return isAidFund(r.Funder) }

// RefundFilter narrows the list; its zero value is the whole school.
type RefundFilter struct {
	PupilID string
	Subject Subject
	State   RefundState
	Batch   string
}

// Refunds lists refunds for staff who see money, newest first, then by name.
func Refunds(app core.App, viewer school.Actor, f RefundFilter) ([]Refund, error) {
	if err := mustSeeMoney(viewer); err != nil {
		return nil, err
	}
	return refundsWhere(app, f.where())
}

func (f RefundFilter) where() dbx.HashExp {
	where := dbx.HashExp{}
	for column, value := range map[string]string{
		"f.pupil": f.PupilID, "f.subject_collection": f.Subject.Collection, "f.subject_id": f.Subject.ID, "f.state": string(f.State), "f.batch": f.Batch,
	} {
		if value != "" {
			where[column] = value
		}
	}
	return where
}

// RefundsOf lists the viewer's own refunds: a guardian's, or those of a pupil of full age; anybody else has none.
func RefundsOf(app core.App, viewer school.Actor) ([]Refund, error) {
	switch {
	case viewer.Kind == school.Guardian && viewer.ID != "":
		return refundsWhere(app, dbx.HashExp{"f.payer_id": viewer.ID, "f.funder": ""})
	case viewer.Kind == school.Pupil && viewer.ID != "":
		return refundsWhere(app, dbx.HashExp{"f.payer_id": "", "f.funder": "", "f.pupil": viewer.ID})
	}
	return nil, nil
}

// RefundOf reads one of the viewer's own refunds.
func RefundOf(app core.App, viewer school.Actor, id string) (Refund, bool, error) {
	mine, err := RefundsOf(app, viewer)
	for _, r := range mine {
		if r.ID == id {
			return r, true, nil
		}
	}
	return Refund{}, false, err
}

func refundsWhere(app core.App, where dbx.Expression) ([]Refund, error) {
	var rows []struct {
		Refund
		BirthOn law.Day
	}
	err := app.DB().Select("f.id", "f.pupil AS pupil_id", "f.payer_id", "f.funder", "f.subject_collection", "f.subject_id", "f.cause", "f.state",
		"f.amount_cents AS amount", "f.noted_on", "f.notified_on", "f.claimable_until", "f.iban_tail", "f.batch", "f.end_to_end", "f.sent_on",
		"f.claimed_at", "f.waived_at", "f.act AS act_id", "f.note", "u.birth_on", "COALESCE(k.code, '') AS class", "COALESCE(b.number, '') AS batch_number",
		"COALESCE(NULLIF(u.usage_name, ''), u.last_name) || ' ' || u.first_name AS pupil_name", "COALESCE(v.title, '') AS subject_title",
		`COALESCE(NULLIF(f.funder, ''), TRIM(COALESCE(NULLIF(g.usage_name, ''), g.last_name) || ' ' || g.first_name),
			TRIM(COALESCE(NULLIF(u.usage_name, ''), u.last_name) || ' ' || u.first_name)) AS payee`).From("refunds f").
		InnerJoin("pupils u", dbx.NewExp("u.id = f.pupil")).LeftJoin("classes k", dbx.NewExp("k.id = u.class")).
		LeftJoin("guardians g", dbx.NewExp("g.id = f.payer_id")).LeftJoin("refund_batches b", dbx.NewExp("b.id = f.batch")).
		LeftJoin("trips v", dbx.NewExp("f.subject_collection = 'trips' AND v.id = f.subject_id")).
		Where(where).OrderBy("f.noted_on DESC", "pupil_name", "payee", "f.id").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("refunds: %w", err)
	}
	if len(rows) == 0 {
		return nil, nil
	}
	regime, err := school.Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	all := make([]Refund, len(rows))
	for i, r := range rows {
		terms := termsOfRefunds(regime, RefundFacts{OfTrip: r.SubjectCollection == "trips", Cause: r.Cause}.overpaid())
		r.Small, r.LapsesAfter = r.Amount < terms.threshold, terms.lapsesAfter(r.NotedOn)
		r.Addressless = r.Funder != "" || r.PayerID == "" && (r.BirthOn == "" || r.BirthOn.AgeOn(regime.On) < school.Majority)
		all[i] = r.Refund
	}
	return all, nil
}

// ToPost tells whether its payer, told by no message that has left, waits for a letter.
func (r Refund) ToPost() bool { return r.State == RefundNotified && r.NotifiedOn == "" }

// Until is the last day on which the sum can be claimed: three months after its notice for a small one, the end of the
// fourth year for another.
func (r Refund) Until() law.Day {
	if r.Small {
		return r.ClaimableUntil
	}
	return r.LapsesAfter
}
