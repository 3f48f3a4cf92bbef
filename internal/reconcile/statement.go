package reconcile

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/statement"
)

// The states of a statement and of its lines.
const (
	Read     = "read" // columns are still to be chosen
	Imported = "imported"
	Dropped  = "dropped"

	Open    = "open"
	Matched = "matched"
	Ignored = "ignored"
)

// LineState is the state of a line in French.
func LineState(state string) string {
	return map[string]string{Open: "à rapprocher", Matched: "rapprochée", Ignored: "mise de côté"}[state]
}

// Sources lists who speaks in a statement.
var Sources = []Source{Bank, PayFiP}

// Statement is a file of a bank or of PayFiP.
type Statement struct {
	ID             string
	Source         Source
	Name           string
	State          string
	FileName       string
	Digest         string
	Format         statement.Format
	AccountTail    string
	FirstOn        law.Day
	LastOn         law.Day
	LinesCount     int
	RepeatedCount  int
	LeftOutCount   int
	CreditCents    cents.Amount
	DebitCents     cents.Amount
	ReadAt         types.DateTime
	ImportedAt     types.DateTime
	ByStaff        string
	ByName         string
	OpenLinesCount int
}

// ErrNoStatement is returned for a statement that does not exist, or waits no more.
var ErrNoStatement = law.Object("", "Ce relevé n’existe pas, ou n’attend plus.", "Choisissez de nouveau le fichier.")

// Statements lists the files imported, newest first.
func Statements(app core.App, viewer school.Actor) ([]Statement, error) {
	if err := school.Require(viewer, school.SeeMoney); err != nil {
		return nil, err
	}
	return statementsWhere(app, "s.state = 'imported'", nil)
}

func statementsWhere(app core.App, where string, params dbx.Params) ([]Statement, error) {
	var rows []Statement
	err := app.DB().NewQuery(`SELECT s.id, s.source, s.name, s.state, s.file_name, s.digest, s.format, s.account_tail, s.first_on, s.last_on, s.lines_count, s.repeated_count,
			s.left_out_count, s.credit_cents, s.debit_cents, s.read_at, s.imported_at, s.by_staff, COALESCE(TRIM(p.first_name || ' ' || p.last_name), '') AS by_name,
			(SELECT COUNT(*) FROM statement_lines l WHERE l.statement = s.id AND l.state = 'open') AS open_lines_count
		FROM statements s LEFT JOIN staff p ON p.id = s.by_staff WHERE ` + where + ` ORDER BY s.read_at DESC, s.id LIMIT 200`).Bind(params).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("statements: %w", err)
	}
	return rows, nil
}

// Upload is a file as it was sent.
type Upload struct {
	Source   Source
	Name     string // of the account: what its columns were is remembered under it
	FileName string
	Raw      []byte
}

// waitFor is how long a file waits for its columns: it names people, and is not kept for nothing.
const waitFor = 48 * time.Hour

// Receive reads a file and keeps it until its columns are chosen; nothing of it is imported yet. What is refused is said in
// French.
func Receive(ctx context.Context, app core.App, u Upload) (id string, err error) {
	actor := school.ActorIn(ctx)
	if err := school.Require(actor, school.ReconcileBank); err != nil {
		return "", err
	}
	u.Name = strings.Join(strings.Fields(u.Name), " ")
	if u.Name == "" || len([]rune(u.Name)) > 80 {
		return "", law.Object("compte", "Nommez le compte ou la régie dont c’est le relevé.", "Ce nom retrouve ses colonnes la prochaine fois.")
	}
	if u.Source != Bank && u.Source != PayFiP {
		return "", law.Object("source", "Dites si ce relevé vient de la banque ou de PayFiP.", "")
	}
	file, err := statement.Read(ctx, u.FileName, u.Raw, statement.Limits{})
	if err != nil {
		return "", refused(ctx, "fichier", err)
	}
	if file.Format == statement.Camt && u.Source == PayFiP {
		return "", law.Object("source", "Un relevé camt.053 vient de la banque.", "Choisissez « banque ».")
	}
	sum := sha256.Sum256(u.Raw)
	digest := hex.EncodeToString(sum[:])
	same, err := statementsWhere(app, "s.state = 'imported' AND s.name = {:name} AND s.digest = {:digest}", dbx.Params{"name": u.Name, "digest": digest})
	if err != nil {
		return "", err
	}
	if len(same) > 0 {
		return "", law.Object("fichier", "Ce fichier est déjà importé, depuis le "+law.DayOf(same[0].ImportedAt.Time()).French()+" : il n’apporte rien de nouveau.", "Exportez une période plus récente.")
	}
	if err := DropOld(ctx, app); err != nil {
		return "", err
	}
	record, err := school.NewRecord(app, "statements")
	if err != nil {
		return "", err
	}
	record.Id = core.GenerateDefaultRandomId()
	record.Load(map[string]any{
		"source": string(u.Source), "name": u.Name, "state": Read, "file_name": tail(u.FileName, 160), "digest": digest, "format": string(file.Format),
		"account_tail": file.Account, "by_staff": actor.ID, "read_at": school.Clock(app).Now().UTC(),
	})
	if err := keep(app, record.Id, u.Raw); err != nil {
		return "", err
	}
	if err := app.SaveWithContext(ctx, record); err != nil {
		drop(app, record.Id)
		return "", err
	}
	return record.Id, nil
}

