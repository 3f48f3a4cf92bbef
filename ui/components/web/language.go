package web

import (
	"context"
	"net/http"
	"net/url"

	"github.com/openacademie/openacademie/internal/tongue"
)

// reading is a page on its way to somebody who reads another language than French.
type reading struct {
	*lister
	*tongue.Catalogue
}

// languageCookie keeps the language chosen on a device before anybody signs in.
const languageCookie = "__Host-langue"

// LanguagePath is the page where a reader chooses their language.
const LanguagePath = "/langue"

// Language is the code of the reader's language: that of the account, that chosen on the device, that of the browser. Staff
// work in French.
func (v *Visit) Language() string {
	if v.Session != nil {
		if v.Session.StaffID != "" {
			return tongue.French
		}
		if _, ours := tongue.Of(v.Session.Language); ours {
			return v.Session.Language
		}
	}
	if cookie, err := v.Request.Cookie(languageCookie); err == nil {
		if _, ours := tongue.Of(cookie.Value); ours {
			return cookie.Value
		}
	}
	return tongue.Accepted(v.Request.Header.Get("Accept-Language"))
}

// catalogue is what the page is said with, nil in French.
func (v *Visit) catalogue() (*tongue.Catalogue, error) {
	return tongue.In(v.Language())
}

// KeepLanguage remembers a language on the device.
func (v *Visit) KeepLanguage(code string) {
	v.SetCookie(&http.Cookie{
		Name: languageCookie, Value: code, Path: "/", MaxAge: 365 * 24 * 3600, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
}

// fileKey marks the request of a page that is written as a file.
type fileKey struct{}

// ForAFile is the context of a page that is written as a file: nobody answers there, it is in French.
func ForAFile(ctx context.Context) context.Context { return context.WithValue(ctx, fileKey{}, true) }

// languageHref leads to the choice, and back to the page at hand when it can be asked for again; empty on a page that is a file.
func languageHref(v *Visit) string {
	if v.Ctx().Value(fileKey{}) != nil {
		return ""
	}
	if v.Request.Method != http.MethodGet || v.Request.URL.Path == LanguagePath {
		return LanguagePath
	}
	return LanguagePath + "?retour=" + url.QueryEscape(v.Request.URL.RequestURI())
}
