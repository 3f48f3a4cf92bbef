package trips

import (
	"strings"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// PurchasesPageProps is the list of the purchases of a trip.
type PurchasesPageProps struct {
	Trip                        trip.Trip
	Contracts                   []trip.Contract
	Filter                      trip.ContractFilter
	MayWrite, Covered, MayCover bool
	Findings                    []components.FindingProps
}

func (p PurchasesPageProps) here() string { return staffList + "/" + p.Trip.ID + "/achats" }

// PurchasesPage lists what is bought for a trip, from the estimate to the order.
func PurchasesPage(p PurchasesPageProps) Node {
	var actions []Node
	if p.MayWrite && p.Trip.State != trip.Cancelled && p.Trip.State != trip.Closed {
		actions = append(actions, components.LinkMain("Nouvel achat", p.here()+"/nouveau"))
	}
	var bound cents.Amount
	free := 0
	for _, c := range p.Contracts {
		if c.State == trip.ContractAwarded || c.State == trip.ContractOrdered {
			bound += max(c.Amount, c.BeforeTax)
			free += c.FreePlaces
		}
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Les achats", Lead: "Car, hébergement, agence : du besoin estimé à la commande. Rien ne se signe avant que l’acte soit exécutoire.", Actions: actions}),
		components.KPIs(
			components.KPIProps{Value: itoa(len(p.Contracts)), Label: "achats"},
			components.KPIProps{Value: bound.String(), Label: "attribués ou commandés"},
			components.KPIProps{Value: itoa(free), Label: "places gratuites offertes"},
		),
		purchaseFilters(p),
		components.DataTable(components.DataTableProps{
			Caption: "Achats du voyage", HideCaption: true, RowHead: true, Stacked: true, Rows: purchaseRows(p), EmptyMessage: "Aucun achat ne correspond.",
			Columns: []components.Column{{Label: "Fournisseur"}, {Label: "Nature"}, {Label: "Procédure"}, {Label: "Montant", Num: true}, {Label: "État"}},
		}),
		components.ScreenOnly(components.Pagination(components.PaginationProps{Summary: law.Counted(len(p.Contracts), "achat", "achats"),
			CSVHref: p.here() + ".csv" + purchaseQuery(p.Filter), SheetHref: p.here() + ".xlsx" + purchaseQuery(p.Filter)})),
		components.FindingList(p.Findings),
		Iff(p.MayCover, func() Node { return coverCard(p) }),
		components.Actions(components.LinkButton("Revenir au voyage", staffList+"/"+p.Trip.ID)),
	}
}

func purchaseFilters(p PurchasesPageProps) Node {
	return components.ScreenOnly(Form(Class("filters actions"), Method("get"), Action(p.here()), Role("search"), Aria("label", "Filtrer les achats"),
		Label(Class("only-heard"), For("q"), Text("Chercher un fournisseur, un objet")),
		Div(Class("field"), Input(ID("q"), Type("search"), Name("q"), Value(p.Filter.Search), Placeholder("Fournisseur, objet, catégorie"))),
		Label(Class("only-heard"), For("etat"), Text("État")),
		Div(Class("field"), Select(ID("etat"), Name("etat"),
			Option(Value(""), If(p.Filter.State == "", Selected()), Text("Tous les états")),
			Map(trip.ContractStates, func(s trip.ContractState) Node {
				return Option(Value(string(s)), If(s == p.Filter.State, Selected()), components.French(s.Label()))
			}),
		)),
		components.ButtonPlain("Filtrer"),
		If(p.Filter != (trip.ContractFilter{}), components.LinkButton("Tout afficher", p.here())),
	))
}

func purchaseRows(p PurchasesPageProps) []components.Row {
	var rows []components.Row
	for _, c := range p.Contracts {
		procedure := procedureWord(c.Procedure)
		if procedure == "" {
			procedure = "à choisir"
		}
		rows = append(rows, components.Row{Cells: []Node{
			Span(A(Href(p.here()+"/"+c.ID), components.French(c.Supplier)), If(c.Object != "", Group{Br(), components.Soft(c.Object)})),
			components.French(kindWord(c.Kind)), components.French(procedure), sum(max(c.Amount, c.BeforeTax)), purchaseTag(c.State),
		}})
	}
	return rows
}

func purchaseTag(s trip.ContractState) Node {
	state := map[trip.ContractState]string{trip.ContractOrdered: components.OK, trip.ContractAwarded: components.Wait, trip.ContractCancelled: components.Stop}[s]
	if state == "" {
		state = components.Neutral
	}
	return components.Tag(state, s.Label())
}

func coverCard(p PurchasesPageProps) Node {
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Assurance annulation", Aside: components.RuleLink("V-35")}),
		components.PostForm(components.PostFormProps{Action: p.here() + "/assurance", Label: "Assurance annulation"},
			components.CheckboxField(components.CheckboxFieldProps{ID: "cancellation_cover", Label: "Une assurance annulation est prise", Checked: p.Covered,
				Hint: "Avec l’agence ou à part. Un achat d’assurance commandé suffit aussi."}),
			components.Actions(components.ButtonPlain("Enregistrer")),
		),
	)
}

