package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"
	"syscall"
	"time"

	"github.com/pocketbase/dbx"
	g "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
)

// storage is what the disk or the database's lock did to a write.
type storage struct{ what, next string }

var (
	diskFull = storage{"Le disque du serveur est plein : rien n’a été enregistré.", "Prévenez l’établissement ; renvoyez quand la place est faite."}
	baseBusy = storage{"La base est occupée par un autre programme : rien n’a été enregistré.", "Attendez une minute, puis renvoyez."}
	diskSick = storage{"Le disque du serveur ne répond pas comme il faut : rien n’a été enregistré.", "Prévenez l’établissement, puis renvoyez plus tard."}
)

// storageTrouble recognises what is the machine's fault and passes: the primary codes of SQLite, and a full disk elsewhere.
func storageTrouble(err error) (storage, bool) {
	// SQLite has rolled back by itself when the disk is full: dbx reports its own vain attempt beside, in a list of its own.
	var several dbx.Errors
	if errors.As(err, &several) {
		for _, one := range several {
			if trouble, known := storageTrouble(one); known {
				return trouble, true
			}
		}
		return storage{}, false
	}
	var sqlite interface {
		error
		Code() int
	}
	if errors.As(err, &sqlite) {
		switch sqlite.Code() & 0xff {
		case 5, 6: // SQLITE_BUSY, SQLITE_LOCKED
			return baseBusy, true
		case 13: // SQLITE_FULL
			return diskFull, true
		case 8, 10, 14: // SQLITE_READONLY, SQLITE_IOERR, SQLITE_CANTOPEN
			return diskSick, true
		}
		return storage{}, false
	}
	if errors.Is(err, syscall.ENOSPC) {
		return diskFull, true
	}
	return storage{}, false
}

// retryAfter is when machines may ask again, in seconds.
const retryAfter = "60"

// unavailable is the page of a storage that refuses: what was typed travels in it, and is sent again by a button. A transaction
// that fails leaves nothing, so that sending again does nothing twice.
func (v *Visit) unavailable(s storage) error {
	v.App.Store().Set(school.StorageRefusedKey, time.Now())
	v.Response.Header().Set("Retry-After", retryAfter)
	const title = "Enregistrement impossible pour l’instant"
	var again g.Node
	if v.Request.Method == http.MethodPost {
		if strings.HasPrefix(v.Request.Header.Get("Content-Type"), "multipart/form-data") {
			s.next += " Les fichiers joints seront à choisir de nouveau."
			again = components.Actions(components.LinkButton("Revenir à la page", v.Request.URL.Path))
		} else {
			s.next += " Ce que vous aviez écrit est gardé dans cette page."
			again = components.PostForm(components.PostFormProps{Action: v.Request.URL.RequestURI()},
				components.HiddenFields(typed(v)...), components.Actions(components.ButtonMain("Renvoyer ce que j’ai écrit")))
		}
	} else {
		again = components.Actions(components.LinkButton("Réessayer", v.Request.URL.RequestURI()))
	}
	return v.page(http.StatusServiceUnavailable, components.PageProps{Title: title, Shell: components.ShellBare},
		components.PageHead(components.PageHeadProps{Title: title}),
		components.Notice(components.NoticeProps{Kind: components.Stop, Title: s.what, Text: s.next}),
		again,
	)
}

// typed are the posted values, in the order of their names.
func typed(v *Visit) []components.HiddenValue {
	var all []components.HiddenValue
	for name, values := range v.form {
		for _, value := range values {
			all = append(all, components.HiddenValue{Name: name, Value: value})
		}
	}
	slices.SortStableFunc(all, func(a, b components.HiddenValue) int { return strings.Compare(a.Name, b.Name) })
	return all
}
