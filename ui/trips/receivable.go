package trips

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strconv"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/gfc"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const (
	receivablesPath = staffTrip + "/creances"
	transferPath    = receivablesPath + "/{export}"
	mappingsPath    = staffList + "/modeles-export"
)

// receivableRoutes are what the accounting software is told of a trip: the preview, the transfers, the models of files.
func receivableRoutes() []web.Route {
	who := web.Staff(school.ExportFiles)
	get := func(pattern string, handle func(*web.Visit) error) web.Route {
		return web.Route{Method: http.MethodGet, Pattern: pattern, Who: who, Handle: handle}
	}
	post := func(pattern string, handle func(*web.Visit) error) web.Route {
		return web.Route{Method: http.MethodPost, Pattern: pattern, Who: who, Handle: handle}
	}
	return []web.Route{
		get(receivablesPath, showReceivables), post(receivablesPath, exportReceivables),
		get(receivablesPath+".csv", listReceivables), get(receivablesPath+".xlsx", listReceivables),
		post(receivablesPath+"/compte", saveAccount), post(receivablesPath+"/compteur", saveCounter),
		post(transferPath+"/refaire", redoTransfer), post(transferPath+"/annuler", cancelTransfer),
		get(transferPath+"/fichiers.zip", sendTransfer), get(transferPath+"/bordereau.pdf", printSlip),
		get(mappingsPath, showMappings), post(mappingsPath, saveMapping),
	}
}

// TypedReceivables is what was typed on the page, when it comes back.
type TypedReceivables struct{ Account, PayBy, Counter, Reason string }

func showReceivables(v *web.Visit) error { return receivablesPage(v, nil, nil) }

