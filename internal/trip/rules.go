package trip

import (
	"fmt"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// lifeRules are those of the steps of a trip: what it is, who votes it, who authorises it.
var lifeRules = law.Rulebook[Facts]{
	{Rule: "V-01", Judge: func(f Facts) []law.Finding {
		if f.Trip.Obligation != Compulsory {
			return nil
		}
		what := ""
		switch {
		case f.Trip.Nights() > 0:
			what = "Une sortie avec nuitée est facultative : elle ne peut pas être déclarée obligatoire."
		case f.Trip.Abroad():
			what = "Une sortie à l’étranger est facultative : elle ne peut pas être déclarée obligatoire."
		case !f.Trip.InTimetable:
			what = "Une sortie n’est obligatoire que si elle tient dans les heures de cours prévues à l’emploi du temps."
		default:
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Field: "obligation", What: what, Why: "Circulaire du 16 juillet 2024 (MENE2407159C).",
			Fix: "Choisissez « facultatif », ou changez les dates, les horaires ou le lieu.", Who: string(school.Teacher),
		}}
	}},
	{Rule: "V-02", Judge: func(f Facts) []law.Finding {
		if f.Trip.Obligation != Compulsory || f.Trip.PriceCents == 0 {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Field: "price_cents", What: "Une sortie obligatoire est gratuite : la participation des familles doit être de 0 €.",
			Why: "Gratuité de l’enseignement (L132-2 du code de l’éducation).",
			Fix: "Financez la sortie autrement, ou rendez-la facultative si elle peut l’être.", Who: string(school.Bursar),
		}}
	}},
	{Rule: "V-22", Judge: func(f Facts) []law.Finding {
		if f.Act == nil || f.Act.PriceCents == int64(f.Trip.PriceCents) {
			return nil
		}
		finding := law.Finding{
			Severity: law.Block, Field: "price_cents", Who: string(school.Bursar),
			What: fmt.Sprintf("Le prix (%s) dépasse celui que %s a voté.", f.Trip.PriceCents, f.Act.Name()),
			Why:  "Le conseil d’administration vote un montant précis ; une hausse demande un nouveau vote (R421-20 du code de l’éducation).",
			Fix:  "Revenez au prix voté, ou faites voter un nouvel acte.",
		}
		if int64(f.Trip.PriceCents) < f.Act.PriceCents {
			finding.Severity = law.Warn
			finding.What = fmt.Sprintf("Le prix (%s) est inférieur à celui que %s a voté.", f.Trip.PriceCents, f.Act.Name())
			finding.Why = "Une baisse se vote aussi."
			finding.Fix = "Préparez un nouvel acte pour le prochain conseil."
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-23", Judge: func(f Facts) []law.Finding {
		if f.Trip.PriceCents <= f.PriceAlert {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Field: "price_cents", Who: string(school.Bursar),
			What: fmt.Sprintf("Le prix dépasse le seuil d’attention de l’établissement (%s).", f.PriceAlert),
			Why:  "Aucun élève ne doit être écarté pour une raison d’argent (L551-1 du code de l’éducation).",
			Fix:  "Cherchez d’autres financements et prévoyez l’aide du fonds social.",
		}}
	}},
	{Rule: "V-16", Gate: GateSubmit, Judge: func(f Facts) []law.Finding {
		gap := f.Budget.Gap()
		if len(f.Lines) > 0 && gap <= f.Tolerance && gap >= -f.Tolerance {
			return nil
		}
		finding := law.Finding{
			Severity: law.Block, About: f.BudgetDigest(), What: fmt.Sprintf("Le budget n’est pas équilibré : l’écart est de %s.", gap),
			Why: "Le budget d’un voyage se présente en équilibre au conseil d’administration (instruction M9-6).",
			Fix: "Ajustez les recettes, les dépenses ou le prix.", Who: string(school.Bursar),
		}
		if len(f.Lines) == 0 && f.Trip.NeedsAct() {
			finding.What = "Le voyage n’a pas encore de budget."
			finding.Fix = "Saisissez les dépenses et ce qui les finance."
		} else if len(f.Lines) == 0 {
			return nil // a free outing without expense
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-18", Gate: GateSubmit, Judge: func(f Facts) []law.Finding {
		// With nobody counted on one side, no line shows who pays for whom: the families' share would be zero on paper.
		if missing := nobodyOf(f.Trip); missing != "" {
			return []law.Finding{{
				Severity: law.Block, Who: string(school.Teacher), Field: "pupils_estimated",
				What: "Le voyage a un prix mais aucun " + missing + " n’est prévu : rien ne montre que les familles ne paient pas pour les accompagnateurs.",
				Why:  "Le coût des accompagnateurs n’est jamais supporté par les familles, même indirectement (note DAJ A1 2016-043, réponses ministérielles).",
				Fix:  "Inscrivez le nombre d’élèves et d’accompagnateurs prévus.",
			}}
		}
		borne := f.Budget.BorneForAdults()
		if borne <= 0 {
			return nil
		}
		finding := law.Finding{
			Severity: law.Block, Who: string(school.Bursar),
			What: fmt.Sprintf("Les familles paieraient %s pour les accompagnateurs.", borne),
			Why:  "Le coût des accompagnateurs n’est jamais supporté par les familles, même indirectement (note DAJ A1 2016-043, réponses ministérielles).",
			Fix:  "Ajoutez une recette pour les accompagnateurs (fonds de roulement, collectivité…) ou baissez le prix.",
		}
		if high := f.Budget.HighestPrice(); f.Trip.PriceCents > high && f.Budget.Pupils > 0 {
			finding.Fix = fmt.Sprintf("Le prix licite le plus haut est de %s par élève ; le coût des accompagnateurs demande sa propre recette.", high)
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-04", Gate: GateVote, Judge: func(f Facts) []law.Finding {
		if f.Trip.Obligation == Compulsory || f.Act != nil && f.Trip.Nights() == 0 {
			return nil
		}
		if f.Act != nil {
			return unfitAct(f)
		}
		finding := law.Finding{
			Severity: law.Warn, Who: string(school.Bursar), What: "Aucun acte n’est enregistré pour cette sortie facultative.",
			Why: "Pour une sortie facultative sans nuitée, les sources divergent sur l’accord du conseil d’administration.",
			Fix: "Demandez l’usage de l’académie ; un acte lève le doute.",
		}
		if f.Trip.Nights() > 0 {
			finding.Severity = law.Block
			finding.What = "Le conseil d’administration n’a pas encore donné son accord sur le programme et le financement du voyage."
			finding.Why = "R421-20 6° e) du code de l’éducation."
			finding.Fix = "Enregistrez l’acte : numéro, date du vote, accusé de transmission."
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-05", Gate: GateVote, Judge: func(f Facts) []law.Finding {
		if f.Trip.PriceCents == 0 || f.Act != nil && f.Trip.Nights() > 0 {
			return nil
		}
		if f.Act != nil {
			return unfitAct(f)
		}
		return []law.Finding{{
			Severity: law.Block, Field: "price_cents", Who: string(school.Bursar),
			What: fmt.Sprintf("Le prix de %s ne repose sur aucun acte.", f.Trip.PriceCents),
			Why:  "Aucun prix sans décision qui le fixe, même sous un seuil (R421-20 4° b) et 6° e) du code de l’éducation).",
			Fix:  "Enregistrez l’acte qui vote ce prix.",
		}}
	}},
	{Rule: "V-07", Gate: GateVote, Judge: func(f Facts) []law.Finding {
		if f.Act == nil || f.Trip.Nights() == 0 || f.Act.Overnight {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Who: string(school.Bursar), What: "L’acte n°\u00a0" + f.Act.ActNumber + " a été enregistré pour une sortie sans nuitée.",
			Why: "Le financement d’un voyage avec nuitée n’est exécutoire que quinze jours après sa transmission (R421-54 du code de l’éducation).",
			Fix: "Faites voter le voyage tel qu’il est prévu, ou revenez à une sortie d’un jour.",
		}}
	}},
	{Rule: "V-03", Gate: GateOpen, Judge: func(f Facts) []law.Finding {
		if f.Authorised != nil && f.Authorised.Decision == "yes" {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Who: string(school.Head), What: "Le chef d’établissement n’a pas encore autorisé le voyage.",
			Why: "Lui seul autorise une sortie ou un voyage (R421-8 à R421-13 du code de l’éducation).",
			Fix: "Il autorise le voyage depuis cette page, en son nom.",
		}}
	}},
	{Rule: "V-08", Gate: GateOpen, Judge: func(f Facts) []law.Finding {
		if !f.Trip.NeedsAct() || f.Act == nil || f.Act.IsEnforceable(f.Today) {
			return nil // without an act, V-04 and V-05 speak
		}
		return []law.Finding{notEnforceable(*f.Act, f.Trip.Nights() > 0)}
	}},
	{Rule: "V-30", Gate: GateSubmit, Judge: instalmentsAsAgreed},
	{Rule: "V-34", Gate: GateOpen, Judge: notVoted},
	{Rule: "V-73", Judge: unfairCriteria},
	{Rule: "V-73", Gate: GateOpen, Judge: notAnnounced},
}

