package money

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// PaymentFacts is what judging a payment needs, its details and what it settles included.
type PaymentFacts struct {
	MayBook   bool // the accountant; imprest holders come with their act (V-49)
	BySystem  bool // the program itself, after a pulled answer of PayFiP
	InOwnName bool // booked_by is who writes

	Means             Means
	Amount, Allocated cents.Amount
	ReceivedOn, Today law.Day
	BookedOn, Closed  law.Day // its day in the accounts; last day of them that is closed
	Details           Details
	Nature            string        // what it settles, in French; empty when it settles nothing
	OnlineID          string        // as written on the payment
	Online            *OnlinePaid   // the online payment it books, when there is one
	DebitID           string        // as written on the payment
	Debit             *DebitOrdered // the direct debit it books, when there is one
	PupilID, PayerID  string
	ExpectedOrder     string        // F-09
	SameCheque        string        // receipt of a standing payment with the same cheque
	RegisterShut      bool          // the school counts its cash, and the register is not open
	CashMax           cents.Amount  // F-06
	Debts             []CashOnADebt // touched by a payment in cash
	PupilFound        bool
	PayerFits         bool // no guardian is named, or one of the pupil's
	TakesCards        bool // the school has a terminal (F-10)
	Nameless          bool // neither a guardian nor a name is given, and the pupil is too young to pay
	TakesVouchers     bool // an agreement with the ANCV is recorded (V-36)
}

// OnlinePaid is an online payment as the ledger knows it.
type OnlinePaid struct {
	Means   Means // of its paid state; empty when it is in no paid state
	Amount  cents.Amount
	PupilID string
}

// CashOnADebt is the cash that one debt has received and would receive. A debt is everything that a debtor owes for one
// pupil and one subject, all instalments together: cutting it into pieces changes nothing.
type CashOnADebt struct {
	Label         string
	Before, Added cents.Amount
	LiftedBy      string // who lifted F-06 for the pupil or for a charge of the debt, and why
}

const onlyTheAccountant = "Seul l’agent comptable encaisse, ou un régisseur nommé (articles 9 et 18 du décret n° 2012-1246)."

// notTheAccountant is the finding of F-01 for a row that only the accountant, or the program after PayFiP, may write.
func notTheAccountant(what string) []law.Finding {
	return []law.Finding{{
		Severity: law.Block, What: what, Why: onlyTheAccountant, Who: string(school.Accountant),
		Fix: "Orientez la famille vers l’intendance ou le paiement en ligne.",
	}}
}

