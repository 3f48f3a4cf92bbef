package till

import (
	"strconv"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// MandatesPageProps is the mandates of the school.
type MandatesPageProps struct {
	List          []money.Mandate
	Debtors       []money.Debtor
	State         money.MandateState
	Search, Query string
	MayManage     bool
	Debtor, Kind  string
	web.Refused
}

// MandatesPage lists mandates and opens those that will be signed on paper.
func MandatesPage(p MandatesPageProps) Node {
	var rows []components.Row
	for _, m := range p.List {
		rows = append(rows, components.Row{Cells: []Node{
			A(Href(mandatesPath+"/"+m.ID), components.French(m.Name)), Text(m.RUM), components.French(m.Kind.Label()), components.French(masked(m.IbanTail)),
			components.French(orDash(m.SignedOn.French())), components.French(orDash(m.LastCollectedOn.French())), mandateTag(m.State),
		}})
	}
	states := []components.OptionProps{}
	for _, s := range money.AllMandateStates {
		states = append(states, components.OptionProps{Value: string(s), Label: s.Label()})
	}
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Title: "Mandats de prélèvement", Lead: "Signés en ligne par les familles, ou sur papier. D’un compte, seuls les quatre derniers caractères se voient."}),
		components.ScreenOnly(Form(Class("filters"), Role("search"), Aria("label", "Filtrer les mandats"), Method("get"), Action(mandatesPath),
			components.Field(components.FieldProps{ID: "q", Type: "search", Label: "Chercher un nom ou une référence", Value: p.Search, Filter: true}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "etat", Label: "État", Value: string(p.State), Filter: true}, Options: states, Empty: "Tous"}),
			components.ButtonPlain("Filtrer"),
		)),
		components.Card(
			components.CardHead(components.CardHeadProps{Title: "Mandats"}),
			components.DataTable(components.DataTableProps{Caption: "Mandats", HideCaption: true, Stacked: true, RowHead: true, Rows: rows, EmptyMessage: "Aucun mandat.",
				Columns: []components.Column{{Label: "Débiteur"}, {Label: "RUM"}, {Label: "Durée"}, {Label: "Compte"}, {Label: "Signé le"}, {Label: "Dernier prélèvement"}, {Label: "État"}}}),
			components.Pagination(components.PaginationProps{Summary: law.Counted(len(p.List), "mandat", "mandats"), CSVHref: mandatesPath + "/liste.csv" + p.Query, SheetHref: mandatesPath + "/liste.xlsx" + p.Query, Label: "Exports des mandats"}),
		),
		Iff(p.MayManage && len(p.Debtors) > 0, func() Node { return draftForm(p) }),
	}
}

func draftForm(p MandatesPageProps) Node {
	var debtors []components.OptionProps
	for _, d := range p.Debtors {
		key := "g:" + d.GuardianID
		if d.GuardianID == "" {
			key = "e:" + d.PupilID
		}
		debtors = append(debtors, components.OptionProps{Value: key, Label: d.Name + " : " + d.Due.String()})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Mandat à signer sur papier"}),
		components.PostForm(components.PostFormProps{Action: mandatesPath},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "debiteur", Label: "Débiteur", Hint: "Qui doit une somme et n’a pas de mandat.", Required: true, Value: p.Debtor, Error: p.Errors["debiteur"]}, Options: debtors}),
			components.RadioGroup(components.ChoiceProps{ID: "duree", Legend: "Durée", Required: true, Value: p.Kind, Error: p.Errors["duree"], Options: []components.OptionProps{
				{Value: string(money.Recurrent), Label: "Répété : chaque somme, à sa date"}, {Value: string(money.Once), Label: "En une fois"},
			}}),
			components.Actions(components.ButtonPlain("Donner une référence")),
		),
	)
}

// MandatePageProps is one mandate, for staff.
type MandatePageProps struct {
	Mandate                       money.Mandate
	Debits                        []money.Debit
	MayManage                     bool
	Holder, SignedOn, Notice, Why string
	LastOn                        string
	web.Refused
}

