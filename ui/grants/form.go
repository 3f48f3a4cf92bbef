package grants

import (
	"errors"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func percent(r *web.Reader, name string) int {
	s := strings.TrimSpace(strings.TrimSuffix(r.Text(name), "%"))
	if s == "" {
		return 0
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 || n > 100 {
		r.Wrong(name, "Écrivez un pourcentage de 0 à 100.")
	}
	return n
}

func shares(r *web.Reader, name string) int {
	if r.Text(name) == "" {
		return 0
	}
	n, err := aid.ParseShares(r.Text(name))
	if err != nil {
		r.Wrong(name, components.Sentence(err.Error()))
	}
	return n
}

// found turns the trade's « no such thing » into the page's.
func found(err error) error {
	if errors.Is(err, aid.ErrNotFound) {
		return web.ErrNotFound
	}
	return err
}

// done goes on after an operation, or shows the page again with what the door refused.
func done(v *web.Visit, err error, again func(*law.Refusal) error, to, said string) error {
	if refusal, ok := web.Refusal(err); ok {
		return again(refusal)
	}
	if err != nil {
		return found(err)
	}
	return v.SeeWith(to, components.OK, said)
}
