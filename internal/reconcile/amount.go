package reconcile

import (
	"slices"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// suits is how an amount suits what a family owes.
type suits int

const (
	nothing   suits = iota
	credit          // nothing is due
	over            // more than all that is due
	partial         // less than a sum due
	tangle          // several unlike sets of sums due make it
	twins           // two children owe the same sum
	mixture         // some of the sums due, neither all nor the oldest
	several         // all that is due, or the oldest, or all for one child
	single          // one sum due
	pointedAt       // the sum that the reference points at
)

// exactly tells whether the amount is that of sums due.
func (s suits) exactly() bool { return s >= tangle }

// match is the way an amount suits.
type match struct {
	how   suits
	parts []Part
	pupil string // for whom the payment is
}

// maxSubset bounds the search of sums: beyond it, only all, the oldest and those of one child are tried.
const maxSubset = 12

// suit finds how an amount suits the open charges of a family, oldest due first. about are the children whose first name is in
// the text; pointed are the charges that a reference points at.
func suit(amount cents.Amount, open []Charge, about map[string]bool, pointed map[string]bool) match {
	var total cents.Amount
	for _, c := range open {
		total += c.Due
	}
	if total == 0 {
		return match{how: credit}
	}
	if m, ok := suitPointed(amount, open, pointed); ok {
		return m
	}
	if m, ok := suitSingle(amount, open, about); ok {
		return m
	}
	if m, ok := suitSeveral(amount, open, about); ok {
		return m
	}
	if m, ok := suitSubset(amount, open); ok {
		return m
	}
	preferred := open
	if len(about) > 0 {
		preferred = slices.Clone(open)
		slices.SortStableFunc(preferred, func(a, b Charge) int { return rank(about[b.PupilID]) - rank(about[a.PupilID]) })
	}
	if amount > total {
		return made(over, preferred, total)
	}
	return made(partial, preferred, amount)
}

func rank(b bool) int {
	if b {
		return 1
	}
	return 0
}

// made settles charges in their order until the amount is used up.
func made(how suits, open []Charge, amount cents.Amount) match {
	m := match{how: how}
	for _, c := range open {
		part := min(c.Due, amount)
		if part <= 0 {
			continue
		}
		m.parts = append(m.parts, Part{c.ID, part})
		amount -= part
		if m.pupil == "" {
			m.pupil = c.PupilID
		}
	}
	return m
}

func suitPointed(amount cents.Amount, open []Charge, pointed map[string]bool) (match, bool) {
	var at []Charge
	var due cents.Amount
	for _, c := range open {
		if pointed[c.ID] {
			at, due = append(at, c), due+c.Due
		}
	}
	switch {
	case len(at) == 0:
		return match{}, false
	case due == amount:
		return made(pointedAt, at, amount), true
	case amount < due:
		for _, c := range at {
			if c.Due == amount {
				return made(pointedAt, []Charge{c}, amount), true
			}
		}
		return made(partial, at, amount), true
	}
	return match{}, false // more than what the reference points at: other sums due may explain it
}

func suitSingle(amount cents.Amount, open []Charge, about map[string]bool) (match, bool) {
	var same, named []Charge
	for _, c := range open {
		if c.Due == amount {
			same = append(same, c)
			if about[c.PupilID] {
				named = append(named, c)
			}
		}
	}
	if len(named) > 0 {
		same = named
	}
	if len(same) == 0 {
		return match{}, false
	}
	how := single
	for _, c := range same {
		if c.PupilID != same[0].PupilID {
			how = twins
		}
	}
	return made(how, same[:1], amount), true
}

// suitSeveral tries the sums that people think of: all that is due, all that one child owes, all that is due up to a day.
func suitSeveral(amount cents.Amount, open []Charge, about map[string]bool) (match, bool) {
	var sum cents.Amount
	byPupil := map[string][]Charge{}
	var pupils []string
	prefix := -1
	for i, c := range open {
		if sum += c.Due; sum == amount && i > 0 && (i+1 == len(open) || open[i+1].DueOn != c.DueOn) {
			prefix = i
		}
		if byPupil[c.PupilID] == nil {
			pupils = append(pupils, c.PupilID)
		}
		byPupil[c.PupilID] = append(byPupil[c.PupilID], c)
	}
	if sum == amount && len(open) > 1 {
		return made(several, open, amount), true
	}
	var of [][]Charge
	for _, p := range pupils {
		var total cents.Amount
		for i, c := range byPupil[p] {
			if total += c.Due; total == amount && i > 0 {
				of = append(of, byPupil[p][:i+1])
			}
		}
	}
	if len(of) > 1 {
		if named := slices.DeleteFunc(slices.Clone(of), func(cs []Charge) bool { return !about[cs[0].PupilID] }); len(named) > 0 {
			of = named
		}
	}
	switch {
	case len(of) == 1:
		return made(several, of[0], amount), true
	case len(of) > 1:
		return made(twins, of[0], amount), true
	case prefix > 0:
		return made(several, open[:prefix+1], amount), true
	}
	return match{}, false
}

// suitSubset tries every set of sums due; two sets that are not worth the same instalments make a tangle.
func suitSubset(amount cents.Amount, open []Charge) (match, bool) {
	if len(open) > maxSubset || len(open) < 3 {
		return match{}, false
	}
	found, best := 0, 0
	for set := 1; set < 1<<len(open); set++ {
		var sum cents.Amount
		for i, c := range open {
			if set&(1<<i) != 0 {
				sum += c.Due
			}
		}
		if sum == amount {
			if found++; best == 0 || set < best { // the smallest set of bits holds the oldest sums
				best = set
			}
		}
	}
	if found == 0 {
		return match{}, false
	}
	var chosen []Charge
	for i, c := range open {
		if best&(1<<i) != 0 {
			chosen = append(chosen, c)
		}
	}
	how := mixture
	if found > 1 {
		how = tangle
	}
	return made(how, chosen, amount), true
}
