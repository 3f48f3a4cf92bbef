package reconcile

import (
	"slices"
	"sort"
	"strings"

	"github.com/openacademie/openacademie/internal/school"
)

// family is what one debtor owes: the unit by which people pay.
type family struct {
	debtorID string
	charges  []int // in Facts.Charges, oldest due first
	last     []string
	first    map[string]string // word → id of the pupil or guardian who bears it
}

// fit is how well a name stands in a text.
type fit int

const (
	absent fit = iota
	cut        // the text ends in the middle of it
	near       // one letter is wrong, missing, too many or moved
	exact
)

// lexicon finds the families whose last names stand in a text.
type lexicon struct {
	families []family
	byWord   map[string][]int // word of a last name → families
	sorted   []string         // the words, for those cut at the end of a label
	byHole   map[string][]string
	firsts   map[string]bool // words that are first names of somebody
}

// particle: shorter words of names (de, le, da) are in every label, and count only when the name has no other.
const particle = 3

func newLexicon(f Facts) *lexicon {
	x := &lexicon{byWord: map[string][]int{}, byHole: map[string][]string{}, firsts: map[string]bool{}}
	index := map[string]int{}
	for i, c := range f.Charges {
		key := c.DebtorID
		if key == "" {
			key = "élève " + c.PupilID
		}
		n, known := index[key]
		if !known {
			n = len(x.families)
			index[key] = n
			x.families = append(x.families, family{debtorID: c.DebtorID, first: map[string]string{}})
		}
		fam := &x.families[n]
		fam.charges = append(fam.charges, i)
		people := append([]string{c.DebtorID}, f.Links[c.PupilID]...)
		fam.name(c.PupilID, f.Pupils[c.PupilID])
		for _, id := range people {
			if p, known := f.Guardians[id]; known {
				fam.name(id, p)
			}
		}
	}
	for _, people := range []map[string]Person{f.Pupils, f.Guardians} {
		for _, p := range people {
			for _, w := range words(p.FirstName) {
				x.firsts[w] = true
			}
		}
	}
	for n, fam := range x.families {
		for _, w := range fam.last {
			x.byWord[w] = append(x.byWord[w], n)
		}
	}
	for w := range x.byWord {
		x.sorted = append(x.sorted, w)
	}
	sort.Strings(x.sorted)
	for _, w := range x.sorted {
		if len(w) >= 5 {
			for _, hole := range holes(w) {
				x.byHole[hole] = append(x.byHole[hole], w)
			}
		}
	}
	return x
}

func (fam *family) name(id string, p Person) {
	for _, w := range slices.Concat(nameWords(p.LastName), nameWords(p.UsageName)) {
		if !slices.Contains(fam.last, w) {
			fam.last = append(fam.last, w)
		}
	}
	for _, w := range nameWords(p.FirstName) {
		if _, known := fam.first[w]; !known {
			fam.first[w] = id
		}
	}
}

// words are the words of a text, folded, initials left out.
func words(s string) []string {
	var all []string
	for _, w := range strings.FieldsFunc(school.Fold(s), func(r rune) bool { return r == ' ' || r == '.' || r == '@' }) {
		if len(w) > 1 {
			all = append(all, w)
		}
	}
	return all
}

// nameWords are the words by which a name is known.
func nameWords(s string) []string {
	all := words(s)
	long := slices.DeleteFunc(slices.Clone(all), func(w string) bool { return len(w) < particle })
	if len(long) > 0 {
		return long
	}
	return all
}

// holes are the word with each of its letters taken away, and the word itself: two words share one when they differ by a
// letter.
func holes(w string) []string {
	all := make([]string, 0, len(w)+1)
	all = append(all, w)
	for i := range len(w) {
		all = append(all, w[:i]+w[i+1:])
	}
	return all
}

