package till

import (
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// RefundsForm is a batch as typed.
type RefundsForm struct{ ExecuteOn string }

// RefundsPageProps is all the money that goes back, over the school.
type RefundsPageProps struct {
	List, All                []money.Refund // what the address asks for; everything
	Overpaid                 []money.Credit
	Names                    map[string]string
	Batches                  []money.Batch
	State                    money.RefundState
	Search                   string
	Query                    string // of the address, for the exports
	Form                     RefundsForm
	MayPrepare               bool
	NoAccount, MaySetAccount bool // the school has no IBAN; the reader may write it
	web.Refused
}

// RefundsPage says where each sum stands, prepares transfers and lists what was paid too much.
func RefundsPage(p RefundsPageProps) Node {
	sums, counts := map[money.RefundState]cents.Amount{}, map[money.RefundState]int{}
	for _, r := range p.All {
		sums[r.State] += r.Amount
		counts[r.State]++
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Remboursements", Lead: "Reliquats, désistements, annulations, trop-perçus : ce qui revient à qui l’a payé."}),
		components.KPIs(
			components.KPIProps{Value: sums[money.RefundDue].String(), Label: "à notifier", Hint: law.Counted(counts[money.RefundDue], "remboursement", "remboursements"), Href: refundsPath + "?etat=due"},
			components.KPIProps{Value: sums[money.RefundNotified].String(), Label: "notifiés, sans réponse", Hint: law.Counted(counts[money.RefundNotified], "remboursement", "remboursements"), Href: refundsPath + "?etat=notified"},
			components.KPIProps{Value: sums[money.RefundClaimed].String(), Label: "prêts à virer", Hint: law.Counted(counts[money.RefundClaimed], "remboursement", "remboursements"), Href: refundsPath + "?etat=claimed"},
			components.KPIProps{Value: sums[money.RefundSent].String(), Label: "rendus", Hint: law.Counted(counts[money.RefundSent], "remboursement", "remboursements"), Href: refundsPath + "?etat=sent"},
		),
		Iff(p.MayPrepare && p.NoAccount, func() Node { return noAccountNotice(p) }),
		Iff(p.MayPrepare && counts[money.RefundDue] > 0, func() Node {
			return components.PostForm(components.PostFormProps{Action: refundsPath + "/avis", Label: "Notifier"},
				components.Actions(components.ButtonPlain("Prévenir ceux qui ne le sont pas encore")))
		}),
		Iff(p.MayPrepare && counts[money.RefundClaimed] > 0, func() Node { return batchForm(p) }),
		components.SearchForm(components.SearchFormProps{Action: refundsPath, Name: "q", Value: p.Search, Label: "Chercher un élève, une famille, un voyage", ID: "recherche-remboursement",
			Keep: keepState(p.State)}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: listTitle(p)}),
			refundTable(p.List, nil),
			components.Pagination(components.PaginationProps{Summary: law.Counted(len(p.List), "remboursement", "remboursements"), CSVHref: refundsPath + "/liste.csv" + p.Query,
				SheetHref: refundsPath + "/liste.xlsx" + p.Query, Label: "Exports de la liste"}),
		),
		Iff(len(p.Overpaid) > 0, func() Node { return overpaidCard(p) }),
		Iff(len(p.Batches) > 0, func() Node { return batchesCard(p.Batches) }),
	}
}

// noAccountNotice says early what would hold the transfers on the day they are prepared.
func noAccountNotice(p RefundsPageProps) Node {
	notice := components.NoticeProps{Kind: components.Wait, Title: "L’établissement n’a pas de compte à débiter", Text: "Aucun virement ne se prépare tant que l’IBAN de l’établissement manque. L’agent comptable l’inscrit aux identifiants bancaires."}
	if p.MaySetAccount {
		notice.Body = components.Actions(components.LinkButton("Inscrire l’IBAN de l’établissement", "/gestion/ecole/banque"))
	}
	return components.Notice(notice)
}

func keepState(s money.RefundState) []components.HiddenValue {
	if s == "" {
		return nil
	}
	return []components.HiddenValue{{Name: "etat", Value: string(s)}}
}

func listTitle(p RefundsPageProps) string {
	if p.State != "" {
		return "Remboursements : " + p.State.Label()
	}
	return "Tous les remboursements"
}

