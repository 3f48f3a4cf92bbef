package grants

import (
	"slices"
	"strconv"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showMeetings(v *web.Visit) error { return meetingsPage(v, map[string]string{}, nil, nil) }

func meetingsPage(v *web.Visit, form map[string]string, types []string, refusal *law.Refusal) error {
	p := MeetingsPageProps{Form: form, Chosen: types, MayInstruct: v.Actor.May(school.InstructAid), Refused: web.RefusedBy(v, refusal, "date", "heure", "lieu", "aides")}
	var err error
	if p.Commissions, err = aid.Commissions(v.App, v.Actor); err != nil {
		return err
	}
	if p.Types, err = aid.Types(v.App, v.Actor); err != nil {
		return err
	}
	page := components.PageProps{Title: "Commissions des aides", Breadcrumb: []components.Crumb{{Label: "Aides", Href: staffPath}, {Label: "Commissions"}}}
	if refusal != nil {
		return v.PageAgain(page, MeetingsPage(p))
	}
	return v.Page(page, MeetingsPage(p))
}

func prepareMeeting(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := map[string]string{"date": r.Text("date"), "heure": r.Text("heure"), "lieu": r.Text("lieu")}
	n := aid.NewCommission{HeldOn: r.Day("date"), HeldAt: r.Text("heure"), Place: r.Text("lieu"), TypeIDs: r.Form["aides"]}
	id := ""
	if err = r.Err(); err == nil {
		id, err = aid.Prepare(v.Ctx(), v.App, n)
	}
	err = renamed(err, map[string]string{"held_on": "date", "types": "aides"})
	return done(v, err, func(x *law.Refusal) error { return meetingsPage(v, form, r.Form["aides"], x) }, staffPath+"/commissions/"+id, "La commission est préparée, avec les demandes prêtes.")
}

func showMeeting(v *web.Visit) error { return meetingPage(v, map[string]string{}, nil) }

func meetingPage(v *web.Visit, form map[string]string, refusal *law.Refusal) error {
	p := MeetingPageProps{Form: form, MayInstruct: v.Actor.May(school.InstructAid), Refused: web.RefusedBy(v, refusal, "nom", "qualite", "courriel", "president", "compte_rendu", "demandes")}
	var err error
	if p.Commission, err = aid.CommissionFor(v.App, v.Actor, v.Path("commission")); err != nil {
		return found(err)
	}
	if p.Files, err = aid.FilesOf(v.App, v.Actor, p.Commission); err != nil {
		return err
	}
	if p.Ready, err = aid.Requests(v.App, v.Actor, aid.Filter{State: aid.Ready}); err != nil {
		return err
	}
	p.Ready = slices.DeleteFunc(p.Ready, func(r aid.Request) bool { return !slices.Contains(p.Commission.TypeIDs, r.TypeID) })
	page := components.PageProps{Title: "Commission du " + p.Commission.HeldOn.French(), Breadcrumb: []components.Crumb{
		{Label: "Aides", Href: staffPath}, {Label: "Commissions", Href: staffPath + "/commissions"}, {Label: p.Commission.HeldOn.French()}}}
	if refusal != nil {
		return v.PageAgain(page, MeetingPage(p))
	}
	return v.Page(page, MeetingPage(p))
}

func meetingOf(v *web.Visit) string { return staffPath + "/commissions/" + v.Path("commission") }

// atMeeting runs an operation on the commission of the address, once it is known to exist.
func atMeeting(v *web.Visit, said string, do func(*web.Reader, string) error) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	id := v.Path("commission")
	if _, err := aid.CommissionFor(v.App, v.Actor, id); err != nil {
		return found(err)
	}
	err = renamed(do(r, id), map[string]string{"membre": "nom", "email": "courriel", "minutes": "compte_rendu", "agenda": "demandes"})
	form := map[string]string{}
	for _, name := range []string{"nom", "qualite", "courriel", "president", "compte_rendu"} {
		form[name] = r.Text(name)
	}
	return done(v, err, func(x *law.Refusal) error { return meetingPage(v, form, x) }, meetingOf(v), said)
}

func addMember(v *web.Visit) error {
	return atMeeting(v, "Le membre est ajouté.", func(r *web.Reader, id string) error {
		return aid.AddMember(v.Ctx(), v.App, id, aid.Member{Name: r.Text("nom"), Capacity: r.Text("qualite"), Email: r.Text("courriel")})
	})
}

