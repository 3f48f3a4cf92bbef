package till_test

import (
	"bytes"
	"encoding/csv"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/xuri/excelize/v2"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/till"
)

var (
	cellsOf = regexp.MustCompile(`(?s)<t[hd][^>]*>(.*?)</t[hd]>`)
	linesOf = regexp.MustCompile(`(?s)<tr[^>]*>(.*?)</tr>`)
	hrefOf  = regexp.MustCompile(`href="([^"]*)"`)
)

// shown is the table of a page: its rows, its foot, and the addresses behind its cells.
type shown struct {
	rows  [][]string
	links [][]string
	foot  []string
}

func tableOf(t *testing.T, page string) (s shown) {
	t.Helper()
	_, body, found := strings.Cut(page, "<tbody>")
	if !found {
		return s
	}
	body, rest, _ := strings.Cut(body, "</tbody>")
	read := func(line string) (cells, links []string) {
		for _, c := range cellsOf.FindAllStringSubmatch(line, -1) {
			cells = append(cells, html.UnescapeString(text(c[1])))
			link := ""
			if l := hrefOf.FindStringSubmatch(c[1]); l != nil {
				link = html.UnescapeString(l[1])
			}
			links = append(links, link)
		}
		return cells, links
	}
	for _, line := range linesOf.FindAllStringSubmatch(body, -1) {
		cells, links := read(line[1])
		s.rows, s.links = append(s.rows, cells), append(s.links, links)
	}
	if foot, _, found := strings.Cut(rest, "</tfoot>"); found {
		s.foot, _ = read(foot)
	}
	return s
}

// same compares what a screen and a file say of one cell: « 1 234,50 € » and « 1234,50 » are the same amount.
func same(screen, file string) bool {
	if strings.HasSuffix(screen, "€") {
		a, errA := cents.Parse(strings.TrimSuffix(strings.ReplaceAll(screen, " ", ""), "€"))
		b, errB := cents.Parse(file)
		return errA == nil && errB == nil && a == b
	}
	return screen == text(strings.TrimPrefix(file, "'"))
}

func (b *bank) body(who school.Actor, path string) []byte {
	b.Helper()
	answer := b.send(who, http.MethodGet, path, nil)
	if answer.Code != http.StatusOK {
		b.Fatalf("GET %s: %d", path, answer.Code)
	}
	return answer.Body.Bytes()
}

func (b *bank) lines(raw []byte, comma rune) [][]string {
	b.Helper()
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(raw, []byte("\ufeff"))))
	reader.Comma = comma
	lines, err := reader.ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	return lines
}

// busy is a month with a bit of everything: the week, a cheque for two siblings, an aid, a lower price after payment, a
// charge of last year whose day is long past, an imprest.
func (b *bank) busy() {
	b.Helper()
	b.week()
	byron, byrons := b.brother()
	b.post(b.accountant, counter, "eleve", byron, "moyen", "cheque", "montant", "80", "recu", "2026-11-16", "payeur", b.anne.ID, "jeton", "x1", "fratrie", "oui", "cheque", "77", "banque", "B", "compte", "9")
	head := b.staff("Claire", school.Head)
	voted := b.row("acts", map[string]any{"organ": "board", "act_number": "R-1", "purpose": school.RemissionAct, "voted_on": "2026-10-01", "published_on": "2026-10-05"})
	for _, g := range []struct {
		charge string
		kind   money.GrantKind
		amount cents.Amount
	}{{b.adasSecond, money.ThirdParty, 1000}, {byrons, money.Cancellation, 5000}} {
		decision, err := money.DecideOnCharge(b.as(head), b.app, g.charge, g.kind, "Décision du chef d’établissement")
		if err != nil {
			b.Fatal(err)
		}
		grant := money.NewGrant{ChargeID: g.charge, Kind: g.kind, ApprovalID: decision, Amount: g.amount}
		if g.kind == money.Cancellation {
			grant.ActID, grant.Assent = voted, "Avis conforme du 16 novembre 2026"
		}
		if _, err := money.Grant(b.as(b.accountant), b.app, grant); err != nil {
			b.Fatal(err)
		}
	}
	b.charge(b.bob, b.chris, 3333, "2025-10-01")
	b.charge(b.bob, b.chris, 1111, "2026-11-02")
	teacher := b.staff("Thomas", school.Teacher)
	trip := b.row("trips", map[string]any{"title": "Rome", "state": "draft", "departs_on": "2027-05-03", "returns_on": "2027-05-07", "country_code": "IT", "destination": "Rome", "obligation": "optional", "organiser": teacher.ID})
	imprest := b.row("imprests", map[string]any{"trip": trip, "nature": "mixed", "state": "draft", "holder": teacher.ID, "means": []string{"cash"}})
	for i, direction := range []string{"spent", "collected", "handed"} {
		_, err := b.app.DB().Insert("imprest_lines", dbx.Params{ // what a decided imprest goes through is told elsewhere
			"id": "ligne000000000" + strconv.Itoa(i), "imprest": imprest, "line_no": i + 1, "spent_on": "2026-11-12", "direction": direction, "amount_cents": 1250 + i, "nature": "Tickets",
			"supplier": "", "pupil_id": "", "means": "cash",
		}).Execute()
		if err != nil {
			b.Fatal(err)
		}
	}
}

