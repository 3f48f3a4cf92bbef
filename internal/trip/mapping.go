package trip

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Mapping is how a school wants a file of receivables: which columns, in which order, under which names. Op@le and other
// software do not publish one form; each school writes its own once.
type Mapping struct {
	Kind                                    string // of what is exported: ReceivableFiles, or one of the accountant's exits
	ID, Name, FileKind, Separator, Encoding string
	Columns                                 []MappedColumn
}

// ReceivableFiles is the kind of the models of receivables.
const ReceivableFiles = "receivables"

// MappedColumn is one column of a file: a field, and what stands at its head.
type MappedColumn struct {
	Field string `json:"field"`
	Label string `json:"label"`
}

// receivableField is one thing that a line of a transfer can say.
type receivableField struct {
	Code, Label string
	kind        document.Kind
	cell        func(SentTransfer, Owed) document.Cell
}

func ownText(of func(SentTransfer, Owed) string) func(SentTransfer, Owed) document.Cell {
	return func(s SentTransfer, o Owed) document.Cell { return document.Text(of(s, o)) }
}

var receivableFields = []receivableField{
	{"debtor_last", "Débiteur : nom", document.KindText, ownText(func(_ SentTransfer, o Owed) string { return o.DebtorLast })},
	{"debtor_first", "Débiteur : prénom", document.KindText, ownText(func(_ SentTransfer, o Owed) string { return o.DebtorFirst })},
	{"debtor", "Débiteur : nom et prénom", document.KindText, ownText(func(_ SentTransfer, o Owed) string { return o.Debtor() })},
	{"address1", "Débiteur : adresse", document.KindText, ownText(func(_ SentTransfer, o Owed) string { first, _ := o.Street(); return first })},
	{"address2", "Débiteur : complément d’adresse", document.KindText, ownText(func(_ SentTransfer, o Owed) string { _, second := o.Street(); return second })},
	{"postcode", "Débiteur : code postal", document.KindText, ownText(func(_ SentTransfer, o Owed) string { code, _ := o.Place(); return code })},
	{"town", "Débiteur : commune", document.KindText, ownText(func(_ SentTransfer, o Owed) string { _, town := o.Place(); return town })},
	{"pupil_no", "Élève : numéro dans l’établissement", document.KindText, ownText(func(_ SentTransfer, o Owed) string { return o.PupilNo })},
	{"pupil_last", "Élève : nom", document.KindText, ownText(func(_ SentTransfer, o Owed) string { return o.LastName })},
	{"pupil_first", "Élève : prénom", document.KindText, ownText(func(_ SentTransfer, o Owed) string { return o.FirstName })},
	{"pupil", "Élève : nom et prénom", document.KindText, ownText(func(_ SentTransfer, o Owed) string { return o.Pupil() })},
	{"class", "Élève : classe", document.KindText, ownText(func(_ SentTransfer, o Owed) string { return o.Class })},
	{"amount", "Montant", document.KindMoney, func(_ SentTransfer, o Owed) document.Cell { return document.Money(o.Amount) }},
	{"order_no", "Numéro de constatation de l’élève", document.KindInt, func(_ SentTransfer, o Owed) document.Cell { return document.Int(o.OrderNo) }},
	{"account", "Compte de classe 4", document.KindText, ownText(func(s SentTransfer, _ Owed) string { return s.Account })},
	{"pay_by", "Date limite de règlement", document.KindDay, func(s SentTransfer, _ Owed) document.Cell { return document.Date(s.PayBy) }},
	{"accounting_year", "Exercice comptable", document.KindText, ownText(func(s SentTransfer, _ Owed) string { return s.Export.AccountingYear })},
	{"school_year", "Année scolaire", document.KindText, ownText(func(s SentTransfer, _ Owed) string { return s.SchoolYear })},
	{"number", "Numéro du transfert", document.KindInt, func(s SentTransfer, _ Owed) document.Cell { return document.Int(s.Export.Number) }},
	{"trip", "Voyage", document.KindText, ownText(func(s SentTransfer, _ Owed) string { return s.Trip.Title })},
	{"destination", "Destination", document.KindText, ownText(func(s SentTransfer, _ Owed) string { return s.Trip.Destination })},
	{"departs_on", "Départ", document.KindDay, func(s SentTransfer, _ Owed) document.Cell { return document.Date(s.Trip.DepartsOn) }},
	{"returns_on", "Retour", document.KindDay, func(s SentTransfer, _ Owed) document.Cell { return document.Date(s.Trip.ReturnsOn) }},
	{"uai", "UAI de l’établissement", document.KindText, ownText(func(s SentTransfer, _ Owed) string { return s.UAI })},
}

