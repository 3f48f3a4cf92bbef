package command

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/testapp"
)

// BenchmarkFamilyPage serves the list of a parent of two children, on the fictitious collège: the page that opens most.
func BenchmarkFamilyPage(b *testing.B) {
	benchmarkPage(b, "/a-faire")
}

// BenchmarkAccountPage serves what a family owes and has paid.
func BenchmarkAccountPage(b *testing.B) {
	benchmarkPage(b, "/payer")
}

func benchmarkPage(b *testing.B, path string) {
	pages, err := rulePages()
	if err != nil {
		b.Fatal(err)
	}
	app, err := school.Open(b.TempDir(), school.Options{Kind: school.Practice, Rules: pages, Bind: bindings()})
	if err != nil {
		b.Fatal(err)
	}
	defer func() {
		if err := school.Close(app); err != nil {
			b.Error(err)
		}
	}()
	if err := seed(context.Background(), app); err != nil {
		b.Fatal(err)
	}
	var guardian string
	err = app.DB().NewQuery(`SELECT g.guardian FROM guardianships g JOIN pupils p ON p.id = g.pupil JOIN classes c ON c.id = p.class
		WHERE g.responsibility = 1 GROUP BY g.guardian ORDER BY SUM(c.code IN ('4B', '4C', '5A', '5B')) DESC, COUNT(*) DESC LIMIT 1`).Row(&guardian)
	if err != nil {
		b.Fatal(err)
	}
	handler := testapp.Handler(b, app)
	cookie := testapp.SignIn(b, app, school.Actor{Kind: school.Guardian, ID: guardian})
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			request := httptest.NewRequest(http.MethodGet, path, nil)
			request.AddCookie(cookie)
			answer := httptest.NewRecorder()
			handler.ServeHTTP(answer, request)
			if answer.Code != http.StatusOK {
				b.Fatalf("status %d", answer.Code)
			}
		}
	})
}
