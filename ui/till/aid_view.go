package till

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// AidForm is what is typed in one of the forms of the page.
type AidForm struct {
	DecisionCharge, DecisionKind, DecisionReason string
	Grant, GrantAmount, Act, Assent              string
	Charge, Amount, AgreedOn, AgreedBy, Reason   string
}

// AidsPageProps is what lowers the debts of a pupil.
type AidsPageProps struct {
	Pupil                Named
	Open                 []money.Account
	Decisions            []money.Decision
	Signers              []Named
	Acts                 []school.Act
	Form                 AidForm
	MayDecide, MayRecord bool
	MaySeeAid            bool // opens the pages of the social funds
	web.Refused
}

func (p AidsPageProps) here() string { return "/gestion/caisse/eleves/" + p.Pupil.ID + "/aides" }

// kindsOfDecision are what a decision of the head may become in the ledger.
var kindsOfDecision = []money.GrantKind{money.Remission, money.ThirdParty, money.WriteOff}

// waitingGrant finds the grant that an option of the form names: a decision, its charge and what it is recorded as.
func waitingGrant(waiting []money.Decision, option string) (money.NewGrant, bool) {
	for _, d := range waiting {
		for _, k := range kindsOfDecision {
			if d.Carries(k) && optionOf(d, k) == option {
				return money.NewGrant{ChargeID: d.ChargeID, Kind: k, ApprovalID: d.ID}, true
			}
		}
	}
	return money.NewGrant{}, false
}

func optionOf(d money.Decision, k money.GrantKind) string {
	return strings.Join([]string{d.ID, d.ChargeID, string(k)}, ":")
}

// AidsPage has the head decide and the accountant record, each in person.
func AidsPage(p AidsPageProps) Node {
	return Group{
		p.Head(),
		components.PageHead(components.PageHeadProps{Eyebrow: p.Pupil.FirstName + " " + p.Pupil.LastName, Title: "Aides et remises",
			Lead: "Le chef d’établissement décide, l’agent comptable inscrit. Les professeurs n’en voient rien."}),
		components.Card(components.CardHead(components.CardHeadProps{Title: "Sommes dues"}), openTable(p)),
		fundCard(p),
		If(p.MayDecide && len(p.Open) > 0, decisionCard(p)),
		Iff(len(p.Open) > 0 && (p.MayRecord || len(p.Decisions) > 0), func() Node { return grantCard(p) }),
		If(p.MayRecord && len(p.Open) > 0, scholarshipCard(p)),
		components.Actions(components.LinkButton("Revenir au compte", "/gestion/caisse/eleves/"+p.Pupil.ID)),
	}
}

func openTable(p AidsPageProps) Node {
	var rows []components.Row
	for _, a := range p.Open {
		rows = append(rows, components.Row{Cells: []Node{components.French(a.Label), components.French(a.DueOn.French()), components.Money(a.Amount.String()), components.Money(a.Cancelled.String()), components.Money((a.Granted - a.Cancelled).String()), components.Money(a.Due().String())}})
	}
	return components.DataTable(components.DataTableProps{Caption: "Sommes encore dues", HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Rien n’est dû : il n’y a rien à alléger.",
		Columns: []components.Column{{Label: "Objet"}, {Label: "Avant le"}, {Label: "Montant", Num: true}, {Label: "Annulé", Num: true}, {Label: "Aides", Num: true}, {Label: "Reste", Num: true}}})
}

func openOptions(p AidsPageProps) []components.OptionProps {
	var options []components.OptionProps
	for _, a := range p.Open {
		options = append(options, components.OptionProps{Value: a.ID, Label: a.Label + " (" + a.Due().String() + ")"})
	}
	return options
}

// fundCard tells where an aid of the social fund is decided: not here (F-14).
func fundCard(p AidsPageProps) Node {
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Fonds social", Aside: components.RuleLink("F-14")}),
		P(components.French("Une aide du fonds social se décide sur la demande de la famille, après la commission. Accordée, elle s’inscrit au compte d’elle-même.")),
		If(p.MaySeeAid, components.Actions(components.LinkButton("Ouvrir Aides (fonds sociaux)", "/gestion/aides"))))
}

func decisionCard(p AidsPageProps) Node {
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Décider une aide ou une remise", Aside: components.RuleLink("F-13")}),
		components.PostForm(components.PostFormProps{Action: p.here() + "/decision", Label: "Décider une aide ou une remise"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "decision_charge", Label: "Somme concernée", Required: true, Value: p.Form.DecisionCharge, Error: p.Errors["decision_charge"]}, Options: openOptions(p)}),
			components.RadioGroup(components.ChoiceProps{ID: "decision_kind", Legend: "Nature", Required: true, Value: p.Form.DecisionKind, Error: p.Errors["decision_kind"], Options: []components.OptionProps{
				{Value: string(money.Remission), Label: "Remise gracieuse"},
				{Value: string(money.ThirdParty), Label: "Aide d’un tiers", Hint: "Une collectivité, une association paie à la place de la famille : nommez-la dans la décision."},
				{Value: string(money.WriteOff), Label: "Admission en non-valeur, votée par le conseil", Hint: "La somme ne sera jamais payée : elle sort des comptes, la personne n’en est pas libérée."},
			}}),
			components.Field(components.FieldProps{ID: "decision_reason", Label: "Décision", Value: p.Form.DecisionReason, Error: p.Errors["decision_reason"], Hint: "Le montant accordé et qui le paie, sans la situation de la famille.", Width: "l"}),
			components.Actions(components.ButtonPlain("Enregistrer ma décision"))))
}