// PaymentRules judges each payment as it is written.
var PaymentRules = law.Rulebook[PaymentFacts]{
	{Rule: "F-01", Judge: func(f PaymentFacts) []law.Finding {
		switch {
		case f.OnlineID != "" && f.BySystem, f.OnlineID == "" && f.MayBook && f.InOwnName:
			return nil
		case f.DebitID != "" && f.OnlineID == "" && f.BySystem:
			return nil // on its day, of what the accountant has sent to the bank
		case f.OnlineID != "":
			return notTheAccountant("Un paiement en ligne n’est comptabilisé que par le résultat lu chez PayFiP.")
		case f.MayBook:
			return notTheAccountant("Un encaissement s’enregistre en son propre nom.")
		}
		return notTheAccountant("Cet encaissement ne peut pas être enregistré par vous.")
	}},
	{Rule: "F-05", Judge: func(f PaymentFacts) []law.Finding {
		finding := law.Finding{
			Severity: law.Block, Field: "means", Why: "Le paiement en ligne passe par le service public PayFiP ; l’établissement n’a pas de carte à lui (L1611-5-1 du CGCT).",
			Fix: "La famille paie sur PayFiP, ou au guichet par chèque, espèces ou virement.",
		}
		switch online := f.Online; {
		case f.OnlineID == "" && f.Means == Card && !f.TakesCards:
			finding.What = "Aucun terminal de paiement n’est déclaré parmi les moyens acceptés par l’établissement."
			finding.Fix = "L’agent comptable ajoute « carte » aux moyens acceptés (F-10), ou la famille paie sur PayFiP."
		case f.OnlineID == "" && (f.Means.AtDesk() || f.Means == DirectDebit):
			return nil
		case f.OnlineID == "" && f.Means.Online():
			finding.What = "« " + f.Means.Label() + " » ne se saisit pas au guichet."
		case f.OnlineID == "":
			finding.What = "Ce moyen de paiement n’existe pas au guichet."
		case online == nil:
			finding.What = "Le paiement en ligne cité n’existe pas."
		case online.Means == "":
			finding.What = "PayFiP n’a pas confirmé ce paiement en ligne."
		case online.Means != f.Means || online.Amount != f.Amount:
			finding.What = "Le paiement enregistré n’est pas celui que PayFiP a confirmé."
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
	{Rule: "F-06", Judge: func(f PaymentFacts) []law.Finding {
		if f.Means != Cash {
			return nil
		}
		var findings []law.Finding
		for _, d := range f.Debts {
			findings = append(findings, judgeCash(d, f.CashMax)...)
		}
		return findings
	}},
	{Rule: "F-07", Judge: func(f PaymentFacts) []law.Finding {
		if f.Means != Cash {
			return nil
		}
		var findings []law.Finding
		add := func(broken bool, severity law.Severity, field, what, fix string) {
			if broken {
				findings = append(findings, law.Finding{
					Severity: severity, Field: field, What: what, Fix: fix, Who: string(school.Accountant),
					Why: "Un versement en espèces donne aussitôt un reçu : date, montant, nom de la personne, objet (article 26 du décret n° 2012-1246).",
				})
			}
		}
		add(f.Amount <= 0, law.Block, "amount_cents", "Le montant des espèces manque.", "Comptez devant la personne et inscrivez la somme.")
		add(f.ReceivedOn == "", law.Block, "received_on", "La date du versement manque.", "")
		add(f.Details.PayerName == "", law.Block, "payer_name", "Le nom de la personne qui verse les espèces manque.", "Inscrivez-le : il figure sur le reçu.")
		add(f.Nature == "", law.Block, "allocations", "On ne sait pas ce que ces espèces règlent.", "Choisissez la somme due qu’elles règlent.")
		add(f.ReceivedOn != "" && f.ReceivedOn < f.Today, law.Warn, "received_on", "Ces espèces portent une date passée : le reçu n’a pas été remis sur-le-champ.", "Enregistrez tout de suite, devant la personne.")
		return findings
	}},
	{Rule: "F-09", Judge: func(f PaymentFacts) []law.Finding {
		if f.Means != Cheque {
			return nil
		}
		var missing []string
		for _, m := range []struct{ value, name string }{{f.Details.Bank, "la banque"}, {f.Details.Account, "le compte"}, {f.Details.ChequeNumber, "le numéro"}, {f.Details.PayerName, "le nom du tireur"}} {
			if m.value == "" {
				missing = append(missing, m.name)
			}
		}
		var findings []law.Finding
		if len(missing) > 0 {
			findings = append(findings, law.Finding{
				Severity: law.Warn, Field: "cheque_number", What: "Il manque sur ce chèque : " + list(missing) + ".", Why: "Un chèque incomplet revient impayé.",
				Fix: "Relevez ces mentions sur le chèque, ou rendez-le.", Who: string(school.Accountant),
			})
		}
		if f.Details.PayableTo != f.ExpectedOrder {
			findings = append(findings, law.Finding{
				Severity: law.Warn, Field: "payable_to", What: "L’ordre du chèque n’est pas « " + f.ExpectedOrder + " ».",
				Why: "Un chèque se libelle à l’ordre de l’agent comptable.", Fix: "Vérifiez l’ordre ; rendez le chèque s’il est à un autre nom.", Who: string(school.Accountant),
			})
		}
		return findings
	}},
	{Rule: "V-08", Judge: func(f PaymentFacts) []law.Finding {
		if f.Allocated > 0 || (f.Means != Cash && f.Means != Cheque) {
			return nil // money that has already reached the account is booked, as credit, whatever it is for
		}
		return []law.Finding{{
			Severity: law.Block, Field: "allocations", What: "Rien n’est dû pour cet élève : un acompte ne s’encaisse pas et un chèque ne se garde pas d’avance.",
			Why: "Une somme n’est due qu’une fois l’acte exécutoire (R421-54 et R421-67 du code de l’éducation).",
			Fix: "Rendez la somme à la famille ; elle paiera quand la participation sera due.", Who: string(school.Accountant),
		}}
	}},
	{Rule: "F-10", Judge: judgeDirectDebit},
	{Rule: "V-36", Judge: judgeVouchers},
	{Rule: "V-31", Judge: func(f PaymentFacts) []law.Finding {
		if f.Means != Cheque || (f.Details.CashOn <= f.Today && f.Details.CashOn <= f.ReceivedOn) {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Field: "cash_on", What: "Ce chèque porte une date à venir, le " + f.Details.CashOn.French() + " : il est payable dès aujourd’hui.",
			Why: "Le chèque est payable à vue (L131-31 du code monétaire et financier).", Fix: "Encaissez-le sans attendre et proposez un échéancier.", Who: string(school.Accountant),
		}}
	}},
}

// judgeDirectDebit holds that a payment by direct debit is what a bank was asked for under a mandate, on its day: nobody
// types one.
func judgeDirectDebit(f PaymentFacts) []law.Finding {
	finding := law.Finding{
		Severity: law.Block, Firm: true, Field: "means", Why: "Un prélèvement se fait sous le mandat d’une famille, annoncé, et remis à la banque (règlement (UE) n° 260/2012).",
		Fix: "Préparez un lot de prélèvements : il s’encaisse à sa date.", Who: string(school.Accountant),
	}
	switch d := f.Debit; {
	case f.Means != DirectDebit && f.DebitID == "":
		return nil
	case d == nil || f.Means != DirectDebit:
		finding.What = "Un prélèvement ne se saisit pas : il vient d’un lot remis à la banque."
	case d.State != DebitSent:
		finding.What = "Ce prélèvement est « " + d.State.Label() + " » : il ne s’encaisse pas, ou ne s’encaisse pas deux fois."
	case d.Amount != f.Amount || d.PupilID != f.PupilID || d.PayerID != f.PayerID:
		finding.What = "Cet encaissement n’est pas le prélèvement demandé à la banque."
	case f.Today < d.CollectOn:
		finding.What = "Ce prélèvement est pour le " + d.CollectOn.French() + " : il ne s’encaisse pas avant."
	default:
		return nil
	}
	return []law.Finding{finding}
}

// judgeCash holds the cash of one debt to the limit of F-06.
func judgeCash(d CashOnADebt, limit cents.Amount) []law.Finding {
	if d.Added <= 0 {
		return nil
	}
	total := d.Before + d.Added
	finding := law.Finding{
		Severity: law.Warn, Field: "amount_cents", Who: string(school.Accountant),
		Why: "Une même dette ne se règle en espèces que jusqu’à " + limit.String() + " (article 1680 du CGI) : on compte par dette, pas par passage.",
		Fix: "Proposez le paiement en ligne, le chèque ou le virement pour le reste.",
	}
	switch {
	case total > limit:
		finding.Severity, finding.LiftedBy = law.Block, d.LiftedBy
		finding.What = "Avec ce versement, « " + d.Label + " » aurait reçu " + total.String() + " en espèces."
	case total == limit:
		finding.What = "« " + d.Label + " » atteint la limite des espèces, " + limit.String() + "."
	case d.Before > 0:
		finding.What = "« " + d.Label + " » a déjà reçu " + d.Before.String() + " en espèces."
	default:
		return nil
	}
	return []law.Finding{finding}
}

// Objections are what the house has to say about a payment, beside the law.
func (f PaymentFacts) Objections() []law.Finding {
	var findings []law.Finding
	add := func(broken bool, field, what, fix string) {
		if broken {
			findings = append(findings, house(field, what, fix))
		}
	}
	add(f.Amount <= 0, "amount_cents", "Un paiement a un montant positif.", "Une erreur se corrige par une annulation.")
	add(f.ReceivedOn > f.Today, "received_on", "Un paiement ne se reçoit pas à une date à venir.", "Inscrivez le jour où l’argent est arrivé.")
	add(f.Allocated > f.Amount, "allocations", "La ventilation dépasse le montant reçu.", "Baissez les sommes ventilées ou corrigez le montant.")
	add(!f.PupilFound, "pupil", "Cet élève n’existe pas.", "")
	add(!f.PayerFits, "payer_id", "La personne qui paie n’est pas un responsable de cet élève.", "Laissez ce champ vide pour un tiers et inscrivez son nom.")
	add(f.RegisterShut, "means", "La caisse est fermée : des espèces ne s’encaissent pas.", "Ouvrez-la par un comptage, puis enregistrez.")
	if f.SameCheque != "" {
		findings = append(findings, sameCheque(f.SameCheque))
	}
	add(f.Nameless && f.Means != Cash && f.OnlineID == "", "payer_name", "On ne sait pas qui paie.", "Choisissez un responsable, ou inscrivez le nom de la personne : sans lui, rien ne pourrait lui être rendu.")
	return append(findings, closedDay("booked_on", f.BookedOn, f.Today, f.Closed)...)
}

func sameCheque(receipt string) law.Finding {
	return house("cheque_number", "Ce chèque est déjà enregistré ("+receipt+").", "Vérifiez la banque, le compte et le numéro ; pour corriger, annulez d’abord l’autre encaissement.")
}
