package payfip

import "slices"

// FaultClass is the family of action that a fault code calls for.
type FaultClass string

// The classes, from who must act.
const (
	ClassPayer     FaultClass = "payer"     // ask the payer for another value
	ClassConfig    FaultClass = "config"    // our program, our settings or the DGFiP account: alert the staff
	ClassPending   FaultClass = "pending"   // nothing is wrong, ask again later
	ClassClosed    FaultClass = "closed"    // this idOp will not serve any more; a new attempt may
	ClassTechnical FaultClass = "technical" // PayFiP is ill, ask again in about 30 minutes
	ClassUnknown   FaultClass = "unknown"   // not in the table: neutral message to the payer, alert to the staff
)

// Fault explains a code.
type Fault struct {
	Code     string
	Class    FaultClass
	Label    string // French, for the staff
	Action   string // French, what to do
	Recorded bool   // seen in a recorded exchange, not only reported by others
}

// Explain finds the code in the table. The T codes are one family; any other code gives ClassUnknown.
func Explain(code string) Fault {
	for _, f := range faults {
		if f.Code == code {
			return f
		}
	}
	if len(code) > 1 && code[0] == 'T' && isDigits(code[1:]) {
		return Fault{code, ClassConfig, "compte PayFiP refusé", askDDFiP, false}
	}
	return Fault{code, ClassUnknown, "code inconnu de l’application", "Noter le code et le libellé, prévenir l’équipe technique.", false}
}

// Faults is the whole table, in the order of specs and screens.
func Faults() []Fault {
	return slices.Clone(faults)
}

const (
	askDDFiP   = "Vérifier le numéro de client, puis écrire au correspondant moyens de paiement de la DDFiP."
	askSupport = "Erreur de l’application : prévenir l’équipe technique."
	askPayer   = "Demander au payeur une autre adresse électronique."
	newAttempt = "Proposer au payeur un nouveau paiement."
)

// faults is never written to. The annex of DGFiP's guide is not public: only the codes marked Recorded come from real
// exchanges.
var faults = []Fault{
	{"P1", ClassClosed, "opération inconnue, ou purgée la nuit faute de paiement", "Le lendemain : le paiement a expiré. Juste après la création : vérifier l’environnement, prévenir l’équipe technique.", true},
	{"P3", ClassClosed, "opération déjà utilisée pour un paiement", "Relire le résultat avant toute nouvelle tentative.", false},
	{"P4", ClassClosed, "opération créée il y a plus de 15 minutes", newAttempt, false},
	{"P5", ClassPending, "résultat pas encore connu", "Attendre : le paiement est en cours, ou la page n’a pas été ouverte. Expire 20 minutes après la création.", true},
	{"R3", ClassConfig, "référence de la dette mal formée", askSupport, true},
	{"A1", ClassPayer, "adresse électronique absente", askPayer, false},
	{"A2", ClassPayer, "adresse électronique incorrecte", askPayer, true},
	{"M1", ClassConfig, "montant mal formé", askSupport, false},
	{"M3", ClassPayer, "montant inférieur à 1 €", "Régler par un autre moyen, ou avec une autre dette.", false},
	{"M5", ClassPayer, "montant au-delà de la limite", "Payer en plusieurs fois ou par un autre moyen.", false},
	{"N1", ClassConfig, "adresse de notification refusée", "Vérifier l’adresse publique de l’application.", false},
	{"D1", ClassConfig, "adresse de retour refusée", "Vérifier l’adresse publique de l’application.", false},
	{"S1", ClassConfig, "mode de saisie refusé", "Choisir T, X ou W dans les réglages du compte.", false},
	{"T1", ClassConfig, "numéro de client mal formé", askDDFiP, false},
	{"T2", ClassConfig, "numéro de client inconnu", askDDFiP, false},
	{"T4", ClassConfig, "compte sans accès au paiement sécurisé", askDDFiP, false},
	{"T9", ClassConfig, "problème de certificat", askDDFiP, false},
	{"999", ClassTechnical, "panne technique de PayFiP", "Réessayer dans une demi-heure environ.", true},
}
