package grants

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

const circular = "la circulaire n° 2017-122 du 22 août 2017 relative aux fonds sociaux"

// receiptPaper acknowledges a request.
func receiptPaper(o document.Origin, i school.Identity, r aid.Request) document.DecisionData {
	return document.DecisionData{Origin: o, Parts: []document.DecisionPart{{
		Title: "Accusé de réception", Subtitle: "Demande n° " + strconv.Itoa(r.No), To: []string{r.Guardian()},
		Facts: []document.Fact{{Label: "Reçue le", Value: r.ReceivedOn.French()}, {Label: "Élève", Value: r.Pupil()}, {Label: "Objet", Value: r.Said.Subject}},
		Articles: []document.Article{{Text: []string{
			"Votre demande est enregistrée. Elle est instruite par le service social de l’établissement, examinée sans votre nom par une commission, puis décidée par le chef d’établissement.",
			"Elle n’est lisible que de ces personnes. Vous pouvez la compléter ou la retirer dans votre espace tant qu’elle n’est pas décidée.",
		}}},
		Notes: []string{"Contact : " + or(i.SocialWorker(), i.Name) + "."},
	}}}
}

// answerPaper is the letter of an individual decision: its legal basis, what is granted, how it is contested.
func answerPaper(o document.Origin, i school.Identity, r aid.Request, d aid.Decision, to document.Addressee) document.DecisionData {
	articles := []document.Article{{Title: "Aide " + d.Outcome.Label(), Text: answerText(d)}}
	if d.Reason != "" {
		articles = append(articles, document.Article{Title: "Motif", Text: []string{d.Reason}})
	}
	articles = append(articles, document.Article{Title: "Voies et délais de recours", Text: []string{
		"Cette décision peut faire l’objet d’un recours gracieux devant le chef d’établissement, puis d’un recours devant le tribunal administratif dans les deux mois qui suivent sa notification (article R. 421-1 du code de justice administrative). Un recours gracieux formé dans ce délai le fait courir à nouveau à compter de la réponse.",
	}})
	visas := []string{"le code de l’éducation, notamment son article R421-9", circular}
	if d.Advice != "" {
		visas = append(visas, "l’avis recueilli : "+strings.TrimRight(d.Advice, ". "))
	}
	return document.DecisionData{Origin: o, Parts: []document.DecisionPart{{
		Title: "Décision relative à une demande d’aide", Number: strconv.Itoa(r.No), To: append([]string{to.Name}, to.AddressLines...), Author: o.Head.Capacity, Visas: visas, Verb: "Décide",
		Facts:    []document.Fact{{Label: "Élève", Value: r.Pupil()}, {Label: "Demande reçue le", Value: r.ReceivedOn.French()}, {Label: "Aide", Value: r.TypeName}},
		Articles: articles, Numbered: true, DatedOn: d.DecidedOn, Signers: []document.Signer{o.Head},
		Notes: []string{"Contact : " + or(i.SocialWorker(), i.Name) + "."},
	}}}
}

func answerText(d aid.Decision) []string {
	amount := d.Amount.String() + " (" + document.AmountInWords(d.Amount) + ")"
	switch {
	case d.Outcome == aid.Refused:
		return []string{"L’aide demandée n’est pas accordée."}
	case d.Outcome == aid.Postponed:
		return []string{"La demande est reportée à une prochaine commission."}
	case d.Mode == aid.InKind:
		return []string{"Il est attribué : " + d.InKind + "."}
	case d.Mode == aid.Drawing:
		return []string{"Il est accordé un droit de tirage de " + amount + " au plus, utilisé selon les besoins de l’élève."}
	}
	texts := []string{"Une aide de " + amount + " est accordée."}
	if d.Mode == aid.Percentage {
		texts = []string{fmt.Sprintf("Une aide de %d %% des sommes dues, soit %s, est accordée.", d.Percent, amount)}
	}
	for _, w := range d.Drawings {
		texts = append(texts, "Elle vient en déduction de « "+w.Label+" » pour "+w.Amount.String()+".")
	}
	if d.Outcome == aid.Urgent {
		texts = append(texts, "Elle est accordée en urgence et sera présentée à la prochaine commission.")
	}
	return texts
}

