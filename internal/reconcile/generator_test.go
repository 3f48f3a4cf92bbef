package reconcile_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/reconcile"
)

// town is a fictitious school and what its bank says, with the truth of each line.
type town struct {
	*rand.Rand
	facts    reconcile.Facts
	lines    []reconcile.Line
	truth    map[string]truth // line → what it is about; absent when nobody could tell
	kind     map[string]string
	families []household
	left     map[string]cents.Amount // what no line has paid yet of each charge
	atDesk   map[string]bool
	pays     int
}

// truth is what a line is about.
type truth struct {
	action  reconcile.Action
	pupils  map[string]cents.Amount // Book: what it pays for each pupil
	charges map[string]cents.Amount
	ids     []string // payments; or the batch
}

type household struct {
	debtor string
	pupils []string
}

var syllables = strings.Fields("bar ber bou cal che cor dau del dor fau fer gar gau gui ham jou kel lam lau leb lor mar mel mon mor nau noi pel per pou ram ren rou sal sau ser tar tho val ver vil")

var endings = strings.Fields("eau in ier ard et ot on el ais oux and ac ec ou ette ine")

var firsts = strings.Fields(`Anne Bruno Chloé David Élise Fabien Gaëlle Hugo Inès Jules Karim Léa Malik Nadia Olivier Pauline Quentin Rania Sacha Théo
	Ulysse Vera Walid Yasmine Zoé Adèle Basile Camille Diane Émile Fanny Gilles Hélène Ivan Jeanne Kevin Louise Marius Noé Odile Paul Rose Simon Tess`)

func newTown(seed uint64, families int) *town {
	t := &town{Rand: rand.New(rand.NewPCG(seed, 7)), truth: map[string]truth{}, kind: map[string]string{}, left: map[string]cents.Amount{}, atDesk: map[string]bool{}}
	t.facts = reconcile.Facts{
		Today: "2026-11-23", Pupils: map[string]reconcile.Person{}, Guardians: map[string]reconcile.Person{}, Links: map[string][]string{},
	}
	common := strings.Fields("Martin Bernard Petit Robert Richard Durand Moreau Simon Laurent Michel")
	for n := range families {
		last := t.lastName()
		if t.IntN(12) == 0 {
			last = common[t.IntN(len(common))]
		}
		t.family(n, last)
	}
	slices.SortStableFunc(t.facts.Charges, func(a, b reconcile.Charge) int { return strings.Compare(string(a.DueOn), string(b.DueOn)) })
	return t
}

func (t *town) lastName() string {
	name := syllables[t.IntN(len(syllables))] + syllables[t.IntN(len(syllables))] + endings[t.IntN(len(endings))]
	if t.IntN(10) == 0 {
		return "Le " + strings.ToUpper(name[:1]) + name[1:]
	}
	return strings.ToUpper(name[:1]) + name[1:]
}

// family is one household: a debtor, sometimes another guardian with another name, one to three children, trips in
// instalments of few prices, so that the same amounts are due everywhere.
func (t *town) family(n int, last string) {
	debtor := fmt.Sprintf("g%05d", n)
	t.facts.Guardians[debtor] = reconcile.Person{FirstName: firsts[t.IntN(len(firsts))], LastName: last}
	h := household{debtor: debtor}
	for k := range 1 + t.IntN(3)*t.IntN(2) {
		pupil := fmt.Sprintf("p%05d%d", n, k)
		name := last
		if t.IntN(8) == 0 {
			name = t.lastName()
		}
		t.facts.Pupils[pupil] = reconcile.Person{FirstName: firsts[t.IntN(len(firsts))], LastName: name}
		t.facts.Links[pupil] = []string{debtor}
		if t.IntN(3) == 0 {
			other := fmt.Sprintf("o%05d%d", n, k)
			t.facts.Guardians[other] = reconcile.Person{FirstName: firsts[t.IntN(len(firsts))], LastName: t.lastName()}
			t.facts.Links[pupil] = append(t.facts.Links[pupil], other)
		}
		h.pupils = append(h.pupils, pupil)
		trip := t.IntN(6)
		for i := range 1 + t.IntN(4) {
			c := reconcile.Charge{
				ID: fmt.Sprintf("c%s%d", pupil, i), PupilID: pupil, DebtorID: debtor, Label: fmt.Sprintf("Voyage %d, échéance %d", trip, i+1),
				DueOn: law.Day("2026-10-15").AddMonths(i), Due: []cents.Amount{12000, 8050, 6000, 15000, 9990, 4500}[trip],
			}
			c.References = []string{fmt.Sprintf("RF%02d%s%02d", 10+t.IntN(80), strings.ToUpper(pupil), i)}
			t.facts.Charges = append(t.facts.Charges, c)
			t.left[c.ID] = c.Due
		}
	}
	t.families = append(t.families, h)
}

