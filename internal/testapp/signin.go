package testapp

import (
	"context"
	"net/http"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// sessionCookie is web.SessionCookie, spelled out so that tests of the trade do not depend on the pages.
const sessionCookie = "__Host-session"

// SignIn opens a session for a member of staff, a guardian or an adult pupil and returns the cookie that their browser
// would hold. A second proof, where one is asked, has been given.
func SignIn(t testing.TB, app core.App, actor school.Actor) *http.Cookie {
	t.Helper()
	kind := map[school.ActorKind]school.PersonKind{
		school.Staff: school.StaffPerson, school.Guardian: school.GuardianPerson, school.Pupil: school.PupilPerson,
	}[actor.Kind]
	person, err := school.FindPerson(app, kind, actor.ID)
	if err != nil {
		t.Fatal(err)
	}
	account, err := school.AccountFor(context.Background(), app, person.Email, []school.Person{person})
	if err != nil {
		t.Fatal(err)
	}
	token, err := school.OpenSession(context.Background(), app, school.NewSession{AccountID: account, Person: person, AuthLevel: "email_code", Device: "essai", Proven: person.Kind == school.StaffPerson})
	if err != nil {
		t.Fatal(err)
	}
	return &http.Cookie{Name: sessionCookie, Value: token, Path: "/", Secure: true, HttpOnly: true}
}
