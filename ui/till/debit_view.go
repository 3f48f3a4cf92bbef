package till

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// DebitsPageProps is what may be debited, and the batches.
type DebitsPageProps struct {
	Ready      []money.Debitable
	Batches    []money.DebitBatch
	Offer      money.MandateOffer
	CollectOn  string
	Today      law.Day
	MayPrepare bool
	web.Refused
}

// DebitsPage prepares batches and lists them.
func DebitsPage(p DebitsPageProps) Node {
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Prélèvements", Lead: "Ce que doivent les familles qui ont signé un mandat. Chacune est prévenue avant, et celui qui prépare un lot ne l’envoie pas."}),
		components.Actions(components.LinkButton("Mandats", mandatesPath)),
		Iff(!p.Offer.Ready, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "L’établissement ne peut pas encore prélever.", Text: "Il lui faut un identifiant créancier (ICS) et un compte : l’agent comptable les inscrit à la page « Identifiants bancaires » de l’école."})
		}),
		Iff(len(p.Ready) == 0, func() Node {
			return components.Empty(components.EmptyProps{Icon: "check", Title: "Rien à prélever.", Text: "Les sommes dues par qui a un mandat actif paraîtront ici."})
		}),
		Iff(len(p.Ready) > 0 && p.MayPrepare, func() Node { return lotForm(p) }),
		Iff(len(p.Ready) > 0 && !p.MayPrepare, func() Node {
			return P(components.French(law.Counted(len(p.Ready), "somme peut", "sommes peuvent") + " être prélevées ; le gestionnaire ou l’agent comptable prépare le lot."))
		}),
		Iff(len(p.Batches) > 0, func() Node { return lotsCard(p.Batches) }),
	}
}

func lotForm(p DebitsPageProps) Node {
	var options []components.OptionProps
	for _, d := range p.Ready {
		options = append(options, components.OptionProps{Value: d.ID, Label: d.Debtor + " : " + d.Asked.String(), Hint: d.PupilName + " · " + d.Label + " · " + askedWords(d, p.Today) + " · mandat " + d.RUM})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Préparer un lot"}),
		components.PostForm(components.PostFormProps{Action: debitsPath},
			components.CheckboxGroup(components.ChoiceProps{ID: "creances", Legend: "Que prélever ?", Required: true, Options: options, Error: p.Errors["creances"],
				Hint: "Un seul prélèvement par mandat réunit ce qui est coché."}),
			components.DateField(components.FieldProps{ID: "prelevement", Label: "Prélever le", Value: p.CollectOn, Required: true, Error: p.Errors["prelevement"],
				Hint: "Un jour ouvré, au moins le préavis de chaque mandat plus tard."}),
			components.Actions(components.ButtonMain("Préparer le lot et prévenir les familles")),
		),
	)
}

// askedWords tell when a sum is due, or which part of a plan it is.
func askedWords(d money.Debitable, today law.Day) string {
	if d.PlanID == "" {
		return dueWords(d.DueOn, today)
	}
	return "échéancier, versement du " + d.PlanNext.French() + " (reste " + d.Due().String() + ")"
}

func lotTag(state string) Node {
	switch state {
	case money.BatchSent:
		return components.Tag(components.OK, "remis à la banque")
	case money.BatchPrepared:
		return components.Tag(components.Wait, money.BatchLabel(state))
	}
	return components.Tag("neutral", money.BatchLabel(state))
}

func lotsCard(batches []money.DebitBatch) Node {
	var rows []components.Row
	for _, b := range batches {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(debitsPath+"/"+b.ID), Text(b.Number)), components.French(b.CollectOn.French()), components.French(law.Counted(b.Count, "prélèvement", "prélèvements")), components.Money(b.Total.String()),
			components.French(law.Counted(b.Returned, "rejet", "rejets")), lotTag(b.State),
		}})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Lots"}), components.DataTable(components.DataTableProps{
		Caption: "Lots de prélèvements", List: &components.Listing{Find: "Chercher un lot", Noun: "lot", Nouns: "lots"}, HideCaption: true, Stacked: true, RowHead: true, Rows: rows,
		Columns: []components.Column{{Label: "Lot"}, {Label: "Prélevé le"}, {Label: "Nombre"}, {Label: "Total", Num: true}, {Label: "Rejets"}, {Label: "État"}},
	}))
}

