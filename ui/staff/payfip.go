package staff

import (
	"errors"
	"strings"

	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const payfipPath = "/gestion/ecole/payfip"

var payfipProps = components.PageProps{Title: "Paiement en ligne", Breadcrumb: underSchool("Paiement en ligne")}

func showPayFiP(v *web.Visit) error {
	if v.Identity.UAI == "" {
		return v.Page(payfipProps, components.PageHead(components.PageHeadProps{Title: "Paiement en ligne"}), noSchoolYet(v))
	}
	s, err := school.PayFiPSettingsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	state, err := school.PayFiPStateFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(payfipProps, PayFiPPage(PayFiPPageProps{Settings: s, Saved: s, State: state, Practice: school.IsPractice(v.App), Mel: v.Session.Email}))
}

func savePayFiP(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	before, err := school.PayFiPSettingsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	s := school.PayFiPSettings{
		Numcli: strings.ReplaceAll(v.Field("numcli"), " ", ""), Mode: before.Mode, SOAPURL: v.Field("service"), PageURL: v.Field("page"), PortalURL: v.Field("portail"),
		Means: form["moyens"],
	}
	if empty := s.Numcli == "" && s.SOAPURL == "" && s.PageURL == ""; empty {
		s.Mode, s.Means = "", nil
	} else if s.Mode == "" {
		s.Mode = string(payfip.ModeTest)
	}
	err = school.SavePayFiP(v.Ctx(), v.App, s)
	if refused, ok := refusedBy(v, err, "numcli", "service", "page", "portail"); ok {
		return payfipAgain(v, s, refused)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(payfipPath, components.OK, "Les réglages sont enregistrés. Essayez la connexion avant d’ouvrir le paiement aux familles.")
}

// testPayFiP asks PayFiP whom the recorded number belongs to: a pure question, nothing is paid.
func testPayFiP(v *web.Visit) error {
	info, err := school.TestPayFiP(v.Ctx(), v.App)
	var functional *payfip.FunctionalError
	switch {
	case err == nil:
		labels := join(filled(info.Label1, info.Label2, info.Label3))
		return v.SeeWith(payfipPath, components.OK, "PayFiP répond : le numéro "+info.Numcli+" est celui de « "+labels+" ».")
	case errors.As(err, &functional):
		return v.SeeWith(payfipPath, components.Stop, "PayFiP répond, mais refuse ce numéro de client : "+functional.Label+" ("+functional.Code+").")
	}
	if refusal, ok := web.Refusal(err); ok {
		return v.SeeWith(payfipPath, components.Stop, refusal.Error())
	}
	v.App.Logger().Warn("payfip test", "error", err.Error())
	return v.SeeWith(payfipPath, components.Stop, "PayFiP ne répond pas à l’adresse enregistrée. Vérifiez-la, puis réessayez dans quelques minutes.")
}

func filled(texts ...string) []string {
	var kept []string
	for _, t := range texts {
		if t = strings.TrimSpace(t); t != "" {
			kept = append(kept, t)
		}
	}
	return kept
}

// PayFiPPageProps is the form of online payment. Saved is what the test asks about.
type PayFiPPageProps struct {
	Settings, Saved school.PayFiPSettings
	State           school.PayFiPState
	Practice        bool
	Refused         web.Refused
	Mel             string            // of who reads
	Typed           map[string]string // in the forms of the steps
}

// PayFiPPage asks how families pay online.
func PayFiPPage(p PayFiPPageProps) Node {
	s, r := p.Settings, p.Refused
	hint := "Adresse de la DGFiP : " + payfip.DGFiPSOAPURL
	if p.Practice {
		hint = "École d’entraînement : l’adresse du simulateur, sur cette machine."
	}
	return Group{
		r.Head(),
		components.PageHead(components.PageHeadProps{
			Title: "Paiement en ligne", Lead: "Les familles paient sur la page de la DGFiP. Aucun numéro de carte ne passe par l’établissement.", Tag: payfipTag(p.Saved),
		}),
		Iff(p.Practice, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Info, Title: "École d’entraînement", Text: "Seul le simulateur de cette machine est accepté : aucun euro ne bouge."})
		}),
		components.PostForm(components.PostFormProps{Action: payfipPath},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Convention PayFiP"}),
				components.Field(components.FieldProps{ID: "numcli", Label: "Numéro de client", Value: s.Numcli, Error: r.Of("numcli"), Width: "s", InputMode: "numeric",
					Hint: "Six chiffres, zéros de tête compris, comme sur la convention. Tout vide : pas de paiement en ligne.", Autocomplete: "off"}),
				components.CheckboxGroup(components.ChoiceProps{ID: "moyens", Legend: "Moyens souscrits", Values: s.Means, Hint: "Rien de coché : les deux.", Options: []components.OptionProps{
					{Value: "card", Label: "Carte bancaire"}, {Value: "debit", Label: "Prélèvement unique"},
				}}),
				components.Field(components.FieldProps{ID: "service", Label: "Adresse du service", Value: s.SOAPURL, Error: r.Of("service"), Hint: hint, Type: "url", Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "page", Label: "Adresse de la page de paiement", Value: s.PageURL, Error: r.Of("page"), Type: "url", Autocomplete: "off"}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Autre téléservice"}),
				components.Field(components.FieldProps{ID: "portail", Label: "Adresse du téléservice de paiement des familles", Value: s.PortalURL, Error: r.Of("portail"), Type: "url",
					Hint: "Si l’établissement encaisse par un autre service public en ligne : il est montré comme un lien.", Autocomplete: "off"}),
			),
			components.Actions(components.ButtonMain("Enregistrer les réglages"), components.LinkButton("Annuler", "/gestion/ecole")),
		),
		payfipWay(p),
	}
}

func payfipTag(s school.PayFiPSettings) Node {
	switch {
	case s.SOAPURL == "":
		return components.Tag(components.Neutral, "pas de paiement en ligne")
	case s.Mode == "W":
		return components.Tag(components.OK, "en production")
	case s.Mode == "X":
		return components.Tag(components.Wait, "en activation")
	}
	return components.Tag(components.Wait, "en test")
}
