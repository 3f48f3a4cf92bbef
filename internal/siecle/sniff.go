package siecle

import "bytes"

type content int

const (
	contentUnknown content = iota
	contentXML
	contentZip
	contentOldExcel
)

// sniff tells a file by its first bytes. Names lie: browsers, mail programs and people rename exports.
func sniff(raw []byte) content {
	switch {
	case bytes.HasPrefix(raw, []byte("PK\x03\x04")), bytes.HasPrefix(raw, []byte("PK\x05\x06")):
		return contentZip
	case bytes.HasPrefix(raw, []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")): // OLE2: .xls of Excel 97–2003
		return contentOldExcel
	case bytes.HasPrefix(raw, []byte("\x09\x08")) && len(raw) > 4: // BIFF 5–8 without container
		return contentOldExcel
	case bytes.HasPrefix(raw, bomUTF16LE), bytes.HasPrefix(raw, bomUTF16BE):
		return contentXML
	}
	start := bytes.TrimLeft(bytes.TrimPrefix(raw, bomUTF8), " \t\r\n")
	if len(start) > 1 && start[0] == '<' {
		return contentXML
	}
	return contentUnknown
}