// LotPageProps is one batch.
type LotPageProps struct {
	Batch               money.DebitBatch
	Debits              []money.Debit
	MayPrepare, MaySend bool
	Today               law.Day
	PostedOn            string
	web.Refused
}

// LotPage says where a batch stands, who is told, and what is left to do.
func LotPage(p LotPageProps) Node {
	b, waiting, toPost := p.Batch, p.Batch.State == money.BatchPrepared, 0
	for _, d := range p.Debits {
		if d.ToPost() {
			toPost++
		}
	}
	return Group{
		p.Head(),
		components.BackLink(debitsPath),
		components.PageHead(components.PageHeadProps{Title: "Lot " + b.Number, Lead: law.Counted(b.Count, "prélèvement", "prélèvements") + ", " + b.Total.String() + ", le " + b.CollectOn.French() + "."}),
		components.Card(components.SummaryList(
			components.Pair{Term: "État", Value: lotTag(b.State)}, components.Pair{Term: "Préparé par", Value: components.French(orDash(b.ByName))},
			components.Pair{Term: "Envoyé par", Value: components.French(orDash(b.SentByName))}, components.Pair{Term: "Empreinte du fichier envoyé", Value: Code(Text(orDash(b.Digest)))},
		)),
		Iff(waiting && toPost > 0, func() Node {
			return components.Notice(components.NoticeProps{Kind: components.Wait, Title: law.Counted(toPost, "débiteur n’est pas encore prévenu", "débiteurs ne sont pas encore prévenus"),
				Text: "Les messages partent d’eux-mêmes. Qui n’a pas d’adresse électronique reçoit une lettre : imprimez-la à la page des courriers, puis notez le jour où elle est postée."})
		}),
		Iff(waiting && toPost > 0 && p.MayPrepare, func() Node {
			return components.PostForm(components.PostFormProps{Action: debitsPath + "/" + b.ID + "/lettres"},
				components.DateField(components.FieldProps{ID: "poste", Label: "Lettres postées le", Value: p.PostedOn, Required: true, Error: p.Errors["poste"]}),
				components.Actions(components.ButtonPlain("Noter l’envoi des lettres")))
		}),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Prélèvements du lot"}), lotTable(p.Debits),
			components.Pagination(components.PaginationProps{Summary: law.Counted(len(p.Debits), "prélèvement", "prélèvements"), CSVHref: debitsPath + "/" + b.ID + "/prelevements.csv",
				SheetHref: debitsPath + "/" + b.ID + "/prelevements.xlsx", Label: "Exports du lot"}),
		),
		Iff(waiting && p.MayPrepare, func() Node { return fileCard(b) }),
		Iff(waiting && p.MaySend, func() Node {
			return components.PostForm(components.PostFormProps{Action: debitsPath + "/" + b.ID + "/envoi", Label: "Envoyer le lot"},
				components.Actions(components.ButtonMain("Le fichier est remis à la banque")))
		}),
		Iff(waiting && p.MayPrepare, func() Node {
			return components.PostForm(components.PostFormProps{Action: debitsPath + "/" + b.ID + "/abandon", Label: "Abandonner le lot"},
				components.Actions(components.ButtonStop("Abandonner ce lot")))
		}),
	}
}

func lotTable(debits []money.Debit) Node {
	var rows []components.Row
	for _, d := range debits {
		told := components.French(orDash(d.NoticedOn.French()))
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(debitsPath+"/"+d.Batch+"/"+d.ID), components.French(d.Debtor)), components.French(d.PupilName), components.French(strings.Join(d.Labels, ", ")),
			components.Money(d.Amount.String()), Text(string(d.Sequence)), told, debitTag(d),
		}})
	}
	return components.DataTable(components.DataTableProps{Caption: "Prélèvements du lot", List: &components.Listing{Find: "Chercher un prélèvement", Noun: "prélèvement", Nouns: "prélèvements"}, HideCaption: true, Stacked: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun prélèvement.",
		Columns: []components.Column{{Label: "Débiteur"}, {Label: "Élève"}, {Label: "Objet"}, {Label: "Montant", Num: true}, {Label: "Séquence"}, {Label: "Prévenu le"}, {Label: "État"}}})
}

