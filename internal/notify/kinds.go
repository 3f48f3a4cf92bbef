package notify

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strconv"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// Kind is the nature of a message: what preferences and lists are about.
type Kind string

const (
	ActEnforceable     Kind = "act_enforceable"
	CommitmentsMissing Kind = "commitments_missing"
	PaymentTrouble     Kind = "payment_trouble"
	NoticeDue          Kind = "notice_due"
	TripOpen           Kind = "trip_open"
	AnswerExpected     Kind = "answer_expected"
	InstalmentDue      Kind = "instalment_due"
	PaymentBooked      Kind = "payment_booked"
	CommitmentReceipt  Kind = "commitment_receipt"
	TripCancelled      Kind = "trip_cancelled"
	RefundOwed         Kind = "refund_owed"
	DebitAnnounced     Kind = "debit_announced"
	DebitReturned      Kind = "debit_returned"
	Reminder           Kind = "reminder"
	PlanAnswered       Kind = "plan_answered"
	PlanEnded          Kind = "plan_ended"
	PlaceOffered       Kind = "place_offered"
	DrawDone           Kind = "draw_done"
	LeaveAsked         Kind = "leave_asked"
	Withdrawn          Kind = "withdrawn"
	PapersExpected     Kind = "papers_expected"
	DepartureExpected  Kind = "departure_expected"
	RequestKept        Kind = "request_kept"
	RequestAnswered    Kind = "request_answered"
	RequestWaiting     Kind = "request_waiting"
	RightsWaiting      Kind = "rights_waiting"
	MeetingCalled      Kind = "meeting_called"
	AccountChanged     Kind = "account_changed"
	FactorChanged      Kind = "factor_changed"
	LoginCode          Kind = "login_code"
	SMSStopped         Kind = "sms_stopped"
	Digest             Kind = "digest"
)

// Spec is a line of the table of kinds. Title, ShortTitle and ShortBody are fixed sentences: nothing about anybody can
// slip into what shows on a locked screen. Only the body tells.
type Spec struct {
	Kind       Kind
	Label      string // in lists and preferences
	Staff      bool   // for the school's staff; otherwise for families
	Urgent     bool   // does not wait for the end of the quiet hours
	Written    bool   // also by e-mail when it is pushed: something to keep
	Title      string
	ShortTitle string
	ShortBody  string
}

const shortTitle = "Open Académie"

