package staff

import (
	"cmp"
	"errors"
	"net/http"
	"net/url"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// payfipRoutes are the settings of online payment and the way to production.
func payfipRoutes() []web.Route {
	sets := web.Staff(school.SetPayFiP)
	return []web.Route{
		{Method: http.MethodGet, Pattern: payfipPath, Who: sets, Handle: showPayFiP, FormTargets: payfipOrigin},
		{Method: http.MethodPost, Pattern: payfipPath, Who: sets, Handle: savePayFiP},
		{Method: http.MethodPost, Pattern: payfipPath + "/essai", Who: sets, Handle: testPayFiP},
		{Method: http.MethodPost, Pattern: payfipPath + "/mode", Who: sets, Handle: changeMode},
		{Method: http.MethodPost, Pattern: payfipPath + "/paiement", Who: sets, Handle: payTrial, FormTargets: payfipOrigin},
		{Method: http.MethodPost, Pattern: payfipPath + "/ecrit", Who: sets, Handle: noteWritten},
		{Method: http.MethodPost, Pattern: payfipPath + "/production", Who: sets, Handle: askProduction},
		{Method: http.MethodPost, Pattern: payfipPath + "/production/confirmation", Who: sets, Handle: confirmProduction},
	}
}

// payfipOrigin is where the trial's form ends up: without it the browser blocks the answer to our post.
func payfipOrigin(v *web.Visit) []string {
	page, err := url.Parse(v.Identity.PayfipPageURL)
	if err != nil || page.Host == "" {
		return nil
	}
	return []string{page.Scheme + "://" + page.Host}
}

// payfipAgain shows the page with what was refused.
func payfipAgain(v *web.Visit, typed school.PayFiPSettings, refused web.Refused) error {
	saved, err := school.PayFiPSettingsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	state, err := school.PayFiPStateFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	if typed.Numcli == "" && typed.SOAPURL == "" && typed.PortalURL == "" {
		typed = saved
	}
	return v.PageAgain(payfipProps, PayFiPPage(PayFiPPageProps{
		Settings: typed, Saved: saved, State: state, Practice: school.IsPractice(v.App), Refused: refused, Mel: v.Session.Email,
		Typed: map[string]string{"confirmation": v.Field("confirmation"), "date": v.Field("date"), "mel": v.Field("mel")},
	}))
}

// then answers a step: back to the page with a word, or the page again with what refuses.
func then(v *web.Visit, err error, done string, fields ...string) error {
	if refused, ok := refusedBy(v, err, fields...); ok {
		return payfipAgain(v, school.PayFiPSettings{}, refused)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(payfipPath, components.OK, done)
}

func changeMode(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	mode := payfip.Mode(v.Field("mode"))
	done := "Mode test : les paiements sont fictifs, les familles ne paient pas en ligne."
	if mode == payfip.ModeActivation {
		done = "Mode activation : faites un paiement d’un euro par chaque moyen souscrit."
	}
	return then(v, school.ChangePayFiPMode(v.Ctx(), v.App, mode), done)
}

func noteWritten(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	on, err := law.ParseDay(v.Field("date"))
	if err != nil {
		on = ""
	}
	return then(v, school.NoteWrittenConfirmation(v.Ctx(), v.App, v.Field("confirmation"), on), "La confirmation écrite est enregistrée.", "confirmation")
}

func askProduction(v *web.Visit) error {
	return then(v, school.AskProduction(v.Ctx(), v.App), "Relisez, puis confirmez dans le quart d’heure : les familles paieront pour de bon.")
}

func confirmProduction(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return then(v, school.ConfirmProduction(v.Ctx(), v.App, v.Field("compris") == "oui"), "Le paiement en ligne est ouvert aux familles.", "compris")
}

// payTrial sends the accountant to PayFiP's page for one euro that nobody owes.
func payTrial(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	gateway, err := money.PayFiP(v.App)
	if err != nil {
		return v.SeeWith(payfipPath, components.Stop, components.Sentence(err.Error()))
	}
	base := strings.TrimSuffix(notify.BaseURL(v.App), "/")
	started, err := money.StartTrial(v.Ctx(), v.App, gateway, money.Start{
		Mel: v.Field("mel"), NotifyURL: base + "/payfip/notification",
		ReturnURL: func(token string) string { return base + "/payfip/retour/" + url.PathEscape(token) },
	})
	if errors.Is(err, money.ErrGateway) {
		return v.SeeWith(payfipPath, components.Stop, components.Sentence(money.ErrGateway.Error()))
	}
	if refused, ok := refusedBy(v, err, "mel"); ok {
		return payfipAgain(v, school.PayFiPSettings{}, refused)
	}
	if err != nil {
		return err
	}
	return v.Redirect(http.StatusSeeOther, started.PageURL)
}

// payfipWay is the way from the convention to real payments, a card for each step.
func payfipWay(p PayFiPPageProps) Node {
	if p.Saved.SOAPURL == "" {
		return nil
	}
	mode := payfip.Mode(p.Saved.Mode)
	return Group{
		components.Steps("Vers la production", payfipSteps(p)),
		connectionCard(p),
		Iff(mode != payfip.ModeProduction, func() Node { return trialCard(p) }),
		Iff(mode == payfip.ModeActivation || mode == payfip.ModeTest && p.State.Checked, func() Node { return writtenCard(p) }),
		modeCard(p),
	}
}

func payfipSteps(p PayFiPPageProps) []components.StepProps {
	mode, s := payfip.Mode(p.Saved.Mode), p.State
	steps := []struct {
		label string
		done  bool
	}{
		{"Connexion essayée", s.Checked}, {"Activation", s.Activated()}, {"Production", mode == payfip.ModeProduction},
	}
	var shown []components.StepProps
	now := true
	for _, step := range steps {
		state := components.StepNext
		switch {
		case step.done:
			state = components.StepDone
		case now:
			state, now = components.StepNow, false
		}
		shown = append(shown, components.StepProps{Label: step.label, State: state})
	}
	return shown
}

func connectionCard(p PayFiPPageProps) Node {
	said := Group{P(components.French("L’application demande à PayFiP à qui appartient le numéro " + p.Saved.Numcli + ". Rien n’est payé."))}
	if p.State.Checked {
		pairs := []components.Pair{{Term: "Essai réussi le", Value: components.French(law.DayOf(p.State.CheckedAt).French())}}
		for i, label := range p.State.Labels {
			pairs = append(pairs, components.Pair{Term: []string{"Organisme", "Produit", "Précision"}[min(i, 2)], Value: components.French(label)})
		}
		said = append(said, components.SummaryList(pairs...))
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Essayer la connexion"}), said,
		components.PostForm(components.PostFormProps{Action: payfipPath + "/essai", Label: "Essayer la connexion"},
			components.Actions(components.ButtonPlain("Tester la connexion"))),
	)
}

func trialCard(p PayFiPPageProps) Node {
	title, text, button := "Paiement d’essai", "Un euro fictif, pour voir la page de paiement et le retour du résultat. Rien n’est comptabilisé.", "Faire un paiement d’essai"
	if payfip.Mode(p.Saved.Mode) == payfip.ModeActivation {
		title, button = "Paiements d’activation", "Payer un euro pour activer"
		text = "Un euro réel, payé avec votre propre moyen de paiement, par carte puis par prélèvement. La DGFiP ouvre la production le jour ouvré suivant."
	}
	done := func(needed, paid bool) Node {
		switch {
		case paid:
			return components.Tag(components.OK, "lu chez PayFiP")
		case !needed:
			return components.Tag(components.Neutral, "non souscrit")
		}
		return components.Tag(components.Wait, "à faire")
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: title}),
		P(components.French(text)),
		Iff(payfip.Mode(p.Saved.Mode) == payfip.ModeActivation, func() Node {
			return components.SummaryList(components.Pair{Term: "Par carte", Value: done(p.State.NeedsCard, p.State.CardPaid)},
				components.Pair{Term: "Par prélèvement", Value: done(p.State.NeedsDebit, p.State.DebitPaid)})
		}),
		components.PostForm(components.PostFormProps{Action: payfipPath + "/paiement", Label: title},
			components.Field(components.FieldProps{ID: "mel", Label: "Adresse pour le ticket de paiement", Type: "email", Value: cmp.Or(p.Typed["mel"], p.Mel), Error: p.Refused.Of("mel"),
				Autocomplete: "email", InputMode: "email", Required: true}),
			components.Actions(components.ButtonPlain(button)),
		),
	)
}

