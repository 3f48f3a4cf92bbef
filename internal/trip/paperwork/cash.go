package paperwork

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Imprest is cash in the hands of staff for a trip, as its act says. No amount is ours: what the act does not say is asked.
type Imprest struct {
	ID, Nature, State, ActNumber, ExpenseKinds, Holder, HolderCivility, Deputy, DeputyCivility string
	DecidedOn, AccountantAgreedOn, FromOn, UntilOn, AdvancedOn                                 law.Day
	AdvanceCents, OperationCapCents, CashCapCents                                              cents.Amount
	MentionsBond                                                                               bool
	Means                                                                                      []string `db:"-"`
}

// Natures of an imprest.
const (
	forReceipts = "receipts"
	forAdvances = "advances"
	mixedNature = "mixed"
	forCheques  = "cheque_mandate"
)

func imprestsOf(app core.App, tripID string) ([]Imprest, error) {
	var all []struct {
		Imprest
		MeansList string
	}
	err := app.DB().Select("r.id", "r.nature", "r.state", "r.act_number", "r.expense_kinds", "TRIM(h.first_name || ' ' || h.last_name) AS holder", "h.civility AS holder_civility",
		"COALESCE(TRIM(d.first_name || ' ' || d.last_name), '') AS deputy", "COALESCE(d.civility, '') AS deputy_civility", "r.decided_on", "r.accountant_agreed_on", "r.from_on",
		"r.until_on", "r.advanced_on", "r.advance_cents", "r.operation_cap_cents", "r.cash_cap_cents", "r.mentions_bond", "r.means AS means_list").From("imprests r").
		InnerJoin("staff h", dbx.NewExp("h.id = r.holder")).LeftJoin("staff d", dbx.NewExp("d.id = r.deputy")).
		Where(dbx.HashExp{"r.trip": tripID}).AndWhere(dbx.NewExp("r.state != 'cancelled'")).OrderBy("r.rowid").All(&all)
	if err != nil {
		return nil, fmt.Errorf("imprests: %w", err)
	}
	imprests := make([]Imprest, 0, len(all))
	for _, r := range all {
		r.HolderCivility, r.DeputyCivility = school.CivilityName(r.HolderCivility), school.CivilityName(r.DeputyCivility)
		for _, code := range []string{"cash", "card", "cheque", "transfer"} {
			if strings.Contains(r.MeansList, `"`+code+`"`) {
				r.Means = append(r.Means, code)
			}
		}
		imprests = append(imprests, r.Imprest)
	}
	return imprests, nil
}

// of lists the imprests of some natures, and refuses when none is recorded.
func (f Facts) of(what string, natures ...string) ([]Imprest, error) {
	found := slices.DeleteFunc(slices.Clone(f.Imprests), func(r Imprest) bool { return !slices.Contains(natures, r.Nature) })
	if len(found) == 0 {
		return nil, missing("Aucun"+what+" n’est enregistré pour ce voyage.", "Enregistrez-le d’abord avec son titulaire, ses dates et ses montants, puis imprimez.")
	}
	return found, firstError(f.mustHaveHead())
}

var meansNames = map[string]string{"cash": "espèces", "card": "carte bancaire", "cheque": "chèque", "transfer": "virement"}

func (r Imprest) meansLine() string {
	var names []string
	for _, m := range r.Means {
		names = append(names, meansNames[m])
	}
	return strings.Join(names, ", ")
}

func (r Imprest) holder() string { return joined(" ", r.HolderCivility, r.Holder) }

// gendered picks the form that agrees with the holder.
func (r Imprest) gendered(masculine, feminine string) string {
	if r.HolderCivility == "Mme" {
		return feminine
	}
	return masculine
}

// period is « du 22 mars au 7 mai 2027 ».
func (r Imprest) period() string { return "du " + r.FromOn.FrenchUntil(r.UntilOn) }

// mustSay refuses an act that does not say something it must.
func (r Imprest) mustSay(what map[string]bool) error {
	var lacking []string
	for name, said := range what {
		if !said {
			lacking = append(lacking, name)
		}
	}
	if len(lacking) == 0 {
		return nil
	}
	slices.Sort(lacking)
	return missing("La régie de "+r.holder()+" ne dit pas encore : "+strings.Join(lacking, ", ")+".", "Complétez la régie, puis imprimez : ces montants et ces dates viennent de l’acte, jamais du logiciel.")
}

