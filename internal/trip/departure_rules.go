package trip

import (
	"fmt"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// DepartureRules judges what concerns the whole group when the trip leaves.
var DepartureRules = law.Rulebook[Departure]{
	{Rule: "V-51", Gate: GateDepart, Judge: func(d Departure) []law.Finding {
		if d.Pending == 0 {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Who: ByFamily, What: several(d.Pending, "place attend", "places attendent") + " encore une signature : sans elle, l’élève ne part pas.",
			Why: "Une sortie facultative demande une autorisation écrite.", Fix: "Relancez les familles depuis la page « Inscriptions ».",
		}}
	}},
	{Rule: "V-58", Gate: GateDepart, Judge: func(d Departure) []law.Finding {
		if !(TravellerFacts{Departure: d}).outside() {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Who: string(school.Teacher), What: "Un visa peut être demandé, selon la nationalité de chaque voyageur.",
			Why: "Chaque État fixe ses conditions d’entrée : la fiche du pays, dans les Conseils aux voyageurs, fait foi.",
			Fix: "Lisez la fiche et interrogez le consulat pour chaque nationalité du groupe.",
		}}
	}},
	{Rule: "V-60", Gate: GateDepart, Judge: func(d Departure) []law.Finding {
		if d.Trip.CountryCode != unitedKingdom {
			return nil
		}
		why := "Régime des groupes scolaires venant de France depuis le 28 décembre 2023."
		var findings []law.Finding
		if p := d.GroupPaper[PaperCollective]; p.State != PaperChecked {
			findings = append(findings, law.Finding{
				Severity: law.Warn, Who: string(school.Head), What: "Le formulaire du groupe (France-UK School Trip Travel Information Form) n’est pas coché comme validé.", Why: why,
				Fix: "Remplissez la version du jour, faites-la valider, puis cochez-la sur la page « Pièces ».",
			})
		}
		return append(findings, law.Finding{
			Severity: law.Warn, Who: string(school.Teacher), What: "Chaque adulte a un passeport et une autorisation électronique (ETA), ou un visa.", Why: why,
			Fix: "Demandez les ETA plusieurs semaines avant.",
		})
	}},
	{Rule: "V-63", Gate: GateDepart, Judge: supervision},
	{Rule: "V-64", Gate: GateDepart, Judge: func(d Departure) []law.Finding {
		why := "Annexe de la circulaire du 16 juillet 2024 et code du sport, que nous n’avons pas relus en entier."
		var findings []law.Finding
		if d.Trip.WithPrimary {
			findings = append(findings, law.Finding{
				Severity: law.Warn, Who: string(school.Head), Why: why,
				What: fmt.Sprintf("Des élèves de CM2 participent : deux adultes jusqu’à %d d’entre eux, puis un par groupe de %d.", d.Table.PrimaryFirst, d.Table.PrimaryThen),
				Fix:  "Comptez séparément les adultes affectés à ces élèves ; leur autorisation suit la procédure du premier degré.",
			})
		}
		if len(d.Trip.Sports) > 0 {
			names := make([]string, 0, len(d.Trip.Sports))
			for _, s := range d.Trip.Sports {
				names = append(names, sportLabels[s])
			}
			findings = append(findings, law.Finding{
				Severity: law.Warn, Who: string(school.Teacher), Why: why,
				What: "Activité réglementée (" + strings.Join(names, ", ") + ") : elle a ses propres taux d’encadrement et demande des diplômes.",
				Fix:  "Demandez au prestataire les cartes professionnelles et le taux prévu, et conservez-les.",
			})
		}
		return findings
	}},
	{Rule: "V-67", Gate: GateDepart, Judge: func(d Departure) []law.Finding {
		finding := law.Finding{
			Severity: law.Block, Who: string(school.Teacher), Why: "La liste des voyageurs, avec un téléphone à appeler, est à l’établissement, avec le chef de groupe et dans le véhicule (arrêté du 2 juillet 1982).",
		}
		switch {
		case len(d.Travellers) == 0:
			finding.What, finding.Fix = "Aucun élève ne part.", "Les familles signent d’abord leur engagement."
		case d.Roster == nil:
			finding.What, finding.Fix = "La liste des voyageurs n’est pas arrêtée.", "Arrêtez-la sur la page « Départ »."
		case d.Roster.Digest != d.Going().Digest():
			finding.What = fmt.Sprintf("La liste arrêtée (version %d) n’est plus celle de qui part : %s.", d.Roster.VersionNo, d.Roster.Entries.Against(d.Going()))
			finding.Fix = "Arrêtez une nouvelle version, avec ce qui a changé."
		default:
			return nil
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-68", Gate: GateDepart, Judge: func(d Departure) []law.Finding {
		var findings []law.Finding
		if slices.Contains(d.Trip.Transports, "coach") {
			findings = append(findings, law.Finding{
				Severity: law.Document, Who: string(school.Bursar), What: "En car : la licence du transporteur et le schéma de conduite se conservent.",
				Why: "Annexe de la circulaire du 16 juillet 2024 ; arrêté du 2 juillet 1982.", Fix: "Donnez au transporteur le programme complet, trajets du soir compris.",
			})
		}
		if slices.Contains(d.Trip.Transports, "private_car") {
			findings = append(findings, law.Finding{
				Severity: law.Document, Who: string(school.Head), What: "L’usage d’une voiture personnelle est exceptionnel : l’autorisation écrite se conserve.",
				Why: "Annexe de la circulaire du 16 juillet 2024.", Fix: "Le chef d’établissement l’autorise nommément.",
			})
		}
		return findings
	}},
	{Rule: "V-70", Gate: GateDepart, Judge: func(d Departure) []law.Finding {
		if !d.Trip.Abroad() || d.Trip.ArianeOn != "" {
			return nil
		}
		return []law.Finding{{
			Severity: law.Block, Who: string(school.Teacher), What: "Le voyage n’est pas déclaré sur Ariane.",
			Why: "Tout voyage à l’étranger est enregistré avant le départ, avec ses voyageurs (circulaire 2016-091).",
			Fix: "Déclarez-le avec l’adresse de l’établissement, puis inscrivez la date sur la page « Départ ».",
		}}
	}},
	{Rule: "V-74", Gate: GateDepart, Judge: func(Departure) []law.Finding {
		return []law.Finding{{
			Severity: law.Document, Who: string(school.Teacher), What: "Partir n’est pas accepter d’être photographié : l’accord se demande à part.",
			Why: "Article 9 du code civil ; règlement européen sur les données.", Fix: "Décidez avant le départ de l’usage des images, et sachez qui n’est pas photographié.",
		}}
	}},
}

