package web

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"
)

// flash is a word shown once on the next page. It travels in a short-lived cookie: nothing is kept on the server.
type flash struct{ Kind, Text string }

const flashCookie = "__Host-flash"

func setFlash(v *Visit, f flash) {
	raw, err := json.Marshal(f)
	if err != nil {
		return // two strings always marshal
	}
	v.SetCookie(&http.Cookie{
		Name: flashCookie, Value: base64.RawURLEncoding.EncodeToString(raw), Path: "/", MaxAge: 60, HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode,
	})
}

func takeFlash(v *Visit) (flash, bool) {
	cookie, err := v.Request.Cookie(flashCookie)
	if err != nil {
		return flash{}, false
	}
	v.SetCookie(&http.Cookie{Name: flashCookie, Path: "/", MaxAge: -1, Expires: time.Unix(0, 0), HttpOnly: true, Secure: true, SameSite: http.SameSiteLaxMode})
	raw, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	var f flash
	if err != nil || json.Unmarshal(raw, &f) != nil || len(f.Text) > 600 {
		return flash{}, false
	}
	return f, true
}
