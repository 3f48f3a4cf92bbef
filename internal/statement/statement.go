// Package statement reads what a bank or PayFiP says has moved: text files of unknown layout, workbooks, and the ISO 20022
// bank statement (camt.053). A file of columns gives a [Table], which a [Mapping] turns into lines; a camt.053 gives its
// lines by itself. It is a pure package: bytes in, lines out. What comes from outside is bounded, and refused in French.
package statement

import (
	"context"
	"errors"
	"fmt"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Line is one movement, as the file tells it.
type Line struct {
	Row       int     // in the file, as a person counts
	On        law.Day // of the operation
	Label     string
	Reference string
	Party     string       // who paid or was paid, where the file says so apart
	Amount    cents.Amount // what came in; negative, what went out
}

// Format is how a file is made.
type Format string

// The formats that are read.
const (
	Text     Format = "text"
	Workbook Format = "workbook"
	Camt     Format = "camt"
)

// Limits bound what a file may cost. A zero field takes the value of [DefaultLimits].
type Limits struct {
	MaxBytes   int
	MaxRows    int
	MaxColumns int
	MaxText    int // bytes of one cell
	MaxDepth   int // nested XML elements
}

// DefaultLimits fit the account of the largest school over a year.
func DefaultLimits() Limits {
	return Limits{MaxBytes: 8 << 20, MaxRows: 20_000, MaxColumns: 60, MaxText: 2_000, MaxDepth: 40}
}

func (l Limits) withDefaults() Limits {
	d := DefaultLimits()
	for _, f := range []struct {
		value    *int
		standard int
	}{{&l.MaxBytes, d.MaxBytes}, {&l.MaxRows, d.MaxRows}, {&l.MaxColumns, d.MaxColumns}, {&l.MaxText, d.MaxText}, {&l.MaxDepth, d.MaxDepth}} {
		if *f.value <= 0 {
			*f.value = f.standard
		}
	}
	return l
}

// Why a file is refused; each sentence stands alone on a screen.
var (
	ErrEmpty      = errors.New("ce fichier est vide")
	ErrTooBig     = errors.New("ce fichier est trop lourd pour un relevé (8 Mo au plus) : exportez une période plus courte")
	ErrTooMany    = errors.New("ce fichier a trop de lignes pour un relevé (20 000 au plus) : exportez une période plus courte")
	ErrTooWide    = errors.New("une ligne de ce fichier a trop de colonnes pour un relevé (60 au plus)")
	ErrTextLong   = errors.New("une case de ce fichier est trop longue pour un relevé (2 000 signes au plus)")
	ErrNotATable  = errors.New("ce fichier n’est ni un texte en colonnes, ni un classeur, ni un relevé camt.053")
	ErrOneColumn  = errors.New("aucun séparateur de colonnes n’a été trouvé dans ce fichier (point-virgule, tabulation, virgule ou barre)")
	ErrWorkbook   = errors.New("ce classeur est illisible, protégé ou incomplet : enregistrez-le de nouveau, ou exportez en CSV")
	ErrDoctype    = errors.New("ce fichier contient une déclaration DOCTYPE ou ENTITY, qu’une banque n’écrit jamais : refusé par sécurité")
	ErrXML        = errors.New("ce fichier XML est mal formé ou coupé")
	ErrNotCamt    = errors.New("ce fichier XML n’est pas un relevé de compte camt.053")
	ErrTooDeep    = errors.New("ce fichier XML imbrique trop de balises pour un relevé")
	ErrNoEntry    = errors.New("ce relevé ne contient aucune opération")
	ErrNotInEuros = errors.New("ce relevé n’est pas en euros")
)

// RowError says at which row of the file something is the matter.
type RowError struct {
	Row int
	Err error
}

func (e *RowError) Error() string { return fmt.Sprintf("ligne %d : %s", e.Row, e.Err) }

// Unwrap gives the named error.
func (e *RowError) Unwrap() error { return e.Err }

// File is what was read: a table to map, or the lines themselves.
type File struct {
	Format  Format
	Table   *Table // nil for a camt.053
	Lines   []Line // of a camt.053
	Account string // last four characters of the IBAN, where the file says it
}

// Read reads a file of any known format. Its errors are those of this package, or that of ctx.
func Read(ctx context.Context, name string, raw []byte, limits Limits) (*File, error) {
	limits = limits.withDefaults()
	switch {
	case len(raw) == 0:
		return nil, ErrEmpty
	case len(raw) > limits.MaxBytes:
		return nil, ErrTooBig
	case looksLikeWorkbook(raw):
		table, err := readWorkbook(ctx, name, raw, limits)
		if err != nil {
			return nil, err
		}
		return &File{Format: Workbook, Table: table}, nil
	}
	text, encoding, err := decode(raw)
	if err != nil {
		return nil, err
	}
	if looksLikeXML(text) {
		lines, account, err := readCamt(ctx, text, limits)
		if err != nil {
			return nil, err
		}
		return &File{Format: Camt, Lines: lines, Account: account}, nil
	}
	table, err := readText(ctx, text, limits)
	if err != nil {
		return nil, err
	}
	table.Encoding = encoding
	return &File{Format: Text, Table: table}, nil
}