// convocationPapers convene each member by letter.
func convocationPapers(o document.Origin, c aid.Commission, types []aid.Type, files int) document.DecisionData {
	var names []string
	for _, t := range types {
		for _, id := range c.TypeIDs {
			if t.ID == id {
				names = append(names, t.Name)
			}
		}
	}
	d := document.DecisionData{Origin: o, Title: "Convocations"}
	for _, m := range c.Members {
		d.Parts = append(d.Parts, document.DecisionPart{
			Title: "Convocation", Subtitle: "Commission des fonds sociaux", To: []string{m.Name, m.Capacity},
			Facts: []document.Fact{{Label: "Date", Value: c.HeldOn.FrenchLong()}, {Label: "Heure", Value: c.HeldAt}, {Label: "Lieu", Value: c.Place}},
			Articles: []document.Article{{Title: "Ordre du jour", Items: names, Text: []string{"Dossiers à examiner : " + strconv.Itoa(files) + "."}},
				{Text: []string{"Les dossiers sont remis sur place, numérotés, sans nom ni classe. Chaque membre garde le secret sur ce qui s’y dit."}}},
			Signers: []document.Signer{o.Head},
		})
	}
	return d
}

// attendancePaper is signed on arrival, or records who was there.
func attendancePaper(o document.Origin, c aid.Commission) document.ListData {
	d := document.ListData{Origin: o, Title: "Feuille d’émargement", Subtitle: "Commission des fonds sociaux du " + c.HeldOn.French(), Empty: "Aucun membre n’est inscrit.",
		Columns: []document.Column{{Name: "Nom"}, {Name: "Qualité"}, {Name: "Présence", Width: 26}, {Name: "Signature", Width: 50, Blank: true}}, Signers: []document.Signer{o.Head}}
	var rows [][]document.Cell
	for _, m := range c.Members {
		present := ""
		switch {
		case m.President:
			present = "présidence"
		case m.Present:
			present = "présent"
		}
		rows = append(rows, []document.Cell{document.Text(m.Name), document.Text(m.Capacity), document.Text(present), {}})
	}
	d.Groups = []document.ListGroup{{Rows: rows}}
	return d
}

// anonymousPaper is what the members read: numbers, means, sums. Nothing in it comes from a name.
func anonymousPaper(o document.Origin, c aid.Commission, files []aid.File) document.ListData {
	d := document.ListData{Origin: o, Title: "Dossiers anonymes", Subtitle: "Commission des fonds sociaux du " + c.HeldOn.French(), Landscape: true, Empty: "Aucun dossier n’est inscrit.",
		Columns: []document.Column{{Name: "N°", Kind: document.KindInt, Width: 14}, {Name: "Aide demandée"}, {Name: "Quotient", Kind: document.KindMoney, Width: 26}, {Name: "Tranche", Width: 34}, {Name: "Bourse", Width: 16, Centred: true},
			{Name: "Demandé", Kind: document.KindMoney, Width: 26}, {Name: "Dettes", Kind: document.KindMoney, Width: 26}, {Name: "Décisions antérieures", Width: 56}, {Name: "Avis", Width: 30, Blank: true}},
		Notes: []string{"À rendre en fin de séance. Le pourcentage de la tranche est indicatif, voté par le conseil d’administration."}}
	var rows [][]document.Cell
	for _, f := range files {
		bracket := ""
		if f.Bracket != "" {
			bracket = fmt.Sprintf("%s, %d %%", f.Bracket, f.Percent)
		}
		quotient := document.Cell{}
		if f.Known {
			quotient = document.Money(f.Quotient)
		}
		rows = append(rows, []document.Cell{document.Int(f.No), document.Text(f.Type), quotient, document.Text(bracket), document.Text(yes(f.Scholarship)), document.Money(f.Asked), document.Money(f.Debts), document.Lines(f.Before...), {}})
	}
	d.Groups = []document.ListGroup{{Rows: rows}}
	return d
}

