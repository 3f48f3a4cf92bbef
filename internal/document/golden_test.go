package document

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
)

var update = flag.Bool("update", false, "write the golden files")

// TestDocumentsSayWhatTheySaid compares the number of pages and the text of every document, in reading order, with its
// golden file. After a change that is meant: go test ./internal/document -run Said -update, then read the difference.
func TestDocumentsSayWhatTheySaid(t *testing.T) {
	for name, make := range documents() {
		t.Run(name, func(t *testing.T) {
			file, err := make()
			if err != nil {
				t.Fatal(err)
			}
			got, golden := textOf(t, file), filepath.Join("testdata", name+".golden.txt")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs:\n%s", golden, firstDifference(got, string(want)))
			}
		})
	}
}

// textOf is the text layer as a reader that follows the file hears it: one line per line printed, pages apart.
func textOf(t *testing.T, file []byte) string {
	t.Helper()
	r, err := pdf.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatalf("the PDF cannot be read: %v", err)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "pages: %d\n", r.NumPage())
	for n := 1; n <= r.NumPage(); n++ {
		fmt.Fprintf(&b, "\n--- page %d\n", n)
		y, x, end := -1.0, -1.0, 0.0
		for i, glyph := range r.Page(n).Content().Text {
			if glyph.Y != y || glyph.X != x { // a new piece of text: the reader gives the place of its start to all its glyphs
				switch {
				case i > 0 && math.Abs(glyph.Y-y) > 1:
					b.WriteByte('\n')
				case i > 0 && glyph.X > end+4:
					b.WriteString(" | ")
				}
				y, x, end = glyph.Y, glyph.X, glyph.X
			}
			b.WriteString(glyph.S)
			end += width(glyph.S, faceNamed(glyph.Font), glyph.FontSize) / mmPerPoint
		}
		b.WriteByte('\n')
	}
	return strings.NewReplacer("\u00a0", "~", "\u202f", "^").Replace(b.String()) // no-break spaces, made visible
}

func faceNamed(font string) face {
	switch {
	case strings.HasSuffix(font, "B"):
		return bold
	case strings.HasSuffix(font, "I"):
		return italic
	}
	return regular
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d\n got %q\nwant %q", i+1, a[i], b[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(a), len(b))
}
