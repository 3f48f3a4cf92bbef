// Package siecle reads the exports of SIECLE, the French ministry's pupil base: the XML files of « Base élèves » (pupils,
// guardians, structures, nomenclature), alone or zipped, and the « élèves complète » Excel workbook, new or old.
//
// It is a pure package: bytes in, one [Export] out. It knows nothing of our collections; it writes nowhere; it keeps no
// state. What it cannot trust it refuses in French, because the message is read by the secretary who chose the file.
package siecle

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
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

// Bytes is a File already in memory.
func Bytes(name string, content []byte) File {
	return File{Name: name, Size: int64(len(content)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(content)), nil
	}}
}

// Read reads the files together, as one picture of one school for one year. An error means that nothing may be used: it is
// in French, it is one of the Err… of this package wrapped in a [FileError] or a [MismatchError], or the error of ctx. A
// record that cannot be used does not stop the reading: it goes to Export.Rejected.
func Read(ctx context.Context, files []File, limits Limits) (*Export, error) {
	r := &reading{ctx: ctx, limits: limits.withDefaults(), seen: map[string]string{}}
	for _, file := range files {
		if err := r.readFile(file); err != nil {
			return nil, err
		}
	}
	return merge(r.parts, r.notes)
}

// reading is one call of Read: what it has spent of its limits, and what each file gave.
type reading struct {
	ctx    context.Context
	limits Limits
	total  int64             // uncompressed bytes so far
	seen   map[string]string // SHA-256 → name: the same file twice counts once
	parts  []*part
	notes  []string
}

// part is what one file says. Nothing in it refers to another file.
type part struct {
	info         FileInfo
	uai          string
	uaiDigits    string
	year         Year
	hasAddresses bool

	pupils        []Pupil
	guardians     []Guardian
	links         []fileLink
	cells         []guardianCell // workbook: guardians not yet merged
	classes       []Structure
	groups        []Structure
	mefs          []MEF
	subjects      []Subject
	programmes    []Programme
	rankedOptions []RankedOption
	codeLists     map[string][]Code

	rejected []Rejected
	notes    []string
}

// fileLink remembers where a link stands until the pupils of the other files are known.
type fileLink struct {
	Link
	line int
}

func (p *part) reject(line int, reason string) {
	p.rejected = append(p.rejected, Rejected{File: p.info.Name, Line: line, Reason: reason})
}

func (r *reading) readFile(file File) error {
	raw, err := r.take(file)
	if err != nil {
		return err
	}
	return r.readContent(file.Name, raw, true)
}

// take reads a whole file, within the limits.
func (r *reading) take(file File) ([]byte, error) {
	if err := r.ctx.Err(); err != nil {
		return nil, err
	}
	if file.Size > r.limits.MaxBytes {
		return nil, &FileError{File: file.Name, Err: ErrTooBig}
	}
	content, err := file.Open()
	if err != nil {
		return nil, &FileError{File: file.Name, Err: ErrUnreadable}
	}
	defer content.Close()
	return r.readBounded(file.Name, content)
}

// readBounded reads at most what the limits still allow. The whole file is held: its encoding can only be judged whole, and
// 64 MiB is a price a small server can pay.
func (r *reading) readBounded(name string, content io.Reader) ([]byte, error) {
	raw, err := io.ReadAll(io.LimitReader(content, r.limits.MaxBytes+1))
	if err != nil {
		if ctxErr := r.ctx.Err(); ctxErr != nil {
			return nil, ctxErr
		}
		return nil, &FileError{File: name, Err: ErrUnreadable}
	}
	r.total += int64(len(raw))
	if int64(len(raw)) > r.limits.MaxBytes || r.total > r.limits.MaxTotalBytes {
		return nil, &FileError{File: name, Err: ErrTooBig}
	}
	return raw, nil
}

func digestOf(raw []byte) string {
	sum := sha256.Sum256(raw)
	return hex.EncodeToString(sum[:])
}

// readContent sends the bytes to their reader. Only a file the person gave may be an archive: an archive inside an archive
// is refused, and a file of an archive that is not ours is skipped.
func (r *reading) readContent(name string, raw []byte, given bool) error {
	digest := digestOf(raw)
	if first, twice := r.seen[digest]; twice {
		r.notes = append(r.notes, "« "+name+" » est identique à « "+first+" » : lu une seule fois.")
		return nil
	}
	r.seen[digest] = name
	info := FileInfo{Name: name, SHA256: digest}
	switch sniff(raw) {
	case contentXML:
		return r.readXML(info, raw)
	case contentZip:
		return r.readZip(info, raw, given)
	case contentOldExcel:
		return r.readOldWorkbook(info, raw)
	case contentUnknown:
	}
	if given {
		return &FileError{File: name, Err: ErrUnknownFile}
	}
	r.notes = append(r.notes, "« "+name+" » n'est pas un fichier SIECLE : ignoré.")
	return nil
}
