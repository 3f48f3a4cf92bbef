package staff

import (
	"errors"
	"strings"

	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

var identityProps = components.PageProps{Title: "Identité de l’établissement", Breadcrumb: underSchool("Identité de l’établissement")}

// underSchool is the way down to a page of École.
func underSchool(title string) []components.Crumb {
	return []components.Crumb{{Label: "École", Href: "/gestion/ecole"}, {Label: title}}
}

func showIdentity(v *web.Visit) error {
	s, err := school.IdentitySettingsFor(v.App, v.Actor)
	if errors.Is(err, school.ErrNoSchool) {
		return v.Page(identityProps, components.PageHead(components.PageHeadProps{Title: "Identité de l’établissement"}), noSchoolYet(v))
	}
	if err != nil {
		return err
	}
	props, err := identityPageProps(v, s)
	if err != nil {
		return err
	}
	return v.Page(identityProps, IdentityPage(props))
}

func identityPageProps(v *web.Visit, s school.IdentitySettings) (p IdentityPageProps, err error) {
	p = IdentityPageProps{UAI: v.Identity.UAI, Settings: s, Missing: school.MissingNotices(v.Identity)}
	for _, which := range []school.Picture{school.Logo, school.Signature} {
		content, err := school.PictureOf(v.App, which)
		if err != nil {
			return p, err
		}
		p.Pictures = append(p.Pictures, PictureProps{Which: which, Kept: len(content) > 0})
	}
	return p, nil
}

// noSchoolYet stands in for a page that needs a school.
func noSchoolYet(v *web.Visit) Node {
	p := components.EmptyProps{Icon: "school", Title: "Aucun établissement n’est encore connu.", Text: "Le premier import de SIECLE apporte le code UAI et le nom."}
	if v.Actor.May(school.ImportPeople) {
		p.Actions = []Node{components.LinkMain("Importer les fichiers de SIECLE", "/gestion/ecole/import")}
	}
	return components.Empty(p)
}

func saveIdentity(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	s := school.IdentitySettings{
		Name: v.Field("nom"), Kind: v.Field("nature"), Academy: v.Field("academie"), Authority: v.Field("collectivite"),
		Address: v.Field("adresse"), Postcode: v.Field("codepostal"), Town: v.Field("commune"), Phone: v.Field("telephone"), Email: strings.ToLower(v.Field("courriel")),
		HeadName: v.Field("chef"), HeadTitle: v.Field("titre"), BursarName: v.Field("gestionnaire"), AccountantName: v.Field("comptable"),
		SocialWorkerName: v.Field("social"), TimeZone: v.Field("fuseau"),
		HeadCivility: v.Field("civilite_chef"), BursarCivility: v.Field("civilite_gestionnaire"), BursarTitle: v.Field("titre_gestionnaire"),
		AccountantCivility: v.Field("civilite_comptable"), SocialWorkerCivility: v.Field("civilite_social"), SocialWorkerTitle: v.Field("titre_social"),
		Website: v.Field("site"), AgencySchool: v.Field("agence"), AccountingYear: v.Field("exercice"), InsuranceNote: v.Field("assurance"),
		UnderContract: v.Field("sous_contrat") != "",
		DPOName:       v.Field("dpd"), DPOEmail: strings.ToLower(v.Field("dpd_courriel")), HostName: v.Field("hebergeur"), HostAddress: v.Field("hebergeur_adresse"), HostPhone: v.Field("hebergeur_telephone"),
	}
	err := school.SaveIdentity(v.Ctx(), v.App, s)
	if refused, ok := refusedBy(v, err, "nom", "nature", "courriel", "fuseau", "site", "exercice", "civilite_chef", "civilite_gestionnaire", "civilite_comptable",
		"civilite_social", "dpd_courriel"); ok {
		props, err := identityPageProps(v, s)
		if err != nil {
			return err
		}
		props.Refused = refused
		return v.PageAgain(identityProps, IdentityPage(props))
	}
	if err != nil {
		return err
	}
	return v.SeeWith("/gestion/ecole/identite", components.OK, "L’identité de l’établissement est enregistrée.")
}

// IdentityPageProps is the form of the school's identity.
type IdentityPageProps struct {
	UAI      string
	Settings school.IdentitySettings
	Pictures []PictureProps
	Missing  []string // of the legal notices
	Refused  web.Refused
}

// IdentityPage asks what the school says of itself.
func IdentityPage(p IdentityPageProps) Node {
	s, r := p.Settings, p.Refused
	field := func(id, label, value, hint string) Node {
		return components.Field(components.FieldProps{ID: id, Label: label, Value: value, Hint: hint, Error: r.Of(id), Autocomplete: "off"})
	}
	var kinds []components.OptionProps
	for _, k := range school.SchoolKinds {
		kinds = append(kinds, components.OptionProps{Value: k.Code, Label: k.Label})
	}
	civility := func(id, whose, value string) Node {
		options := []components.OptionProps{{Value: "", Label: "Non précisée"}}
		for _, c := range school.Civilities {
			options = append(options, components.OptionProps{Value: c, Label: c})
		}
		return components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{
			ID: id, Label: "Civilité " + whose, Value: value, Error: r.Of(id), Width: "s",
		}, Options: options})
	}
	var zones []components.OptionProps
	for _, z := range school.TimeZones {
		zones = append(zones, components.OptionProps{Value: z.Name, Label: z.Label})
	}
	return Group{
		r.Head(),
		components.PageHead(components.PageHeadProps{Title: "Identité de l’établissement", Lead: "Ce qui figure en tête des courriers, des lettres d’engagement et des quittances."}),
		components.PostForm(components.PostFormProps{Action: "/gestion/ecole/identite", Draft: "identite"},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "L’établissement"}),
				components.DefinitionGrid(components.Pair{Term: "Code UAI", Value: Group{components.Money(p.UAI), Text(" "), components.Soft("vient de SIECLE, ne se modifie pas")}}),
				components.Field(components.FieldProps{ID: "nom", Label: "Nom", Value: s.Name, Required: true, Error: r.Of("nom"), Autocomplete: "organization"}),
				components.RadioGroup(components.ChoiceProps{ID: "nature", Legend: "Nature", Value: s.Kind, Required: true, Options: kinds, Error: r.Of("nature"), Inline: true}),
				field("academie", "Académie", s.Academy, ""),
				field("collectivite", "Collectivité de rattachement", s.Authority, ""),
				field("agence", "Établissement support de l’agence comptable", s.AgencySchool, "Vide : l’établissement est le siège de sa propre agence."),
				components.Field(components.FieldProps{ID: "exercice", Label: "Exercice comptable", Value: s.AccountingYear, Error: r.Of("exercice"), Width: "s", InputMode: "numeric",
					Hint: "L’année civile, comme 2026."}),
				components.CheckboxField(components.CheckboxFieldProps{ID: "sous_contrat", Label: "Établissement privé sous contrat", Checked: s.UnderContract,
					Hint: "Des communes le demandent pour leurs aides : l’attestation le dit."}),
				components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{
					ID: "fuseau", Label: "Fuseau horaire", Value: s.TimeZone, Required: true, Error: r.Of("fuseau"), Width: "l",
					Hint: "Les dates limites, les heures calmes et les preuves de signature en dépendent.",
				}, Options: zones}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Adresse et contact"}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "adresse", Label: "Adresse", Value: s.Address, Hint: "Une ligne par ligne."}, Rows: "2"}),
				components.Field(components.FieldProps{ID: "codepostal", Label: "Code postal", Value: s.Postcode, Width: "s", InputMode: "numeric"}),
				field("commune", "Commune", s.Town, ""),
				components.Field(components.FieldProps{ID: "telephone", Label: "Téléphone", Value: s.Phone, Width: "m", Type: "tel"}),
				components.Field(components.FieldProps{ID: "courriel", Label: "Adresse électronique de contact", Value: s.Email, Type: "email", Error: r.Of("courriel")}),
				components.Field(components.FieldProps{ID: "site", Label: "Site de l’établissement", Value: s.Website, Type: "url", Error: r.Of("site"), Autocomplete: "off"}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Signataires et contacts"}),
				civility("civilite_chef", "du chef d’établissement", s.HeadCivility),
				field("chef", "Chef d’établissement", s.HeadName, "Le nom tel qu’il signe : « Claire Vasseur »."),
				field("titre", "Son titre", s.HeadTitle, "La principale, le proviseur…"),
				civility("civilite_gestionnaire", "du gestionnaire", s.BursarCivility),
				field("gestionnaire", "Secrétaire général ou gestionnaire", s.BursarName, ""),
				field("titre_gestionnaire", "Le titre du gestionnaire", s.BursarTitle, "Le secrétaire général, l’adjointe gestionnaire…"),
				civility("civilite_comptable", "de l’agent comptable", s.AccountantCivility),
				field("comptable", "Agent comptable", s.AccountantName, ""),
				civility("civilite_social", "de l’assistant social", s.SocialWorkerCivility),
				field("social", "Assistant de service social", s.SocialWorkerName, "Son nom accompagne l’offre d’aide, sur les lettres aux familles."),
				field("titre_social", "Le titre de l’assistant social", s.SocialWorkerTitle, "Assistante de service social, conseillère technique…"),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Mentions légales et données personnelles", Aside: components.RuleLink("D-18")}),
				Iff(len(p.Missing) > 0, func() Node {
					return components.Notice(components.NoticeProps{Kind: "wait", Title: "Aucun voyage ne s’ouvre aux familles tant qu’il manque", Text: components.Capital(strings.Join(p.Missing, ", ")) + "."})
				}),
				field("dpd", "Déléguée ou délégué à la protection des données", s.DPOName, "Le plus souvent celle ou celui de l’académie."),
				components.Field(components.FieldProps{ID: "dpd_courriel", Label: "Son adresse électronique", Value: s.DPOEmail, Type: "email", Error: r.Of("dpd_courriel"), Autocomplete: "off", Hint: "Publiée sur la page de confidentialité ; les rappels des demandes y partent aussi."}),
				field("hebergeur", "Hébergeur du service", s.HostName, "Son nom ou sa raison sociale."),
				field("hebergeur_adresse", "Adresse de l’hébergeur", s.HostAddress, ""),
				components.Field(components.FieldProps{ID: "hebergeur_telephone", Label: "Téléphone de l’hébergeur", Value: s.HostPhone, Type: "tel", Width: "m", Autocomplete: "off"}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Assurance de l’établissement"}),
				components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "assurance", Label: "Ce que les lettres en disent", Value: s.InsuranceNote,
					Hint: "Le contrat de l’établissement et ce qu’il couvre, en une ou deux phrases."}, Rows: "2"}),
			),
			components.Actions(components.ButtonMain("Enregistrer l’identité"), components.LinkButton("Annuler", "/gestion/ecole")),
		),
		picturesCard(p.Pictures),
	}
}