// Every exit says the same on the screen, in its CSV, in its workbook; its total is the sum of its rows; each figure leads
// to the rows that make it.
func TestEveryExitSaysTheSameOnTheScreenAndInItsFiles(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.busy()
	walked := 0
	for _, e := range till.Exits() {
		if e.Hidden {
			continue
		}
		query := map[string]string{"days": "?du=2026-11-01&au=2026-11-30", "month": "?mois=2026-11", "": ""}[e.Period]
		walked += b.walkExit(e.Key, query, e.Kind)
	}
	if walked < 20 {
		t.Errorf("only %d figures led to their rows", walked)
	}
}

func (b *bank) walkExit(key, query, kind string) (walked int) {
	b.Helper()
	here := "/gestion/caisse/etats/" + key
	page := b.get(b.accountant, here+query)
	screen := tableOf(b.T, page)
	if len(screen.rows) == 0 {
		b.Errorf("%s: nothing to compare\n%s", key, text(page))
		return 0
	}
	raw := b.lines(b.body(b.accountant, here+"/csv"+query), ';')
	book, err := excelize.OpenReader(bytes.NewReader(b.body(b.accountant, here+"/xlsx"+query)))
	if err != nil {
		b.Fatal(err)
	}
	defer func() { _ = book.Close() }()
	sheet, err := book.GetRows(book.GetSheetList()[0], excelize.Options{RawCellValue: true})
	if err != nil {
		b.Fatal(err)
	}
	if pdf := b.body(b.accountant, here+"/pdf"+query); !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		b.Errorf("%s: no PDF", key)
	}
	if len(raw)-1 != len(screen.rows) || len(sheet)-2 != len(screen.rows) {
		b.Errorf("%s: %d rows on the screen, %d in the CSV, %d in the workbook", key, len(screen.rows), len(raw)-1, len(sheet)-2)
		return 0
	}
	sums := make([]cents.Amount, len(screen.foot))
	for i, row := range screen.rows {
		for n, cell := range row {
			if !same(cell, raw[i+1][n]) {
				b.Errorf("%s, row %d, %s: %q on the screen, %q in the CSV", key, i, raw[0][n], cell, raw[i+1][n])
			}
			if strings.HasSuffix(cell, "€") {
				amount, _ := cents.Parse(raw[i+1][n])
				sums[n] += amount
				if euros, err := strconv.ParseFloat(sheet[i+1][n], 64); err != nil || cents.Amount(int64(euros*100+0.5*sign(euros))) != amount {
					b.Errorf("%s, row %d: %q in the workbook, %s", key, i, sheet[i+1][n], amount)
				}
			}
			if link := screen.links[i][n]; link != "" {
				walked++
				b.followed(key, cell, link)
			}
		}
	}
	for n, total := range screen.foot {
		if strings.HasSuffix(total, "€") && !same(total, sums[n].Plain()) {
			b.Errorf("%s, %s: total %s, the rows make %s", key, raw[0][n], total, sums[n])
		}
	}
	b.modelled(key, query, kind, raw)
	return walked
}

// followed opens what stands behind a figure: where it is a table of an exit, its total is the figure.
func (b *bank) followed(key, figure, link string) {
	b.Helper()
	if !strings.HasPrefix(link, "/gestion/caisse/") {
		return // another product's page: the walk of the browser opens it
	}
	answer := b.send(b.accountant, http.MethodGet, link, nil)
	if answer.Code != http.StatusOK {
		b.Errorf("%s: %s leads to %s, %d", key, figure, link, answer.Code)
		return
	}
	if !strings.HasPrefix(link, "/gestion/caisse/etats/") || key == "ordres" {
		return
	}
	rows := tableOf(b.T, answer.Body.String())
	if len(rows.foot) == 0 || rows.foot[len(rows.foot)-1] != figure {
		b.Errorf("%s: %s is made of rows that come to %v (%s)", key, figure, rows.foot, link)
	}
}

