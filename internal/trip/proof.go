package trip

import (
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Proof is the viewer's own latest answer to a trip, with the text as it was shown: what the receipt and the signed copy
// are made of. Another parent's proof is never in it (I-10).
type Proof struct {
	ID            string
	Accepted      bool
	At            time.Time // in the school's time zone
	Body          string    // Markdown, as shown
	Digest        string
	AuthLevel     string
	SharedAddress bool
	PaperOn       law.Day // the letter was signed on paper and received that day
	Account       string  // the address the person signs in with, "" for the code of a letter
}

// AuthLabel says in French how the person was identified.
func (p Proof) AuthLabel() string { return AuthLabel(p.AuthLevel) }

// AuthLabel says in French what a level of identification is.
func AuthLabel(level string) string { return authLabels[level] }

var authLabels = map[string]string{
	"email_code": "code à usage unique reçu par courriel", "letter_code": "code à usage unique d’un courrier imprimé",
	PaperLevel: "lettre signée à la main, reçue par l’établissement", "second_factor": "code à usage unique et second facteur", "oidc": "service d’identité de l’État",
}

// OwnProof returns the viewer's latest answer for a child; found is false when they have given none.
func OwnProof(app core.App, viewer school.Actor, tripID, pupilID string) (proof Proof, found bool, err error) {
	own := dbx.And(dbx.HashExp{"c.trip": tripID, "c.pupil": pupilID})
	switch viewer.Kind {
	case school.Guardian:
		own = dbx.And(own, dbx.Or(dbx.HashExp{"c.guardian_id": viewer.ID}, dbx.HashExp{"c.second_guardian_id": viewer.ID}))
	case school.Pupil:
		own = dbx.And(own, dbx.HashExp{"c.pupil_signs": viewer.ID})
	case school.System, school.Staff, school.Operator, school.Guest:
		return Proof{}, false, nil
	}
	var rows []struct {
		ID, Decision, Body, TextDigest, AuthLevel, Email string
		PaperOn                                          law.Day
		SharedAddress                                    bool
		SignedAt                                         types.DateTime
	}
	err = app.DB().Select("c.id", "c.decision", "l.body", "c.text_digest", "c.auth_level", "c.shared_address", "c.signed_at", "c.paper_on",
		"COALESCE(u.email, '') AS email").From("commitments c").
		InnerJoin("letters l", dbx.NewExp("l.id = c.letter")).LeftJoin("users u", dbx.NewExp("u.id = c.account_id")).
		Where(own).OrderBy("c.signed_at DESC", "c.rowid DESC").Limit(1).All(&rows)
	if err != nil || len(rows) == 0 {
		return Proof{}, false, wrapProof(err)
	}
	r := rows[0]
	return Proof{
		ID: r.ID, Accepted: r.Decision == "accept", At: r.SignedAt.Time().In(school.Clock(app).Zone()), Body: r.Body, Digest: r.TextDigest,
		AuthLevel: r.AuthLevel, SharedAddress: r.SharedAddress, PaperOn: r.PaperOn, Account: r.Email,
	}, true, nil
}

func wrapProof(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("own proof: %w", err)
}

// OwnPhone is the number the school holds for the viewer, to be checked by them before it is used: never another person's.
func OwnPhone(app core.App, viewer school.Actor) (string, error) {
	if viewer.Kind != school.Pupil {
		contact, err := school.ContactOf(app, viewer)
		return contact.PhoneMobile, err
	}
	record, err := app.FindRecordById("pupils", viewer.ID)
	if err != nil {
		return "", fmt.Errorf("own phone: %w", err)
	}
	return record.GetString("phone_mobile"), nil
}
