package paperwork

import (
	"fmt"
	"slices"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle/codes"
	"github.com/openacademie/openacademie/internal/trip"
)

// namesOf is the bare list of some pupils, by class, with three columns for whatever it serves for.
func namesOf(title string, who func(Facts) []Traveller) func(Facts) document.ListData {
	return func(f Facts) document.ListData {
		all := who(f)
		blank := document.Column{Width: 28, Blank: true}
		return document.ListData{
			Title: title, GroupBy: "Classe", Empty: nobody, Signers: f.head(), Total: []document.Cell{document.Text(pupils(len(all)))},
			Columns: []document.Column{{Name: "Élève"}, blank, blank, blank},
			Groups: byClass(all, func(t Traveller) string { return t.Class }, func(t Traveller) []document.Cell {
				return []document.Cell{document.Text(t.Name())}
			}),
		}
	}
}

// administrative is the list by which an office prepares a trip: who is of age, which papers to look at, who eats where.
func administrative(title string, who func(Facts) []Traveller) func(Facts) document.ListData {
	return func(f Facts) document.ListData {
		all := who(f)
		var girls, boys, adult int
		regimes := map[string]int{}
		for _, t := range all {
			switch t.Sex {
			case "F":
				girls++
			case "M":
				boys++
			}
			if f.isAdult(t) {
				adult++
			}
			regimes[boardingOf(t.BoardingCode).label()]++
		}
		d := document.ListData{
			Title: title, Empty: nobody, Signers: f.head(),
			Columns: []document.Column{
				{Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Majeur au départ", Width: 22, Centred: true}, {Name: "F", Width: 10, Centred: true},
				{Name: "M", Width: 10, Centred: true}, {Name: "Régime", Width: 46}, {Name: "Visa à vérifier", Width: 22, Centred: true},
			},
			Groups: one(all, func(t Traveller) []document.Cell {
				return []document.Cell{
					document.Text(t.Name()), document.Text(t.Class), document.Text(cross(f.isAdult(t))), document.Text(cross(t.Sex == "F")), document.Text(cross(t.Sex == "M")),
					document.Text(boardingOf(t.BoardingCode).label()), document.Text(f.visaMark(t)),
				}
			}),
			Total: []document.Cell{
				document.Text(pupils(len(all))), {}, document.Text(itoa(adult)), document.Text(itoa(girls)), document.Text(itoa(boys)),
			},
		}
		if len(all) == 0 {
			return d
		}
		d.After = []document.Sheet{headcount(regimes, len(all))}
		if f.Trip.Abroad() {
			d.Notes = append(d.Notes, "Visa à vérifier : × pour une nationalité étrangère, « ? » quand la nationalité n’est pas connue. La fiche du pays et les pièces de chacun font foi.")
		}
		return d
	}
}

func headcount(regimes map[string]int, total int) document.Sheet {
	s := document.Sheet{Title: "Par régime", Columns: []document.Column{{Name: "Régime", Width: 90}, {Name: "Élèves", Kind: document.KindInt, Width: 24}},
		Total: []document.Cell{document.Text("Total"), document.Int(total)}}
	for _, b := range boardings {
		if n := regimes[b.label()]; n > 0 {
			s.Rows = append(s.Rows, []document.Cell{document.Text(b.label()), document.Int(n)})
		}
	}
	return s
}

func (f Facts) isAdult(t Traveller) bool {
	return t.BirthOn != "" && t.BirthOn.AgeOn(f.Trip.DepartsOn) >= school.Majority
}

// visaMark marks whose papers are to be looked at: every foreign nationality, the country's own sheet says the rest.
func (f Facts) visaMark(t Traveller) string {
	switch {
	case !f.Trip.Abroad(), trip.OriginOf(t.Nationality) == trip.FromFrance:
		return ""
	case trip.OriginOf(t.Nationality) == trip.FromNowhere:
		return "?"
	}
	return "×"
}

func nationality(code string) string {
	if name := codes.CountryName(code); name != "" {
		return name
	}
	return code
}

// missingLetters lists the families whose answer is awaited.
func missingLetters(f Facts) document.ListData {
	d := document.ListData{
		Title: "Lettres d’engagement non parvenues", GroupBy: "Classe", Empty: "Toutes les familles ont répondu.", Signers: []document.Signer{f.bursar()},
		Facts:   []document.Fact{{Label: "Réponse attendue avant le", Value: f.Trip.AnswerBy.French()}},
		Columns: []document.Column{{Name: "Élève"}, {Name: "Où en est la famille", Width: 50}, {Name: "Relance", Width: 40, Blank: true}},
	}
	if !f.lettersAwaited() {
		d.Empty = "Les familles ne sont pas invitées à répondre : les inscriptions ne sont pas ouvertes, ou sont closes."
		return d
	}
	awaited := slices.DeleteFunc(slices.Clone(f.Offered), func(p trip.Pupil) bool { return !p.Missing })
	d.Groups = byClass(awaited, func(p trip.Pupil) string { return p.Class }, func(p trip.Pupil) []document.Cell {
		return []document.Cell{document.Text(joined(" ", p.LastName, p.FirstName)), document.Text(awaitedWord(p))}
	})
	d.Total = []document.Cell{document.Text(counted(len(awaited), "lettre attendue", "lettres attendues"))}
	return d
}

// lettersAwaited tells whether families are invited to sign now.
func (f Facts) lettersAwaited() bool {
	return f.Trip.State == trip.Open || f.Trip.State == trip.Cleared
}

func awaitedWord(p trip.Pupil) string {
	switch {
	case p.Seat == trip.SeatOffered:
		return "place proposée, à signer"
	case p.Interest == "yes":
		return "intéressée, à signer"
	case p.Interest == "no":
		return "pas intéressée, à confirmer"
	}
	return "sans réponse"
}

// nonParticipants lists who stays, class by class. It does not say why (V-14).
func nonParticipants(f Facts) document.ListData {
	staying := slices.DeleteFunc(slices.Clone(f.Offered), func(p trip.Pupil) bool { return p.Seat == trip.SeatCommitted })
	return document.ListData{
		Title: "Élèves qui ne partent pas", GroupBy: "Classe", Empty: "Tous les élèves des classes concernées partent.",
		Columns: []document.Column{{Name: "Élève"}, {Name: "Accueil prévu", Width: 80, Blank: true}},
		Groups: byClass(staying, func(p trip.Pupil) string { return p.Class }, func(p trip.Pupil) []document.Cell {
			return []document.Cell{document.Text(joined(" ", p.LastName, p.FirstName))}
		}),
		Total: []document.Cell{document.Text(fmt.Sprintf("%s sur %d", pupils(len(staying)), len(f.Offered)))},
		Notes: []string{"Ces élèves sont accueillis et ont cours pendant le voyage (circulaire du 16 juillet 2024, MENE2407159C). La liste ne dit pas pourquoi un élève reste."},
	}
}

// checkList is what an organiser ticks while letters come back. Nobody collects money without a mandate (V-49): the last
// columns follow what families say they have handed to the office.
func checkList(f Facts) document.ListData {
	all := f.Travellers
	signed := len(f.committed())
	blank := func(name string) document.Column { return document.Column{Name: name, Width: 24, Blank: true} }
	return document.ListData{
		Title: "Suivi par l’organisateur", Empty: nobody,
		Facts: []document.Fact{{Label: "Organisateur", Value: f.Organiser.Titled()}, {Label: "Campagne n°", Value: "……………"}},
		Columns: []document.Column{
			{Name: "Élève"}, {Name: "Classe", Width: 20}, {Name: "Lettre revenue", Width: 24, Centred: true}, blank("Chèque"), blank("Espèces"), blank("Prélèvement"),
		},
		Groups: one(all, func(t Traveller) []document.Cell {
			return []document.Cell{document.Text(t.Name()), document.Text(t.Class), document.Text(cross(t.Seat == trip.SeatCommitted))}
		}),
		Total: []document.Cell{document.Text(pupils(len(all))), {}, document.Text(itoa(signed))},
		Notes: []string{
			"Sans mandat ni régie de recettes, personne ne reçoit d’argent des familles : ces colonnes suivent ce qui a été remis à l’intendance. Les espèces y vont directement, contre une quittance.",
		},
		Signers: []document.Signer{{Capacity: "L’organisateur", Name: f.Organiser.Titled()}},
	}
}