// ReceivableFields lists what a column can hold, in the order of the screens.
func ReceivableFields() []struct{ Code, Label string } {
	all := make([]struct{ Code, Label string }, 0, len(receivableFields))
	for _, f := range receivableFields {
		all = append(all, struct{ Code, Label string }{f.Code, f.Label})
	}
	return all
}

// Separators and Encodings of a CSV.
var (
	Separators = []struct{ Code, Label string }{{";", "point-virgule"}, {",", "virgule"}, {"tab", "tabulation"}, {"|", "barre verticale"}}
	Encodings  = []struct{ Code, Label string }{{"utf-8", "UTF-8"}, {"windows-1252", "Windows (1252)"}}
)

// UsualMapping is what is proposed before a school has written its own.
func UsualMapping() Mapping {
	m := Mapping{FileKind: "csv", Separator: ";", Encoding: "utf-8"}
	for _, code := range []string{"debtor_last", "debtor_first", "address1", "address2", "postcode", "town", "pupil", "class", "amount", "account", "pay_by", "trip"} {
		m.Columns = append(m.Columns, MappedColumn{code, labelOfField(code)})
	}
	return m
}

func labelOfField(code string) string {
	for _, f := range receivableFields {
		if f.Code == code {
			return f.Label
		}
	}
	return ""
}

// Mappings lists the models of files, for those who export.
func Mappings(app core.App, viewer school.Actor) ([]Mapping, error) {
	return MappingsOf(app, viewer, ReceivableFiles)
}

// MappingsOf lists the models of one kind of file, for those who export.
func MappingsOf(app core.App, viewer school.Actor, kind string) ([]Mapping, error) {
	if err := school.Require(viewer, school.ExportFiles); err != nil {
		return nil, err
	}
	records, err := app.FindRecordsByFilter("column_mappings", "kind = {:kind}", "name", 0, 0, dbx.Params{"kind": kind})
	if err != nil {
		return nil, fmt.Errorf("models of files: %w", err)
	}
	all := make([]Mapping, 0, len(records))
	for _, r := range records {
		all = append(all, mappingOf(r))
	}
	return all, nil
}

func mappingOf(r *core.Record) Mapping {
	m := Mapping{Kind: r.GetString("kind"), ID: r.Id, Name: r.GetString("name"), FileKind: r.GetString("file_kind"), Separator: r.GetString("separator"), Encoding: r.GetString("encoding")}
	if err := json.Unmarshal([]byte(r.GetString("columns")), &m.Columns); err != nil {
		m.Columns = nil // the door refuses such a row: a model without columns shows that it must be written again
	}
	return m
}

// SaveMapping writes a model of files, new when it has no id.
func SaveMapping(ctx context.Context, app core.App, m Mapping) (id string, err error) {
	if m.Kind == "" {
		m.Kind = ReceivableFiles
	}
	r, err := school.NewRecord(app, "column_mappings")
	if m.ID != "" {
		if r, err = app.FindFirstRecordByFilter("column_mappings", "id = {:id} && kind = {:kind}", dbx.Params{"id": m.ID, "kind": m.Kind}); err != nil {
			return "", ErrNoTrip
		}
	}
	if err != nil {
		return "", err
	}
	r.Load(map[string]any{"name": strings.TrimSpace(m.Name), "kind": m.Kind, "columns": m.Columns, "separator": m.Separator, "file_kind": m.FileKind, "encoding": m.Encoding})
	if err := app.SaveWithContext(ctx, r); err != nil {
		return "", err
	}
	return r.Id, nil
}

// DropMapping takes a model of files away; what was sent with it stays.
func DropMapping(ctx context.Context, app core.App, id string) error {
	r, err := app.FindRecordById("column_mappings", id)
	if err != nil {
		return ErrNoTrip
	}
	return app.DeleteWithContext(ctx, r)
}

