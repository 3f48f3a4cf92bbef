package reconcile

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Propose proposes what each open line is about, in the order of the lines. It is deterministic: the surest lines choose
// first, and what one takes (a sum due, a payment to point) is no longer there for the others.
func Propose(lines []Line, facts Facts) []Proposed {
	p := newProposer(facts)
	p.listen(lines)
	all := make([]Proposed, len(lines))
	order := make([]int, len(lines))
	texts := make([]spoken, len(lines))
	for i, l := range lines {
		order[i], texts[i] = i, speak(l)
		all[i] = Proposed{l, p.propose(l, texts[i])}
	}
	sort.SliceStable(order, func(a, b int) bool {
		x, y := all[order[a]], all[order[b]]
		switch {
		case x.Best().Score != y.Best().Score:
			return x.Best().Score > y.Best().Score
		case x.Line.On != y.Line.On:
			return x.Line.On < y.Line.On
		}
		return x.Line.ID < y.Line.ID
	})
	for _, i := range order {
		if !p.stands(lines[i].Source, all[i].Best()) {
			all[i].Proposals = p.propose(lines[i], texts[i])
		}
		if best := all[i].Best(); best.Score >= likelyFrom {
			p.take(lines[i].Source, best)
		}
	}
	return all
}

// proposer holds the facts, indexed, and what has been taken.
type proposer struct {
	facts     Facts
	lexicon   *lexicon
	byAmount  map[cents.Amount][]int // families that owe exactly this on one charge
	byRef     map[string][]int       // compact reference → charges
	refStarts map[string]bool        // first two characters of references
	charge    map[string]int
	family    []int          // of each charge
	due       []cents.Amount // what is left of each charge
	payments  []*known
	reversed  []*known
	byID      map[string]*known
	bySum     map[cents.Amount][]*known
	attempts  map[string]int // refdet
	taken     map[string]bool
	echo      map[string]law.Day // line → day of the one before that reads the same
}

func newProposer(f Facts) *proposer {
	p := &proposer{
		facts: f, lexicon: newLexicon(f), byAmount: map[cents.Amount][]int{}, byRef: map[string][]int{}, refStarts: map[string]bool{}, charge: map[string]int{},
		due: make([]cents.Amount, len(f.Charges)), byID: map[string]*known{}, bySum: map[cents.Amount][]*known{}, attempts: map[string]int{}, taken: map[string]bool{}, echo: map[string]law.Day{}, family: make([]int, len(f.Charges)),
	}
	for i, c := range f.Charges {
		p.charge[c.ID], p.due[i] = i, c.Due
		for _, r := range c.References {
			if key := compact(r); len(key) >= 5 {
				p.byRef[key] = append(p.byRef[key], i)
				p.refStarts[key[:2]] = true
			}
		}
	}
	for n, fam := range p.lexicon.families {
		for _, i := range fam.charges {
			p.family[i] = n
			a := f.Charges[i].Due
			if of := p.byAmount[a]; len(of) == 0 || of[len(of)-1] != n {
				p.byAmount[a] = append(of, n)
			}
		}
	}
	for i := range f.Payments {
		pay := &known{Payment: &f.Payments[i], reference: compact(f.Payments[i].Reference), receipt: compact(f.Payments[i].Receipt)}
		p.payments, p.byID[pay.ID], p.bySum[pay.Amount] = append(p.payments, pay), pay, append(p.bySum[pay.Amount], pay)
	}
	for i := range f.Reversed {
		pay := &known{Payment: &f.Reversed[i], reference: compact(f.Reversed[i].Reference), receipt: compact(f.Reversed[i].Receipt)}
		p.reversed, p.byID[pay.ID] = append(p.reversed, pay), pay
	}
	for i, a := range f.Attempts {
		p.attempts[a.Refdet] = i
	}
	return p
}

// propose lists what a line may be about, the best first.
func (p *proposer) propose(l Line, s spoken) []Proposal {
	var all []Proposal
	switch {
	case l.Source == PayFiP:
		all = p.ofPayFiP(l, s)
	case l.Amount > 0:
		all = slices.Concat(p.ofRemittance(l, s), p.ofSlip(l, s), p.ofBooked(l, s), p.ofCharges(l, s))
	default:
		all = slices.Concat(p.ofFees(l, s), p.ofReturn(l, s), p.ofRefunds(l, s))
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].Score > all[b].Score })
	return all[:min(len(all), 3)]
}

