package grants

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"strconv"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// OwnPageProps is the requests of one person.
type OwnPageProps struct {
	Requests []aid.Request
	Draft    bool
	Children []school.Child
	Contact  string
}

// OwnPage lists what the reader has asked for, and where each request stands.
func OwnPage(p OwnPageProps) Node {
	var rows []components.Row
	for _, r := range p.Requests {
		href := familyPath + "/" + r.ID
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(href), components.French("Demande n° "+strconv.Itoa(r.No))), components.French(r.ReceivedOn.French()), components.French(r.FirstName), components.French(r.Said.Subject), familyTag(r),
		}})
	}
	label := "Demander une aide"
	if p.Draft {
		label = "Reprendre ma demande"
	}
	return Group{
		components.BackLink("/payer"),
		components.PageHead(components.PageHeadProps{Title: "Mes demandes", Lead: "Une aide est possible pour un voyage, la cantine, l’internat, des fournitures. Les professeurs n’en savent rien, l’autre parent non plus."}),
		components.Card(components.DataTable(components.DataTableProps{Caption: "Demandes déposées", HideCaption: true, Stacked: true, RowHead: true, Rows: rows, EmptyMessage: "Vous n’avez rien demandé.",
			Columns: []components.Column{{Label: "Demande"}, {Label: "Reçue le"}, {Label: "Enfant"}, {Label: "Pour"}, {Label: "Où elle en est"}}})),
		components.Actions(components.LinkMain(label, askHref("", "")), components.LinkButton("Imprimer le formulaire", familyPath+"/formulaire.pdf")),
		contact(p.Contact),
	}
}

func contact(name string) Node {
	if name == "" {
		return nil
	}
	return P(components.Soft("Vous préférez en parler ? " + components.Capital(name) + " vous reçoit, sur rendez-vous, dans l’établissement."))
}

func familyTag(r aid.Request) Node {
	switch {
	case r.State == aid.Withdrawn:
		return components.Tag(components.Neutral, "retirée")
	case r.Outcome == aid.Granted, r.Outcome == aid.Urgent, r.Outcome == aid.Ended:
		return components.Tag(components.OK, "accordée")
	case r.Outcome == aid.Refused:
		return components.Tag(components.Stop, "refusée")
	case r.Outcome == aid.Postponed:
		return components.Tag(components.Wait, "reportée")
	}
	return components.Tag(components.Wait, "en cours")
}

// AskPageProps is the form of a request.
type AskPageProps struct {
	Name     string
	Children []school.Child
	Owed     []money.Account // by the reader
	Form     map[string]string
	Contact  string
	Refused  web.Refused
}