func fileCard(b money.DebitBatch) Node {
	var options []components.OptionProps
	for _, f := range [][2]string{{"pain.008.001.08.xml", "pain.008.001.08 (2019)"}, {"pain.008.001.02.xml", "pain.008.001.02 (2009, prise par toutes les banques)"}, {"csv", "Tableau CSV"}} {
		options = append(options, components.OptionProps{Value: f[0], Label: f[1]})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Fichier pour la banque"}),
		P(components.French("Il contient les comptes : chaque lecture laisse une ligne au journal. Déposez-le dans le service de banque en ligne du Trésor, puis supprimez-le.")),
		components.PostForm(components.PostFormProps{Action: debitsPath + "/" + b.ID + "/fichier"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "format", Label: "Format", Required: true, Value: "pain.008.001.08.xml"}, Options: options}),
			components.Actions(components.ButtonPlain("Télécharger le fichier"))),
	)
}

// DebitPageProps is one debit, for staff.
type DebitPageProps struct {
	Debit                 money.Debit
	MayPrepare, MayReturn bool
	Code, On, Why         string
	web.Refused
}

// DebitPage says where one debit stands, takes it out of its batch, or records that the bank gave it back.
func DebitPage(p DebitPageProps) Node {
	d := p.Debit
	here := debitsPath + "/" + d.Batch + "/" + d.ID
	var reasons []components.OptionProps
	for _, r := range money.ReturnReasons {
		label := r.Code + ", " + r.Label
		if r.Suspends {
			label += " (le mandat est suspendu)"
		}
		reasons = append(reasons, components.OptionProps{Value: r.Code, Label: label})
	}
	reason := d.ReturnCode
	if known, found := money.ReasonOf(d.ReturnCode); found {
		reason += ", " + known.Label
	}
	return Group{
		p.Head(),
		components.BackLink(debitsPath + "/" + d.Batch),
		components.PageHead(components.PageHeadProps{Title: "Prélèvement " + d.EndToEnd, Lead: d.Debtor + ", " + d.Amount.String() + ", le " + d.CollectOn.French() + "."}),
		components.Card(components.SummaryList(
			components.Pair{Term: "État", Value: debitTag(d)}, components.Pair{Term: "Élève", Value: components.French(d.PupilName)}, components.Pair{Term: "Objet", Value: components.French(strings.Join(d.Labels, ", "))},
			components.Pair{Term: "Mandat", Value: A(Href(mandatesPath+"/"+d.Mandate), Text(d.RUM))}, components.Pair{Term: "Compte", Value: components.French("•••• " + d.IbanTail)},
			components.Pair{Term: "Prévenu le", Value: components.French(orDash(d.NoticedOn.French()))},
			components.Pair{Term: "Rejeté le", Value: components.French(orDash(d.ReturnedOn.French()))}, components.Pair{Term: "Motif", Value: components.French(orDash(strings.TrimSpace(reason + " " + d.Why)))},
		)),
		Iff(d.State == money.DebitPlanned && p.MayPrepare, func() Node {
			return components.PostForm(components.PostFormProps{Action: here + "/retrait"},
				components.Field(components.FieldProps{ID: "remarque", Label: "Pourquoi le retirer", Value: p.Why, Attrs: []Node{MaxLength("300")}}),
				components.Actions(components.ButtonStop("Retirer du lot")))
		}),
		Iff((d.State == money.DebitSent || d.State == money.DebitBooked) && p.MayReturn, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "La banque l’a rejeté"}),
				P(components.French("L’encaissement est annulé et la dette revient. Aucun frais n’est demandé à la famille.")),
				components.PostForm(components.PostFormProps{Action: here + "/rejet"},
					components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "code", Label: "Motif donné par la banque", Required: true, Value: p.Code, Error: p.Errors["code"]}, Options: reasons}),
					components.DateField(components.FieldProps{ID: "date", Label: "Rejeté le", Required: true, Value: p.On, Error: p.Errors["date"]}),
					components.Field(components.FieldProps{ID: "remarque", Label: "Remarque", Value: p.Why, Attrs: []Node{MaxLength("300")}}),
					components.Actions(components.ButtonStop("Enregistrer le rejet"))))
		}),
	}
}
