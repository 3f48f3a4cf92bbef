package reconcile

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// refdet is the reference of an online payment, wherever it stands in a text.
var refdet = regexp.MustCompile(`F[0-9]{9}A[0-9]{2}`)

// ofPayFiP recognises a line of PayFiP by its reference, which nobody types: the amount must be the same.
func (p *proposer) ofPayFiP(l Line, s spoken) []Proposal {
	i, known := p.attempts[refdet.FindString(s.compact)]
	if !known {
		return nil
	}
	a := p.facts.Attempts[i]
	switch {
	case a.Amount != l.Amount:
		return nil // Troubles tells
	case a.PaymentID == "":
		return []Proposal{{Action: Pull, AttemptID: a.ID, Score: 90, Reasons: []string{
			"PayFiP dit ce paiement fait, le grand livre ne le connaît pas : " + a.State.Label() + ". Interrogez PayFiP, qui fait foi.",
		}}}
	case !p.unseen(p.payment(a.PaymentID), PayFiP), p.payment(a.PaymentID).ReversedOn != "":
		return nil
	}
	pay := p.payment(a.PaymentID)
	return []Proposal{{Action: Seen, PaymentIDs: []string{a.PaymentID}, Score: 99, Reasons: []string{
		fmt.Sprintf("La référence %s et le montant sont ceux de l’encaissement %s.", a.Refdet, pay.Receipt),
	}}}
}

// known is a payment of the ledger, with what is looked for in labels.
type known struct {
	*Payment
	reference, receipt string     // compact
	names              *[3]bearer // of who paid, of the pupil, of the name on the receipt
}

// bearer is a name in words.
type bearer struct{ last, first []string }

func (p *proposer) payment(id string) *known {
	if pay, found := p.byID[id]; found {
		return pay
	}
	return &known{Payment: &Payment{ID: id, Seen: map[Source]bool{Bank: true, PayFiP: true}}} // too old: nothing to point
}

// longestWay is how many days money of a day may take to reach the account: a long weekend and what follows.
const longestWay = 7

// ofRemittance recognises the credit of a day of PayFiP, or of a few days in a row over a weekend. Commissions are debited
// apart: the credit is the sum of the day, less nothing.
func (p *proposer) ofRemittance(l Line, s spoken) []Proposal {
	if l.Amount <= 0 {
		return nil
	}
	earliest := l.On.Add(-longestWay)
	said := s.has("payfip", "tipi", "dgfip", "cb", "carte", "cartes", "tpe", "prlv", "prelevement", "prelevements", "sdd")
	var all []Proposal
	for _, means := range []money.Means{money.PayfipCard, money.PayfipDebit, money.Card, money.DirectDebit} {
		byDay := map[law.Day][]*known{}
		var days []law.Day
		for _, pay := range p.payments {
			if pay.Means != means || pay.On > l.On || pay.On < earliest || !p.unseen(pay, Bank) {
				continue
			}
			if byDay[pay.On] == nil {
				days = append(days, pay.On)
			}
			byDay[pay.On] = append(byDay[pay.On], pay)
		}
		slices.Sort(days)
		for from := range days {
			var sum cents.Amount
			var ids []string
			for to := from; to < len(days) && to < from+4; to++ {
				for _, pay := range byDay[days[to]] {
					sum, ids = sum+pay.Amount, append(ids, pay.ID)
				}
				if sum != l.Amount {
					continue
				}
				score := 97
				if to > from {
					score = 95
				}
				if !said {
					score -= 22
				}
				words := "du " + days[from].French()
				if to > from {
					words = "du " + days[from].French() + " au " + days[to].French()
				}
				all = append(all, Proposal{Action: Seen, PaymentIDs: slices.Clone(ids), Score: score, Reasons: []string{
					fmt.Sprintf("%s est exactement le total %s, %s (opérations : %d) ; les commissions sont débitées à part.", l.Amount, words, means.Label(), len(ids)),
				}})
			}
		}
	}
	if len(all) > 1 { // two days of the same total: neither is sure
		for i := range all {
			all[i].Score = min(all[i].Score, 80)
		}
	}
	return all
}