// takenBy is what a proposal takes that no other line of the source may have. A payment is seen once by each source.
func takenBy(source Source, best Proposal) []string {
	var keys []string
	for _, id := range best.PaymentIDs {
		keys = append(keys, string(best.Action)+string(source)+id)
	}
	if best.BatchID != "" {
		keys = append(keys, "batch"+best.BatchID+strings.Join(best.Reasons, ""))
	}
	return keys
}

// stands tells whether all that a proposal takes is still there.
func (p *proposer) stands(source Source, best Proposal) bool {
	for _, part := range best.Parts {
		if p.due[p.charge[part.ChargeID]] < part.Amount {
			return false
		}
	}
	return !slices.ContainsFunc(takenBy(source, best), func(key string) bool { return p.taken[key] })
}

func (p *proposer) take(source Source, best Proposal) {
	for _, part := range best.Parts {
		p.due[p.charge[part.ChargeID]] -= part.Amount
	}
	for _, key := range takenBy(source, best) {
		p.taken[key] = true
	}
}

// again is how many days apart two transfers that read the same are thought to be one, sent twice.
const again = 15

// listen notes the lines that read the same as one of a few days before.
func (p *proposer) listen(lines []Line) {
	type sound struct {
		text   string
		amount cents.Amount
	}
	type heard struct {
		on law.Day
		id string
	}
	before := map[sound][]heard{}
	note := func(l Line) {
		if l.Source == Bank && l.Amount > 0 {
			key := sound{compact(l.Party + l.Label + l.Reference), l.Amount}
			before[key] = append(before[key], heard{l.On, l.ID})
		}
	}
	for _, l := range p.facts.Earlier {
		note(l)
	}
	for _, l := range lines {
		note(l)
	}
	for _, same := range before {
		slices.SortFunc(same, func(a, b heard) int { return strings.Compare(string(a.on)+a.id, string(b.on)+b.id) })
		for i := 1; i < len(same); i++ {
			if within(same[i-1].on, same[i].on, again) {
				p.echo[same[i].id] = same[i-1].on
			}
		}
	}
}

// unseen tells whether a payment is still to be pointed at a source.
func (p *proposer) unseen(pay *known, source Source) bool {
	return !pay.Seen[source] && !p.taken[string(Seen)+string(source)+pay.ID]
}

// pointed are the charges whose reference stands in a text.
func (p *proposer) pointed(s spoken) map[string]bool {
	found := map[string]bool{}
	for i := 0; i+5 <= len(s.compact); i++ {
		if !p.refStarts[s.compact[i:i+2]] {
			continue
		}
		for n := 5; n <= 25 && i+n <= len(s.compact); n++ {
			for _, c := range p.byRef[s.compact[i:i+n]] {
				found[p.facts.Charges[c].ID] = true
			}
		}
	}
	return found
}

// candidate is a family that may have paid a line.
type candidate struct {
	named
	match
	pointed bool
	score   int
}

// ofCharges proposes to book a transfer on what a family owes.
func (p *proposer) ofCharges(l Line, s spoken) []Proposal {
	pointed := p.pointed(s)
	found := p.lexicon.find(s)
	byFamily := map[int]bool{}
	for _, n := range found {
		byFamily[n.family] = true
	}
	for id := range pointed { // in any order: the list is sorted below
		if n := p.family[p.charge[id]]; !byFamily[n] {
			byFamily[n] = true
			found = append(found, named{family: n})
		}
	}
	if same := p.byAmount[l.Amount]; len(found) == 0 && len(same) <= 3 {
		for _, n := range same {
			found = append(found, named{family: n})
		}
	}
	slices.SortFunc(found, func(a, b named) int { return a.family - b.family })
	var all []candidate
	for _, n := range found {
		c := candidate{named: n}
		var open []Charge
		for _, i := range p.lexicon.families[n.family].charges {
			charge := p.facts.Charges[i]
			c.pointed = c.pointed || pointed[charge.ID]
			if charge.Due = p.due[i]; charge.Due > 0 {
				open = append(open, charge)
			}
		}
		c.match = suit(l.Amount, open, n.first, pointed)
		if c.pupil == "" {
			c.pupil = p.facts.Charges[p.lexicon.families[n.family].charges[0]].PupilID
		}
		all = append(all, c)
	}
	p.score(all, l, s)
	sort.SliceStable(all, func(a, b int) bool { return all[a].score > all[b].score })
	var proposals []Proposal
	for _, c := range all[:min(len(all), 3)] {
		if c.score > 0 {
			proposals = append(proposals, p.book(l, c, pointed))
		}
	}
	return proposals
}

