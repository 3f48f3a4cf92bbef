// Package siecle reads the exports of SIECLE, the French ministry's pupil base: the XML files of « Base élèves » (pupils,
// guardians, structures, nomenclature), alone or zipped, and the « élèves complète » Excel workbook.
//
// It is a pure package: bytes in, one [Export] out. It knows nothing of our collections; it writes nowhere; it keeps no
// state. What it cannot trust it refuses in French, because the message is read by the secretary who chose the file.
package siecle

import (
	"context"
	"io"
)

// File is one file as the person gave it. Its name serves messages only: what a file is, its content tells.
type File struct {
	Name string
	// Size in bytes, 0 when unknown; a size above the limit refuses the file before it is opened.
	Size int64
	// Open is called once, and what it returns is closed.
	Open func() (io.ReadCloser, error)
}

// Read reads the files together, as one picture of one school for one year. An error means that nothing may be used: it is
// in French, it is one of the Err… of this package wrapped in a [FileError] or a [MismatchError], or the error of ctx. A
// record that cannot be used does not stop the reading: it goes to Export.Rejected.
func Read(ctx context.Context, files []File, limits Limits) (*Export, error) {
	return nil, ErrNothingToRead
}
