package notify

import (
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// LoadMessageFacts reads the facts of a message from its record, which may not be saved yet.
func LoadMessageFacts(app core.App, record *core.Record) (MessageFacts, error) {
	f := MessageFacts{Exposed: texts(record, "title", "short_title", "short_body"), All: texts(record, "title", "body", "short_title", "short_body")}
	spec := SpecOf(Kind(record.GetString("kind")))
	said, err := worded(app, Message{Kind: spec.Kind, Title: spec.Title, ShortTitle: spec.ShortTitle, ShortBody: spec.ShortBody})
	if err != nil {
		return f, err
	}
	f.Standard = spec.Label != "" && record.GetString("title") == said.Title && record.GetString("short_title") == said.ShortTitle &&
		record.GetString("short_body") == said.ShortBody
	if f.InPause, err = inPause(app, record); err != nil {
		return f, err
	}
	pupils, err := pupilsConcerned(app, record)
	if err != nil {
		return f, err
	}
	if !f.Standard { // our own sentences name nobody, even where a family is called Rappel
		if f.Names, err = namesIn(app, pupils, f.Exposed); err != nil {
			return f, err
		}
	}
	if id := record.GetString("guardian_id"); id != "" {
		f.Others, err = contactsOfOthers(app, id, pupils)
	}
	return f, err
}

// LoadModelFacts reads the facts of a model of message: on which channel it goes decides what of it is exposed.
func LoadModelFacts(app core.App, record *core.Record) (MessageFacts, error) {
	var f MessageFacts
	switch Channel(record.GetString("channel")) {
	case Push, SMS:
		f.Exposed = texts(record, "subject", "body")
	case Email:
		f.Exposed = texts(record, "subject")
	case Letter:
	}
	names, err := namesIn(app, nil, f.Exposed)
	f.Names = names
	return f, err
}

func texts(record *core.Record, fields ...string) []Text {
	all := make([]Text, 0, len(fields))
	for _, field := range fields {
		all = append(all, Text{field, record.GetString(field)})
	}
	return all
}

func inPause(app core.App, record *core.Record) (bool, error) {
	pause, err := PauseOf(app)
	if err != nil {
		return false, err
	}
	at := record.GetDateTime("not_before").Time()
	if at.IsZero() {
		at = record.GetDateTime("made_at").Time()
	}
	at = at.In(school.Clock(app).Zone())
	return !NextAllowed(at, pause, record.GetBool("urgent")).Equal(at), nil
}

// pupilsConcerned are the children of the recipient, the recipient pupil, and the pupil of the subject.
func pupilsConcerned(app core.App, record *core.Record) ([]any, error) {
	var pupils []any
	if id := record.GetString("pupil_id"); id != "" {
		pupils = append(pupils, id)
	}
	if id := record.GetString("guardian_id"); id != "" {
		var children []string
		if err := app.DB().Select("pupil").From("guardianships").Where(dbx.HashExp{"guardian": id}).Column(&children); err != nil {
			return nil, fmt.Errorf("children of a recipient: %w", err)
		}
		for _, c := range children {
			pupils = append(pupils, c)
		}
	}
	about, id := record.GetString("subject_collection"), record.GetString("subject_id")
	if about == "" || id == "" {
		return pupils, nil
	}
	if about == "pupils" {
		return append(pupils, id), nil
	}
	collection, err := app.FindCachedCollectionByNameOrId(about)
	if err != nil || collection.Fields.GetByName("pupil") == nil {
		return pupils, nil //nolint:nilerr // a subject without pupil
	}
	var pupil string
	err = app.DB().Select("pupil").From(collection.Name).Where(dbx.HashExp{"id": id}).Row(&pupil)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("pupil of a subject: %w", err)
	}
	if pupil != "" {
		pupils = append(pupils, pupil)
	}
	return pupils, nil
}

