package school

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Entry is one line to write in the journal: what happened to which row, with what warnings let through.
type Entry struct {
	Verb       string // "trips.update", "siecle.import"…
	Collection string
	ID         string
	Note       string // ids of the warnings let through, digest of a bulk's rows
	Before     any    // kept beside the chain, where a purge may empty it
	After      any
}

// Journal adds a line in the caller's transaction. The line holds ids and digests only; salt, before and after stand in
// journal_details, so that erasing a person leaves the chain verifiable.
func Journal(ctx context.Context, app core.App, e Entry) error {
	return writeLine(ctx, app, ActorIn(ctx), e)
}

// JournalAs is Journal for an actor known from a record rather than from the context.
func JournalAs(ctx context.Context, app core.App, actor Actor, e Entry) error {
	return writeLine(ctx, app, actor, e)
}

func writeLine(ctx context.Context, app core.App, actor Actor, e Entry) error {
	before, err := encode(e.Before)
	if err != nil {
		return err
	}
	after, err := encode(e.After)
	if err != nil {
		return err
	}
	var last struct {
		LineNo int
		Digest string
	}
	err = app.DB().Select("line_no", "digest").From("journal").OrderBy("line_no DESC").Limit(1).One(&last)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("journal: %w", err)
	}
	salt := hex.EncodeToString(randomBytes(16))
	at := Clock(app).Now().UTC().Truncate(time.Millisecond)
	line, err := NewRecord(app, "journal")
	if err != nil {
		return err
	}
	line.Load(map[string]any{
		"line_no": last.LineNo + 1, "happened_at": at, "actor_kind": string(actor.Kind), "actor_id": actor.ID, "verb": e.Verb,
		"subject_collection": e.Collection, "subject_id": e.ID, "note": truncate(e.Note, 2000),
		"details_digest": digestOf(salt, before, after),
	})
	line.Set("digest", chain(last.Digest, line))
	if err := app.SaveNoValidateWithContext(ctx, line); err != nil {
		return fmt.Errorf("journal: %w", err)
	}
	if e.Before == nil && e.After == nil {
		return nil
	}
	details, err := NewRecord(app, "journal_details")
	if err != nil {
		return err
	}
	details.Load(map[string]any{"line": line.Id, "salt": salt, "old_values": before, "new_values": after})
	if err := app.SaveNoValidateWithContext(ctx, details); err != nil {
		return fmt.Errorf("journal details: %w", err)
	}
	return nil
}

// VerifyJournal walks the chain and names the first line that does not follow from the one before, if any.
func VerifyJournal(app core.App) error {
	const batch = 500
	previous, expected := "", 1
	for {
		lines, err := app.FindRecordsByFilter("journal", "line_no >= {:from}", "line_no", batch, 0, map[string]any{"from": expected})
		if err != nil {
			return fmt.Errorf("read the journal: %w", err)
		}
		for _, line := range lines {
			if line.GetInt("line_no") != expected || line.GetString("digest") != chain(previous, line) {
				return fmt.Errorf("le journal ne se vérifie plus à partir de la ligne %d", expected)
			}
			previous = line.GetString("digest")
			expected++
		}
		if len(lines) < batch {
			return nil
		}
	}
}

func chain(previous string, line *core.Record) string {
	return digestOf(previous, line.GetString("line_no"), line.GetDateTime("happened_at").Time().UTC().Format(time.RFC3339Nano),
		line.GetString("actor_kind"), line.GetString("actor_id"), line.GetString("verb"), line.GetString("subject_collection"),
		line.GetString("subject_id"), line.GetString("note"), line.GetString("details_digest"))
}

// digestOf is the SHA-256 of its parts, each preceded by its length so that no two lists collide.
func digestOf(parts ...string) string {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:%s", len(p), p)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func encode(v any) (string, error) {
	if v == nil {
		return "", nil
	}
	raw, err := json.Marshal(v)
	if err != nil {
		return "", fmt.Errorf("journal details: %w", err)
	}
	return string(raw), nil
}

func truncate(s string, runes int) string {
	if r := []rune(s); len(r) > runes {
		return strings.TrimSpace(string(r[:runes-1])) + "…"
	}
	return s
}
