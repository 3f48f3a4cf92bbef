package xls

import (
	"encoding/binary"
	"unicode/utf16"
)

// The container is a small file system: sectors chained by a table (FAT), a directory of entries in a tree, and a second,
// finer table for streams under 4 KiB. Every chain is followed with a count, so that a loop ends as damage.

const (
	headerSize      = 512
	directoryEntry  = 128
	miniSectorSize  = 64
	endOfChain      = 0xFFFFFFFE
	noEntry         = 0xFFFFFFFF
	lastSector      = 0xFFFFFFFA // numbers above have a meaning of their own
	headerDIFAT     = 109        // FAT sectors listed in the header itself
	typeStream      = 2
	typeRoot        = 5
	encryptedStream = "EncryptedPackage" // an .xlsx with a password
)

// container is one OLE2 file being read.
type container struct {
	raw        []byte
	sectorSize int
	sectors    int
	fat        []uint32
	miniFAT    []uint32
	miniStream []byte
	directory  []byte
}

// workbookStream finds the stream of records at the root of the container.
func workbookStream(raw []byte) ([]byte, error) {
	c, err := openContainer(raw)
	if err != nil {
		return nil, err
	}
	names, err := c.atRoot()
	if err != nil {
		return nil, err
	}
	for _, known := range []struct {
		name string
		err  error
	}{{"Workbook", nil}, {"Book", ErrOlder}, {encryptedStream, ErrEncrypted}} {
		entry, found := names[known.name]
		switch {
		case !found:
		case known.err != nil:
			return nil, known.err
		default:
			return c.content(entry)
		}
	}
	return nil, ErrNotExcel // a Word document has the same container
}

func openContainer(raw []byte) (*container, error) {
	if len(raw) < headerSize {
		return nil, ErrDamaged
	}
	shift := binary.LittleEndian.Uint16(raw[30:])
	if shift != 9 && shift != 12 || binary.LittleEndian.Uint16(raw[32:]) != 6 {
		return nil, ErrDamaged
	}
	c := &container{raw: raw, sectorSize: 1 << shift}
	c.sectors = (len(raw) - 1) / c.sectorSize // the header takes the place of one; the last sector may be cut where nothing is left
	if err := c.readFAT(); err != nil {
		return nil, err
	}
	var err error
	if c.directory, err = c.chain(c.fat, u32(raw, 48), -1, c.sector); err != nil {
		return nil, err
	}
	if len(c.directory) < directoryEntry || c.directory[66] != typeRoot {
		return nil, ErrDamaged
	}
	if first := u32(raw, 60); first < lastSector && u32(raw, 64) > 0 {
		table, err := c.chain(c.fat, first, -1, c.sector)
		if err != nil {
			return nil, err
		}
		c.miniFAT = words(table)
		root := c.directory[:directoryEntry]
		if c.miniStream, err = c.chain(c.fat, u32(root, 116), int(u32(root, 120)), c.sector); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// readFAT gathers the table of chains: its first sectors are listed in the header, the rest in sectors chained by their
// own last word.
func (c *container) readFAT() error {
	var listed []uint32
	for i := range headerDIFAT {
		listed = append(listed, u32(c.raw, 76+4*i))
	}
	perSector := c.sectorSize/4 - 1
	next := u32(c.raw, 68)
	for steps := 0; next < lastSector; steps++ {
		sector, ok := c.sector(next)
		if !ok || steps > c.sectors || len(sector) < c.sectorSize {
			return ErrDamaged
		}
		entries := words(sector)
		listed = append(listed, entries[:perSector]...)
		next = entries[perSector]
	}
	for _, number := range listed {
		if number >= lastSector {
			continue
		}
		sector, ok := c.sector(number)
		if !ok || len(c.fat) > 2*c.sectors+c.sectorSize {
			return ErrDamaged
		}
		c.fat = append(c.fat, words(sector)...)
	}
	return nil
}

func (c *container) sector(number uint32) ([]byte, bool) {
	if int64(number) >= int64(c.sectors) {
		return nil, false
	}
	from := (int(number) + 1) * c.sectorSize
	return c.raw[from:min(from+c.sectorSize, len(c.raw))], true
}

func (c *container) miniSector(number uint32) ([]byte, bool) {
	from := int64(number) * miniSectorSize
	if from >= int64(len(c.miniStream)) {
		return nil, false
	}
	return c.miniStream[from:min(from+miniSectorSize, int64(len(c.miniStream)))], true
}

// chain joins the sectors of a stream; size cuts it, -1 leaves it whole. A chain that ends before its size is damage: half
// a workbook must never pass for a whole one.
func (c *container) chain(table []uint32, first uint32, size int, sector func(uint32) ([]byte, bool)) ([]byte, error) {
	if size > len(c.raw) {
		return nil, ErrDamaged
	}
	var out []byte
	if size > 0 {
		out = make([]byte, 0, size+c.sectorSize)
	}
	steps := 0
	for at := first; at != endOfChain && (size < 0 || len(out) < size); steps++ {
		part, ok := sector(at)
		if !ok || int64(at) >= int64(len(table)) || steps > len(table) || len(out) > len(c.raw) {
			return nil, ErrDamaged
		}
		out = append(out, part...)
		at = table[at]
	}
	if size < 0 {
		return out, nil
	}
	if len(out) < size {
		return nil, ErrDamaged
	}
	return out[:size], nil
}

// atRoot lists the streams that stand directly at the root: a workbook pasted into another has its own folder, and its
// cells are nobody's export.
func (c *container) atRoot() (map[string][]byte, error) {
	entries := len(c.directory) / directoryEntry
	found := map[string][]byte{}
	seen := map[uint32]bool{}
	waiting := []uint32{u32(c.directory, 76)}
	for len(waiting) > 0 {
		number := waiting[len(waiting)-1]
		waiting = waiting[:len(waiting)-1]
		if number == noEntry {
			continue
		}
		if int64(number) >= int64(entries) || seen[number] {
			return nil, ErrDamaged
		}
		seen[number] = true
		entry := c.directory[int(number)*directoryEntry:][:directoryEntry]
		waiting = append(waiting, u32(entry, 68), u32(entry, 72))
		if entry[66] == typeStream {
			found[entryName(entry)] = entry
		}
	}
	return found, nil
}

func entryName(entry []byte) string {
	length := min(int(binary.LittleEndian.Uint16(entry[64:])), 64)
	var units []uint16
	for i := 0; i+2 < length; i += 2 { // the last unit is a zero
		units = append(units, binary.LittleEndian.Uint16(entry[i:]))
	}
	return string(utf16.Decode(units))
}

func (c *container) content(entry []byte) ([]byte, error) {
	size := int64(u32(entry, 120)) // 4 GiB are enough: the high half is garbage in old files
	if size > int64(len(c.raw)) {
		return nil, ErrDamaged
	}
	if size < int64(u32(c.raw, 56)) {
		return c.chain(c.miniFAT, u32(entry, 116), int(size), c.miniSector)
	}
	return c.chain(c.fat, u32(entry, 116), int(size), c.sector)
}

func u32(b []byte, at int) uint32 { return binary.LittleEndian.Uint32(b[at:]) }

func words(b []byte) []uint32 {
	list := make([]uint32, 0, len(b)/4)
	for ; len(b) >= 4; b = b[4:] {
		list = append(list, binary.LittleEndian.Uint32(b))
	}
	return list
}
