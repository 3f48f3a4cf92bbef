package school

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// MissingNotices are what the legal notice and the privacy page still lack: who publishes, who hosts, who watches over data.
func MissingNotices(i Identity) (missing []string) {
	for _, n := range []struct{ value, name string }{
		{i.Name, "le nom de l’établissement"}, {i.Address + i.Town, "son adresse"}, {i.Email, "son adresse électronique"}, {i.HeadName, "le chef d’établissement, qui dirige la publication"},
		{i.DPOEmail, "le contact de la déléguée ou du délégué à la protection des données"}, {i.HostName, "l’hébergeur"}, {i.HostAddress, "l’adresse de l’hébergeur"},
	} {
		if strings.TrimSpace(n.value) == "" {
			missing = append(missing, n.name)
		}
	}
	return missing
}

// NoticeFacts is what a service about to open to families lacks.
type NoticeFacts struct{ Missing []string }

// NoticeRules judges the opening of something to families.
var NoticeRules = law.Rulebook[NoticeFacts]{{Rule: "D-18", Judge: func(f NoticeFacts) []law.Finding {
	if len(f.Missing) == 0 {
		return nil
	}
	return []law.Finding{{
		Severity: law.Block, Who: string(Head), What: "Les mentions légales et la page de confidentialité ne sont pas complètes : il manque " + strings.Join(f.Missing, ", ") + ".",
		Why: "Qui met un service en ligne dit qui le publie, qui l’héberge et à qui demander ses données (loi du 21 juin 2004, RGPD, article 13).",
		Fix: "Complétez l’identité de l’établissement, dans École.",
	}}
}}}

// JudgeNotices refuses to open anything to the families of a real school while its notices are incomplete. A practice school
// has no family.
func JudgeNotices(app core.App) ([]law.Finding, error) {
	if IsPractice(app) {
		return nil, nil
	}
	identity, err := IdentityOf(app)
	if err != nil {
		return nil, err
	}
	regime, err := Regime(app, "", "")
	if err != nil {
		return nil, err
	}
	return NoticeRules.Check(NoticeFacts{Missing: MissingNotices(identity)}, regime), nil
}