// PurchaseForm is a purchase as typed: what could not be read stays as it was written.
type PurchaseForm struct {
	trip.Contract
	LaunchedOn, GuaranteedUntil, BeforeTax, Amount, Need, Deposit, Quotes, Months, FreePlaces string
}

// PurchaseFormProps is the form of a purchase.
type PurchaseFormProps struct {
	Trip         trip.Trip
	Form         PurchaseForm
	New          bool
	Acts         []school.Act
	Back, Action string
	Refused      web.Refused
}

// PurchaseFormPage is where a purchase is described. Nothing but the supplier and its nature is compulsory at first.
func PurchaseFormPage(p PurchaseFormProps) Node {
	title := "Modifier l’achat"
	if p.New {
		title = "Nouvel achat"
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: title, Lead: "Commencez par le fournisseur et le besoin : le reste se complète jusqu’à la commande."}),
		components.PostForm(components.PostFormProps{Action: p.Action, Label: title},
			components.Card(components.CardHead(components.CardHeadProps{Title: "À qui, et quoi"}), purchaseObject(p)),
			components.Card(components.CardHead(components.CardHeadProps{Title: "Le besoin et la procédure", Aside: components.RuleLink("V-40")}), purchaseNeed(p)),
			components.Card(components.CardHead(components.CardHeadProps{Title: "Ce qui autorise à signer", Aside: components.RuleLink("V-09")}), purchaseAuthority(p)),
			components.Card(components.CardHead(components.CardHeadProps{Title: "Le vendeur de voyages", Aside: components.RuleLink("V-42")}), purchaseSeller(p)),
			components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que dit le contrat", Aside: components.RuleLink("V-44")}), purchaseTerms(p)),
			formActions("Enregistrer l’achat", p.Back),
		),
	}
}

// codeOptions are the options of a table of codes.
func codeOptions(table []struct{ Code, Label string }) []components.OptionProps {
	options := make([]components.OptionProps, 0, len(table))
	for _, o := range table {
		options = append(options, components.OptionProps{Value: o.Code, Label: o.Label})
	}
	return options
}

func purchaseObject(p PurchaseFormProps) Node {
	f, e := p.Form, p.Refused.Errors
	return Group{
		components.Field(components.FieldProps{ID: "supplier", Label: "Fournisseur", Required: true, Value: f.Supplier, Error: e["supplier"], Attrs: []Node{MaxLength("120")}}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "kind", Label: "Nature", Required: true, Value: f.Kind, Error: e["kind"], Width: "l"},
			Options: codeOptions(trip.ContractKinds), Empty: "Choisir…"}),
		components.Field(components.FieldProps{ID: "object", Label: "Objet", Value: f.Object, Error: e["object"], Attrs: []Node{MaxLength("200")}}),
		components.AmountField(components.FieldProps{ID: "amount_ht_cents", Label: "Montant hors taxes", Value: f.BeforeTax, Error: e["amount_ht_cents"]}),
		components.AmountField(components.FieldProps{ID: "amount_cents", Label: "Montant toutes taxes comprises", Value: f.Amount, Error: e["amount_cents"]}),
		components.Field(components.FieldProps{ID: "free_places", Label: "Places gratuites offertes", Value: f.FreePlaces, Error: e["free_places"], InputMode: "numeric", Width: "s",
			Hint: "Elles profitent à tous : le budget les partage."}),
	}
}