func grantCard(p AidsPageProps) Node {
	head := components.CardHead(components.CardHeadProps{Title: "Décisions à inscrire", Aside: components.RuleLink("F-13")})
	if len(p.Decisions) == 0 {
		return components.Card(head, P(components.Soft("Aucune décision du chef d’établissement n’attend d’être inscrite.")))
	}
	labels := map[string]string{}
	for _, a := range p.Open {
		labels[a.ID] = a.Label
	}
	var options, acts []components.OptionProps
	var said []components.Row
	for _, d := range p.Decisions {
		said = append(said, components.Cells(d.On.French(), d.By, labels[d.ChargeID], d.Reason))
		for _, k := range kindsOfDecision {
			if d.Carries(k) {
				options = append(options, components.OptionProps{Value: optionOf(d, k), Label: components.Capital(k.Label()) + " · " + labels[d.ChargeID] + " · décision du " + d.On.French()})
			}
		}
	}
	for _, a := range p.Acts {
		acts = append(acts, components.OptionProps{Value: a.ID, Label: actKinds[a.Purpose] + ", acte n°\u00a0" + a.ActNumber + " du " + a.VotedOn.French()})
	}
	table := components.DataTable(components.DataTableProps{Caption: "Décisions à inscrire", HideCaption: true, RowHead: true, Rows: said,
		Columns: []components.Column{{Label: "Le"}, {Label: "Par"}, {Label: "Somme concernée"}, {Label: "Décision"}}})
	if !p.MayRecord {
		return components.Card(head, table, P(components.Soft("L’agent comptable les inscrit, en son nom.")))
	}
	return components.Card(head, table,
		components.PostForm(components.PostFormProps{Action: p.here() + "/inscription", Label: "Inscrire une décision"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "grant", Label: "Décision inscrite, et à quel titre", Required: true, Value: p.Form.Grant, Error: p.Errors["grant"]}, Options: options}),
			components.AmountField(components.FieldProps{ID: "grant_amount", Label: "Montant", Required: true, Value: p.Form.GrantAmount, Error: p.Errors["grant_amount"]}),
			components.Field(components.FieldProps{ID: "assent", Label: "Pour une remise : votre avis conforme", Hint: "Sa date et sa référence. Il reste au compte, avec votre nom.", Value: p.Form.Assent, Error: p.Errors["assent"], Width: "l"}),
			If(len(acts) > 0, components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "act", Label: "Acte du conseil qui vote la remise ou la non-valeur", Value: p.Form.Act, Error: p.Errors["act"]}, Empty: "Aucun : la remise reste sous le seuil délégué", Options: acts})),
			components.Actions(components.ButtonMain("Inscrire aux comptes"))))
}

func scholarshipCard(p AidsPageProps) Node {
	var signers []components.OptionProps
	for _, s := range p.Signers {
		signers = append(signers, components.OptionProps{Value: s.ID, Label: s.FirstName + " " + s.LastName})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Bourse, à la demande de la famille", Aside: components.RuleLink("V-37")}),
		P(components.French("La bourse est l’argent de la famille. Elle ne paie que si un responsable légal l’a demandé par écrit, et sur ce qui reste après la demi-pension.")),
		components.PostForm(components.PostFormProps{Action: p.here() + "/bourse", Label: "Bourse, à la demande de la famille"},
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "charge", Label: "Somme payée par la bourse", Required: true, Value: p.Form.Charge, Error: p.Errors["charge"]}, Options: openOptions(p)}),
			components.AmountField(components.FieldProps{ID: "amount", Label: "Montant", Required: true, Value: p.Form.Amount, Error: p.Errors["amount"]}),
			components.DateField(components.FieldProps{ID: "agreed_on", Label: "Accord écrit de la famille, daté du", Value: p.Form.AgreedOn, Error: p.Errors["agreed_on"]}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "agreed_by", Label: "Signé par", Value: p.Form.AgreedBy, Error: p.Errors["agreed_by"]}, Empty: "Choisissez le signataire", Options: signers}),
			components.Field(components.FieldProps{ID: "reason", Label: "Trimestre et vérification faite", Value: p.Form.Reason, Width: "l"}),
			components.Actions(components.ButtonPlain("Inscrire la bourse"))))
}