func nobodyOf(t Trip) string {
	switch {
	case t.PriceCents == 0:
		return ""
	case t.PupilsEstimated == 0:
		return "élève"
	case t.AdultsEstimated == 0:
		return "accompagnateur"
	}
	return ""
}

// unfitAct says why the act recorded is not the vote of this trip: it has another purpose, or it has voted another trip.
func unfitAct(f Facts) []law.Finding {
	finding := law.Finding{
		Severity: law.Block, Field: "act", Who: string(school.Bursar),
		Why: "Chaque voyage, avec son prix, a son vote (R421-20 4° b) et 6° e) du code de l’éducation).",
		Fix: "Revenez au projet et enregistrez l’acte qui vote ce voyage.",
	}
	tariff := f.Act.Purpose == school.TariffAct && f.Trip.Nights() == 0
	switch {
	case f.Act.Purpose != school.TripAct && !tariff:
		finding.What = "L’acte n°\u00a0" + f.Act.ActNumber + " ne vote pas un voyage."
	case f.ActOf != "":
		finding.What = "L’acte n°\u00a0" + f.Act.ActNumber + " a voté un autre voyage : « " + f.ActOf + " »."
	default:
		return nil
	}
	return []law.Finding{finding}
}

// notEnforceable says from when an act lets families commit and pay.
func notEnforceable(act school.Act, overnight bool) law.Finding {
	finding := law.Finding{
		Severity: law.Block, Why: "Ni inscription ferme ni paiement avant que l’acte soit exécutoire (R421-54 du code de l’éducation).",
	}
	switch {
	case act.EnforceableOn != "":
		finding.Until = act.EnforceableOn
		finding.What = "L’acte n°\u00a0" + act.ActNumber + " devient exécutoire le " + act.EnforceableOn.French() + "."
		finding.Fix = "Personne n’a rien à faire : il suffit d’attendre cette date."
	case overnight || act.CoversContract:
		finding.Who = string(school.Bursar)
		finding.What = "L’accusé de transmission de l’acte n°\u00a0" + act.ActNumber + " n’est pas enregistré."
		finding.Fix = "Inscrivez la date de l’accusé de Dém’Act : l’acte devient exécutoire quinze jours après."
	default:
		finding.Who = string(school.Bursar)
		finding.What = "La publication de l’acte n°\u00a0" + act.ActNumber + " n’est pas enregistrée."
		finding.Fix = "Inscrivez la date de publication : le tarif d’une sortie sans nuitée est exécutoire dès qu’il est publié."
	}
	return finding
}
