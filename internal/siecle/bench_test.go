package siecle_test

import (
	"context"
	"testing"

	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
)

// A lycée of 1,500 pupils with its guardians: the reader should be forgotten beside the writing that follows. Aim: 0.3 s.
func BenchmarkRead1500(b *testing.B) {
	d := fixture.School(7, fixture.Options{Pupils: 1500, Classes: 48})
	benchmark(b, siecle.Bytes("export.zip", d.Zip()))
}

func BenchmarkReadWorkbook1500(b *testing.B) {
	d := fixture.School(7, fixture.Options{Pupils: 1500, Classes: 48})
	benchmark(b, siecle.Bytes("eleves.xlsx", d.XLSX(fixture.Current)))
}

func benchmark(b *testing.B, file siecle.File) {
	b.ReportAllocs()
	for b.Loop() {
		e, err := siecle.Read(context.Background(), []siecle.File{file}, siecle.Limits{})
		if err != nil || len(e.Pupils) != 1500 {
			b.Fatal(err)
		}
	}
}
