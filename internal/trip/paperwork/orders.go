package paperwork

import (
	"context"
	"errors"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// Order is a paper that the head or the accountant signs for a trip.
type Order struct {
	Name   string // in addresses and file names
	Label  string
	Hint   string
	Access Access
	build  func(Facts) ([]document.DecisionPart, error)
}

// Orders is the table of the papers about the adults of a trip.
var Orders = []Order{
	{"autorisation-de-depart", "Autorisation de départ", "Collective : tous les adultes, pour toute la durée du programme.", Project, leave},
	{"ordres-de-mission", "Ordres de mission", "Un par personnel de l’État ou de l’établissement ; celui du chef d’établissement se demande à l’académie (V-66).", Project, missionOrders},
	{"autorisations-benevoles", "Autorisations des bénévoles", "Une lettre du chef d’établissement pour chacun (V-65).", Project, volunteerLetters},
	{"honorabilite", "Demande de contrôle d’honorabilité", "Bénévoles et agents territoriaux dont la réponse n’est pas arrivée.", Office, honourRequest},
}

// CashOrders is the table of the papers about the cash of a trip.
var CashOrders = []Order{
	{"regie-d-avances", "Régie d’avances", "Décision de création et nomination du régisseur.", Cash, advanceDecision},
	{"recu-d-avance", "Reçu d’avance et rappels", "À signer par le régisseur quand il reçoit l’avance.", Cash, advanceReceipt},
	{"regie-de-recettes", "Régie de recettes", "Décision de création et nomination du régisseur.", Cash, receiptsDecision},
	{"delegation-cheques", "Mandat pour recueillir les chèques", "De l’agent comptable ; les espèces vont directement à l’intendance.", Cash, chequeMandate},
}

// FindOrder looks a paper up in a table.
func FindOrder(table []Order, name string) (Order, bool) {
	i := slices.IndexFunc(table, func(o Order) bool { return o.Name == name })
	if i < 0 {
		return Order{}, false
	}
	return table[i], true
}

// Make builds a paper for the person in the context; a refusal says what must be filled in first.
func (o Order) Make(ctx context.Context, app core.App, origin document.Origin, tripID string) (document.DecisionData, error) {
	viewer := school.ActorIn(ctx)
	f, err := load(app, viewer, origin, tripID)
	if err != nil {
		return document.DecisionData{}, err
	}
	if err := o.Access.require(viewer, f.Trip); err != nil {
		return document.DecisionData{}, err
	}
	if o.Access == Cash {
		if f.Imprests, err = imprestsOf(app, tripID); err != nil {
			return document.DecisionData{}, err
		}
	}
	parts, err := o.parts(f)
	return document.DecisionData{Origin: f.Origin, Title: o.Label + " – " + f.Trip.Title, Parts: parts}, err
}

// circular is the reference text on trips, in force.
const circular = "la circulaire MENE2407159C du 16 juillet 2024 sur les sorties et voyages scolaires"

// leave is the collective authorisation to depart.
func leave(f Facts) ([]document.DecisionPart, error) {
	if len(f.Adults) == 0 {
		return nil, missing("Aucun accompagnateur n’est enregistré pour ce voyage.", "Ajoutez les adultes qui partent, puis imprimez.")
	}
	if err := firstError(f.mustHaveAct(), f.mustHaveHead()); err != nil {
		return nil, err
	}
	table := &document.Sheet{Columns: []document.Column{{Name: "Nom"}, {Name: "Discipline ou fonction", Width: 45}, {Name: "Qualité", Width: 42}, {Name: "Premiers secours", Width: 24}}}
	for _, a := range f.Adults {
		table.Rows = append(table.Rows, []document.Cell{document.Text(a.Titled()), document.Text(a.Discipline), document.Text(trip.QualityLabel(a.Quality)), document.Text(yesOrNo(a.FirstAider))})
	}
	d := document.DecisionPart{
		Title: "Autorisation de départ", Subtitle: f.about(), Author: f.House.author(), Verb: "Autorise", Numbered: true, Signers: f.head(),
		Visas: notEmpty("le code de l’éducation, notamment ses articles R421-8 à R421-13", circular, f.actLine()),
		Articles: []document.Article{
			{Title: "Personnes", Text: []string{"Les personnes dont les noms suivent sont autorisées à se rendre à " + f.place() + ", " + f.Trip.Dates() + ", pour encadrer un voyage scolaire."}, Table: table},
			{Title: "Étendue", Text: []string{"L’autorisation vaut pour l’ensemble du programme et des déplacements prévus" + f.byMeans() + "."}},
			{Title: "Résidence administrative", Text: []string{f.House.seat() + "."}},
		},
	}
	if slices.ContainsFunc(f.Adults, func(a Adult) bool { return a.Quality != trip.QualityStaff }) {
		d.Articles = append(d.Articles, document.Article{Title: "Autres titres", Text: []string{
			"Un agent de la collectivité part avec l’ordre de mission de son employeur ; un bénévole, avec l’autorisation individuelle du chef d’établissement.",
		}})
	}
	return []document.DecisionPart{d}, nil
}

// byMeans is « , en car et avion », "" when the means of transport are not known.
func (f Facts) byMeans() string {
	if line := transportLine(f.More.Transports); line != "" {
		return " (" + line + ")"
	}
	return ""
}

// missionOrders is one order for each agent of the State or of the school. The head signs for others, never for themselves.
func missionOrders(f Facts) ([]document.DecisionPart, error) {
	agents := slices.DeleteFunc(slices.Clone(f.Adults), func(a Adult) bool { return a.Quality != trip.QualityStaff || a.IsHead })
	if len(agents) == 0 {
		return nil, missing("Aucun personnel de l’État ou de l’établissement n’est enregistré parmi les accompagnateurs.",
			"Ajoutez-le. Un agent de la collectivité part avec l’ordre de son employeur, un bénévole avec une autorisation, et l’ordre du chef d’établissement se demande à l’académie.")
	}
	if err := firstError(f.mustHaveAct(), f.mustHaveHead()); err != nil {
		return nil, err
	}
	var parts []document.DecisionPart
	for _, a := range agents {
		parts = append(parts, document.DecisionPart{
			Title: "Ordre de mission", Subtitle: f.about(), Author: f.House.author(), Verb: "Donne mission à", Signers: f.head(),
			Visas: notEmpty("le code de l’éducation, notamment ses articles R421-8 à R421-13",
				"le décret n° 2006-781 du 3 juillet 2006 sur les frais de déplacement des personnels civils de l’État", circular, f.actLine()),
			Facts: []document.Fact{
				{Label: "Agent", Value: a.Titled()}, {Label: "Fonction", Value: a.Discipline}, {Label: "Rôle", Value: trip.DutyLabel(a.Duty)},
				{Label: "Résidence administrative", Value: f.House.seat()}, {Label: "Destination", Value: f.place()}, {Label: "Lieu de séjour", Value: f.More.StayAddress},
				{Label: "Départ", Value: f.Trip.DepartsOn.FrenchLong()}, {Label: "Retour", Value: f.Trip.ReturnsOn.FrenchLong()},
				{Label: "Transport", Value: transportLine(f.More.Transports)}, {Label: "Objet", Value: "Encadrer le voyage scolaire « " + f.Trip.Title + " »"},
			},
			Articles: []document.Article{
				{Text: []string{
					"La mission couvre l’ensemble du programme, les trajets et la surveillance des élèves pendant toute la durée du voyage.",
					"Les frais de l’agent sont portés au budget du voyage, sur les financements votés pour les accompagnateurs. Les familles n’y contribuent pas.",
				}},
			},
		})
	}
	return parts, nil
}

// volunteerLetters is one letter for each volunteer: no mission order for them.
func volunteerLetters(f Facts) ([]document.DecisionPart, error) {
	var parts []document.DecisionPart
	if err := f.mustHaveHead(); err != nil {
		return nil, err
	}
	for _, a := range f.Adults {
		if a.Quality != trip.QualityVolunteer {
			continue
		}
		parts = append(parts, document.DecisionPart{
			Title: "Autorisation d’accompagner un voyage scolaire", Subtitle: f.about(), To: []string{a.Titled()}, Signers: f.head(),
			Articles: []document.Article{{Text: []string{
				a.Titled() + " est autorisé" + feminine(a) + " à participer, comme bénévole, à l’encadrement du voyage à " + f.place() + ", " + f.Trip.Dates() + ".",
				"Le groupe est dirigé par " + f.Organiser.Titled() + ". Pendant le voyage, chaque adulte suit ses consignes, ne reste jamais seul à l’écart avec un seul élève, et garde pour lui ce qu’il apprend des élèves et de leurs familles.",
				"Cette autorisation vaut pour ce voyage seulement. Une assurance de responsabilité civile est recommandée.",
			}}},
			Notes: []string{"Vérification de l’honorabilité : à confirmer avec le rectorat (règle V-65)."},
		})
	}
	if len(parts) == 0 {
		return nil, missing("Aucun bénévole n’est enregistré parmi les accompagnateurs.", "Ajoutez-le comme bénévole, avec son nom, puis imprimez.")
	}
	return parts, nil
}

// feminine agrees a participle with a person.
func feminine(a Adult) string {
	switch {
	case a.Civility == "Mme", a.Civility == "" && a.Sex == "F":
		return "e"
	case a.Civility == "" && a.Sex == "":
		return "(e)"
	}
	return ""
}

// honourRequest asks the authority to check those who are no agents of the State. Its reference is a parameter: the text
// that tightened these checks has not been found (V-65).
func honourRequest(f Facts) ([]document.DecisionPart, error) {
	table := &document.Sheet{Columns: []document.Column{{Name: "Nom"}, {Name: "Nom de naissance", Width: 34}, {Name: "Né(e) le", Kind: document.KindDay, Width: 22}, {Name: "Lieu de naissance", Width: 34}, {Name: "Qualité", Width: 32}}}
	var unknown []string
	for _, a := range f.Adults {
		if a.Quality == trip.QualityStaff || a.HonourOkayOn != "" {
			continue
		}
		if a.BirthOn == "" {
			unknown = append(unknown, a.Name)
		}
		table.Rows = append(table.Rows, []document.Cell{
			document.Text(a.Titled()), document.Text(a.BirthName), document.Date(a.BirthOn), document.Text(a.BirthPlace), document.Text(trip.QualityLabel(a.Quality)),
		})
	}
	switch {
	case len(table.Rows) == 0:
		return nil, missing("Aucun contrôle n’est à demander : ni bénévole ni agent territorial n’attend de réponse.", "Ajoutez les accompagnateurs concernés.")
	case len(unknown) > 0:
		return nil, missing("La date de naissance manque pour : "+joined(", ", unknown...)+".", "Complétez leur fiche d’accompagnateur, puis imprimez.")
	}
	if err := f.mustHaveHead(); err != nil {
		return nil, err
	}
	return []document.DecisionPart{{
		Title: "Demande de contrôle d’honorabilité", To: []string{"Direction des services départementaux de l’éducation nationale", f.Origin.Letterhead.Academy},
		Subject: "Accompagnateurs du voyage à " + f.place() + ", " + f.Trip.Dates(), References: f.Parameters.Text("V-65", "honour_reference", f.Today), Signers: f.head(),
		Articles: []document.Article{
			{Text: []string{
				"Je vous demande de bien vouloir faire vérifier l’honorabilité des personnes ci-dessous, qui doivent encadrer des élèves de l’établissement pendant ce voyage.",
				f.boardSentence(),
			}, Table: table},
			{Text: []string{"Je vous remercie de me faire connaître votre réponse avant le départ."}},
		},
		Notes: []string{"Texte de référence à confirmer avec le rectorat (règle V-65)."},
	}}, nil
}

// boardSentence says what the board has decided, or when it will.
func (f Facts) boardSentence() string {
	switch {
	case f.Act != nil:
		return "Le voyage a été voté par " + f.actLine() + "."
	case f.More.BoardMeetsOn > f.Today:
		return "Le voyage sera présenté au conseil d’administration du " + f.More.BoardMeetsOn.French() + "."
	case f.Trip.NeedsAct():
		return "Le voyage sera présenté au conseil d’administration."
	}
	return "Cette sortie ne demande pas de vote du conseil d’administration."
}

func firstError(all ...error) error {
	for _, err := range all {
		if err != nil {
			return err
		}
	}
	return nil
}

func notEmpty(all ...string) []string {
	return slices.DeleteFunc(all, func(s string) bool { return s == "" })
}

// Offer is a paper that the reader may print, or why it cannot be printed yet.
type Offer struct {
	Order
	Missing []law.Finding // empty: it can be printed
}

// Desk is what a reader may print for a trip.
type Desk struct {
	Trip        trip.Trip
	Lists       []List
	Staff, Cash []Offer
	Ariane      bool // the viewer may declare the travellers of this trip abroad
}

// DeskOf tells what the person in the context may print for a trip, and what is missing for the rest.
func DeskOf(ctx context.Context, app core.App, origin document.Origin, tripID string) (Desk, error) {
	viewer := school.ActorIn(ctx)
	f, err := load(app, viewer, origin, tripID)
	if err != nil {
		return Desk{}, err
	}
	d := Desk{Trip: f.Trip, Ariane: f.Trip.Abroad() && ArianeAccess.Allows(viewer, f.Trip)}
	for _, l := range Lists {
		if l.Access.Allows(viewer, f.Trip) {
			d.Lists = append(d.Lists, l)
		}
	}
	for _, l := range LocalLists {
		if l.fits(f) && l.Access.Allows(viewer, f.Trip) {
			d.Lists = append(d.Lists, l)
		}
	}
	if d.Staff, err = offers(Orders, f, viewer); err != nil || !Cash.Allows(viewer, f.Trip) {
		return d, err
	}
	if f.Imprests, err = imprestsOf(app, tripID); err != nil {
		return d, err
	}
	d.Cash, err = offers(CashOrders, f, viewer)
	return d, err
}

func offers(table []Order, f Facts, viewer school.Actor) ([]Offer, error) {
	var all []Offer
	for _, o := range table {
		if !o.Access.Allows(viewer, f.Trip) {
			continue
		}
		_, err := o.parts(f)
		var refusal *law.Refusal
		switch {
		case err == nil:
			all = append(all, Offer{Order: o})
		case errors.As(err, &refusal):
			all = append(all, Offer{Order: o, Missing: refusal.Findings})
		default:
			return nil, err
		}
	}
	return all, nil
}

// parts builds a paper, or refuses.
func (o Order) parts(f Facts) ([]document.DecisionPart, error) {
	if f.Trip.State == trip.Cancelled {
		return nil, missing("Ce voyage est annulé : plus rien ne se signe pour lui.", "")
	}
	return o.build(f)
}