// The scores of a family that is wholly named and alone, by how the amount suits; what is less sure takes from them.
var bySuit = map[suits]int{
	credit: 40, over: 60, partial: 75, tangle: 72, twins: 82, mixture: 88, several: 96, single: 97, pointedAt: 98,
}

// score weighs the candidates of one line against each other.
func (p *proposer) score(all []candidate, l Line, s spoken) {
	for i := range all {
		c := &all[i]
		c.score = bySuit[c.how]
		switch {
		case c.pointed && c.how == pointedAt:
			c.score = 97
			if c.last > absent {
				c.score = 99
			}
		case c.pointed && c.how.exactly():
			c.score = 92
		case c.pointed:
			c.score = max(c.score-5, 50)
		case c.full() && c.last == exact:
		case c.full():
			c.score -= 2
		case c.last == exact && len(p.lexicon.byWord[c.word]) == 1 && !p.lexicon.firsts[c.word]:
			c.score -= 2
			if c.how < single {
				c.score -= 8
			}
		case c.last == exact:
			c.score -= 15
		case c.last > absent:
			c.score -= 20
		default: // the amount alone
			c.score = 0
			if c.how == single {
				c.score = 50
			}
		}
	}
	_, repeated := p.echo[l.ID]
	for i := range all {
		c := &all[i]
		if repeated {
			c.score = min(c.score, 75)
		}
		if s.has(bodies...) && !c.pointed {
			c.score = min(c.score, 60)
		}
		for j := range all {
			o := all[j]
			if i == j || o.family == c.family {
				continue
			}
			switch {
			case o.pointed && !c.pointed && o.how.exactly():
				c.score = min(c.score, 60) // the reference says another family
			case c.pointed && !o.pointed && o.full() && o.how.exactly() && !c.full():
				c.score = min(c.score, 75) // the name says another family
			case c.pointed:
			case o.how.exactly() && strength(o.named) > strength(c.named):
				c.score = min(c.score, 55)
			case o.how.exactly() && strength(o.named) == strength(c.named) && c.how.exactly():
				c.score = min(c.score, 60)
			case o.full() && !c.full():
				c.score = min(c.score, 60) // somebody else is wholly named
			case o.last == exact && c.last == exact && !c.full() && o.word != c.word:
				c.score = min(c.score, 80) // two last names stand in the label
			}
		}
	}
}

// bodies are words by which a body that is no family signs.
var bodies = []string{
	"commune", "mairie", "ville", "departement", "region", "caf", "association", "assoc", "asso", "sarl", "sas", "eurl", "sci", "foyer", "fse", "mdl", "rectorat",
	"tresorerie", "urssaf", "syndicat", "fondation", "comite", "cse",
}

// strength orders how well families are named.
func strength(n named) int {
	s := int(n.last)
	if n.full() {
		s += 4 + len(n.first)
	}
	return s
}

