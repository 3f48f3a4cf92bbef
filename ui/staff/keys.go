package staff

import (
	"errors"
	"net/http"
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const keysPath = "/gestion/ecole/preuves"

var keysProps = components.PageProps{Title: "Secondes preuves", Breadcrumb: underSchool("Secondes preuves")}

func keysRoutes() []web.Route {
	return []web.Route{
		{Method: http.MethodGet, Pattern: keysPath, Who: web.Staff(school.ResetFactors), Handle: showKeys},
		{Method: http.MethodPost, Pattern: keysPath, Who: web.Staff(school.ResetFactors), Handle: resetKey},
	}
}

func showKeys(v *web.Visit) error { return keysPage(v, "", "", web.Refused{}) }

func keysPage(v *web.Visit, chosen, reason string, refused web.Refused) error {
	keys, err := school.KeysFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	page := v.Page
	if refused.Errors != nil {
		page = v.PageAgain
	}
	return page(keysProps, KeysPage(KeysPageProps{Keys: keys, Me: v.Session.StaffID, Chosen: chosen, Reason: reason, Practice: school.IsPractice(v.App), Refused: refused}))
}

func resetKey(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	if v.Field("personne") == v.Session.StaffID {
		return v.SeeWith(keysPath, "stop", "La vôtre se remplace dans votre page, avec un code de secours : personne ne retire sa propre preuve.")
	}
	err := school.ResetFactor(v.Ctx(), v.App, v.Field("personne"), v.Field("motif"))
	if errors.Is(err, school.ErrNoFactor) {
		return v.SeeWith(keysPath, "wait", components.Sentence(err.Error()))
	}
	if refused, ok := refusedBy(v, err, "motif"); ok {
		return keysPage(v, v.Field("personne"), v.Field("motif"), refused)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(keysPath, components.OK, "La seconde preuve est retirée : la personne en est avertie et en enregistrera une autre à sa prochaine connexion.")
}

// KeysPageProps is the second proofs of the staff.
type KeysPageProps struct {
	Keys               []school.Key
	Me, Chosen, Reason string
	Practice           bool
	Refused            web.Refused
}

// KeysPage shows who has registered a telephone, and takes a lost one away.
func KeysPage(p KeysPageProps) Node {
	var rows []components.Row
	var options []components.OptionProps
	for _, k := range p.Keys {
		state, used := components.Tag("wait", "à enregistrer"), "jamais"
		if !k.MadeAt.IsZero() {
			state = components.Tag("ok", "enregistrée")
			used = "le " + k.UsedAt.Time().Format("02/01/2006")
			if k.ID != p.Me {
				options = append(options, components.OptionProps{Value: k.ID, Label: k.Name()})
			}
		}
		var labels []string
		for _, r := range k.Roles {
			labels = append(labels, r.Label())
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(k.Name()), components.French(join(labels)), state, components.French(used), Text(strconv.Itoa(k.Recovery))}})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Secondes preuves", Lead: "Qui touche à l’argent, aux aides ou aux accès donne, après le code du courriel, celui de son téléphone."}),
		Iff(p.Practice, func() Node {
			return components.Notice(components.NoticeProps{Kind: "info", Title: "École d’entraînement", Text: "Ici, la seconde preuve n’est demandée qu’à ceux qui l’ont enregistrée dans leur page."})
		}),
		components.DataTable(components.DataTableProps{
			Caption: "Personnes tenues à une seconde preuve", List: &components.Listing{Find: "Chercher une personne, une fonction", Noun: "personne", Nouns: "personnes"}, Stacked: true, RowHead: true, Rows: rows,
			Columns: []components.Column{{Label: "Personne"}, {Label: "Fonctions"}, {Label: "Seconde preuve"}, {Label: "Dernière preuve"}, {Label: "Codes de secours restants"}},
		}),
		Iff(len(options) > 0, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Retirer une preuve perdue"}),
				P(components.French("Reconnaissez d’abord la personne de vive voix : une demande par courriel peut venir d’une boîte volée. Elle est avertie et ses sessions se ferment.")),
				components.PostForm(components.PostFormProps{Action: keysPath},
					components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "personne", Label: "Personne", Value: p.Chosen, Required: true}, Options: options}),
					components.Field(components.FieldProps{ID: "motif", Label: "Motif, gardé au journal", Value: p.Reason, Error: p.Refused.Of("motif"), Required: true, Autocomplete: "off"}),
					components.Actions(components.ButtonStop("Retirer la preuve")),
				),
			)
		}),
	}
}
