package trip

import (
	"fmt"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// ImprestFacts is what judging an imprest needs.
type ImprestFacts struct {
	Imprest                    Imprest
	HolderInOffice, DeputyFits bool // members of staff on that day; a deputy is somebody else
	ByHead, ByAccountant       bool // their own decisions are recorded, and not taken back
	Tally                      Tally
	Today                      law.Day
}

// The gates of an imprest: its decision, its discharge.
const (
	gateDecide    = "decide"
	gateDischarge = "discharge"
)

func imprestGates(s ImprestState) []string {
	switch s {
	case ImprestDecided, ImprestAdvanced:
		return []string{gateDecide}
	case ImprestDischarged:
		return []string{gateDischarge}
	case ImprestDraft, ImprestReturned, ImprestCancelled:
	}
	return nil
}

const actOfImprest = "Personne ne manie l’argent de l’établissement sans décision qui crée la régie et nomme le régisseur (décret n° 2020-542, R421-70 du code de l’éducation)."

// ImprestRules judges an imprest each time its row is written.
var ImprestRules = law.Rulebook[ImprestFacts]{
	{Rule: "V-46", Gate: gateDecide, Judge: judgeImprestAct},
	{Rule: "V-48", Gate: gateDischarge, Judge: judgeDischarge},
	{Rule: "V-50", Judge: func(f ImprestFacts) []law.Finding {
		if !f.Imprest.MentionsBond {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Field: "mentions_bond", What: "L’acte parle de cautionnement : il n’en est plus demandé aux régisseurs.",
			Why: "Ordonnance n° 2022-408 du 23 mars 2022, en vigueur depuis le 1er janvier 2023.", Fix: "Retirez la clause de la décision.", Who: string(school.Bursar),
		}}
	}},
}

func judgeImprestAct(f ImprestFacts) []law.Finding {
	i := f.Imprest
	var findings []law.Finding
	add := func(broken bool, field, what, fix string, who school.Role) {
		if broken {
			findings = append(findings, law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix, Why: actOfImprest, Who: string(who)})
		}
	}
	add(!f.HolderInOffice, "holder", "Le régisseur n’est pas un personnel en fonction dans l’établissement.", "Choisissez un agent de l’établissement : ni parent, ni guide, ni chauffeur.", school.Bursar)
	add(!f.DeputyFits, "deputy", "Le mandataire suppléant n’est pas un autre personnel en fonction.", "Choisissez un autre agent de l’établissement, ou laissez le champ vide.", school.Bursar)
	add(i.ActNumber == "", "act_number", "Le numéro de la décision manque.", "Inscrivez-le.", school.Head)
	add(i.DecidedOn == "" || !f.ByHead, "decided_on", "Le chef d’établissement n’a pas pris la décision en son nom.", "Il la prend depuis cette page.", school.Head)
	add(i.AgreedOn == "" || !f.ByAccountant, "accountant_agreed_on", "L’agent comptable n’a pas donné son agrément en son nom.", "Il le donne depuis cette page.", school.Accountant)
	add(i.From == "" || i.Until == "" || i.Until < i.From, "from_on", "La décision ne dit pas de quel jour à quel jour.", "Écrivez les deux dates.", school.Bursar)
	add(len(i.Means) == 0, "means", "La décision ne dit pas par quels moyens.", "Cochez-les d’après l’acte.", school.Bursar)
	add(i.Pays() && i.Advance <= 0, "advance_cents", "Le montant de l’avance manque.", "Inscrivez celui de la décision.", school.Bursar)
	add(i.Pays() && len(i.Kinds()) == 0, "expense_kinds", "La liste des dépenses autorisées manque.", "Recopiez celle de la décision, séparée par des virgules.", school.Bursar)
	add((i.Nature == Receipts || i.Nature == Mixed) && i.CashCap <= 0, "cash_cap_cents", "Le plafond de l’encaisse manque.", "Inscrivez celui de la décision.", school.Bursar)
	add(i.Nature == ChequeMandate && !slices.Equal(i.Means, []string{"cheque"}), "means", "Un mandat de collecter des chèques ne vise que des chèques.", "Cochez « Chèque » seul, ou créez une régie de recettes.", school.Bursar)
	return findings
}