// Kinds is the table of kinds.
var Kinds = []Spec{
	{ActEnforceable, "Acte exécutoire", true, false, false, "Un acte est devenu exécutoire", shortTitle, "Un acte est devenu exécutoire : une étape peut commencer."},
	{CommitmentsMissing, "Réponses manquantes", true, false, false, "Des réponses manquent pour un voyage", shortTitle, "Des réponses de familles manquent, la date approche."},
	{PaymentTrouble, "Opération en ligne à vérifier", true, false, false, "Une opération en ligne est à vérifier", shortTitle, "Une opération en ligne est à vérifier."},
	{NoticeDue, "Démarche d’un voyage", true, false, false, "Une démarche est à faire pour un voyage", shortTitle, "Une démarche est à faire, sa date approche."},
	{DepartureExpected, "Départ à préparer", true, false, false, "Un départ attend quelque chose de vous", shortTitle, "Un voyage attend quelque chose de vous."},
	{PapersExpected, "Pièces d’un voyage", false, false, false, "Des pièces sont attendues pour un voyage", shortTitle, "Un rappel vous attend."},
	{TripOpen, "Voyage ouvert", false, false, false, "Un voyage est ouvert : votre réponse est attendue", shortTitle, "Une réponse est attendue."},
	{AnswerExpected, "Rappel de réponse", false, false, false, "Rappel : votre réponse est attendue", shortTitle, "Rappel : une réponse est attendue."},
	{InstalmentDue, "Échéance d’un voyage", false, false, false, "Une échéance approche", shortTitle, "Un rappel vous attend."},
	{PaymentBooked, "Règlement enregistré", false, false, true, "Votre règlement est enregistré", shortTitle, "Un document vous attend."},
	{CommitmentReceipt, "Accusé d’une réponse", false, false, true, "Votre réponse est enregistrée", shortTitle, "Votre réponse est enregistrée."},
	{TripCancelled, "Voyage annulé", false, false, true, "Un voyage est annulé", shortTitle, "Une information importante vous attend."},
	{RefundOwed, "Somme à vous rendre", false, false, true, "Une somme est à vous rendre", shortTitle, "Une information vous attend."},
	{DebitAnnounced, "Prélèvement annoncé", false, false, true, "Un prélèvement est annoncé", shortTitle, "Un document vous attend."},
	{DebitReturned, "Prélèvement non abouti", false, false, true, "Un prélèvement n’a pas abouti", shortTitle, "Une information vous attend."},
	{Reminder, "Rappel de l’intendance", false, false, true, "Un rappel de l’établissement", shortTitle, "Un rappel vous attend."},
	{PlanAnswered, "Réponse à une demande de délai", false, false, true, "Votre demande a reçu une réponse", shortTitle, "Une réponse vous attend."},
	{PlanEnded, "Échéancier interrompu", false, false, true, "Votre échéancier a pris fin", shortTitle, "Une information vous attend."},
	{PlaceOffered, "Place proposée", false, false, true, "Une place est proposée : votre réponse est attendue", shortTitle, "Une réponse est attendue."},
	{DrawDone, "Tirage au sort", false, false, true, "Le tirage au sort d’un voyage est fait", shortTitle, "Une information vous attend."},
	{LeaveAsked, "Désistement demandé", true, false, false, "Une famille demande à se désister d’un voyage", shortTitle, "Une demande de famille vous attend."},
	{Withdrawn, "Désistement enregistré", false, false, true, "Un désistement est enregistré", shortTitle, "Une information vous attend."},
	{RequestKept, "Demande enregistrée", false, false, true, "Votre demande est enregistrée", shortTitle, "Votre demande est enregistrée."},
	{RequestAnswered, "Réponse à une demande", false, false, true, "Une réponse à votre demande vous attend", shortTitle, "Une réponse vous attend."},
	{RequestWaiting, "Demande d’une famille", true, false, false, "Une demande de famille vous attend", shortTitle, "Une demande de famille vous attend."},
	{RightsWaiting, "Demande sur des données personnelles", true, false, false, "Une demande sur des données personnelles attend", shortTitle, "Une demande vous attend, avec une date."},
	{MeetingCalled, "Convocation", true, false, true, "Vous êtes convoqué à une réunion", shortTitle, "Une convocation vous attend."},
	{AccountChanged, "Changement sur un compte", false, true, true, "L’adresse de votre compte a changé", shortTitle, "Votre compte a changé."},
	{FactorChanged, "Seconde preuve d’identité", true, true, true, "Votre seconde preuve d’identité", shortTitle, "Votre compte a changé."},
	{Digest, "Envoi groupé", false, false, false, "Des nouvelles de l’établissement", shortTitle, "Des informations vous attendent."},
	{SMSStopped, "SMS arrêtés au plafond", true, false, false, "Le plafond du mois pour les SMS est atteint", shortTitle, "Une information de l’outil vous attend."},
	{LoginCode, "Code de connexion", false, true, true, "Votre code de connexion", shortTitle, "Un code de connexion a été demandé."},
}

// SpecOf is the line of a kind; the zero Spec for a kind that is not in the table.
func SpecOf(k Kind) Spec {
	i := slices.IndexFunc(Kinds, func(s Spec) bool { return s.Kind == k })
	if i < 0 {
		return Spec{Kind: k}
	}
	return Kinds[i]
}

