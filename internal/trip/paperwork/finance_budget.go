package paperwork

import (
	"cmp"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
)

// side is one half of a budget: pupils or adults.
type side struct {
	heads int
	share func(trip.Shared) cents.Amount
	meant string // lines for these people alone
}

func sidesOf(b trip.Budget) (ofPupils, ofAdults side) {
	return side{b.Pupils, func(s trip.Shared) cents.Amount { return s.Pupils }, trip.ForPupils},
		side{b.Adults, func(s trip.Shared) cents.Amount { return s.Adults }, trip.ForAdults}
}

// projectBudget is the budget that goes to the board: each line with the part of pupils and of adults, then what balances.
func projectBudget(a Accounts) (document.ListData, error) {
	b := a.Budget
	if len(b.Expenses)+len(b.Incomes) == 0 && b.FamilyShare == 0 {
		return document.ListData{}, missing("Le budget de projet n’a pas de ligne.", "Écrivez-le depuis la page Budget du voyage, puis imprimez.")
	}
	d := document.ListData{
		Title: "Budget de projet", Landscape: true, GroupBy: "Partie",
		Facts: []document.Fact{
			{Label: "Voyageurs prévus", Value: pupils(b.Pupils) + ", " + counted(b.Adults, "adulte", "adultes")},
			{Label: "Participation des familles", Value: a.priceWords()},
			{Label: "Coût par élève", Value: b.CostPerPupil().String()},
			{Label: "Coût par accompagnateur", Value: each(b.ExpenseAdults, b.Adults)},
			{Label: "Résultat", Value: balanceWords(b.Gap())},
			{Label: "Conseil d’administration", Value: a.boardWords()},
		},
		Columns: []document.Column{
			{Name: "Poste"}, {Name: "Précision"}, {Name: "Nombre", Kind: document.KindInt, Width: 22}, {Name: "Par personne", Kind: document.KindMoney, Width: 32}, {Name: "Montant", Kind: document.KindMoney, Width: 34},
		},
		Signers: []document.Signer{a.organiserSigns(), a.Origin.Head, a.bursar()},
		Notes:   []string{"Une ligne pour tous est partagée selon les effectifs, au centime. Par personne : arrondi au centime inférieur ; les montants font foi."},
	}
	ofPupils, ofAdults := sidesOf(b)
	d.Groups = append(d.Groups, budgetGroup("Dépenses pour les élèves", b.Expenses, ofPupils, nil, 0), budgetGroup("Dépenses pour les accompagnateurs", b.Expenses, ofAdults, nil, 0),
		budgetGroup("Recettes pour les élèves", b.Incomes, ofPupils, familyRows(b), b.FamilyShare), budgetGroup("Recettes pour les accompagnateurs", b.Incomes, ofAdults, nil, 0))
	d.After = []document.Sheet{balanceSheet(b)}
	return d, nil
}

// budgetGroup is what the lines come to for some people, after the rows that no line holds and their sum.
func budgetGroup(name string, lines []trip.Shared, of side, first [][]document.Cell, sum cents.Amount) document.ListGroup {
	g := document.ListGroup{Name: name, Rows: first}
	for _, l := range lines {
		part := of.share(l)
		if part == 0 && l.Beneficiaries != of.meant {
			continue
		}
		sum += part
		g.Rows = append(g.Rows, []document.Cell{document.Text(postOf(l.Line)), document.Text(detailOf(l.Line)), document.Int(of.heads), perPerson(l, part, of.heads), document.Money(part)})
	}
	g.Subtotal = []document.Cell{document.Text("Total"), {}, {}, {}, document.Money(sum)}
	return g
}

// perPerson is the amount for one, exact when the line is written so.
func perPerson(l trip.Shared, part cents.Amount, heads int) document.Cell {
	switch {
	case l.Basis == trip.PerPerson:
		return document.Money(l.AmountCents)
	case heads == 0:
		return document.Cell{}
	}
	return document.Money(part / cents.Amount(heads))
}

