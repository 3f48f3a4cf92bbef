package document

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"
)

func sampleList(n int) ListData {
	d := ListData{
		Origin: sampleOrigin(), Title: "Embarquement en car", Subtitle: "Rome, sur les pas des Romains – du 12 au 16 avril 2027",
		Facts:     []Fact{{"Organisateur", "M. Paul DURAND"}, {"Rendez-vous", ""}, {"Téléphone d’urgence", "06 39 98 00 00"}},
		Landscape: true, GroupBy: "Classe", Empty: "Aucun élève engagé.",
		Columns: []Column{{Name: "Élève"}, {Name: "Né(e) le", Kind: KindDay, Width: 24}, {Name: "Téléphone", Width: 40}, {Name: "Aller", Width: 16, Blank: true}, {Name: "Retour", Width: 16, Blank: true}},
		After:   []Sheet{{Title: "Par régime", Columns: []Column{{Name: "Régime"}, {Name: "Élèves", Kind: KindInt, Width: 24}}, Rows: [][]Cell{{Text("Demi-pensionnaire"), Int(n)}}}},
		Notes:   []string{"Cochez à l'aller et au retour; comptez deux fois."},
		Signers: []Signer{{Capacity: "L’organisateur", Name: "Paul DURAND"}, {Capacity: "La principale", Name: "Claire VASSEUR"}},
	}
	for i := range n {
		if i%40 == 0 {
			d.Groups = append(d.Groups, ListGroup{Name: fmt.Sprintf("%de B", 6-i/40)})
		}
		g := &d.Groups[len(d.Groups)-1]
		g.Rows = append(g.Rows, []Cell{Text(fmt.Sprintf("MARTIN-%d Léa", i+1)), Date("2014-03-01"), Text("06 39 98 00 00"), {}, {}})
		g.Subtotal = []Cell{Text(fmt.Sprintf("%d élèves", len(g.Rows)))}
	}
	d.Total = []Cell{Text(fmt.Sprintf("%d élèves", n))}
	return d
}

func sampleDecision() DecisionData {
	return DecisionData{Origin: sampleOrigin(), Parts: []DecisionPart{{
		Title: "Décision portant création d’une régie d’avances", Number: "2027-08", Subtitle: "Voyage à Rome", Author: "La principale du collège Simone-Veil",
		Visas:    []string{"le code de l’éducation, notamment son article R421-70 ;", "le décret n° 2020-542 du 7 mai 2020"},
		Verb:     "Décide :",
		Numbered: true,
		Articles: []Article{
			{Title: "Objet", Text: []string{"Une régie d’avances est créée."}, Items: []string{"repas pris en commun ;", "entrées de musées."}},
			{Title: "Durée", Text: []string{"La régie fonctionne du 22 mars au 7 mai 2027."}, Table: &Sheet{
				Columns: []Column{{Name: "Poste"}, {Name: "Montant", Kind: KindMoney, Width: 30}}, Rows: [][]Cell{{Text("Avance"), Money(80000)}},
			}},
		},
		Undated: true, Signers: []Signer{{Capacity: "La principale", Name: "Claire VASSEUR"}, {Capacity: "L’agent comptable", Name: "Hélène FABRE"}},
		Notes: []string{"Plafond par opération : à confirmer avec l’agent comptable."},
	}, {Title: "Demande de contrôle", To: []string{"À la direction des services départementaux", "69000 Lyon"}, Subject: "Voyage à Rome", References: "votre note",
		Articles: []Article{{Text: []string{"Je vous demande de bien vouloir vérifier l'honorabilité des personnes ci-dessous."}}}, Signers: []Signer{{Capacity: "La principale", Name: "Claire VASSEUR"}}}}}
}

// The heads come back on each page, and so does the group that goes on.
func TestALongListSaysItsHeadsAgain(t *testing.T) {
	file, err := PrintedList(sampleList(70))
	if err != nil {
		t.Fatal(err)
	}
	text := textOf(t, file)
	pages := strings.Count(text, "--- page")
	if pages < 2 || strings.Count(text, "Né(e) le") < pages-1 || // the last page may hold the signatures alone
		!strings.Contains(text, "(suite)") {
		t.Errorf("%d pages:\n%s", pages, text)
	}
}

func TestAnEmptyListSaysSo(t *testing.T) {
	file, err := PrintedList(sampleList(0))
	if err != nil {
		t.Fatal(err)
	}
	if text := textOf(t, file); !strings.Contains(text, "Aucun élève engagé.") {
		t.Error(text)
	}
	if _, err := PrintedList(ListData{}); !errors.Is(err, ErrNoDate) {
		t.Errorf("without a date: %v", err)
	}
	if _, err := ListXLSX(ListData{}); !errors.Is(err, ErrNoDate) {
		t.Errorf("a workbook without a date: %v", err)
	}
	if _, err := Decision(DecisionData{Origin: sampleOrigin()}); !errors.Is(err, ErrNoLetter) {
		t.Errorf("without a part: %v", err)
	}
}