// start fills what the table says of a kind.
func start(k Kind, to Recipient, about Subject, body, link, dedupe string) Message {
	s := SpecOf(k)
	return Message{
		Kind: k, To: to, Subject: about, Title: s.Title, Body: body, ShortTitle: s.ShortTitle, ShortBody: s.ShortBody,
		Link: link, Urgent: s.Urgent, Dedupe: dedupe,
	}
}

func key(k Kind, parts ...string) string {
	out := string(k)
	for _, p := range parts {
		out += ":" + p
	}
	if len(out) > maxKey {
		sum := sha256.Sum256([]byte(out))
		return string(k) + ":" + hex.EncodeToString(sum[:])
	}
	return out
}

// maxKey leaves room, in the 160 characters of the column, for the id that QueueToRole adds.
const maxKey = 130

// The pages that messages open are named here once; a caller may set another Link.

// TellActEnforceable tells staff that the act of a trip has its effects. Queue it to a role.
func TellActEnforceable(tripID, tripTitle string, enforceableOn law.Day) Message {
	return start(ActEnforceable, Recipient{}, Subject{"trips", tripID},
		"L’acte qui vote « "+tripTitle+" » est exécutoire depuis le "+enforceableOn.French()+".\n\nLes engagements des familles peuvent être ouverts.",
		"/gestion/voyages/"+tripID, key(ActEnforceable, tripID, string(enforceableOn)))
}

// TellCommitmentsMissing tells staff how many families have not answered, some days before the deadline.
func TellCommitmentsMissing(tripID, tripTitle string, missing int, answerBy law.Day) Message {
	families := strconv.Itoa(missing) + " familles n’ont pas encore répondu"
	if missing == 1 {
		families = "Une famille n’a pas encore répondu"
	}
	return start(CommitmentsMissing, Recipient{}, Subject{"trips", tripID},
		families+" pour « "+tripTitle+" ». La réponse est attendue avant le "+answerBy.French()+".\n\nLa liste est sur la page du voyage ; un rappel peut y être envoyé.",
		"/gestion/voyages/"+tripID, key(CommitmentsMissing, tripID, string(answerBy)))
}

// TellNoticeDue tells staff of something to do for a trip by a day: an authority to tell, accounts to give back.
func TellNoticeDue(tripID, tripTitle, what, how, link string, due law.Day) Message {
	return start(NoticeDue, Recipient{}, Subject{"trips", tripID},
		what+", pour « "+tripTitle+" », avant le "+due.French()+".\n\n"+how, link, key(NoticeDue, tripID, what, string(due)))
}

// TellPaymentTrouble tells staff that an online payment needs a look.
func TellPaymentTrouble(onlinePaymentID, reference, what string) Message {
	return start(PaymentTrouble, Recipient{}, Subject{"online_payments", onlinePaymentID},
		"L’opération en ligne "+reference+" demande une vérification : "+what+"\n\nRien n’est inscrit tant que le résultat n’est pas connu.",
		"/gestion/caisse/en-ligne", key(PaymentTrouble, onlinePaymentID, what))
}

// TellOnlineConcern tells the accountant, once a day for each concern, that payments online wait for a person: how many,
// nothing about anybody.
func TellOnlineConcern(concern, count string, day law.Day) Message {
	return start(PaymentTrouble, Recipient{}, Subject{},
		"Le "+day.French()+" : "+count+".\n\nLe rapprochement du jour les liste, avec ce que PayFiP a répondu et ce que la caisse en a fait.",
		"/gestion/caisse/en-ligne/jour", key(PaymentTrouble, "jour", concern, string(day)))
}

// TellTripOpen tells a family that a trip is open to their child.
func TellTripOpen(to Recipient, tripID, tripTitle, pupilID, firstName string, answerBy law.Day) Message {
	return start(TripOpen, to, Subject{"trips", tripID},
		"« "+tripTitle+" » est ouvert à "+firstName+"."+before(answerBy)+"\n\nLe programme, le prix et les dates sont à lire en ligne avant de répondre.",
		"/voyages/"+tripID+"/enfants/"+pupilID, key(TripOpen, tripID, pupilID, personKey(to)))
}

