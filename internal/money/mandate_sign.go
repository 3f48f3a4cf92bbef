package money

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
)

// The uses under which the account of a mandate is sealed: nothing else opens them.
const (
	sealedMandateIBAN   = "mandate_iban"
	sealedMandateHolder = "mandate_account_holder"
)

// NewMandate is what a debtor, or the staff who hold the paper, say of a mandate.
type NewMandate struct {
	GuardianID, PupilID string // who owes, for staff; a debtor signs for himself
	Kind                MandateKind
	IBAN, Holder        string  // as typed
	NoticeDays          int     // 0: as the school's parameter says
	LastOn              law.Day // the last debit is no later, and is said to the bank to be the last; may be empty
	SignedOn            law.Day // of the paper, for staff; online it is today
}

// SignMandate signs a mandate online: the actor is who owes, and the proof is that of the commitments (account, session, way
// of identification, digest of the text shown). It returns a *law.Refusal whose field is "iban" or "titulaire", or names F-10.
func SignMandate(ctx context.Context, app core.App, n NewMandate) (id string, err error) {
	actor := school.ActorIn(ctx)
	n.GuardianID, n.PupilID = "", ""
	switch actor.Kind {
	case school.Guardian:
		n.GuardianID = actor.ID
	case school.Pupil:
		n.PupilID = actor.ID
	default:
		return "", law.Object("", "Un mandat se signe par la personne qui doit les sommes.", "Un mandat signé sur papier s’enregistre à la page des mandats.")
	}
	return writeMandate(ctx, app, n, map[string]any{
		"state": string(MandateActive), "signed_how": "online", "account_id": actor.AccountID, "session_id": actor.SessionID, "auth_level": actor.AuthLevel,
		"origin_digest": actor.OriginDigest,
	})
}

// DraftMandate opens a mandate whose paper will be signed: its reference is given, its account comes with the signature. The
// actor manages mandates.
func DraftMandate(ctx context.Context, app core.App, n NewMandate) (id string, err error) {
	n.IBAN, n.Holder, n.SignedOn = "", "", ""
	return writeMandate(ctx, app, n, map[string]any{"state": string(MandateDraft)})
}

func writeMandate(ctx context.Context, app core.App, n NewMandate, fields map[string]any) (id string, err error) {
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := school.NewRecord(tx, "mandates")
		if err != nil {
			return err
		}
		if n.NoticeDays == 0 {
			offer, err := OfferMandate(tx)
			if err != nil {
				return err
			}
			n.NoticeDays = offer.NoticeDays
		}
		record.Load(map[string]any{
			"guardian_id": n.GuardianID, "pupil_id": n.PupilID, "kind": string(n.Kind), "notice_days": n.NoticeDays, "last_on": string(n.LastOn),
		})
		record.Load(fields)
		if MandateState(record.GetString("state")) == MandateActive {
			if err := sealAccount(tx, record, n.IBAN, n.Holder); err != nil {
				return err
			}
		}
		if err := tx.SaveWithContext(ctx, record); err != nil {
			return err
		}
		id = record.Id
		return nil
	})
	return id, err
}

// RecordPaperMandate says that the paper of a mandate has come back signed, with its account. The actor manages mandates.
func RecordPaperMandate(ctx context.Context, app core.App, id string, n NewMandate) error {
	return changeMandate(ctx, app, id, func(tx core.App, record *core.Record) error {
		if err := sealAccount(tx, record, n.IBAN, n.Holder); err != nil {
			return err
		}
		record.Load(map[string]any{
			"state": string(MandateActive), "signed_how": "paper", "signed_on": string(n.SignedOn), "paper_by": school.ActorIn(ctx).ID,
		})
		if n.NoticeDays > 0 {
			record.Set("notice_days", n.NoticeDays)
		}
		if n.LastOn != "" {
			record.Set("last_on", string(n.LastOn))
		}
		return nil
	})
}

// ChangeAccount puts another account under the same mandate (an amendment: the reference stays). A mandate that a bank's
// answer had suspended is active again. The actor is who owes, or manages mandates with the paper in hand.
func ChangeAccount(ctx context.Context, app core.App, id, iban, holder string) error {
	return changeMandate(ctx, app, id, func(tx core.App, record *core.Record) error {
		if err := sealAccount(tx, record, iban, holder); err != nil {
			return err
		}
		record.Load(map[string]any{"state": string(MandateActive), "why": ""})
		return nil
	})
}

// RevokeMandate takes a mandate back: nothing more is debited under it, what was prepared and not sent is withdrawn, and the
// account is erased. The actor is who owes, or manages mandates.
func RevokeMandate(ctx context.Context, app core.App, id, why string) error {
	return stepMandate(ctx, app, id, MandateRevoked, why)
}

