package staff

import (
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// StaffPageProps is the list of the staff.
type StaffPageProps struct {
	List   Listing
	Staff  []school.StaffMember
	Search string
	Role   school.Role
	Gone   bool
	Today  law.Day
	Zone   *time.Location

	MayImport bool
}

// StaffPage lists who may do what, and until when.
func StaffPage(p StaffPageProps) Node {
	gone := ""
	if p.Gone {
		gone = "oui"
	}
	var roles []components.OptionProps
	for _, r := range school.AllRoles {
		roles = append(roles, components.OptionProps{Value: string(r), Label: r.Label()})
	}
	var rows []components.Row
	for _, m := range p.Staff {
		rows = append(rows, components.Row{Cells: []Node{
			Group{A(Href(staffPath+"/"+m.ID), components.French(m.Name())), Iff(m.Discipline != "", func() Node { return Group{Br(), components.Soft(m.Discipline)} })},
			components.French(orDash(join(roleLabels(m)))), Text(orDash(m.Email)), access(m, p.Today), components.French(orDash(lastSeen(m, p.Zone))),
		}})
	}
	return Group{
		components.PageHead(components.PageHeadProps{
			Title: "Personnels et fonctions", Lead: "Chacun entre par un code envoyé à son adresse professionnelle. Les fonctions cochées ouvrent les pages ; rien d’autre ne les ouvre.",
			Actions: []Node{components.LinkMain("Ajouter une personne", staffPath+"/nouveau"), Iff(p.MayImport, func() Node { return components.LinkButton("Importer", staffImportPath) })},
		}),
		FilterForm(staffPath, "Chercher une personne",
			components.Field(components.FieldProps{ID: "q", Label: "Nom, courriel ou discipline", Type: "search", Value: p.Search, Filter: true, Autocomplete: "off"}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "fonction", Label: "Fonction", Value: string(p.Role), Filter: true}, Options: roles, Empty: "Toutes"}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "partis", Label: "Présence", Value: gone, Filter: true},
				Options: []components.OptionProps{{Value: "oui", Label: "parties"}}, Empty: "En poste"}),
		),
		components.Card(
			components.DataTable(components.DataTableProps{
				Caption: "Personnels", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Personne ne correspond à cette recherche.",
				Columns: []components.Column{{Label: "Personne"}, {Label: "Fonctions dans l’application"}, {Label: "Courriel"}, {Label: "Accès"}, {Label: "Dernière visite"}},
			}),
			p.List.Foot("personne", "personnes"),
		),
	}
}

func access(m school.StaffMember, today law.Day) Node {
	switch {
	case m.ActiveUntil != "" && m.ActiveUntil < today:
		return components.Tag(components.Neutral, "fermé depuis le "+m.ActiveUntil.Short())
	case m.Email == "" || len(m.Roles) == 0:
		return components.Tag(components.Neutral, "sans accès")
	case m.ActiveFrom > today:
		return components.Tag(components.Wait, "à partir du "+m.ActiveFrom.Short())
	case m.ActiveUntil != "":
		return components.Tag(components.Wait, "jusqu’au "+m.ActiveUntil.Short())
	}
	return components.Tag(components.OK, "ouvert")
}

func lastSeen(m school.StaffMember, zone *time.Location) string {
	if m.SeenAt.IsZero() {
		return ""
	}
	return clockFrench(m.SeenAt.Time(), zone)
}

// StaffFormPageProps is the form of one person.
type StaffFormPageProps struct {
	Title   string
	Member  school.StaffMember
	Shared  []school.Person // guardians who hold the same address
	Refused web.Refused
}

// roleHints say in a few words what each function opens.
var roleHints = map[school.Role]string{
	school.Head: "avis, autorisations, actes", school.Bursar: "budgets, actes, suivi des règlements", school.Accountant: "encaissements, PayFiP, effet des règles à confirmer",
	school.ImprestHolder: "voit les règlements", school.Secretary: "élèves, courriers, actes", school.Teacher: "prépare des voyages, sans l’argent des familles",
	school.Librarian: "prépare des voyages", school.SocialWorker: "voit les familles", school.Nurse: "voit les familles", school.Administrator: "donne les fonctions, importe, lit le journal",
}