// refused says in French why a file or its columns are refused.
func refused(ctx context.Context, field string, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	said := err.Error()
	first, rest := []rune(said)[:1], []rune(said)[1:]
	return law.Object(field, strings.ToUpper(string(first))+string(rest)+".", "")
}

func tail(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[len(r)-n:])
	}
	return s
}

func keptPath(app core.App, id string) string {
	return filepath.Join(app.DataDir(), "statements", id)
}

func keep(app core.App, id string, raw []byte) error {
	path := keptPath(app, id)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("keep a statement: %w", err)
	}
	if err := os.WriteFile(path, raw, 0o600); err != nil {
		return fmt.Errorf("keep a statement: %w", err)
	}
	return nil
}

func drop(app core.App, id string) {
	if err := os.Remove(keptPath(app, id)); err != nil && !errors.Is(err, os.ErrNotExist) {
		app.Logger().Warn("a statement's file could not be removed", "statement", id, "error", err)
	}
}

// DropOld gives up the files whose columns nobody chose within two days.
func DropOld(ctx context.Context, app core.App) error {
	limit := school.Clock(app).Now().Add(-waitFor).UTC().Format(types.DefaultDateLayout)
	records, err := app.FindAllRecords("statements", dbx.HashExp{"state": Read}, dbx.NewExp("read_at < {:limit}", dbx.Params{"limit": limit}))
	if err != nil {
		return fmt.Errorf("statements: %w", err)
	}
	for _, r := range records {
		if err := giveUp(school.WithActor(ctx, school.Actor{Kind: school.System}), app, r); err != nil {
			return err
		}
	}
	return nil
}

// Drop gives up a file whose columns are not chosen yet.
func Drop(ctx context.Context, app core.App, id string) error {
	if err := school.Require(school.ActorIn(ctx), school.ReconcileBank); err != nil {
		return err
	}
	record, err := app.FindRecordById("statements", id)
	if err != nil || record.GetString("state") != Read {
		return ErrNoStatement
	}
	return giveUp(ctx, app, record)
}

func giveUp(ctx context.Context, app core.App, record *core.Record) error {
	record.Set("state", Dropped)
	if err := app.SaveWithContext(ctx, record); err != nil {
		return err
	}
	drop(app, record.Id)
	return nil
}

// Waiting is a file whose columns are to be chosen, as the screen shows it.
type Waiting struct {
	Statement
	File       *statement.File
	Layout     statement.Layout  // of a table
	Mapping    statement.Mapping // chosen before for this account, else proposed
	Remembered bool
	Moved      bool // columns were chosen before, and are no longer there
}

// FindWaiting reads a file again with the columns that its account had the last time.
func FindWaiting(ctx context.Context, app core.App, id string) (Waiting, error) {
	if err := school.Require(school.ActorIn(ctx), school.ReconcileBank); err != nil {
		return Waiting{}, err
	}
	found, err := statementsWhere(app, "s.state = 'read' AND s.id = {:id}", dbx.Params{"id": id})
	if err != nil {
		return Waiting{}, err
	}
	if len(found) == 0 {
		return Waiting{}, ErrNoStatement
	}
	w := Waiting{Statement: found[0]}
	raw, err := os.ReadFile(keptPath(app, w.ID))
	if err != nil {
		return Waiting{}, ErrNoStatement
	}
	if w.File, err = statement.Read(ctx, w.FileName, raw, statement.Limits{}); err != nil {
		return Waiting{}, refused(ctx, "", err)
	}
	if w.File.Table == nil {
		return w, nil
	}
	w.Layout, w.Mapping = statement.LayoutOf(w.File.Table), statement.Guess(w.File.Table)
	before, known, err := mappingOf(app, w.Name)
	if err != nil || !known {
		return w, err
	}
	if placed, err := before.Find(w.File.Table); err == nil {
		w.Mapping, w.Remembered = placed, true
	} else {
		w.Moved = true
	}
	return w, nil
}