// trade are words of labels that say nothing of a person, though somebody may bear them.
var trade = func() map[string]bool {
	all := map[string]bool{}
	for _, w := range strings.Fields(`vir virement recu sepa inst instantane emis rem remise cheque cheques chq carte cartes cb tpe prlv prelevement mme mlle monsieur madame
		facture ref reference motif pour voyage sejour classe cantine ecole college lycee sortie solde acompte echeance payfip tipi dgfip tresor commission
		commissions frais rejet impaye retour notprovided des les une paiement reglement participation eleve enfant`) {
		all[w] = true
	}
	return all
}()

// spoken is a label taken apart once.
type spoken struct {
	words   []string
	last    string // the last word, which may be cut
	compact string // letters and figures only, capitals: references are written with spaces anywhere
}

func speak(l Line) spoken {
	text := l.Party + " " + l.Label + " " + l.Reference
	s := spoken{compact: compact(l.Reference + " " + l.Label)}
	for _, w := range words(text) {
		if !slices.Contains(s.words, w) {
			s.words = append(s.words, w)
		}
	}
	if all := words(l.Label); len(all) > 0 {
		s.last = all[len(all)-1]
	}
	return s
}

func (s spoken) has(some ...string) bool {
	return slices.ContainsFunc(some, func(w string) bool { return slices.Contains(s.words, w) })
}

func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z', r >= '0' && r <= '9':
			return r
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		}
		return -1
	}, s)
}

// named is a family whose name stands in a text.
type named struct {
	family int
	last   fit
	word   string          // of the name
	first  map[string]bool // ids of those whose first name stands there too
}

// full tells whether somebody of the family is wholly named.
func (n named) full() bool { return n.last > absent && len(n.first) > 0 }

// find lists the families whose last name stands in a text, by family.
func (x *lexicon) find(s spoken) []named {
	hits := map[string]fit{}
	for _, w := range s.words {
		if trade[w] {
			continue
		}
		if _, known := x.byWord[w]; known {
			hits[w] = exact
			continue
		}
		if len(w) >= 5 && !x.firsts[w] {
			for _, hole := range holes(w) {
				for _, candidate := range x.byHole[hole] {
					if hits[candidate] < near && oneApart(w, candidate) {
						hits[candidate] = near
					}
				}
			}
		}
	}
	if w := s.last; len(w) >= 4 && hits[w] == absent && !trade[w] {
		i := sort.SearchStrings(x.sorted, w)
		j := i
		for j < len(x.sorted) && strings.HasPrefix(x.sorted[j], w) {
			j++
		}
		if j-i <= 3 {
			for _, candidate := range x.sorted[i:j] {
				hits[candidate] = max(hits[candidate], cut)
			}
		}
	}
	found := map[int]named{}
	for w, how := range hits {
		for _, n := range x.byWord[w] {
			before, known := found[n]
			if !known || how > before.last || how == before.last && w < before.word {
				found[n] = named{family: n, last: how, word: w}
			}
		}
	}
	all := make([]named, 0, len(found))
	for _, n := range found {
		n.first = x.firstNames(n, s)
		all = append(all, n)
	}
	slices.SortFunc(all, func(a, b named) int { return a.family - b.family })
	return all
}

// firstNames tells whose first name stands in the text; a first name that is also the last name found does not count twice.
func (x *lexicon) firstNames(n named, s spoken) map[string]bool {
	ids := map[string]bool{}
	for w, id := range x.families[n.family].first {
		if w == n.word {
			continue
		}
		if slices.Contains(s.words, w) || len(s.last) >= 3 && s.last != n.word && strings.HasPrefix(w, s.last) ||
			len(w) >= 5 && slices.ContainsFunc(s.words, func(v string) bool { return v != n.word && !x.firsts[v] && len(v) >= 4 && oneApart(v, w) }) {
			ids[id] = true
		}
	}
	return ids
}

// oneApart tells whether two words differ by one letter changed, added, missing, or by two neighbours exchanged.
func oneApart(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	switch len(b) - len(a) {
	case 0:
		i := 0
		for i < len(a) && a[i] == b[i] {
			i++
		}
		if i == len(a) {
			return true
		}
		if a[i+1:] == b[i+1:] {
			return true
		}
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		i := 0
		for i < len(a) && a[i] == b[i] {
			i++
		}
		return a[i:] == b[i+1:]
	}
	return false
}