// open are the charges of a household that no line has paid, oldest due first.
func (t *town) open(h household) []reconcile.Charge {
	var all []reconcile.Charge
	for _, c := range t.facts.Charges {
		if c.DebtorID == h.debtor && t.left[c.ID] == c.Due {
			all = append(all, c)
		}
	}
	return all
}

func (t *town) line(kind string, l reconcile.Line, what *truth) {
	l.ID = fmt.Sprintf("l%05d", len(t.lines))
	if l.Source == "" {
		l.Source = reconcile.Bank
	}
	if l.On == "" {
		l.On = law.Day("2026-11-01").Add(t.IntN(20))
	}
	t.lines, t.kind[l.ID] = append(t.lines, l), kind
	if what != nil {
		t.truth[l.ID] = *what
	}
}

// typo changes, drops, doubles or exchanges a letter.
func (t *town) typo(w string) string {
	if len(w) < 5 {
		return w
	}
	i := 1 + t.IntN(len(w)-2)
	switch t.IntN(3) {
	case 0:
		return w[:i] + w[i+1:]
	case 1:
		return w[:i] + w[i:i+1] + w[i:]
	}
	return w[:i] + w[i+1:i+2] + w[i:i+1] + w[i+2:]
}

func plain(s string) string {
	return strings.ToUpper(strings.NewReplacer("é", "e", "É", "E", "ë", "e", "è", "e", "ê", "e").Replace(s))
}

// transfer is a family that pays, in one of the ways of families.
func (t *town) transfer() {
	h := t.families[t.IntN(len(t.families))]
	open := t.open(h)
	if len(open) == 0 || t.atDesk[h.debtor] { // a family that has paid the same sum at the desk too: nobody could tell which is which
		return
	}
	debtor := t.facts.Guardians[h.debtor]
	paid := open[:1]
	kind := "one charge"
	if len(open) > 1 && t.IntN(4) == 0 {
		paid, kind = open, "everything due"
		if t.IntN(3) == 0 && len(open) > 2 {
			at := t.IntN(len(open) - 1)
			paid, kind = open[at:at+2], "two of the charges"
		}
	}
	pupil := t.facts.Pupils[paid[0].PupilID]
	what := truth{action: reconcile.Book, pupils: map[string]cents.Amount{}, charges: map[string]cents.Amount{}}
	l := reconcile.Line{On: law.Day("2026-11-01").Add(t.IntN(20))}
	for _, c := range paid {
		l.Amount += c.Due
		what.pupils[c.PupilID] += c.Due
		what.charges[c.ID] = c.Due
		t.left[c.ID] = 0
	}
	purpose := []string{"", " voyage", " VOYAGE SCOLAIRE", " sejour " + plain(pupil.FirstName), " " + plain(pupil.FirstName+" "+pupil.LastName), " participation famille", " ecole"}[t.IntN(7)]
	name := plain(debtor.FirstName + " " + debtor.LastName)
	if t.IntN(2) == 0 {
		name = plain(debtor.LastName + " " + debtor.FirstName)
	}
	switch n := t.IntN(100); {
	case n < 20:
		kind += ", reference"
		l.Label = "VIR SEPA " + name + " " + paid[0].References[0]
		if len(paid) > 1 {
			for _, c := range paid[1:] {
				l.Label += " " + c.References[0]
			}
		}
	case n < 23:
		kind += ", a reference of others"
		l.Label = "VIR SEPA " + name + " " + t.facts.Charges[t.IntN(len(t.facts.Charges))].References[0]
	case n < 50:
		kind += ", wholly named"
		l.Label = "VIR RECU " + name + purpose
	case n < 62:
		kind += ", last name only"
		l.Label = "VIR M OU MME " + plain(debtor.LastName) + purpose
	case n < 74:
		kind += ", typo"
		l.Label = "VIR INST MME " + plain(debtor.FirstName) + " " + t.typo(plain(debtor.LastName)) + purpose
	case n < 84:
		kind += ", cut"
		l.Label = ("VIREMENT SEPA RECU DE " + name + purpose)
		l.Label = l.Label[:min(len(l.Label), 31)]
	case n < 94:
		kind += ", the pupil's name"
		l.Label = "VIR " + plain(pupil.LastName+" "+pupil.FirstName) + " voyage"
	default:
		kind += ", an unknown payer"
		l.Label, l.Party = "voyage de "+pupil.FirstName, plain(firsts[t.IntN(len(firsts))]+" "+t.lastName())
		t.line(kind, l, nil) // nobody could tell
		return
	}
	t.line(kind, l, &what)
	if t.IntN(30) == 0 {
		l.On = l.On.Add(t.IntN(10))
		t.line("sent twice", l, nil)
	}
}

func (t *town) payment(means money.Means, amount cents.Amount, h household, on law.Day, reference string) reconcile.Payment {
	t.pays++
	p := reconcile.Payment{
		ID: fmt.Sprintf("pay%05d", t.pays), PupilID: h.pupils[0], PayerID: h.debtor, PayerName: t.facts.Guardians[h.debtor].Name(), Means: means, Amount: amount, On: on,
		Reference: reference, Receipt: fmt.Sprintf("Q-2026 n° %05d", t.pays), Seen: map[reconcile.Source]bool{},
	}
	t.facts.Payments = append(t.facts.Payments, p)
	return p
}

