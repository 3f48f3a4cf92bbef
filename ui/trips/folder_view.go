package trips

import (
	"slices"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/assets"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// FolderPageProps is the folder of a trip, as its adults carry it.
type FolderPageProps struct {
	Trip     trip.Trip
	Folder   trip.Folder
	Closed   []components.FindingProps // why there is no folder to open
	Editable bool
	Form     CountForm
	Zone     *time.Location
	Refused  web.Refused
}

// CountForm is a headcount as ticked.
type CountForm struct {
	Place, Token string
	Present      []string
}

// FolderPage is the roll, the numbers to call, the headcounts; the same can be kept on a phone, or printed.
func FolderPage(p FolderPageProps) Node {
	here := staffList + "/" + p.Trip.ID + "/dossier"
	head := components.PageHead(components.PageHeadProps{
		Title: "Dossier de départ", Lead: p.Trip.Title + ", " + p.Trip.Dates() + ". Qui voyage, qui appeler, où l’on est : ce que les adultes du voyage emportent.",
		Actions: []Node{If(len(p.Closed) == 0, components.LinkButton("Imprimer le dossier", here+".pdf"))},
	})
	if len(p.Closed) > 0 {
		return Group{head, p.Refused.Head(), components.FindingList(p.Closed), If(p.Editable, preparationCard(p, here))}
	}
	return Group{
		head,
		p.Refused.Head(),
		If(p.Folder.Changed, components.Notice(components.NoticeProps{Kind: components.Wait, Title: "La liste a changé depuis",
			Text: "Ce dossier porte la dernière liste arrêtée. Arrêtez-en une nouvelle version, puis remplacez les dossiers gardés et imprimés."})),
		components.Columns(
			Group{programmeCard(p.Trip), rollCard(p), countCard(p, here)},
			Group{emergencyCard(p.Folder), adultsCard(p.Folder), keepCard(here), countsCard(p), If(p.Editable, preparationCard(p, here))},
		),
	}
}

func phoneLink(number string) Node {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, number)
	return A(Href("tel:"+digits), Class("num"), Text(inPairs(number, digits)))
}

// inPairs writes a French number two digits at a time, as it is read aloud; any other is left as it was typed.
func inPairs(number, digits string) string {
	if len(digits) != 10 || digits[0] != '0' {
		return number
	}
	return strings.Join([]string{digits[:2], digits[2:4], digits[4:6], digits[6:8], digits[8:]}, "\u00a0")
}

func rollCard(p FolderPageProps) Node {
	rows := make([]components.Row, 0, len(p.Folder.Pupils))
	for _, pupil := range p.Folder.Pupils {
		var contacts Group
		for _, c := range pupil.Contacts {
			line := Group{components.French(c.Name), Text(" ")}
			if c.Reserved {
				line = append(line, components.Soft("coordonnées réservées : passez par l’établissement"))
			}
			for _, number := range c.Phones {
				line = append(line, phoneLink(number), Text(" "))
			}
			contacts = append(contacts, Div(line))
		}
		if len(contacts) == 0 {
			contacts = Group{components.Soft("aucun contact connu")}
		}
		own := components.Soft("–")
		if pupil.Phone != "" {
			own = phoneLink(pupil.Phone)
		}
		rows = append(rows, components.Row{Cells: []Node{components.French(pupil.Name), components.French(pupil.Class), own, Div(contacts)}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: law.Counted(len(rows), "élève", "élèves") + ", liste n° " + itoa(p.Folder.Roster.VersionNo), ID: "eleves"}),
		components.DataTable(components.DataTableProps{Caption: "Élèves du voyage et personnes à appeler", HideCaption: true, RowHead: true, Stacked: true, Rows: rows,
			Columns: []components.Column{{Label: "Élève"}, {Label: "Classe"}, {Label: "Son téléphone"}, {Label: "À appeler"}}}),
	)
}