// nominativePaper says who each number is, for the three who may know.
func nominativePaper(o document.Origin, c aid.Commission, files []aid.File, requests map[string]aid.Request) document.ListData {
	d := document.ListData{Origin: o, Title: "Liste nominative – confidentiel", Subtitle: "Commission des fonds sociaux du " + c.HeldOn.French(), Empty: "Aucun dossier n’est inscrit.",
		Columns: []document.Column{{Name: "N°", Kind: document.KindInt, Width: 14}, {Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Demandée par"}, {Name: "Aide"}, {Name: "Décision", Width: 26}, {Name: "Accordé", Kind: document.KindMoney, Width: 26}},
		Notes:   []string{"Réservée à l’assistant de service social, au chef d’établissement et au gestionnaire. Elle n’est ni diffusée, ni remise aux membres."}}
	var rows [][]document.Cell
	var total cents.Amount
	for _, f := range files {
		r := requests[f.RequestID]
		total += f.Granted
		rows = append(rows, []document.Cell{document.Int(f.No), document.Text(r.LastName + " " + r.FirstName), document.Text(r.Class), document.Text(r.Guardian()), document.Text(f.Type), document.Text(f.Outcome.Label()), document.Money(f.Granted)})
	}
	d.Groups = []document.ListGroup{{Rows: rows}}
	d.Total = []document.Cell{{}, document.Text("Total"), {}, {}, {}, {}, document.Money(total)}
	return d
}

// proofsPaper lists the papers in each file, number by number.
func proofsPaper(o document.Origin, c aid.Commission, files []aid.File, papers map[string][]aid.Paper) document.ListData {
	d := document.ListData{Origin: o, Title: "Justificatifs reçus", Subtitle: "Commission des fonds sociaux du " + c.HeldOn.French(), Empty: "Aucun dossier n’est inscrit.",
		Columns: []document.Column{{Name: "N°", Kind: document.KindInt, Width: 14}, {Name: "Aide", Width: 50}, {Name: "Pièces"}, {Name: "Vu", Width: 18, Blank: true}}}
	var rows [][]document.Cell
	for _, f := range files {
		var labels []string
		for _, p := range papers[f.RequestID] {
			labels = append(labels, p.Label)
		}
		if len(labels) == 0 {
			labels = []string{"aucune pièce"}
		}
		rows = append(rows, []document.Cell{document.Int(f.No), document.Text(f.Type), document.Lines(labels...), {}})
	}
	d.Groups = []document.ListGroup{{Rows: rows}}
	return d
}

// minutesPaper is the record of a meeting: who was there, what was said of each number.
func minutesPaper(o document.Origin, c aid.Commission, files []aid.File) document.DecisionData {
	var present, absent []string
	president := ""
	for _, m := range c.Members {
		switch who := m.Name + ", " + m.Capacity; {
		case m.President:
			president = who
			present = append(present, who)
		case m.Present:
			present = append(present, who)
		default:
			absent = append(absent, who)
		}
	}
	table := document.Sheet{Columns: []document.Column{{Name: "N°", Kind: document.KindInt, Width: 14}, {Name: "Aide"}, {Name: "Demandé", Kind: document.KindMoney, Width: 30}, {Name: "Décision", Width: 40}, {Name: "Accordé", Kind: document.KindMoney, Width: 30}}}
	var total cents.Amount
	for _, f := range files {
		total += f.Granted
		table.Rows = append(table.Rows, []document.Cell{document.Int(f.No), document.Text(f.Type), document.Money(f.Asked), document.Text(or(f.Outcome.Label(), "en attente")), document.Money(f.Granted)})
	}
	table.Total = []document.Cell{{}, document.Text("Total"), {}, {}, document.Money(total)}
	articles := []document.Article{{Title: "Présents", Items: present}}
	if len(absent) > 0 {
		articles = append(articles, document.Article{Title: "Absents", Items: absent})
	}
	articles = append(articles, document.Article{Title: "Dossiers examinés", Table: &table})
	if c.Minutes != "" {
		articles = append(articles, document.Article{Title: "Débats", Text: []string{c.Minutes}})
	}
	subtitle := "Commission des fonds sociaux"
	if c.State != aid.Held {
		subtitle += ", qui ne s’est pas encore tenue"
	}
	return document.DecisionData{Origin: o, Parts: []document.DecisionPart{{
		Title: "Procès-verbal", Subtitle: subtitle, Facts: []document.Fact{{Label: "Date", Value: c.HeldOn.FrenchLong()}, {Label: "Heure", Value: c.HeldAt}, {Label: "Lieu", Value: c.Place}, {Label: "Présidence", Value: president}},
		Articles: articles, Notes: []string{"L’avis de la commission ne lie pas le chef d’établissement, qui décide. Aucun nom de famille n’y figure."}, DatedOn: c.HeldOn, Signers: []document.Signer{o.Head},
	}}}
}

// extractPaper is what a fund paid, line by line: the voucher that goes with the order to pay.
func extractPaper(o document.Origin, f aid.Fund, lines []aid.Request, from, until law.Day) document.ListData {
	d := document.ListData{Origin: o, Title: "Extrait comptable des aides", Subtitle: f.Name, Empty: "Aucune aide n’est accordée sur ce fonds.",
		Facts:   []document.Fact{{Label: "Période", Value: "du " + from.French() + " au " + until.French()}, {Label: "Nature", Value: f.Kind.Label()}},
		Columns: []document.Column{{Name: "N°", Kind: document.KindInt, Width: 14}, {Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Aide"}, {Name: "Calcul", Width: 40}, {Name: "Montant", Kind: document.KindMoney, Width: 28}},
		Notes:   []string{"Pièce justificative du mandat, remise à l’agent comptable sous pli confidentiel. Les décisions individuelles sont tenues à sa disposition."}, Signers: []document.Signer{o.Head}}
	var rows [][]document.Cell
	var total cents.Amount
	for _, r := range lines {
		total += r.Granted
		rows = append(rows, []document.Cell{document.Int(r.No), document.Text(r.LastName + " " + r.FirstName), document.Text(r.Class), document.Text(r.TypeName), document.Text(r.Mode.Label()), document.Money(r.Granted)})
	}
	d.Groups = []document.ListGroup{{Rows: rows}}
	d.Total = []document.Cell{{}, document.Text("Total"), {}, {}, {}, document.Money(total)}
	d.Facts = append(d.Facts, document.Fact{Label: "Total", Value: total.String() + " (" + document.AmountInWords(total) + ")"}, document.Fact{Label: "Solde du fonds", Value: f.Remaining().String()})
	return d
}

// criteriaPaper is the board's draft act on the criteria: aids, funds, brackets. No case is in it.
func criteriaPaper(o document.Origin, i school.Identity, funds []aid.Fund, types []aid.Type, scale aid.Scale, known bool) document.DecisionData {
	var fundRows, typeRows, steps [][]document.Cell
	for _, f := range funds {
		fundRows = append(fundRows, []document.Cell{document.Text(f.Name), document.Text(f.Kind.Label()), document.Money(f.Remaining())})
	}
	for _, t := range types {
		if t.ClosedOn == "" {
			typeRows = append(typeRows, []document.Cell{document.Text(t.Name), document.Text(t.Mode.Label()), document.Text(t.FundName)})
		}
	}
	articles := []document.Article{
		{Title: "Financements", Table: &document.Sheet{Columns: []document.Column{{Name: "Fonds"}, {Name: "Nature"}, {Name: "Disponible", Kind: document.KindMoney, Width: 34}}, Rows: fundRows}},
		{Title: "Aides", Table: &document.Sheet{Columns: []document.Column{{Name: "Aide"}, {Name: "Calcul"}, {Name: "Fonds"}}, Rows: typeRows}},
		{Title: "Commission", Text: []string{"Les demandes sont examinées sans nom par une commission présidée par le chef d’établissement, qui décide après son avis. En urgence, il accorde une aide et la présente à la commission suivante. Les aides à la cantine sont décidées après un avis individuel."}},
	}
	if known {
		for _, b := range scale.Brackets {
			steps = append(steps, []document.Cell{document.Text(b.Name), document.Text(b.Range()), document.Text(strconv.Itoa(b.Percent) + " %")})
		}
		unit := "Quotient familial annuel : revenu fiscal de référence divisé par le nombre de parts."
		if scale.Daily {
			unit = "Quotient familial journalier : revenu fiscal de référence divisé par le nombre de parts, puis par 360."
		}
		articles = append(articles, document.Article{Title: "Barème indicatif", Text: []string{unit + " Le pourcentage est indicatif : chaque situation est appréciée."},
			Table: &document.Sheet{Columns: []document.Column{{Name: "Tranche"}, {Name: "Quotient"}, {Name: "Part de l’aide", Width: 34}}, Rows: steps}})
	}
	return document.DecisionData{Origin: o, Parts: []document.DecisionPart{{
		Title: "Projet d’acte du conseil d’administration", Subtitle: "Critères et modalités des fonds sociaux", Author: "Le conseil d’administration de " + i.Name,
		Visas: []string{"le code de l’éducation, notamment son article R421-20", circular}, Verb: "Décide", Articles: articles, Numbered: true, Undated: true,
		Notes: []string{"Aucun cas particulier n’est présenté au conseil."}, Signers: []document.Signer{{Capacity: "La présidence du conseil d’administration"}},
	}}}
}

// reportPaper is the yearly report to the board: figures, no name.
func reportPaper(o document.Origin, r aid.Report) document.ListData {
	d := document.ListData{Origin: o, Title: "Bilan annuel des fonds sociaux", Subtitle: "Année " + r.Year + ", du " + r.From.French() + " au " + r.Until.French(), Empty: "Aucun fonds n’est ouvert.",
		Facts: []document.Fact{{Label: "Élèves qui ont demandé", Value: strconv.Itoa(r.Applicants)}, {Label: "Élèves qui n’ont rien demandé", Value: strconv.Itoa(r.Others)}, {Label: "Demandes", Value: strconv.Itoa(r.Requests)},
			{Label: "Accordées", Value: strconv.Itoa(r.Granted)}, {Label: "Refusées", Value: strconv.Itoa(r.Refused)}, {Label: "En cours", Value: strconv.Itoa(r.Open)}, {Label: "Dépensé", Value: r.Spent.String()}},
		Columns: []document.Column{{Name: "Fonds"}, {Name: "Aides", Kind: document.KindInt, Width: 18}, {Name: "Dépensé", Kind: document.KindMoney, Width: 32}, {Name: "Solde", Kind: document.KindMoney, Width: 32}},
		Notes:   []string{"Ce bilan ne nomme personne. Une tranche de moins de cinq élèves n’est pas détaillée."}, Signers: []document.Signer{o.Head}}
	var rows [][]document.Cell
	for _, f := range r.Funds {
		rows = append(rows, []document.Cell{document.Text(f.Name), document.Int(f.Count), document.Money(f.Spent), document.Money(f.Balance)})
	}
	d.Groups = []document.ListGroup{{Rows: rows}}
	d.Total = []document.Cell{document.Text("Total"), document.Int(r.Granted), document.Money(r.Spent), document.Money(r.Balance)}
	byType := document.Sheet{Title: "Par aide", Columns: []document.Column{{Name: "Aide"}, {Name: "Demandes", Kind: document.KindInt, Width: 24}, {Name: "Accordées", Kind: document.KindInt, Width: 24}, {Name: "Dépensé", Kind: document.KindMoney, Width: 32}}}
	for _, t := range r.Types {
		byType.Rows = append(byType.Rows, []document.Cell{document.Text(t.Name), document.Int(t.Requests), document.Int(t.Count), document.Money(t.Spent)})
	}
	byBracket := document.Sheet{Title: "Par tranche de quotient", Columns: []document.Column{{Name: "Tranche"}, {Name: "Demandes", Width: 30}}}
	for _, b := range r.Brackets {
		n := strconv.Itoa(b.Count)
		if b.Few {
			n = "moins de 5"
		}
		byBracket.Rows = append(byBracket.Rows, []document.Cell{document.Text(b.Name), document.Text(n)})
	}
	for _, s := range []document.Sheet{byType, byBracket} {
		if len(s.Rows) > 0 {
			d.After = append(d.After, s)
		}
	}
	return d
}