// familyRows is the share of families: the price times the pupils, or one row a bracket of the grid.
func familyRows(b trip.Budget) (rows [][]document.Cell) {
	row := func(detail string, n int, price cents.Amount) {
		rows = append(rows, []document.Cell{document.Text("Participation des familles"), document.Text(detail), document.Int(n), document.Money(price), document.Money(price * cents.Amount(n))})
	}
	if len(b.Brackets) == 0 && b.Price > 0 {
		row("", b.Pupils, b.Price)
	}
	for _, k := range b.Brackets {
		row(capital(k.Name()), k.PupilsEstimated, k.PriceCents)
	}
	return rows
}

func balanceSheet(b trip.Budget) document.Sheet {
	amount := func(name string) document.Column {
		return document.Column{Name: name, Kind: document.KindMoney, Width: 38}
	}
	row := func(label string, p, a cents.Amount) []document.Cell {
		return []document.Cell{document.Text(label), document.Money(p), document.Money(a), document.Money(p + a)}
	}
	return document.Sheet{
		Title: "Équilibre", Columns: []document.Column{{Name: "Ensemble", Width: 60}, amount("Élèves"), amount("Accompagnateurs"), amount("Total")},
		Rows:  [][]document.Cell{row("Recettes", b.IncomePupils, b.IncomeAdults), row("Dépenses", b.ExpensePupils, b.ExpenseAdults)},
		Total: row(balanceLabel(b.Gap()), b.IncomePupils-b.ExpensePupils, b.IncomeAdults-b.ExpenseAdults),
	}
}

// academicBudget is the shape in which academies ask for a budget: natures of expense, and the two stays. What is spent for
// adults alone is in it (decision 0007).
func academicBudget(a Accounts) (document.ListData, error) {
	b := a.Budget
	if len(b.Expenses) == 0 {
		return document.ListData{}, missing("Le budget de projet n’a pas de dépense.", "Écrivez-le depuis la page Budget du voyage, puis imprimez.")
	}
	d := document.ListData{
		Title: "Budget, format académique", GroupBy: "Partie",
		Facts: []document.Fact{
			{Label: "Nature", Value: a.natureTicks()}, {Label: "Destination", Value: a.place()}, {Label: "Effectif prévu", Value: pupils(b.Pupils) + ", " + counted(b.Adults, "adulte", "adultes")},
			{Label: "Coût du séjour par élève", Value: b.CostPerPupil().String()}, {Label: "Résultat", Value: balanceWords(b.Gap())},
		},
		Columns: []document.Column{{Name: "Poste"}, {Name: "Montant", Kind: document.KindMoney, Width: 42}},
		Signers: []document.Signer{a.Origin.Head},
	}
	expenses := document.ListGroup{Name: "Dépenses"}
	var posts []string
	sums := map[string]cents.Amount{}
	for _, l := range b.Expenses {
		post := postOf(l.Line)
		if !slices.Contains(posts, post) {
			posts = append(posts, post)
		}
		sums[post] += l.Pupils + l.Adults
	}
	for _, post := range posts {
		expenses.Rows = append(expenses.Rows, []document.Cell{document.Text(post), document.Money(sums[post])})
	}
	expenses.Subtotal = []document.Cell{document.Text("Total des dépenses"), document.Money(b.Expense())}
	stay := func(name, subtotal string, lines []trip.Shared, of side, first [][]document.Cell, sum cents.Amount) document.ListGroup {
		g := document.ListGroup{Name: name, Subtotal: []document.Cell{document.Text(subtotal), document.Money(sum)}}
		for _, row := range first {
			g.Rows = append(g.Rows, []document.Cell{row[0], row[4]})
		}
		for _, l := range lines {
			if part := of.share(l); part != 0 {
				g.Rows = append(g.Rows, []document.Cell{document.Text(joined(", ", postOf(l.Line), l.Label)), document.Money(part)})
			}
		}
		return g
	}
	ofPupils, ofAdults := sidesOf(b)
	d.Groups = []document.ListGroup{expenses,
		stay("Recettes, séjour des élèves", "Sous-total 1", b.Incomes, ofPupils, familyRows(b), b.IncomePupils),
		stay("Recettes, séjour des accompagnateurs", "Sous-total 2", b.Incomes, ofAdults, nil, b.IncomeAdults),
	}
	d.Total = []document.Cell{document.Text("Total des recettes"), document.Money(b.Income())}
	return d, nil
}

