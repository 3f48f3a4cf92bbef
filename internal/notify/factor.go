package notify

import (
	"strconv"
	"time"

	"github.com/openacademie/openacademie/internal/law"
)

// FactorNews is what happened to somebody's second factor.
type FactorNews string

const (
	FactorReset    FactorNews = "reset"
	FactorReplaced FactorNews = "replaced"
	FactorTried    FactorNews = "tried"
)

var factorTexts = map[FactorNews]string{
	FactorReset:    "la seconde preuve d’identité de votre compte a été retirée et vos sessions ont été fermées. Vous en enregistrerez une autre à votre prochaine connexion.",
	FactorReplaced: "une autre application a été enregistrée pour la seconde preuve d’identité de votre compte. La précédente n’ouvre plus rien.",
	FactorTried:    "cinq codes faux ont été essayés pour la seconde preuve d’identité de votre compte. Elle est fermée pendant un quart d’heure.",
}

// TellFactor tells a member of staff what happened to their second factor.
func TellFactor(to Recipient, news FactorNews, factorID string, on law.Day) Message {
	return start(FactorChanged, to, Subject{"second_factors", factorID},
		"Le "+on.French()+", "+factorTexts[news]+"\n\nSi vous n’y êtes pour rien, prévenez tout de suite l’administrateur de l’application dans l’établissement.",
		"/moi", key(FactorChanged, factorID, string(news), strconv.FormatInt(time.Now().Unix(), 10)))
}
