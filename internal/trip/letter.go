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
	"github.com/openacademie/openacademie/internal/money/cents"
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

// LetterOf returns the current letter of a trip: its version (0 when none was saved yet, the model then) and its blocks.
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
		blocks, err = DefaultBlocks()
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
		byName := map[string]Block{}
		for _, b := range current {
			byName[b.Name] = b
		}
		for i, b := range blocks {
			known, ok := byName[b.Name]
			if !ok {
				return law.Object("blocks", "Ce paragraphe n’existe pas dans le modèle.", "")
			}
			blocks[i].Mandatory, blocks[i].Rank = known.Mandatory, known.Rank
			blocks[i].On = b.On || known.Mandatory
			if strings.TrimSpace(b.Text) == "" && blocks[i].On {
				return law.Object(b.Name, "Le paragraphe « "+known.Title+" » est vide.", "Écrivez son texte, ou retirez-le s’il n’est pas obligatoire.")
			}
			for _, unknown := range unknownPlaceholders(b.Text) {
				return law.Object(b.Name, "« "+unknown+" » n’est pas un champ de la lettre.", "Choisissez parmi : "+strings.Join(placeholderNames, ", ")+".")
			}
		}
		if version > 0 && equalBlocks(current, blocks) {
			return nil
		}
		return save(ctx, tx, "letters", map[string]any{
			"kind": "trip", "trip": tripID, "version_no": version + 1, "blocks": blocks, "made_at": school.Clock(tx).Now(),
		})
	})
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

// placeholderNames are the fields a letter may use.
var placeholderNames = []string{
	"{{établissement}}", "{{commune}}", "{{voyage}}", "{{destination}}", "{{dates}}", "{{élève}}", "{{classe}}", "{{naissance}}", "{{signataire}}",
	"{{prix}}", "{{acte}}", "{{échéancier}}", "{{assistance_sociale}}", "{{organisateur}}", "{{réponse_avant}}", "{{conditions_de_remboursement}}",
}

func unknownPlaceholders(text string) []string {
	var unknown []string
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "{{")
		if !found {
			return unknown
		}
		name, after2, closed := strings.Cut(after, "}}")
		if !closed {
			return append(unknown, "{{"+truncateRunes(name, 20))
		}
		known := false
		for _, p := range placeholderNames {
			known = known || p == "{{"+name+"}}"
		}
		if !known {
			unknown = append(unknown, "{{"+truncateRunes(name, 20)+"}}")
		}
		rest = after2
	}
}

func truncateRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// Letter is the text a person reads before signing, and its digest.
type Letter struct {
	Version int
	Title   string
	Body    string // Markdown
	Digest  string // SHA-256 of the body, in hexadecimal
}

// letterData is what the placeholders are replaced with.
type letterData struct {
	facts               Facts
	identity            school.Identity
	child               school.Child
	signatory, organise string
}

// buildLetter writes the letter of one child for one signatory. Same data, same text, same digest: what is signed is what
// was shown.
func buildLetter(version int, blocks []Block, d letterData) Letter {
	t := d.facts.Trip
	act := "l’acte du conseil d’administration"
	if d.facts.Act != nil {
		act = d.facts.Act.Name()
	}
	replace := strings.NewReplacer(
		"{{établissement}}", d.identity.Name, "{{commune}}", d.identity.Town, "{{voyage}}", t.Title, "{{destination}}", t.Destination,
		"{{dates}}", t.Dates(), "{{élève}}", d.child.FirstName+" "+d.child.LastName, "{{classe}}", d.child.Class, "{{naissance}}", d.child.BirthOn.French(),
		"{{signataire}}", d.signatory, "{{prix}}", t.PriceCents.String(), "{{acte}}", act, "{{échéancier}}", scheduleText(d.facts.Instalments),
		"{{assistance_sociale}}", orWords(d.identity.SocialWorkerName, "l’assistant social de l’établissement"), "{{organisateur}}", d.organise,
		"{{réponse_avant}}", orWords(t.AnswerBy.French(), "la date indiquée par l’établissement"), "{{conditions_de_remboursement}}", refundText(d.facts),
	)
	var body strings.Builder
	for _, b := range withRefundTerms(blocks, d.facts) {
		if !b.On && !b.Mandatory || (b.Name == "engagement-financier" || b.Name == "engagement-paiement") && t.PriceCents == 0 {
			continue
		}
		if b.Title != "" {
			body.WriteString("## " + b.Title + "\n\n")
		}
		body.WriteString(replace.Replace(b.Text) + "\n\n")
	}
	text := strings.TrimSpace(body.String()) + "\n"
	return Letter{Version: version, Title: "Engagement : " + t.Title, Body: text, Digest: TextDigest(text)}
}

// refundsField is where a letter says what the family gets back if the pupil does not leave.
const refundsField = "{{conditions_de_remboursement}}"

func refundText(f Facts) string {
	if f.Trip.PriceCents == 0 {
		return "Ce voyage est gratuit : rien n’est dû."
	}
	text := "Voici ce qui est rendu, selon la cause"
	if f.Refunds.Act != nil {
		text += ", d’après " + f.Refunds.Act.Name()
	}
	return text + "\u00a0:\n\n" + TermsText(f.Refunds.Terms) + "\n\nLe chef d’établissement peut accorder une remise en plus, selon les motifs."
}

// withRefundTerms has the letter of a priced trip say the refund terms, even when the school's own text forgets them (V-34).
func withRefundTerms(blocks []Block, f Facts) []Block {
	said := slices.ContainsFunc(blocks, func(b Block) bool { return (b.On || b.Mandatory) && strings.Contains(b.Text, refundsField) })
	if said || f.Trip.PriceCents == 0 || len(f.Refunds.Terms) == 0 {
		return blocks
	}
	return append(slices.Clone(blocks), Block{Name: "conditions", Title: "Ce qui est rendu si l’élève ne part pas", On: true, Text: refundsField})
}

// TextDigest is the SHA-256 of a text, in hexadecimal.
func TextDigest(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

func scheduleText(instalments []Instalment) string {
	var lines []string
	total := cents.Amount(0)
	for _, n := range instalments {
		lines = append(lines, fmt.Sprintf("- échéance %d, avant le %s : %s", n.RankNo, n.DueOn.French(), n.AmountCents))
		total += n.AmountCents
	}
	if len(lines) > 1 {
		lines = append(lines, "- soit en tout : "+total.String())
	}
	return strings.Join(lines, "\n")
}

func orWords(s, otherwise string) string {
	if strings.TrimSpace(s) == "" {
		return otherwise
	}
	return s
}