// AskPage asks for as little as can be: who, for what, how much. Papers come after.
func AskPage(p AskPageProps) Node {
	names := map[string]string{}
	var children, sums []components.OptionProps
	for _, c := range p.Children {
		names[c.ID] = c.FirstName
		children = append(children, components.OptionProps{Value: c.ID, Label: c.FirstName + " " + c.LastName, Hint: c.Class})
	}
	for _, a := range p.Owed {
		label := a.Label + " : " + a.Due().String()
		if names[a.PupilID] != "" {
			label = names[a.PupilID] + " · " + label
		}
		sums = append(sums, components.OptionProps{Value: a.ID, Label: label})
	}
	if len(p.Children) == 0 {
		return Group{components.BackLink(familyPath), components.PageHead(components.PageHeadProps{Title: "Demander une aide"}),
			components.Empty(components.EmptyProps{Icon: "info", Title: "Aucun enfant n’est rattaché à votre compte.", Text: "Adressez-vous à l’établissement."})}
	}
	errors := p.Refused.Errors
	return Group{
		Iff(len(p.Refused.Summary) > 0, func() Node { return components.ErrorSummary(p.Refused.Summary) }),
		Iff(len(p.Refused.Findings) > 0, func() Node { return components.RefusalBlock(p.Refused.Findings) }),
		components.BackLink(familyPath),
		components.PageHead(components.PageHeadProps{Title: "Demander une aide", Lead: "La demande est au nom de " + p.Name + ". Elle est lue par l’assistant social, le chef d’établissement et le gestionnaire, personne d’autre."}),
		components.PostForm(components.PostFormProps{Action: familyPath + "/nouvelle", Label: "Demander une aide"},
			If(len(p.Children) > 1, components.RadioGroup(components.ChoiceProps{ID: "eleve", Legend: "Pour quel enfant ?", Required: true, Options: children, Value: p.Form["eleve"], Error: errors["eleve"]})),
			Iff(len(p.Children) == 1, func() Node {
				return Group{P(components.French("Pour " + children[0].Label + ", " + children[0].Hint + ".")), components.HiddenFields(components.HiddenValue{Name: "eleve", Value: children[0].Value})}
			}),
			components.Field(components.FieldProps{ID: "objet", Label: "Pour quoi demandez-vous une aide ?", Required: true, Value: p.Form["objet"], Error: errors["objet"], Hint: "Un voyage, la cantine, des fournitures, des lunettes…", Width: "l"}),
			Iff(len(sums) > 0, func() Node {
				return components.CheckboxGroup(components.ChoiceProps{ID: "sommes", Legend: "Sommes concernées", Options: sums, Values: chosen(p.Form), Error: errors["sommes"], Hint: "Seulement celles que vous devez. Vous pouvez n’en choisir aucune."})
			}),
			components.AmountField(components.FieldProps{ID: "montant", Label: "Aide demandée", Value: p.Form["montant"], Error: errors["montant"], Hint: "Si vous pouvez le dire."}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "situation", Label: "Ce que vous voulez dire de votre situation", Value: p.Form["situation"], Error: errors["situation"], Hint: "Rien n’est obligatoire. N’écrivez rien de la santé, de la religion ou des opinions."}}),
			components.Field(components.FieldProps{ID: "telephone", Label: "Numéro où vous joindre", Type: "tel", Autocomplete: "tel", Value: p.Form["telephone"], Error: errors["telephone"], Width: "m"}),
			P(components.Soft("Vous joindrez les justificatifs ensuite : avis d’imposition, attestation de la CAF. Ils sont chiffrés, et effacés une fois leur délai passé.")),
			components.Actions(components.ButtonMain("Envoyer la demande", Name("geste"), Value("envoyer")), components.ButtonPlain("Garder pour plus tard", Name("geste"), Value("garder"), Attr("formnovalidate", ""))),
		),
		contact(p.Contact),
	}
}

// OwnRequestPageProps is one request as its author sees it.
type OwnRequestPageProps struct {
	Request  aid.Request
	JustSent bool
	Papers   []aid.Paper
	Decision aid.Decision
	Found    bool
	Label    string
	Contact  string
	Refused  web.Refused
}

