package trip

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// budgetRules are those of the budget, of what goes to the board with it, and of the report.
var budgetRules = law.Rulebook[Facts]{
	{Rule: "V-26", Judge: func(f Facts) []law.Finding {
		if f.Dossier.Payee != PayAssociation {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Field: "payee", Who: string(school.Bursar), What: "Une association n’encaisse pas la participation des familles à un voyage de l’établissement.",
			Why: "Seul l’agent comptable, ou un régisseur nommé, manie cet argent ; un autre risque la gestion de fait (décret 2012-1246, art. 18 et 22).",
			Fix: "Les familles paient à l’établissement ; l’association peut faire un don, accepté par le conseil (V-24).",
		}}
	}},
	{Rule: "V-10", Gate: GateSubmit, Judge: func(f Facts) []law.Finding {
		if f.Dossier.CreditsOpen || f.Budget.Expense() == 0 {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Field: "credits_open", Who: string(school.Bursar),
			What: fmt.Sprintf("Rien ne dit que les crédits du voyage (%s) sont ouverts au budget de l’établissement.", f.Budget.Expense()),
			Why:  "Sans crédits, une décision budgétaire modificative est nécessaire avant toute dépense (L421-11, L421-12 et R421-60 du code de l’éducation).",
			Fix:  "Vérifiez la ligne budgétaire, présentez la modification à la même séance s’il le faut, puis notez que les crédits sont ouverts.",
		}}
	}},
	{Rule: "V-11", Gate: GateSubmit, Judge: calledInTime},
	{Rule: "V-12", Gate: GateSubmit, Judge: func(f Facts) []law.Finding {
		if f.Dossier.InSchoolPlan {
			return nil
		}
		finding := law.Finding{
			Severity: law.Document, Field: "in_school_plan", Who: string(school.Teacher), What: "Le dossier ne dit pas que le voyage s’inscrit dans le projet d’établissement.",
			Why: "Tout voyage sert un objectif d’enseignement et se rattache au projet d’établissement (circulaire du 16 juillet 2024).",
			Fix: "Dites-le dans le dossier, et citez l’axe du projet dans l’objectif pédagogique.",
		}
		if f.Limits.Charter {
			finding.Severity = law.Warn
			finding.What = "Le dossier ne dit pas que le voyage respecte le projet d’établissement et la charte des voyages."
			finding.Fix = "Dites-le dans le dossier, ou signalez au conseil l’écart avec la charte et sa raison."
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-13", Gate: GateSubmit, Judge: func(f Facts) []law.Finding {
		if days := f.DaysOfClass(); days > f.Limits.SchoolDays {
			return []law.Finding{{
				Severity: law.Warn, Field: "school_days", Who: string(school.Teacher),
				What: fmt.Sprintf("Le voyage prend %d jours de cours, plus que les %d de l’usage.", days, f.Limits.SchoolDays),
				Why:  "Ce repère vient de circulaires abrogées ; nous n’avons pas vérifié qu’il subsiste dans celle de 2024.",
				Fix:  "Expliquez la durée dans le dossier, ou inscrivez les jours de cours réellement pris (vacances déduites).",
			}}
		}
		return nil
	}},
	{Rule: "V-14", Gate: GateSubmit, Judge: func(f Facts) []law.Finding {
		if f.DaysOfClass() == 0 || strings.TrimSpace(f.Dossier.AbsentPlan) != "" {
			return nil
		}
		return []law.Finding{{
			Severity: law.Document, Field: "absent_plan", Who: string(school.Teacher),
			What: "Le dossier ne dit pas ce qui est prévu pour les élèves qui ne partent pas, ni comment les professeurs absents sont remplacés.",
			Why:  "Ceux qui restent ont cours (circulaire du 16 juillet 2024).", Fix: "Écrivez-le dans le dossier ; la liste des élèves qui restent s’établit une fois les inscriptions closes.",
		}}
	}},
	{Rule: "V-17", Gate: GateSubmit, Judge: func(f Facts) []law.Finding {
		var unsure []string
		var total cents.Amount
		for _, s := range f.Budget.Incomes {
			if amount := s.Pupils + s.Adults; amount > 0 && s.Status != "voted" && s.Status != "notified" {
				unsure = append(unsure, orWords(s.Label, s.Category))
				total += amount
			}
		}
		if len(unsure) == 0 {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Who: string(school.Bursar),
			What: fmt.Sprintf("%s de recettes ne sont ni votées ni notifiées : %s.", total, strings.Join(unsure, ", ")),
			Why:  "Un budget sincère montre ce qui n’est encore que demandé ou promis ; le conseil vote en le voyant.",
			Fix:  "Joignez les notifications dès qu’elles arrivent, et prévoyez ce qui se passe si la recette manque.",
		}}
	}},
	{Rule: "V-19", Gate: GateSubmit, Judge: func(f Facts) []law.Finding {
		return feesOnAdults(f, f.Lines)
	}},
	{Rule: "V-20", Gate: GateSubmit, Judge: freePlacesShared},
	{Rule: "V-21", Gate: GateSubmit, Judge: gridIsLawful},
	{Rule: "V-25", Gate: GateSubmit, Judge: func(f Facts) []law.Finding {
		var findings []law.Finding
		for _, l := range f.Lines {
			if l.Origin == "company" && l.AmountCents > 0 && !l.NoAdvertising {
				findings = append(findings, advertises(l))
			}
		}
		return findings
	}},
	{Rule: "V-21", Gate: GateOpen, Judge: func(f Facts) []law.Finding {
		if len(f.Brackets) == 0 || f.Voted != nil && slices.Equal(f.Voted.Brackets, f.Brackets) {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Field: "brackets", Who: string(school.Bursar), What: "La grille de prix n’est pas celle que le conseil a votée.",
			Why: "Un tarif selon les revenus ne vaut que voté (loi 98-657, art. 147).", Fix: "Revenez au projet et faites voter la grille avec le voyage.",
		}}
	}},
	{Rule: "V-24", Gate: GateOpen, Judge: func(f Facts) []law.Finding {
		var findings []law.Finding
		for _, l := range f.Lines {
			if l.IsGift() && !f.Accepted[l.ID] {
				findings = append(findings, notAccepted(l))
			}
		}
		return findings
	}},
	{Rule: "V-19", Gate: GateReport, Judge: func(f Facts) []law.Finding {
		return feesOnAdults(f, f.Real)
	}},
	{Rule: "V-27", Gate: GateClose, Judge: func(f Facts) []law.Finding { return f.Closing.settled() }},
	{Rule: "V-28", Gate: GateClose, Judge: func(f Facts) []law.Finding { return f.Closing.accepted() }},
	{Rule: "V-15", Judge: func(f Facts) []law.Finding {
		// Judged at every save, since it is the days that pass that bring it.
		if !f.Trip.State.EnrolmentBegan() || f.Trip.State == Cancelled || f.Dossier.ReportedOn != "" {
			return nil
		}
		if f.Trip.ReturnsOn == "" || f.Today <= f.Trip.ReturnsOn.Add(f.Limits.ReportDays) {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Field: "reported_on", Who: string(school.Bursar),
			What: fmt.Sprintf("Le voyage est revenu depuis plus de %d jours et son bilan n’a pas été présenté au conseil d’administration.", f.Limits.ReportDays),
			Why:  "Le conseil a voté un budget prévisionnel : le bilan pédagogique et financier lui dit ce qu’il en est advenu.",
			Fix:  "Inscrivez le bilan à l’ordre du jour de la prochaine séance, puis notez-en la date.",
		}}
	}},
}

