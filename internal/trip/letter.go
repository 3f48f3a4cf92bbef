package trip

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"slices"
	"sort"
	"strings"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"go.yaml.in/yaml/v3"

	"github.com/openacademie/openacademie/content"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Block is one paragraph of a commitment letter. Its text is Markdown with placeholders such as {{prix}}.
type Block struct {
	Name      string `json:"name" yaml:"name"`
	Title     string `json:"title" yaml:"title"`
	Mandatory bool   `json:"mandatory" yaml:"mandatory"`
	On        bool   `json:"on" yaml:"on"`
	Rank      int    `json:"rank" yaml:"rank"`
	Text      string `json:"text" yaml:"-"`
}

// DefaultBlocks is the model of content/letters, read once: one file per block.
func DefaultBlocks() ([]Block, error) {
	blocks, err := modelBlocks()
	return slices.Clone(blocks), err
}

var modelBlocks = sync.OnceValues(readBlocks)

func readBlocks() ([]Block, error) {
	names, err := fs.Glob(content.FS, "letters/engagement-*.md")
	if err != nil {
		return nil, fmt.Errorf("letters: %w", err)
	}
	var blocks []Block
	for _, name := range names {
		raw, err := fs.ReadFile(content.FS, name)
		if err != nil {
			return nil, fmt.Errorf("letters: %w", err)
		}
		front, body, err := law.SplitFrontMatter(raw)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		var b Block
		if err := yaml.Unmarshal(front, &b); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		b.Text = strings.TrimSpace(string(body))
		blocks = append(blocks, b)
	}
	sort.Slice(blocks, func(i, j int) bool { return blocks[i].Rank < blocks[j].Rank })
	return blocks, nil
}

// LetterOf returns the current letter of a trip: its version (0 when none was saved yet, the school's model then) and its blocks.
func LetterOf(app core.App, tripID string) (version int, blocks []Block, err error) {
	var rows []struct {
		VersionNo int
		Blocks    string
	}
	err = app.DB().Select("version_no", "blocks").From("letters").Where(dbx.HashExp{"trip": tripID, "kind": "trip"}).
		OrderBy("version_no DESC").Limit(1).All(&rows)
	if err != nil {
		return 0, nil, fmt.Errorf("letter: %w", err)
	}
	if len(rows) == 0 {
		_, blocks, err = ModelLetter(app)
		return 0, blocks, err
	}
	if err := json.Unmarshal([]byte(rows[0].Blocks), &blocks); err != nil {
		return 0, nil, fmt.Errorf("letter blocks: %w", err)
	}
	return rows[0].VersionNo, blocks, nil
}

// SaveLetter keeps a new version of a trip's letter. Those who had signed an earlier text are asked to sign again: their
// seat goes back to offered, their charges stay what they are.
func SaveLetter(ctx context.Context, app core.App, tripID string, blocks []Block) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		version, current, err := LetterOf(tx, tripID)
		if err != nil {
			return err
		}
		if blocks, err = settled(blocks, current); err != nil {
			return err
		}
		if version > 0 && equalBlocks(current, blocks) {
			return nil
		}
		return save(ctx, tx, "letters", map[string]any{
			"kind": "trip", "trip": tripID, "version_no": version + 1, "blocks": blocks, "made_at": school.Clock(tx).Now(),
		})
	})
}

// settled holds what is typed to the paragraphs that there are: none is added, a mandatory one stays, every field is known.
func settled(blocks, current []Block) ([]Block, error) {
	byName := map[string]Block{}
	for _, b := range current {
		byName[b.Name] = b
	}
	blocks = slices.Clone(blocks)
	for i, b := range blocks {
		known, ok := byName[b.Name]
		if !ok {
			return nil, law.Object("blocks", "Ce paragraphe n’existe pas dans le modèle.", "")
		}
		blocks[i].Mandatory, blocks[i].Rank = known.Mandatory, known.Rank
		blocks[i].On = b.On || known.Mandatory
		if strings.TrimSpace(b.Title) == "" {
			blocks[i].Title = known.Title
		}
	}
	return blocks, law.Refuse(JudgeBlocks(blocks))
}

// JudgeBlocks says what is wrong in the paragraphs of a letter, whoever writes them. A finding's field is the paragraph's
// name.
func JudgeBlocks(blocks []Block) []law.Finding {
	if len(blocks) == 0 {
		return refuse("blocks", "Une lettre a des paragraphes.", "")
	}
	var findings []law.Finding
	for _, b := range blocks {
		if strings.TrimSpace(b.Text) == "" && (b.On || b.Mandatory) {
			findings = append(findings, refuse(b.Name, "Le paragraphe « "+b.Title+" » est vide.", "Écrivez son texte, ou retirez-le s’il n’est pas obligatoire.")...)
		}
		if len([]rune(b.Text)) > 6000 || len([]rune(b.Title)) > 120 {
			findings = append(findings, refuse(b.Name, "Le paragraphe « "+truncateRunes(b.Title, 40)+" » est trop long.", "Une lettre se lit : six mille caractères au plus.")...)
		}
		for _, unknown := range unknownPlaceholders(b.Title + b.Text) {
			findings = append(findings, refuse(b.Name, "« "+unknown+" » n’est pas un champ de la lettre.", "Choisissez parmi : "+strings.Join(placeholderNames(), ", ")+".")...)
			break // one is enough to find it
		}
	}
	return findings
}

func equalBlocks(a, b []Block) bool {
	x, _ := json.Marshal(a) // a slice of strings and booleans always marshals
	y, _ := json.Marshal(b)
	return string(x) == string(y)
}

// AskAgain offers the seats of a changed letter once more. The door calls it after any new version, whoever wrote it; the
// program moves the seats, not the organiser, who has no hand on them.
func AskAgain(ctx context.Context, app core.App, tripID string) error {
	ctx = school.WithActor(ctx, school.Actor{Kind: school.System})
	seats, err := app.FindAllRecords("seats", dbx.HashExp{"trip": tripID, "state": SeatCommitted})
	if err != nil {
		return fmt.Errorf("seats: %w", err)
	}
	for _, s := range seats {
		s.Set("state", SeatOffered)
		s.Set("reason", "Le texte de l’engagement a changé : une nouvelle signature est demandée.")
		s.Set("changed_at", school.Clock(app).Now())
		if err := app.SaveWithContext(ctx, s); err != nil {
			return err
		}
	}
	return nil
}

// Letter is the text a person reads before signing, and its digest.
type Letter struct {
	Version int
	Title   string
	Body    string // Markdown
	Digest  string // SHA-256 of the body, in hexadecimal
}

// TextDigest is the SHA-256 of a text, in hexadecimal.
func TextDigest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
