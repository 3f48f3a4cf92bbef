package document

import (
	"bytes"
	"encoding/csv"
	"fmt"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// CSVFor writes the sheet for a software that says which separator and which encoding it reads: "utf-8", without a mark, or
// "windows-1252", where a character that it lacks is replaced. A separator that ends lines or quotes is refused.
func (s Sheet) CSVFor(comma rune, encodingName string) ([]byte, error) {
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	w.Comma, w.UseCRLF = comma, true
	record := make([]string, len(s.Columns))
	for i, c := range s.Columns {
		record[i] = harmless(fileText(c.Name))
	}
	if err := w.Write(record); err != nil {
		return nil, fmt.Errorf("csv : %w", err)
	}
	for _, row := range s.Rows {
		for i := range s.Columns {
			record[i] = cellAt(row, i).file()
		}
		if err := w.Write(record); err != nil {
			return nil, fmt.Errorf("csv : %w", err)
		}
	}
	w.Flush()
	if encodingName != "windows-1252" {
		return out.Bytes(), nil
	}
	body, _, err := transform.Bytes(encoding.ReplaceUnsupported(charmap.Windows1252.NewEncoder()), out.Bytes())
	if err != nil {
		return nil, fmt.Errorf("csv : %w", err)
	}
	return body, nil
}