// modelled writes a model of two columns, the last and the first, and reads the file that it makes.
func (b *bank) modelled(key, query, kind string, raw [][]string) {
	b.Helper()
	here, last := "/gestion/caisse/etats/"+key, len(raw[0])-1
	at := b.post(b.accountant, here+"/modele", "name", "Op@le "+kind, "file_kind", "csv", "separator", "|", "encoding", "utf-8", "rang-0", "2", "label-0", "Premier", "rang-"+strconv.Itoa(last), "1")
	_, id, _ := strings.Cut(at, "modele=")
	join := "?"
	if query != "" {
		join = "&"
	}
	lines := b.lines(b.body(b.bursar, here+"/fichier"+query+join+"modele="+id), '|')
	if len(lines) != len(raw) || lines[0][0] != raw[0][last] || lines[0][1] != "Premier" {
		b.Errorf("%s: the model writes %v", key, lines[0])
		return
	}
	for i := range lines[1:] {
		if lines[i+1][0] != raw[i+1][last] || lines[i+1][1] != raw[i+1][0] {
			b.Errorf("%s: the model writes %v for %v", key, lines[i+1], raw[i+1])
		}
	}
}

// What remains due at the end of the month is what the accounts of the pupils say, and what was due at the beginning with
// what moved since.
func TestF03TheAgreementClosesOnTheAccounts(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.busy()
	all, err := money.Concordances(b.app, b.accountant, money.Between{From: "2026-11-01", To: "2026-11-30"})
	if err != nil {
		t.Fatal(err)
	}
	balances, err := money.Balances(b.app, b.accountant, money.Scope{})
	if err != nil {
		t.Fatal(err)
	}
	var closing, due cents.Amount
	for _, a := range all {
		closing += a.Closing()
	}
	for _, p := range balances {
		due += p.Due()
	}
	if closing != due || due == 0 {
		t.Errorf("the agreement ends at %s, the accounts at %s", closing, due)
	}
	// The month after opens where this one closes.
	next, err := money.Concordances(b.app, b.accountant, money.Between{From: "2026-12-01", To: "2026-12-31"})
	if err != nil {
		t.Fatal(err)
	}
	var opening cents.Amount
	for _, a := range next {
		if a.Charged != 0 || a.Collected != 0 {
			t.Errorf("December moves already: %+v", a)
		}
		opening += a.Opening
	}
	if opening != closing {
		t.Errorf("November closes at %s, December opens at %s", closing, opening)
	}
	teacher := b.staff("Paul", school.Teacher)
	if _, err := money.Concordances(b.app, teacher, money.Between{To: "2026-11-30"}); err == nil {
		t.Error("a teacher reads the agreement")
	}
}

func TestF19ModelsOfExitsAreJudged(t *testing.T) {
	t.Parallel()
	b := open(t)
	b.week()
	const here = "/gestion/caisse/etats/moyens/modele"
	typed := []string{"name", "Op@le", "file_kind", "csv", "separator", ";", "encoding", "utf-8"}
	says(t, b.refused(b.accountant, here, typed...), "Le modèle n’a aucune colonne", `value="Op@le"`)
	says(t, b.refused(b.accountant, here, append(typed, "rang-0", "premier")...), "n’est pas un rang")
	says(t, b.refused(b.accountant, here, "file_kind", "csv", "separator", ";", "encoding", "utf-8", "rang-0", "1"), "Le modèle n’a pas de nom")
	says(t, b.refused(b.accountant, here, "name", "x", "file_kind", "csv", "separator", "!", "encoding", "utf-8", "rang-0", "1"), "Ce séparateur ou cet encodage")
	b.post(b.accountant, here, append(typed, "rang-0", "1")...)
	says(t, b.get(b.bursar, "/gestion/caisse/etats/moyens?du=2026-11-01&au=2026-11-30"), "Op@le", "CSV")
	head := b.staff("Claire", school.Head)
	hides(t, b.get(head, "/gestion/caisse/etats/moyens"), "Nouveau modèle")
	for _, path := range []string{"/gestion/caisse/etats/moyens/fichier?modele=inconnu", "/gestion/caisse/etats/rien", "/gestion/caisse/etats/pieces/modele"} {
		if code := b.send(b.accountant, http.MethodGet, path, nil).Code; code != http.StatusNotFound {
			t.Errorf("%s: %d", path, code)
		}
	}
}

func TestTheMonthsAreNamed(t *testing.T) {
	t.Parallel()
	b := open(t)
	says(t, b.get(b.accountant, "/gestion/caisse/etats/concordance?mois=2026-10"), "octobre 2026", "décembre 2024", "du 1er octobre 2026 au 31 octobre 2026")
}