// stateTag says where a refund stands.
func stateTag(r money.Refund) Node {
	switch r.State {
	case money.RefundSent:
		return components.Tag(components.OK, "rendu le "+r.SentOn.French())
	case money.RefundDue:
		return components.Tag(components.Stop, r.State.Label())
	case money.RefundNotified, money.RefundClaimed, money.RefundBatched:
		return components.Tag(components.Wait, r.State.Label())
	case money.RefundKept, money.RefundWaived, money.RefundLapsed, money.RefundReallocated:
	}
	return components.Tag("neutral", r.State.Label())
}

// refundsOfOne makes a file of the refunds of one pupil or one batch; a search box there would promise more.
var refundsOfOne = &components.Listing{Noun: "remboursement", Nouns: "remboursements"}

// refundTable lists refunds; their own page has its search and files with more columns, and needs no Listing.
func refundTable(list []money.Refund, listing *components.Listing) Node {
	var rows []components.Row
	columns := []components.Column{{Label: "Élève"}, {Label: "Rendu à"}, {Label: "Cause"}, {Label: "Montant", Num: true}, {Label: "Notifié le"}, {Label: "Réclamable jusqu’au"}, {Label: "État"}}
	for _, r := range list {
		cause := r.Cause.Label()
		if r.SubjectTitle != "" {
			cause += " (" + r.SubjectTitle + ")"
		}
		until := r.LapsesAfter.French()
		if r.Small {
			until = r.ClaimableUntil.French()
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(refundsPath+"/"+r.ID), components.French(r.PupilName)), components.French(r.Payee), components.French(components.Capital(cause)), components.Money(r.Amount.String()),
			components.French(r.NotifiedOn.French()), components.French(until), stateTag(r),
		}})
	}
	return components.DataTable(components.DataTableProps{Caption: "Remboursements", List: listing, HideCaption: true, RowHead: true, Rows: rows, Columns: columns, EmptyMessage: "Aucun remboursement."})
}

func batchForm(p RefundsPageProps) Node {
	var options []components.OptionProps
	for _, r := range p.All {
		if r.State == money.RefundClaimed {
			options = append(options, components.OptionProps{Value: r.ID, Label: r.Payee + " : " + r.Amount.String(), Hint: r.PupilName + ", " + r.Cause.Label() + ", compte qui se termine par " + r.IbanTail})
		}
	}
	values := make([]string, 0, len(options))
	for _, o := range options {
		values = append(values, o.Value)
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Préparer un lot de virements"}),
		components.PostForm(components.PostFormProps{Action: batchesPath, Label: "Lot de virements"},
			components.CheckboxGroup(components.ChoiceProps{ID: "remboursements", Legend: "Virements du lot", Options: options, Values: values, Required: true, Error: p.Errors["remboursements"]}),
			components.DateField(components.FieldProps{ID: "execution", Label: "À exécuter le", Value: p.Form.ExecuteOn, Required: true, Error: p.Errors["execution"]}),
			components.Actions(components.ButtonMain("Préparer le lot")),
		),
	)
}