func receivablesPage(v *web.Visit, typed *TypedReceivables, refusal *law.Refusal) error {
	r, err := trip.ReceivablesOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	props := ReceivablesProps{Receivables: r, Shown: narrowed(v, r.Lines, owedWords), Search: v.Query("q"), Typed: TypedReceivables{Account: r.Account, PayBy: string(r.PayBy), Counter: itoa(r.Counter)}}
	if typed != nil {
		props.Typed = *typed
	}
	if props.Mappings, err = trip.Mappings(v.App, v.Actor); err != nil {
		return err
	}
	page := inTrip(r.Trip, "Créances")
	page.Wide = true
	if refusal == nil {
		return v.Page(page, ReceivablesPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "class4_account", "pay_by", "gfc_counter", "reason", "target")
	return v.PageAgain(page, ReceivablesPage(props))
}

func afterReceivables(v *web.Visit, err error, done string, typed *TypedReceivables) error {
	if refusal, ok := web.Refusal(err); ok {
		return receivablesPage(v, typed, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+v.Path("trip")+"/creances", components.OK, done)
}

func exportReceivables(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	_, err := trip.ExportReceivables(v.Ctx(), v.App, v.Path("trip"), v.Field("target"))
	return afterReceivables(v, err, "Le transfert est écrit. Téléchargez ses fichiers dans la liste des transferts, puis importez-les.", nil)
}

func saveAccount(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	typed := &TypedReceivables{Account: r.Text("class4_account"), PayBy: r.Text("pay_by")}
	payBy := r.Day("pay_by")
	if refusal := r.Refusal(); refusal != nil {
		return receivablesPage(v, typed, refusal)
	}
	return afterReceivables(v, trip.SetReceivableAccount(v.Ctx(), v.App, v.Path("trip"), typed.Account, payBy), "Le compte et la date sont enregistrés.", typed)
}

func saveCounter(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	typed := &TypedReceivables{Counter: r.Text("gfc_counter"), Reason: r.Text("reason")}
	n := r.Number("gfc_counter")
	if refusal := r.Refusal(); refusal != nil {
		return receivablesPage(v, typed, refusal)
	}
	return afterReceivables(v, trip.SetGFCCounter(v.Ctx(), v.App, n, typed.Reason), "Le compteur est corrigé, et le journal dit pourquoi.", typed)
}

func redoTransfer(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterReceivables(v, trip.RedoReceivables(v.Ctx(), v.App, v.Path("trip"), v.Path("export")), "Le même transfert est prêt, sous le même numéro.", nil)
}

func cancelTransfer(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterReceivables(v, trip.CancelReceivables(v.Ctx(), v.App, v.Path("trip"), v.Path("export")), "Le transfert est annulé : ses montants sont à transférer de nouveau.", nil)
}

// sendTransfer sends the files of the last transfer with its slip. An older one would be taken in twice.
func sendTransfer(v *web.Visit) error {
	s, err := trip.TransferOf(v.App, v.Actor, v.Path("trip"), v.Path("export"))
	if err != nil {
		return err
	}
	if !s.Export.Last {
		return law.Object("", "Seul le dernier transfert de l’exercice se télécharge : un plus ancien serait importé deux fois.", "Son bordereau reste à disposition.")
	}
	files, err := filesOf(v, s)
	if err != nil {
		return err
	}
	slip, err := document.PrintedList(slipOf(s, v.Paper()))
	if err != nil {
		return err
	}
	body, err := zipped(append(files, file{"bordereau.pdf", slip}), s)
	if err != nil {
		return err
	}
	err = school.InTransaction(v.Ctx(), v.App, func(ctx context.Context, tx core.App) error {
		return school.Journal(ctx, tx, school.Entry{Verb: "receivables.download", Collection: "receivable_exports", ID: s.Export.ID, Note: fmt.Sprintf("%d lignes", len(s.Sent))})
	})
	if err != nil {
		return err
	}
	return v.File(fmt.Sprintf("creances-%s-%03d.zip", s.Export.AccountingYear, s.Export.Number), "application/zip", body, false)
}

// file is one file of an archive.
type file struct {
	name string
	body []byte
}

func filesOf(v *web.Visit, s trip.SentTransfer) ([]file, error) {
	if s.Export.Target == trip.ToGFC {
		page, known := gfc.FindCodePage(v.Query("jeu"))
		if !known {
			return nil, web.ErrNotFound
		}
		fme, err := gfc.FME(s.GFC(), page)
		if err != nil {
			return nil, law.Object("", components.Sentence(err.Error()), "Corrigez les données, puis téléchargez.")
		}
		disk, err := gfc.FMEDK(s.GFC(), page)
		return []file{{"FME.DBF", fme}, {"FMEDK.DBF", disk}}, err
	}
	model := trip.UsualMapping()
	if asked := v.Query("modele"); asked != "" {
		all, err := trip.Mappings(v.App, v.Actor)
		if err != nil {
			return nil, err
		}
		found := false
		for _, m := range all {
			if m.ID == asked {
				model, found = m, true
			}
		}
		if !found {
			return nil, web.ErrNotFound
		}
	}
	body, extension, err := model.File(s)
	return []file{{"creances." + extension, body}}, err
}

// zipped puts files together; they bear the day of the transfer, so that the same transfer is the same archive.
func zipped(files []file, s trip.SentTransfer) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range files {
		entry, err := w.CreateHeader(&zip.FileHeader{Name: f.name, Method: zip.Deflate, Modified: s.Export.ExportedAt.Time()})
		if err != nil {
			return nil, fmt.Errorf("archive : %w", err)
		}
		if _, err := entry.Write(f.body); err != nil {
			return nil, fmt.Errorf("archive : %w", err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("archive : %w", err)
	}
	return out.Bytes(), nil
}

func printSlip(v *web.Visit) error {
	s, err := trip.TransferOf(v.App, v.Actor, v.Path("trip"), v.Path("export"))
	if err != nil {
		return err
	}
	body, err := document.PrintedList(slipOf(s, v.Paper()))
	if err != nil {
		return err
	}
	return v.File("bordereau-creances.pdf", "application/pdf", body, true)
}

// slipOf is the slip that goes with a transfer: debtor, pupil, amount, total.
func slipOf(s trip.SentTransfer, origin document.Origin) document.ListData {
	d := document.ListData{
		Origin: origin, Title: "Bordereau d’export de créances", Subtitle: s.Trip.Title + " – " + s.Trip.Dates(),
		Facts: []document.Fact{
			{Label: "Transfert", Value: fmt.Sprintf("n° %d de l’exercice %s, %s", s.Export.Number, s.Export.AccountingYear, transferState(s.Export.State))},
			{Label: "Fait le", Value: law.DayOf(s.Export.ExportedAt.Time()).French() + byWhom(s.Export.By)}, {Label: "Compte de classe 4", Value: s.Account},
			{Label: "À régler avant le", Value: s.PayBy.French()}, {Label: "Prix par élève", Value: s.Trip.PriceCents.String()}, {Label: "Empreinte des lignes", Value: s.Export.Digest},
		},
		Columns: []document.Column{
			{Name: "Débiteur"}, {Name: "Élève"}, {Name: "Classe", Width: 18}, {Name: "Constatation", Width: 24, Centred: true}, {Name: "Montant", Kind: document.KindMoney, Width: 28},
		},
		Groups: []document.ListGroup{{}}, Total: []document.Cell{document.Text("Total"), {}, {}, {}, document.Money(s.Export.TotalCents)}, Empty: "Aucune ligne.",
	}
	for _, o := range s.Sent {
		d.Groups[0].Rows = append(d.Groups[0].Rows, []document.Cell{
			document.Text(o.Debtor()), document.Text(o.Pupil()), document.Text(o.Class), document.Text(constatation(o)), document.Money(o.Amount),
		})
	}
	if trip.AgainAmong(s.Sent) && s.Export.Target == trip.ToGFC {
		d.Notes = append(d.Notes, againNote)
	}
	return d
}

func byWhom(name string) string {
	if name == "" {
		return ""
	}
	return ", par " + name
}

// constatation is « C 001 » the first time, « R 002 » after.
func constatation(o trip.Owed) string {
	kind := "C"
	if o.Again() {
		kind = "R"
	}
	return fmt.Sprintf("%s %03d", kind, o.OrderNo)
}

const againNote = "GFC ne traite pas la reconstatation d’un voyage : une ligne R positive y crée une nouvelle créance, une ligne R négative y est prise pour un trop-perçu. Corrigez-les à la main dans GFC."

// owedWords are what a debt is found by.
func owedWords(o trip.Owed) []string { return []string{o.Pupil(), o.Class, o.Debtor()} }

func listReceivables(v *web.Visit) error {
	r, err := trip.ReceivablesOf(v.App, v.Actor, v.Path("trip"))
	if err != nil {
		return err
	}
	sheet := document.Sheet{Title: "Créances", Columns: []document.Column{
		{Name: "Débiteur"}, {Name: "Élève"}, {Name: "Classe"}, {Name: "Dû", Kind: document.KindMoney}, {Name: "Déjà transféré", Kind: document.KindMoney}, {Name: "À transférer", Kind: document.KindMoney},
	}}
	for _, o := range narrowed(v, r.Lines, owedWords) {
		sheet.Rows = append(sheet.Rows, []document.Cell{
			document.Text(o.Debtor()), document.Text(o.Pupil()), document.Text(o.Class), document.Money(o.Called), document.Money(o.Sent), document.Money(o.Amount),
		})
	}
	return sendSheet(v, "creances", sheet)
}

// mappingRows is how many columns the form of a model offers: those it has, and some more.
const mappingRows = 6

func showMappings(v *web.Visit) error { return mappingsPage(v, nil, nil) }

func mappingsPage(v *web.Visit, typed *trip.Mapping, refusal *law.Refusal) error {
	all, err := trip.Mappings(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := MappingsProps{All: all, Model: trip.UsualMapping()}
	if asked := v.Query("modele"); asked != "" && typed == nil {
		found := false
		for _, m := range all {
			if m.ID == asked {
				props.Model, found = m, true
			}
		}
		if !found {
			return web.ErrNotFound
		}
	}
	if typed != nil {
		props.Model = *typed
	}
	page := overviewOf("Modèles d’export")
	if refusal == nil {
		return v.Page(page, MappingsPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "name", "separator", "columns")
	return v.PageAgain(page, MappingsPage(props))
}

func saveMapping(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	m := trip.Mapping{ID: r.Text("id"), Name: r.Text("name"), FileKind: r.Text("file_kind"), Separator: r.Text("separator"), Encoding: r.Text("encoding")}
	if m.FileKind != "xlsx" {
		m.FileKind = "csv"
	}
	for i := 0; r.Form.Has("field_" + strconv.Itoa(i)); i++ {
		if field := r.Text("field_" + strconv.Itoa(i)); field != "" {
			m.Columns = append(m.Columns, trip.MappedColumn{Field: field, Label: r.Text("label_" + strconv.Itoa(i))})
		}
	}
	switch r.Text("do") {
	case "drop":
		err = trip.DropMapping(v.Ctx(), v.App, m.ID)
		m.ID = ""
	default:
		m.ID, err = trip.SaveMapping(v.Ctx(), v.App, m)
	}
	if refusal, ok := web.Refusal(err); ok {
		m.ID = r.Text("id")
		return mappingsPage(v, &m, refusal)
	}
	if err != nil {
		return err
	}
	if m.ID == "" {
		return v.SeeWith(mappingsPath, components.OK, "Le modèle est retiré.")
	}
	return v.SeeWith(mappingsPath+"?modele="+m.ID, components.OK, "Le modèle est enregistré.")
}