// imprestVisas are the texts in force (V-46, V-50): the decree and the order of 2020 replaced those of 1993 and 2005.
func (f Facts) imprestVisas() []string {
	return notEmpty("le code de l’éducation, notamment son article R421-70",
		"le décret n° 2012-1246 du 7 novembre 2012 relatif à la gestion budgétaire et comptable publique",
		"le décret n° 2020-542 du 7 mai 2020 sur les régies des établissements publics locaux d’enseignement",
		"l’arrêté du 13 août 2020 relatif aux régies des établissements publics locaux d’enseignement",
		"l’ordonnance n° 2022-408 du 23 mars 2022 relative au régime de responsabilité financière des gestionnaires publics", f.actLine())
}

// advanceDecision creates an imprest of advances and names who holds it.
func advanceDecision(f Facts) ([]document.DecisionPart, error) {
	all, err := f.of("e régie d’avances", forAdvances, mixedNature)
	if err != nil {
		return nil, err
	}
	var parts []document.DecisionPart
	for _, r := range all {
		if err := r.mustSay(map[string]bool{
			"les dates": r.FromOn != "" && r.UntilOn != "", "le montant de l’avance": r.AdvanceCents > 0, "la nature des dépenses": r.ExpenseKinds != "", "les moyens de paiement": len(r.Means) > 0,
		}); err != nil {
			return nil, err
		}
		d := f.imprestDecision(r, "Décision portant création d’une régie d’avances")
		d.Articles = []document.Article{
			{Title: "Objet", Text: []string{"Une régie d’avances temporaire est créée pour le voyage « " + f.Trip.Title + " » à " + f.place() + ", " + f.Trip.Dates() + "."}},
			{Title: "Durée", Text: []string{"La régie fonctionne " + r.period() + "."}},
			{Title: "Dépenses", Text: []string{"Elle paie les dépenses suivantes, et elles seules : " + r.ExpenseKinds + ".", r.capSentence()}},
			{Title: "Moyens de paiement", Text: []string{capital(r.meansLine()) + "."}},
			{Title: "Avance", Text: []string{"L’avance est de " + r.AdvanceCents.String() + " (" + document.AmountInWords(r.AdvanceCents) + ")."}},
			{Title: "Justification", Text: []string{f.returnSentence()}},
		}
		if r.Nature == mixedNature {
			d.Articles = append(d.Articles, document.Article{Title: "Recettes", Text: []string{"La régie encaisse aussi des recettes, dans les conditions de la décision de régie de recettes."}})
		}
		parts = append(parts, d, f.appointment(r, "d’avances"))
	}
	return parts, nil
}

func (f Facts) imprestDecision(r Imprest, title string) document.DecisionPart {
	return document.DecisionPart{
		Title: title, Number: r.ActNumber, Subtitle: f.about(), Author: f.House.author(), Visas: append(f.imprestVisas(), r.agreement()), Verb: "Décide :", Numbered: true,
		DatedOn: r.DecidedOn, Undated: r.DecidedOn == "", Signers: []document.Signer{f.headByHand(), f.accountant()}, Notes: r.bondNote(),
	}
}

// agreement is the accountant's, dated when it is recorded.
func (r Imprest) agreement() string {
	if r.AccountantAgreedOn == "" {
		return "l’agrément de l’agent comptable"
	}
	return "l’agrément de l’agent comptable du " + r.AccountantAgreedOn.French()
}

// bondNote warns of an act that still asks for a bond (V-50).
func (r Imprest) bondNote() []string {
	if !r.MentionsBond {
		return nil
	}
	return []string{"L’acte enregistré parle de cautionnement : depuis le 1er janvier 2023 il n’est plus demandé (règle V-50), à confirmer avec l’agent comptable."}
}

func (r Imprest) capSentence() string {
	if r.OperationCapCents == 0 {
		return "Le plafond par opération est fixé avec l’agent comptable (règle V-47, à confirmer) : …………………… €."
	}
	return "Une opération ne dépasse pas " + r.OperationCapCents.String() + "."
}

// returnSentence asks for the vouchers within the delay of V-48.
func (f Facts) returnSentence() string {
	return fmt.Sprintf("Le régisseur remet à l’agent comptable les justificatifs, le journal des dépenses et l’argent non dépensé dès le retour, et au plus tard dans les %d jours qui le suivent.",
		f.Parameters.Int("V-48", "return_days", f.Today))
}