func overpaidCard(p RefundsPageProps) Node {
	var rows []components.Row
	for _, c := range p.Overpaid {
		payer := c.Funder
		switch {
		case c.PayerID != "":
			payer = p.Names[c.PayerID]
		case payer == "":
			payer = "l’élève, ou un tiers sans nom"
		}
		var action Node = components.Soft("préparé par le gestionnaire ou l’agent comptable")
		if p.MayPrepare {
			action = components.PostForm(components.PostFormProps{Action: refundsPath + "/trop-percus", Label: "Rendre l’avance de " + payer},
				components.HiddenFields(components.HiddenValue{Name: "eleve", Value: c.PupilID}, components.HiddenValue{Name: "payeur", Value: c.PayerID}, components.HiddenValue{Name: "tiers", Value: c.Funder}),
				components.ButtonPlain("Rendre", components.OnlyHeard(" "+c.Amount.String()+" à "+payer)))
		}
		rows = append(rows, components.Row{Cells: []Node{
			A(Href("/gestion/caisse/eleves/"+c.PupilID), components.French(p.Names[c.PupilID])), components.French(payer), components.Money(c.Amount.String()), action,
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Avances et trop-perçus", Aside: components.RuleLink("F-12")}),
		components.DataTable(components.DataTableProps{
			Caption: "Sommes payées qui ne règlent rien", List: &components.Listing{Find: "Chercher un élève, un payeur", Noun: "somme", Nouns: "sommes"}, HideCaption: true, RowHead: true, Rows: rows,
			Columns: []components.Column{{Label: "Élève"}, {Label: "Payé par"}, {Label: "Montant", Num: true}, {Label: "Action"}},
		}),
	)
}

func batchesCard(batches []money.Batch) Node {
	var rows []components.Row
	for _, b := range batches {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(batchesPath+"/"+b.ID), components.French(b.Number)), components.French(b.ExecuteOn.French()), components.French(fmt.Sprint(b.Count)), components.Money(b.Total.String()),
			components.French(b.ByName), batchTag(b),
		}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Lots de virements"}),
		components.DataTable(components.DataTableProps{
			Caption: "Lots de virements", List: &components.Listing{Find: "Chercher un lot", Noun: "lot", Nouns: "lots"}, HideCaption: true, RowHead: true, Rows: rows,
			Columns: []components.Column{{Label: "Lot"}, {Label: "Exécution"}, {Label: "Virements", Num: true}, {Label: "Total", Num: true}, {Label: "Préparé par"}, {Label: "État"}},
		}),
	)
}

func batchTag(b money.Batch) Node {
	kind := map[string]string{money.BatchPrepared: components.Wait, money.BatchSent: components.OK, money.BatchCancelled: "neutral"}[b.State]
	return components.Tag(kind, money.BatchLabel(b.State))
}

// BatchPageProps is one batch.
type BatchPageProps struct {
	Batch               money.Batch
	List                []money.Refund
	MayPrepare, MaySend bool
	Findings            []components.FindingProps
}

// BatchPage shows what a batch holds, gives its file to the bank's portal, and is sent by another person than its author.
func BatchPage(p BatchPageProps) Node {
	b, here := p.Batch, batchesPath+"/"+p.Batch.ID
	return Group{
		Iff(len(p.Findings) > 0, func() Node { return components.RefusalBlock(p.Findings) }),
		components.PageHead(components.PageHeadProps{Title: "Lot " + b.Number, Lead: fmt.Sprintf("%s, %s en tout, à exécuter le %s.", law.Counted(b.Count, "virement", "virements"), b.Total, b.ExecuteOn.French())}),
		components.Card(components.SummaryList(
			components.Pair{Term: "État", Value: batchTag(b)}, components.Pair{Term: "Préparé par", Value: components.French(b.ByName)},
			components.Pair{Term: "Envoyé par", Value: components.French(orDash(b.SentByName))}, components.Pair{Term: "Empreinte du fichier", Value: components.French(orDash(b.Digest))},
		)),
		Iff(b.State == money.BatchPrepared && p.MayPrepare, func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Fichier pour la banque"}),
				P(components.French("Déposez-le sur le portail du Trésor public, puis enregistrez l’envoi. Les coordonnées bancaires sont alors effacées : le fichier ne pourra plus être écrit.")),
				components.Actions(components.LinkIcon("download", "Virements SEPA (XML)", here+"/virements.xml"), components.LinkIcon("download", "CSV", here+"/virements.csv")),
				If(p.MaySend, components.PostForm(components.PostFormProps{Action: here + "/envoi", Label: "Envoi du lot"}, components.Actions(components.ButtonMain("Le fichier est déposé : enregistrer l’envoi")))),
				If(!p.MaySend, components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Une autre personne envoie ce lot", Text: "L’agent comptable enregistre l’envoi ; qui a préparé un lot ne l’envoie pas."})),
				components.PostForm(components.PostFormProps{Action: here + "/abandon", Label: "Abandon du lot"}, components.Actions(components.ButtonStop("Abandonner le lot"))),
			)
		}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Virements du lot"}), refundTable(p.List, refundsOfOne)),
	}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// RefundPageProps is one refund, for staff.
type RefundPageProps struct {
	Refund              money.Refund
	Note                string
	MayPrepare, MaySend bool
	Findings            []components.FindingProps
}

// RefundPage tells what is known of a refund and offers the steps that its state and the reader's function open.
func RefundPage(p RefundPageProps) Node {
	r, here := p.Refund, refundsPath+"/"+p.Refund.ID
	open := r.State == money.RefundDue || r.State == money.RefundNotified
	pairs := []components.Pair{
		{Term: "Élève", Value: A(Href("/gestion/caisse/eleves/"+r.PupilID), components.French(r.PupilName))}, {Term: "Rendu à", Value: components.French(r.Payee)},
		{Term: "Cause", Value: components.French(refundTitle(r))}, {Term: "Constaté le", Value: components.French(r.NotedOn.French())},
		{Term: "Notifié le", Value: components.French(orDash(r.NotifiedOn.French()))}, {Term: "Compte", Value: components.French(maskedAccount(r))}, {Term: "État", Value: stateTag(r)},
	}
	if r.Small {
		pairs = append(pairs, components.Pair{Term: "Réclamable jusqu’au", Value: components.French(orDash(r.ClaimableUntil.French()))})
	} else {
		pairs = append(pairs, components.Pair{Term: "Reste dû jusqu’au", Value: components.French(r.LapsesAfter.French() + " (prescription de quatre ans)")})
	}
	if r.BatchNumber != "" {
		pairs = append(pairs, components.Pair{Term: "Lot", Value: A(Href(batchesPath+"/"+r.Batch), components.French(r.BatchNumber))})
	}
	if r.Note != "" {
		pairs = append(pairs, components.Pair{Term: "Remarque", Value: components.French(r.Note)})
	}
	return Group{
		Iff(len(p.Findings) > 0, func() Node { return components.RefusalBlock(p.Findings) }),
		components.PageHead(components.PageHeadProps{Title: r.Payee, Lead: r.Amount.String() + ", " + r.Cause.Label() + "."}),
		components.Card(components.SummaryList(pairs...)),
		Iff(p.MayPrepare && r.ToPost(), func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Une lettre à poster", Aside: components.RuleLink("V-27")}),
				P(components.French("Aucun message n’est encore parti pour cette personne. Postez sa lettre, puis notez le jour : le délai court de là.")),
				components.PostForm(components.PostFormProps{Action: here + "/lettre", Label: "Envoi de la lettre"},
					components.DateField(components.FieldProps{ID: "posted_on", Label: "Lettre postée le", Required: true}),
					components.Actions(components.ButtonPlain("Noter l’envoi")),
				),
			)
		}),
		Iff(p.MayPrepare && !r.Aid() && (open || r.State == money.RefundClaimed), func() Node {
			return components.Actions(components.LinkButton("Inscrire un RIB reçu sur papier", here+"/titulaire"))
		}),
		Iff(p.MaySend && open && r.Funder != "", func() Node {
			return components.PostForm(components.PostFormProps{Action: here + "/ecriture", Label: "Reversement au financeur"}, components.Actions(components.ButtonMain("Le reversement au financeur est fait")))
		}),
		Iff(p.MaySend && open && r.Funder == "", func() Node {
			return components.Card(
				components.CardHead(components.CardHeadProps{Title: "Renonciation reçue par écrit", Aside: components.RuleLink("V-28")}),
				components.PostForm(components.PostFormProps{Action: here + "/don", Label: "Renonciation écrite"},
					components.Field(components.FieldProps{ID: "note", Label: "L’écrit : sa nature, sa date", Value: p.Note, Required: true, Hint: "Par exemple : lettre signée du 3 mai 2027, au dossier.", Attrs: []Node{MaxLength("500")}}),
					components.Actions(components.ButtonPlain("Enregistrer la renonciation")),
				),
			)
		}),
		Iff(p.MaySend && !r.Aid() && (open || r.State == money.RefundClaimed), func() Node {
			return components.PostForm(components.PostFormProps{Action: here + "/compte", Label: "Remise au compte"}, components.Actions(components.ButtonPlain("Remettre la somme au compte de la famille, à sa demande")))
		}),
	}
}

// maskedAccount is all that anybody sees of an account.
func maskedAccount(r money.Refund) string {
	if r.IbanTail == "" {
		return "–"
	}
	return "•••• " + r.IbanTail
}
