package web

import (
	"errors"
	"net/http"

	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// ErrNotFound is returned for what does not exist or is not the reader's: the two cannot be told apart.
var ErrNotFound = errors.New("page introuvable")

// fail turns what a handler returned into a page: what happened, why, what to do next.
func (v *Visit) fail(err error) error {
	if refusal, ok := Refusal(err); ok {
		return v.page(http.StatusUnprocessableEntity, components.PageProps{Title: "Refusé"},
			components.PageHead(components.PageHeadProps{Title: "Ce n’est pas possible en l’état"}),
			components.RefusalBlock(v.Findings(refusal.Findings)),
			components.Actions(components.LinkButton("Revenir à la page précédente", backTo(v))),
		)
	}
	switch {
	case errors.Is(err, ErrNotFound), errors.Is(err, trip.ErrNoTrip):
		return v.problem(http.StatusNotFound, "Page introuvable", "Cette page n’existe pas, ou elle n’est pas à vous.", "Vérifiez l’adresse, ou repartez de l’accueil.")
	case errors.Is(err, ErrTooLarge):
		return v.problem(http.StatusRequestEntityTooLarge, "Envoi trop lourd", "Ce qui a été envoyé dépasse la taille acceptée par cette page.", "Réduisez le fichier ou envoyez-le en plusieurs fois.")
	}
	if trouble, known := storageTrouble(err); known {
		v.App.Logger().Error("storage", "path", v.Request.Pattern, "error", err.Error())
		return v.unavailable(trouble)
	}
	v.App.Logger().Error("page failed", "path", v.Request.Pattern, "error", err.Error())
	return v.problem(http.StatusInternalServerError, "Un incident est survenu", "La page n’a pas pu être préparée. Rien n’a été enregistré à moitié.",
		"Réessayez dans un instant. Si l’incident se répète, prévenez l’établissement en indiquant l’heure.")
}

func (v *Visit) forbidden() error {
	return v.problem(http.StatusForbidden, "Page réservée", "Votre fonction ou votre compte n’ouvre pas cette page.", "Si vous pensez que c’est une erreur, demandez à l’administrateur de l’application dans l’établissement.")
}

func (v *Visit) problem(status int, title, what, next string) error {
	props := components.PageProps{Title: title}
	if status == http.StatusInternalServerError {
		props.Shell = components.ShellBare // the base may be the trouble: nothing more is asked of it
	}
	return v.page(status, props,
		components.PageHead(components.PageHeadProps{Title: title}),
		components.Notice(components.NoticeProps{Kind: "stop", Title: what, Text: next}),
		components.Actions(components.LinkButton("Revenir à l’accueil", "/")),
	)
}

func backTo(v *Visit) string {
	if v.Request.Method == http.MethodGet {
		return "/"
	}
	return v.Request.URL.Path
}