func writtenCard(p PayFiPPageProps) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Confirmation écrite de la DGFiP"}),
		P(components.French("Si le correspondant moyens de paiement a confirmé par écrit que le compte est ouvert, elle remplace les paiements d’activation.")),
		Iff(p.State.Written != "", func() Node {
			return components.SummaryList(components.Pair{Term: "Enregistrée", Value: components.French(p.State.Written + ", le " + p.State.WrittenOn.French())})
		}),
		components.PostForm(components.PostFormProps{Action: payfipPath + "/ecrit", Label: "Confirmation écrite"},
			components.Field(components.FieldProps{ID: "confirmation", Label: "De qui, sous quelle référence", Value: p.Typed["confirmation"], Error: p.Refused.Of("confirmation"), Required: true, Autocomplete: "off"}),
			components.DateField(components.FieldProps{ID: "date", Label: "Date de l’écrit", Value: p.Typed["date"], Required: true}),
			components.Actions(components.ButtonPlain("Enregistrer la confirmation")),
		),
	)
}

func modeCard(p PayFiPPageProps) Node {
	mode, s := payfip.Mode(p.Saved.Mode), p.State
	to := func(mode payfip.Mode, label, button string) Node {
		return components.PostForm(components.PostFormProps{Action: payfipPath + "/mode", Label: label},
			components.HiddenFields(components.HiddenValue{Name: "mode", Value: string(mode)}), components.Actions(components.ButtonPlain(button)))
	}
	var body Group
	switch {
	case mode == payfip.ModeProduction:
		body = Group{P(components.French("Les familles paient pour de bon. Revenir en test ferme le paiement en ligne.")), to(payfip.ModeTest, "Revenir en test", "Revenir en mode test")}
	case !s.AskedAt.IsZero():
		body = Group{
			components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Seconde confirmation", Text: "Numéro de client " + p.Saved.Numcli + ", service " + p.Saved.SOAPURL + ". À partir de là, l’argent est réel."}),
			components.PostForm(components.PostFormProps{Action: payfipPath + "/production/confirmation", Label: "Passer en production"},
				components.CheckboxField(components.CheckboxFieldProps{ID: "compris", Label: "J’ai vérifié le numéro de client, et les familles peuvent payer pour de bon.", Error: p.Refused.Of("compris"), Required: true}),
				components.Actions(components.ButtonMain("Passer en production")),
			),
		}
	default:
		body = Group{P(components.French("En mode test et en activation, une école réelle ne propose pas le paiement en ligne aux familles."))}
		if mode != payfip.ModeActivation {
			body = append(body, to(payfip.ModeActivation, "Passer en activation", "Passer en mode activation"))
		} else {
			body = append(body, to(payfip.ModeTest, "Revenir en test", "Revenir en mode test"))
		}
		body = append(body, components.PostForm(components.PostFormProps{Action: payfipPath + "/production", Label: "Demander la production"},
			components.Actions(components.ButtonPlain("Demander la production"))))
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Mode"}), body)
}