func countCard(p FolderPageProps, here string) Node {
	options := make([]components.OptionProps, 0, len(p.Folder.Pupils))
	for _, pupil := range p.Folder.Pupils {
		options = append(options, components.OptionProps{Value: pupil.ID, Label: pupil.Name, Hint: pupil.Class})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Compter les élèves", ID: "compter"}),
		components.PostForm(components.PostFormProps{Action: here + "/comptage", Label: "Comptage"},
			components.HiddenFields(components.HiddenValue{Name: "jeton", Value: p.Form.Token}),
			components.Field(components.FieldProps{ID: "place", Label: "Où", Hint: "Montée dans le car, sortie du musée…", Value: p.Form.Place, Error: p.Refused.Errors["place"], Autocomplete: "off"}),
			components.CheckboxGroup(components.ChoiceProps{ID: "present", Legend: "Présents", Hint: "Cochez ceux que vous voyez.", Options: options, Values: p.Form.Present}),
			components.Actions(components.ButtonMain("Enregistrer le comptage")),
		),
	)
}

func countsCard(p FolderPageProps) Node {
	if len(p.Folder.Headcounts) == 0 {
		return nil
	}
	var items []components.TimelineItem
	for _, c := range p.Folder.Headcounts {
		at := c.CountedAt.In(p.Zone)
		item := components.TimelineItem{
			Day: at.Format("2006-01-02"), When: at.Format("02/01 à 15 h 04"), Title: itoa(c.Present) + " sur " + itoa(c.Expected) + ", " + orWords(c.Place, "lieu non précisé"), State: components.OK,
			Text: "Compté par " + c.By + ".",
		}
		if len(c.Missing) > 0 {
			item.State, item.Text = components.Stop, "Absents : "+strings.Join(c.Missing, ", ")+". Compté par "+c.By+"."
		}
		items = append(items, item)
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Comptages"}), components.Timeline("Comptages, du dernier au premier", items))
}

func orWords(given, otherwise string) string {
	if given == "" {
		return otherwise
	}
	return given
}

func programmeCard(t trip.Trip) Node {
	var pairs []components.Pair
	for _, fact := range folderFacts(t) {
		pairs = append(pairs, components.Pair{Term: fact[0], Value: components.French(fact[1])})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Où et quand"}), components.DefinitionGrid(pairs...),
		Iff(t.Programme != "", func() Node { return components.Prose(paragraphs(t.Programme)) }),
	)
}

func emergencyCard(f trip.Folder) Node {
	var lines Group
	for _, e := range f.Emergency {
		lines = append(lines, Li(components.French(e.Label+" : "), phoneLink(e.Number)))
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Urgence"}), Ul(Class("stack"), lines), P(components.Soft("Les fiches de santé voyagent sous pli fermé : elles ne sont ni ici, ni sur un téléphone.")))
}

func adultsCard(f trip.Folder) Node {
	if len(f.Adults) == 0 {
		return nil
	}
	var lines Group
	for _, a := range f.Adults {
		line := Group{components.French(a.Name + ", " + a.Duty), If(a.FirstAider, components.French(", premiers secours")), Text(" ")}
		if a.Phone != "" {
			line = append(line, phoneLink(a.Phone))
		}
		lines = append(lines, Li(line))
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Adultes"}), Ul(Class("stack"), lines))
}

// keepCard keeps the folder on this phone, encrypted under words that only the chaperone knows. Without scripts there is
// nothing to keep it with: the printed twin remains.
func keepCard(here string) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Emporter sur ce téléphone", ID: "poche"}),
		Div(Data("pocket-keep", here+".json"), Hidden(""),
			P(components.French("Le dossier s’ouvrira sans réseau, chiffré sous une phrase que vous choisissez. Il s’efface deux jours après le retour, et à votre déconnexion.")),
			Form(Class("form"), Attr("novalidate"), Aria("label", "Garder le dossier"),
				components.Field(components.FieldProps{ID: "phrase", Label: "Votre phrase", Hint: "Douze caractères au moins. Elle n’est gardée nulle part : oubliée, le dossier est à reprendre ici.",
					Type: "password", Required: true, Autocomplete: "new-password"}),
				components.Actions(components.ButtonMain("Garder le dossier")),
			),
			P(Role("status"), Data("pocket-says", "")),
		),
		P(A(Href(pocketShell), components.French("Ouvrir le dossier de poche"))),
		Script(Type("module"), Src(assets.Path("pocket.js"))),
	)
}

func preparationCard(p FolderPageProps, here string) Node {
	field := func(id, label, hint, value string) Node {
		return components.Field(components.FieldProps{ID: id, Label: label, Hint: hint, Value: value, Error: p.Refused.Errors[id], Autocomplete: "off"})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Compléter le dossier", ID: "preparer"}),
		components.PostForm(components.PostFormProps{Action: here, Label: "Compléter le dossier"},
			field("meeting_point", "Rendez-vous", "Lieu et heure", p.Trip.MeetingPoint),
			field("stay_address", "Lieu de séjour", "", p.Trip.StayAddress),
			field("emergency_phone", "Téléphone d’urgence du voyage", "", p.Trip.EmergencyPhone),
			components.Actions(components.ButtonPlain("Enregistrer")),
		),
	)
}

// pocketShell is a page without a session nor any data: it is kept on the device, and opens there what the phone keeps.
const pocketShell = assets.PocketPath

// PocketShell is the frame that pocket.js fills once the words are typed.
func PocketShell() Node {
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Dossier de poche", Lead: "Les dossiers de départ gardés sur cet appareil. Ils s’ouvrent sans réseau."}),
		Div(Data("pocket", ""), Aria("live", "polite"), P(Data("pocket-says", ""), components.French("Cette page a besoin des scripts du navigateur. Sans eux, emportez le dossier imprimé."))),
		Script(Type("module"), Src(assets.Path("pocket.js"))),
	}
}