// ofOneSlip points the cheques of a slip whose total the bank credits. Of a cheque cancelled since, the bank credits the whole
// and takes it back on a line of its own, or credits the rest.
func (p *proposer) ofOneSlip(l Line, slip Slip) (Proposal, bool) {
	var standing, gone []string
	var stands, bounced cents.Amount
	for _, id := range slip.PaymentIDs {
		switch pay := p.payment(id); {
		case !p.unseen(pay, Bank):
			return Proposal{}, false // pointed one by one: the rest is no slip any more
		case pay.ReversedOn != "":
			gone, bounced = append(gone, id), bounced+pay.Amount
		default:
			standing, stands = append(standing, id), stands+pay.Amount
		}
	}
	told := fmt.Sprintf("%s est le total du bordereau %s, remis le %s (chèques : %d).", slip.Total, slip.Number, slip.On.French(), len(slip.PaymentIDs))
	switch {
	case l.Amount == slip.Total && stands+bounced == slip.Total:
		proposal := Proposal{Action: Seen, PaymentIDs: slices.Concat(standing, gone), Score: 75, Reasons: []string{told}}
		if len(gone) > 0 {
			proposal.Reasons = append(proposal.Reasons, fmt.Sprintf("%s de chèques annulés depuis en font partie : la banque les reprend sur une autre ligne.", bounced))
		}
		return proposal, true
	case len(gone) > 0 && len(standing) > 0 && l.Amount == stands && stands+bounced == slip.Total:
		return Proposal{Action: Seen, PaymentIDs: standing, Score: 75, Reasons: []string{told, fmt.Sprintf("La banque n’en crédite que %s : %s de chèques sont annulés depuis.", stands, bounced)}}, true
	}
	return Proposal{}, false
}

// ofSlip recognises the credit of a slip of cheques; without slips, that of the cheques of a day.
func (p *proposer) ofSlip(l Line, s spoken) []Proposal {
	said := s.has("cheque", "cheques", "chq", "chqs", "bordereau", "remise", "rem")
	var all []Proposal
	for _, slip := range p.facts.Slips {
		if slip.On > l.On || slip.On < l.On.Add(-30) || len(slip.PaymentIDs) == 0 {
			continue
		}
		proposal, found := p.ofOneSlip(l, slip)
		if !found {
			continue
		}
		if said {
			proposal.Score = 96
		}
		if number := compact(slip.Number); len(number) >= 4 && strings.Contains(s.compact, number) {
			proposal.Score = 99
		}
		all = append(all, proposal)
	}
	if len(all) > 1 && all[0].Score == all[1].Score {
		for i := range all {
			all[i].Score = min(all[i].Score, 80)
		}
	}
	if len(all) > 0 || !said {
		return all
	}
	byDay := map[law.Day]*Proposal{}
	sums := map[law.Day]cents.Amount{}
	onSlip := map[string]bool{}
	for _, slip := range p.facts.Slips {
		for _, id := range slip.PaymentIDs {
			onSlip[id] = true
		}
	}
	for _, pay := range p.payments {
		if pay.Means == money.Cheque && pay.On <= l.On && pay.On >= l.On.Add(-30) && !onSlip[pay.ID] && p.unseen(pay, Bank) {
			if byDay[pay.On] == nil {
				byDay[pay.On] = &Proposal{Action: Seen, Score: 78, Reasons: []string{fmt.Sprintf("%s est le total des chèques reçus le %s, hors bordereau.", l.Amount, pay.On.French())}}
			}
			byDay[pay.On].PaymentIDs = append(byDay[pay.On].PaymentIDs, pay.ID)
			sums[pay.On] += pay.Amount
		}
	}
	for day, proposal := range byDay {
		if sums[day] == l.Amount {
			all = append(all, *proposal)
		}
	}
	sort.Slice(all, func(a, b int) bool { return all[a].PaymentIDs[0] < all[b].PaymentIDs[0] })
	return all
}

