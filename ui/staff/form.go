package staff

import "github.com/openacademie/openacademie/ui/components/web"

// refusedBy sorts the findings of a refusal between the fields of the page and its head. ok is false when the error is no
// refusal: the handler returns it as it is.
func refusedBy(v *web.Visit, err error, fields ...string) (r web.Refused, ok bool) {
	refusal, ok := web.Refusal(err)
	return web.RefusedBy(v, refusal, fields...), ok
}

// orDash shows that a fact is not known.
func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}
