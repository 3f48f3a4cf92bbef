package xls

import (
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// A text is a count of units, flags, then units of one byte (Latin-1) or two (UTF-16). When it runs over the end of its
// record it goes on in the next CONTINUE, which begins with flags of its own: the width of the units may change in the
// middle of a word.

const (
	wideUnits  = 0x01
	hasPhonics = 0x04
	hasRuns    = 0x08
)

// parts is a cursor over a record and its continuations.
type parts struct {
	list [][]byte
	at   int // in list[0]
}

// bytes takes n bytes that no part splits; false when they are not there.
func (p *parts) bytes(n int) ([]byte, bool) {
	for len(p.list) > 0 && p.at == len(p.list[0]) {
		p.list, p.at = p.list[1:], 0
	}
	if len(p.list) == 0 || p.at+n > len(p.list[0]) {
		return nil, false
	}
	b := p.list[0][p.at : p.at+n]
	p.at += n
	return b, true
}

// skip steps over n bytes, whatever parts they are in.
func (p *parts) skip(n int64) bool {
	for n > 0 {
		if len(p.list) == 0 {
			return false
		}
		step := min(n, int64(len(p.list[0])-p.at))
		p.at += int(step)
		if n -= step; n > 0 {
			p.list, p.at = p.list[1:], 0
		}
	}
	return true
}

// text reads one text whose count has the given width in bytes.
func (p *parts) text(countWidth, maxText int) (string, error) {
	head, ok := p.bytes(countWidth + 1)
	if !ok {
		return "", ErrDamaged
	}
	count := int(head[0])
	if countWidth == 2 {
		count = int(binary.LittleEndian.Uint16(head))
	}
	flags := head[countWidth]
	var after int64
	if flags&hasRuns != 0 {
		b, ok := p.bytes(2)
		if !ok {
			return "", ErrDamaged
		}
		after += 4 * int64(binary.LittleEndian.Uint16(b))
	}
	if flags&hasPhonics != 0 {
		b, ok := p.bytes(4)
		if !ok {
			return "", ErrDamaged
		}
		after += int64(binary.LittleEndian.Uint32(b))
	}
	s, err := p.units(count, flags&wideUnits != 0, maxText)
	if err != nil {
		return "", err
	}
	if !p.skip(after) {
		return "", ErrDamaged
	}
	return s, nil
}

func (p *parts) units(count int, wide bool, maxText int) (string, error) {
	var b strings.Builder
	var pending []uint16 // a pair of surrogates may be split between two parts
	for count > 0 {
		if len(p.list) == 0 {
			return "", ErrDamaged
		}
		if p.at == len(p.list[0]) {
			p.list, p.at = p.list[1:], 0
			if len(p.list) == 0 || len(p.list[0]) == 0 {
				return "", ErrDamaged
			}
			wide = p.list[0][0]&wideUnits != 0
			p.at = 1
			continue
		}
		width := 1
		if wide {
			width = 2
		}
		rest := p.list[0][p.at:]
		n := min(count, len(rest)/width)
		if n == 0 {
			return "", ErrDamaged // half a unit
		}
		for i := range n {
			unit := uint16(rest[i])
			if wide {
				unit = binary.LittleEndian.Uint16(rest[2*i:])
			}
			pending = append(pending, unit)
		}
		p.at += n * width
		count -= n
	}
	for _, r := range utf16.Decode(pending) {
		if b.Len()+utf8.UTFMax > maxText {
			return "", ErrTextTooLong
		}
		b.WriteRune(r)
	}
	return b.String(), nil
}
