package web

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Visit is one request of one person.
type Visit struct {
	*core.RequestEvent
	Session  *school.Session // nil when nobody is signed in
	Actor    school.Actor
	Identity school.Identity
	route    Route
	form     url.Values
	shared   bool           // the page at hand is the same for everybody
	tasks    *[]school.Task // what waits for the family, gathered once per visit
}

// Ctx is the request's context, with the acting person in it: pass it to every operation.
func (v *Visit) Ctx() context.Context {
	return school.WithActor(v.Request.Context(), v.Actor)
}

// Today is the school's day.
func (v *Visit) Today() law.Day { return school.Clock(v.App).Today() }

// Path returns a wildcard of the route's pattern.
func (v *Visit) Path(name string) string { return v.Request.PathValue(name) }

// Query returns a value of the address's query.
func (v *Visit) Query(name string) string { return strings.TrimSpace(v.Request.URL.Query().Get(name)) }

// Form returns the posted form, read once. A multipart form's files are read with FindUploadedFiles.
func (v *Visit) Form() (url.Values, error) {
	if v.form != nil {
		return v.form, nil
	}
	var err error
	if strings.HasPrefix(v.Request.Header.Get("Content-Type"), "multipart/form-data") {
		err = v.Request.ParseMultipartForm(8 << 20)
	} else {
		err = v.Request.ParseForm()
	}
	if err != nil {
		var large *http.MaxBytesError
		if errors.As(err, &large) {
			return nil, ErrTooLarge
		}
		return nil, law.Object("", "Le formulaire reçu est illisible.", "Revenez à la page et recommencez.")
	}
	v.form = v.Request.PostForm
	return v.form, nil
}

// ErrTooLarge is returned for a form or a file larger than the page accepts.
var ErrTooLarge = errors.New("ce qui a été envoyé est trop lourd pour cette page")

// Field returns a trimmed field of the posted form; call Form first to learn about errors.
func (v *Visit) Field(name string) string {
	if v.form == nil {
		return ""
	}
	return strings.TrimSpace(v.form.Get(name))
}

// See sends the browser to another page of ours, after a post.
func (v *Visit) See(path string) error {
	if !IsOwnPage(path) {
		path = "/"
	}
	return v.Redirect(http.StatusSeeOther, path)
}

// IsOwnPage tells whether an address stays on this site. Browsers read a backslash as a slash and drop tabs and line ends, so
// "/\ailleurs" and "/<tab>/ailleurs" lead elsewhere.
func IsOwnPage(path string) bool {
	return strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") &&
		!strings.ContainsFunc(path, func(r rune) bool { return r == '\\' || r < ' ' || r == 0x7f })
}

// SeeWith is See with a word shown once on the next page; kind is ok, info, wait or stop.
func (v *Visit) SeeWith(path, kind, text string) error {
	setFlash(v, flash{Kind: kind, Text: text})
	return v.See(path)
}

// Refusal returns the refusal in an error, if that is what it is: a form shows it and keeps what was typed.
func Refusal(err error) (*law.Refusal, bool) {
	var refusal *law.Refusal
	if errors.As(err, &refusal) {
		return refusal, true
	}
	return nil, false
}
