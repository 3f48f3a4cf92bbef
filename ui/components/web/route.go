// Package web is what every page of the site shares: the table of routes, the visit of a person, the way to render a page,
// a refusal or an error. A page outside a table is not served.
package web

import (
	"github.com/openacademie/openacademie/internal/school"
)

// Who may open a page.
type Who struct {
	kind       whoKind
	permission school.Permission
}

type whoKind string

const (
	public   whoKind = "public"
	family   whoKind = "family"
	staff    whoKind = "staff"
	anyone   whoKind = "signed in"
	practice whoKind = "practice"
)

// Public pages are open to all, signed in or not.
var Public = Who{kind: public}

// Family pages are open to guardians and adult pupils.
var Family = Who{kind: family}

// SignedIn pages are open to whoever is signed in.
var SignedIn = Who{kind: anyone}

// PracticeOnly pages exist in a practice folder only, and answer loopback addresses only.
var PracticeOnly = Who{kind: practice}

// Staff pages are open to members of staff who hold a permission.
func Staff(p school.Permission) Who { return Who{kind: staff, permission: p} }

// AnyStaff pages are open to every member of staff.
var AnyStaff = Who{kind: staff}

// String names the audience, for the walkers of the table.
func (w Who) String() string {
	if w.permission != "" {
		return string(w.kind) + ":" + string(w.permission)
	}
	return string(w.kind)
}

// Permission is what a staff page asks for, "" for any member of staff.
func (w Who) Permission() school.Permission { return w.permission }

// IsPublic tells whether anyone may open the page.
func (w Who) IsPublic() bool { return w.kind == public }

// ForFamily tells whether the page is a family's.
func (w Who) ForFamily() bool { return w.kind == family || w.kind == anyone }

// ForStaff tells whether the page is the staff's.
func (w Who) ForStaff() bool { return w.kind == staff || w.kind == anyone }

// ForPractice tells whether the page exists in practice folders only.
func (w Who) ForPractice() bool { return w.kind == practice }

// Route is one line of a product's table.
type Route struct {
	Method  string // GET or POST
	Pattern string // net/http pattern, "/voyages/{trip}"
	Who     Who
	Handle  func(*Visit) error
	// Sample is an address of the page for the walkers (access matrix, axe, titles, weights); wildcards are replaced by
	// the sample school's ids under the same name: {trip}, {pupil}… Empty takes the pattern.
	Sample string
	// OtherOrigin lets a POST come from another site: the payment service's notification and return, nothing else.
	OtherOrigin bool
	// FormTargets are origins that a form of the page may be sent to after a redirect, beside our own.
	FormTargets func(*Visit) []string
	// MaxBody is the largest body in bytes; 1 MiB when zero.
	MaxBody int64
}

// SampleURL is the address that walkers open.
func (r Route) SampleURL() string {
	if r.Sample != "" {
		return r.Sample
	}
	return r.Pattern
}