// calledInTime says whether the convocation leaves enough days before the sitting; the calendar of the trip shows it.
func calledInTime(f Facts) []law.Finding {
	d := f.Dossier
	if d.MeetsOn == "" || !f.Trip.NeedsAct() || f.Act != nil {
		return nil // no date is known, or the board has voted: what is done is done
	}
	days := f.Limits.CallDays
	if d.Urgent {
		days = f.Limits.UrgentCallDays
	}
	last := d.MeetsOn.Add(-days)
	finding := law.Finding{
		Severity: law.Warn, Field: "board_called_on", Who: string(school.Head),
		Why: fmt.Sprintf("La convocation, l’ordre du jour et les documents partent au moins %s avant la séance (R421-25 du code de l’éducation).", numbered(days, "jour", "jours")),
		Fix: "Reportez la séance ou, si c’est une vraie urgence, convoquez en urgence.",
	}
	switch {
	case d.CalledOn > last:
		finding.What = "La convocation du " + d.CalledOn.French() + " est trop tardive pour un conseil le " + d.MeetsOn.French() + "."
	case d.CalledOn == "" && f.Today > last:
		finding.What = "Il est trop tard pour convoquer le conseil du " + d.MeetsOn.French() + " dans les délais."
	case d.CalledOn == "" && f.Today.Add(7) > last:
		finding.What = "La convocation au conseil du " + d.MeetsOn.French() + " doit partir le " + last.French() + " au plus tard, avec le dossier de ce voyage."
		finding.Fix = "Complétez le dossier et notez la date de convocation."
	default:
		return nil
	}
	return []law.Finding{finding}
}