// JudgeMapping refuses a model that no file could be written by.
func JudgeMapping(record *core.Record) []law.Finding {
	m := mappingOf(record)
	if m.Kind == "participants" {
		return refuse("kind", "Les listes de participants n’ont pas de modèle d’export.", "")
	}
	known := func(table []struct{ Code, Label string }, code string) bool {
		return slices.ContainsFunc(table, func(o struct{ Code, Label string }) bool { return o.Code == code })
	}
	switch {
	case m.Name == "":
		return refuse("name", "Le modèle n’a pas de nom.", "Écrivez celui du logiciel qui lira le fichier.")
	case len(m.Columns) == 0:
		return refuse("columns", "Le modèle n’a aucune colonne.", "Choisissez au moins une colonne.")
	case len(m.Columns) > 40:
		return refuse("columns", "Le modèle a plus de quarante colonnes.", "Retirez celles qui ne servent pas.")
	case m.FileKind == "csv" && (!known(Separators, m.Separator) || !known(Encodings, m.Encoding)):
		return refuse("separator", "Ce séparateur ou cet encodage n’est pas de ceux qui sont proposés.", "Choisissez-les dans les listes.")
	}
	for _, c := range m.Columns {
		if m.Kind == ReceivableFiles && labelOfField(c.Field) == "" || c.Field == "" {
			return refuse("columns", "Une colonne porte sur un champ qui n’existe pas.", "Choisissez-le dans la liste.")
		}
		if utf8.RuneCountInString(c.Label) > 80 {
			return refuse("columns", "Un intitulé de colonne a plus de 80 signes.", "Raccourcissez-le.")
		}
	}
	return nil
}

// Sheet is a transfer as the model writes it.
func (m Mapping) Sheet(s SentTransfer) document.Sheet {
	sheet := document.Sheet{Title: "Créances"}
	var fields []receivableField
	for _, c := range m.Columns {
		i := slices.IndexFunc(receivableFields, func(f receivableField) bool { return f.Code == c.Field })
		if i < 0 {
			continue
		}
		f, label := receivableFields[i], c.Label
		if label == "" {
			label = f.Label
		}
		fields, sheet.Columns = append(fields, f), append(sheet.Columns, document.Column{Name: label, Kind: f.kind})
	}
	for _, o := range s.Sent {
		row := make([]document.Cell, 0, len(fields))
		for _, f := range fields {
			row = append(row, f.cell(s, o))
		}
		sheet.Rows = append(sheet.Rows, row)
	}
	return sheet
}

// File is a transfer as a file, with the end of its name.
func (m Mapping) File(s SentTransfer) (body []byte, extension string, err error) {
	return m.Write(m.Sheet(s))
}

// Pick is a table as the model writes it: the columns it names, in its order, under its labels. A column that the table has
// no more is left out.
func (m Mapping) Pick(whole document.Sheet) document.Sheet {
	sheet := document.Sheet{Title: whole.Title}
	var from []int
	for _, c := range m.Columns {
		i := slices.IndexFunc(whole.Columns, func(w document.Column) bool { return w.Name == c.Field })
		if i < 0 {
			continue
		}
		column := whole.Columns[i]
		if c.Label != "" {
			column.Name = c.Label
		}
		from, sheet.Columns = append(from, i), append(sheet.Columns, column)
	}
	picked := func(row []document.Cell) []document.Cell {
		cells := make([]document.Cell, len(from))
		for at, i := range from {
			if i < len(row) {
				cells[at] = row[i]
			}
		}
		return cells
	}
	for _, row := range whole.Rows {
		sheet.Rows = append(sheet.Rows, picked(row))
	}
	return sheet
}

// Write is a table as the file that the model asks for, with the end of its name.
func (m Mapping) Write(sheet document.Sheet) (body []byte, extension string, err error) {
	if m.FileKind == "xlsx" {
		body, err = sheet.XLSX()
		return body, "xlsx", err
	}
	comma := ';'
	switch m.Separator {
	case ",":
		comma = ','
	case "tab":
		comma = '\t'
	case "|":
		comma = '|'
	}
	body, err = sheet.CSVFor(comma, m.Encoding)
	return body, "csv", err
}
