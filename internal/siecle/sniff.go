package siecle

import (
	"bytes"

	"github.com/openacademie/openacademie/internal/xls"
)

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
	case xls.IsBinary(raw):
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
