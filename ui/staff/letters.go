package staff

import (
	"errors"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const lettersPath = "/gestion/ecole/courriers"

var lettersProps = components.PageProps{Title: "Courriers avec un code", Breadcrumb: underSchool("Courriers avec un code")}

func showLetters(v *web.Visit) error {
	return lettersPage(v, school.LetterFilter{Class: v.Query("classe"), Everyone: v.Query("qui") == "tous"}, web.Refused{})
}

func lettersPage(v *web.Visit, f school.LetterFilter, refused web.Refused) error {
	people, err := school.AddresseesFor(v.App, v.Actor, f)
	if err != nil {
		return err
	}
	classes, err := school.ClassCodes(v.App)
	if err != nil {
		return err
	}
	page := v.Page
	if len(refused.Findings) > 0 {
		page = v.PageAgain
	}
	return page(lettersProps, LettersPage(LettersPageProps{Filter: f, Classes: classes, People: people, Refused: refused}))
}

// printLetters makes the codes and answers with the letters: they exist on this paper only, so there is no page to come
// back to.
func printLetters(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	f := school.LetterFilter{Class: v.Field("classe"), Everyone: v.Field("qui") == "tous"}
	people, err := addresseesOf(v, f)
	if err == nil && len(people) == 0 {
		err = law.Object("", "Il n’y a personne à qui écrire.", "Choisissez une autre classe, ou toutes les familles.")
	}
	if refused, ok := refusedBy(v, err); ok {
		return lettersPage(v, f, refused)
	}
	if errors.Is(err, school.ErrNoPupil) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	if people, err = school.PrintCodesFor(v.Ctx(), v.App, people); err != nil {
		return err
	}
	body, err := document.AccessLetters(accessBatch(v, people))
	if err != nil {
		return err
	}
	return v.File("courriers-codes.pdf", "application/pdf", body, false)
}

// addresseesOf is one person when the form names one, otherwise everybody that the filter selects.
func addresseesOf(v *web.Visit, f school.LetterFilter) ([]school.Addressee, error) {
	kind, id, one := strings.Cut(v.Field("personne"), ":")
	if !one {
		return school.AddresseesFor(v.App, v.Actor, f)
	}
	a, err := school.AddresseeFor(v.App, v.Actor, school.PersonKind(kind), id)
	return []school.Addressee{a}, err
}

func accessBatch(v *web.Visit, people []school.Addressee) document.AccessBatch {
	clock := school.Clock(v.App)
	batch := document.AccessBatch{
		Origin: origin(v), SiteURL: siteURL(v) + "/connexion/courrier", ValidUntil: clock.Today().Add(school.LetterCodeDays),
		Help: document.Contact{Role: "Secrétariat", Phone: v.Identity.Phone, Email: v.Identity.Email},
	}
	for _, p := range people {
		batch.Letters = append(batch.Letters, document.AccessLetter{Name: p.LetterName(), AddressLines: p.AddressLines, Pupils: p.Pupils, Code: p.Code})
	}
	return batch
}

// origin is the head of the school's papers.
func origin(v *web.Visit) document.Origin {
	i := v.Identity
	lines := append(filled(strings.Split(i.Address, "\n")...), filled(i.Postcode+" "+i.Town)...)
	return document.Origin{
		Letterhead: document.Letterhead{SchoolName: i.Name, AddressLines: lines, Phone: i.Phone, Email: i.Email, Academy: i.Academy, Place: i.Town},
		MadeAt:     school.Clock(v.App).Now(), Practice: school.IsPractice(v.App),
	}
}

// siteURL is the address at which the reader sees us.
func siteURL(v *web.Visit) string {
	scheme := "http"
	if v.IsTLS() || v.Request.Header.Get("X-Forwarded-Proto") == "https" {
		scheme = "https"
	}
	return scheme + "://" + v.Request.Host
}

// letterForm prints the letter of one person.
func letterForm(kind school.PersonKind, id, button, warning string) Node {
	return components.PostForm(components.PostFormProps{Action: lettersPath},
		components.Actions(components.ButtonPlain(button)), P(components.Soft(warning)),
		components.HiddenFields(components.HiddenValue{Name: "personne", Value: string(kind) + ":" + id}))
}

// LettersPageProps is the batch of letters with a code.
type LettersPageProps struct {
	Filter  school.LetterFilter
	Classes []string
	People  []school.Addressee
	Refused web.Refused
}

// LettersPage says who will be written to before anything is printed.
func LettersPage(p LettersPageProps) Node {
	who := ""
	if p.Filter.Everyone {
		who = "tous"
	}
	var classes []components.OptionProps
	for _, c := range p.Classes {
		classes = append(classes, components.OptionProps{Value: c, Label: c})
	}
	var rows []components.Row
	for _, a := range p.People {
		rows = append(rows, components.Row{Cells: []Node{components.French(a.LetterName()), components.French(strings.Join(a.Pupils, " ; ")), addressState(a)}})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Courriers avec un code", Lead: "Une page par représentant légal, à plier en trois dans une enveloppe à fenêtre. Le code ouvre son espace une seule fois, sans adresse électronique."}),
		FilterForm(lettersPath, "Choisir les destinataires",
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "classe", Label: "Classe", Value: p.Filter.Class, Filter: true}, Options: classes, Empty: "Tout l’établissement"}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "qui", Label: "Destinataires", Value: who, Filter: true},
				Options: []components.OptionProps{{Value: "tous", Label: "toutes les familles"}}, Empty: "Sans adresse électronique"}),
		),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: law.Counted(len(p.People), "courrier à imprimer", "courriers à imprimer")}),
			Iff(len(p.People) > 0, func() Node {
				return Group{
					components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Les codes précédents cesseront de fonctionner",
						Text: "Imprimer fait un nouveau code pour chaque personne de la liste et annule ceux des courriers plus anciens. Imprimez quand vous êtes prêt à poster."}),
					components.PostForm(components.PostFormProps{Action: lettersPath, Label: "Imprimer les courriers"},
						components.Actions(components.ButtonMain("Imprimer "+law.Counted(len(p.People), "courrier", "courriers"))),
						components.HiddenFields(components.HiddenValue{Name: "classe", Value: p.Filter.Class}, components.HiddenValue{Name: "qui", Value: who})),
				}
			}),
			components.DataTable(components.DataTableProps{
				Caption: "Destinataires", List: &components.Listing{Find: "Chercher un destinataire", Noun: "destinataire", Nouns: "destinataires"}, HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Personne à qui écrire : tous ces responsables ont une adresse électronique.",
				Columns: []components.Column{{Label: "Destinataire"}, {Label: "Élèves"}, {Label: "Adresse postale"}},
			}),
		),
	}
}

func addressState(a school.Addressee) Node {
	if len(a.AddressLines) == 0 {
		return components.Tag(components.Wait, "inconnue : à remettre en main propre")
	}
	return components.French(a.AddressLines[len(a.AddressLines)-1])
}
