package notify

import (
	"strconv"

	"github.com/openacademie/openacademie/internal/law"
)

// TellRightsKept is the receipt of a request about one's own data: its number, its day, the last day of the answer.
func TellRightsKept(to Recipient, requestID string, number int, on, due law.Day) Message {
	return start(RequestKept, to, Subject{"rights_requests", requestID},
		"Votre demande n° "+strconv.Itoa(number)+" sur vos données est reçue le "+on.French()+".\n\nLa réponse vous est due au plus tard le "+due.French()+".",
		"/moi/donnees/demandes/"+requestID, key(RequestKept, "droits", requestID))
}

// TellRightsAnswered tells who asked that the answer, or a longer delay, can be read on the page.
func TellRightsAnswered(to Recipient, requestID string, number int, outcome string, on law.Day) Message {
	return start(RequestAnswered, to, Subject{"rights_requests", requestID},
		"Votre demande n° "+strconv.Itoa(number)+" sur vos données a reçu une réponse le "+on.French()+".\n\nElle se lit dans votre espace.",
		"/moi/donnees/demandes/"+requestID, key(RequestAnswered, "droits", requestID, outcome))
}

// TellRightsWaiting tells whoever answers for the school that a request waits; its end is said, nothing of what it asks.
func TellRightsWaiting(requestID string, number int, due law.Day, what string) Message {
	return start(RightsWaiting, Recipient{}, Subject{"rights_requests", requestID},
		"La demande n° "+strconv.Itoa(number)+" d’une personne sur ses données est "+what+".\n\nLa réponse est due au plus tard le "+due.French()+".",
		"/gestion/ecole/droits/"+requestID, key(RightsWaiting, requestID, what, string(due)))
}
