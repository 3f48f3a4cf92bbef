package trip

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// ContractFacts is what judging a purchase needs.
type ContractFacts struct {
	Contract   Contract
	Trip       Trip
	Act        *school.Act // that votes the trip
	Basis      *school.Act // that the purchase itself names, nil when it names none
	Thresholds Thresholds
	Alike      cents.Amount // of the same category over twelve months, this one included (V-39)
	Same       cents.Amount // of the same supplier
	SmallBelow cents.Amount // V-09
	Quotes     int          // wished for by the school (V-41)
	Advance    cents.Amount // V-43: due above this amount…
	AdvanceFor int          // …and beyond these months
	Today      law.Day
}

// ContractRules judges a purchase: what its supplier must be at the award, what binds the school at the order.
var ContractRules = law.Rulebook[ContractFacts]{
	{Rule: "V-08", Gate: gateOrder, Judge: orderTooEarly},
	{Rule: "V-09", Gate: gateOrder, Judge: judgeAuthority},
	{Rule: "V-39", Gate: gateAward, Judge: judgeNeed},
	{Rule: "V-40", Gate: gateOrder, Judge: judgeProcedure},
	{Rule: "V-41", Gate: gateAward, Judge: judgeLots},
	{Rule: "V-42", Gate: gateAward, Judge: judgeSeller},
	{Rule: "V-43", Gate: gateOrder, Judge: judgeDeposit},
	{Rule: "V-44", Gate: gateOrder, Judge: judgeTerms},
	{Rule: "V-45", Gate: gateAward, Judge: func(f ContractFacts) []law.Finding {
		if f.Contract.NoGift {
			return nil
		}
		return []law.Finding{{
			Severity: law.Document, Field: "no_gift", What: "Il reste à attester qu’aucun cadeau ni voyage offert n’a été accepté de ce fournisseur.",
			Why: "L’acheteur public choisit dans l’intérêt du service (circulaire n° 09-237 du 27 juillet 2009).",
			Fix: "Cochez l’attestation, ou notez la proposition refusée dans les remarques.", Who: string(school.Bursar),
		}}
	}},
}

const noOrderBefore = "Ni signature ni commande avant que l’acte soit exécutoire (R421-20 et R421-54 du code de l’éducation)."

func orderTooEarly(f ContractFacts) []law.Finding {
	overnight := f.Trip.Nights() > 0
	switch {
	case f.Trip.NeedsAct() && f.Act == nil:
		return []law.Finding{{
			Severity: law.Block, Field: "act", Who: string(school.Bursar), What: "Aucun acte n’a encore voté ce voyage : rien ne se signe ni ne se commande.",
			Why: noOrderBefore, Fix: "Attendez le vote du conseil et la date à laquelle son acte devient exécutoire.",
		}}
	case f.Trip.NeedsAct() && !f.Act.IsEnforceable(f.Today):
		finding := notEnforceable(*f.Act, overnight)
		finding.Why = noOrderBefore
		return []law.Finding{finding}
	case f.Basis != nil && !f.Basis.IsEnforceable(f.Today):
		finding := notEnforceable(*f.Basis, true)
		finding.Why, finding.Field = noOrderBefore, "act"
		return []law.Finding{finding}
	}
	return nil
}

func judgeAuthority(f ContractFacts) []law.Finding {
	c := f.Contract
	warn := func(what, fix string) []law.Finding {
		return []law.Finding{{
			Severity: law.Warn, Field: "authority", What: what, Fix: fix, Who: string(school.Bursar),
			Why: "Le conseil d’administration autorise les contrats, sauf état prévisionnel, délégation ou petit achat urgent (R421-20 6° c) du code de l’éducation).",
		}}
	}
	switch {
	case c.Authority == "":
		return warn("On ne sait pas ce qui autorise à signer.", "Choisissez le fondement : acte, état prévisionnel, délégation ou petit achat urgent.")
	case c.Authority == "trip_act" && (f.Act == nil || !f.Act.CoversContract):
		return warn("L’acte qui vote le voyage n’autorise pas de contrat.", "Choisissez un autre fondement, ou faites autoriser le contrat par le conseil.")
	case (c.Authority == "procurement_plan" || c.Authority == "delegation") && f.Basis == nil:
		return warn("La référence de l’acte qui autorise à signer manque.", "Choisissez l’acte, une fois enregistré.")
	case c.Authority == "small_urgent" && c.BeforeTax >= f.SmallBelow:
		return warn(fmt.Sprintf("Un petit achat urgent reste au-dessous de %s hors taxes : celui-ci fait %s.", f.SmallBelow, c.BeforeTax), "Choisissez un autre fondement.")
	case c.Authority == "small_urgent" && c.ChoiceReason == "":
		return warn("L’urgence n’est pas écrite.", "Dites en une phrase pourquoi l’achat ne pouvait pas attendre.")
	}
	return nil
}

