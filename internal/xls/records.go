package xls

import "encoding/binary"

// The kinds of records that are read; all others are stepped over.
const (
	recFormula   = 0x0006
	recEOF       = 0x000A
	recDateMode  = 0x0022
	recFilePass  = 0x002F
	recContinue  = 0x003C
	recSheet     = 0x0085
	recMulRK     = 0x00BD
	recRString   = 0x00D6
	recXF        = 0x00E0
	recTexts     = 0x00FC
	recTextCell  = 0x00FD
	recNumber    = 0x0203
	recLabel     = 0x0204
	recBoolErr   = 0x0205
	recString    = 0x0207
	recRK        = 0x027E
	recFormat    = 0x041E
	recBOF       = 0x0809
	biff8        = 0x0600
	recordHeader = 4
)

// record is one record: its kind, and its data with that of the CONTINUE records that follow it, in parts.
type record struct {
	kind  uint16
	parts [][]byte
}

// data is the first part; most records have no other.
func (r record) data() []byte { return r.parts[0] }

// records walks a stream of records from one place.
type records struct {
	stream []byte
	at     int
}

// next gives the next record; ok is false at the end of the stream, and err tells a record cut short.
func (s *records) next() (r record, ok bool, err error) {
	kind, data, ok, err := s.one()
	if err != nil || !ok {
		return record{}, false, err
	}
	r = record{kind, [][]byte{data}}
	for {
		before := s.at
		kind, data, ok, err := s.one()
		if err != nil {
			return record{}, false, err
		}
		if !ok || kind != recContinue {
			s.at = before
			return r, true, nil
		}
		r.parts = append(r.parts, data)
	}
}

func (s *records) one() (kind uint16, data []byte, ok bool, err error) {
	if s.at+recordHeader > len(s.stream) {
		return 0, nil, false, nil
	}
	kind = binary.LittleEndian.Uint16(s.stream[s.at:])
	size := int(binary.LittleEndian.Uint16(s.stream[s.at+2:]))
	from := s.at + recordHeader
	if from+size > len(s.stream) {
		return 0, nil, false, ErrDamaged
	}
	s.at = from + size
	return kind, s.stream[from:s.at], true, nil
}
