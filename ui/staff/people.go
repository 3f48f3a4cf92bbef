package staff

import (
	"errors"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const staffPath = "/gestion/ecole/personnels"

func showStaff(v *web.Visit) error {
	all, err := school.StaffFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	p := StaffPageProps{Search: v.Query("q"), Role: school.Role(v.Query("fonction")), Gone: v.Query("partis") != "", Today: v.Today(), Zone: school.Clock(v.App).Zone(), MayImport: v.Actor.May(school.ImportPeople)}
	for _, m := range all {
		gone := m.ActiveUntil != "" && m.ActiveUntil < p.Today
		if gone != p.Gone || (p.Role != "" && !holds(m, p.Role)) || !school.Matches(p.Search, m.FirstName+" "+m.LastName+" "+m.Email+" "+m.Discipline) {
			continue
		}
		p.Staff = append(p.Staff, m)
	}
	if done, err := exported(v, "personnels", func() document.Sheet { return staffSheet(p.Staff) }); done {
		return err
	}
	p.List = listing(v, len(p.Staff))
	p.Staff = window(p.List, p.Staff)
	return v.Page(components.PageProps{Title: "Personnels et fonctions", Breadcrumb: underSchool("Personnels et fonctions")}, StaffPage(p))
}

func holds(m school.StaffMember, role school.Role) bool {
	for _, r := range m.Roles {
		if r == role {
			return true
		}
	}
	return false
}

func staffSheet(all []school.StaffMember) document.Sheet {
	s := document.Sheet{Title: "Personnels", Columns: []document.Column{
		{Name: "Civilité"}, {Name: "Nom"}, {Name: "Prénom"}, {Name: "Courriel"}, {Name: "Téléphone"}, {Name: "Portable"}, {Name: "Discipline ou fonction"}, {Name: "Fonctions dans l’application"},
		{Name: "Depuis le", Kind: document.KindDay}, {Name: "Jusqu’au", Kind: document.KindDay},
	}}
	for _, m := range all {
		s.Rows = append(s.Rows, []document.Cell{
			document.Text(school.CivilityName(m.Civility)), document.Text(m.LastName), document.Text(m.FirstName), document.Text(m.Email), document.Text(m.Phone), document.Text(m.PhoneMobile),
			document.Text(m.Discipline), document.Text(join(roleLabels(m))), document.Date(m.ActiveFrom), document.Date(m.ActiveUntil),
		})
	}
	return s
}

func roleLabels(m school.StaffMember) []string {
	var labels []string
	for _, r := range school.AllRoles {
		if holds(m, r) {
			labels = append(labels, r.Label())
		}
	}
	return labels
}

func newStaff(v *web.Visit) error { return staffForm(v, school.StaffMember{}, web.Refused{}) }

func editStaff(v *web.Visit) error {
	m, err := school.StaffMemberFor(v.App, v.Actor, v.Path("staff"))
	if errors.Is(err, school.ErrNoStaff) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return staffForm(v, m, web.Refused{})
}

// saveStaff creates or changes a person: the two addresses share one form and one operation.
func saveStaff(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	m := school.StaffMember{
		ID: v.Path("staff"), Civility: v.Field("civilite"), LastName: v.Field("nom"), FirstName: v.Field("prenom"), Email: v.Field("courriel"),
		Phone: v.Field("telephone"), PhoneMobile: v.Field("portable"), BirthOn: r.Day("naissance"), Discipline: v.Field("discipline"), ActiveFrom: r.Day("depuis"), ActiveUntil: r.Day("jusquau"),
	}
	for _, role := range r.Form["fonctions"] {
		m.Roles = append(m.Roles, school.Role(role))
	}
	id := ""
	if err = r.Err(); err == nil {
		id, err = school.SaveStaff(v.Ctx(), v.App, m)
	}
	if refused, ok := refusedBy(v, err, "nom", "courriel", "fonctions", "naissance", "depuis", "jusquau"); ok {
		return staffForm(v, m, refused)
	}
	if errors.Is(err, school.ErrNoStaff) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	text := "C’est enregistré : " + m.Name() + "."
	shared, err := school.GuardiansAt(v.App, v.Actor, m.Email)
	if err != nil {
		return err
	}
	if len(shared) > 0 {
		text += " Cette adresse est aussi celle de " + shared[0].Name() + ", responsable d’élève : à la connexion, les deux espaces seront proposés."
	}
	return v.SeeWith(staffPath+"/"+id, components.OK, text)
}

func staffForm(v *web.Visit, m school.StaffMember, refused web.Refused) error {
	title := "Nouvelle personne"
	if m.ID != "" {
		title = m.Name()
	}
	shared, err := school.GuardiansAt(v.App, v.Actor, m.Email)
	if err != nil {
		return err
	}
	page := v.Page
	if refused.Errors != nil {
		page = v.PageAgain
	}
	return page(components.PageProps{Title: title, Breadcrumb: []components.Crumb{
		{Label: "École", Href: "/gestion/ecole"}, {Label: "Personnels et fonctions", Href: staffPath}, {Label: title},
	}}, StaffFormPage(StaffFormPageProps{Title: title, Member: m, Shared: shared, Refused: refused}))
}
