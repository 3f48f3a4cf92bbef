package school

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/siecle"
)

// An import is a picture of the school that SIECLE gives. It is first compared with the base (ReadImport), shown, then
// written in one transaction (Confirm). Three rules hold throughout:
//
//   - what the files do not say is never erased: an element left out, a file without addresses, a workbook without levels;
//   - what the school alone knows is never touched: disagreements, exit bans, hidden addresses, accounts;
//   - nobody is deleted: a leaver has a last day, a link has an end, a placement has one too.

// Why an import is refused. Each sentence says what, why and what to do.
var (
	ErrMayNotImport  = errors.New("seuls le chef d’établissement, le gestionnaire, le secrétariat et l’administrateur importent les élèves : demandez-le à l’un d’eux")
	ErrOtherSchool   = errors.New("ces fichiers viennent d’un autre établissement")
	ErrNoSchoolNamed = errors.New("aucun fichier ne dit de quel établissement il vient, et ce dossier est encore vide : un classeur Excel ne porte pas le code UAI. Importez d’abord l’export XML de SIECLE (ElevesAvecAdresses.xml), seul ou avec les autres ; le classeur pourra suivre")
	ErrOlderYear     = errors.New("ces fichiers sont d’une année scolaire passée")
	ErrNothingRead   = errors.New("aucun élève n’a pu être lu dans le fichier des élèves : exportez-le de nouveau depuis SIECLE")
	ErrBaseChanged   = errors.New("la base a changé depuis la lecture des fichiers : rien n’a été enregistré. Relisez les fichiers, vérifiez la nouvelle différence, puis confirmez")
	ErrNoSuchImport  = errors.New("cet import n’attend plus de confirmation : il a été enregistré, annulé, ou lu il y a plus de deux jours. Choisissez de nouveau les fichiers")
)

// Difference is what an import would change, in the words of the person who confirms it. Its lists have a fixed order.
type Difference struct {
	ID    string            `json:"id,omitempty"` // of the imports row, once stored or confirmed
	UAI   string            `json:"uai"`
	Year  string            `json:"year"` // "2026-2027"
	Files []siecle.FileInfo `json:"files"`
	Read  ImportCounts      `json:"read"`

	NewSchool *NewSchool `json:"new_school,omitempty"` // what the first import will write of the school, to be completed
	NewYear   string     `json:"new_year,omitempty"`   // the school year that becomes the current one

	Added   []ImportPupil  `json:"added,omitempty"`
	Changed []ImportChange `json:"changed,omitempty"` // pupils, those who come back included
	Left    []ImportPupil  `json:"left,omitempty"`

	GuardiansAdded   []ImportGuardian `json:"guardians_added,omitempty"`
	GuardiansChanged []ImportChange   `json:"guardians_changed,omitempty"`
	LinksAdded       []ImportLink     `json:"links_added,omitempty"`
	LinksChanged     []ImportLink     `json:"links_changed,omitempty"`
	LinksEnded       []ImportLink     `json:"links_ended,omitempty"`

	ClassesAdded []string `json:"classes_added,omitempty"` // codes
	GroupsAdded  []string `json:"groups_added,omitempty"`

	Rejected []siecle.Rejected `json:"rejected,omitempty"`
	Notes    []string          `json:"notes,omitempty"` // French sentences to read before confirming

	Rows int `json:"rows"` // rows that confirming would write; 0 when the base already says all that

	// Stale tells that the base has changed since the difference was stored: Confirm will refuse.
	Stale bool `json:"-"`

	export *siecle.Export
	plan   *importPlan
	digest string // of what was shown; Confirm refuses when its own comparison gives another
}

// ImportCounts are numbers of distinct things read in the files.
type ImportCounts struct {
	Pupils    int `json:"pupils"`
	Guardians int `json:"guardians"`
	Links     int `json:"links"`
	Classes   int `json:"classes"`
	Groups    int `json:"groups"`
}

// ImportPupil names a pupil of a difference. ID is empty for a newcomer.
type ImportPupil struct {
	ID     string `json:"id,omitempty"`
	Name   string `json:"name"`
	Class  string `json:"class,omitempty"`
	LeftOn string `json:"left_on,omitempty"`
}

// ImportGuardian names a guardian of a difference.
type ImportGuardian struct {
	ID   string `json:"id,omitempty"`
	Name string `json:"name"`
}

// ImportChange is a person whose fields change.
type ImportChange struct {
	ID     string        `json:"id"`
	Name   string        `json:"name"`
	Class  string        `json:"class,omitempty"`
	Fields []FieldChange `json:"fields"`
}