// Trial is what choosing columns would import.
type Trial struct {
	statement.Reading
	New, Repeated int
	Credit, Debit cents.Amount // of the new lines
	FirstOn       law.Day
	LastOn        law.Day
	fresh         []fresh
}

// fresh is a line that is not known yet.
type fresh struct {
	statement.Line
	statement.Identity
}

// Try tells what a file gives with a mapping, without writing.
func Try(ctx context.Context, app core.App, w Waiting, m statement.Mapping) (Trial, error) {
	t := Trial{Reading: statement.Reading{Lines: w.File.Lines}}
	if w.File.Table != nil {
		var err error
		if t.Reading, err = m.Lines(w.File.Table); err != nil {
			return t, refused(ctx, "colonnes", err)
		}
	}
	identities := statement.Identify(string(w.Source)+" "+w.Name, t.Lines)
	known, err := knownLines(app, identities)
	if err != nil {
		return t, err
	}
	for i, l := range t.Lines {
		if t.FirstOn == "" || l.On < t.FirstOn {
			t.FirstOn = l.On
		}
		t.LastOn = max(t.LastOn, l.On)
		if known[identities[i]] {
			t.Repeated++
			continue
		}
		t.New++
		if l.Amount > 0 {
			t.Credit += l.Amount
		} else {
			t.Debit -= l.Amount
		}
		t.fresh = append(t.fresh, fresh{l, identities[i]})
	}
	return t, nil
}

// knownLines tells which identities are imported already, whatever the file they came in.
func knownLines(app core.App, identities []statement.Identity) (map[statement.Identity]bool, error) {
	known := map[statement.Identity]bool{}
	for from := 0; from < len(identities); from += 500 {
		var digests []any
		for _, i := range identities[from:min(from+500, len(identities))] {
			digests = append(digests, i.Digest)
		}
		var rows []struct {
			Digest string
			RankNo int
		}
		if err := app.DB().Select("digest", "rank_no").From("statement_lines").Where(dbx.In("digest", digests...)).All(&rows); err != nil {
			return nil, fmt.Errorf("lines known: %w", err)
		}
		for _, r := range rows {
			known[statement.Identity{Digest: r.Digest, Rank: r.RankNo}] = true
		}
	}
	return known, nil
}

// Import writes the lines of a file that are not known yet, with the columns chosen, which its account will have the next
// time. Rows that cannot be read stop it, unless leaveOut says to go on without them.
func Import(ctx context.Context, app core.App, id string, m statement.Mapping, leaveOut bool) (Trial, error) {
	w, err := FindWaiting(ctx, app, id)
	if err != nil {
		return Trial{}, err
	}
	t, err := Try(ctx, app, w, m)
	if err != nil {
		return t, err
	}
	if len(t.Problems) > 0 && !leaveOut {
		return t, law.Object("ecarter", fmt.Sprintf("Des lignes du fichier n’ont pas pu être lues : %d. La première : %s.", len(t.Problems), t.Problems[0].Error()),
			"Corrigez le choix des colonnes, ou cochez la case pour les laisser de côté.")
	}
	err = school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error { return writeImport(ctx, tx, w, m, t) })
	if err != nil {
		return t, err
	}
	drop(app, id)
	return t, nil
}

func writeImport(ctx context.Context, tx core.App, w Waiting, m statement.Mapping, t Trial) error {
	if w.File.Table != nil {
		if err := remember(ctx, tx, w, m); err != nil {
			return err
		}
	}
	bulk := school.WithBulk(ctx)
	for _, l := range t.fresh {
		record, err := school.NewRecord(tx, "statement_lines")
		if err != nil {
			return err
		}
		record.Load(map[string]any{
			"statement": w.ID, "source": string(w.Source), "row_no": l.Row, "operated_on": string(l.On), "label": l.Label, "reference": l.Reference, "party": l.Party,
			"amount_cents": int64(l.Amount), "digest": l.Digest, "rank_no": l.Rank, "state": Open,
		})
		if err := tx.SaveWithContext(bulk, record); err != nil {
			return err
		}
	}
	record, err := tx.FindRecordById("statements", w.ID)
	if err != nil {
		return ErrNoStatement
	}
	record.Load(map[string]any{
		"state": Imported, "first_on": string(t.FirstOn), "last_on": string(t.LastOn), "lines_count": t.New, "repeated_count": t.Repeated, "left_out_count": len(t.Problems),
		"credit_cents": int64(t.Credit), "debit_cents": int64(t.Debit), "by_staff": school.ActorIn(ctx).ID, "imported_at": school.Clock(tx).Now().UTC(),
	})
	return tx.SaveWithContext(ctx, record)
}