func judgeDischarge(f ImprestFacts) []law.Finding {
	i, due := f.Imprest, f.Imprest.Balance(f.Tally)
	block := func(field, what, fix string) law.Finding {
		return law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix, Who: string(school.Accountant),
			Why: "Au retour, le régisseur remet l’argent non dépensé, les justificatifs et son journal ; le compte tombe juste (décret n° 2020-542)."}
	}
	var findings []law.Finding
	if i.Returned != due {
		findings = append(findings, block("returned_cents", fmt.Sprintf("Le reliquat remis est de %s ; d’après le journal, il est de %s.", i.Returned, due),
			"Cherchez l’écart : une dépense oubliée, un montant mal copié, un reversement qui n’est pas inscrit."))
	}
	if len(f.Tally.NoVoucher) > 0 {
		findings = append(findings, block("voucher", "Il manque le justificatif de "+numbers(f.Tally.NoVoucher)+".",
			"Demandez-le, ou une attestation signée du régisseur et d’un autre adulte, puis cochez la ligne."))
	}
	return findings
}

func numbers(all []int) string {
	words := make([]string, 0, len(all))
	for _, n := range all {
		words = append(words, fmt.Sprint(n))
	}
	if len(words) == 1 {
		return "la dépense n°\u00a0" + words[0]
	}
	return "des dépenses n°\u00a0" + strings.Join(words[:len(words)-1], ", ") + " et " + words[len(words)-1]
}

// CashLineFacts is what judging a line of a journal needs.
type CashLineFacts struct {
	Line    ImprestLine
	Imprest Imprest
	Others  Tally // of the other lines
	Cap     cents.Amount
	CapSaid bool // the act gives the cap; otherwise it is the school's parameter
	Today   law.Day
}

// CashLineRules judges a line of a journal each time it is written.
var CashLineRules = law.Rulebook[CashLineFacts]{
	{Rule: "V-46", Judge: judgeLineInAct},
	{Rule: "V-47", Judge: judgeOperation},
	{Rule: "V-49", Judge: judgeLineNature},
}

func judgeLineInAct(f CashLineFacts) []law.Finding {
	l, i := f.Line, f.Imprest
	block := func(field, what, fix string) []law.Finding {
		return []law.Finding{{Severity: law.Block, Field: field, What: what, Fix: fix, Why: actOfImprest, Who: string(school.Accountant)}}
	}
	switch {
	case l.Direction == Handed:
		return nil
	case i.State == ImprestDraft || i.State == ImprestCancelled:
		return block("", "La régie n’est pas décidée : son journal n’est pas ouvert.", "Attendez la décision du chef d’établissement et l’agrément de l’agent comptable.")
	case l.Direction == Spent && i.Pays() && i.AdvancedOn == "":
		return block("", "L’avance n’a pas été versée : rien ne se paie encore.", "L’agent comptable enregistre le versement de l’avance.")
	case l.On < i.From || l.On > i.Until:
		return block("spent_on", "La régie vaut du "+i.From.FrenchUntil(i.Until)+" : cette date n’y est pas.", "Vérifiez la date.")
	case l.Direction == Spent && i.Pays() && f.Others.Spent+l.Amount > i.Advance:
		return block("amount_cents", fmt.Sprintf("Les dépenses feraient %s : l’avance est de %s.", f.Others.Spent+l.Amount, i.Advance), "Faites payer le reste par l’établissement, sur facture.")
	}
	return nil
}

func judgeOperation(f CashLineFacts) []law.Finding {
	l := f.Line
	if l.Direction != Spent {
		return nil
	}
	warn := func(field, what, fix string) law.Finding {
		return law.Finding{Severity: law.Warn, Field: field, What: what, Fix: fix, Who: string(school.Accountant),
			Why: "L’acte limite chaque opération et la nature des dépenses (arrêté du 13 août 2020)."}
	}
	var findings []law.Finding
	if f.Cap > 0 && l.Amount > f.Cap {
		whose := "le repère de l’établissement, l’acte n’en donnant pas"
		if f.CapSaid {
			whose = "celui de l’acte"
		}
		findings = append(findings, warn("amount_cents", fmt.Sprintf("Cette dépense (%s) dépasse le plafond par opération, %s : %s.", l.Amount, f.Cap, whose), "Faites-la payer sur facture, ou appelez l’agent comptable et notez sa réponse."))
	}
	if kinds := f.Imprest.Kinds(); len(kinds) > 0 && !slices.ContainsFunc(kinds, func(k string) bool { return school.Fold(k) == school.Fold(l.Nature) }) {
		findings = append(findings, warn("nature", "« "+l.Nature+" » n’est pas une dépense de la liste de l’acte : "+strings.Join(kinds, ", ")+".", "Choisissez une nature de la liste, ou faites payer sur facture."))
	}
	return findings
}