// The groups of a printed list are a column of its spreadsheet, and the small tables are sheets.
func TestAListIsAWorkbookToo(t *testing.T) {
	body, err := ListXLSX(sampleList(50))
	if err != nil {
		t.Fatal(err)
	}
	book, err := excelize.OpenReader(bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	if names := book.GetSheetList(); len(names) != 2 || names[1] != "Par régime" {
		t.Fatalf("sheets %q", names)
	}
	rows, err := book.GetRows("Embarquement en car")
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 52 || rows[0][0] != "Classe" || rows[1][0] != "6e B" || rows[50][0] != "5e B" || rows[51][1] != "50 élèves" {
		t.Errorf("%d rows: %q … %q", len(rows), rows[0], rows[len(rows)-1])
	}
}

// Whatever a list or a decision holds, nothing leaves the margins.
func TestAnyListCanBePrinted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		any := rapid.OneOf(rapid.String(), rapid.StringN(200, 400, -1), rapid.SampledFrom([]string{"", "\n", strings.Repeat("W", 300), "陳小明 😀 محمد", "\u2028"}))
		draw := func(name string) string { return any.Draw(t, name) }
		o, margin := Origin{MadeAt: monday}, 18.0
		signers := []Signer{{Capacity: draw("capacity"), Name: draw("name")}, {Capacity: draw("capacity"), Name: draw("name")}, {Name: draw("name")}}
		var file []byte
		var err error
		if rapid.Bool().Draw(t, "list") {
			d := ListData{Origin: o, Title: draw("title"), Subtitle: draw("subtitle"), Facts: []Fact{{draw("label"), draw("value")}}, Landscape: rapid.Bool().Draw(t, "lying"),
				Empty: draw("empty"), Notes: []string{draw("note")}, Signers: signers}
			columns := rapid.IntRange(1, 9).Draw(t, "columns")
			for i := range columns {
				d.Columns = append(d.Columns, Column{Name: draw("column"), Width: float64(rapid.IntRange(0, 3).Draw(t, "width") * 20), Blank: i%3 == 2, Centred: i%4 == 1})
			}
			for range rapid.IntRange(0, 3).Draw(t, "groups") {
				g := ListGroup{Name: draw("group"), Subtotal: []Cell{Text(draw("subtotal"))}}
				for range rapid.IntRange(0, 12).Draw(t, "rows") {
					g.Rows = append(g.Rows, []Cell{Text(draw("cell")), Text(draw("cell"))})
				}
				d.Groups = append(d.Groups, g)
			}
			file, err = PrintedList(d)
		} else {
			margin = 25
			file, err = Decision(DecisionData{Origin: o, Parts: []DecisionPart{{
				Title: draw("title"), Subtitle: draw("subtitle"), Number: draw("number"), To: []string{draw("to")}, Subject: draw("subject"), References: draw("references"),
				Author: draw("author"), Visas: []string{draw("visa")}, Verb: draw("verb"), Facts: []Fact{{draw("label"), draw("value")}}, Numbered: true,
				Articles: []Article{{Title: draw("article"), Text: []string{draw("text")}, Items: []string{draw("item")}}}, Notes: []string{draw("note")}, Signers: signers,
			}}})
		}
		if err != nil {
			t.Fatal(err)
		}
		within(t, file, margin)
	})
}

// within checks that nothing printed leaves the margins, in millimetres.
func within(t fatal, file []byte, margin float64) {
	for _, l := range pieces(t, file) {
		if l.left < margin-1 || l.right > l.pageWidth-margin+1 || l.up < 3 || l.up > l.pageHeight {
			t.Fatalf("%q leaves the margins: %.1f to %.1f mm of %.0f, at %.1f", l.text, l.left, l.right, l.pageWidth, l.up)
		}
	}
}

type fatal interface {
	failer
	Fatalf(format string, args ...any)
}

// Lists that once left the margins: columns of a fixed width ask for more than the page, and those that share the rest were
// left narrower than the character that a cell prints come what may.
func TestNoColumnIsTooNarrowForItsText(t *testing.T) {
	for name, widths := range map[string][]float64{
		"the last of nine shares 20 mm with a long text": {20, 0, 20, 20, 60, 20, 60, 20, 0},
		"nine wide columns":   {60, 60, 60, 60, 60, 60, 60, 60, 0},
		"columns of no width": {0.1, 60, 60, 60, 0.1},
		"one column":          {0},
		"twenty columns":      slices.Repeat([]float64{0}, 20),
	} {
		t.Run(name, func(t *testing.T) {
			d := ListData{Origin: Origin{MadeAt: monday}, Title: "Liste", Groups: []ListGroup{{Rows: make([][]Cell, 2)}}}
			for i, w := range widths {
				d.Columns = append(d.Columns, Column{Name: "㬑៛", Width: w, Centred: i%4 == 1})
				d.Groups[0].Rows[0] = append(d.Groups[0].Rows[0], Text(strings.Repeat("W", 1+299*(i%2))))
				d.Groups[0].Rows[1] = append(d.Groups[0].Rows[1], Text("Ǆ ‱ 陳 © @"))
			}
			file, err := PrintedList(d)
			if err != nil {
				t.Fatal(err)
			}
			within(t, file, 18)
		})
	}
}

// The widest character of the fonts is what a column always holds.
func TestTheWidestCharacterIsKnown(t *testing.T) {
	for _, f := range []face{regular, bold, italic} {
		for r, w := range widths[f]() {
			if float64(w) > widest*1000 {
				t.Errorf("%q of face %d takes %d thousandths of an em", r, f, w)
			}
		}
	}
}

func BenchmarkPrintedList300(b *testing.B) {
	d := sampleList(300)
	for b.Loop() {
		if _, err := PrintedList(d); err != nil {
			b.Fatal(err)
		}
	}
}
