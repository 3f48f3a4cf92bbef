package grants

import (
	"slices"
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// MeetingsPageProps is the list of commissions.
type MeetingsPageProps struct {
	Commissions []aid.Commission
	Types       []aid.Type
	Form        map[string]string
	Chosen      []string
	MayInstruct bool
	Refused     web.Refused
}

// MeetingsPage lists the commissions and prepares the next one.
func MeetingsPage(p MeetingsPageProps) Node {
	var rows []components.Row
	for _, c := range p.Commissions {
		rows = append(rows, components.Row{Cells: []Node{A(Href(staffPath+"/commissions/"+c.ID), components.French(c.HeldOn.French())), components.French(or(c.Place, "lieu à dire")), Text(law.Counted(len(c.RequestIDs), "demande", "demandes")), meetingTag(c.State)}})
	}
	var types []components.OptionProps
	for _, t := range p.Types {
		if t.ClosedOn == "" {
			types = append(types, components.OptionProps{Value: t.ID, Label: t.Name, Hint: t.FundName})
		}
	}
	errors := p.Refused.Errors
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Commissions", Lead: "Elles donnent leur avis sur des dossiers sans nom ; le chef d’établissement décide ensuite."}),
		components.Card(components.DataTable(components.DataTableProps{Caption: "Commissions", List: &components.Listing{Find: "Chercher une commission", Noun: "commission", Nouns: "commissions"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucune commission n’est préparée.",
			Columns: []components.Column{{Label: "Date"}, {Label: "Lieu"}, {Label: "Ordre du jour"}, {Label: "État"}}})),
		Iff(p.MayInstruct && len(types) > 0, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Préparer une commission"}),
				components.PostForm(components.PostFormProps{Action: staffPath + "/commissions", Label: "Préparer une commission"},
					components.DateField(components.FieldProps{ID: "date", Label: "Date", Required: true, Value: p.Form["date"], Error: errors["date"]}),
					components.Field(components.FieldProps{ID: "heure", Label: "Heure", Type: "time", Value: p.Form["heure"], Error: errors["heure"], Width: "s"}),
					components.Field(components.FieldProps{ID: "lieu", Label: "Lieu", Value: p.Form["lieu"], Error: errors["lieu"], Width: "m"}),
					components.CheckboxGroup(components.ChoiceProps{ID: "aides", Legend: "Aides examinées", Required: true, Options: types, Values: p.Chosen, Error: errors["aides"]}),
					components.Actions(components.ButtonMain("Préparer"))))
		}),
		components.Actions(components.LinkButton("Revenir aux aides", staffPath)),
	}
}

func meetingTag(s aid.Meeting) Node {
	if s == aid.Held {
		return components.Tag(components.OK, s.Label())
	}
	return components.Tag(components.Wait, s.Label())
}

// MeetingPageProps is one commission.
type MeetingPageProps struct {
	Commission  aid.Commission
	Files       []aid.File
	Ready       []aid.Request
	Form        map[string]string
	MayInstruct bool
	Refused     web.Refused
}

// MeetingPage prepares, convenes and records a commission; its papers are at hand.
func MeetingPage(p MeetingPageProps) Node {
	c := p.Commission
	here, open := staffPath+"/commissions/"+c.ID, c.State != aid.Held && p.MayInstruct
	when := "Le " + c.HeldOn.French()
	for _, more := range []string{c.HeldAt, c.Place} {
		if more != "" {
			when += ", " + more
		}
	}
	var files []components.Row
	for _, f := range p.Files {
		quotient := "–"
		if f.Known {
			quotient = f.Quotient.String()
		}
		files = append(files, components.Row{Cells: []Node{A(Href(staffPath+"/demandes/"+f.RequestID), components.French(numero(f.No))), components.French(f.Type), components.French(quotient), components.Money(f.Asked.String()), components.Money(f.Debts.String()),
			components.French(or(strings.Join(f.Before, " ; "), "aucune")), components.French(or(f.Outcome.Label(), "en attente"))}})
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Eyebrow: "Commission", Title: when, Lead: "Dossiers numérotés : aucun nom, aucune classe."}),
		P(meetingTag(c.State)),
		Nav(Aria("label", "Papiers de la commission"), components.Actions(
			If(len(c.Members) > 0, components.LinkButton("Convocations", here+"/convocations.pdf")), components.LinkButton("Feuille d’émargement", here+"/emargement.pdf"),
			components.LinkButton("Dossiers anonymes", here+"/dossiers-anonymes.pdf"), components.LinkButton("Liste nominative, confidentielle", here+"/liste-nominative.pdf"),
			components.LinkButton("Justificatifs", here+"/justificatifs.pdf"), components.LinkButton("Procès-verbal", here+"/proces-verbal.pdf"))),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Ordre du jour"}),
			components.DataTable(components.DataTableProps{Caption: "Dossiers", List: &components.Listing{Find: "Chercher un dossier", Noun: "dossier", Nouns: "dossiers"}, HideCaption: true, RowHead: true, Rows: files, EmptyMessage: "Aucune demande n’est inscrite.",
				Columns: []components.Column{{Label: "Dossier"}, {Label: "Aide"}, {Label: "Quotient", Num: true}, {Label: "Demandé", Num: true}, {Label: "Dettes", Num: true}, {Label: "Avant"}, {Label: "Décision"}}}),
			Iff(open && len(p.Ready) > 0, func() Node { return agendaForm(p, here) })),
		membersCard(p, here, open),
		Iff(open, func() Node { return holdCard(p, here) }),
		Iff(c.Minutes != "", func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Compte rendu"}), P(components.French(c.Minutes)))
		}),
	}
}