// remittances: what the ledger knows already and the bank confirms.
func (t *town) remittances() {
	price := func() cents.Amount { return []cents.Amount{12000, 8050, 6000, 15000, 9990, 4500}[t.IntN(6)] }
	anyone := func() household { return t.families[t.IntN(len(t.families))] }
	for day := range 15 {
		on := law.Day("2026-11-01").Add(day)
		what := truth{action: reconcile.Seen}
		var sum cents.Amount
		for range 3 + t.IntN(9) {
			reference := fmt.Sprintf("F%09dA01", t.pays+1)
			p := t.payment(money.PayfipCard, price(), anyone(), on, reference)
			sum, what.ids = sum+p.Amount, append(what.ids, p.ID)
			t.facts.Attempts = append(t.facts.Attempts, reconcile.Attempt{ID: "a" + p.ID, Refdet: reference, Amount: p.Amount, State: money.PaidCard, PaymentID: p.ID, On: on})
			t.line("PayFiP file", reconcile.Line{Source: reconcile.PayFiP, On: on, Reference: reference, Amount: p.Amount}, &truth{action: reconcile.Seen, ids: []string{p.ID}})
		}
		t.line("PayFiP day", reconcile.Line{On: on.Add(1 + t.IntN(3)), Label: "DGFIP PAYFIP CB REMISE", Amount: sum}, &what)
		t.line("commission", reconcile.Line{On: on.Add(3), Label: "COMMISSIONS CB " + string(on), Amount: -sum / 400}, &truth{action: reconcile.SetAside})
	}
	for n := range 8 {
		slip := reconcile.Slip{ID: fmt.Sprintf("s%d", n), Number: fmt.Sprintf("B-2026-%03d", n), On: law.Day("2026-11-02").Add(n)}
		for range 4 + t.IntN(20) {
			p := t.payment(money.Cheque, price(), anyone(), slip.On, fmt.Sprintf("%07d", t.IntN(9_999_999)))
			slip.Total, slip.PaymentIDs = slip.Total+p.Amount, append(slip.PaymentIDs, p.ID)
			if t.IntN(40) == 0 {
				label := "CHEQUE IMPAYE " + p.Reference
				if t.IntN(2) == 0 {
					label = "REJET CHQ " + plain(p.PayerName)
				}
				t.line("unpaid cheque", reconcile.Line{On: slip.On.Add(9), Label: label, Amount: -p.Amount}, &truth{action: reconcile.Reverse, ids: []string{p.ID}})
			}
		}
		t.facts.Slips = append(t.facts.Slips, slip)
		t.line("slip", reconcile.Line{On: slip.On.Add(2), Label: "REMISE DE CHEQUES", Amount: slip.Total}, &truth{action: reconcile.Seen, ids: slip.PaymentIDs})
	}
	for range 40 {
		h := anyone()
		t.atDesk[h.debtor] = true
		p := t.payment(money.Transfer, price(), h, law.Day("2026-11-03").Add(t.IntN(15)), "")
		t.line("booked at the desk", reconcile.Line{On: p.On.Add(-t.IntN(4)), Label: "VIR SEPA " + plain(p.PayerName), Amount: p.Amount}, &truth{action: reconcile.Seen, ids: []string{p.ID}})
	}
	for n := range 4 {
		batch := reconcile.Refunds{BatchID: fmt.Sprintf("b%d", n), Number: fmt.Sprintf("R-2026-%03d", n+1), On: law.Day("2026-11-04").Add(4 * n), Total: price() + cents.Amount(n+1)}
		t.facts.Refunds = append(t.facts.Refunds, batch)
		t.line("refunds", reconcile.Line{On: batch.On.Add(1), Label: "VIR EMIS REMBOURSEMENTS " + batch.Number, Amount: -batch.Total}, &truth{action: reconcile.Refunded, ids: []string{batch.BatchID}})
	}
	// Lines that are nobody's: a town's grant, a supplier, a theatre, some of an amount that families owe.
	for range 30 {
		t.line("nobody's", reconcile.Line{Label: "VIR " + []string{"COMMUNE DE ", "ASSOCIATION ", "SARL "}[t.IntN(3)] + plain(t.lastName()), Amount: price() * cents.Amount(1+t.IntN(3))}, nil)
		t.line("nobody's debit", reconcile.Line{Label: "VIR EMIS SARL " + plain(t.lastName()), Amount: -price()}, nil)
	}
}

// fill adds transfers until there are enough lines, and shuffles all.
func (t *town) fill(lines int) *town {
	t.remittances()
	for tries := 0; len(t.lines) < lines && tries < 20*lines; tries++ {
		t.transfer()
	}
	t.Shuffle(len(t.lines), func(i, j int) { t.lines[i], t.lines[j] = t.lines[j], t.lines[i] })
	return t
}