// appointment names the holder and the deputy, on a page of its own.
func (f Facts) appointment(r Imprest, of string) document.DecisionPart {
	d := document.DecisionPart{
		Title: "Nomination " + r.gendered("du régisseur ", "de la régisseuse ") + of, Subtitle: f.about(), Author: f.House.author(), Visas: append(f.imprestVisas(), r.agreement()),
		Verb: "Décide :", Numbered: true, DatedOn: r.DecidedOn, Undated: r.DecidedOn == "",
		Signers: []document.Signer{f.headByHand(), f.accountant(), {Capacity: r.gendered("Le régisseur", "La régisseuse"), Name: r.holder()}},
		Articles: []document.Article{
			{Title: "Titulaire", Text: []string{r.holder() + " est " + r.gendered("nommé régisseur ", "nommée régisseuse ") + of + " pour la régie créée pour ce voyage, " + r.period() + "."}},
		},
	}
	if r.Deputy != "" {
		d.Articles = append(d.Articles, document.Article{Title: "Suppléance", Text: []string{
			joined(" ", r.DeputyCivility, r.Deputy) + " supplée " + r.gendered("le régisseur empêché", "la régisseuse empêchée") + ", dans les mêmes conditions.",
		}})
		d.Signers = append(d.Signers, document.Signer{Capacity: "Suppléance", Name: joined(" ", r.DeputyCivility, r.Deputy)})
	}
	d.Articles = append(d.Articles, document.Article{Title: "Responsabilité", Text: []string{
		capital(r.gendered("le régisseur", "la régisseuse")) + " exécute les seules opérations énumérées par l’acte de création et en rend compte à l’agent comptable. Aucun cautionnement n’est demandé.",
	}})
	return d
}

// advanceReceipt is what the holder signs when the money is handed over, then a page of reminders.
func advanceReceipt(f Facts) ([]document.DecisionPart, error) {
	all, err := f.of("e régie d’avances", forAdvances, mixedNature)
	if err != nil {
		return nil, err
	}
	var parts []document.DecisionPart
	for _, r := range all {
		if err := r.mustSay(map[string]bool{"le montant de l’avance": r.AdvanceCents > 0}); err != nil {
			return nil, err
		}
		handed := r.AdvancedOn.French()
		if handed == "" {
			handed = "……………………"
		}
		parts = append(parts, document.DecisionPart{
			Title: "Reçu d’avance", Subtitle: f.about(), Undated: true,
			Facts: []document.Fact{{Label: "Régisseur", Value: r.holder()}, {Label: "Acte", Value: joined(" ", "n°", r.ActNumber)}, {Label: "Avance versée le", Value: handed}},
			Articles: []document.Article{{Text: []string{
				"Je soussigné" + r.gendered("", "e") + " " + r.holder() + " reconnais avoir reçu de l’agent comptable la somme de " + r.AdvanceCents.String() + " (" + document.AmountInWords(r.AdvanceCents) +
					"), au titre de la régie d’avances du voyage, et avoir pris connaissance des rappels de la page suivante.",
			}}},
			Signers: []document.Signer{{Capacity: r.gendered("Le régisseur", "La régisseuse"), Name: r.holder()}, f.accountant()},
		}, f.reminders(r))
	}
	return parts, nil
}

// reminders is one page for the purse: what to do, in the order in which it happens.
func (f Facts) reminders(r Imprest) document.DecisionPart {
	invoice := f.Parameters.Int("V-48", "invoice_from_cents", f.Today)
	d := document.DecisionPart{Title: "Rappels pour la régie", Subtitle: f.about(), Articles: []document.Article{
		{Title: "Avant de payer", Items: notEmpty(
			"Seules les dépenses de l’acte se paient sur l’avance"+colon(r.ExpenseKinds)+".", r.capSentence(),
			"Une dépense ne se partage pas pour passer sous un plafond. Pour une somme plus forte, demandez une facture payable par l’établissement.",
			r.familiesSentence(),
		)},
		{Title: "Au moment de payer", Items: []string{
			"Un justificatif pour chaque dépense, au nom de l’établissement : date, fournisseur, nature, montant toutes taxes comprises.",
			"À partir de " + cents.Amount(invoice).String() + ", une facture détaillée plutôt qu’un ticket : seuil à confirmer avec l’agent comptable.",
			"Si un justificatif manque, une attestation signée par le régisseur et un autre adulte ; prévenez l’agent comptable.",
			"Chaque dépense est notée le jour même au journal, et le justificatif porte le même numéro.",
		}},
		{Title: "Au retour", Items: []string{
			f.returnSentence(), "Le compte tombe juste : avance reçue, moins dépenses justifiées, égale somme rendue. Comptez l’argent à deux et demandez une quittance.",
			"Ce qui n’est ni justifié ni rendu reste dû à l’établissement.",
		}},
		{Title: "Textes", Items: []string{"Décret n° 2020-542 du 7 mai 2020, arrêté du 13 août 2020, acte de création de la régie. Plus de cautionnement depuis le 1er janvier 2023 (ordonnance n° 2022-408)."}},
	}}
	return d
}

