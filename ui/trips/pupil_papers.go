package trips

import (
	"slices"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showPupilPapers(v *web.Visit) error { return pupilPapersPage(v, nil, nil) }

// pupilPapersPage is the fast entry of one pupil's papers; typed is what a refused form held, by key.
func pupilPapersPage(v *web.Visit, typed map[string]trip.Paper, refusal *law.Refusal) error {
	file, d, err := trip.PaperFileOf(v.App, v.Actor, v.Path("trip"), v.Path("pupil"))
	if err != nil {
		return err
	}
	for i, l := range file.Lines {
		if p, again := typed[l.Key()]; again {
			p.CheckedBy, p.CheckedAt = l.Paper.CheckedBy, l.Paper.CheckedAt
			file.Lines[i].Paper = p
		}
	}
	all, err := trip.PapersOf(v.App, v.Actor, d.Trip.ID)
	if err != nil {
		return err
	}
	props := PupilPapersProps{Trip: d.Trip, File: file, Next: nextOf(all.Files, file.Traveller.ID)}
	page := inTrip(d.Trip, file.Traveller.Name())
	page.Breadcrumb = slices.Insert(page.Breadcrumb, 2, components.Crumb{Label: "Pièces", Href: staffList + "/" + d.Trip.ID + "/pieces"})
	if refusal == nil {
		return v.Page(page, PupilPapersPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal)
	return v.PageAgain(page, PupilPapersPage(props))
}

// nextOf is the next pupil from whom something is expected, "" when it is the last.
func nextOf(files []trip.PaperFile, id string) string {
	here := slices.IndexFunc(files, func(f trip.PaperFile) bool { return f.Traveller.ID == id })
	for i := 1; i < len(files); i++ {
		if f := files[(here+i+len(files))%len(files)]; f.Missing() > 0 && f.Traveller.ID != id {
			return f.Traveller.ID
		}
	}
	return ""
}

func keepPupilPapers(v *web.Visit) error {
	file, d, err := trip.PaperFileOf(v.App, v.Actor, v.Path("trip"), v.Path("pupil"))
	if err != nil {
		return err
	}
	r, err := v.Read()
	if err != nil {
		return err
	}
	typed := map[string]trip.Paper{}
	var papers []trip.Paper
	for _, l := range file.Lines {
		p := readPaper(r, l, file.Traveller.ID)
		typed[l.Key()] = p
		papers = append(papers, p)
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.KeepPapers(v.Ctx(), v.App, d.Trip.ID, papers)
		if err == nil {
			next := staffList + "/" + d.Trip.ID + "/pieces"
			if id := v.Field("next"); id != "" {
				next += "/eleves/" + id
			}
			return v.SeeWith(next, "ok", "Les pièces "+of(file.Traveller.FirstName)+" sont enregistrées.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return pupilPapersPage(v, typed, refusal)
}

// readPaper reads the fields of one paper; what the form does not show stays as it was.
func readPaper(r *web.Reader, l trip.PaperLine, pupil string) trip.Paper {
	k := l.Key() + "_"
	p := l.Paper
	p.Pupil, p.Kind, p.Asked = pupil, l.Kind, l.AskedID
	p.State, p.Reason = r.Text(k+"state"), r.Text(k+"reason")
	switch l.Kind {
	case trip.PaperIdentity:
		p.Paper, p.Nationality, p.ExpiresOn = r.Text(k+"paper"), readNationality(r, k+"nationality", l.Paper.Nationality), r.Day(k+"expires_on")
	case trip.PaperExitPermit:
		p.OriginalSeen, p.SignedOn, p.ExpiresOn = r.Text(k+"original_seen") != "", r.Day(k+"signed_on"), r.Day(k+"expires_on")
		p.SignatoryID, p.SignatoryPaper = r.Text(k+"signatory_id"), r.Text(k+"signatory_paper")
		p.SignatoryNationality, p.SignatoryExpiresOn = readNationality(r, k+"signatory_nationality", l.Paper.SignatoryNationality), r.Day(k+"signatory_expires_on")
	case trip.PaperInsurance:
		p.CoversLiability, p.CoversAccident, p.ExpiresOn = r.Text(k+"covers_liability") != "", r.Text(k+"covers_accident") != "", r.Day(k+"expires_on")
	case trip.PaperBothParents:
		p.OriginalSeen = r.Text(k+"original_seen") != ""
	}
	return p
}

// readNationality reads a nationality: « un autre pays » keeps the one known, when it was one.
func readNationality(r *web.Reader, name, known string) string {
	if value := r.Text(name); value != elsewhere || trip.OriginOf(known) != trip.FromAbroad {
		return value
	}
	return known
}