// StaffFormPage asks who a person is, what they may do, and until when.
func StaffFormPage(p StaffFormPageProps) Node {
	m, r := p.Member, p.Refused
	action := staffPath + "/nouveau"
	if m.ID != "" {
		action = staffPath + "/" + m.ID
	}
	var roles []components.OptionProps
	for _, role := range school.AllRoles {
		roles = append(roles, components.OptionProps{Value: string(role), Label: role.Label(), Hint: roleHints[role]})
	}
	var ticked []string
	for _, role := range m.Roles {
		ticked = append(ticked, string(role))
	}
	return Group{
		r.Head(),
		components.PageHead(components.PageHeadProps{Title: p.Title}),
		Iff(len(p.Shared) > 0, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Info, Title: "Aussi responsable d’élève",
				Text: "L’adresse " + m.Email + " est aussi celle de " + p.Shared[0].Name() + ". À la connexion, les deux espaces sont proposés et restent séparés."})
		}),
		components.PostForm(components.PostFormProps{Action: action},
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "La personne"}),
				components.RadioGroup(components.ChoiceProps{ID: "civilite", Legend: "Civilité", Value: school.CivilityName(m.Civility), Inline: true,
					Options: []components.OptionProps{{Value: "Mme", Label: "Mme"}, {Value: "M.", Label: "M."}}}),
				components.Field(components.FieldProps{ID: "nom", Label: "Nom", Value: m.LastName, Required: true, Error: r.Of("nom"), Width: "l", Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "prenom", Label: "Prénom", Value: m.FirstName, Width: "l", Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "courriel", Label: "Adresse électronique professionnelle", Type: "email", Value: m.Email, Error: r.Of("courriel"),
					Hint: "Le code de connexion y est envoyé. Si c’est aussi celle d’un responsable d’élève, les deux espaces lui seront proposés.", Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "telephone", Label: "Téléphone", Type: "tel", Value: m.Phone, Width: "m", Autocomplete: "off"}),
				components.Field(components.FieldProps{ID: "portable", Label: "Téléphone portable", Type: "tel", Value: m.PhoneMobile, Width: "m", Autocomplete: "off"}),
				components.DateField(components.FieldProps{ID: "naissance", Label: "Date de naissance", Value: string(m.BirthOn), Error: r.Of("naissance"),
					Hint: "Elle distingue deux homonymes, et figure sur la demande de contrôle d’honorabilité."}),
				components.Field(components.FieldProps{ID: "discipline", Label: "Discipline ou fonction", Value: m.Discipline, Width: "l", Autocomplete: "off"}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Ce que cette personne peut faire"}),
				components.CheckboxGroup(components.ChoiceProps{ID: "fonctions", Legend: "Fonctions dans l’application", Values: ticked, Options: roles, Error: r.Of("fonctions"),
					Hint: "Une personne peut en cumuler plusieurs ; ordonnateur et comptable ne se cumulent pas."}),
			),
			components.Card(
				components.CardHead(components.CardHeadProps{Title: "Dates d’accès"}),
				components.DateField(components.FieldProps{ID: "depuis", Label: "En fonction depuis le", Value: string(m.ActiveFrom), Error: r.Of("depuis")}),
				components.DateField(components.FieldProps{ID: "jusquau", Label: "Accès coupé après le", Value: string(m.ActiveUntil), Error: r.Of("jusquau"),
					Hint: "Le dernier jour d’accès : le lendemain, ses sessions se ferment d’elles-mêmes."}),
			),
			components.Actions(components.ButtonMain("Enregistrer"), components.LinkButton("Annuler", staffPath)),
		),
	}
}
