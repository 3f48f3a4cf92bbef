package school

import (
	"regexp"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
)

// Deposit is a paper that somebody asks for or hands in, as it is named.
type Deposit struct{ Field, Name, File string }

// care are names of papers of care, folded: a school has no certified host for them (D-03). « ordonnance » alone may be a judge's.
var care = []string{
	"pai", "projet d accueil individualise", "certificat medical", "certificats medicaux", "ordonnance medicale", "dossier medical", "carnet de sante", "carnet de vaccination",
	"certificat de vaccination", "compte rendu medical", "bilan medical", "bilan orthophonique", "bilan psychologique", "avis medical", "notification mdph", "resultats d analyses",
}

// CareRules refuse papers of care in the common store.
var CareRules = law.Rulebook[Deposit]{{Rule: "D-03", Judge: func(d Deposit) []law.Finding {
	said := " " + Fold(d.Name) + " " + Fold(strings.NewReplacer("-", " ", "_", " ", ".", " ").Replace(d.File)) + " "
	for _, words := range care {
		if strings.Contains(said, " "+words+" ") {
			return []law.Finding{{
				Severity: law.Block, Field: d.Field, Who: string(Nurse), What: "Un document de santé (« " + words + " ») ne se dépose pas ici.",
				Why: "Les données recueillies pour le soin ou le suivi demandent un hébergeur certifié (L1111-8 du code de la santé publique) : l’établissement n’en reçoit pas.",
				Fix: "Remettez-le à l’infirmerie, sous pli. Ici, il suffit de dire que le motif est médical et que le justificatif a été vu.",
			}}
		}
	}
	return nil
}}}

// remote finds what would have a reader's browser speak to somebody else: an image of another site, an element that loads.
var remote = regexp.MustCompile(`(?i)!\[[^\]]*\]\(\s*<?\s*(?:https?:)?//|<\s*/?\s*(?:img|iframe|script|object|embed|video|audio|link|source)\b`)

// TrackerRules refuse what would follow readers in the texts that a school writes: by field.
var TrackerRules = law.Rulebook[map[string]string]{{Rule: "D-06", Judge: func(texts map[string]string) []law.Finding {
	var findings []law.Finding
	for field, text := range texts {
		if found := remote.FindString(text); found != "" {
			findings = append(findings, law.Finding{
				Severity: law.Block, Field: field, Who: string(Administrator), What: "Ce texte ferait charger un contenu d’un autre site (« " + strings.TrimSpace(found) + " »).",
				Why: "Un contenu venu d’ailleurs peut suivre qui lit ; il demanderait un consentement (article 82 de la loi n° 78-17 du 6 janvier 1978).",
				Fix: "Mettez un simple lien, écrit [comme ceci](https://…).",
			})
		}
	}
	return findings
}}}
