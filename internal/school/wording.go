package school

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
)

// TextModel is a text that leaves the school and that it may write in its own words. The products list theirs.
type TextModel struct {
	Name, Channel string // of the collection templates; the channel is one of notify's
	Label         string // French, in lists
	Subject, Body string // as the program says it; an empty Subject means that there is none to write
	Fields        []TextField
}

// Key names a model in an address.
func (m TextModel) Key() string { return m.Name + "-" + m.Channel }

// TextField is what is replaced in a text when it leaves.
type TextField struct {
	Name     string // "{{sommes}}"
	Becomes  string // French: what stands in its place
	Sample   string // for the preview
	Required bool   // a text without it says nothing
}

// Wording is one version of a text; Version 0 is the program's own.
type Wording struct {
	Version       int
	Subject, Body string
	MadeAt        types.DateTime
	By            string // who wrote it, as the journal says
}

// Fill puts values in the place of the fields: name, value, name, value.
func Fill(text string, fields ...string) string {
	return strings.TrimSpace(strings.NewReplacer(fields...).Replace(text))
}

// Filled is a wording with the samples of its model in the place of the fields.
func (m TextModel) Filled(w Wording) Wording {
	var pairs []string
	for _, f := range m.Fields {
		pairs = append(pairs, f.Name, f.Sample)
	}
	w.Subject, w.Body = Fill(w.Subject, pairs...), Fill(w.Body, pairs...)
	return w
}

// WordingOf is the text that leaves today: the school's newest version, or the program's own when there is none, or when the
// newest is empty because the school has come back to it.
func WordingOf(app core.App, m TextModel) (Wording, error) {
	versions, err := wordings(app, m, 1)
	if err != nil || len(versions) == 0 || versions[0].Body == "" {
		own := Wording{Subject: m.Subject, Body: m.Body}
		if len(versions) > 0 {
			own.Version = versions[0].Version
		}
		return own, err
	}
	return versions[0], nil
}

// WordingVersions lists the versions of a text, newest first. The viewer sets the school.
func WordingVersions(app core.App, viewer Actor, m TextModel) ([]Wording, error) {
	if err := Require(viewer, SetSchool); err != nil {
		return nil, err
	}
	return wordings(app, m, -1)
}

func wordings(app core.App, m TextModel, limit int64) ([]Wording, error) {
	var rows []Wording
	q := app.DB().Select("t.version_no AS version", "t.subject", "t.body", "t.made_at").From("templates t").
		Where(dbx.HashExp{"t.name": m.Name, "t.channel": m.Channel}).OrderBy("t.version_no DESC").Limit(limit)
	if limit < 0 {
		q.AndSelect("COALESCE(TRIM(s.first_name || ' ' || s.last_name), '') AS by").
			LeftJoin("journal j", dbx.NewExp("j.subject_collection = 'templates' AND j.subject_id = t.id AND j.verb = 'templates.create'")).
			LeftJoin("staff s", dbx.NewExp("s.id = j.actor_id"))
	}
	if err := q.All(&rows); err != nil {
		return nil, fmt.Errorf("versions of a text: %w", err)
	}
	return rows, nil
}

// SaveWording keeps a new version of a text. An empty body comes back to the program's own. What has left does not change.
func SaveWording(ctx context.Context, app core.App, m TextModel, subject, body string) error {
	if err := Require(ActorIn(ctx), SetSchool); err != nil {
		return err
	}
	return InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		now, err := WordingOf(tx, m)
		if err != nil {
			return err
		}
		if body == m.Body && subject == m.Subject {
			subject, body = "", ""
		}
		if now.Subject == subject && now.Body == body || body == "" && now.Body == m.Body {
			return nil
		}
		record, err := NewRecord(tx, "templates")
		if err != nil {
			return err
		}
		record.Load(map[string]any{"name": m.Name, "channel": m.Channel, "subject": subject, "body": body})
		return tx.SaveWithContext(ctx, record)
	})
}

// PrepareWording numbers and dates a version as it is written.
func PrepareWording(app core.App, record *core.Record) error {
	m := TextModel{Name: record.GetString("name"), Channel: record.GetString("channel")}
	versions, err := wordings(app, m, 1)
	if err != nil {
		return err
	}
	next := 1
	if len(versions) > 0 {
		next = versions[0].Version + 1
	}
	record.Set("version_no", next)
	record.Set("made_at", Clock(app).Now())
	return nil
}

// longestWording leaves room, in a message, for what takes the place of the fields.
const longestWording = 3000

var anyField = regexp.MustCompile(`\{\{[^{}]*\}\}`)

// threats are words, folded to small letters, that have no place in what a school asks of a family: nothing follows from a
// debt but the next reminder (F-04).
var threats = []string{"sanction", "exclusion", "exclu ", "exclue", "radiation", "radié", "privé de", "privée de", "perdra sa place", "retenons", "sera retenu",
	"ne pourra pas participer", "ne participera pas", "pénalité", "majoration", "huissier", "commissaire de justice", "poursuites", "saisie", "tribunal", "interdiction"}

// JudgeWording judges a version, whoever writes it: a known text, known fields, none of those that it needs left out, no threat.
func JudgeWording(models []TextModel, record *core.Record) []law.Finding {
	refuse := func(field, what, fix string) []law.Finding {
		return []law.Finding{{Severity: law.Block, Field: field, What: what, Fix: fix, Who: string(Administrator)}}
	}
	i := slices.IndexFunc(models, func(m TextModel) bool {
		return m.Name == record.GetString("name") && m.Channel == record.GetString("channel")
	})
	if i < 0 {
		return refuse("name", "Ce texte n’existe pas : l’application n’enverrait jamais ce que vous écrivez.", "Choisissez un texte de la liste, sous École.")
	}
	m, subject, body := models[i], record.GetString("subject"), record.GetString("body")
	if body == "" {
		return nil // back to the program's own
	}
	var findings []law.Finding
	if m.Subject != "" && subject == "" {
		findings = append(findings, refuse("subject", "Il manque l’objet.", "Écrivez un objet, ou revenez au texte d’origine.")...)
	}
	if utf8.RuneCountInString(body) > longestWording {
		findings = append(findings, refuse("body", "Ce texte dépasse 3 000 caractères.", "Raccourcissez-le : un message court est lu.")...)
	}
	for _, found := range anyField.FindAllString(subject+body, -1) {
		if !slices.ContainsFunc(m.Fields, func(f TextField) bool { return f.Name == found }) {
			findings = append(findings, refuse("body", "Le champ "+found+" n’existe pas : il partirait tel quel.", "Prenez un champ de la liste, ou retirez-le.")...)
		}
	}
	for _, f := range m.Fields {
		if f.Required && !strings.Contains(body, f.Name) {
			findings = append(findings, refuse("body", "Il manque le champ "+f.Name+" : "+f.Becomes+".", "Mettez-le où il doit paraître.")...)
		}
	}
	said := " " + strings.ToLower(subject+" "+body) + " "
	for _, t := range threats {
		if strings.Contains(said, t) && !strings.Contains(strings.ToLower(m.Subject+" "+m.Body), t) {
			found := refuse("body", "Ce texte menace : « "+strings.TrimSpace(t)+" ».", "Dites ce qui est attendu, et où trouver de l’aide.")
			found[0].Why = "Aucune sanction ne suit d’elle-même une somme due ou une réponse qui manque ; le recouvrement forcé appartient à l’agent comptable (R421-68 du code de l’éducation ; règles F-04 et M-11)."
			findings = append(findings, found...)
			break
		}
	}
	return findings
}
