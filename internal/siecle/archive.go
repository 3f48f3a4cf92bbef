package siecle

import (
	"archive/zip"
	"bytes"
	"errors"
	"path"
	"strings"
)

// ratioFloor: below it a high ratio is harmless and common (a short file of blanks).
const ratioFloor = 1 << 20

// readZip reads a workbook, which is a zip, or every file of an archive.
func (r *reading) readZip(info FileInfo, raw []byte, given bool) error {
	archive, err := r.openZip(info.Name, raw)
	if err != nil {
		return err
	}
	if isWorkbook(archive) {
		return r.readWorkbook(info, archive)
	}
	if !given {
		return &FileError{File: info.Name, Err: ErrZipNested}
	}
	for _, entry := range archive.File {
		if skipEntry(entry) {
			continue
		}
		name := info.Name + "/" + strings.ToValidUTF8(path.Base(entry.Name), "?")
		content, err := r.readEntry(name, entry)
		if err != nil {
			return err
		}
		if err := r.readContent(name, content, false); err != nil {
			return err
		}
	}
	return nil
}

// openZip reads the directory of an archive and judges it before anything is decompressed. Directory records are counted in
// the bytes first: the directory itself may be the bomb, and the count it announces may lie.
func (r *reading) openZip(name string, raw []byte) (*zip.Reader, error) {
	if bytes.Count(raw, []byte("PK\x01\x02")) > 4*r.limits.MaxZipEntries {
		return nil, &FileError{File: name, Err: ErrTooManyEntries}
	}
	archive, err := zip.NewReader(bytes.NewReader(raw), int64(len(raw)))
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, &FileError{File: name, Err: ErrZip}
	}
	if len(archive.File) > r.limits.MaxZipEntries {
		return nil, &FileError{File: name, Err: ErrTooManyEntries}
	}
	for _, entry := range archive.File {
		size, packed := entry.UncompressedSize64, max(entry.CompressedSize64, 1)
		switch {
		case entry.Flags&1 != 0:
			return nil, &FileError{File: name, Err: ErrZipEncrypted}
		case size > ratioFloor && size/packed > uint64(r.limits.MaxRatio): //nolint:gosec // limits are positive
			return nil, &FileError{File: name, Err: ErrRatio}
		case size > uint64(r.limits.MaxBytes): //nolint:gosec // limits are positive
			return nil, &FileError{File: name, Detail: path.Base(entry.Name), Err: ErrTooBig}
		}
	}
	return archive, nil
}

// readEntry decompresses one entry. archive/zip stops at the size announced and checks the sum, so what openZip judged is
// what is read.
func (r *reading) readEntry(name string, entry *zip.File) ([]byte, error) {
	content, err := entry.Open()
	if err != nil {
		return nil, &FileError{File: name, Err: ErrZip}
	}
	defer content.Close()
	raw, err := r.readBounded(name, content)
	if errors.Is(err, ErrUnreadable) {
		return nil, &FileError{File: name, Err: ErrZip}
	}
	return raw, err
}

// skipEntry leaves folders and what Macs and Windows add to archives.
func skipEntry(entry *zip.File) bool {
	base := path.Base(entry.Name)
	return entry.FileInfo().IsDir() || strings.HasPrefix(entry.Name, "__MACOSX/") || strings.HasPrefix(base, ".") ||
		strings.EqualFold(base, "Thumbs.db") || strings.EqualFold(base, "desktop.ini")
}

func isWorkbook(archive *zip.Reader) bool {
	return findEntry(archive, workbookPath) != nil
}

// findEntry looks an entry up whatever its case and slashes: some programs write them their own way.
func findEntry(archive *zip.Reader, name string) *zip.File {
	for _, entry := range archive.File {
		if strings.EqualFold(strings.ReplaceAll(entry.Name, `\`, "/"), name) {
			return entry
		}
	}
	return nil
}