func judgeNeed(f ContractFacts) []law.Finding {
	c := f.Contract
	warn := func(field, what, fix string) law.Finding {
		return law.Finding{
			Severity: law.Warn, Field: field, What: what, Fix: fix, Who: string(school.Bursar),
			Why: "Le seuil se compare au besoin entier, par catégorie homogène et sur douze mois ; un achat ne se découpe pas (R2121-1, R2121-6 et R2121-7 du code de la commande publique).",
		}
	}
	var findings []law.Finding
	if c.Category == "" {
		findings = append(findings, warn("need_category", "La catégorie de l’achat n’est pas dite : le besoin entier ne peut pas être additionné.", "Écrivez-la, comme « transport en car » ou « séjour d’agence »."))
	}
	if f.Alike > c.WholeNeed() {
		findings = append(findings, warn("need_ht_cents", fmt.Sprintf("Les achats « %s » de l’établissement font %s hors taxes sur douze mois, plus que le besoin estimé ici (%s)%s.",
			c.Category, f.Alike, c.WholeNeed(), f.changesProcedure(f.Alike)), "Revoyez le besoin estimé, ou écrivez dans les remarques pourquoi ce sont deux besoins distincts."))
	}
	if f.Same > max(f.Alike, c.WholeNeed()) {
		findings = append(findings, warn("supplier", fmt.Sprintf("Les achats à « %s » font %s hors taxes sur douze mois%s.", c.Supplier, f.Same, f.changesProcedure(f.Same)),
			"Vérifiez qu’il ne s’agit pas d’un même besoin, et variez les fournisseurs."))
	}
	return findings
}

// changesProcedure says that a sum asks for more than the need as estimated would.
func (f ContractFacts) changesProcedure(sum cents.Amount) string {
	if f.Thresholds.Lightest(sum) == f.Thresholds.Lightest(f.Contract.WholeNeed()) {
		return ""
	}
	return " : ce total appelle au moins « " + LabelOf(Procedures, f.Thresholds.Lightest(sum)) + " »"
}

func judgeProcedure(f ContractFacts) []law.Finding {
	c, t, need := f.Contract, f.Thresholds, f.Contract.WholeNeed()
	say := func(severity law.Severity, field, what, fix string) law.Finding {
		return law.Finding{
			Severity: severity, Field: field, What: what, Fix: fix, Who: string(school.Bursar),
			Why: "Les seuils sont ceux du jour où la consultation a été lancée (R2122-8, R2123-1, R2131-12 et R2112-1 du code de la commande publique).",
		}
	}
	if c.LaunchedOn == "" {
		return []law.Finding{say(law.Block, "launched_on", "La date de lancement de la consultation manque : on ne sait pas quels seuils s’appliquent.", "Inscrivez le jour de la première demande de devis.")}
	}
	if need <= 0 {
		return []law.Finding{say(law.Block, "need_ht_cents", "Le besoin n’est pas estimé.", "Inscrivez son montant hors taxes, pour douze mois et pour cette catégorie.")}
	}
	var findings []law.Finding
	lightest := t.Lightest(need)
	switch {
	case c.Procedure == "":
		findings = append(findings, say(law.Block, "procedure_kind", "La procédure d’achat n’est pas indiquée.", "Choisissez-la. Pour ce besoin, au moins : « "+LabelOf(Procedures, lightest)+" »."))
	case procedureRank(c.Procedure) < procedureRank(lightest):
		findings = append(findings, say(law.Block, "procedure_kind", fmt.Sprintf("La procédure choisie ne suffit pas pour un besoin de %s hors taxes, consultation lancée le %s.", need, c.LaunchedOn.French()),
			"Il faut au moins : « "+LabelOf(Procedures, lightest)+" »."))
	}
	if need >= t.Written && !c.Written {
		findings = append(findings, say(law.Block, "written", fmt.Sprintf("À partir de %s hors taxes, le contrat est écrit.", t.Written), "Faites signer un contrat écrit et cochez la case."))
	}
	if next := t.Next(need); next > 0 {
		findings = append(findings, say(law.Warn, "need_ht_cents", fmt.Sprintf("Le besoin (%s hors taxes) approche du seuil de %s.", need, next), "Vérifiez l’estimation : au-delà, l’achat demande davantage."))
	}
	if procedureRank(c.Procedure) >= procedureRank("published") {
		findings = append(findings, say(law.Document, "procedure_kind", "Un avis est publié : les documents de la consultation sont sur le profil d’acheteur.", "Conservez l’adresse de la publication."))
	}
	return findings
}

