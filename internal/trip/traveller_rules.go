package trip

import (
	"fmt"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// TravellerFacts is one pupil who goes, within the departure they belong to.
type TravellerFacts struct {
	Departure
	Traveller Traveller
}

// ByFamily stands in a finding's Who when the family clears it, and no role of the school.
const ByFamily = "family"

// What a finding of a departure says (What) is the same sentence for everybody it concerns: the gate counts them. What
// differs from one to the next (a date) stands in Fix.

// TravellerRules judges each pupil when the trip leaves.
var TravellerRules = law.Rulebook[TravellerFacts]{
	{Rule: "V-51", Gate: GateDepart, Judge: func(f TravellerFacts) []law.Finding {
		if f.Trip.Obligation == Compulsory || len(f.Traveller.Accepted) > 0 {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Who: ByFamily, What: "L’autorisation écrite de la famille manque.",
			Why: "Une sortie facultative demande une autorisation écrite (circulaire du 16 juillet 2024, MENE2407159C).",
			Fix: "La famille signe la lettre d’engagement en ligne, ou la rend signée sur papier.",
		}}
	}},
	{Rule: "V-52", Gate: GateDepart, Judge: func(f TravellerFacts) []law.Finding {
		seat := SeatFacts{Trip: f.Trip, Accepted: f.Traveller.Accepted, Declined: f.Traveller.Declined, Signers: f.Traveller.Signers,
			Disagree: f.Traveller.Disagreement || f.Traveller.ExitBan && f.Trip.Abroad(), Adult: !f.minor()}
		if f.Trip.Obligation == Compulsory || len(f.Traveller.Accepted) == 0 || !seat.waits() {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Who: ByFamily, What: "Un désaccord est connu depuis la signature : l’autre parent n’a pas signé.",
			Why: "Article 372-2 du code civil : la présomption d’accord tombe dès qu’un désaccord est connu.",
			Fix: "L’autre parent signe à son tour, ou le juge tranche.",
		}}
	}},
	{Rule: "V-53", Gate: GateDepart, Judge: func(f TravellerFacts) []law.Finding {
		if f.minor() || len(f.Traveller.Accepted) == 0 || f.Traveller.Accepted[adultSigns] {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Who: ByFamily, What: "L’élève est majeur au départ, et c’est un parent qui a signé pour lui.",
			Why: "Articles 388 et 414 du code civil : à dix-huit ans, on décide seul.", Fix: "Faites signer l’élève, pour lever tout doute.",
		}}
	}},
	{Rule: "V-54", Gate: GateDepart, Judge: exitPermit},
	{Rule: "V-55", Gate: GateDepart, Judge: signatoryPaper},
	{Rule: "V-56", Gate: GateDepart, Judge: func(f TravellerFacts) []law.Finding {
		if !f.Trip.Abroad() || !f.minor() {
			return nil
		}
		why := "Une autorisation de sortie du territoire ne passe pas outre à une opposition ni à une interdiction (article 1180-4 du code de procédure civile)."
		if f.Traveller.ExitBan {
			if p, seen := f.checked(PaperBothParents); seen && p.OriginalSeen {
				return nil
			}
			return []law.Finding{{
				Severity: law.Block, Who: string(school.Head), What: "Une interdiction de sortie du territoire est déclarée, sans la preuve de l’accord des deux parents.", Why: why,
				Fix: "Les parents font recueillir leur accord dans les formes, ou la mesure prend fin : la direction retire alors la mention de la fiche de l’élève.",
			}}
		}
		if !f.Traveller.Disagreement {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Who: string(school.Head), What: "Un désaccord entre les parents est connu : une opposition à la sortie du territoire est possible.", Why: why,
			Fix: "Demandez aux deux parents si une mesure est en cours.",
		}}
	}},
	{Rule: "V-57", Gate: GateDepart, Judge: identityPaper},
	{Rule: "V-58", Gate: GateDepart, Judge: func(f TravellerFacts) []law.Finding {
		id, seen := f.checked(PaperIdentity)
		if !f.outside() || !seen {
			return nil
		}
		finding := law.Finding{Severity: law.Warn, Who: ByFamily, Why: "Chaque État fixe ses conditions d’entrée : la fiche du pays, dans les Conseils aux voyageurs, fait foi."}
		months := f.Table.passportMonths(f.Trip.CountryCode)
		switch {
		case id.Paper != Passport && id.Paper != RefugeeDocument:
			finding.What, finding.Fix = "La pièce d’identité n’est pas un passeport : ce pays en demande un en général.", "Lisez la fiche du pays."
		case months > 0 && id.ExpiresOn < f.Trip.ReturnsOn.AddMonths(months):
			finding.What = fmt.Sprintf("Le passeport prend fin moins de %d mois après le retour.", months)
			finding.Fix = "Il est valable jusqu’au " + id.ExpiresOn.French() + ". Lisez la fiche du pays."
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-59", Gate: GateDepart, Judge: collectivePaper},
	{Rule: "V-60", Gate: GateDepart, Judge: func(f TravellerFacts) []law.Finding {
		if f.Trip.CountryCode != unitedKingdom {
			return nil
		}
		finding := law.Finding{Severity: law.Warn, Who: string(school.Teacher), Why: "Régime des groupes scolaires venant de France depuis le 28 décembre 2023."}
		id, seen := f.checked(PaperIdentity)
		switch {
		case f.Traveller.BirthOn != "" && f.Traveller.BirthOn.AgeOn(f.Trip.DepartsOn) > f.Table.BritishAge:
			finding.What = fmt.Sprintf("L’élève a plus de %d ans au départ : il n’entre pas dans le groupe scolaire.", f.Table.BritishAge)
			finding.Fix = "Il voyage avec un passeport et une autorisation électronique (ETA), ou un visa."
		case seen && id.Paper != Passport && f.origin() == FromAbroad:
			finding.What, finding.Fix = "Un élève hors Union européenne entre au Royaume-Uni avec un passeport.", "Demandez le passeport, et inscrivez l’élève sur le formulaire du groupe."
		case seen && id.Paper != Passport && len(f.Travellers) < f.Table.BritishGroup:
			finding.What = fmt.Sprintf("Le groupe compte moins de %d élèves : la carte d’identité ne suffit pas.", f.Table.BritishGroup)
			finding.Fix = "Demandez le passeport et l’autorisation électronique (ETA) de chacun."
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-61", Gate: GateDepart, Judge: func(f TravellerFacts) []law.Finding {
		if !f.Trip.Abroad() || !inUnion(f.Trip.CountryCode) || f.Today.DaysUntil(f.Trip.DepartsOn) > 2*f.Table.HealthCardLeadDays {
			return nil // it is asked for some weeks before; earlier, nobody has it yet
		}
		if _, seen := f.checked(PaperHealthCard); seen || f.state(PaperHealthCard) == PaperWaived {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Who: ByFamily, What: "La carte européenne d’assurance maladie n’a pas été vue.",
			Why: "Elle ouvre l’accès aux soins du pays ; elle ne remplace pas l’assistance.",
			Fix: fmt.Sprintf("Elle est gratuite et se demande environ %d jours avant ; à défaut, un certificat provisoire.", f.Table.HealthCardLeadDays),
		}}
	}},
	{Rule: "V-62", Gate: GateDepart, Judge: func(f TravellerFacts) []law.Finding {
		if f.Trip.Obligation != Optional {
			return nil
		}
		finding := law.Finding{Severity: law.Block, Who: ByFamily, Why: "L’assurance est obligatoire pour une sortie facultative : responsabilité civile et accidents corporels (circulaire du 16 juillet 2024)."}
		p, seen := f.checked(PaperInsurance)
		switch {
		case !seen:
			finding.What, finding.Fix, finding.Who = f.missing(PaperInsurance, "L’attestation d’assurance")
		case !p.CoversLiability || !p.CoversAccident:
			finding.What, finding.Fix = "L’attestation d’assurance ne montre pas les deux garanties.", "Il faut la responsabilité civile et l’individuelle accidents corporels."
		case p.ExpiresOn == "" || p.ExpiresOn < f.Trip.ReturnsOn:
			finding.What, finding.Fix = "L’attestation d’assurance ne couvre pas tout le voyage.", "Elle doit valoir jusqu’au "+f.Trip.ReturnsOn.French()+"."
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-69", Gate: GateDepart, Judge: func(f TravellerFacts) []law.Finding {
		if _, seen := f.checked(PaperHealthSheet); seen || f.Trip.Nights() == 0 || f.state(PaperHealthSheet) == PaperWaived {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Who: ByFamily, What: "La fiche sanitaire sous pli fermé n’est pas remise.",
			Why: "Celui qui veille sur le groupe doit savoir quoi faire, sans que la santé d’un élève soit écrite ailleurs.",
			Fix: "L’infirmerie réunit les enveloppes ; ici, une coche suffit.",
		}}
	}},
}

// outside tells whether the destination asks for a passport: neither the Union nor those who take its cards, nor the
// United Kingdom, which has its own rule.
func (f TravellerFacts) outside() bool {
	return f.Trip.Abroad() && !takesCards(f.Trip.CountryCode) && f.Trip.CountryCode != unitedKingdom
}

func (f TravellerFacts) state(kind string) string { return f.Traveller.Papers[kind].State }

// missing says where a paper that nobody has checked stands, and who has the next move. The noun is feminine.
func (f TravellerFacts) missing(kind, noun string) (what, fix, who string) {
	switch p := f.Traveller.Papers[kind]; p.State {
	case PaperReceived:
		return noun + " est reçue, et n’est pas encore vérifiée.", "Vérifiez-la et cochez-la.", string(school.Teacher)
	case PaperRefused:
		return noun + " a été refusée.", "Motif : " + p.Reason, ByFamily
	}
	return noun + " manque.", "La famille la remet à l’établissement.", ByFamily
}

// exitPermit is V-54: the original, signed by a holder of parental authority, one year at most, holding on the day of
// departure.
func exitPermit(f TravellerFacts) []law.Finding {
	if !f.Trip.Abroad() || !f.minor() {
		return nil
	}
	finding := law.Finding{Severity: law.Block, Who: ByFamily, Why: "Un mineur ne quitte le territoire qu’avec l’original de son autorisation (article 371-6 du code civil, Cerfa 15646*01)."}
	p, seen := f.checked(PaperExitPermit)
	switch {
	case !seen:
		finding.What, finding.Fix, finding.Who = f.missing(PaperExitPermit, "L’autorisation de sortie du territoire")
	case !p.OriginalSeen:
		finding.What, finding.Fix, finding.Who = "L’original de l’autorisation de sortie du territoire n’a pas été vu.", "Une copie ne vaut rien à la frontière.", string(school.Teacher)
	case p.SignedOn == "":
		finding.What, finding.Fix, finding.Who = "La date de signature de l’autorisation de sortie du territoire n’est pas inscrite.", "Inscrivez-la d’après l’original.", string(school.Teacher)
	case p.SignatoryPaper != ProfessionalCard && !holds(f.Traveller.Signers, p.SignatoryID):
		finding.What, finding.Fix = "L’autorisation de sortie du territoire n’est pas signée par un titulaire de l’autorité parentale.", "Un responsable légal la signe."
	case p.SignedOn > f.Trip.DepartsOn || f.permitEnds(p) < f.Trip.DepartsOn:
		finding.What, finding.Fix = "L’autorisation de sortie du territoire n’est plus valable le jour du départ.", "Elle prend fin le "+f.permitEnds(p).French()+" ; la famille en signe une autre."
	case f.permitEnds(p) < f.Trip.ReturnsOn:
		finding.Severity = law.Warn
		finding.What, finding.Fix = "L’autorisation de sortie du territoire prend fin avant le retour.", "Elle prend fin le "+f.permitEnds(p).French()+" ; mieux vaut en signer une autre."
	default:
		return nil
	}
	return []law.Finding{finding}
}

// permitEnds is the last day of an exit permit: the one written on it, and never more than a year after the signature.
func (f TravellerFacts) permitEnds(p Paper) law.Day {
	last := p.SignedOn.Add(f.Table.ExitPermitDays)
	if p.ExpiresOn != "" && p.ExpiresOn < last {
		return p.ExpiresOn
	}
	return last
}

// signatoryPaper is V-55: which copy stands behind an exit permit depends on the nationality of who signed it.
func signatoryPaper(f TravellerFacts) []law.Finding {
	p, seen := f.checked(PaperExitPermit)
	if !seen || !f.Trip.Abroad() || !f.minor() {
		return nil
	}
	what, fix := SignatoryPaperFault(p, f.Trip.DepartsOn, f.Table.ExpiredFrenchYears)
	if what == "" {
		return nil
	}
	return []law.Finding{{
		Severity: law.Block, Who: ByFamily, What: what, Fix: fix, Why: "Arrêté du 13 décembre 2016, annexe : la copie jointe dépend de la nationalité du signataire.",
	}}
}

// admitted is what stands for the signatory of an exit permit, by where they come from (V-55).
var admitted = map[Origin][]string{
	FromFrance: {IDCard, Passport},
	FromUnion:  {IDCard, Passport, ResidencePermit},
	FromAbroad: {Passport, ResidencePermit, RefugeeDocument},
}

// SignatoryPaperFault says what is wrong with the copy joined to an exit permit on a day, "" when nothing is.
func SignatoryPaperFault(p Paper, on law.Day, toleranceYears int) (what, fix string) {
	if p.SignatoryPaper == ProfessionalCard {
		return "", "" // child in the care of the social services or the prefect
	}
	origin := OriginOf(p.SignatoryNationality)
	ok := false
	for _, paper := range admitted[origin] {
		ok = ok || paper == p.SignatoryPaper
	}
	limit := p.SignatoryExpiresOn
	if origin == FromFrance && limit != "" {
		limit = limit.AddMonths(12 * toleranceYears)
	}
	switch {
	case p.SignatoryPaper == "":
		return "La copie de la pièce d’identité du signataire n’a pas été vue.", "Elle accompagne l’autorisation de sortie du territoire."
	case origin == FromNowhere:
		return "La nationalité du signataire n’est pas inscrite.", "Lisez-la sur sa pièce d’identité."
	case !ok:
		return "La pièce du signataire n’est pas de celles que sa nationalité admet.", "Demandez une pièce admise : voir la règle V-55."
	case limit == "":
		return "La fin de validité de la pièce du signataire n’est pas inscrite.", "Lisez-la sur la copie."
	case limit < on:
		return "La pièce d’identité du signataire est périmée.", "Elle a pris fin le " + p.SignatoryExpiresOn.French() + "."
	}
	return "", ""
}

// missingIdentity marks the finding that no lift answers for: the head may accept an old paper on the word of the country's
// sheet, not the absence of any.
const missingIdentity = "identity"

// identityPaper is V-57: an identity card or a passport that holds until the return.
func identityPaper(f TravellerFacts) []law.Finding {
	if !f.Trip.Abroad() || f.onCollective() {
		return nil
	}
	finding := law.Finding{Severity: law.Block, Who: ByFamily, Why: "Chaque élève voyage avec une pièce d’identité valable jusqu’au retour ; ni livret de famille ni récépissé."}
	p, seen := f.checked(PaperIdentity)
	switch {
	case !seen && f.thirdCountryMinor():
		return nil // V-59 says what is missing
	case !seen:
		finding.Field = missingIdentity
		finding.What, finding.Fix, finding.Who = f.missing(PaperIdentity, "La pièce d’identité")
	case !travelsOn(p, f.origin()):
		finding.Field = missingIdentity
		finding.What, finding.Fix = "Le document montré ne permet pas de voyager.", "Il faut une carte d’identité ou un passeport ; hors Union européenne, un passeport ou un titre de voyage de réfugié."
	case p.ExpiresOn == "" || p.ExpiresOn < f.Trip.ReturnsOn:
		finding.What = "La pièce d’identité n’est pas valable jusqu’au retour."
		finding.Fix = "La famille en demande une autre : les délais sont de six à huit semaines. Le chef d’établissement peut lever ce refus si la fiche du pays le permet."
		if p.ExpiresOn != "" {
			finding.Fix = "Elle prend fin le " + p.ExpiresOn.French() + ". " + finding.Fix
		}
	default:
		return nil
	}
	return []law.Finding{finding}
}

// travelsOn tells whether a document lets its holder cross a border.
func travelsOn(p Paper, from Origin) bool {
	switch p.Paper {
	case Passport, RefugeeDocument:
		return true
	case IDCard:
		return from != FromAbroad
	}
	return false
}

// collectivePaper is V-59: a minor from outside the Union is on the collective travel document, or has a passport and what
// proves the right to come back.
func collectivePaper(f TravellerFacts) []law.Finding {
	if f.Trip.Abroad() && inUnion(f.Trip.CountryCode) && f.minor() && f.origin() == FromNowhere {
		return []law.Finding{{
			Severity: law.Warn, Who: string(school.Secretary), What: "La nationalité de l’élève n’est pas connue.",
			Why: "Un mineur hors Union européenne voyage avec un document collectif, ou avec ses propres papiers (décision 94/795/JAI).",
			Fix: "Lisez-la sur la pièce d’identité et inscrivez-la avec elle.",
		}}
	}
	if !f.thirdCountryMinor() || f.onOwnPapers() || f.onCollective() {
		return nil
	}
	finding := law.Finding{
		Severity: law.Block, Who: string(school.Teacher), What: "L’élève n’est ni sur un document de voyage collectif, ni muni de ses propres papiers.",
		Why: "Un mineur hors Union européenne entre et revient avec le document collectif de la préfecture, ou avec passeport et titre (décision 94/795/JAI).",
		Fix: fmt.Sprintf("Demandez le document collectif à la préfecture plus de %d jours avant le départ.", f.Table.CollectiveLeadDays),
	}
	if left := f.Today.DaysUntil(f.Trip.DepartsOn); left < f.Table.CollectiveLeadDays {
		finding.Fix = fmt.Sprintf("Il reste %d jours, et la préfecture en demande %d : réunissez le passeport et le titre, ou le DCEM.", left, f.Table.CollectiveLeadDays)
	}
	if _, listed := f.checked(PaperCollective); listed && f.Trip.CountryCode == ireland {
		if id, seen := f.checked(PaperIdentity); seen && id.Paper == Passport {
			return nil
		}
		finding.Who, finding.What, finding.Fix = ByFamily, "L’Irlande demande le passeport avec le document de voyage collectif.", "La famille remet le passeport."
	}
	return []law.Finding{finding}
}
