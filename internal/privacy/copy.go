package privacy

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Section is what one collection knows of the person.
type Section struct {
	Collection string           `json:"collection"`
	Label      string           `json:"intitule"`
	Rows       []map[string]any `json:"lignes"`
	Words      []Word           `json:"champs"`
}

// Word names a field in French.
type Word struct {
	Name string `json:"nom"`
	Text string `json:"sens"`
}

// File is a file that the person gave.
type File struct {
	Name    string
	Content []byte
}

// Copy is all that the school holds of one person: theirs and, for a guardian, their children's.
type Copy struct {
	Of       string    `json:"personne"`
	School   string    `json:"etablissement"`
	MadeOn   law.Day   `json:"faite_le"`
	Sections []Section `json:"donnees"`
	NotHere  []NotHere `json:"non_copie"`
	Files    []File    `json:"-"`
}

// NotHere is what holds persons and is not copied, and why.
type NotHere struct {
	Collection string `json:"collection"`
	Why        string `json:"pourquoi"`
}

// household is what of a child's file tells where and how the other household is reached.
var household = []string{"email", "phone_mobile", "phone_home", "phone_work", "sms_ok", "address1", "address2", "address3", "address4", "postcode", "town", "town_foreign", "country_code", "country"}

// CopyOf gathers what the acting person is entitled to. The copy is made when it is asked for and kept nowhere; the journal
// says that it was given.
func CopyOf(ctx context.Context, app core.App) (Copy, error) {
	return copyOf(ctx, app, school.ActorIn(ctx), "")
}

// CopyFor gathers it for who answers a request for access that is still open: nobody copies a person's data without one.
func CopyFor(ctx context.Context, app core.App, requestID string) (Copy, error) {
	actor := school.ActorIn(ctx)
	if err := school.Require(actor, school.AnswerRights); err != nil {
		return Copy{}, err
	}
	r, err := RequestFor(app, actor, requestID)
	switch {
	case err != nil:
		return Copy{}, err
	case !r.State.Open() || r.Right != Access:
		return Copy{}, law.Object("", "Les données d’une personne ne se copient que pour sa demande d’accès, tant qu’elle attend sa réponse.", "")
	}
	return copyOf(ctx, app, r.Asker(), requestID)
}

func copyOf(ctx context.Context, app core.App, subject school.Actor, requestID string) (c Copy, err error) {
	kind, known := map[school.ActorKind]school.PersonKind{school.Guardian: school.GuardianPerson, school.Pupil: school.PupilPerson, school.Staff: school.StaffPerson}[subject.Kind]
	if !known {
		return c, law.Object("", "Seule une personne a des données à copier.", "")
	}
	person, err := school.FindPerson(app, kind, subject.ID)
	if err != nil {
		return c, err
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return c, err
	}
	children, err := school.ChildrenOf(app, subject)
	if err != nil {
		return c, err
	}
	c = Copy{Of: person.Name(), School: identity.Name, MadeOn: school.Clock(app).Today()}
	for _, h := range holdings {
		if h.why != "" {
			if h.why != nobody {
				c.NotHere = append(c.NotHere, NotHere{h.collection, h.why})
			}
			continue
		}
		section, files, err := h.read(app, subject, children)
		if err != nil {
			return c, err
		}
		if len(section.Rows) > 0 {
			c.Sections = append(c.Sections, section)
			c.Files = append(c.Files, files...)
		}
	}
	return c, school.Journal(ctx, app, school.Entry{Verb: "donnees.copie", Collection: map[school.ActorKind]string{school.Guardian: "guardians", school.Pupil: "pupils", school.Staff: "staff"}[subject.Kind], ID: subject.ID, Note: requestID})
}