func judgeLots(f ContractFacts) []law.Finding {
	c := f.Contract
	warn := func(field, what, fix string) law.Finding {
		return law.Finding{Severity: law.Warn, Field: field, What: what, Fix: fix, Who: string(school.Bursar),
			Why: "Les marchés sont passés en lots séparés quand des prestations distinctes peuvent l’être (L2113-10 du code de la commande publique) ; plusieurs devis sont un bon usage, non une obligation."}
	}
	var findings []law.Finding
	if c.Kind == PackageContract && c.LotsReason == "" {
		findings = append(findings, warn("lots_reason", "Un forfait réunit plusieurs prestations : on ne sait pas pourquoi il n’est pas alloti.", "Dites en une phrase pourquoi transport, hébergement et visites ne s’achètent pas séparément."))
	}
	if c.Quotes < f.Quotes && c.ChoiceReason == "" {
		findings = append(findings, warn("quotes_count", fmt.Sprintf("%d devis reçus ; l’établissement en souhaite %d.", c.Quotes, f.Quotes), "Demandez-en d’autres, ou notez pourquoi cette offre a été retenue."))
	}
	return findings
}

// registerNumber is the shape of a number of the register of travel agencies: IM, the département, the year, a rank.
var registerNumber = regexp.MustCompile(`^IM[0-9AB]{9}$`)

const travelSeller = "Celui qui vend un forfait, ou un service de voyage qu’il ne produit pas, est immatriculé et garanti (L211-1, L211-18 et R211-26 du code du tourisme)."

func judgeSeller(f ContractFacts) []law.Finding {
	c := f.Contract
	block := func(field, what, fix string) law.Finding {
		return law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix, Why: travelSeller, Who: string(school.Bursar)}
	}
	if !c.SellsTravel() {
		if c.OwnServices && c.ChoiceReason == "" {
			return []law.Finding{{Severity: law.Warn, Field: "choice_reason", Why: travelSeller, Who: string(school.Bursar),
				What: "Le fournisseur est dit producteur de sa prestation : la raison n’est pas notée.", Fix: "Écrivez-la : transporteur seul, hôtel, musée…"}}
		}
		return nil
	}
	var findings []law.Finding
	switch {
	case c.RegisterNo == "" && c.EEADeclaration == "" && c.Federation == "":
		findings = append(findings, block("register_no", "L’immatriculation du vendeur au registre d’Atout France manque.",
			"Relevez le numéro IM sur le devis ; pour un opérateur de l’Espace économique européen, sa déclaration ; pour une association, sa fédération garante."))
	case c.RegisterNo != "" && !registerNumber.MatchString(c.RegisterNo):
		findings = append(findings, block("register_no", "« "+c.RegisterNo+" » n’a pas la forme d’un numéro du registre : IM suivi de neuf caractères.", "Vérifiez-le sur le registre public d’Atout France."))
	}
	if c.Guarantor == "" && c.Federation == "" {
		findings = append(findings, block("guarantor", "Le garant financier du vendeur manque.", "Demandez l’attestation de garantie financière."))
	}
	switch {
	case c.GuaranteedUntil == "":
		findings = append(findings, block("guaranteed_until", "La date d’échéance de la garantie financière manque.", "Relevez-la sur l’attestation."))
	case c.GuaranteedUntil < f.Trip.ReturnsOn:
		findings = append(findings, block("guaranteed_until", "La garantie finit le "+c.GuaranteedUntil.French()+", avant le retour du voyage.", "Demandez l’attestation qui couvre tout le séjour."))
	}
	if !c.LiabilitySeen {
		findings = append(findings, law.Finding{Severity: law.Warn, Field: "liability_seen", Why: travelSeller, Who: string(school.Bursar),
			What: "L’attestation de responsabilité civile professionnelle n’a pas été vue.", Fix: "Demandez-la au vendeur et cochez la case."})
	}
	return findings
}

