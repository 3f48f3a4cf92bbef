package till

import (
	"cmp"
	"net/url"
	"slices"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func text(s string) document.Cell        { return document.Text(s) }
func euros(a cents.Amount) document.Cell { return document.Money(a) }
func days(q ExitQuery) string            { return "du " + q.From.French() + " au " + q.To.French() }
func moneyColumn(name string) document.Column {
	return document.Column{Name: name, Kind: document.KindMoney, Width: 26}
}
func receiptHref(payment string) string { return "/gestion/caisse/quittances/" + payment }

// takingsOf reads the payments that the query asks for.
func takingsOf(v *web.Visit, q ExitQuery) ([]money.TakingsLine, error) {
	takings, err := money.Journal(v.App, v.Actor, q.From, q.To)
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(takings.Lines, func(l money.TakingsLine) bool { return q.Means != "" && l.Means != q.Means }), nil
}

func paymentsExit(v *web.Visit, q ExitQuery) (ExitTable, error) {
	lines, err := takingsOf(v, q)
	if err != nil {
		return ExitTable{}, err
	}
	subtitle := days(q)
	if q.Means != "" {
		subtitle += ", " + q.Means.Label()
	}
	t := ExitTable{ListData: document.ListData{
		Title: "Journal des encaissements", Subtitle: subtitle, Empty: "Aucun encaissement sur la période.",
		Columns: []document.Column{
			{Name: "Jour", Kind: document.KindDay, Width: 20}, {Name: "Quittance", Width: 32}, {Name: "Payé par"}, {Name: "Élève"}, {Name: "Objet"}, {Name: "Moyen", Width: 28}, {Name: "Référence", Width: 26}, moneyColumn("Montant"),
		},
	}}
	var g document.ListGroup
	var total cents.Amount
	for i, l := range lines {
		g.Rows = append(g.Rows, []document.Cell{
			document.Date(l.Day), text(l.Receipt), text(l.PayerName), text(l.PupilName), text(l.For), text(components.Capital(l.Means.Label())), text(join(" ", l.Reference, l.AuthNumber)), euros(l.Amount),
		})
		t.link(i, 1, receiptHref(l.PaymentID))
		total += l.Amount
	}
	t.Groups, t.Total = []document.ListGroup{g}, []document.Cell{text("Total"), {}, {}, {}, {}, {}, {}, euros(total)}
	return t, nil
}

// paymentsHref is the address of the payments behind a total.
func paymentsHref(q ExitQuery) string {
	return exitsPath + "/encaissements?" + q.values(Exit{Period: periodDays}).Encode()
}

func daysExit(v *web.Visit, q ExitQuery) (ExitTable, error) {
	takings, err := money.Journal(v.App, v.Actor, q.From, q.To)
	if err != nil {
		return ExitTable{}, err
	}
	t := ExitTable{ListData: document.ListData{
		Title: "Encaissements par jour", Subtitle: days(q), Empty: "Aucun encaissement sur la période.",
		Columns: []document.Column{{Name: "Jour", Kind: document.KindDay}, {Name: "Moyen"}, {Name: "Lignes", Kind: document.KindInt}, moneyColumn("Montant")},
	}}
	var g document.ListGroup
	var total cents.Amount
	count := 0
	for i, day := range takings.Totals {
		g.Rows = append(g.Rows, []document.Cell{document.Date(day.Day), text(components.Capital(day.Means.Label())), document.Int(day.Count), euros(day.Amount)})
		t.link(i, 3, paymentsHref(ExitQuery{From: day.Day, To: day.Day, Means: day.Means}))
		total, count = total+day.Amount, count+day.Count
	}
	t.Groups, t.Total = []document.ListGroup{g}, []document.Cell{text("Total"), {}, document.Int(count), euros(total)}
	return t, nil
}

func meansExit(v *web.Visit, q ExitQuery) (ExitTable, error) {
	takings, err := money.Journal(v.App, v.Actor, q.From, q.To)
	if err != nil {
		return ExitTable{}, err
	}
	t := ExitTable{ListData: document.ListData{
		Title: "Encaissements par moyen", Subtitle: days(q), Empty: "Aucun encaissement sur la période.",
		Columns: []document.Column{{Name: "Moyen"}, {Name: "Lignes", Kind: document.KindInt}, moneyColumn("Montant")},
	}}
	var g document.ListGroup
	var all cents.Amount
	lines := 0
	for _, means := range money.AllMeans {
		var total cents.Amount
		count := 0
		for _, day := range takings.Totals {
			if day.Means == means {
				total, count = total+day.Amount, count+day.Count
			}
		}
		if count == 0 {
			continue
		}
		t.link(len(g.Rows), 2, paymentsHref(ExitQuery{From: q.From, To: q.To, Means: means}))
		g.Rows = append(g.Rows, []document.Cell{text(components.Capital(means.Label())), document.Int(count), euros(total)})
		all, lines = all+total, lines+count
	}
	t.Groups, t.Total = []document.ListGroup{g}, []document.Cell{text("Total"), document.Int(lines), euros(all)}
	return t, nil
}

func imprestsExit(v *web.Visit, q ExitQuery) (ExitTable, error) {
	moves, err := trip.ImprestMoves(v.App, v.Actor, q.From, q.To)
	if err != nil {
		return ExitTable{}, err
	}
	t := ExitTable{ListData: document.ListData{
		Title: "Journal des régies", Subtitle: days(q), Empty: "Aucune ligne de régie sur la période.",
		Columns: []document.Column{
			{Name: "Jour", Kind: document.KindDay, Width: 20}, {Name: "Voyage"}, {Name: "Régisseur"}, {Name: "Ligne", Kind: document.KindInt, Width: 14}, {Name: "Objet"}, {Name: "Moyen", Width: 24},
			moneyColumn("Recettes"), moneyColumn("Dépenses"), moneyColumn("Versé"),
		},
	}}
	var g document.ListGroup
	var totals [3]cents.Amount
	for i, m := range moves {
		var cells [3]document.Cell
		at := slices.Index([]string{"collected", "spent", "handed"}, m.Direction)
		if at >= 0 {
			cells[at] = euros(m.Amount)
			totals[at] += m.Amount
			t.link(i, 6+at, "/gestion/voyages/"+m.TripID+"/regies/"+m.ImprestID)
		}
		g.Rows = append(g.Rows, []document.Cell{
			document.Date(m.Day), text(m.Trip), text(m.Holder), document.Int(m.LineNo), text(m.What), text(money.Means(m.Means).Label()), cells[0], cells[1], cells[2],
		})
	}
	t.Groups, t.Total = []document.ListGroup{g}, []document.Cell{text("Total"), {}, {}, {}, {}, {}, euros(totals[0]), euros(totals[1]), euros(totals[2])}
	return t, nil
}

// agreementNames are the columns of the movements, in the order of money.ConcordanceColumns.
var agreementNames = map[string]string{
	"charged": "Constaté", "aided": "Aides", "lowered": "Remises", "collected": "Encaissé", "cancelled": "Annulé", "released": "À rendre",
}

func agreementExit(v *web.Visit, q ExitQuery) (ExitTable, error) {
	all, err := money.Concordances(v.App, v.Actor, money.Between{From: q.From, To: q.To})
	if err != nil {
		return ExitTable{}, err
	}
	t := ExitTable{ListData: document.ListData{
		Title: "État de concordance", Subtitle: days(q), Empty: "Rien n’était dû et rien n’a bougé.",
		Columns: []document.Column{{Name: "Objet"}, {Name: "Acte", Width: 34}, moneyColumn("Reste au début")},
		Notes:   []string{"Reste à la fin = reste au début + constaté − aides − remises − encaissé + annulé + à rendre. Les remises comprennent les annulations de créances ; « annulé » est un encaissement repris, « à rendre » ce qui dépasse un prix baissé."},
	}}
	for _, column := range money.ConcordanceColumns {
		t.Columns = append(t.Columns, moneyColumn(agreementNames[column]))
	}
	t.Columns = append(t.Columns, moneyColumn("Reste à la fin"))
	var g document.ListGroup
	totals := make([]cents.Amount, len(money.ConcordanceColumns)+2)
	for i, a := range all {
		amounts := []cents.Amount{a.Opening, a.Charged, a.Aided, a.Lowered, a.Collected, a.Cancelled, a.Released, a.Closing()}
		row := []document.Cell{text(a.Subject), text(a.Act)}
		for n, amount := range amounts {
			row = append(row, euros(amount))
			totals[n] += amount
		}
		for n, column := range money.ConcordanceColumns {
			if amounts[n+1] != 0 {
				t.link(i, n+3, evidenceHref(q, a, column))
			}
		}
		g.Rows = append(g.Rows, row)
	}
	t.Groups, t.Total = []document.ListGroup{g}, []document.Cell{text("Total"), {}}
	for _, total := range totals {
		t.Total = append(t.Total, euros(total))
	}
	return t, nil
}

func evidenceHref(q ExitQuery, a money.Concordance, column string) string {
	return exitsPath + "/pieces?" + url.Values{
		"du": {string(q.From)}, "au": {string(q.To)}, "objet": {a.SubjectCollection + ":" + a.SubjectID}, "acte": {a.ActID}, "colonne": {column},
	}.Encode()
}

func evidenceExit(v *web.Visit, q ExitQuery) (ExitTable, error) {
	rows, err := money.Evidence(v.App, v.Actor, money.Between{From: q.From, To: q.To}, q.Subject, q.ActID, q.Column)
	if err != nil {
		return ExitTable{}, err
	}
	t := ExitTable{ListData: document.ListData{
		Title: "Lignes d’un chiffre", Subtitle: join(", ", agreementNames[q.Column], days(q)), Empty: "Aucune ligne sur la période.",
		Columns: []document.Column{{Name: "Jour", Kind: document.KindDay, Width: 22}, {Name: "Élève"}, {Name: "Objet"}, {Name: "Quittance", Width: 34}, moneyColumn("Montant")},
	}}
	var g document.ListGroup
	var total cents.Amount
	for i, m := range rows {
		g.Rows = append(g.Rows, []document.Cell{document.Date(m.Day), text(m.Pupil), text(m.Label), text(m.Receipt), euros(m.Amount)})
		t.link(i, 1, "/gestion/caisse/eleves/"+m.PupilID)
		if m.PaymentID != "" {
			t.link(i, 3, receiptHref(m.PaymentID))
		}
		total += m.Amount
	}
	t.Groups, t.Total = []document.ListGroup{g}, []document.Cell{text("Total"), {}, {}, {}, euros(total)}
	return t, nil
}

// ordersExit is what the orders of revenue hold: the first one at the first day of the period, the correction at its last.
func ordersExit(v *web.Visit, q ExitQuery) (ExitTable, error) {
	first, err := money.Concordances(v.App, v.Actor, money.Between{To: q.From})
	if err != nil {
		return ExitTable{}, err
	}
	last, err := money.Concordances(v.App, v.Actor, money.Between{To: q.To})
	if err != nil {
		return ExitTable{}, err
	}
	t := ExitTable{ListData: document.ListData{
		Title: "Ordres de recettes", Subtitle: "initial arrêté au " + q.From.French() + ", rectificatif au " + q.To.French(), Empty: "Aucune créance n’est constatée.",
		Columns: []document.Column{{Name: "Objet"}, {Name: "Acte", Width: 40}, moneyColumn("Ordre initial"), moneyColumn("Complément"), moneyColumn("Annulation"), moneyColumn("Net")},
		Notes:   []string{"Pièce justificative : l’ordre de recettes est émis dans le logiciel comptable (F-03, F-19). Une aide versée à la place de la famille ne diminue pas l’ordre."},
	}}
	var g document.ListGroup
	var totals [4]cents.Amount
	for _, a := range last {
		var initial cents.Amount
		for _, f := range first {
			if f.SubjectCollection == a.SubjectCollection && f.SubjectID == a.SubjectID && f.ActID == a.ActID {
				initial = f.Order()
			}
		}
		change := a.Order() - initial
		amounts := [4]cents.Amount{initial, max(change, 0), min(change, 0), a.Order()}
		if initial == 0 { // charged since: its own first order, on the last day
			amounts = [4]cents.Amount{a.Order(), 0, 0, a.Order()}
		}
		i := len(g.Rows)
		row := []document.Cell{text(a.Subject), text(a.Act)}
		for n, amount := range amounts {
			row, totals[n] = append(row, euros(amount)), totals[n]+amount
		}
		if a.SubjectCollection == "trips" {
			t.link(i, 0, "/gestion/voyages/"+a.SubjectID+"/finances")
		}
		since := ExitQuery{From: "2000-01-01", To: q.To}
		t.link(i, 5, evidenceHref(since, a, "charged"))
		g.Rows = append(g.Rows, row)
	}
	t.Groups = []document.ListGroup{g}
	t.Total = []document.Cell{text("Total"), {}, euros(totals[0]), euros(totals[1]), euros(totals[2]), euros(totals[3])}
	return t, nil
}

func unpaidExit(v *web.Visit, _ ExitQuery) (ExitTable, error) {
	all, err := money.UnpaidSums(v.App, v.Actor)
	if err != nil {
		return ExitTable{}, err
	}
	t := ExitTable{ListData: document.ListData{
		Title: "Impayés par ancienneté", Subtitle: "au " + v.Today().French(), Empty: "Rien n’est en retard.",
		Columns: []document.Column{
			{Name: "Ancienneté", Width: 30}, {Name: "Élève"}, {Name: "Classe", Width: 16}, {Name: "Débiteur"}, {Name: "Objet"}, {Name: "À payer avant le", Kind: document.KindDay, Width: 24},
			{Name: "Jours", Kind: document.KindInt, Width: 14}, moneyColumn("Reste dû"),
		},
	}}
	var g document.ListGroup
	var total cents.Amount
	byAge := map[int]cents.Amount{}
	for i, u := range all {
		g.Rows = append(g.Rows, []document.Cell{
			text(components.Capital(u.Age().Label)), text(u.Pupil), text(u.Class), text(u.Debtor), text(u.Label), document.Date(u.DueOn), document.Int(u.Days), euros(u.Due()),
		})
		t.link(i, 1, "/gestion/caisse/eleves/"+u.PupilID)
		total += u.Due()
		byAge[u.Age().From] += u.Due()
	}
	for _, age := range slices.SortedFunc(slices.Values(money.Ages), func(a, b money.Age) int { return cmp.Compare(a.From, b.From) }) {
		if byAge[age.From] != 0 {
			t.Facts = append(t.Facts, document.Fact{Label: components.Capital(age.Label), Value: byAge[age.From].String()})
		}
	}
	t.Groups, t.Total = []document.ListGroup{g}, []document.Cell{text("Total"), {}, {}, {}, {}, {}, {}, euros(total)}
	return t, nil
}