func feesOnAdults(f Facts, lines []Line) []law.Finding {
	byID := map[string]*Line{}
	for i := range lines {
		byID[lines[i].ID] = &lines[i]
	}
	var findings []law.Finding
	for _, l := range lines {
		if paysAdults(l, byID[l.FundsLine], f.Trip.AdultsEstimated) {
			findings = append(findings, feesPayAdults(l, f.BudgetDigest()))
		}
	}
	return findings
}

// paysAdults tells whether money of the pupils' association would pay for adults: the line is for them, for all when there
// are adults, or it pays for an expense of theirs.
func paysAdults(l Line, funds *Line, adults int) bool {
	if l.Side != Income || (l.Origin != "fse" && l.Origin != "mdl") || l.AmountCents == 0 {
		return false
	}
	return l.Beneficiaries == ForAdults || l.Beneficiaries == ForAll && adults > 0 || funds != nil && funds.Beneficiaries == ForAdults
}

func feesPayAdults(l Line, about string) law.Finding {
	return law.Finding{
		Severity: law.Block, Who: string(school.Bursar), About: about, Field: "beneficiaries",
		What: "L’argent du foyer ou de la maison des lycéens (" + orWords(l.Label, l.AmountCents.String()) + ") paierait des accompagnateurs.",
		Why:  "Il vient surtout des cotisations des familles, qui ne supportent pas le coût des adultes (réponse ministérielle ; R421-66 du code de l’éducation).",
		Fix:  "Affectez ce don aux élèves et cherchez une autre ressource pour les adultes. Le chef d’établissement et l’agent comptable peuvent lever la règle, ensemble.",
	}
}

// freePlacesShared looks for an offer of places that only the adults would profit by: a line of the contract that offers
// them kept for one side, a discount for the adults alone, or adults who cost less than pupils under such a contract.
func freePlacesShared(f Facts) []law.Finding {
	say := func(what string) []law.Finding {
		return []law.Finding{{
			Severity: law.Warn, Who: string(school.Bursar), What: what,
			Why: "Les gratuités d’une agence ou d’un transporteur sont une remise sur le prix du groupe : elles profitent à tous (réponse ministérielle, observations des chambres régionales des comptes).",
			Fix: "Comptez la somme réellement facturée « pour tous » : elle se répartit alors entre élèves et adultes au centime près.",
		}}
	}
	for _, l := range f.Lines {
		if l.Side == Income && l.Beneficiaries == ForAdults && isDiscount(l) {
			return say("Une ristourne (" + orWords(l.Label, l.Category) + ") ne profite qu’aux accompagnateurs.")
		}
	}
	if f.FreePlaces == 0 {
		return nil
	}
	linked := false
	for _, l := range f.Lines {
		if !slices.Contains(f.Shared, l.ID) {
			continue
		}
		linked = true
		if l.Beneficiaries != ForAll {
			return say("Un contrat offre des places gratuites et sa dépense (" + orWords(l.Label, l.Category) + ") n’est pas répartie entre tous.")
		}
	}
	b := f.Budget
	if !linked && b.Pupils > 0 && b.Adults > 0 && b.ExpenseAdults*cents.Amount(b.Pupils) < b.ExpensePupils*cents.Amount(b.Adults) {
		return say(fmt.Sprintf("Des fournisseurs offrent %s et un adulte coûte moins qu’un élève.", numbered(f.FreePlaces, "place gratuite", "places gratuites")))
	}
	return nil
}