func purchaseNeed(p PurchaseFormProps) Node {
	f, e := p.Form, p.Refused.Errors
	return Group{
		components.Field(components.FieldProps{ID: "need_category", Label: "Catégorie homogène", Value: f.Category, Error: e["need_category"], Attrs: []Node{MaxLength("120")},
			Hint: "Comme « transport en car » ou « séjour d’agence » : les achats de douze mois s’additionnent par catégorie."}),
		components.AmountField(components.FieldProps{ID: "need_ht_cents", Label: "Besoin estimé hors taxes, sur douze mois", Value: f.Need, Error: e["need_ht_cents"],
			Hint: "Le besoin entier de l’établissement pour cette catégorie, non cette seule commande."}),
		components.DateField(components.FieldProps{ID: "launched_on", Label: "Consultation lancée le", Value: f.LaunchedOn, Error: e["launched_on"],
			Hint: "Le jour de la première demande de devis : il fixe les seuils."}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "procedure_kind", Label: "Procédure d’achat", Value: f.Procedure, Error: e["procedure_kind"], Width: "l"},
			Options: codeOptions(trip.Procedures), Empty: "À choisir"}),
		components.Field(components.FieldProps{ID: "quotes_count", Label: "Devis reçus", Value: f.Quotes, Error: e["quotes_count"], InputMode: "numeric", Width: "s"}),
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "choice_reason", Label: "Pourquoi cette offre", Value: f.ChoiceReason, Error: e["choice_reason"],
			Hint: "Ou pourquoi un seul devis, ou l’urgence."}, Rows: "2"}),
		components.Field(components.FieldProps{ID: "lots_reason", Label: "Pourquoi l’achat n’est pas alloti", Value: f.LotsReason, Error: e["lots_reason"], Attrs: []Node{MaxLength("500")}}),
	}
}

func purchaseAuthority(p PurchaseFormProps) Node {
	f, e := p.Form, p.Refused.Errors
	var acts []components.OptionProps
	for _, a := range p.Acts {
		acts = append(acts, components.OptionProps{Value: a.ID, Label: "Acte n° " + a.ActNumber + " du " + a.VotedOn.French() + titled(a.Title)})
	}
	return Group{
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "authority", Label: "Fondement", Value: f.Authority, Error: e["authority"], Width: "l"},
			Options: codeOptions(trip.Authorities), Empty: "À choisir"}),
		components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "act", Label: "Acte de référence", Value: f.Act, Error: e["act"], Width: "l",
			Hint: "Pour l’état prévisionnel ou une délégation."}, Options: acts, Empty: "Aucun"}),
		components.CheckboxField(components.CheckboxFieldProps{ID: "written", Label: "Le contrat est écrit", Checked: f.Written, Error: e["written"]}),
	}
}

func titled(title string) string {
	if title == "" {
		return ""
	}
	return ", " + title
}

func purchaseSeller(p PurchaseFormProps) Node {
	f, e := p.Form, p.Refused.Errors
	return Group{
		components.CheckboxField(components.CheckboxFieldProps{ID: "own_services", Label: "Le fournisseur produit lui-même sa prestation", Checked: f.OwnServices,
			Hint: "Transporteur, hôtel, musée : il n’a pas à être immatriculé. Un forfait, si."}),
		components.Field(components.FieldProps{ID: "register_no", Label: "Immatriculation Atout France", Value: f.RegisterNo, Error: e["register_no"], Width: "m", Hint: "IM et neuf caractères, sur le devis.", Attrs: []Node{MaxLength("20")}}),
		components.Field(components.FieldProps{ID: "eea_declaration", Label: "Ou déclaration d’un opérateur de l’Espace économique européen", Value: f.EEADeclaration, Error: e["eea_declaration"], Attrs: []Node{MaxLength("60")}}),
		components.Field(components.FieldProps{ID: "federation", Label: "Ou fédération garante d’une association", Value: f.Federation, Error: e["federation"], Attrs: []Node{MaxLength("120")}}),
		components.Field(components.FieldProps{ID: "guarantor", Label: "Garant financier", Value: f.Guarantor, Error: e["guarantor"], Attrs: []Node{MaxLength("120")}}),
		components.DateField(components.FieldProps{ID: "guaranteed_until", Label: "Garantie valable jusqu’au", Value: f.GuaranteedUntil, Error: e["guaranteed_until"], Hint: "Au moins jusqu’au retour, le " + p.Trip.ReturnsOn.French() + "."}),
		components.CheckboxField(components.CheckboxFieldProps{ID: "liability_seen", Label: "Attestation de responsabilité civile professionnelle vue", Checked: f.LiabilitySeen}),
		components.CheckboxField(components.CheckboxFieldProps{ID: "no_gift", Label: "Aucun cadeau ni voyage offert n’a été accepté de ce fournisseur", Checked: f.NoGift}),
	}
}