func judgeDeposit(f ContractFacts) []law.Finding {
	c := f.Contract
	var findings []law.Finding
	if c.Deposit > 0 {
		finding := law.Finding{
			Severity: law.Document, Field: "deposit_cents", Who: string(school.Bursar), What: fmt.Sprintf("Un acompte de %s sera payé avant le service : la clause du contrat et l’échéancier sont à conserver.", c.Deposit),
			Why: "On ne paie avant le service fait que les dépenses qu’un arrêté énumère, et si le contrat le prévoit (article 33 du décret n° 2012-1246, arrêté du 22 décembre 2017).",
			Fix: "Transmettez le contrat et l’échéancier à l’agent comptable.",
		}
		if !c.DepositClause {
			finding.Severity, finding.Field = law.Warn, "deposit_clause"
			finding.What = fmt.Sprintf("Un acompte de %s est demandé sans clause du contrat.", c.Deposit)
			finding.Fix = "Faites écrire la clause avant de signer."
		}
		findings = append(findings, finding)
	}
	if c.BeforeTax > f.Advance && c.Months > f.AdvanceFor && c.Deposit == 0 {
		findings = append(findings, law.Finding{
			Severity: law.Warn, Field: "deposit_cents", Who: string(school.Bursar), What: fmt.Sprintf("Une avance est due au titulaire : le marché dépasse %s hors taxes et dure plus de %d mois.", f.Advance, f.AdvanceFor),
			Why: "R2191-3 du code de la commande publique.", Fix: "Prévoyez l’avance dans le contrat, ou gardez le renoncement du titulaire.",
		})
	}
	return findings
}

// MissingTerms lists what the contract of a travel seller should say and does not yet (V-44).
func (c Contract) MissingTerms() []string {
	var missing []string
	for _, m := range []struct {
		there bool
		name  string
	}{
		{c.Guarantor != "" || c.Federation != "", "le garant et la façon de le joindre"}, {c.EmergencyContact != "", "le contact d’urgence, avec le moyen de joindre les mineurs ou leur responsable"},
		{c.CancellationTerms != "", "les conditions d’annulation"}, {c.PriceTerms, "les cas où le prix peut changer"},
	} {
		if !m.there {
			missing = append(missing, m.name)
		}
	}
	return missing
}

func judgeTerms(f ContractFacts) []law.Finding {
	missing := f.Contract.MissingTerms()
	if !f.Contract.SellsTravel() || len(missing) == 0 {
		return nil
	}
	return []law.Finding{{
		Severity: law.Document, Field: "cancellation_terms", What: "Le contrat ne dit pas encore : " + strings.Join(missing, " ; ") + ".",
		Why: "Le code impose ces mentions au vendeur (R211-6 et L211-11 du code du tourisme).", Fix: "Demandez le projet de contrat et complétez la liste, ou dites dans les remarques pourquoi un point ne s’applique pas.",
		Who: string(school.Bursar),
	}}
}

// LabelOf is the French name of a code in a list such as ContractKinds, empty when it is not there.
func LabelOf(options []struct{ Code, Label string }, code string) string {
	for _, o := range options {
		if o.Code == code {
			return o.Label
		}
	}
	return ""
}
