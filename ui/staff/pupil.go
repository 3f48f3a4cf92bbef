package staff

import (
	"errors"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showPupil(v *web.Visit) error {
	p, err := school.PupilFileFor(v.App, v.Actor, v.Path("pupil"))
	if errors.Is(err, school.ErrNoPupil) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: p.Name(), Breadcrumb: []components.Crumb{
		{Label: "École", Href: "/gestion/ecole"}, {Label: "Élèves et familles", Href: pupilsPath}, {Label: p.Name()},
	}}, PupilPage(PupilPageProps{Pupil: p, MayMark: v.Actor.May(school.MarkDisagreement), MayPrint: v.Actor.May(school.PrintCodes)}))
}

func markPupil(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := school.MarkPupil(v.Ctx(), v.App, v.Path("pupil"), v.Field("desaccord") != "", v.Field("interdiction") != "")
	if errors.Is(err, school.ErrNoPupil) {
		return web.ErrNotFound
	}
	if err != nil {
		return err
	}
	return v.SeeWith(pupilsPath+"/"+v.Path("pupil"), components.OK, "Les repères de vigilance sont enregistrés ; le journal en garde la trace.")
}

// PupilPageProps is a pupil's file.
type PupilPageProps struct {
	Pupil             school.PupilFile
	MayMark, MayPrint bool
}

// PupilPage shows a pupil and their guardians, contact details included.
func PupilPage(p PupilPageProps) Node {
	s := p.Pupil
	var guardians, past []Node
	for _, g := range s.Guardians {
		if g.EndedOn != "" {
			past = append(past, guardianFile(g, p))
			continue
		}
		guardians = append(guardians, guardianFile(g, p))
	}
	return Group{
		components.PageHead(components.PageHeadProps{Eyebrow: pupilEyebrow(s), Title: s.Name(), Tag: vigilance(s)}),
		components.Columns(
			Group{
				H2(Text("Responsables")),
				Iff(len(guardians) == 0, func() Node {
					return components.Notice(components.NoticeProps{Kind: components.Wait, Text: "Aucun responsable n’est connu pour cet élève. Complétez SIECLE, puis importez de nouveau."})
				}),
				components.Stack(guardians...),
				Iff(len(past) > 0, func() Node { return components.Disclosure("Liens terminés", past...) }),
			},
			Group{identityCard(s), vigilanceCard(p), adultCard(p)},
		),
	}
}

func pupilEyebrow(s school.PupilFile) string {
	if s.LeftOn != "" {
		return "Sorti le " + s.LeftOn.French()
	}
	if s.Class == "" {
		return "Sans classe"
	}
	return "Classe de " + s.Class
}

func vigilance(s school.PupilFile) Node {
	var tags Group
	if s.Disagreement {
		tags = append(tags, components.Tag(components.Stop, "désaccord entre responsables"), Text(" "))
	}
	if s.ExitBan {
		tags = append(tags, components.Tag(components.Stop, "sortie du territoire interdite"), Text(" "))
	}
	if s.Adult {
		tags = append(tags, components.Tag(components.Neutral, "majeur : signe seul"))
	}
	if len(tags) == 0 {
		return nil
	}
	return tags
}

func guardianFile(g school.GuardianFile, p PupilPageProps) Node {
	var marks Group
	for _, m := range []struct {
		is   bool
		word string
	}{{g.Pays, "paie les frais"}, {g.GetsAid, "perçoit les aides"}, {g.LivesWith, "héberge l’élève"}, {g.ContactFirst == 1, "à contacter en premier"}} {
		if m.is {
			marks = append(marks, components.Tag(components.Neutral, m.word), Text(" "))
		}
	}
	if g.AddressHidden {
		marks = append(Group{components.Tag(components.Stop, "coordonnées à ne communiquer à personne"), Text(" ")}, marks...)
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: g.Name(), Level: 3, Who: g.Kinship() + " · " + g.Level(), Due: endedOn(g)}),
		If(len(marks) > 0, P(marks)),
		components.DefinitionGrid(reachPairs(g.Reach)...),
		Iff(p.MayPrint && g.EndedOn == "" && g.Responsibility < 3 && p.Pupil.LeftOn == "", func() Node {
			return letterForm(school.GuardianPerson, g.ID, "Imprimer un courrier avec un code", "Un code imprimé plus tôt pour "+g.Name()+" cessera de fonctionner.")
		}),
	)
}

