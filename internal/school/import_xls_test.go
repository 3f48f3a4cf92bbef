package school_test

import (
	"context"
	"errors"
	"testing"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
	"github.com/openacademie/openacademie/internal/testapp"
)

func oldExcel(d *fixture.Data, v fixture.Variant) []siecle.File {
	return []siecle.File{siecle.Bytes("Eleves_complete.xls", d.XLS(v))}
}

// The binary workbook writes what the .xlsx writes; twice changes nothing, and neither does the newer format after.
func TestImportOldExcel(t *testing.T) {
	app, data := testapp.New(t), small(fixture.Mutation{})
	importAll(t, app, oldExcel(data, fixture.Current))
	if n := count(t, app, "pupils"); n != len(data.Pupils) {
		t.Errorf("%d pupils, not %d: the rows of groups are not pupils", n, len(data.Pupils))
	}
	wantEmpty(t, importAll(t, app, oldExcel(data, fixture.Current)))
	wantEmpty(t, readImport(t, app, workbook(data)))
	if n := count(t, app, "imports", dbx.HashExp{"state": "confirmed"}); n != 2 {
		t.Errorf("%d imports recorded", n)
	}
}

func TestImportOldExcelOfAnotherSchool(t *testing.T) {
	app := testapp.New(t)
	importAll(t, app, zipped(small(fixture.Mutation{})))
	other := fixture.School(8, fixture.Options{Pupils: 10, UAI: "0990017F"})
	if _, err := school.ReadImport(context.Background(), app, oldExcel(other, fixture.Current)); !errors.Is(err, school.ErrOtherSchool) {
		t.Errorf("error %v", err)
	}
}