// natureTicks are the three boxes of the form, the right one ticked.
func (f Facts) natureTicks() string {
	tick := func(yes bool, label string) string {
		if yes {
			return "[×] " + label
		}
		return "[  ] " + label
	}
	trips := f.Trip.Nights() > 0
	return joined("   ", tick(!trips && f.Trip.Obligation == trip.Compulsory, "sortie obligatoire"), tick(!trips && f.Trip.Obligation != trip.Compulsory, "sortie facultative"), tick(trips, "voyage"))
}

// finalReport is what the trip has cost beside what was planned, and who has paid for it.
func finalReport(a Accounts) (document.ListData, error) {
	r := a.Report
	if !a.Trip.State.EnrolmentBegan() {
		return document.ListData{}, missing("Le bilan se calcule à partir de l’ouverture des inscriptions.", "")
	}
	d := document.ListData{
		Title: "Bilan financier", Landscape: true, GroupBy: "Partie",
		Facts: []document.Fact{
			{Label: "Participation", Value: joined(", ", a.priceWords(), a.votedWords())},
			{Label: "Voyageurs", Value: pupils(r.Pupils) + ", " + counted(r.Adults, "adulte", "adultes")},
			{Label: "Familles appelées", Value: counted(r.Payers, "famille", "familles") + ", " + counted(r.Withdrawn, "désistement", "désistements")},
			{Label: "Coût par élève", Value: r.PupilCost.String()}, {Label: "Coût par accompagnateur", Value: r.AdultCost.String()},
			{Label: "Payé à leur place", Value: aidWords(r.AidForFamilies)},
			{Label: "Encaissé des familles", Value: r.FamilyCollected.String() + " au grand livre, reste à payer " + r.Outstanding().String()},
			{Label: "Reliquat déjà rendu", Value: notZero(r.SurplusGranted)},
			{Label: "Résultat", Value: balanceWords(r.Balance())},
		},
		Columns: []document.Column{
			{Name: "Poste"}, {Name: "Précision"}, money32("Projet"), money32("Réel"), money32("Écart"), money32("dont élèves"), money32("dont adultes"),
		},
		Signers: []document.Signer{a.organiserSigns(), a.Origin.Head, a.bursar()},
	}
	expenses := a.realGroup("Dépenses", trip.Expense, a.Budget.Expenses, r.Expenses)
	others := a.realGroup("Autres recettes", trip.Income, a.Budget.Incomes, r.Incomes)
	families := document.ListGroup{Name: "Part des familles"}
	family := func(label string, planned, real cents.Amount) {
		families.Rows = append(families.Rows, compared(label, "", planned, real, real, 0))
	}
	family("Participation constatée", a.Budget.FamilyShare, r.FamilyCharged)
	if r.Remissions != 0 {
		family("Remises accordées", 0, -r.Remissions)
	}
	received := r.FamilyCalled + r.AidForFamilies
	families.Subtotal = compared("Total", "", a.Budget.FamilyShare, received, received, 0)
	d.Groups = []document.ListGroup{expenses, families, others}
	d.Total = compared(balanceLabel(r.Balance()), "", a.Budget.Gap(), r.Balance(), received+r.IncomePupils-r.ExpensePupils, r.IncomeAdults-r.ExpenseAdults)
	d.Notes = []string{"Les familles qui se sont désistées restent comptées pour ce que les conditions votées leur laissent. Une remise diminue la recette ; une aide est payée par quelqu’un d’autre."}
	if a.Trip.State != trip.Reported && a.Trip.State != trip.Closed {
		d.Notes = append(d.Notes, "Bilan provisoire : les lignes réelles peuvent encore changer.")
	}
	return d, nil
}

func money32(name string) document.Column {
	return document.Column{Name: name, Kind: document.KindMoney, Width: 30}
}