var sportLabels = map[string]string{"ski": "ski", "swimming": "natation", "climbing": "escalade", "sailing": "voile", "other": "autre"}

// supervision is V-63: the head fixes the number of adults, and they are there; no national ratio, local marks only.
func supervision(d Departure) []law.Finding {
	why := "Aucun taux national : le chef d’établissement fixe le nombre d’adultes (annexe de la circulaire du 16 juillet 2024)."
	var findings []law.Finding
	add := func(severity law.Severity, who school.Role, what, fix string) {
		findings = append(findings, law.Finding{Severity: severity, Who: string(who), What: what, Why: why, Fix: fix})
	}
	switch {
	case !d.Supervised:
		add(law.Block, school.Head, "Le chef d’établissement n’a pas encore fixé le nombre d’accompagnateurs.", "Il le fixe sur la page des accompagnateurs.")
	case len(d.Adults) < d.Trip.AdultsRequired:
		add(law.Block, school.Teacher, fmt.Sprintf("Il manque des accompagnateurs : %d, pour %d fixés par le chef d’établissement.", len(d.Adults), d.Trip.AdultsRequired),
			"Ajoutez-en, ou faites revoir le nombre.")
	}
	if d.Table.PupilsPerAdult > 0 && len(d.Travellers) > d.Table.PupilsPerAdult*len(d.Adults) {
		add(law.Warn, school.Head, fmt.Sprintf("%s pour %d élèves : plus de %d élèves par adulte, le repère de l’établissement.", several(len(d.Adults), "adulte", "adultes"), len(d.Travellers), d.Table.PupilsPerAdult),
			"Ce repère est local : la décision revient au chef d’établissement.")
	}
	if d.Trip.Nights() > 0 && len(d.Adults) < d.Table.AdultsAtNight {
		add(law.Warn, school.Head, fmt.Sprintf("Moins de %d adultes pour un voyage avec nuit.", d.Table.AdultsAtNight), "Si un adulte accompagne un blessé, qui reste avec le groupe ?")
	}
	return findings
}

