package trip

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Closing is the money of a trip whose report is drawn up, explained to the cent: what came in, what went out, what waits.
type Closing struct {
	Known       bool // the report is drawn up
	Report      Report
	Surplus     cents.Amount // of families and of the aids that paid for them
	Unshared    cents.Amount // of it, not given yet
	Outstanding cents.Amount // families still owe
	Released    cents.Amount // freed from charges, owed back to nobody yet
	Refunds     RefundSums
	Rest        cents.Amount // what is not the families': stays in the school's books; negative, the school makes it up
	Gaps        []Gap        // figures on which the report and the books disagree
	Unexplained cents.Amount // the sum of the gaps: must be zero
	Waivers     money.Waivers
}

// RefundSums adds the refunds of a trip up.
type RefundSums struct {
	Large, Small          cents.Amount // still to be settled, by the threshold of 8 €
	LargeCount            int
	SmallToTell           int          // of the small ones, not notified yet, or by a letter not posted yet
	SmallUntil            law.Day      // last day of the delays that run
	Families, Funds       cents.Amount // sent
	FamilyWaits, FundWait cents.Amount // not sent yet
	Kept                  cents.Amount // the school's for good, families' money
	FundKept              cents.Amount // of an aid, that nobody has asked for in four years
}

// ClosingOf explains the money of a trip.
func ClosingOf(app core.App, tripID string) (Closing, error) {
	s, err := SurplusOf(app, tripID)
	if err != nil {
		return Closing{}, err
	}
	c := Closing{Known: true, Report: s.Report, Surplus: s.Total, Unshared: s.Left(), Outstanding: s.Report.Outstanding(), Rest: s.Rest}
	reader := school.Actor{Kind: school.Staff, Roles: []school.Role{school.Accountant}}
	refunds, err := money.Refunds(app, reader, money.RefundFilter{Subject: money.OfTrip(tripID)})
	if err != nil {
		return Closing{}, err
	}
	c.Refunds = addRefunds(refunds)
	if c.Released, err = money.ReleasedOf(app, money.OfTrip(tripID)); err != nil {
		return Closing{}, err
	}
	if c.Waivers, err = money.WaiversOf(app, reader, money.OfTrip(tripID)); err != nil {
		return Closing{}, err
	}
	books, err := booksOf(app, tripID)
	if err != nil {
		return Closing{}, err
	}
	c.Gaps = Compare(s.Report, c.Refunds, books)
	in, out := c.In()+c.Outstanding, c.Out()+c.Waiting()+c.Refunds.Kept+c.Refunds.FundKept+c.Rest+c.Unshared+c.overGiven(s)
	if in != out { // what was given back is not what was shared
		c.Gaps = append(c.Gaps, Gap{"Entré, et ce qu’il en est advenu", in, out})
	}
	for _, g := range c.Gaps {
		c.Unexplained += g.Size()
	}
	return c, nil
}

// overGiven is what was given back beyond the surplus of the report drawn up since: an invoice came late.
func (c Closing) overGiven(s Surplus) (over cents.Amount) {
	for _, one := range s.Shares {
		over -= max(0, one.Given-one.Amount)
	}
	return over
}

// In is all that came in for the trip: from families, whether it settles or goes back; from aids; from others.
func (c Closing) In() cents.Amount {
	return c.FamilyIn() + c.Report.AidForFamilies + c.Report.OtherIncome()
}

// FamilyIn is what families have paid for the trip, what goes back or has gone back included.
func (c Closing) FamilyIn() cents.Amount {
	r := c.Refunds
	return c.Report.FamilyCollected + r.Families + r.FamilyWaits + r.Kept + c.Released
}

// Out is all that went out: real expenses, and what has gone back.
func (c Closing) Out() cents.Amount {
	return c.Report.TotalExpense() + c.Refunds.Families + c.Refunds.Funds
}

// Waiting is what is owed back and has not gone yet.
func (c Closing) Waiting() cents.Amount {
	return c.Refunds.FamilyWaits + c.Refunds.FundWait + c.Released
}

func addRefunds(refunds []money.Refund) RefundSums {
	var s RefundSums
	for _, r := range refunds {
		switch {
		case r.State == money.RefundReallocated:
			continue
		case r.State == money.RefundSent && r.Aid():
			s.Funds += r.Amount
		case r.State == money.RefundSent:
			s.Families += r.Amount
		case r.State.Final() && r.Aid():
			s.FundKept += r.Amount
		case r.State.Final():
			s.Kept += r.Amount
		case r.Aid():
			s.FundWait += r.Amount
		default:
			s.FamilyWaits += r.Amount
		}
		if r.State.Final() {
			continue
		}
		if !r.Small {
			s.Large += r.Amount
			s.LargeCount++
			continue
		}
		s.Small += r.Amount
		if r.State == money.RefundDue || r.ToPost() {
			s.SmallToTell++
		}
		s.SmallUntil = max(s.SmallUntil, r.ClaimableUntil)
	}
	return s
}