// ofBooked recognises a payment that the desk has already booked: booking it again would count it twice.
func (p *proposer) ofBooked(l Line, s spoken) []Proposal {
	var all []Proposal
	for _, pay := range p.bySum[l.Amount] {
		if pay.Means == money.Cash || !p.unseen(pay, Bank) {
			continue
		}
		quoted := len(pay.reference) >= 5 && strings.Contains(s.compact, pay.reference) || len(pay.receipt) >= 7 && strings.Contains(s.compact, pay.receipt)
		if !quoted && pay.Means != money.Transfer {
			continue // cheques come on slips, cards by the day
		}
		close := within(pay.On, l.On, 10)
		who := 0
		if close {
			who = p.namesOf(pay, s)
		}
		proposal := Proposal{Action: Seen, PaymentIDs: []string{pay.ID}}
		say := func(format string, args ...any) {
			proposal.Reasons = append(proposal.Reasons, fmt.Sprintf(format, args...))
		}
		switch {
		case quoted:
			proposal.Score = 98
			say("Le libellé porte la référence de l’encaissement %s, du même montant.", pay.Receipt)
		case close && who == 2:
			proposal.Score = 98
			say("L’encaissement %s de %s, du %s, est déjà au grand livre pour ce montant et ce nom.", pay.Receipt, pay.PayerName, pay.On.French())
		case close && who == 1:
			proposal.Score = 95
			say("L’encaissement %s, du %s, est déjà au grand livre pour ce montant et ce nom de famille.", pay.Receipt, pay.On.French())
		case within(pay.On, l.On, 3):
			proposal.Score = 68
			say("L’encaissement %s, du %s, est déjà au grand livre pour ce montant ; le nom ne le confirme pas.", pay.Receipt, pay.On.French())
		default:
			continue
		}
		all = append(all, proposal)
	}
	equal := 0
	for _, a := range all {
		if a.Score == bestOf(all) {
			equal++
		}
	}
	if equal > 1 && !s.has("quittance") {
		for i := range all {
			all[i].Score = min(all[i].Score, 90)
		}
	}
	return all
}

func bestOf(all []Proposal) int {
	best := 0
	for _, a := range all {
		best = max(best, a.Score)
	}
	return best
}

// namesOf tells how a text names who made a payment, or for whom: 2 wholly, 1 by the last name, 0 not.
func (p *proposer) namesOf(pay *known, s spoken) int {
	if pay.names == nil {
		pay.names = &[3]bearer{}
		for i, person := range []Person{p.facts.Guardians[pay.PayerID], p.facts.Pupils[pay.PupilID]} {
			pay.names[i] = bearer{slices.Concat(nameWords(person.LastName), nameWords(person.UsageName)), nameWords(person.FirstName)}
		}
		pay.names[2].last = nameWords(pay.PayerName)
	}
	best := 0
	for _, b := range pay.names[:2] {
		switch last := slices.ContainsFunc(b.last, s.said); {
		case last && slices.ContainsFunc(b.first, s.said):
			return 2
		case last:
			best = 1
		}
	}
	if whole := pay.names[2].last; len(whole) > 1 && !slices.ContainsFunc(whole, func(w string) bool { return !s.said(w) }) {
		return 2
	}
	return best
}

// said tells whether a word of a name stands in a text, to a letter.
func (s spoken) said(name string) bool {
	return slices.ContainsFunc(s.words, func(w string) bool {
		return w == name || len(name) >= 5 && len(w) >= 4 && !trade[w] && oneApart(w, name)
	})
}

// ofFees recognises what the bank takes for itself: nothing of the families' accounts.
func (p *proposer) ofFees(l Line, s spoken) []Proposal {
	if l.Amount >= 0 || !s.has("commission", "commissions", "frais", "abonnement", "cotisation", "com") || s.has("rejet", "impaye", "retour") {
		return nil
	}
	return []Proposal{{Action: SetAside, Score: 96, Reasons: []string{
		"Commission ou frais de la banque : rien des comptes des familles, qui ne la paient jamais. À comptabiliser dans le logiciel de l’agence.",
	}}}
}