// TellAnswerExpected reminds a family that an answer is expected. The day of the reminder makes it unique.
func TellAnswerExpected(to Recipient, tripID, tripTitle, pupilID, firstName string, answerBy, today law.Day) Message {
	return start(AnswerExpected, to, Subject{"trips", tripID},
		"Votre réponse pour "+firstName+" et « "+tripTitle+" » n’est pas encore parvenue à l’établissement."+before(answerBy)+
			"\n\nRépondre oui ou non prend une minute ; sans réponse, la place n’est pas retenue.",
		"/voyages/"+tripID+"/enfants/"+pupilID, key(AnswerExpected, tripID, pupilID, personKey(to), string(today)))
}

// TellInstalmentDue reminds a family of an instalment. The amount is in the body only.
func TellInstalmentDue(to Recipient, chargeID, tripTitle, firstName string, amount cents.Amount, dueOn law.Day) Message {
	return start(InstalmentDue, to, Subject{"charges", chargeID},
		"La prochaine échéance de « "+tripTitle+" » pour "+firstName+" est de "+amount.String()+", à régler avant le "+dueOn.French()+
			".\n\nEn cas de difficulté, le secrétariat ou l’assistant de service social de l’établissement vous répond.",
		"/payer", key(InstalmentDue, chargeID, personKey(to), string(dueOn)))
}

// TellPaymentBooked tells a family that a payment has been booked, with its receipt.
func TellPaymentBooked(to Recipient, paymentID, receiptNumber string, amount cents.Amount, on law.Day) Message {
	return start(PaymentBooked, to, Subject{"payments", paymentID},
		"Votre règlement de "+amount.String()+" a été enregistré le "+on.French()+", quittance "+receiptNumber+
			".\n\nLa quittance peut être relue et imprimée en ligne.",
		"/payer", key(PaymentBooked, paymentID, personKey(to)))
}

// TellCommitmentReceipt tells who signed or declined that the answer is kept, with the digest of the text shown.
func TellCommitmentReceipt(to Recipient, commitmentID, tripTitle, firstName string, accepted bool, textDigest string, on law.Day) Message {
	answer := "accepté"
	if !accepted {
		answer = "décliné"
	}
	return start(CommitmentReceipt, to, Subject{"commitments", commitmentID},
		"Le "+on.French()+", vous avez "+answer+" « "+tripTitle+" » pour "+firstName+".\n\nEmpreinte du texte que vous avez lu : "+textDigest+
			".\n\nLe texte et la preuve de votre réponse restent lisibles en ligne.",
		"/enfants", key(CommitmentReceipt, commitmentID, personKey(to)))
}

// TellTripCancelled tells a family that a trip will not take place.
func TellTripCancelled(to Recipient, tripID, tripTitle, pupilID, firstName, reason string) Message {
	return start(TripCancelled, to, Subject{"trips", tripID},
		"« "+tripTitle+" » est annulé pour "+firstName+".\n\n"+reason,
		"/enfants", key(TripCancelled, tripID, pupilID, personKey(to)))
}

// TellRefundOwed tells who has paid that money is theirs again. Its day starts the delay of a small sum (V-27, F-12): until
// is the last day on which it may be claimed, empty when nothing ends. The amount is in the body only.
func TellRefundOwed(to Recipient, refundID, what, firstName string, amount cents.Amount, until law.Day) Message {
	body := amount.String() + " vous reviennent pour " + firstName + " (" + what + ").\n\nPour les recevoir, donnez en ligne les coordonnées du compte à créditer ; " +
		"elles ne servent qu’à ce virement et sont effacées ensuite."
	if until != "" {
		body += "\n\nLe montant est inférieur au seuil de remboursement d’office : demandez-le avant le " + until.French() +
			" inclus. Après cette date, la loi le laisse à l’établissement."
	}
	return start(RefundOwed, to, Subject{"refunds", refundID}, body, "/payer/remboursements/"+refundID, key(RefundOwed, refundID))
}