func removeMember(v *web.Visit) error {
	return atMeeting(v, "Le membre est retiré.", func(_ *web.Reader, id string) error { return aid.RemoveMember(v.Ctx(), v.App, id, v.Path("member")) })
}

func setAgenda(v *web.Visit) error {
	return atMeeting(v, "L’ordre du jour est enregistré.", func(r *web.Reader, id string) error { return aid.SetAgenda(v.Ctx(), v.App, id, r.Form["demandes"]) })
}

func convene(v *web.Visit) error {
	return atMeeting(v, "Les membres qui ont une adresse sont convoqués. Imprimez la convocation des autres.", func(_ *web.Reader, id string) error {
		_, err := aid.Convene(v.Ctx(), v.App, id)
		return err
	})
}

func holdMeeting(v *web.Visit) error {
	return atMeeting(v, "La commission s’est tenue. Le chef d’établissement décide sur chaque demande.", func(r *web.Reader, id string) error {
		return aid.Hold(v.Ctx(), v.App, id, aid.Attendance{Present: r.Form["presents"], President: r.Text("president")}, r.Text("compte_rendu"))
	})
}

// meetingFile prints one of the papers of a commission.
func meetingFile(v *web.Visit, name string, make func(aid.Commission, []aid.File) ([]byte, error)) error {
	c, err := aid.CommissionFor(v.App, v.Actor, v.Path("commission"))
	if err != nil {
		return found(err)
	}
	files, err := aid.FilesOf(v.App, v.Actor, c)
	if err != nil {
		return err
	}
	body, err := make(c, files)
	if err != nil {
		return err
	}
	return v.File(name, "application/pdf", body, true)
}

func sendConvocations(v *web.Visit) error {
	types, err := aid.Types(v.App, v.Actor)
	if err != nil {
		return err
	}
	return meetingFile(v, "convocations.pdf", func(c aid.Commission, files []aid.File) ([]byte, error) {
		if len(c.Members) == 0 {
			return nil, law.Object("", "Cette commission n’a aucun membre.", "Ajoutez-les d’abord.")
		}
		return document.Decision(convocationPapers(v.Paper(), c, types, len(files)))
	})
}

func sendAttendance(v *web.Visit) error {
	return meetingFile(v, "emargement.pdf", func(c aid.Commission, _ []aid.File) ([]byte, error) {
		return document.PrintedList(attendancePaper(v.Paper(), c))
	})
}

func sendAnonymous(v *web.Visit) error {
	return meetingFile(v, "dossiers-anonymes.pdf", func(c aid.Commission, files []aid.File) ([]byte, error) {
		return document.PrintedList(anonymousPaper(v.Paper(), c, files))
	})
}

// requestsOf are the requests of an agenda, by id.
func requestsOf(v *web.Visit) (map[string]aid.Request, error) {
	all, err := aid.Requests(v.App, v.Actor, aid.Filter{})
	byID := make(map[string]aid.Request, len(all))
	for _, r := range all {
		byID[r.ID] = r
	}
	return byID, err
}

func sendNominative(v *web.Visit) error {
	requests, err := requestsOf(v)
	if err != nil {
		return err
	}
	return meetingFile(v, "liste-nominative.pdf", func(c aid.Commission, files []aid.File) ([]byte, error) {
		return document.PrintedList(nominativePaper(v.Paper(), c, files, requests))
	})
}

func sendProofs(v *web.Visit) error {
	papers := map[string][]aid.Paper{}
	return meetingFile(v, "justificatifs.pdf", func(c aid.Commission, files []aid.File) ([]byte, error) {
		for _, f := range files {
			all, err := aid.PapersOf(v.App, v.Actor, f.RequestID)
			if err != nil {
				return nil, err
			}
			papers[f.RequestID] = all
		}
		return document.PrintedList(proofsPaper(v.Paper(), c, files, papers))
	})
}

func sendMinutes(v *web.Visit) error {
	return meetingFile(v, "proces-verbal.pdf", func(c aid.Commission, files []aid.File) ([]byte, error) {
		return document.Decision(minutesPaper(v.Paper(), c, files))
	})
}

func numero(n int) string { return "N° " + strconv.Itoa(n) }
