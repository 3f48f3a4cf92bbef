package staff

import (
	. "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const bankPath = "/gestion/ecole/banque"

var bankProps = components.PageProps{Title: "Identifiants bancaires", Breadcrumb: underSchool("Identifiants bancaires")}

func showBank(v *web.Visit) error {
	if v.Identity.UAI == "" {
		return v.Page(bankProps, components.PageHead(components.PageHeadProps{Title: "Identifiants bancaires"}), noSchoolYet(v))
	}
	ids, err := school.BankIDsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(bankProps, BankPage(BankPageProps{IDs: ids}))
}

func saveBank(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	ids := school.BankIDs{IBAN: v.Field("iban"), BIC: v.Field("bic"), ICS: v.Field("ics"), SIRET: v.Field("siret")}
	err := school.SaveBankIDs(v.Ctx(), v.App, ids)
	if refused, ok := refusedBy(v, err, "iban", "bic", "ics", "siret"); ok {
		return v.PageAgain(bankProps, BankPage(BankPageProps{IDs: ids, Refused: refused}))
	}
	if err != nil {
		return err
	}
	return v.SeeWith(bankPath, components.OK, "Les identifiants bancaires sont enregistrés.")
}

// BankPageProps is the form of the school's bank identifiers.
type BankPageProps struct {
	IDs     school.BankIDs
	Refused web.Refused
}

// BankPage asks how the school is paid.
func BankPage(p BankPageProps) Node {
	field := func(id, label, value, hint, width string) Node {
		return components.Field(components.FieldProps{ID: id, Label: label, Value: value, Hint: hint, Error: p.Refused.Of(id), Width: width, Autocomplete: "off"})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Identifiants bancaires", Lead: "Le compte de l’établissement et ses numéros, tels que les mandats et les fichiers de virement les portent."}),
		components.PostForm(components.PostFormProps{Action: bankPath},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Le compte de l’établissement"}),
				field("iban", "IBAN", p.IDs.IBAN, "Celui du compte au Trésor, tel que le RIB l’écrit ; les espaces ne comptent pas.", "l"),
				field("bic", "BIC", p.IDs.BIC, "Huit ou onze caractères.", "s"),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Numéros de l’établissement"}),
				field("ics", "Identifiant créancier SEPA (ICS)", p.IDs.ICS, "Il figure sur les mandats de prélèvement, comme FR12ZZZ123456.", "m"),
				field("siret", "SIRET", p.IDs.SIRET, "Quatorze chiffres.", "m"),
			),
			components.Actions(components.ButtonMain("Enregistrer les identifiants"), components.LinkButton("Annuler", "/gestion/ecole")),
		),
	}
}