// AdultFacts is one adult who goes, within the departure they belong to.
type AdultFacts struct {
	Departure
	Adult Chaperone
}

// AdultRules judges each adult when the trip leaves.
var AdultRules = law.Rulebook[AdultFacts]{
	{Rule: "V-65", Gate: GateDepart, Judge: func(f AdultFacts) []law.Finding {
		if f.Adult.Quality != QualityVolunteer {
			return nil
		}
		var findings []law.Finding
		if f.Adult.AuthorisedOn == "" {
			findings = append(findings, law.Finding{
				Severity: law.Warn, Who: string(school.Head), What: "Ce bénévole n’est pas encore autorisé à accompagner.",
				Why: "Un bénévole accompagne à la demande écrite du chef d’établissement.", Fix: "Le chef d’établissement l’autorise sur la page des accompagnateurs.",
			})
		}
		if f.Adult.HonourAnswered == "" {
			findings = append(findings, law.Finding{
				Severity: law.Warn, Who: string(school.Secretary), What: "Le contrôle d’honorabilité de ce bénévole n’est pas revenu.",
				Why: "Les contrôles seraient plus stricts depuis 2025 ; nous n’avons pas trouvé le texte.", Fix: "Demandez au rectorat s’il existe une vérification, et inscrivez sa date.",
			})
		}
		return findings
	}},
	{Rule: "V-66", Gate: GateDepart, Judge: func(f AdultFacts) []law.Finding {
		if f.Adult.Quality == QualityVolunteer || f.Adult.OrderSignedOn != "" {
			return nil
		}
		finding := law.Finding{
			Severity: law.Block, Who: string(school.Head), What: "L’ordre de mission n’est pas signé.",
			Why: "Il prouve que l’agent est en service, et fonde la prise en charge d’un accident (décret n° 2006-781).", Fix: "Le chef d’établissement le signe sur la page des accompagnateurs.",
		}
		if f.Adult.Quality == QualityAgent {
			finding.Severity, finding.Who = law.Warn, string(school.Secretary)
			finding.What, finding.Fix = "L’ordre de mission de la collectivité n’est pas parvenu.", "Demandez-le à l’employeur de l’agent."
		}
		return []law.Finding{finding}
	}},
	{Rule: "V-57", Gate: GateDepart, Judge: func(f AdultFacts) []law.Finding {
		p := f.Adult.Papers[PaperIdentity]
		if !f.Trip.Abroad() || p.State == PaperChecked && p.ExpiresOn >= f.Trip.ReturnsOn {
			return nil
		}
		return []law.Finding{{
			Severity: law.Warn, Who: string(school.Teacher), What: "La pièce d’identité de cet adulte n’a pas été vue, ou prend fin avant le retour.",
			Why: "Chaque voyageur passe la frontière avec une pièce valable.", Fix: "Vérifiez-la avant le départ, et cochez-la sur la page « Pièces ».",
		}}
	}},
}

// several writes « 1 adulte », « 3 adultes ».
func several(n int, one, many string) string {
	if n < 2 {
		return fmt.Sprintf("%d\u00a0%s", n, one)
	}
	return fmt.Sprintf("%d\u00a0%s", n, many)
}
