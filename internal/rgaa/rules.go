package rgaa

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
)

// Statement is what judging the declaration of a school needs (D-01).
type Statement struct {
	MadeOn, Today law.Day // MadeOn is when the school made it its own
	Contact       string  // who answers
	MaxYears      int
}

// Rules judges the declaration of a school, whoever writes it.
var Rules = law.Rulebook[Statement]{{Rule: "D-01", Judge: func(s Statement) []law.Finding {
	var found []law.Finding
	say := func(severity law.Severity, field, what, why, fix string) {
		found = append(found, law.Finding{Severity: severity, Field: field, What: what, Why: why, Fix: fix, Who: "head"})
	}
	switch {
	case s.MadeOn.IsZero():
		say(law.Warn, "date", "L’établissement n’a pas encore fait sienne la déclaration d’accessibilité.",
			"Le service est au nom de l’établissement : c’est lui qui déclare.", "Relisez la déclaration, puis datez-la dans École, Accessibilité.")
		return found
	case s.MadeOn > s.Today:
		say(law.Block, "date", "La déclaration d’accessibilité ne peut pas être datée d’un jour à venir.", "Elle dit un état constaté.", "Écrivez la date d’aujourd’hui.")
	case s.MadeOn.AddMonths(12*s.MaxYears) < s.Today:
		say(law.Warn, "date", fmt.Sprintf("La déclaration d’accessibilité a plus de %d ans.", s.MaxYears), "Elle se refait au moins tous les trois ans.", "Relisez-la, puis datez-la de nouveau.")
	}
	if strings.TrimSpace(s.Contact) == "" {
		say(law.Block, "contact", "La déclaration d’accessibilité n’a pas de contact.", "Une personne empêchée doit pouvoir écrire à quelqu’un qui répond.",
			"Écrivez une adresse électronique, ici ou dans l’identité de l’établissement.")
	}
	return found
}}}

// sections are what the declaration must hold, by the words that open each.
var sections = []string{"## État de conformité", TableMark, "## Signaler une difficulté", "## Voies de recours"}

// TableMark is where the declaration says what the table holds.
const TableMark = "{{critères}}"

// Ready refuses a release that has no declaration, or one that says something else than its table (D-01).
func Ready(content fs.FS) error {
	audit, err := Read(content)
	if err != nil {
		return fmt.Errorf("D-01 : la déclaration d’accessibilité manque, le service ne s’ouvre pas : %w", err)
	}
	text, err := fs.ReadFile(content, "legal/accessibilite.md")
	if err != nil {
		return fmt.Errorf("D-01 : la déclaration d’accessibilité manque, le service ne s’ouvre pas : %w", err)
	}
	for _, wanted := range append([]string{"**" + audit.Verdict() + "**"}, sections...) {
		if !strings.Contains(string(text), wanted) {
			return fmt.Errorf("D-01 : la déclaration d’accessibilité ne contient pas « %s », le service ne s’ouvre pas", wanted)
		}
	}
	return nil
}
