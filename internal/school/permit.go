package school

import (
	"github.com/openacademie/openacademie/internal/law"
)

// Require refuses, in French, whoever does not hold a permission. Queries and operations call it first: a page, a job or a
// test meets the same answer.
func Require(a Actor, p Permission) error {
	if a.May(p) {
		return nil
	}
	roles := make([]string, 0, len(permissions[p]))
	for _, r := range permissions[p] {
		roles = append(roles, string(r))
	}
	return law.Object("", "Votre fonction n’ouvre pas cette opération.", "Elle revient à : "+LabelsOf(roles)+".")
}

// RequireAny refuses whoever holds none of the permissions, in the words of the first.
func RequireAny(a Actor, needed ...Permission) error {
	for _, p := range needed {
		if a.May(p) {
			return nil
		}
	}
	return Require(a, needed[0])
}