func purchaseTerms(p PurchaseFormProps) Node {
	f, e := p.Form, p.Refused.Errors
	return Group{
		components.AmountField(components.FieldProps{ID: "deposit_cents", Label: "Acompte demandé", Value: f.Deposit, Error: e["deposit_cents"]}),
		components.CheckboxField(components.CheckboxFieldProps{ID: "deposit_clause", Label: "Le contrat prévoit l’acompte", Checked: f.DepositClause, Error: e["deposit_clause"]}),
		components.Field(components.FieldProps{ID: "months_long", Label: "Durée du marché, en mois", Value: f.Months, Error: e["months_long"], InputMode: "numeric", Width: "s"}),
		components.Field(components.FieldProps{ID: "emergency_contact", Label: "Contact d’urgence pendant le séjour", Value: f.EmergencyContact, Error: e["emergency_contact"],
			Hint: "Avec le moyen de joindre les mineurs ou leur responsable sur place.", Attrs: []Node{MaxLength("200")}}),
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "cancellation_terms", Label: "Conditions d’annulation", Value: f.CancellationTerms, Error: e["cancellation_terms"]}, Rows: "3"}),
		components.CheckboxField(components.CheckboxFieldProps{ID: "price_terms", Label: "Le contrat dit quand le prix peut changer, et de combien", Checked: f.PriceTerms}),
		components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "note", Label: "Remarques", Value: f.Note, Error: e["note"]}, Rows: "2"}),
	}
}

// TypedPurchase is a step as typed, when it comes back.
type TypedPurchase struct{ To, On, Reason string }

// PurchasePageProps is one purchase.
type PurchasePageProps struct {
	Trip     trip.Trip
	Contract trip.Contract
	Act      *school.Act
	MayWrite bool
	Today    law.Day
	Findings []components.FindingProps
	Typed    TypedPurchase
	Refused  web.Refused
}

func (p PurchasePageProps) here() string {
	return staffList + "/" + p.Trip.ID + "/achats/" + p.Contract.ID
}

// PurchasePage is a purchase, what the rules say of it, and the step that comes next.
func PurchasePage(p PurchasePageProps) Node {
	c := p.Contract
	var actions []Node
	if p.MayWrite && (c.State == trip.ContractDraft || c.State == trip.ContractAwarded) {
		actions = append(actions, components.LinkButton("Modifier l’achat", p.here()+"/modifier"))
	}
	lead := kindWord(c.Kind)
	if c.Object != "" {
		lead = c.Object + " · " + lead
	}
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: c.Supplier, Lead: lead, Tag: purchaseTag(c.State), Actions: actions}),
		components.Columns(
			Group{
				components.Card(components.CardHead(components.CardHeadProps{Title: "L’achat"}), components.DefinitionGrid(purchasePairs(p)...)),
				Iff(c.SellsTravel(), func() Node { return termsCheck(c) }),
				Iff(c.CancellationTerms != "", func() Node {
					return components.Card(components.CardHead(components.CardHeadProps{Title: "Conditions d’annulation"}), paragraphs(c.CancellationTerms))
				}),
				Iff(c.Note != "", func() Node {
					return components.Card(components.CardHead(components.CardHeadProps{Title: "Remarques"}), paragraphs(c.Note))
				}),
			},
			Group{
				Iff(p.MayWrite, func() Node { return purchaseSteps(p) }),
				components.Card(components.CardHead(components.CardHeadProps{Title: "Ce que disent les règles"}),
					If(len(p.Findings) == 0, P(components.Tag(components.OK, "rien à redire"))), components.FindingList(p.Findings)),
			},
		),
		components.Actions(components.LinkButton("Revenir aux achats", staffList+"/"+p.Trip.ID+"/achats")),
	}
}

