package staff

import (
	"errors"
	"net/http"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	providersPath = "/gestion/ecole/connexions"
	newProvider   = "nouveau"
)

var providersProps = components.PageProps{Title: "Connexions extérieures", Breadcrumb: underSchool("Connexions extérieures")}

func providerRoutes() []web.Route {
	sets := web.Staff(school.SetProviders)
	return []web.Route{
		{Method: http.MethodGet, Pattern: providersPath, Who: sets, Handle: showProviders},
		{Method: http.MethodGet, Pattern: providersPath + "/{provider}", Sample: providersPath + "/" + newProvider, Who: sets, Handle: showProvider},
		{Method: http.MethodPost, Pattern: providersPath + "/{provider}", Who: sets, Handle: saveProvider},
		{Method: http.MethodPost, Pattern: providersPath + "/{provider}/essai", Who: sets, Handle: tryProvider},
		{Method: http.MethodPost, Pattern: providersPath + "/{provider}/retrait", Who: sets, Handle: dropProvider},
	}
}

func showProviders(v *web.Visit) error {
	all, err := school.ProvidersFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(providersProps, ProvidersPage(all))
}

func showProvider(v *web.Visit) error {
	s, err := providerOf(v)
	if err != nil {
		return err
	}
	return providerPage(v, s, web.Refused{})
}

// providerOf is the provider of the page, an empty one for a new one.
func providerOf(v *web.Visit) (school.ProviderSettings, error) {
	if v.Path("provider") == newProvider {
		return school.ProviderSettings{Audience: school.ForFamilies, MatchBy: school.BySubject}, nil
	}
	s, err := school.ProviderFor(v.App, v.Actor, v.Path("provider"))
	if errors.Is(err, school.ErrNoProvider) {
		return s, web.ErrNotFound
	}
	return s, err
}

func providerPage(v *web.Visit, s school.ProviderSettings, refused web.Refused) error {
	page := v.Page
	if refused.Errors != nil {
		page = v.PageAgain
	}
	title := s.Name
	if s.ID == "" {
		title = "Nouveau raccordement"
	}
	props := components.PageProps{Title: title, Breadcrumb: []components.Crumb{{Label: "École", Href: "/gestion/ecole"}, {Label: providersProps.Title, Href: providersPath}, {Label: title}}}
	return page(props, ProviderPage(ProviderPageProps{Settings: s, Title: title, Back: notify.BaseURL(v.App) + "/connexion/retour", Practice: school.IsPractice(v.App), Refused: refused}))
}

func saveProvider(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	known, err := providerOf(v)
	if err != nil {
		return err
	}
	s := school.ProviderSettings{
		ID: known.ID, Links: known.Links, Name: v.Field("nom"), Audience: school.ProviderAudience(v.Field("public")), Issuer: v.Field("emetteur"), ClientID: v.Field("client"),
		Secret: v.Field("secret"), MatchBy: school.MatchBy(v.Field("designation")), Scopes: v.Field("informations"), LevelAsked: v.Field("niveau"),
		SecondProofs: v.Field("preuves"), Open: v.Field("ouvert") != "",
	}
	_, err = school.SaveProvider(v.Ctx(), v.App, s)
	if refused, ok := refusedBy(v, err, "nom", "public", "emetteur", "client", "secret", "designation"); ok {
		return providerPage(v, s, refused)
	}
	if err != nil {
		return err
	}
	said := "Le raccordement est enregistré. Le bouton n’est pas encore sur la page de connexion."
	if s.Open {
		said = "Le raccordement est enregistré : le bouton est sur la page de connexion."
	}
	return v.SeeWith(providersPath, components.OK, said)
}

// tryProvider asks a provider what it is, at its recorded address: nobody signs in.
func tryProvider(v *web.Visit) error {
	s, err := providerOf(v)
	if err != nil {
		return err
	}
	if s.ID == "" {
		return web.ErrNotFound
	}
	if _, err := school.CheckProvider(v.Ctx(), v.App, s.Issuer); err != nil {
		v.App.Logger().Warn("identity provider", "error", err.Error())
		return v.SeeWith(providersPath+"/"+s.ID, components.Stop, s.Name+" : "+school.FaultText(err))
	}
	return v.SeeWith(providersPath+"/"+s.ID, components.OK, s.Name+" répond, annonce le code avec PKCE et des adresses protégées.")
}

func dropProvider(v *web.Visit) error {
	err := school.DropProvider(v.Ctx(), v.App, v.Path("provider"))
	if errors.Is(err, school.ErrNoProvider) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return v.SeeWith(providersPath, components.OK, "Le raccordement est retiré. Chacun entre de nouveau avec un code.")
}
