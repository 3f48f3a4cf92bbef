package staff

import (
	"fmt"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/paper"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	messagesPath = "/gestion/messages"
	paperPath    = messagesPath + "/courriers"
)

func showMessages(v *web.Visit) error {
	f := notify.Filter{Channel: notify.Channel(v.Query("canal")), State: notify.State(v.Query("etat")), Limit: 1000}
	lines, err := notify.Outbox(v.App, v.Actor, f)
	if err != nil {
		return err
	}
	p := MessagesPageProps{Filter: f, Search: v.Query("q"), Kind: notify.Kind(v.Query("nature")), Zone: school.Clock(v.App).Zone()}
	for _, l := range lines {
		if (p.Kind == "" || l.Kind == p.Kind) && school.Matches(p.Search, l.To+" "+l.Title) {
			p.Lines = append(p.Lines, l)
		}
	}
	if done, err := exported(v, "messages", p.sheet); done {
		return err
	}
	if p.Tally, err = notify.Count(v.App, v.Actor); err != nil {
		return err
	}
	if p.Jams, err = notify.Jams(v.App, v.Actor); err != nil {
		return err
	}
	if p.Meter, err = notify.MeterFor(v.App, v.Actor); err != nil {
		return err
	}
	p.List = listing(v, len(p.Lines))
	p.Lines = window(p.List, p.Lines)
	return v.Page(components.PageProps{Title: "Messages", Wide: true}, MessagesPage(p))
}

func (p MessagesPageProps) sheet() document.Sheet {
	s := document.Sheet{Title: "Messages", Columns: []document.Column{
		{Name: "Date"}, {Name: "Nature"}, {Name: "À"}, {Name: "Objet"}, {Name: "Canal"}, {Name: "Adresse"}, {Name: "État"}, {Name: "Essais", Kind: document.KindInt}, {Name: "Ennui"},
	}}
	for _, l := range p.Lines {
		for _, d := range l.Deliveries {
			s.Rows = append(s.Rows, []document.Cell{
				document.Text(clockFrench(l.MadeAt.Time(), p.Zone)), document.Text(kindLabel(l.Kind)), document.Text(l.To), document.Text(l.Title),
				document.Text(channelLabels[d.Channel]), document.Text(d.Address), document.Text(stateWord(d)), document.Int(d.Tries), document.Text(d.Trouble),
			})
		}
	}
	return s
}

func showPaper(v *web.Visit) error {
	papers, err := notify.PapersFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(paperProps, PaperPage(PaperPageProps{Papers: papers, MayPrint: v.Actor.May(school.PrintCodes), Zone: school.Clock(v.App).Zone()}))
}

var paperProps = components.PageProps{Title: "Courriers à imprimer", Breadcrumb: []components.Crumb{{Label: "Messages", Href: messagesPath}, {Label: "Courriers à imprimer"}}}

// printPaper gives the letters chosen, or all that wait. Printing changes nothing: a jammed printer must not lose a letter.
func printPaper(v *web.Visit) error {
	chosen, err := chosenPapers(v)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		return v.SeeWith(paperPath, components.Wait, "Cochez au moins un courrier à imprimer.")
	}
	batch := document.NoticeBatch{Origin: origin(v), SiteURL: siteURL(v), Help: document.Contact{Role: "Secrétariat", Phone: v.Identity.Phone, Email: v.Identity.Email}}
	for _, p := range chosen {
		letter := document.NoticeLetter{Name: p.Name, AddressLines: p.AddressLines, Title: p.Title, Body: p.Body}
		if p.Kind == notify.Reminder && v.Actor.May(school.SeeMoney) {
			ask, found, err := money.AskTransferOfReminder(v.App, v.Actor, p.SubjectID)
			if err != nil {
				return err
			}
			if found {
				letter.Transfer = paper.Transfer(ask)
			}
		}
		batch.Letters = append(batch.Letters, letter)
	}
	body, err := document.Notices(batch)
	if err != nil {
		return err
	}
	return v.File("courriers.pdf", "application/pdf", body, false)
}

func markPrinted(v *web.Visit) error {
	chosen, err := chosenPapers(v)
	if err != nil {
		return err
	}
	if len(chosen) == 0 {
		return v.SeeWith(paperPath, components.Wait, "Cochez les courriers qui ont été postés ou remis.")
	}
	ids := make([]string, len(chosen))
	for i, p := range chosen {
		ids[i] = p.DeliveryID
	}
	if err := notify.MarkAllPrinted(v.Ctx(), v.App, ids); err != nil {
		return err
	}
	return v.SeeWith(paperPath, components.OK, law.Counted(len(ids), "courrier noté comme posté ou remis.", "courriers notés comme postés ou remis."))
}

// chosenPapers are the ticked letters that still wait.
func chosenPapers(v *web.Visit) ([]notify.Paper, error) {
	form, err := v.Form()
	if err != nil {
		return nil, err
	}
	papers, err := notify.PapersFor(v.App, v.Actor)
	if err != nil {
		return nil, fmt.Errorf("papers: %w", err)
	}
	ticked := map[string]bool{}
	for _, id := range form["courrier"] {
		ticked[id] = true
	}
	var chosen []notify.Paper
	for _, p := range papers {
		if ticked[p.DeliveryID] {
			chosen = append(chosen, p)
		}
	}
	return chosen, nil
}
