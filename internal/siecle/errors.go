package siecle

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// What Read refuses. Each sentence stands alone on a screen, after the name of the file.
var (
	ErrNothingToRead   = errors.New("aucun fichier SIECLE reconnu : choisissez les exports XML de Base élèves (ElevesAvecAdresses, ResponsablesAvecAdresses, Structures, Nomenclature), leur zip, ou le classeur « élèves complète » (.xlsx ou .xls)")
	ErrUnreadable      = errors.New("le fichier ne peut pas être ouvert : choisissez-le de nouveau")
	ErrUnknownFile     = errors.New("ce fichier n'est pas un export SIECLE : attendu un fichier XML de Base élèves, un zip ou un classeur Excel (.xlsx ou .xls)")
	ErrOldExcel        = errors.New("classeur d'une version d'Excel antérieure à 1997 : ouvrez-le dans Excel ou LibreOffice, enregistrez-le au format .xlsx, puis choisissez ce nouveau fichier")
	ErrWorkbookLocked  = errors.New("classeur protégé par un mot de passe : enregistrez-le sans mot de passe, puis choisissez ce nouveau fichier")
	ErrNoTable         = errors.New("ce fichier n'est pas un tableau : attendu un classeur Excel (.xlsx ou .xls) ou un fichier .csv")
	ErrWorkbook        = errors.New("classeur Excel illisible ou incomplet : téléchargez-le de nouveau, ou demandez l'export XML")
	ErrWorkbookHeaders = errors.New("ce classeur n'est pas l'export « élèves complète » de SIECLE : les colonnes « Elève No Etab », « Nom de famille » et « Prénom » sont attendues sur une même ligne de titres")
	ErrEncoding        = errors.New("encodage des caractères incohérent : exportez de nouveau le fichier depuis SIECLE sans le modifier")
	ErrMalformed       = errors.New("fichier XML mal formé ou incomplet : exportez-le de nouveau depuis SIECLE")
	ErrDoctype         = errors.New("le fichier contient une déclaration DOCTYPE ou ENTITY, que SIECLE n'écrit jamais : refusé par sécurité")
	ErrTooBig          = errors.New("fichier trop volumineux pour un export SIECLE")
	ErrTooDeep         = errors.New("trop de balises imbriquées pour un export SIECLE")
	ErrTooManyRecords  = errors.New("trop d'enregistrements pour un export SIECLE")
	ErrTextTooLong     = errors.New("une valeur est trop longue pour un export SIECLE")
	ErrTooManyColumns  = errors.New("trop de colonnes pour un export SIECLE")
	ErrZip             = errors.New("archive zip illisible ou incomplète : téléchargez-la de nouveau")
	ErrZipEncrypted    = errors.New("archive zip protégée par un mot de passe : décompressez-la et choisissez les fichiers")
	ErrZipNested       = errors.New("une archive zip en contient une autre : décompressez-la et choisissez les fichiers")
	ErrTooManyEntries  = errors.New("trop de fichiers dans l'archive zip")
	ErrRatio           = errors.New("archive zip anormalement compressée : refusée par sécurité")
	ErrMixed           = errors.New("le classeur Excel et les fichiers XML décrivent les mêmes élèves de deux façons : importez l'un ou les autres")
	ErrSeveralSchools  = errors.New("ces fichiers ne viennent pas du même établissement")
	ErrSeveralYears    = errors.New("ces fichiers ne sont pas de la même année scolaire")
)

// FileError says which file is refused, and where. Err is one of the Err… of this package.
type FileError struct {
	File   string
	Line   int    // 0 when the whole file is meant; the row for a workbook
	Detail string // French, may be empty
	Err    error
}

func (e *FileError) Error() string {
	s := e.File
	if e.Line > 0 {
		s += fmt.Sprintf(", ligne %d", e.Line)
	}
	s += " : " + e.Err.Error()
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	return printable(s)
}

// printable drops what a hostile name could smuggle into a page or a log: control characters and broken UTF-8.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

// Unwrap gives the named error.
func (e *FileError) Unwrap() error { return e.Err }

// MismatchError says that two files contradict each other on the school or the year. Err is ErrSeveralSchools or
// ErrSeveralYears.
type MismatchError struct {
	FileA, ValueA string
	FileB, ValueB string
	Err           error
}

func (e *MismatchError) Error() string {
	return printable(fmt.Sprintf("%s : %s pour %s, %s pour %s", e.Err, e.ValueA, e.FileA, e.ValueB, e.FileB))
}

// Unwrap gives the named error.
func (e *MismatchError) Unwrap() error { return e.Err }