// TellDebitAnnounced tells a debtor, and nobody else, what will be debited and when: the notice of F-10 runs from the day the
// message leaves. Of the account it says the last characters.
func TellDebitAnnounced(to Recipient, debitID, what string, amount cents.Amount, on law.Day, tail, rum, ics string) Message {
	return start(DebitAnnounced, to, Subject{"debits", debitID},
		amount.String()+" seront prélevés le "+on.French()+" sur votre compte qui se termine par "+tail+" ("+what+").\n\nRéférence du mandat : "+rum+
			". Identifiant créancier : "+ics+".\n\nVous n’avez rien à faire. Si quelque chose ne va pas, répondez-nous avant cette date, ou révoquez le mandat sur la page indiquée.",
		"/payer/mandat", key(DebitAnnounced, debitID))
}

// TellDebitReturned tells a debtor that their bank has given a debit back: the sum is due again. Why the bank did is between
// them.
func TellDebitReturned(to Recipient, debitID, what string, amount cents.Amount) Message {
	return start(DebitReturned, to, Subject{"debits", debitID},
		"Le prélèvement de "+amount.String()+" ("+what+") n’a pas abouti. La somme reste à régler, par le moyen de votre choix, sans frais de notre part.\n\n"+
			"En cas de difficulté, l’établissement vous répond : un délai ou une aide se demande en toute discrétion.",
		"/payer", key(DebitReturned, debitID))
}

// TellReminder reminds a debtor of what is late; the body names the sums, and nothing else does. On paper besides, when it is
// a formal notice.
func TellReminder(to Recipient, reminderID, body string, onPaper bool) Message {
	m := start(Reminder, to, Subject{"reminders", reminderID}, body, "/payer", key(Reminder, reminderID))
	m.OnPaper = onPaper
	return m
}

// TellPlanAnswered tells a debtor, and nobody else, what the accountant answers to a request for time.
func TellPlanAnswered(to Recipient, planID string, agreed bool, why string, graceDays int) Message {
	body := "L’agent comptable accorde le délai : les dates et les montants sont sur la page indiquée. Tant qu’ils sont suivis, aucun rappel ne part.\n\n" +
		"Un versement qui manque depuis plus de " + strconv.Itoa(graceDays) + " jours met fin à l’échéancier. Prévenez-nous avant : un autre peut le remplacer."
	if !agreed {
		body = "L’agent comptable ne peut pas accorder le délai demandé : " + why + "\n\nUne autre proposition reste possible, et une aide se demande en toute discrétion."
	}
	return start(PlanAnswered, to, Subject{"plans", planID}, body, "/payer/delai", key(PlanAnswered, planID))
}

// TellPlanEnded tells a debtor that a plan no longer holds.
func TellPlanEnded(to Recipient, planID, why string) Message {
	return start(PlanEnded, to, Subject{"plans", planID},
		why+" L’échéancier a donc pris fin : les sommes restent à payer à leurs dates d’origine.\n\n"+
			"En cas de difficulté, répondez-nous : un nouveau délai ou une aide se demande en toute discrétion.", "/payer/delai", key(PlanEnded, planID))
}

// TellPapersExpected reminds a family that papers are expected before a departure. Which ones, and what is wrong with them,
// is on the page only: a message names no paper of anybody's.
func TellPapersExpected(to Recipient, seatID, tripID, tripTitle, pupilID, firstName string, departsOn, today law.Day) Message {
	return start(PapersExpected, to, Subject{"seats", seatID},
		"Il manque encore quelque chose pour que "+firstName+" parte à « "+tripTitle+" », le "+departsOn.French()+
			".\n\nLa page du voyage dit ce qui est attendu. En cas de difficulté, le secrétariat de l’établissement vous répond.",
		"/voyages/"+tripID+"/enfants/"+pupilID, key(PapersExpected, tripID, pupilID, personKey(to), string(today)))
}

