package search

import (
	"strconv"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/trip"
)

// StateIn says where a pupil stands in a trip, in French.
func (s Seat) StateIn() string {
	state := trip.SeatLabel(s.State)
	if s.TripState == trip.Cancelled {
		state += ", voyage annulé"
	}
	return state
}

// List is the answers of one kind as a table to print or to keep; known is false for a kind that does not exist.
func (a Answers) List(kind string, origin document.Origin) (d document.ListData, known bool) {
	d = document.ListData{Origin: origin, Empty: "Rien ne correspond."}
	if a.Query.Text != "" {
		d.Subtitle = "Recherche « " + a.Query.Text + " »"
	}
	switch kind {
	case Pupils:
		a.pupilList(&d)
	case Parents:
		a.parentList(&d)
	case Trips:
		a.tripList(&d)
	case People:
		a.peopleList(&d)
	default:
		return d, false
	}
	if n := a.More[kind]; n > 0 {
		d.Notes = append(d.Notes, "Les "+strconv.Itoa(Limit)+" premières réponses sur "+strconv.Itoa(n)+" : précisez la recherche.")
	}
	return d, true
}

func (a Answers) pupilList(d *document.ListData) {
	d.Title = "Cet élève part-il ?"
	d.Columns = []document.Column{
		{Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Voyage"}, {Name: "Départ", Kind: document.KindDay, Width: 22}, {Name: "Retour", Kind: document.KindDay, Width: 22}, {Name: "Place", Width: 36},
	}
	var g document.ListGroup
	for _, p := range a.Pupils {
		if len(p.Trips) == 0 {
			g.Rows = append(g.Rows, []document.Cell{document.Text(p.Name()), document.Text(p.Class), document.Text("aucun voyage")})
		}
		for _, s := range p.Trips {
			g.Rows = append(g.Rows, []document.Cell{
				document.Text(p.Name()), document.Text(p.Class), document.Text(s.Title), document.Date(s.DepartsOn), document.Date(s.ReturnsOn), document.Text(s.StateIn()),
			})
		}
	}
	d.Groups = []document.ListGroup{g}
}

func (a Answers) parentList(d *document.ListData) {
	d.Title = "Qui sont ces parents ?"
	d.Columns = []document.Column{{Name: "Personne"}, {Name: "Lien", Width: 48}, {Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Reconnu par", Width: 36}}
	var g document.ListGroup
	for _, p := range a.Parents {
		g.Rows = append(g.Rows, []document.Cell{document.Text(p.Name), document.Text(p.Tie), document.Text(p.Pupil), document.Text(p.Class), document.Text(p.By)})
	}
	d.Groups = []document.ListGroup{g}
}

func (a Answers) tripList(d *document.ListData) {
	d.Title = "Voyages trouvés"
	d.Columns = []document.Column{
		{Name: "Voyage"}, {Name: "Destination", Width: 40}, {Name: "Départ", Kind: document.KindDay, Width: 22}, {Name: "Retour", Kind: document.KindDay, Width: 22}, {Name: "État", Width: 34},
	}
	var g document.ListGroup
	for _, t := range a.Trips {
		g.Rows = append(g.Rows, []document.Cell{document.Text(t.Title), document.Text(t.Destination), document.Date(t.DepartsOn), document.Date(t.ReturnsOn), document.Text(t.State.Label())})
	}
	d.Groups = []document.ListGroup{g}
}

func (a Answers) peopleList(d *document.ListData) {
	d.Title = "Personnels trouvés"
	d.Columns = []document.Column{{Name: "Personne"}, {Name: "Discipline"}}
	var g document.ListGroup
	for _, p := range a.People {
		g.Rows = append(g.Rows, []document.Cell{document.Text(p.Name), document.Text(p.Discipline)})
	}
	d.Groups = []document.ListGroup{g}
}
