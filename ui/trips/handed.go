package trips

import (
	"errors"
	"fmt"
	"net/http"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// handedRoutes are the letters of commitment on paper: printed, and ticked when they come back.
func handedRoutes() []web.Route {
	write := web.Staff(school.WriteTrips)
	return []web.Route{
		{Method: http.MethodGet, Pattern: staffTrip + "/lettres", Who: write, Handle: showHanded},
		{Method: http.MethodGet, Pattern: staffTrip + "/lettres.pdf", Who: write, Handle: printHanded},
		{Method: http.MethodPost, Pattern: staffTrip + "/lettres/classe", Who: write, Handle: receiveClass},
		{Method: http.MethodGet, Pattern: staffTrip + "/lettres/retour", Who: write, Handle: askReturn, Sample: staffTrip + "/lettres/retour?eleve={pupil}"},
		{Method: http.MethodPost, Pattern: staffTrip + "/lettres/retour", Who: write, Handle: receiveLetter},
	}
}

func showHanded(v *web.Visit) error { return handedPage(v, nil) }

func handedPage(v *web.Visit, refusal *law.Refusal) error {
	_, t, err := trip.ProjectOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	props := HandedPageProps{Trip: t, Receives: trip.MayReceive(v.Actor, t), On: v.Today(), Class: v.Field("classe"), Who: v.Query("qui"), Pupil: v.Query("eleve")}
	if props.Pupils, err = trip.PupilsOf(v.App, v.Actor, t.ID); err != nil {
		return err
	}
	if props.Version, _, err = trip.LetterOf(v.App, t.ID); err != nil {
		return err
	}
	if refusal == nil {
		return v.Page(inTrip(t, "Lettres sur papier"), HandedPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "qui", "eleve", "classe", "on")
	return v.PageAgain(inTrip(t, "Lettres sur papier"), HandedPage(props))
}

func printHanded(v *web.Visit) error {
	who, refusal := among(v)
	if refusal != nil {
		return handedPage(v, refusal)
	}
	who.Missing = who.PupilID == "" && v.Query("tout") == ""
	letters, t, err := trip.LettersToPrint(v.App, v.Actor, v.Path("trip"), who)
	if refusal, ok := web.Refusal(err); ok {
		return handedPage(v, refusal)
	}
	if err != nil {
		return err
	}
	if len(letters) == 0 {
		return handedPage(v, &law.Refusal{Findings: []law.Finding{{Severity: law.Block, Field: "qui", What: "Aucune lettre n’est à imprimer parmi ceux que vous avez choisis : toutes sont revenues."}}})
	}
	body, err := document.Commitments(paperCommitments(v.Paper(), t, letters))
	if err != nil {
		return err
	}
	return v.File("lettres-engagement.pdf", "application/pdf", body, true)
}

// paperCommitments gives each letter its boxes. The reference names the version, which is asked when the letter comes back.
func paperCommitments(origin document.Origin, t trip.Trip, letters []trip.PrintedLetter) []document.CommitmentData {
	all := make([]document.CommitmentData, 0, len(letters))
	for _, l := range letters {
		d := document.CommitmentData{
			Origin: origin, Pupil: paperPupil(l.Child), Trip: paperTrip(t), Letter: l.Body, Price: t.PriceCents, ReturnBy: t.AnswerBy,
			Reference: fmt.Sprintf("Texte, version %d · %s", l.Version, l.Digest[:8]),
		}
		if l.Adult {
			label := map[string]string{"F": "Élève majeure", "M": "Élève majeur"}[l.Sex]
			if label == "" {
				label = "Élève majeur·e"
			}
			d.Signatories = []document.Signatory{{Label: label, Name: l.Child.FirstName + " " + l.Child.LastName}}
		}
		for _, s := range l.Signers {
			if !l.Adult {
				d.Signatories = append(d.Signatories, document.Signatory{Label: s.Label(), Name: s.Name})
			}
		}
		all = append(all, d)
	}
	return all
}

// receiveClass ticks the letters of a class, but those that the page of one pupil must settle.
func receiveClass(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	class, on := r.Must("classe", "Choisissez la classe."), r.MustDay("on", "Inscrivez le jour où les lettres sont revenues.")
	version := r.Number("version")
	if refusal := r.Refusal(); refusal != nil {
		return handedPage(v, refusal)
	}
	missing, err := trip.MissingLetters(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	var ids []string
	names := map[string]string{}
	for _, p := range missing {
		if p.Class == class {
			ids = append(ids, p.ID)
			names[p.ID] = p.FirstName + " " + p.LastName
		}
	}
	received, refused, err := trip.ReceiveClass(v.Ctx(), v.App, v.Path("trip"), ids, on, version)
	if err != nil {
		return err
	}
	if len(refused) == 0 {
		return v.SeeWith(staffList+"/"+v.Path("trip")+"/lettres", components.OK, law.Counted(received, "lettre est cochée.", "lettres sont cochées."))
	}
	var all law.Refusal
	for _, id := range ids {
		var refusal *law.Refusal
		if errors.As(refused[id], &refusal) {
			for _, f := range refusal.Findings {
				f.What = names[id] + " : " + f.What
				f.Field = ""
				all.Findings = append(all.Findings, f)
			}
		}
	}
	return handedPage(v, &all)
}

func askReturn(v *web.Visit) error {
	return returnPage(v, v.Query("eleve"), HandedBackForm{On: string(v.Today()), Accept: "yes"}, nil)
}

func receiveLetter(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := HandedBackForm{On: r.Text("on"), Accept: r.Text("accept"), Signers: r.Form["signers"]}
	pupil := r.Text("eleve")
	p := trip.PaperReturn{TripID: v.Path("trip"), PupilID: pupil, Accept: form.Accept == "yes", Signers: form.Signers, Version: r.Number("version")}
	p.On = r.MustDay("on", "Inscrivez le jour où la lettre est revenue.")
	if form.Accept != "yes" && form.Accept != "no" {
		r.Wrong("accept", "Choisissez ce que dit la lettre.")
	}
	if refusal := r.Refusal(); refusal != nil {
		return returnPage(v, pupil, form, refusal)
	}
	_, err = trip.ReceivePaper(v.Ctx(), v.App, p)
	if refusal, ok := web.Refusal(err); ok {
		return returnPage(v, pupil, form, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+p.TripID+"/lettres", components.OK, "La lettre est cochée, et la famille en est prévenue.")
}

func returnPage(v *web.Visit, pupilID string, form HandedBackForm, refusal *law.Refusal) error {
	letters, t, err := trip.LettersToPrint(v.App, v.Actor, v.Path("trip"), trip.Among{PupilID: pupilID})
	if _, refused := web.Refusal(err); refused {
		return v.SeeWith(staffList+"/"+v.Path("trip")+"/lettres", components.Stop, "Les lettres de ce voyage se cochent au secrétariat, à l’intendance, à la direction, ou par l’organisateur.")
	}
	if err != nil {
		return err
	}
	if pupilID == "" || len(letters) != 1 {
		return web.ErrNotFound
	}
	props := HandedBackPageProps{Trip: t, Letter: letters[0], Form: form}
	page := inTrip(t, "Lettre rendue")
	if refusal == nil {
		return v.Page(page, HandedBackPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "on", "accept", "signers")
	return v.PageAgain(page, HandedBackPage(props))
}