// book writes the proposal of a candidate, with its reasons.
func (p *proposer) book(l Line, c candidate, pointed map[string]bool) Proposal {
	fam := p.lexicon.families[c.family]
	proposal := Proposal{Action: Book, PupilID: c.pupil, PayerID: p.payer(c, fam), Parts: c.parts, Score: c.score}
	say := func(format string, args ...any) {
		proposal.Reasons = append(proposal.Reasons, fmt.Sprintf(format, args...))
	}
	if c.pointed {
		for _, part := range c.parts {
			if pointed[part.ChargeID] {
				say("Le libellé porte la référence de « %s ».", p.facts.Charges[p.charge[part.ChargeID]].Label)
				break
			}
		}
	}
	switch who := p.who(c); {
	case c.last == absent && !c.pointed:
		say("Personne n’est nommé ; %s est le seul montant qui rapproche cette ligne d’une somme due.", l.Amount)
	case c.last == absent:
		say("La référence n’est accompagnée d’aucun nom de la famille.")
	case c.last == exact:
		say("Le libellé nomme %s.", who)
	case c.last == near:
		say("Le libellé nomme presque %s, à une lettre près.", who)
	default:
		say("Le libellé s’arrête au milieu du nom de %s.", who)
	}
	labels := p.labels(c.parts)
	switch c.how {
	case single, pointedAt:
		say("%s est exactement ce qui reste dû : %s.", l.Amount, labels)
	case several:
		say("%s est exactement la somme de : %s.", l.Amount, labels)
	case mixture:
		say("%s est la somme de certaines des créances de la famille : %s.", l.Amount, labels)
	case twins:
		say("%s est dû pour plusieurs enfants de la famille : la plus ancienne créance est proposée, %s.", l.Amount, labels)
	case tangle:
		say("Plusieurs ensembles de créances font %s : les plus anciennes sont proposées, %s.", l.Amount, labels)
	case partial:
		say("%s est moins que ce qui est dû : un acompte sur %s.", l.Amount, labels)
	case over:
		say("%s dépasse ce qui est dû (%s) : le reste ferait une avance.", l.Amount, labels)
	case credit, nothing:
		say("Rien n’est dû par cette famille : un double paiement, peut-être. La somme ferait une avance, à rendre.")
	}
	if day, repeated := p.echo[l.ID]; repeated {
		say("Le même virement est déjà arrivé le %s : un double paiement, peut-être.", day.French())
	}
	if c.score <= 60 && c.how.exactly() && c.last > absent {
		say("D’autres familles conviennent aussi : vérifiez avant d’accepter.")
	}
	return proposal
}

// payer is the debtor, or another guardian of the child when the text names that one and not the debtor: the receipt is theirs.
func (p *proposer) payer(c candidate, fam family) string {
	var named []string
	for id := range c.first {
		if _, guardian := p.facts.Guardians[id]; guardian {
			named = append(named, id)
		}
	}
	if len(named) != 1 || named[0] == fam.debtorID || !slices.Contains(p.facts.Links[c.pupil], named[0]) {
		return fam.debtorID
	}
	for _, part := range c.parts {
		if p.facts.Charges[p.charge[part.ChargeID]].PupilID != c.pupil {
			return fam.debtorID // another child may not be theirs
		}
	}
	return named[0]
}

// who names the people found in the text, the debtor when only the last name is there.
func (p *proposer) who(c candidate) string {
	var names []string
	for id := range c.first {
		if g, known := p.facts.Guardians[id]; known {
			names = append(names, g.Name())
		} else {
			names = append(names, p.facts.Pupils[id].Name())
		}
	}
	sort.Strings(names)
	if len(names) == 0 {
		fam := p.lexicon.families[c.family]
		if g, known := p.facts.Guardians[fam.debtorID]; known {
			return "la famille de " + g.Name()
		}
		return "la famille de " + p.facts.Pupils[c.pupil].Name()
	}
	return strings.Join(names, " et ")
}

func (p *proposer) labels(parts []Part) string {
	var all []string
	for _, part := range parts {
		c := p.facts.Charges[p.charge[part.ChargeID]]
		s := "« " + c.Label + " »"
		if pupil := p.facts.Pupils[c.PupilID]; pupil.FirstName != "" {
			s += " pour " + pupil.FirstName
		}
		if c.DueOn != "" {
			s += ", échéance du " + c.DueOn.Short()
		}
		all = append(all, s)
	}
	if len(all) > 4 {
		return strings.Join(all[:4], " ; ") + fmt.Sprintf(" et %d autres", len(all)-4)
	}
	return strings.Join(all, " ; ")
}

// within tells whether two days are at most n apart.
func within(a, b law.Day, n int) bool {
	if a == "" || b == "" {
		return false
	}
	d := a.DaysUntil(b)
	return -n <= d && d <= n
}