func judgeLineNature(f CashLineFacts) []law.Finding {
	l, i := f.Line, f.Imprest
	block := func(field, what, fix string) []law.Finding {
		return []law.Finding{{Severity: law.Block, Field: field, What: what, Fix: fix, Who: string(school.Accountant),
			Why: "Ce qu’un régisseur peut faire est écrit dans l’acte : recettes, avances, ou les deux (décret n° 2020-542)."}}
	}
	held := f.Others.Held() + l.Amount
	switch {
	case l.Direction == Collected && !i.Collects():
		return block("direction", "Cette régie est d’avances : son régisseur n’encaisse rien.", "Orientez la famille vers l’intendance ou le paiement en ligne.")
	case l.Direction == Spent && !i.Pays():
		return block("direction", "Cette régie ne permet pas de payer une dépense.", "Faites payer sur facture, ou demandez une régie d’avances.")
	case l.Direction == Handed && !i.Collects():
		return block("direction", "Cette régie n’encaisse rien : il n’y a rien à reverser.", "Le reliquat d’une avance se remet en rendant les comptes.")
	case l.Direction == Handed && l.Amount > f.Others.Held():
		return block("amount_cents", fmt.Sprintf("Le reversement dépasse ce qui est en caisse (%s).", f.Others.Held()), "Inscrivez d’abord ce qui a été encaissé.")
	case l.Direction == Handed:
		return nil
	case !slices.Contains(i.Means, l.Means):
		return block("means", "L’acte ne permet pas ce moyen.", "Choisissez un de ceux de la liste.")
	case l.Direction == Spent:
		return nil
	case i.CashCap > 0 && held > i.CashCap:
		return block("amount_cents", fmt.Sprintf("L’encaisse ferait %s : l’acte la limite à %s.", held, i.CashCap), "Reversez d’abord ce qui est en caisse à l’agent comptable.")
	case f.Others.OldestHeld != "" && f.Others.OldestHeld.AddMonths(1) < l.On:
		return block("spent_on", "Une somme encaissée le "+f.Others.OldestHeld.French()+" n’est pas encore reversée : le reversement est au moins mensuel.", "Reversez-la à l’agent comptable, qui l’inscrit.")
	}
	return nil
}

// judgeCashLate warns when an imprest is not given back some days after the return (V-48).
func judgeCashLate(f Facts) []law.Finding {
	limit := f.Trip.ReturnsOn.Add(f.ReturnDays)
	if f.Today <= limit {
		return nil
	}
	var findings []law.Finding
	for _, i := range f.Imprests {
		if i.IsOpen() {
			findings = append(findings, law.Finding{
				Severity: law.Warn, What: "La régie de " + i.HolderName + " n’est pas rendue ; elle était attendue le " + limit.French() + ".",
				Why: "Justificatifs et argent reviennent à l’agent comptable dès le retour (décret n° 2020-542).", Fix: "Le régisseur remet son journal, ses reçus et le reliquat.", Who: string(school.ImprestHolder),
			})
		}
	}
	return findings
}

// judgeCashOpen refuses to close a trip while an imprest is not discharged (V-48).
func judgeCashOpen(f Facts) []law.Finding {
	var findings []law.Finding
	for _, i := range f.Imprests {
		switch i.State {
		case ImprestDecided, ImprestAdvanced, ImprestReturned:
			findings = append(findings, law.Finding{
				Severity: law.Block, What: "La régie de " + i.HolderName + " n’est pas soldée.", Why: "Tant qu’une régie reste ouverte, on ne sait pas ce que le voyage a coûté (décret n° 2020-542).",
				Fix: "Rapprochez le journal, les justificatifs et le reliquat, puis soldez-la.", Who: string(school.Accountant),
			})
		case ImprestDraft, ImprestDischarged, ImprestCancelled:
		}
	}
	return findings
}
