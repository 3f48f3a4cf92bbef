package staff

import (
	"errors"
	"io"
	"net/http"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/bounce"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const badPath = messagesPath + "/adresses"

var badProps = components.PageProps{Title: "Adresses en échec", Breadcrumb: []components.Crumb{{Label: "Messages", Href: messagesPath}, {Label: "Adresses en échec"}}}

// badRoutes are the addresses that mail servers have condemned, and how their notices come in.
func badRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: badPath, Who: web.Staff(school.SeePeople), Handle: showBad},
		{Method: http.MethodPost, Pattern: badPath + "/essai", Who: web.Staff(school.PrintCodes), Handle: tryAddressAgain},
		{Method: http.MethodPost, Pattern: badPath + "/avis", Who: web.Staff(school.PrintCodes), Handle: readNotice},
		{Method: http.MethodPost, Pattern: "/courriel/retour/{secret}", Who: web.Public, Handle: hearBounce, OtherOrigin: true, MaxBody: bounce.Limit},
	}
}

func showBad(v *web.Visit) error {
	bad, err := notify.BadAddressesFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(badProps, BadPage(BadPageProps{Bad: bad, MayMend: v.Actor.May(school.PrintCodes), Zone: school.Clock(v.App).Zone()}))
}

func tryAddressAgain(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	if err := notify.TryAgain(v.Ctx(), v.App, v.Field("adresse")); err != nil {
		return err
	}
	return v.SeeWith(badPath, components.OK, "Les prochains messages repartiront à cette adresse.")
}

// readNotice reads a notice of non-delivery that was pasted.
func readNotice(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	notice, err := notify.ReadBounce(v.Ctx(), v.App, []byte(form.Get("avis")))
	switch {
	case errors.Is(err, bounce.ErrNoNotice):
		return v.SeeWith(badPath, components.Stop, "Ce texte n’est pas un avis de non-remise : copiez la source entière du message reçu, en-têtes compris.")
	case errors.Is(err, notify.ErrNotOurs):
		return v.SeeWith(badPath, components.Wait, components.Sentence(err.Error()))
	case err != nil:
		return err
	case notice.Dead():
		return v.SeeWith(badPath, components.OK, "L’adresse "+notice.Recipient+" est notée en échec : ses messages prennent le canal suivant.")
	case notice.Failed():
		return v.SeeWith(badPath, components.OK, "Le courriel à "+notice.Recipient+" est noté comme revenu : le message prend le canal suivant.")
	}
	return v.SeeWith(badPath, components.Wait, "Cet avis dit seulement que le courriel est en retard : rien n’a changé.")
}

// hearBounce learns from a mail server that a letter has come back.
func hearBounce(v *web.Visit) error {
	raw, err := io.ReadAll(v.Request.Body)
	if err != nil {
		return v.NoContent(http.StatusBadRequest)
	}
	err = notify.HearBounce(v.Request.Context(), v.App, v.Path("secret"), raw)
	switch {
	case errors.Is(err, notify.ErrCallback):
		return web.ErrNotFound
	case errors.Is(err, bounce.ErrNoNotice), errors.Is(err, notify.ErrNotOurs):
		return v.NoContent(http.StatusAccepted) // a mailbox forwards whatever it gets
	case err != nil:
		return err
	}
	return v.NoContent(http.StatusOK)
}

// BadPageProps is the addresses that cannot be written to.
type BadPageProps struct {
	Bad     []notify.BadAddress
	MayMend bool
	Zone    *time.Location
}

// BadPage lists the addresses to ask the family for again.
func BadPage(p BadPageProps) Node {
	columns := []components.Column{{Label: "Adresse"}, {Label: "De"}, {Label: "Depuis le"}, {Label: "Ce qu’en dit le serveur"}}
	if p.MayMend {
		columns = append(columns, components.Column{Label: "Action", Quiet: true})
	}
	var rows []components.Row
	for _, b := range p.Bad {
		cells := []Node{components.French(b.Address), components.French(b.Holders), components.French(clockFrench(b.Since.Time(), p.Zone)), components.French(b.Reason)}
		if p.MayMend {
			cells = append(cells, components.PostForm(components.PostFormProps{Action: badPath + "/essai", Label: "Réessayer " + b.Address},
				components.HiddenFields(components.HiddenValue{Name: "adresse", Value: b.ID}), components.ButtonPlain("Réessayer")))
		}
		rows = append(rows, components.Row{Cells: cells})
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Adresses en échec", Lead: "Un serveur de courriel dit qu’elles n’existent plus. Les messages prennent le canal suivant ; l’adresse se corrige dans SIECLE."}),
		components.Card(components.DataTable(components.DataTableProps{
			Caption: "Adresses en échec", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, Columns: columns, EmptyMessage: "Aucune adresse n’est en échec.",
			List: &components.Listing{Find: "Chercher une adresse ou un nom", Noun: "adresse", Nouns: "adresses"},
		})),
		Iff(p.MayMend, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Un courriel est revenu"}),
				P(components.Soft("Si les avis de non-remise arrivent dans votre boîte, collez ici la source du message.")),
				components.PostForm(components.PostFormProps{Action: badPath + "/avis", Label: "Lire un avis"},
					components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "avis", Label: "Source de l’avis de non-remise", Required: true, Autocomplete: "off"}, Rows: "6"}),
					components.Actions(components.ButtonPlain("Lire cet avis")),
				),
			)
		}),
	}
}