func isDiscount(l Line) bool {
	words := strings.ToLower(l.Category + " " + l.Label)
	return strings.Contains(words, "ristourne") || strings.Contains(words, "gratuit") || strings.Contains(words, "remise")
}

// gridIsLawful holds a grid by income to the law: its highest price is the trip's, and no more than what a pupil costs.
func gridIsLawful(f Facts) []law.Finding {
	if len(f.Brackets) == 0 {
		return nil
	}
	highest, counted := cents.Amount(0), 0
	for _, b := range f.Brackets {
		highest = max(highest, b.PriceCents)
		counted += b.PupilsEstimated
	}
	finding := law.Finding{
		Severity: law.Block, Field: "brackets", Who: string(school.Bursar),
		Why: "Les tarifs selon les revenus sont admis si le plus élevé ne dépasse pas le coût réel par usager (loi 98-657, art. 147).",
	}
	switch cost := f.Budget.CostPerPupil(); {
	case highest != f.Trip.PriceCents:
		finding.What = fmt.Sprintf("Le prix le plus haut de la grille (%s) n’est pas le prix du voyage (%s).", highest, f.Trip.PriceCents)
		finding.Fix = "La dernière tranche, sans condition de revenus, a le prix du voyage."
	case highest > cost:
		finding.What = fmt.Sprintf("Le prix le plus haut de la grille (%s) dépasse ce que coûte un élève (%s).", highest, cost)
		finding.Fix = "Baissez le prix le plus haut : une famille ne paie pas pour une autre."
	case counted != f.Trip.PupilsEstimated:
		finding.What = fmt.Sprintf("La grille compte %d élèves, le projet %d : le budget ne dit pas ce que paieraient les familles.", counted, f.Trip.PupilsEstimated)
		finding.Fix = "Répartissez tous les élèves prévus entre les tranches."
	default:
		return nil
	}
	return []law.Finding{finding}
}

func notAccepted(l Line) law.Finding {
	return law.Finding{
		Severity: law.Block, Field: "act", Who: string(school.Bursar), What: "Le don « " + giftName(l) + " » n’est accepté par aucun acte exécutoire.",
		Why: "Le conseil d’administration accepte un don avant qu’il soit employé, et le don garde sa destination (R421-20 9° et R421-66 du code de l’éducation).",
		Fix: "Enregistrez l’acte qui l’accepte : celui du voyage s’il énumère les dons, ou un acte à part.",
	}
}

func advertises(l Line) law.Finding {
	return law.Finding{
		Severity: law.Warn, Field: "no_advertising", Who: string(school.Bursar),
		What: "Rien ne dit que l’entreprise « " + orWords(l.Label, l.Category) + " » donne sans contrepartie publicitaire.",
		Why:  "L’école reste neutre, y compris à l’égard des marques.", Fix: "Vérifiez la convention, puis cochez la case sur la ligne du budget.",
	}
}

// BudgetDigest is the SHA-256 of a budget as it was judged: price, grid, headcounts, lines. A lift given for one budget
// does not hold for another.
func (f Facts) BudgetDigest() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %d %d\n", f.Trip.PriceCents, f.Trip.PupilsEstimated, f.Trip.AdultsEstimated)
	for _, k := range f.Brackets {
		fmt.Fprintf(&b, "%d %d %d %d\n", k.RankNo, k.QuotientBelow, k.PriceCents, k.PupilsEstimated)
	}
	var rows []string
	for _, l := range f.Lines {
		rows = append(rows, fmt.Sprintf("%s|%s|%s|%s|%s|%s|%d\n", l.Side, l.Category, l.Label, l.Beneficiaries, l.Basis, l.Origin, l.AmountCents))
	}
	slices.Sort(rows) // the order in which lines were typed changes nothing
	b.WriteString(strings.Join(rows, ""))
	sum := sha256.Sum256([]byte(b.String()))
	return hex.EncodeToString(sum[:])
}

// LiftAbout is the digest of what a lift of a rule for a trip is given for; "" when it holds for the trip whatever changes.
func LiftAbout(app core.App, rule, tripID string) (string, error) {
	if rule != "V-16" && rule != "V-19" {
		return "", nil
	}
	f, err := LoadFacts(app, tripID)
	if err != nil {
		return "", nil //nolint:nilerr // a lift about no trip lifts nothing
	}
	return f.BudgetDigest(), nil
}