// realGroup sets the real lines beside those of the project; a line that was never carried out keeps its place.
func (a Accounts) realGroup(name, which string, project, real []trip.Shared) document.ListGroup {
	g := document.ListGroup{Name: name}
	planned := map[string]cents.Amount{}
	for _, l := range project {
		planned[l.ID] = l.Pupils + l.Adults
	}
	var sum, sumReal, sumPupils, sumAdults cents.Amount
	seen := map[string]bool{}
	for _, l := range real {
		was := planned[l.CarriedFrom]
		if seen[l.CarriedFrom] {
			was = 0
		}
		seen[l.CarriedFrom] = true
		g.Rows = append(g.Rows, compared(postOf(l.Line), detailOf(l.Line), was, l.Pupils+l.Adults, l.Pupils, l.Adults))
		sum, sumReal, sumPupils, sumAdults = sum+was, sumReal+l.Pupils+l.Adults, sumPupils+l.Pupils, sumAdults+l.Adults
	}
	for _, l := range a.Project {
		if l.Side == which && !seen[l.ID] {
			g.Rows = append(g.Rows, compared(postOf(l), detailOf(l), planned[l.ID], 0, 0, 0))
			sum += planned[l.ID]
		}
	}
	g.Subtotal = compared("Total", "", sum, sumReal, sumPupils, sumAdults)
	return g
}

func compared(label, detail string, planned, real, ofPupils, ofAdults cents.Amount) []document.Cell {
	return []document.Cell{
		document.Text(label), document.Text(detail), document.Money(planned), document.Money(real), document.Money(real - planned), document.Money(ofPupils), document.Money(ofAdults),
	}
}

// postOf is the nature of a line: that of the expense, or who pays.
func postOf(l trip.Line) string {
	if l.Category != "" {
		return l.Category
	}
	for _, o := range trip.Origins {
		if o.Code == l.Origin {
			return o.Label
		}
	}
	return cmp.Or(l.Label, "Sans nature")
}

// detailOf is the supplier or the payer, and how sure an income is.
func detailOf(l trip.Line) string {
	status := ""
	for _, s := range trip.Statuses {
		if l.Side == trip.Income && s.Code == l.Status {
			status = s.Label
		}
	}
	return joined(", ", l.Label, status)
}

// priceWords is what families are asked, in words.
func (a Accounts) priceWords() string {
	switch {
	case len(a.Budget.Brackets) > 0:
		lowest := a.Budget.Brackets[0].PriceCents
		for _, k := range a.Budget.Brackets {
			lowest = min(lowest, k.PriceCents)
		}
		return "de " + lowest.String() + " à " + a.Trip.PriceCents.String() + " par élève selon les revenus"
	case a.Trip.PriceCents == 0:
		return "aucune"
	}
	return a.Trip.PriceCents.String() + " par élève"
}

// votedWords is « fixée par l’acte n° 41 … ».
func (f Facts) votedWords() string {
	if act := f.actLine(); act != "" {
		return "fixée par " + act
	}
	return ""
}

// boardWords says when the budget goes before the board, or what it has voted.
func (f Facts) boardWords() string {
	switch {
	case f.Act != nil:
		return "voté, acte n° " + f.Act.ActNumber + " du " + f.Act.VotedOn.French()
	case f.More.BoardMeetsOn != "":
		return "présenté à la séance du " + f.More.BoardMeetsOn.French()
	}
	return ""
}

func balanceLabel(gap cents.Amount) string {
	switch {
	case gap > 0:
		return "Excédent"
	case gap < 0:
		return "Déficit"
	}
	return "Équilibre"
}

func balanceWords(gap cents.Amount) string {
	if gap == 0 {
		return "équilibre : recettes égales aux dépenses"
	}
	return strings.ToLower(balanceLabel(gap)) + " de " + max(gap, -gap).String()
}

func notZero(a cents.Amount) string {
	if a == 0 {
		return ""
	}
	return a.String()
}

// each divides a cost by heads, rounded down; « – » with nobody.
func each(cost cents.Amount, heads int) string {
	if heads == 0 {
		return "–"
	}
	return (cost / cents.Amount(heads)).String()
}

func aidWords(aid cents.Amount) string {
	if aid == 0 {
		return ""
	}
	return aid.String() + " (fonds social, tiers), compris dans la participation constatée"
}
