package privacy

// Held is a line of the table, for the tests.
type Held struct {
	Collection, Family, Staff, Why string
	Without                        []string
}

// HeldLines are the lines of the table.
func HeldLines() (all []Held) {
	for _, h := range holdings {
		all = append(all, Held{h.collection, h.family, h.staff, h.why, h.without})
	}
	return all
}

const (
	Ours   = ours
	Nobody = nobody
)