// folderPaper is the printed twin.
func folderPaper(origin document.Origin, f trip.Folder) document.ListData {
	list := document.ListData{
		Origin: origin, Title: "Dossier de départ", Subtitle: f.Trip.Title + " – " + f.Trip.Dates(), Landscape: true,
		Columns: []document.Column{{Name: "Élève"}, {Name: "Classe"}, {Name: "Son téléphone"}, {Name: "À appeler"}, {Name: "Présent", Blank: true}},
		Notes:   []string{"Liste n° " + itoa(f.Roster.VersionNo) + " des voyageurs. Un exemplaire reste à l’établissement, un autre voyage avec le responsable, un autre dans le véhicule. À détruire au retour."},
	}
	for _, fact := range folderFacts(f.Trip) {
		list.Facts = append(list.Facts, document.Fact{Label: fact[0], Value: fact[1]})
	}
	var rows [][]document.Cell
	for _, p := range f.Pupils {
		var contacts []string
		for _, c := range p.Contacts {
			words := c.Name + " " + strings.Join(c.Phones, ", ")
			if c.Reserved {
				words = c.Name + " (par l’établissement)"
			}
			contacts = append(contacts, strings.TrimSpace(words))
		}
		rows = append(rows, []document.Cell{document.Text(p.Name), document.Text(p.Class), document.Text(p.Phone), document.Text(strings.Join(contacts, " ; ")), document.Text("")})
	}
	list.Groups = []document.ListGroup{{Rows: rows}}
	adults := document.Sheet{Title: "Adultes", Columns: []document.Column{{Name: "Nom"}, {Name: "Rôle"}, {Name: "Téléphone"}}}
	for _, a := range f.Adults {
		adults.Rows = append(adults.Rows, []document.Cell{document.Text(a.Name), document.Text(a.Duty), document.Text(a.Phone)})
	}
	emergency := document.Sheet{Title: "Urgence", Columns: []document.Column{{Name: "Qui"}, {Name: "Numéro"}}}
	for _, e := range f.Emergency {
		emergency.Rows = append(emergency.Rows, []document.Cell{document.Text(e.Label), document.Text(e.Number)})
	}
	list.After = []document.Sheet{adults, emergency}
	if f.Trip.Programme != "" {
		list.Notes = slices.Insert(list.Notes, 0, "Programme : "+strings.Join(strings.Fields(f.Trip.Programme), " "))
	}
	return list
}