// ImportLink is the tie between a guardian and a pupil, and what changes in it.
type ImportLink struct {
	Pupil    string        `json:"pupil"`
	Guardian string        `json:"guardian"`
	Fields   []FieldChange `json:"fields,omitempty"`
}

// FieldChange is one field, named in French, with its values as a person reads them.
type FieldChange struct {
	Label string `json:"label"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// IsEmpty is true when confirming would write nothing.
func (d *Difference) IsEmpty() bool { return d.Rows == 0 }

// ReadImport reads the files and compares them with the base. It writes nothing. Its errors are in French: one of this
// package, of siecle, or that of ctx.
func ReadImport(ctx context.Context, app core.App, files []siecle.File) (*Difference, error) {
	if err := mayImport(ctx); err != nil {
		return nil, err
	}
	export, err := readFiles(ctx, files)
	if err != nil {
		return nil, err
	}
	return compareWithBase(ctx, app, export)
}

// ReadImportOfNewSchool reads the files of a school that has no folder yet: everything in them is new.
func ReadImportOfNewSchool(ctx context.Context, files []siecle.File) (*Difference, error) {
	export, err := readFiles(ctx, files)
	if err != nil {
		return nil, err
	}
	return compare(ctx, emptyBase(export), export)
}

func readFiles(ctx context.Context, files []siecle.File) (*siecle.Export, error) {
	report(ctx, "Lecture des fichiers", 0, len(files))
	export, err := siecle.Read(ctx, files, siecle.Limits{})
	if err != nil {
		return nil, err
	}
	if export.HasPupils && len(export.Pupils) == 0 { // nobody would be left of the school
		return nil, fmt.Errorf("%w%s", ErrNothingRead, firstReason(export.Rejected))
	}
	report(ctx, "Lecture des fichiers", len(files), len(files))
	return export, nil
}

func firstReason(rejected []siecle.Rejected) string {
	if len(rejected) == 0 {
		return ""
	}
	r := rejected[0]
	return fmt.Sprintf(" (%s, ligne %d : %s)", r.File, r.Line, r.Reason)
}

func compareWithBase(ctx context.Context, app core.App, export *siecle.Export) (*Difference, error) {
	report(ctx, "Comparaison avec la base", 0, 1)
	b, err := loadBase(app, export)
	if err != nil {
		return nil, err
	}
	return compare(ctx, b, export)
}

// compare is the difference of an export with a base, and the rows that would make the base say the same.
func compare(ctx context.Context, b *importBase, export *siecle.Export) (*Difference, error) {
	d := &Difference{
		Files: export.Files, Rejected: append([]siecle.Rejected{}, export.Rejected...), Notes: append([]string{}, export.Notes...),
		Read: ImportCounts{
			Pupils: len(export.Pupils), Guardians: len(export.Guardians), Links: len(export.Links),
			Classes: len(export.Classes), Groups: len(export.Groups),
		},
		export: export, plan: &importPlan{},
	}
	c := &comparison{Difference: d, base: b, export: export}
	for _, step := range []func() error{
		c.compareSchool, c.compareYear, c.compareNomenclature, c.compareStructures, c.matchPupils, c.matchGuardians,
		c.comparePupils, c.compareGuardians, c.compareLinks,
	} {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if err := step(); err != nil {
			return nil, err
		}
	}
	c.addWarnings()
	d.Rows = len(d.plan.rows)
	d.digest = d.sum()
	report(ctx, "Comparaison avec la base", 1, 1)
	return d, nil
}

// sum is the digest of all that the difference says.
func (d *Difference) sum() string {
	said := *d
	said.ID = ""
	raw, err := json.Marshal(said)
	if err != nil {
		panic(err) // strings and numbers only
	}
	digest := sha256.Sum256(raw)
	return hex.EncodeToString(digest[:])
}

func mayImport(ctx context.Context) error {
	if actor := ActorIn(ctx); actor.Kind != System && !actor.May(ImportPeople) {
		return ErrMayNotImport
	}
	return nil
}

type progressKey struct{}

// WithProgress has an import tell where it stands: "Enregistrement des élèves", 300, 1500. The function is called from the
// goroutine of the import, inside its transaction when it writes: it must not write to the database, which would wait for
// ever. Keep the numbers in memory, and copy them to a jobs row from elsewhere.
func WithProgress(ctx context.Context, tell func(step string, done, total int)) context.Context {
	return context.WithValue(ctx, progressKey{}, tell)
}

func report(ctx context.Context, step string, done, total int) {
	if tell, ok := ctx.Value(progressKey{}).(func(string, int, int)); ok {
		tell(step, done, total)
	}
}
