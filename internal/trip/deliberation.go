package trip

import (
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Deliberation is the draft of an act: what the board, or its standing committee, is asked to vote. Its text is pasted into
// Dém'Act as it is.
type Deliberation struct {
	Organ    string // school.Board or school.StandingCommittee
	Title    string
	Visas    []string // without « Vu »
	Articles []Clause
}

// Clause is one article of a draft.
type Clause struct {
	Title string
	Text  []string
	Items []string
}

// OrganLabel is who decides, as an act says it.
func (d Deliberation) OrganLabel() string {
	if d.Organ == school.StandingCommittee {
		return "La commission permanente"
	}
	return "Le conseil d’administration"
}

// Text writes the draft in plain text, one paragraph a line.
func (d Deliberation) Text() string {
	var b strings.Builder
	b.WriteString(d.Title + "\n\n")
	for _, v := range d.Visas {
		b.WriteString("Vu " + v + " ;\n")
	}
	b.WriteString("\n" + d.OrganLabel() + ", après en avoir délibéré, décide :\n")
	for i, a := range d.Articles {
		ordinal := fmt.Sprintf("Article %d", i+1)
		if i == 0 {
			ordinal = "Article 1er"
		}
		b.WriteString("\n" + ordinal + ". " + a.Title + "\n")
		for _, t := range a.Text {
			b.WriteString(t + "\n")
		}
		for _, item := range a.Items {
			b.WriteString("- " + item + "\n")
		}
	}
	return b.String()
}

// ActDraft is all that a draft is written from.
type ActDraft struct {
	Facts     Facts
	Organ     string
	Organiser string
	Terms     []Term // of refund, in force or to be voted with the trip
	Report    Report
	LastAct   *school.Act // that voted the trip before
	Changes   []Change    // since then
}

// ProjectAct is the act that votes a trip: programme, financing, price, gifts.
func ProjectAct(d ActDraft) Deliberation {
	t, b := d.Facts.Trip, d.Facts.Budget
	out := Deliberation{Organ: d.Organ, Title: capitalised(kindOf(t)) + " « " + t.Title + " » : programme, financement et participation des familles", Visas: d.visas()}
	agreed := fmt.Sprintf("L’accord est donné au programme et au financement %s « %s », à destination de %s, %s, pour un effectif prévu de %s.",
		ofKind(t), t.Title, t.Destination, t.Dates(), headcount(Ballot{Pupils: t.PupilsEstimated, Adults: t.AdultsEstimated}))
	object := Clause{Title: "Objet", Text: []string{agreed}}
	if t.Purpose != "" {
		object.Text = append(object.Text, "Objectif : "+strings.TrimRight(oneSpace(t.Purpose), ".")+".")
	}
	if d.Organiser != "" {
		object.Text = append(object.Text, "Il est organisé par "+d.Organiser+".")
	}
	out.Articles = append(out.Articles, object, d.priceClause(), Clause{
		Title: "Budget", Text: []string{"Le budget du voyage est arrêté en équilibre, en dépenses et en recettes, à " + b.Expense().String() + "."},
		Items: append(expenseItems(b), incomeItems(b)...),
	})
	if b.ExpenseAdults > 0 {
		out.Articles = append(out.Articles, Clause{Title: "Accompagnateurs", Text: []string{
			"Le coût des accompagnateurs, " + b.ExpenseAdults.String() + ", est financé par : " + strings.Join(adultFunds(b), " ; ") +
				". Il n’est supporté par les familles ni directement ni indirectement."}})
	}
	if gifts := d.Facts.Gifts(); len(gifts) > 0 {
		out.Articles = append(out.Articles, giftsClause(gifts))
	}
	out.Articles = append(out.Articles, d.withdrawalClause())
	if b.Expense() > 0 {
		out.Articles = append(out.Articles, Clause{Title: "Contrats", Text: []string{"Le chef d’établissement est autorisé à signer les contrats et les commandes de ce voyage, dans la limite du budget voté et dans le respect du code de la commande publique."}})
	}
	out.Articles = append(out.Articles, Clause{Title: "Bilan", Text: []string{"Un bilan pédagogique et financier est présenté au conseil d’administration après le retour. Ce qui resterait dû aux familles ou aux financeurs leur est rendu."}})
	return out
}

func (d ActDraft) visas() []string {
	f := d.Facts
	articles := "L421-4, L421-14, R421-20 et R421-54"
	if f.Trip.Nights() == 0 {
		articles = "L421-4 et R421-20, 4° b)"
	}
	visas := []string{"le code de l’éducation, notamment ses articles " + articles, "la circulaire du 16 juillet 2024 relative aux sorties et voyages scolaires (MENE2407159C)"}
	if len(f.Brackets) > 0 {
		visas = append(visas, "l’article 147 de la loi n° 98-657 du 29 juillet 1998")
	}
	if d.Organ == school.StandingCommittee {
		visas = append(visas, "la délégation donnée à la commission permanente par le conseil d’administration en exercice (articles R421-22 et R421-41 du code de l’éducation)")
	}
	if f.Opinion != nil && f.Opinion.Decision == "yes" {
		visas = append(visas, "l’avis favorable du chef d’établissement")
	}
	if f.Dossier.CalledOn != "" {
		visas = append(visas, "la convocation du "+f.Dossier.CalledOn.French())
	}
	return append(visas, "le budget du voyage présenté en séance")
}

func (d ActDraft) priceClause() Clause {
	t := d.Facts.Trip
	c := Clause{Title: "Participation des familles"}
	switch {
	case t.PriceCents == 0:
		c.Text = []string{"Aucune participation n’est demandée aux familles."}
		return c
	case len(d.Facts.Brackets) > 0:
		c.Text = []string{"La participation des familles dépend de leur quotient familial. Le prix le plus élevé ne dépasse pas ce que coûte un élève. Ces montants sont fermes : ils ne changent que par un nouvel acte."}
		for _, b := range d.Facts.Brackets {
			c.Items = append(c.Items, b.Name()+" : "+b.PriceCents.String()+" par élève")
		}
	default:
		c.Text = []string{"La participation des familles est fixée à " + t.PriceCents.String() + " par élève, la même pour tous. Ce montant est ferme : il ne change que par un nouvel acte."}
	}
	collect := "L’agent comptable est autorisé à la recouvrer."
	if len(d.Facts.Instalments) > 1 {
		collect = fmt.Sprintf("L’agent comptable est autorisé à la recouvrer en %d échéances, dans les mêmes proportions pour tous :", len(d.Facts.Instalments))
		for _, n := range d.Facts.Instalments {
			c.Items = append(c.Items, "avant le "+n.DueOn.French()+" : "+n.AmountCents.String())
		}
		if len(d.Facts.Brackets) > 0 {
			collect = "L’agent comptable est autorisé à la recouvrer, selon l’échéancier du prix le plus élevé et dans les mêmes proportions pour les autres prix."
		}
	}
	c.Text = append(c.Text, collect)
	return c
}

func (d ActDraft) withdrawalClause() Clause {
	c := Clause{Title: "Désistement et annulation", Text: []string{"Si l’établissement annule le voyage ou retire un élève pour une raison qui lui est propre, les familles sont remboursées en totalité."}}
	if len(d.Terms) == 0 {
		c.Text = append(c.Text, "Une famille qui se désiste reste redevable de la participation, sauf force majeure ou remise accordée dans les conditions réglementaires.")
		return c
	}
	c.Text = append(c.Text, "Dans les autres cas, le remboursement suit ces conditions :")
	for _, term := range d.Terms {
		c.Items = append(c.Items, TermWords(term))
	}
	return c
}

func giftsClause(gifts []Gift) Clause {
	c := Clause{Title: "Dons", Text: []string{"Les dons suivants sont acceptés, avec la destination que leur donne leur auteur (R421-20, 9°) :"}}
	for _, g := range gifts {
		c.Items = append(c.Items, g.Label+" : "+g.Amount.String())
	}
	return c
}

func expenseItems(b Budget) []string {
	items := make([]string, 0, len(b.Expenses))
	for _, s := range b.Expenses {
		items = append(items, "dépense, "+lineWords(s.Line)+" : "+(s.Pupils+s.Adults).String())
	}
	return items
}

func incomeItems(b Budget) []string {
	var items []string
	if b.FamilyShare > 0 {
		share := "recette, familles"
		if len(b.Brackets) == 0 {
			share += fmt.Sprintf(", %d × %s", b.Pupils, b.Price)
		}
		items = append(items, share+" : "+b.FamilyShare.String())
	}
	for _, s := range b.Incomes {
		words := "recette, " + lineWords(s.Line)
		if status := statusWord(s.Status); status != "" {
			words += " (" + status + ")"
		}
		items = append(items, words+" : "+(s.Pupils+s.Adults).String())
	}
	return items
}

func adultFunds(b Budget) []string {
	var funds []string
	for _, s := range b.Incomes {
		if s.Adults > 0 {
			funds = append(funds, lineWords(s.Line)+", "+s.Adults.String())
		}
	}
	if len(funds) == 0 {
		return []string{"à préciser"}
	}
	return funds
}

// ReportAct is the act that adopts the final report.
func ReportAct(d ActDraft) Deliberation {
	t, r := d.Facts.Trip, d.Report
	out := Deliberation{Organ: school.Board, Title: capitalised(kindOf(t)) + " « " + t.Title + " » : bilan", Visas: []string{"le code de l’éducation, notamment son article R421-20"}}
	if d.LastAct != nil {
		out.Visas = append(out.Visas, d.LastAct.Name()+", qui a voté le voyage")
	}
	out.Visas = append(out.Visas, "le bilan pédagogique et financier présenté en séance")
	out.Articles = append(out.Articles, Clause{Title: "Adoption du bilan", Text: []string{fmt.Sprintf(
		"Le bilan %s « %s », %s, est adopté. Ont participé %s.", ofKind(t), t.Title, t.Dates(), headcount(Ballot{Pupils: r.Pupils, Adults: r.Adults}))}, Items: []string{
		"dépenses réelles : " + r.TotalExpense().String(),
		"participation demandée aux familles : " + r.FamilyCalled.String(),
		"aides versées à leur place : " + r.AidForFamilies.String(),
		"autres recettes : " + r.OtherIncome().String(),
		"coût par élève : " + r.PupilCost.String() + " ; coût par accompagnateur : " + r.AdultCost.String(),
	}})
	if note := strings.TrimSpace(d.Facts.Dossier.ReportNote); note != "" {
		out.Articles = append(out.Articles, Clause{Title: "Bilan pédagogique", Text: strings.FieldsFunc(note, func(r rune) bool { return r == '\n' || r == '\r' })})
	}
	result := Clause{Title: "Résultat", Text: []string{"Les recettes couvrent exactement les dépenses."}}
	switch balance := r.Balance(); {
	case balance > 0:
		result.Text = []string{"L’excédent de " + balance.String() + " revient à ceux qui l’ont payé, familles et financeurs, chacun pour sa part. Une somme de 8 € et plus est remboursée ; une somme inférieure est notifiée et reste acquise à l’établissement trois mois plus tard (article 21 de la loi n° 66-948 du 22 décembre 1966)."}
	case balance < 0:
		result.Text = []string{"L’insuffisance de " + (-balance).String() + " est prise en charge par l’établissement. Rien n’est demandé de plus aux familles."}
	}
	out.Articles = append(out.Articles, result)
	return out
}

// AmendingAct is the act that changes what a trip's vote has fixed.
func AmendingAct(d ActDraft) Deliberation {
	t, b := d.Facts.Trip, d.Facts.Budget
	out := Deliberation{Organ: d.Organ, Title: capitalised(kindOf(t)) + " « " + t.Title + " » : modification", Visas: d.visas()}
	before := "l’acte précédent"
	if d.LastAct != nil {
		out.Visas = append(out.Visas, d.LastAct.Name())
		before = d.LastAct.Name()
	}
	change := Clause{Title: "Ce qui change", Text: []string{capitalised(before) + " est modifié :"}}
	for _, c := range d.Changes {
		change.Items = append(change.Items, lowerFirst(c.What)+" : "+c.From+", remplacé par "+c.To)
	}
	out.Articles = append(out.Articles, change, d.priceClause(), Clause{
		Title: "Budget", Text: []string{"Le budget modifié est arrêté en équilibre, en dépenses et en recettes, à " + b.Expense().String() + "."},
		Items: append(expenseItems(b), incomeItems(b)...),
	})
	if gifts := d.Facts.Gifts(); len(gifts) > 0 {
		out.Articles = append(out.Articles, giftsClause(gifts))
	}
	// An act is amended before enrolment opens: nobody has signed, and nobody is asked to sign again.
	out.Articles = append(out.Articles, Clause{Title: "Familles", Text: []string{"Les autres dispositions restent inchangées. Aucune famille ne s’est encore engagée : chacune signera le voyage tel qu’il est modifié."}})
	return out
}

// DraftOf gathers what the drafts of a trip are written from. An act of the standing committee is asked for by its organ.
func DraftOf(app core.App, viewer school.Actor, tripID, organ string) (ActDraft, error) {
	if !viewer.May(school.SeeTrips) {
		return ActDraft{}, ErrNoTrip
	}
	return draftOf(app, tripID, organ)
}

func draftOf(app core.App, tripID, organ string) (ActDraft, error) {
	d := ActDraft{Organ: organ}
	if organ != school.StandingCommittee {
		d.Organ = school.Board
	}
	var err error
	if d.Facts, err = LoadFacts(app, tripID); err != nil {
		return d, err
	}
	if organiser, err := app.FindRecordById("staff", d.Facts.Trip.Organiser); err == nil {
		d.Organiser = trimmed(organiser.GetString("civility") + " " + organiser.GetString("last_name"))
	}
	terms, err := TermsOn(app, tripID, d.Facts.Today)
	if err != nil {
		return d, err
	}
	d.Terms = terms.Terms
	lastID, voted, err := LastVote(app, tripID)
	if err != nil {
		return d, err
	}
	if voted != nil {
		act, found, err := school.FindAct(app, lastID)
		if err != nil {
			return d, err
		}
		if found {
			d.LastAct = &act
		}
		// The gifts of today are compared only when the vote accepted gifts: otherwise another act does (V-24).
		d.Changes = NewVoteNeeded(*voted, VotedOf(d.Facts, len(voted.Gifts) > 0))
	}
	return d, nil
}

// Hinders says why the act of a project cannot be written: its budget is absent or does not balance (V-16), or families
// would pay for the adults (V-18). What was lifted hinders nothing.
func Hinders(app core.App, f Facts) ([]law.Finding, error) {
	findings, err := Judge(app, f, GateSubmit)
	if err != nil {
		return nil, err
	}
	var stops []law.Finding
	for _, x := range findings {
		if x.Blocks() && (x.Rule == "V-16" || x.Rule == "V-18" || x.Rule == "V-21") {
			stops = append(stops, x)
		}
	}
	if len(f.Lines) == 0 && len(stops) == 0 {
		stops = refuse("", "Ce voyage n’a pas de budget : il n’y a rien à faire voter.", "Saisissez les dépenses et ce qui les finance.")
	}
	return stops, nil
}

func kindOf(t Trip) string {
	if t.Nights() == 0 {
		return "sortie " + femaleObligation(t)
	}
	return "voyage " + obligationWord(t.Obligation)
}

func femaleObligation(t Trip) string {
	if t.Obligation == Compulsory {
		return "obligatoire"
	}
	return "facultative"
}

// ofKind writes « du voyage facultatif », « de la sortie facultative ».
func ofKind(t Trip) string {
	if t.Nights() == 0 {
		return "de la " + kindOf(t)
	}
	return "du " + kindOf(t)
}

func statusWord(code string) string {
	for _, s := range Statuses {
		if s.Code == code {
			return s.Label
		}
	}
	return ""
}

func lineWords(l Line) string {
	if l.Label == "" {
		return lowerFirst(l.Category)
	}
	return lowerFirst(l.Category) + ", " + l.Label
}

func oneSpace(s string) string { return strings.Join(strings.Fields(s), " ") }

func capitalised(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = []rune(strings.ToUpper(string(r[0])))[0]
	}
	return string(r)
}
