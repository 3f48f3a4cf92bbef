package staff

import (
	"errors"
	"io"
	"net/http"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sms"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const smsPath = "/gestion/ecole/sms"

var smsProps = components.PageProps{Title: "SMS", Breadcrumb: underSchool("SMS")}

// smsFields are the fields of the form, for the summary of what is wrong.
var smsFields = []string{"prestataire", "adresse", "entetes", "corps", "expediteur", "prix", "plafond"}

// smsRoutes are the settings of short messages, and the addresses at which the provider speaks to us.
func smsRoutes() []web.Route {
	sets := web.Staff(school.SetSMS)
	heard := func(method string) web.Route {
		return web.Route{Method: method, Pattern: "/sms/etat/{secret}", Sample: "/sms/etat/inconnue", Who: web.Public, Handle: hearReport, OtherOrigin: true, MaxBody: 64 << 10}
	}
	return []web.Route{
		{Method: http.MethodGet, Pattern: smsPath, Who: sets, Handle: showSMS},
		{Method: http.MethodPost, Pattern: smsPath, Who: sets, Handle: saveSMS},
		{Method: http.MethodPost, Pattern: smsPath + "/essai", Who: sets, Handle: trySMS},
		{Method: http.MethodPost, Pattern: smsPath + "/adresses", Who: sets, Handle: renewAddresses},
		heard(http.MethodGet), heard(http.MethodPost),
	}
}

func showSMS(v *web.Visit) error {
	s, err := notify.SMSSettingsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return smsPage(v, v.Page, s, "", web.Refused{})
}

func smsPage(v *web.Visit, page pageFunc, s notify.SMSSettings, price string, refused web.Refused) error {
	p := SMSPageProps{Settings: s, Price: price, Practice: school.IsPractice(v.App), Refused: refused}
	if price == "" && s.Price > 0 {
		p.Price = cents.Amount(s.Price * 10).Plain() // tenths of a cent, written in cents
	}
	var err error
	if p.Reports, p.Replies, err = notify.CallbacksFor(v.App, v.Actor); err != nil {
		return err
	}
	if p.Bounces, err = notify.BounceAddressFor(v.App, v.Actor); err != nil {
		return err
	}
	if p.Meter, err = notify.MeterFor(v.App, v.Actor); err != nil {
		return err
	}
	return page(smsProps, SMSPage(p))
}

func saveSMS(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	s := notify.SMSSettings{
		Enabled: r.Text("ouvert") == "oui", Provider: r.Text("prestataire"), Country: r.Text("pays"), Ceiling: r.Amount("plafond"),
		Gateway: sms.Gateway{
			URL: r.Text("adresse"), Method: r.Text("methode"), Format: sms.Format(r.Text("forme")), Headers: r.Text("entetes"), Body: r.Text("corps"),
			Sender: r.Text("expediteur"), Secret: r.Text("secret"), IDField: r.Text("recu"),
		},
		Words: sms.Words{
			ID: r.Text("avis-numero"), State: r.Text("avis-etat"), Delivered: r.Text("remis"), Failed: r.Text("non-remis"),
			From: r.Text("reponse-de"), Text: r.Text("reponse-texte"), Reply: r.Text("reponse-numero"),
		},
	}
	price := r.Amount("prix") // typed in cents: 4,5
	s.Price = int(price / 10)
	if price%10 != 0 {
		r.Wrong("prix", "Le prix s’écrit en centimes, avec un chiffre après la virgule : 4,5.")
	}
	err = r.Err()
	if err == nil {
		err = notify.SaveSMS(v.Ctx(), v.App, s)
	}
	if refused, ok := refusedBy(v, err, smsFields...); ok {
		s.Gateway.Secret = ""
		return smsPage(v, v.PageAgain, s, r.Text("prix"), refused)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(smsPath, components.OK, "Les réglages sont enregistrés. Envoyez un SMS d’essai avant de compter dessus.")
}

func trySMS(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := notify.TrySMS(v.Ctx(), v.App, v.Field("numero"))
	var failure *notify.Failure
	switch {
	case errors.As(err, &failure), errors.Is(err, notify.ErrNoGateway):
		return v.SeeWith(smsPath, components.Stop, components.Sentence(err.Error()))
	case err != nil:
		return err
	case school.IsPractice(v.App):
		return v.SeeWith(smsPath, components.OK, "École d’entraînement : l’essai est fait, rien n’est parti dans le monde.")
	}
	return v.SeeWith(smsPath, components.OK, "Le prestataire a pris le SMS d’essai : vérifiez qu’il arrive.")
}

func renewAddresses(v *web.Visit) error {
	if err := notify.RenewCallbacks(v.Ctx(), v.App); err != nil {
		return err
	}
	return v.SeeWith(smsPath, components.OK, "Les adresses sont changées : donnez les nouvelles au prestataire.")
}

// heardFields reads what the provider posts, in whichever form.
func heardFields(v *web.Visit) (map[string]string, error) {
	body, err := io.ReadAll(v.Request.Body)
	if err != nil {
		return nil, err
	}
	return sms.Fields(v.Request.Header.Get("Content-Type"), body, v.Request.URL.Query())
}

// hearReport learns what became of a message. The address is the key; a stranger's is no page.
func hearReport(v *web.Visit) error {
	fields, err := heardFields(v)
	if err != nil {
		return v.NoContent(http.StatusBadRequest)
	}
	return heardAnswer(v, notify.HearReport(v.Request.Context(), v.App, v.Path("secret"), fields))
}

// heardAnswer tells the provider whether to say it again.
func heardAnswer(v *web.Visit, err error) error {
	switch {
	case err == nil:
		return v.NoContent(http.StatusOK)
	case errors.Is(err, notify.ErrCallback):
		return web.ErrNotFound
	case errors.Is(err, sms.ErrUnread):
		v.App.Logger().Warn("sms provider", "error", err.Error())
		return v.NoContent(http.StatusBadRequest)
	}
	return err
}