// namesIn lists the names to look for: those of the pupils concerned, and those of any pupil of the school whose first
// and last names both stand in one of the texts (a first name alone is too often a word).
func namesIn(app core.App, pupils []any, in []Text) ([]string, error) {
	var rows []struct{ FirstName, LastName, UsageName string }
	q := func() *dbx.SelectQuery {
		return app.DB().Select("first_name", "last_name", "usage_name").From("pupils")
	}
	if len(pupils) > 0 {
		if err := q().Where(dbx.In("id", pupils...)).All(&rows); err != nil {
			return nil, fmt.Errorf("names of pupils: %w", err)
		}
	}
	var names []string
	for _, r := range rows {
		names = append(names, r.FirstName, r.LastName, r.UsageName)
	}
	words := wordsOf(in)
	if len(words) == 0 {
		return names, nil
	}
	rows = nil
	if err := q().Where(dbx.Or(dbx.In("last_name", words...), dbx.In("usage_name", words...))).All(&rows); err != nil {
		return nil, fmt.Errorf("names of pupils: %w", err)
	}
	for _, r := range rows {
		for _, t := range in {
			if folded := fold(t.Value); holdsName(folded, []string{r.FirstName}) && holdsName(folded, []string{r.LastName, r.UsageName}) {
				names = append(names, r.LastName, r.UsageName)
			}
		}
	}
	return names, nil
}

// wordsOf lists the words of texts as SIECLE writes names (capitals, with or without accents) and as typed: so that the
// index on names answers.
func wordsOf(in []Text) []any {
	var words []any
	for _, t := range in {
		for w := range strings.FieldsFuncSeq(t.Value, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' }) {
			for _, form := range []string{w, strings.ToUpper(w), strings.ToUpper(fold(w))} {
				if len(form) >= 2 && !slices.Contains(words, any(form)) {
					words = append(words, form)
				}
			}
		}
	}
	return words
}

// contactsOfOthers are the contact details of the other guardians of the pupils, without those the recipient shares with
// them and those of the school itself.
func contactsOfOthers(app core.App, guardianID string, pupils []any) ([]Text, error) {
	if len(pupils) == 0 {
		return nil, nil
	}
	type contact struct {
		ID, Email, PhoneMobile, PhoneHome, PhoneWork string
		Address1, Address2, Address3, Address4       string
	}
	var people []contact
	err := app.DB().Select("g.id", "g.email", "g.phone_mobile", "g.phone_home", "g.phone_work", "g.address1", "g.address2", "g.address3", "g.address4").
		Distinct(true).From("guardianships s").InnerJoin("guardians g", dbx.NewExp("g.id = s.guardian")).Where(dbx.In("s.pupil", pupils...)).All(&people)
	if err != nil {
		return nil, fmt.Errorf("other guardians: %w", err)
	}
	identity, err := school.IdentityOf(app)
	if err != nil {
		return nil, err
	}
	detailsOf := func(c contact) []Text {
		var details []Text
		if c.Email != "" {
			details = append(details, Text{"email", strings.ToLower(c.Email)})
		}
		for _, number := range []string{c.PhoneMobile, c.PhoneHome, c.PhoneWork} {
			if n := nationalNumber(number); len(n) >= 8 {
				details = append(details, Text{"phone", n})
			}
		}
		for _, line := range []string{c.Address1, c.Address2, c.Address3, c.Address4} {
			// A line without a number is a hamlet or a building: it may as well be where a trip goes.
			if l := fold(line); len(l) >= 10 && strings.ContainsAny(l, "0123456789") {
				details = append(details, Text{"address", l})
			}
		}
		return details
	}
	known := []Text{{"email", strings.ToLower(identity.Email)}, {"phone", nationalNumber(identity.Phone)}}
	for line := range strings.SplitSeq(identity.Address, "\n") {
		known = append(known, Text{"address", fold(line)})
	}
	var others []Text
	for _, c := range people {
		if c.ID == guardianID {
			known = append(known, detailsOf(c)...)
		} else {
			others = append(others, detailsOf(c)...)
		}
	}
	return slices.DeleteFunc(others, func(t Text) bool { return slices.Contains(known, t) }), nil
}