func purchasePairs(p PurchasePageProps) []components.Pair {
	c := p.Contract
	var pairs []components.Pair
	add := func(term, value string) {
		if value != "" {
			pairs = append(pairs, components.Pair{Term: term, Value: components.French(value)})
		}
	}
	money := func(a cents.Amount) string {
		if a == 0 {
			return ""
		}
		return a.String()
	}
	add("Montant hors taxes", money(c.BeforeTax))
	add("Montant toutes taxes comprises", money(c.Amount))
	add("Catégorie", c.Category)
	add("Besoin estimé hors taxes", money(c.Need))
	add("Consultation lancée le", c.LaunchedOn.French())
	add("Procédure", procedureWord(c.Procedure))
	add("Devis reçus", web.TypedNumber(c.Quotes))
	add("Choix de l’offre", c.ChoiceReason)
	add("Fondement", wordOf(trip.Authorities, c.Authority))
	if p.Act != nil {
		add("Acte de référence", "n° "+p.Act.ActNumber+" du "+p.Act.VotedOn.French())
	}
	add("Attribué le", c.AwardedOn.French())
	add("Signé ou commandé le", c.OrderedOn.French())
	add("Immatriculation", strings.Join(nonEmpty(c.RegisterNo, c.EEADeclaration, c.Federation), " · "))
	add("Garant", c.Guarantor)
	add("Garantie jusqu’au", c.GuaranteedUntil.French())
	add("Acompte", money(c.Deposit))
	add("Contact d’urgence", c.EmergencyContact)
	add("Places gratuites", web.TypedNumber(c.FreePlaces))
	return pairs
}

func nonEmpty(texts ...string) []string {
	var kept []string
	for _, t := range texts {
		if t != "" {
			kept = append(kept, t)
		}
	}
	return kept
}

// termsCheck is the list of what the contract of a travel seller says (V-44).
func termsCheck(c trip.Contract) Node {
	missing := c.MissingTerms()
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Ce que le contrat doit dire", Aside: components.RuleLink("V-44")}),
		If(len(missing) == 0, P(components.Tag(components.OK, "tout y est"))),
		Iff(len(missing) > 0, func() Node {
			return Group{P(components.Tag(components.Wait, law.Counted(len(missing), "point manque", "points manquent"))),
				Ul(Map(missing, func(m string) Node { return Li(components.French(m)) }))}
		}),
	)
}

func purchaseSteps(p PurchasePageProps) Node {
	step := func(to trip.ContractState, title, label string) Node {
		if !trip.ContractMay(p.Contract.State, to) {
			return nil
		}
		on := string(p.Today)
		if p.Typed.To == string(to) {
			on = p.Typed.On
		}
		return components.Card(components.CardHead(components.CardHeadProps{Title: title}),
			components.PostForm(components.PostFormProps{Action: p.here() + "/etape", Label: title},
				components.HiddenFields(components.HiddenValue{Name: "to", Value: string(to)}),
				components.DateField(components.FieldProps{ID: string(to) + "_on", Name: "on", Label: "Le", Value: on, Required: true, Error: p.Refused.Errors[string(to)+"_on"]}),
				components.Actions(components.ButtonMain(label)),
			))
	}
	return Group{
		step(trip.ContractAwarded, "Retenir ce fournisseur", "Attribuer"),
		step(trip.ContractOrdered, "Signer ou commander", "Noter la commande"),
		Iff(trip.ContractMay(p.Contract.State, trip.ContractCancelled), func() Node {
			return components.Disclosure("Revenir en arrière ou abandonner",
				If(trip.ContractMay(p.Contract.State, trip.ContractDraft), components.PostForm(components.PostFormProps{Action: p.here() + "/etape", Label: "Revenir en préparation"},
					components.HiddenFields(components.HiddenValue{Name: "to", Value: string(trip.ContractDraft)}),
					components.Actions(components.ButtonPlain("Revenir en préparation")))),
				components.PostForm(components.PostFormProps{Action: p.here() + "/etape", Label: "Abandonner l’achat"},
					components.HiddenFields(components.HiddenValue{Name: "to", Value: string(trip.ContractCancelled)}),
					components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "reason", Label: "Motif de l’abandon", Required: true, Value: p.Typed.Reason, Error: p.Refused.Errors["reason"]}, Rows: "2"}),
					components.Actions(components.ButtonStop("Abandonner l’achat"))),
				If(p.Contract.State == trip.ContractDraft, components.PostForm(components.PostFormProps{Action: p.here() + "/suppression", Label: "Supprimer l’achat"},
					components.Actions(components.ButtonStop("Supprimer cet achat")))),
			)
		}),
	}
}
