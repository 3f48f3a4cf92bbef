package command_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/openacademie/openacademie/internal/tongue"
	"github.com/openacademie/openacademie/internal/tongue/extract"
)

var writeMessages = flag.Bool("write-messages", false, "write the list of messages, content/messages/fr.json")

const messagesFile = "../../content/messages/fr.json"

// messages are the keys of one source, in the order in which they are read there.
type messages struct {
	Where string   `json:"where"`
	Keys  []string `json:"keys"`
}

// byHand is the source of the keys that no text in the program gives as they stand: names in lists, texts of schools.
const byHand = "à la main"

// extracted lists the keys of all sources, each once.
func extracted(t *testing.T) []messages {
	t.Helper()
	seen := map[string]bool{}
	var all []messages
	take := func(where string, found []extract.Text) {
		group := messages{Where: where}
		for _, text := range found {
			if !seen[text.Key] {
				seen[text.Key] = true
				group.Keys = append(group.Keys, text.Key)
			}
		}
		if len(group.Keys) > 0 {
			all = append(all, group)
		}
	}
	for _, s := range extract.Sources {
		found, err := extract.Go("../../"+s.File, s.Only)
		if err != nil {
			t.Fatal(err)
		}
		take(s.File, found)
	}
	for _, folder := range extract.Texts {
		files, err := filepath.Glob("../../" + folder + "/*.md")
		if err != nil || len(files) == 0 {
			t.Fatal(folder, err)
		}
		for _, f := range files {
			raw, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			where := folder + "/" + filepath.Base(f)
			take(where, extract.Markdown(where, string(raw)))
		}
	}
	for _, f := range extract.Scripts {
		raw, err := os.ReadFile("../../" + f)
		if err != nil {
			t.Fatal(err)
		}
		take(f, extract.Script(f, string(raw)))
	}
	return all
}

func listOfMessages(t *testing.T) []messages {
	t.Helper()
	raw, err := os.ReadFile(messagesFile)
	if err != nil {
		t.Fatal(err)
	}
	var all []messages
	if err := json.Unmarshal(raw, &all); err != nil {
		t.Fatal(err)
	}
	return all
}

func keysOf(groups []messages) []string {
	var keys []string
	for _, g := range groups {
		keys = append(keys, g.Keys...)
	}
	return keys
}

// What families may read is in the list that translators work from. After a change of words:
//
//	go test ./internal/command -run TestTheListOfMessages -write-messages
func TestTheListOfMessagesIsWhatTheSourceSays(t *testing.T) {
	t.Parallel()
	found := extracted(t)
	if *writeMessages {
		if _, err := os.Stat(messagesFile); err == nil {
			for _, g := range listOfMessages(t) {
				if g.Where == byHand {
					found = append(found, g)
				}
			}
		}
		raw, err := json.MarshalIndent(found, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		raw = []byte(strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(string(raw)) + "\n")
		if err := os.WriteFile(messagesFile, raw, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list := keysOf(listOfMessages(t))
	for _, key := range keysOf(found) {
		if !slices.Contains(list, key) {
			t.Errorf("not in the list of messages: %q", key)
		}
	}
}

// A catalogue says every message, with the holes of its key.
func TestCataloguesAreComplete(t *testing.T) {
	t.Parallel()
	list := keysOf(listOfMessages(t))
	for _, l := range tongue.Languages[1:] {
		said, err := tongue.Read(l.Code)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range list {
			if len(said) > 0 && said[key]["other"] == "" {
				t.Errorf("%s lacks %q", l.Code, key)
			}
		}
		for key, forms := range said {
			want := tongue.Holes(key)
			slices.Sort(want)
			for category, form := range forms {
				got := tongue.Holes(form)
				slices.Sort(got)
				if !slices.Equal(got, want) && (category == "other" || !slices.Equal(append(got, "n"), want)) {
					t.Errorf("%s %q: holes %v, want %v", l.Code, key, got, want)
				}
			}
		}
	}
}

// signedWhole are sentences that a family signs and that would say less in two: the mandate keeps the words of the SEPA
// rulebook, a commitment its condition beside what it binds to.
var signedWhole = []string{
	"En signant ce mandat, vous autorisez", "Une fois cet engagement signé, la somme est due",
	"Avant le départ, je remets la copie", "L’élève mineur qui quitte la France",
}

// A family reads no sentence of more than twenty-five words; a colon and a semicolon let one breathe.
func TestFamiliesReadShortSentences(t *testing.T) {
	t.Parallel()
	const longest = 25
	for _, key := range keysOf(listOfMessages(t)) {
		for sentence := range strings.FieldsFuncSeq(strings.Join(tongue.Texts(key), "\n"), func(r rune) bool { return r == '\n' || r == ':' || r == ';' }) {
			sentence = strings.TrimSpace(sentence)
			if slices.ContainsFunc(signedWhole, func(s string) bool { return strings.HasPrefix(sentence, s) }) {
				continue
			}
			words := slices.DeleteFunc(strings.Fields(sentence), func(w string) bool { return !strings.ContainsFunc(w, unicode.IsLetter) })
			if len(words) > longest {
				t.Errorf("%d words: %s", len(words), sentence)
			}
		}
	}
}