// SuspendMandate keeps a mandate from being debited for a while. The actor manages mandates, or is the program.
func SuspendMandate(ctx context.Context, app core.App, id, why string) error {
	return stepMandate(ctx, app, id, MandateSuspended, why)
}

// ResumeMandate has a suspended mandate debited again. The actor manages mandates and says why.
func ResumeMandate(ctx context.Context, app core.App, id, why string) error {
	return stepMandate(ctx, app, id, MandateActive, why)
}

func stepMandate(ctx context.Context, app core.App, id string, to MandateState, why string) error {
	return changeMandate(ctx, app, id, func(_ core.App, record *core.Record) error {
		if MandateState(record.GetString("state")) == to {
			return law.Object("state", "Ce mandat est déjà « "+to.Label()+" ».", "")
		}
		record.Load(map[string]any{"state": string(to), "why": strings.TrimSpace(why)})
		return nil
	})
}

func changeMandate(ctx context.Context, app core.App, id string, change func(core.App, *core.Record) error) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("mandates", id)
		if err != nil {
			return ErrNoMandate
		}
		if err := change(tx, record); err != nil {
			return err
		}
		return tx.SaveWithContext(ctx, record)
	})
}

// ErrNoMandate is returned for a mandate that does not exist, or that the viewer may not see: the two cannot be told apart.
var ErrNoMandate = law.Object("", "Ce mandat n’existe pas.", "")

// sealAccount checks an account as typed and puts it, sealed, in a mandate's row.
func sealAccount(app core.App, record *core.Record, typed, holder string) error {
	iban, err := sepa.ParseIBAN(typed)
	if err != nil {
		return law.Object("iban", capital(err.Error())+".", "Recopiez-le depuis un relevé d’identité bancaire (RIB).")
	}
	name := sepa.Text(holder, maxHolder)
	if name == "" {
		return law.Object("titulaire", "Le nom du titulaire du compte manque.", "Écrivez-le comme sur le relevé d’identité bancaire.")
	}
	if before, err := mandateAccount(app, record); err == nil && before.IBAN == iban && before.Name == name && record.GetString("iban_sealed") != "" {
		return law.Object("iban", "C’est déjà le compte de ce mandat.", "Donnez le nouveau compte, ou revenez en arrière.")
	}
	keys := school.DepsOf(app).Keys
	sealed, err := keys.Seal(sealedMandateIBAN, []byte(iban))
	if err != nil {
		return fmt.Errorf("seal an account: %w", err)
	}
	sealedName, err := keys.Seal(sealedMandateHolder, []byte(name))
	if err != nil {
		return fmt.Errorf("seal a holder: %w", err)
	}
	record.Load(map[string]any{"iban_sealed": sealed, "iban_tail": iban.Tail(), "account_holder": sealedName})
	return nil
}

// mandateAccount opens the account of a mandate, for the file of a batch and for nothing else.
func mandateAccount(app core.App, mandate *core.Record) (sepa.Party, error) {
	keys := school.DepsOf(app).Keys
	iban, err := keys.Open(sealedMandateIBAN, mandate.GetString("iban_sealed"))
	if err != nil {
		return sepa.Party{}, fmt.Errorf("account of a mandate: %w", err)
	}
	holder, err := keys.Open(sealedMandateHolder, mandate.GetString("account_holder"))
	if err != nil {
		return sepa.Party{}, fmt.Errorf("holder of a mandate: %w", err)
	}
	return sepa.Party{Name: string(holder), IBAN: sepa.IBAN(iban)}, nil
}

// nextRUM numbers a mandate: the school's own identifier, then a rank that never serves again.
func nextRUM(app core.App) (string, error) {
	identity, err := school.IdentityOf(app)
	if err != nil {
		return "", err
	}
	var n int
	if err := app.DB().Select("COUNT(*)").From("mandates").Row(&n); err != nil {
		return "", fmt.Errorf("reference of a mandate: %w", err)
	}
	prefix := sepa.Text(identity.UAI, 8)
	if prefix == "" {
		prefix = "OA"
	}
	for ; ; n++ {
		rum := fmt.Sprintf("%s-%06d", prefix, n+1)
		var taken int
		if err := app.DB().Select("COUNT(*)").From("mandates").Where(dbx.HashExp{"rum": rum}).Row(&taken); err != nil {
			return "", fmt.Errorf("reference of a mandate: %w", err)
		}
		if taken == 0 {
			return rum, nil
		}
	}
}