// MandatePage says where a mandate stands, and what staff with its paper may do.
func MandatePage(p MandatePageProps) Node {
	m := p.Mandate
	here := mandatesPath + "/" + m.ID
	signed := m.SignedOn.French()
	if m.SignedHow != "" {
		signed += map[string]string{"online": ", en ligne", "paper": ", sur papier"}[m.SignedHow]
	}
	return Group{
		p.Head(),
		components.BackLink(mandatesPath),
		components.PageHead(components.PageHeadProps{Title: "Mandat " + m.RUM, Lead: m.Name + "."}),
		components.Card(components.SummaryList(
			components.Pair{Term: "État", Value: mandateTag(m.State)}, components.Pair{Term: "Durée", Value: components.French(m.Kind.Label())},
			components.Pair{Term: "Identifiant créancier (ICS)", Value: Text(m.ICS)}, components.Pair{Term: "Compte", Value: components.French(masked(m.IbanTail))},
			components.Pair{Term: "Signé le", Value: components.French(orDash(signed))}, components.Pair{Term: "Préavis", Value: components.French(strconv.Itoa(m.NoticeDays) + " jours")},
			components.Pair{Term: "Dernier prélèvement au plus tard le", Value: components.French(orDash(m.LastOn.French()))},
			components.Pair{Term: "Dernier prélèvement", Value: components.French(orDash(m.LastCollectedOn.French()))}, components.Pair{Term: "Remarque", Value: components.French(orDash(m.Why))},
		)),
		Iff(!m.State.Final(), func() Node {
			return components.Actions(components.LinkIcon("download", map[bool]string{true: "Papier à signer (PDF)", false: "Copie sur papier (PDF)"}[m.State == money.MandateDraft], here+"/papier.pdf"))
		}),
		Iff(m.Terms != "", func() Node { return components.Disclosure("Le texte signé", components.Prose(paragraphs(m.Terms))) }),
		Iff(p.MayManage && m.State == money.MandateDraft, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Le papier est revenu signé"}),
				components.PostForm(components.PostFormProps{Action: here + "/signature"},
					components.DateField(components.FieldProps{ID: "signature", Label: "Signé le", Value: p.SignedOn, Required: true, Error: p.Errors["signature"]}),
					components.Field(components.FieldProps{ID: "preavis", Label: "Préavis accepté", Value: p.Notice, Required: true, Error: p.Errors["preavis"], InputMode: "numeric", Suffix: "jours", Width: "s"}),
					Iff(m.Kind == money.Recurrent, func() Node {
						return components.DateField(components.FieldProps{ID: "dernier", Label: "Dernier prélèvement au plus tard le", Value: p.LastOn, Error: p.Errors["dernier"], Hint: "Seulement si le papier donne une fin. Le dernier prélèvement est alors annoncé comme tel à la banque, et le mandat se ferme après lui."})
					}),
					accountFields(p.Holder, p.Errors, "Il est chiffré, et effacé dès que le mandat ne sert plus."),
					components.Actions(components.ButtonMain("Activer le mandat"))))
		}),
		Iff(p.MayManage && (m.State == money.MandateActive || m.State == money.MandateSuspended), func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "La famille change de compte"}),
				components.PostForm(components.PostFormProps{Action: here + "/compte"},
					accountFields(p.Holder, p.Errors, "Il remplace l’ancien, qui est effacé ; gardez le papier signé."),
					components.Actions(components.ButtonPlain("Changer de compte"))))
		}),
		Iff(p.MayManage && !m.State.Final(), func() Node { return stateForm(p) }),
		Iff(len(p.Debits) > 0, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Prélèvements sous ce mandat"}), lotTable(p.Debits))
		}),
	}
}

func stateForm(p MandatePageProps) Node {
	var options []components.OptionProps
	switch p.Mandate.State {
	case money.MandateActive:
		options = append(options, components.OptionProps{Value: string(money.MandateSuspended), Label: "Le suspendre", Hint: "Rien n’est prélevé avant qu’on le rétablisse."})
	case money.MandateSuspended:
		options = append(options, components.OptionProps{Value: string(money.MandateActive), Label: "Le rétablir", Hint: "Dites sur quelle assurance."})
	case money.MandateDraft, money.MandateRevoked, money.MandateLapsed, money.MandateUsed:
	}
	options = append(options, components.OptionProps{Value: string(money.MandateRevoked), Label: "Le révoquer, à la demande de la famille", Hint: "Son compte est effacé ; rien ne revient."})
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que devient ce mandat"}),
		components.PostForm(components.PostFormProps{Action: mandatesPath + "/" + p.Mandate.ID + "/etat"},
			components.RadioGroup(components.ChoiceProps{ID: "etat", Legend: "Que faire ?", Required: true, Options: options}),
			components.Field(components.FieldProps{ID: "why", Label: "Pourquoi", Value: p.Why, Error: p.Errors["why"], Attrs: []Node{MaxLength("300")}}),
			components.Actions(components.ButtonPlain("Enregistrer"))))
}