// rowsOf are the ids of the rows that are the subject's.
func (h holding) rowsOf(app core.App, subject school.Actor, children []school.Child) (ids []string, err error) {
	where := h.family
	if subject.Kind == school.Staff {
		where = h.staff
	}
	if where == "" {
		return nil, nil
	}
	theirs := []string{}
	for _, child := range children {
		theirs = append(theirs, child.ID)
	}
	list, err := json.Marshal(theirs)
	if err != nil {
		return nil, err
	}
	where = strings.ReplaceAll(where, "@children", "SELECT value FROM json_each({:children})")
	params := dbx.Params{"id": subject.ID}
	if strings.Contains(where, "{:children}") {
		params["children"] = string(list)
	}
	err = app.DB().NewQuery("SELECT r.id FROM " + h.collection + " r WHERE " + where + " ORDER BY r.rowid").Bind(params).Column(&ids)
	if err != nil {
		return nil, fmt.Errorf("what %s holds of a person: %w", h.collection, err)
	}
	return ids, nil
}

func (h holding) read(app core.App, subject school.Actor, children []school.Child) (s Section, files []File, err error) {
	s = Section{Collection: h.collection, Label: h.label}
	ids, err := h.rowsOf(app, subject, children)
	if err != nil || len(ids) == 0 {
		return s, nil, err
	}
	collection, err := app.FindCollectionByNameOrId(h.collection)
	if err != nil {
		return s, nil, err
	}
	var fields []core.Field
	for _, f := range collection.Fields {
		if f.GetHidden() || slices.Contains(h.without, f.GetName()) {
			continue
		}
		fields = append(fields, f)
		s.Words = append(s.Words, Word{f.GetName(), meaning(f)})
	}
	if h.sealed != "" {
		s.Words = append(s.Words, Word{"dit", "Ce qui est chiffré : ce que vous avez dit, ce qui vous a été répondu"})
	}
	for _, id := range ids {
		record, err := app.FindRecordById(h.collection, id)
		if err != nil {
			return s, nil, err
		}
		row := map[string]any{}
		for _, f := range fields {
			if !h.household || !slices.Contains(household, f.GetName()) || livesWith(subject, children, id) {
				row[f.GetName()] = record.Get(f.GetName())
			}
		}
		if h.sealed != "" && record.GetString("sealed") != "" {
			raw, err := school.DepsOf(app).Keys.Open(h.sealed, record.GetString("sealed"))
			if err != nil {
				return s, nil, fmt.Errorf("open what %s seals: %w", h.collection, err)
			}
			row["dit"] = json.RawMessage(raw)
		}
		if h.file != "" && record.GetString(h.file) != "" {
			content, err := fileOf(app, record, h)
			if err != nil {
				return s, nil, err
			}
			files = append(files, File{Name: fmt.Sprintf("piece-%d%s", len(files)+1, extension(record.GetString("media"))), Content: content})
		}
		s.Rows = append(s.Rows, row)
	}
	return s, files, nil
}

func livesWith(subject school.Actor, children []school.Child, pupil string) bool {
	return subject.Kind == school.Pupil || slices.ContainsFunc(children, func(c school.Child) bool { return c.ID == pupil && c.LivesWith })
}

// meaning is what the schema says of a field, in French.
func meaning(f core.Field) string {
	raw, err := json.Marshal(f)
	if err != nil {
		return f.GetName()
	}
	var said struct {
		Help string `json:"help"`
	}
	if json.Unmarshal(raw, &said) != nil || said.Help == "" {
		return f.GetName()
	}
	return said.Help
}

// fileOf reads a file of a row, sealed as the row's words are.
func fileOf(app core.App, record *core.Record, h holding) ([]byte, error) {
	store, err := app.NewFilesystem()
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	defer func() { _ = store.Close() }() // read only: nothing is lost
	reader, err := store.GetReader(record.BaseFilesPath() + "/" + record.GetString(h.file))
	if err != nil {
		return nil, fmt.Errorf("file of a person: %w", err)
	}
	defer func() { _ = reader.Close() }() // as above
	sealed, err := io.ReadAll(reader)
	if err != nil {
		return nil, fmt.Errorf("file of a person: %w", err)
	}
	return school.DepsOf(app).Keys.Open(h.sealed, string(sealed))
}

func extension(media string) string {
	if all, err := mime.ExtensionsByType(media); err == nil && len(all) > 0 && media != "image/jpeg" {
		return all[0]
	}
	return map[string]string{"image/jpeg": ".jpg"}[media]
}
