package notify

import "github.com/openacademie/openacademie/internal/law"

// TellPlaceOffered tells a family that a place is kept for their child, and until when.
func TellPlaceOffered(to Recipient, tripID, tripTitle, pupilID, firstName string, until law.Day) Message {
	return start(PlaceOffered, to, Subject{"trips", tripID},
		"Une place est proposée à "+firstName+" pour « "+tripTitle+" ». Elle est gardée jusqu’au "+until.French()+
			".\n\nVous pouvez signer ou décliner en ligne. Sans réponse à cette date, elle sera proposée à la famille suivante.",
		"/voyages/"+tripID+"/enfants/"+pupilID, key(PlaceOffered, tripID, pupilID, personKey(to), string(until)))
}

// TellDrawDone tells a family where a draw has put their child.
func TellDrawDone(to Recipient, tripID, tripTitle, pupilID, firstName, drawID string) Message {
	return start(DrawDone, to, Subject{"trips", tripID},
		"Le tirage au sort de « "+tripTitle+" » est fait. Le résultat pour "+firstName+" se lit en ligne, avec de quoi le refaire vous-même.",
		"/voyages/"+tripID+"/enfants/"+pupilID+"/tirage", key(DrawDone, drawID, pupilID, personKey(to)))
}

// TellLeaveAsked tells staff that a family asks to withdraw. Queue it to a role.
func TellLeaveAsked(tripID, tripTitle, seatID string, on law.Day) Message {
	return start(LeaveAsked, Recipient{}, Subject{"trips", tripID},
		"Le "+on.French()+", une famille a demandé à se désister de « "+tripTitle+" ».\n\nLa demande et ses effets sont sur la page des inscriptions.",
		"/gestion/voyages/"+tripID+"/inscriptions?voir=desistements", key(LeaveAsked, seatID, string(on)))
}

// TellWithdrawn tells a family that a withdrawal is recorded.
func TellWithdrawn(to Recipient, tripID, tripTitle, pupilID, firstName string, on law.Day) Message {
	return start(Withdrawn, to, Subject{"trips", tripID},
		"Le "+on.French()+", l’établissement a enregistré que "+firstName+" ne part pas avec « "+tripTitle+" ».\n\nCe qui reste dû ou vous sera rendu se lit en ligne.",
		"/voyages/"+tripID+"/enfants/"+pupilID, key(Withdrawn, tripID, pupilID, personKey(to), string(on)))
}