// TellDepartureExpected reminds a member of staff, or a volunteer, that a departure waits for them. About is the row that it
// is about: the trip, or the adult.
func TellDepartureExpected(to Recipient, about Subject, tripID, tripTitle string, departsOn, today law.Day) Message {
	m := start(DepartureExpected, to, about,
		"« "+tripTitle+" » part le "+departsOn.French()+", et quelque chose qui dépend de vous n’est pas encore en ordre.\n\nLa page du départ dit ce qui est attendu, et de qui.",
		"/gestion/voyages/"+tripID+"/depart", key(DepartureExpected, about.Collection, about.ID, personKey(to)+to.Address, string(today)))
	if to.Address != "" {
		m.Link = "" // a volunteer has no account
		m.Body = "« " + tripTitle + " » part le " + departsOn.French() + ". L’établissement a besoin de vous pour finir de le préparer : prenez contact avec lui."
	}
	return m
}

// TellRequestKept tells who asked for aid that the request is kept. Nothing says for what: mailboxes are shared (D-13).
func TellRequestKept(to Recipient, requestID string, on law.Day) Message {
	return start(RequestKept, to, Subject{"aid_requests", requestID},
		"Votre demande du "+on.French()+" est enregistrée. Elle reste confidentielle.\n\nVous pouvez la relire et la compléter dans votre espace.",
		"/payer/demandes/"+requestID, key(RequestKept, requestID))
}

// TellRequestAnswered tells who asked that the answer can be read: the answer itself is on the page only.
func TellRequestAnswered(to Recipient, requestID, outcome string, on law.Day) Message {
	return start(RequestAnswered, to, Subject{"aid_requests", requestID},
		"La réponse à votre demande peut être lue dans votre espace depuis le "+on.French()+".",
		"/payer/demandes/"+requestID, key(RequestAnswered, requestID, outcome, string(on)))
}

// TellRequestWaiting tells the service that a family has asked for something. Queue it to a role.
func TellRequestWaiting(requestID string) Message {
	return start(RequestWaiting, Recipient{}, Subject{"aid_requests", requestID},
		"Une famille a déposé une demande dans son espace.", "/gestion/aides/demandes/"+requestID, key(RequestWaiting, requestID))
}

// TellMeeting convenes a member of a commission: a day, an hour, a place.
func TellMeeting(to Recipient, commissionID string, on law.Day, at, place string, today law.Day) Message {
	when := "le " + on.French()
	if at != "" {
		when += " à " + at
	}
	if place != "" {
		when += ", " + place
	}
	m := start(MeetingCalled, to, Subject{"commissions", commissionID},
		"Vous êtes convoqué à la commission qui se tient "+when+".\n\nLes dossiers sont remis sur place, sans nom. Ce qui s’y dit reste confidentiel.",
		"/gestion", key(MeetingCalled, commissionID, personKey(to)+to.Address, string(today)))
	if to.Address != "" {
		m.Link = "" // a member from outside has no account
	}
	return m
}

// TellAccountChanged tells the address that an account had until now that it has been changed.
func TellAccountChanged(oldAddress, accountID string, on law.Day) Message {
	m := start(AccountChanged, Recipient{Address: oldAddress}, Subject{"users", accountID},
		"Le "+on.French()+", un opérateur a remplacé l’adresse de connexion de votre compte. Vos sessions ont été fermées.\n\n"+
			"Si vous n’avez rien demandé, prévenez le secrétariat de l’établissement.", "", "")
	return m
}

func before(answerBy law.Day) string {
	if answerBy == "" {
		return ""
	}
	return " Votre réponse est attendue avant le " + answerBy.French() + "."
}

func personKey(to Recipient) string {
	return to.GuardianID + to.StaffID + to.PupilID
}