func colon(s string) string {
	if s == "" {
		return ""
	}
	return " : " + strings.TrimRight(s, ". ")
}

func (r Imprest) familiesSentence() string {
	if r.Nature == mixedNature {
		return ""
	}
	return "Cette régie n’encaisse rien des familles : orientez-les vers l’intendance ou le paiement en ligne."
}

// receiptsDecision creates an imprest of receipts and names who holds it.
func receiptsDecision(f Facts) ([]document.DecisionPart, error) {
	all, err := f.of("e régie de recettes", forReceipts, mixedNature)
	if err != nil {
		return nil, err
	}
	var parts []document.DecisionPart
	for _, r := range all {
		if err := r.mustSay(map[string]bool{
			"les dates": r.FromOn != "" && r.UntilOn != "", "l’encaisse maximale": r.CashCapCents > 0, "les moyens d’encaissement": len(r.Means) > 0,
		}); err != nil {
			return nil, err
		}
		d := f.imprestDecision(r, "Décision portant création d’une régie de recettes")
		d.Articles = []document.Article{
			{Title: "Objet", Text: []string{"Une régie de recettes temporaire est créée pour encaisser la participation des familles au voyage « " + f.Trip.Title + " », telle que votée."}},
			{Title: "Durée", Text: []string{"La régie fonctionne " + r.period() + "."}},
			{Title: "Moyens d’encaissement", Text: []string{capital(r.meansLine()) + "."}},
			{Title: "Espèces", Text: []string{
				"Tout versement en espèces donne lieu aussitôt à une quittance numérotée. Une même dette ne se paie pas en espèces au-delà de " +
					cents.Amount(f.Parameters.Int("F-06", "cash_max_cents", f.Today)).String() + ".",
			}},
			{Title: "Versement", Text: []string{
				"L’encaisse ne dépasse pas " + r.CashCapCents.String() + ". Les sommes sont remises à l’agent comptable dès ce montant atteint, et au moins une fois par mois, avec le journal et les pièces.",
			}},
		}
		parts = append(parts, d, f.appointment(r, "de recettes"))
	}
	return parts, nil
}

// chequeMandate is the accountant's: someone brings the cheques in, and touches no cash.
func chequeMandate(f Facts) ([]document.DecisionPart, error) {
	all, err := f.of(" mandat de recueillir des chèques", forCheques)
	if err != nil {
		return nil, err
	}
	if f.House.AccountantName == "" {
		return nil, missing("Le nom de l’agent comptable n’est pas enregistré : personne ne pourrait signer.", "Écrivez-le dans École, Identité de l’établissement.")
	}
	var parts []document.DecisionPart
	for _, r := range all {
		if err := r.mustSay(map[string]bool{"les dates": r.FromOn != "" && r.UntilOn != ""}); err != nil {
			return nil, err
		}
		parts = append(parts, document.DecisionPart{
			Title: "Mandat pour recueillir les chèques des familles", Number: r.ActNumber, Subtitle: f.about(), Author: "L’agent comptable – " + f.House.Name, Verb: "Donne mandat :",
			Visas:    notEmpty("le décret n° 2012-1246 du 7 novembre 2012 relatif à la gestion budgétaire et comptable publique, notamment son article 16", f.actLine()),
			Numbered: true, DatedOn: r.DecidedOn, Undated: r.DecidedOn == "",
			Articles: []document.Article{
				{Title: "Mandataire", Text: []string{r.holder() + " reçoit mandat de recueillir, au nom de l’agent comptable, les chèques remis par les familles pour ce voyage, " + r.period() + "."}},
				{Title: "Chèques", Text: []string{"Les chèques sont à l’ordre de l’agent comptable de l’établissement. Ils sont remis à l’intendance sans délai, avec la liste des élèves concernés."}},
				{Title: "Espèces", Text: []string{"Le mandat ne s’étend pas aux espèces : les familles les apportent directement à l’intendance, contre une quittance."}},
			},
			Signers: []document.Signer{f.accountant(), {Capacity: r.gendered("Le mandataire", "La mandataire"), Name: r.holder()}},
		})
	}
	return parts, nil
}
