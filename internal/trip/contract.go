package trip

import (
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// ContractState is where a purchase stands.
type ContractState string

// A purchase is prepared, its supplier is chosen, then it is signed or ordered; it may be given up on the way.
const (
	ContractDraft     ContractState = "draft"
	ContractAwarded   ContractState = "awarded"
	ContractOrdered   ContractState = "ordered"
	ContractCancelled ContractState = "cancelled"
)

// ContractStates lists the states in order.
var ContractStates = []ContractState{ContractDraft, ContractAwarded, ContractOrdered, ContractCancelled}

// Label is the French name of a state.
func (s ContractState) Label() string {
	return map[ContractState]string{
		ContractDraft: "En préparation", ContractAwarded: "Attribué", ContractOrdered: "Signé ou commandé", ContractCancelled: "Abandonné",
	}[s]
}

// contractSteps is the table of legal steps; "" is before the row exists.
var contractSteps = map[ContractState][]ContractState{
	"":              {ContractDraft},
	ContractDraft:   {ContractAwarded, ContractCancelled},
	ContractAwarded: {ContractOrdered, ContractDraft, ContractCancelled},
	ContractOrdered: {ContractCancelled},
}

// ContractMay tells whether a purchase may go from one state to another.
func ContractMay(from, to ContractState) bool { return slices.Contains(contractSteps[from], to) }

// The gates of a purchase: choosing the supplier, and being bound to them.
const (
	gateAward = "award"
	gateOrder = "order"
)

func contractGates(s ContractState) []string {
	switch s {
	case ContractAwarded:
		return []string{gateAward}
	case ContractOrdered:
		return []string{gateAward, gateOrder}
	case ContractDraft, ContractCancelled:
	}
	return nil
}

// Kinds of purchases.
const (
	PackageContract   = "package"
	TransportContract = "transport"
	LodgingContract   = "lodging"
	VisitsContract    = "visits"
	InsuranceContract = "insurance"
)

// ContractKinds are the kinds of purchases with their French names, in the order of the screens.
var ContractKinds = []struct{ Code, Label string }{
	{PackageContract, "Forfait : plusieurs prestations d’un même vendeur"}, {TransportContract, "Transport"}, {LodgingContract, "Hébergement"}, {"catering", "Repas"},
	{VisitsContract, "Visites et activités"}, {InsuranceContract, "Assurance"}, {"other", "Autre achat"},
}

// Procedures lists them from the lightest to the heaviest.
var Procedures = []struct{ Code, Label string }{
	{"direct", "Sans publicité ni mise en concurrence"}, {"quotes", "Plusieurs devis demandés"}, {"adapted", "Procédure adaptée"},
	{"published", "Procédure adaptée avec avis au BOAMP ou dans un journal d’annonces légales"}, {"formal", "Procédure formalisée"},
}

// procedureRank ranks procedures; -1 for none.
func procedureRank(code string) int {
	return slices.IndexFunc(Procedures, func(p struct{ Code, Label string }) bool { return p.Code == code })
}

// Authorities are what lets the head sign (V-09).
var Authorities = []struct{ Code, Label string }{
	{"trip_act", "L’acte qui vote le voyage autorise aussi le contrat"}, {"procurement_plan", "L’état prévisionnel de la commande publique, annexé au budget"},
	{"delegation", "Une délégation du conseil d’administration"}, {"small_urgent", "Un petit achat urgent de fonctionnement"},
}

// Contract is a purchase of a trip: from the estimate of the need to the order.
type Contract struct {
	ID, Trip, Supplier, Object, Kind                  string
	State                                             ContractState
	Procedure, Authority, Act                         string
	LaunchedOn, AwardedOn, OrderedOn                  law.Day
	BeforeTax, Amount, Need                           cents.Amount // the need is estimated before tax, for twelve months
	Category                                          string
	Quotes                                            int
	ChoiceReason, LotsReason                          string
	Written                                           bool
	RegisterNo, EEADeclaration, Federation, Guarantor string
	GuaranteedUntil                                   law.Day
	LiabilitySeen, OwnServices                        bool
	Deposit                                           cents.Amount
	DepositClause                                     bool
	Months                                            int
	EmergencyContact, CancellationTerms               string
	PriceTerms, NoGift                                bool
	FreePlaces                                        int
	Note                                              string
}

// WholeNeed is what thresholds are compared with: the need as estimated, never less than this very purchase.
func (c Contract) WholeNeed() cents.Amount { return max(c.Need, c.BeforeTax) }

// SellsTravel tells whether the supplier must be on the register of travel agencies (V-42): a package always, a single
// travel service when the seller does not produce it.
func (c Contract) SellsTravel() bool {
	switch c.Kind {
	case PackageContract:
		return true
	case TransportContract, LodgingContract, VisitsContract:
		return !c.OwnServices
	}
	return false
}

// On is the day by which a purchase counts among those of twelve months.
func (c Contract) On(today law.Day) law.Day {
	for _, day := range []law.Day{c.LaunchedOn, c.AwardedOn, c.OrderedOn} {
		if day != "" {
			return day
		}
	}
	return today
}

func contractOf(r *core.Record) Contract {
	text, day := r.GetString, func(name string) law.Day { return law.Day(r.GetString(name)) }
	money := func(name string) cents.Amount { return cents.Amount(r.GetInt(name)) }
	return Contract{
		ID: r.Id, Trip: text("trip"), Supplier: text("supplier"), Object: text("object"), Kind: text("kind"), State: ContractState(text("state")),
		Procedure: text("procedure_kind"), Authority: text("authority"), Act: text("act"), LaunchedOn: day("launched_on"), AwardedOn: day("awarded_on"),
		OrderedOn: day("ordered_on"), BeforeTax: money("amount_ht_cents"), Amount: money("amount_cents"), Need: money("need_ht_cents"),
		Category: text("need_category"), Quotes: r.GetInt("quotes_count"), ChoiceReason: text("choice_reason"), LotsReason: text("lots_reason"),
		Written: r.GetBool("written"), RegisterNo: text("register_no"), EEADeclaration: text("eea_declaration"), Federation: text("federation"),
		Guarantor: text("guarantor"), GuaranteedUntil: day("guaranteed_until"), LiabilitySeen: r.GetBool("liability_seen"),
		OwnServices: r.GetBool("own_services"), Deposit: money("deposit_cents"), DepositClause: r.GetBool("deposit_clause"), Months: r.GetInt("months_long"),
		EmergencyContact: text("emergency_contact"), CancellationTerms: text("cancellation_terms"), PriceTerms: r.GetBool("price_terms"),
		NoGift: r.GetBool("no_gift"), FreePlaces: r.GetInt("free_places"), Note: text("note"),
	}
}

// fillContract writes what people type; the state and the dates of the steps are not typed here.
func fillContract(r *core.Record, c Contract) {
	trim := strings.TrimSpace
	r.Load(map[string]any{
		"supplier": trim(c.Supplier), "object": trim(c.Object), "kind": c.Kind, "procedure_kind": c.Procedure, "authority": c.Authority, "act": c.Act,
		"launched_on": string(c.LaunchedOn), "amount_ht_cents": int64(c.BeforeTax), "amount_cents": int64(c.Amount), "need_ht_cents": int64(c.Need),
		"need_category": trim(c.Category), "quotes_count": c.Quotes, "choice_reason": trim(c.ChoiceReason), "lots_reason": trim(c.LotsReason),
		"written": c.Written, "register_no": strings.ToUpper(strings.ReplaceAll(c.RegisterNo, " ", "")), "eea_declaration": trim(c.EEADeclaration),
		"federation": trim(c.Federation), "guarantor": trim(c.Guarantor), "guaranteed_until": string(c.GuaranteedUntil), "liability_seen": c.LiabilitySeen,
		"own_services": c.OwnServices, "deposit_cents": int64(c.Deposit), "deposit_clause": c.DepositClause, "months_long": c.Months,
		"emergency_contact": trim(c.EmergencyContact), "cancellation_terms": trim(c.CancellationTerms), "price_terms": c.PriceTerms, "no_gift": c.NoGift,
		"free_places": c.FreePlaces, "note": trim(c.Note),
	})
}