func agendaForm(p MeetingPageProps, here string) Node {
	var options []components.OptionProps
	for _, r := range p.Ready {
		options = append(options, components.OptionProps{Value: r.ID, Label: numero(r.No), Hint: r.TypeName})
	}
	return components.Disclosure("Changer l’ordre du jour", components.PostForm(components.PostFormProps{Action: here + "/ordre-du-jour", Label: "Changer l’ordre du jour"},
		components.CheckboxGroup(components.ChoiceProps{ID: "demandes", Legend: "Demandes prêtes", Options: options, Values: p.Commission.RequestIDs, Error: p.Refused.Errors["demandes"]}),
		components.Actions(components.ButtonPlain("Enregistrer l’ordre du jour"))))
}

func membersCard(p MeetingPageProps, here string, open bool) Node {
	var rows []components.Row
	for _, m := range p.Commission.Members {
		state := "–"
		switch {
		case m.President:
			state = "présidait"
		case m.Present:
			state = "présent"
		case p.Commission.State == aid.Held:
			state = "absent"
		}
		cells := []Node{components.French(m.Name), components.French(m.Capacity), Text(or(m.Email, "–")), Text(state)}
		if open {
			cells = append(cells, components.PostForm(components.PostFormProps{Action: here + "/membres/" + m.ID + "/retrait"}, components.ButtonPlain("Retirer", Aria("label", "Retirer "+m.Name))))
		}
		rows = append(rows, components.Row{Cells: cells})
	}
	columns := []components.Column{{Label: "Nom"}, {Label: "Qualité"}, {Label: "Adresse"}, {Label: "Présence"}}
	if open {
		columns = append(columns, components.Column{Label: "Retirer", Quiet: true})
	}
	errors := p.Refused.Errors
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Membres"}),
		components.DataTable(components.DataTableProps{Caption: "Membres", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun membre.", Columns: columns}),
		Iff(open, func() Node {
			return Group{
				components.PostForm(components.PostFormProps{Action: here + "/membres", Label: "Ajouter un membre"},
					components.Field(components.FieldProps{ID: "nom", Label: "Nom", Required: true, Value: p.Form["nom"], Error: errors["nom"], Width: "m"}),
					components.Field(components.FieldProps{ID: "qualite", Label: "Qualité", Required: true, Value: p.Form["qualite"], Error: errors["qualite"], Hint: "Principale, conseiller principal d’éducation, délégué des parents…", Width: "m"}),
					components.Field(components.FieldProps{ID: "courriel", Label: "Adresse électronique", Type: "email", Value: p.Form["courriel"], Error: errors["courriel"], Hint: "Sans adresse, la convocation s’imprime.", Width: "l"}),
					components.Actions(components.ButtonPlain("Ajouter"))),
				Iff(len(p.Commission.Members) > 0, func() Node {
					label := "Convoquer les membres"
					if p.Commission.ConvenedOn != "" {
						label = "Convoquer à nouveau"
					}
					return components.PostForm(components.PostFormProps{Action: here + "/convocation", Label: label}, components.Actions(components.ButtonPlain(label)))
				}),
			}
		}))
}

func holdCard(p MeetingPageProps, here string) Node {
	var members []components.OptionProps
	for _, m := range p.Commission.Members {
		members = append(members, components.OptionProps{Value: m.ID, Label: m.Name, Hint: m.Capacity})
	}
	if len(members) == 0 {
		return nil
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "La commission s’est tenue", Aside: components.RuleLink("F-14")}),
		components.PostForm(components.PostFormProps{Action: here + "/tenue", Label: "La commission s’est tenue"},
			components.CheckboxGroup(components.ChoiceProps{ID: "presents", Legend: "Étaient présents", Options: members}),
			components.RadioGroup(components.ChoiceProps{ID: "president", Legend: "Présidait", Required: true, Options: slices.Clone(members), Value: p.Form["president"], Error: p.Refused.Errors["president"]}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "compte_rendu", Label: "Compte rendu", Value: p.Form["compte_rendu"], Error: p.Refused.Errors["compte_rendu"], Hint: "Par numéro de dossier, sans aucun nom."}}),
			components.Actions(components.ButtonMain("Enregistrer la commission"))))
}