// OwnRequestPage says that the request is kept, where it stands, and takes papers.
func OwnRequestPage(p OwnRequestPageProps) Node {
	r := p.Request
	here, open := familyPath+"/"+r.ID, r.State == aid.Received || r.State == aid.Ready
	head := components.PageHead(components.PageHeadProps{Eyebrow: "Demande n° " + strconv.Itoa(r.No), Title: components.Capital(r.Said.Subject), Lead: "Reçue le " + r.ReceivedOn.French() + ", pour " + r.FirstName + "."})
	if r.Said.Subject == "" {
		head = components.PageHead(components.PageHeadProps{Title: "Demande n° " + strconv.Itoa(r.No), Lead: "Reçue le " + r.ReceivedOn.French() + ", pour " + r.FirstName + "."})
	}
	if p.JustSent {
		head = components.Receipt(components.ReceiptProps{Title: "Votre demande est enregistrée", Text: "Vous serez prévenu dès qu’une réponse vous attend. Rien n’est écrit ailleurs de ce que vous demandez.", Reference: "demande n° " + strconv.Itoa(r.No) + " du " + r.ReceivedOn.French()})
	}
	var papers []components.Row
	for _, d := range p.Papers {
		cell := Text("–")
		if open && d.AddedBy == "family" {
			cell = components.PostForm(components.PostFormProps{Action: here + "/pieces/" + d.ID + "/retrait"}, components.ButtonPlain("Retirer", components.Heard("Retirer "+d.Label)))
		}
		papers = append(papers, components.Row{Cells: []Node{components.French(d.Label), components.French(size(d.SizeBytes)), cell}})
	}
	return Group{
		Iff(len(p.Refused.Summary) > 0, func() Node { return components.ErrorSummary(p.Refused.Summary) }),
		Iff(len(p.Refused.Findings) > 0, func() Node { return components.RefusalBlock(p.Refused.Findings) }),
		components.BackLink(familyPath), head,
		Iff(p.Found && p.Decision.Outcome != aid.Pending, func() Node { return ownAnswer(p) }),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Justificatifs"}),
			components.DataTable(components.DataTableProps{Caption: "Pièces jointes", HideCaption: true, RowHead: true, Rows: papers, EmptyMessage: "Aucune pièce n’est jointe.",
				Columns: []components.Column{{Label: "Pièce"}, {Label: "Taille"}, {Label: "Retirer", Quiet: true}}}),
			Iff(open, func() Node { return paperForm(here+"/pieces", p.Label, p.Refused) }),
		),
		components.Actions(
			components.LinkButton("Accusé de réception", here+"/accuse.pdf"),
			If(p.Found && p.Decision.Outcome != aid.Pending, components.LinkButton("Lettre de décision", here+"/reponse.pdf")),
		),
		Iff(open && p.Decision.Outcome != aid.Urgent, func() Node {
			return components.PostForm(components.PostFormProps{Action: here + "/retrait", Label: "Retirer la demande"}, components.Actions(components.ButtonStop("Retirer ma demande")))
		}),
		contact(p.Contact),
	}
}

func ownAnswer(p OwnRequestPageProps) Node {
	d := p.Decision
	switch {
	case d.Outcome.Given() && d.Mode == aid.InKind:
		return components.Notice(components.NoticeProps{Kind: components.OK, Title: "Aide accordée : " + d.InKind, Text: "L’établissement vous dit comment la recevoir."})
	case d.Outcome.Given() && d.Mode == aid.Drawing:
		return components.Notice(components.NoticeProps{Kind: components.OK, Title: "Aide accordée, jusqu’à " + d.Amount.String(), Text: "Déjà utilisé : " + d.Drawn.String() + ". Le reste sert à vos prochaines sommes dues ; parlez-en à l’assistant social."})
	case d.Outcome.Given() && d.Drawn > 0:
		return components.Notice(components.NoticeProps{Kind: components.OK, Title: "Aide accordée : " + d.Amount.String(), Text: "Ce que vous devez a baissé d’autant, sans rien à faire."})
	case d.Outcome.Given():
		return components.Notice(components.NoticeProps{Kind: components.OK, Title: "Aide accordée : " + d.Amount.String(), Text: "L’établissement vous dit comment elle est versée."})
	case d.Outcome == aid.Refused:
		return components.Notice(components.NoticeProps{Kind: components.Stop, Title: "Aide refusée", Text: d.Reason + " La lettre de décision dit comment la contester."})
	}
	return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Demande reportée", Text: d.Reason + " Elle sera examinée à la prochaine commission."})
}

func paperForm(action, label string, refused web.Refused) Node {
	return components.PostForm(components.PostFormProps{Action: action, Upload: true, Label: "Joindre une pièce"},
		components.Field(components.FieldProps{ID: "piece", Label: "Pièce", Required: true, Value: label, Error: refused.Errors["piece"], Hint: "Avis d’imposition, attestation de la CAF, facture…", Width: "l"}),
		components.FileField(components.FileFieldProps{FieldProps: components.FieldProps{ID: "fichier", Label: "Fichier ou photo", Required: true, Error: refused.Errors["fichier"], Hint: "PDF, JPEG ou PNG, 5 Mo au plus."}, Accept: "image/jpeg,image/png,application/pdf"}),
		components.Actions(components.ButtonPlain("Joindre")),
	)
}

func size(bytes int) string {
	if bytes < 1<<20 {
		return strconv.Itoa(max(bytes/1024, 1)) + " ko"
	}
	return strconv.Itoa(bytes>>20) + " Mo"
}
