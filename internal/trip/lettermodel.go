package trip

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// ModelLetter is the school's model of a commitment letter: its version (0 for the one that comes with the program) and
// its paragraphs. A paragraph that the program brought since is there too, left out until somebody takes it.
func ModelLetter(app core.App) (version int, blocks []Block, err error) {
	var rows []struct {
		VersionNo int
		Blocks    string
	}
	err = app.DB().Select("version_no", "blocks").From("letters").Where(dbx.HashExp{"kind": "model"}).OrderBy("version_no DESC", "rowid DESC").Limit(1).All(&rows)
	if err != nil {
		return 0, nil, fmt.Errorf("model letter: %w", err)
	}
	if blocks, err = DefaultBlocks(); err != nil || len(rows) == 0 {
		return 0, blocks, err
	}
	var kept []Block
	if err := json.Unmarshal([]byte(rows[0].Blocks), &kept); err != nil {
		return 0, nil, fmt.Errorf("model letter blocks: %w", err)
	}
	byName := map[string]Block{}
	for _, b := range kept {
		byName[b.Name] = b
	}
	for i, b := range blocks {
		if known, ok := byName[b.Name]; ok {
			known.Mandatory, known.Rank = b.Mandatory, b.Rank
			blocks[i] = known
			continue
		}
		blocks[i].On = b.Mandatory
	}
	return rows[0].VersionNo, blocks, nil
}

// SaveModel keeps a new version of the school's model. Trips that have their own letter keep it, and so do those whose
// families read it already.
func SaveModel(ctx context.Context, app core.App, blocks []Block) error {
	if err := school.Require(school.ActorIn(ctx), school.SetSchool); err != nil {
		return err
	}
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		version, current, err := ModelLetter(tx)
		if err != nil {
			return err
		}
		if blocks, err = settled(blocks, current); err != nil || equalBlocks(current, blocks) {
			return err
		}
		return save(ctx, tx, "letters", map[string]any{"kind": "model", "version_no": version + 1, "blocks": blocks, "made_at": school.Clock(tx).Now()})
	})
}

// KeepModel gives their own copy of the model, as version 0, to the trips whose families read it already: what they sign
// does not change under them. The door calls it before a new model is written, whoever writes it.
func KeepModel(ctx context.Context, app core.App) error {
	return keepModelOf(ctx, app, dbx.NewExp("v.archived_on = ''")) // the archived ones have theirs since that day
}

func keepModelOf(ctx context.Context, app core.App, trips dbx.Expression) error {
	var ids []string
	err := app.DB().Select("v.id").From("trips v").Where(dbx.NewExp(`v.state NOT IN ('draft', 'endorsed', 'balanced', 'submitted', 'voted')
		AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.trip = v.id AND l.kind = 'trip')`)).AndWhere(trips).Column(&ids)
	if err != nil || len(ids) == 0 {
		return wrapLetters(err)
	}
	_, blocks, err := ModelLetter(app)
	if err != nil {
		return err
	}
	ctx = school.WithActor(ctx, school.Actor{Kind: school.System})
	for _, id := range ids {
		err := save(ctx, app, "letters", map[string]any{"kind": "trip", "trip": id, "version_no": 0, "blocks": blocks, "made_at": school.Clock(app).Now()})
		if err != nil {
			return err
		}
	}
	return nil
}

func wrapLetters(err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("letters: %w", err)
}

// JudgeLetterText judges the paragraphs of a letter's row, whoever writes it.
func JudgeLetterText(record *core.Record) []law.Finding {
	var blocks []Block
	if err := json.Unmarshal([]byte(record.GetString("blocks")), &blocks); err != nil {
		return refuse("blocks", "Les paragraphes de cette lettre sont illisibles.", "")
	}
	return JudgeBlocks(blocks)
}

// LetterVersion is one version of a letter.
type LetterVersion struct {
	Version int
	MadeAt  types.DateTime
	By      string // who wrote it, as the journal says
	Blocks  []Block
}

// LetterVersions lists the versions of a trip's letter, or of the school's model when tripID is "", newest first.
func LetterVersions(app core.App, viewer school.Actor, tripID string) ([]LetterVersion, error) {
	if !viewer.May(school.SeeTrips) {
		return nil, ErrNoTrip
	}
	where := dbx.HashExp{"l.kind": "model"}
	if tripID != "" {
		where = dbx.HashExp{"l.kind": "trip", "l.trip": tripID}
	}
	var rows []struct {
		VersionNo int
		MadeAt    types.DateTime
		Blocks    string
		By        string
	}
	err := app.DB().Select("l.version_no", "l.made_at", "l.blocks", "COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS by").From("letters l").
		LeftJoin("journal j", dbx.NewExp("j.subject_collection = 'letters' AND j.subject_id = l.id AND j.verb = 'letters.create'")).
		LeftJoin("staff s", dbx.NewExp("s.id = j.actor_id")).Where(where).OrderBy("l.version_no DESC").All(&rows)
	if err != nil {
		return nil, fmt.Errorf("versions of a letter: %w", err)
	}
	versions := make([]LetterVersion, 0, len(rows))
	for _, r := range rows {
		v := LetterVersion{Version: r.VersionNo, MadeAt: r.MadeAt, By: r.By}
		if err := json.Unmarshal([]byte(r.Blocks), &v.Blocks); err != nil {
			return nil, fmt.Errorf("letter blocks: %w", err)
		}
		versions = append(versions, v)
	}
	return versions, nil
}
