package school_test

import (
	"context"
	"testing"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

// A lycée of 1,500 pupils with 2,574 guardians and 3,165 links.
func lycee(m fixture.Mutation) *fixture.Data {
	return fixture.School(7, fixture.Options{Pupils: 1500, Classes: 48, Mutate: m})
}

// Budget: 0.5 s, the reading of the files included, against a base that holds the same school.
func BenchmarkDifference1500(b *testing.B) {
	app := testapp.New(b)
	importAll(b, app, zipped(lycee(fixture.Mutation{})))
	files := zipped(lycee(fixture.Mutation{Addresses: 40, Phones: 60, Leavers: 10, Gone: 5, Newcomers: 20, Classes: 15}))
	b.ReportAllocs()
	for b.Loop() {
		if d := readImport(b, app, files); len(d.Added) != 20 {
			b.Fatal(len(d.Added))
		}
	}
}

// Budget: 1.5 s, the comparison inside the transaction included. Each round starts from an empty base.
func BenchmarkWrite1500(b *testing.B) {
	files := zipped(lycee(fixture.Mutation{}))
	for b.Loop() {
		b.StopTimer()
		app := testapp.New(b)
		d := readImport(b, app, files)
		b.StartTimer()
		if err := school.Confirm(context.Background(), app, d); err != nil {
			b.Fatal(err)
		}
	}
}