// settled is V-27 at the moment of closing: what families are owed has gone back, and small sums are at least notified.
func (c Closing) settled() []law.Finding {
	if !c.Known {
		return nil
	}
	var findings []law.Finding
	add := func(severity law.Severity, what, fix string) {
		findings = append(findings, law.Finding{
			Severity: severity, What: what, Fix: fix, Who: string(school.Accountant),
			Why: "Ce que le voyage n’a pas coûté appartient à qui l’a payé (article 21 de la loi du 22 décembre 1966).",
		})
	}
	if c.Unshared > 0 {
		add(law.Block, "Un reliquat de "+c.Unshared.String()+" n’est pas encore réparti entre ceux qui ont payé.", "Répartissez-le depuis la page « Reliquats ».")
	}
	if c.Released > 0 {
		add(law.Block, c.Released.String()+" payés en trop ne sont rendus à personne.", "Constatez les remboursements.")
	}
	if n := c.Refunds.LargeCount; n > 0 {
		what := fmt.Sprintf("%d remboursements de 8 € ou plus (%s) ne sont ni virés, ni donnés par écrit, ni prescrits.", n, c.Refunds.Large)
		if n == 1 {
			what = fmt.Sprintf("Un remboursement de 8 € ou plus (%s) n’est ni viré, ni donné par écrit, ni prescrit.", c.Refunds.Large)
		}
		add(law.Block, what, "Recueillez les coordonnées bancaires et virez-les ; sans nouvelles, la somme reste inscrite quatre ans (V-29).")
	}
	if c.Refunds.SmallToTell > 0 {
		add(law.Block, fmt.Sprintf("%s.", numbered(c.Refunds.SmallToTell, "petit reliquat (moins de 8 €) n’est pas notifié", "petits reliquats (moins de 8 €) ne sont pas notifiés")),
			"Notifiez-les ; pour qui ne reçoit pas de message, notez le jour où la lettre est postée : le délai de trois mois part de là.")
	} else if c.Refunds.Small > 0 {
		add(law.Warn, c.Refunds.Small.String()+" de petits reliquats restent réclamables jusqu’au "+c.Refunds.SmallUntil.French()+".",
			"Le voyage peut être clos : ils seront acquis à cette date si personne ne les réclame.")
	}
	return findings
}

// accepted is V-28 at the moment of closing: what families have given up in writing is a gift, and the board has accepted it.
func (c Closing) accepted() []law.Finding {
	w := c.Waivers
	if !c.Known || w.ToAccept == 0 {
		return nil
	}
	what := fmt.Sprintf("%d sommes données par écrit (%s) ne sont pas acceptées par un acte exécutoire.", w.ToAccept, w.AmountToAccept)
	if w.ToAccept == 1 {
		what = "Une somme donnée par écrit (" + w.AmountToAccept.String() + ") n’est pas acceptée par un acte exécutoire."
	}
	fix := "Faites voter l’acceptation, puis enregistrez l’acte à la page « Dons » du voyage."
	if w.Unattached == 0 {
		fix = "L’acte est enregistré : il porte ses effets une fois publié. Complétez ses dates."
	}
	return []law.Finding{{
		Severity: law.Block, Who: string(school.Bursar), What: what, Fix: fix,
		Why: "Renoncer expressément à un reliquat, c’est le donner : le conseil d’administration accepte les dons (R421-20 du code de l’éducation).",
	}}
}

// houseClosing is what the house asks beside the law: nothing closes while a cent is owed by a family, or unexplained.
func (c Closing) houseClosing() []law.Finding {
	if !c.Known {
		return nil
	}
	var findings []law.Finding
	if c.Outstanding > 0 {
		findings = append(findings, law.Finding{
			Severity: law.Block, Who: string(school.Accountant), What: "Les familles doivent encore " + c.Outstanding.String() + ".",
			Fix: "Recouvrez-les, ou enregistrez la décision qui les efface (remise, admission en non-valeur).",
		})
	}
	for _, g := range c.Gaps {
		findings = append(findings, law.Finding{
			Severity: law.Block, Who: string(school.Accountant), What: g.What + " : " + g.Report.String() + " au bilan, " + g.Books.String() + " dans les comptes. " + g.Size().String() + " ne s’expliquent pas.",
			Fix: "Comparez le bilan et les comptes des familles ; rien ne se clôt tant qu’un centime manque.",
		})
	}
	return findings
}