func endedOn(g school.GuardianFile) string {
	if g.EndedOn == "" {
		return ""
	}
	return "jusqu’au " + g.EndedOn.French()
}

func reachPairs(r school.Reach) []components.Pair {
	mail := components.Soft("aucun")
	if r.Email != "" {
		mail = A(Href("mailto:"+r.Email), Text(r.Email))
	}
	pairs := []components.Pair{{Term: "Courriel", Value: mail}}
	for _, phone := range []struct{ term, number string }{{"Portable", r.PhoneMobile}, {"Domicile", r.PhoneHome}, {"Travail", r.PhoneWork}} {
		if phone.number != "" {
			pairs = append(pairs, components.Pair{Term: phone.term, Value: A(Href("tel:"+phone.number), Class("num"), Text(spaced(phone.number)))})
		}
	}
	if r.PhoneMobile != "" {
		pairs = append(pairs, components.Pair{Term: "SMS", Value: Text(map[bool]string{true: "acceptés", false: "non acceptés"}[r.SMSOk])})
	}
	var lines Group
	for i, line := range r.AddressLines() {
		lines = append(lines, If(i > 0, Br()), components.French(line))
	}
	if len(lines) == 0 {
		lines = Group{components.Soft("inconnue")}
	}
	return append(pairs, components.Pair{Term: "Adresse", Value: lines})
}

// spaced writes a French number by pairs: « 06 39 98 12 34 ».
func spaced(number string) string {
	if len(number) != 10 || strings.Trim(number, "0123456789") != "" {
		return number
	}
	return strings.Join([]string{number[:2], number[2:4], number[4:6], number[6:8], number[8:]}, "\u00a0")
}

func identityCard(s school.PupilFile) Node {
	pairs := []components.Pair{}
	add := func(term, value string) {
		if value != "" {
			pairs = append(pairs, components.Pair{Term: term, Value: components.French(value)})
		}
	}
	add("Nom de famille", s.LastName)
	add("Nom d’usage", s.UsageName)
	add("Prénoms", strings.Join(filled(s.FirstName, s.FirstName2, s.FirstName3), ", "))
	add("Naissance", strings.TrimSuffix(s.BirthOn.French()+", "+s.BirthPlace, ", "))
	add("INE", s.INE)
	add("Classe", strings.TrimSpace(s.Class+" "+s.ClassLabel))
	add("Formation", s.Mef)
	add("Régime", s.Boarding())
	add("Options", strings.Join(s.OptionLabels(), ", "))
	add("Groupes", strings.Join(s.Groups, ", "))
	add("Entré le", s.EnteredOn.French())
	add("Sorti le", s.LeftOn.French())
	add("Motif de sortie", s.ExitReason)
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Identité"}), components.DefinitionGrid(pairs...))
}

func vigilanceCard(p PupilPageProps) Node {
	s := p.Pupil
	if !p.MayMark {
		return nil
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Vigilance"}),
		components.PostForm(components.PostFormProps{Action: pupilsPath + "/" + s.ID + "/vigilance", Label: "Repères de vigilance"},
			components.CheckboxField(components.CheckboxFieldProps{ID: "desaccord", Label: "Désaccord connu entre les titulaires de l’autorité parentale", Checked: s.Disagreement,
				Hint: "Les deux signatures sont alors exigées pour un voyage (V-52)."}),
			components.CheckboxField(components.CheckboxFieldProps{ID: "interdiction", Label: "Interdiction de sortie du territoire connue", Checked: s.ExitBan}),
			components.Actions(components.ButtonPlain("Enregistrer les repères")),
		),
	)
}

func adultCard(p PupilPageProps) Node {
	if !p.Pupil.Adult || !p.MayPrint || p.Pupil.LeftOn != "" {
		return nil
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Élève majeur"}),
		components.DefinitionGrid(reachPairs(p.Pupil.Reach)...),
		letterForm(school.PupilPerson, p.Pupil.ID, "Imprimer son courrier avec un code", "Un code imprimé plus tôt pour cet élève cessera de fonctionner."),
	)
}