// wayBack is how many days a bank may take to return a payment (eight weeks for a debit, and what it takes to say so).
const wayBack = 70

// ofReturn recognises a payment that the bank takes back: an unpaid cheque, a debit returned.
func (p *proposer) ofReturn(l Line, s spoken) []Proposal {
	said := s.has("rejet", "rejets", "rejete", "impaye", "impayes", "retour", "rej", "rtn", "imp")
	if l.Amount >= 0 || !said {
		return nil
	}
	var all []Proposal
	for _, pay := range slices.Concat(p.bySum[-l.Amount], p.reversed) {
		action := Reverse
		if pay.ReversedOn != "" {
			action = Returned
		}
		if pay.Amount != -l.Amount || pay.TakenBack || p.taken[string(action)+string(l.Source)+pay.ID] || pay.Means == money.Cash || pay.Means == money.PayfipCard || pay.Means == money.Card ||
			pay.On > l.On || pay.On < l.On.Add(-wayBack) {
			continue
		}
		proposal := Proposal{Action: action, PaymentIDs: []string{pay.ID}, Score: 66}
		reason := fmt.Sprintf("La banque reprend %s : c’est le montant de l’encaissement %s (%s) du %s", -l.Amount, pay.Receipt, pay.Means.Label(), pay.On.French())
		switch who := p.namesOf(pay, s); {
		case len(pay.reference) >= 5 && strings.Contains(s.compact, pay.reference):
			proposal.Score, reason = 98, reason+", dont le libellé porte la référence."
		case who == 2:
			proposal.Score, reason = 96, reason+", et le libellé nomme la personne qui a payé."
		case who == 1:
			proposal.Score, reason = 88, reason+", et le libellé porte le nom de la famille."
		default:
			reason += " ; aucun nom ne le confirme."
		}
		proposal.Reasons = []string{reason, "L’annulation rend les sommes dues de nouveau ; la quittance garde son numéro."}
		if action == Returned {
			proposal.Reasons[1] = "Cet encaissement est déjà annulé, depuis le " + pay.ReversedOn.French() + " : la ligne est seulement pointée."
		}
		all = append(all, proposal)
	}
	equal := 0
	for _, a := range all {
		if a.Score == bestOf(all) {
			equal++
		}
	}
	if equal > 1 {
		for i := range all {
			all[i].Score = min(all[i].Score, 60)
		}
	}
	sort.SliceStable(all, func(a, b int) bool { return all[a].Score > all[b].Score })
	return all
}

// ofRefunds recognises transfers that the school sent to families: a whole batch, or one of its transfers.
func (p *proposer) ofRefunds(l Line, s spoken) []Proposal {
	if l.Amount >= 0 {
		return nil
	}
	var all []Proposal
	for _, batch := range p.facts.Refunds {
		if batch.On > l.On || batch.On < l.On.Add(-30) {
			continue
		}
		for reference, amount := range batch.Parts {
			if amount == -l.Amount && len(compact(reference)) >= 5 && strings.Contains(s.compact, compact(reference)) {
				all = append(all, Proposal{Action: Refunded, BatchID: batch.BatchID, Score: 98, Reasons: []string{
					"Le libellé porte la référence " + reference + " du lot de remboursements " + batch.Number + ".",
				}})
			}
		}
		if batch.Total != -l.Amount {
			continue
		}
		proposal := Proposal{Action: Refunded, BatchID: batch.BatchID, Score: 90, Reasons: []string{
			fmt.Sprintf("%s est le total du lot de remboursements %s, envoyé le %s.", -l.Amount, batch.Number, batch.On.French()),
		}}
		if number := compact(batch.Number); len(number) >= 4 && strings.Contains(s.compact, number) {
			proposal.Score = 99
		} else if strings.Contains(school.Fold(l.Label), "remboursement") {
			proposal.Score = 95
		}
		all = append(all, proposal)
	}
	sort.SliceStable(all, func(a, b int) bool {
		return all[a].Score > all[b].Score || all[a].Score == all[b].Score && all[a].Reasons[0] < all[b].Reasons[0]
	})
	return all
}
