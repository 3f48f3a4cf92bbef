package till

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const exitsPath = "/gestion/caisse/etats"

// Exit is one thing that the accountant takes out. It is made once: the screen, the paper and the files are the same table.
type Exit struct {
	Key, Label, Lead string
	Kind             string // of its models of files, in column_mappings
	Period           string // which question the page asks: periodDays, periodMonth, periodNone
	Needs            school.Permission
	Hidden           bool // reached by the figures of the others
	load             func(*web.Visit, ExitQuery) (ExitTable, error)
}

// The periods of an exit.
const (
	periodDays  = "days"
	periodMonth = "month"
	periodNone  = ""
)

// ExitTable is what an exit says: a list, and behind each figure the address of the rows that make it.
type ExitTable struct {
	document.ListData
	Links map[[2]int]string // row and column → address
}

func (t *ExitTable) link(row, column int, address string) {
	if t.Links == nil {
		t.Links = map[[2]int]string{}
	}
	t.Links[[2]int{row, column}] = address
}

// ExitQuery is what the address asks.
type ExitQuery struct {
	From, To              law.Day
	Means                 money.Means
	Subject               money.Subject
	ActID, Column, Reason string
}

// Exits lists what the accountant takes out.
func Exits() []Exit {
	return []Exit{
		{Key: "encaissements", Label: "Encaissements ligne à ligne", Lead: "Chaque encaissement et chaque annulation, au jour de l’enregistrement.", Kind: "payments", Period: periodDays, Needs: school.SeeMoney, load: paymentsExit},
		{Key: "jours", Label: "Encaissements par jour", Lead: "Un total par jour et par moyen de paiement.", Kind: "takings_days", Period: periodDays, Needs: school.SeeMoney, load: daysExit},
		{Key: "moyens", Label: "Encaissements par moyen", Lead: "Un total par moyen de paiement.", Kind: "takings_means", Period: periodDays, Needs: school.SeeMoney, load: meansExit},
		{Key: "regies", Label: "Journal des régies", Lead: "Les lignes de toutes les régies de voyage.", Kind: "imprests", Period: periodDays, Needs: school.ManageImprests, load: imprestsExit},
		{Key: "concordance", Label: "État de concordance", Lead: "Ce qui restait dû, ce qui a bougé, ce qui reste dû, par objet et par acte.", Kind: "agreement", Period: periodMonth, Needs: school.SeeMoney, load: agreementExit},
		{Key: "ordres", Label: "Ordres de recettes", Lead: "Ce que portait l’ordre initial au premier jour, et ce qu’un ordre rectificatif y change depuis.", Kind: "orders", Period: periodDays, Needs: school.SeeMoney, load: ordersExit},
		{Key: "impayes", Label: "Impayés par ancienneté", Lead: "Les sommes dont la date est passée, les plus anciennes d’abord.", Kind: "unpaid", Period: periodNone, Needs: school.SeeMoney, load: unpaidExit},
		{Key: "pieces", Label: "Lignes d’un chiffre", Lead: "Les lignes du grand livre qui font ce chiffre.", Period: periodDays, Needs: school.SeeMoney, Hidden: true, load: evidenceExit},
	}
}

func exitRoutes() []web.Route {
	see, export := web.Staff(school.SeeMoney), web.Staff(school.ExportFiles)
	return []web.Route{
		{Method: http.MethodGet, Pattern: exitsPath, Who: see, Handle: showExits},
		{Method: http.MethodGet, Pattern: exitsPath + "/{exit}", Sample: exitsPath + "/concordance", Who: see, Handle: showExit},
		{Method: http.MethodGet, Pattern: exitsPath + "/{exit}/pdf", Sample: exitsPath + "/concordance/pdf", Who: see, Handle: sendExit},
		{Method: http.MethodGet, Pattern: exitsPath + "/{exit}/xlsx", Sample: exitsPath + "/concordance/xlsx", Who: see, Handle: sendExit},
		{Method: http.MethodGet, Pattern: exitsPath + "/{exit}/csv", Sample: exitsPath + "/concordance/csv", Who: see, Handle: sendExit},
		{Method: http.MethodGet, Pattern: exitsPath + "/{exit}/modele", Sample: exitsPath + "/concordance/modele", Who: export, Handle: showExitModel},
		{Method: http.MethodPost, Pattern: exitsPath + "/{exit}/modele", Who: export, Handle: saveExitModel},
		{Method: http.MethodGet, Pattern: exitsPath + "/{exit}/fichier", Sample: exitsPath + "/concordance/fichier", Who: export, Handle: sendExitModel},
	}
}

func exitOf(v *web.Visit) (Exit, error) {
	for _, e := range Exits() {
		if e.Key == v.Path("exit") && v.Actor.May(e.Needs) {
			return e, nil
		}
	}
	return Exit{}, web.ErrNotFound
}

// exitQuery reads the period and the rest; a period that is none is the current month.
func exitQuery(v *web.Visit, e Exit) ExitQuery {
	today := v.Today()
	first := law.Day(string(today[:8]) + "01")
	q := ExitQuery{From: first, To: today, Means: money.Means(v.Query("moyen")), ActID: v.Query("acte"), Column: v.Query("colonne")}
	if !slices.Contains(money.AllMeans, q.Means) {
		q.Means = ""
	}
	if e.Period == periodMonth {
		q.From, q.To = first, first.AddMonths(1).Add(-1)
		if asked, err := law.ParseDay(v.Query("mois") + "-01"); err == nil && v.Query("mois") != "" {
			q.From, q.To = asked, asked.AddMonths(1).Add(-1)
		}
		return q
	}
	if from, err := law.ParseDay(v.Query("du")); err == nil && from != "" {
		q.From = from
	}
	if to, err := law.ParseDay(v.Query("au")); err == nil && to != "" {
		q.To = to
	}
	q.To = max(q.From, q.To)
	q.Subject.Collection, q.Subject.ID, _ = strings.Cut(v.Query("objet"), ":")
	return q
}

// values is the query as an address, so that the files are those of the page.
func (q ExitQuery) values(e Exit) url.Values {
	values := url.Values{}
	set := func(name, value string) {
		if value != "" {
			values.Set(name, value)
		}
	}
	switch e.Period {
	case periodMonth:
		set("mois", string(q.From[:7]))
	case periodDays:
		set("du", string(q.From))
		set("au", string(q.To))
	}
	set("moyen", string(q.Means))
	set("acte", q.ActID)
	set("colonne", q.Column)
	if q.Subject.ID != "" {
		set("objet", q.Subject.Collection+":"+q.Subject.ID)
	}
	return values
}

func showExits(v *web.Visit) error {
	return v.Page(components.PageProps{Title: "États et journaux", Breadcrumb: []components.Crumb{{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "États et journaux"}}},
		ExitsPage(slices.DeleteFunc(Exits(), func(e Exit) bool { return e.Hidden || !v.Actor.May(e.Needs) })))
}

func showExit(v *web.Visit) error {
	e, err := exitOf(v)
	if err != nil {
		return err
	}
	q := exitQuery(v, e)
	table, err := e.load(v, q)
	if err != nil {
		return err
	}
	props := ExitProps{Exit: e, Query: q, Table: table, Today: v.Today()}
	if e.Kind != "" && v.Actor.May(school.ExportFiles) {
		props.MayModel = true
		if props.Models, err = trip.MappingsOf(v.App, v.Actor, e.Kind); err != nil {
			return err
		}
	}
	return v.Page(exitPageProps(e), ExitPage(props))
}

func exitPageProps(e Exit, last ...string) components.PageProps {
	page := components.PageProps{Title: e.Label, Wide: true, Breadcrumb: []components.Crumb{
		{Label: "Caisse", Href: "/gestion/caisse"}, {Label: "États et journaux", Href: exitsPath}, {Label: e.Label},
	}}
	for _, label := range last {
		page.Title = label + " · " + e.Label
		page.Breadcrumb[2].Href = exitsPath + "/" + e.Key
		page.Breadcrumb = append(page.Breadcrumb, components.Crumb{Label: label})
	}
	return page
}

func sendExit(v *web.Visit) error {
	e, err := exitOf(v)
	if err != nil {
		return err
	}
	q := exitQuery(v, e)
	table, err := e.load(v, q)
	if err != nil {
		return err
	}
	d := table.ListData
	d.Origin, d.Landscape = v.Paper(), len(d.Columns) > 5
	d.Signers = []document.Signer{{Capacity: "L’agent comptable", Name: v.Identity.AccountantName}}
	return sendList(v, e.fileName(q), d)
}

func (e Exit) fileName(q ExitQuery) string {
	switch e.Period {
	case periodMonth:
		return e.Key + "-" + string(q.From[:7])
	case periodDays:
		return e.Key + "-" + string(q.From) + "-" + string(q.To)
	}
	return e.Key
}

func showExitModel(v *web.Visit) error {
	e, err := exitOf(v)
	if err != nil {
		return err
	}
	return exitModelPage(v, e, trip.Mapping{Kind: e.Kind, FileKind: "csv", Separator: ";", Encoding: "utf-8", ID: v.Query("modele")}, nil)
}

func exitModelPage(v *web.Visit, e Exit, m trip.Mapping, refusal *law.Refusal) error {
	if e.Kind == "" {
		return web.ErrNotFound
	}
	table, err := e.load(v, exitQuery(v, e))
	if err != nil {
		return err
	}
	props := ExitModelProps{Exit: e, Model: m, Columns: table.Sheet().Columns}
	if props.All, err = trip.MappingsOf(v.App, v.Actor, e.Kind); err != nil {
		return err
	}
	if refusal == nil {
		for _, saved := range props.All {
			if saved.ID == m.ID {
				props.Model = saved
			}
		}
		return v.Page(exitPageProps(e, "Modèle d’export"), ExitModelPage(props))
	}
	props.Refused = refusedDesk(v, refusal)
	return v.PageAgain(exitPageProps(e, "Modèle d’export"), ExitModelPage(props))
}

// saveExitModel keeps the columns that were given a rank, in the order of their ranks.
func saveExitModel(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	e, err := exitOf(v)
	if err != nil {
		return err
	}
	m := trip.Mapping{Kind: e.Kind, ID: v.Field("id"), Name: v.Field("name"), FileKind: v.Field("file_kind"), Separator: v.Field("separator"), Encoding: v.Field("encoding")}
	table, err := e.load(v, exitQuery(v, e))
	if err != nil {
		return err
	}
	ranks := map[string]int{}
	for i, c := range table.Sheet().Columns {
		n := strconv.Itoa(i)
		rank, err := strconv.Atoi(v.Field("rang-" + n))
		if v.Field("rang-"+n) == "" {
			continue
		}
		if err != nil || rank < 1 {
			return exitModelPage(v, e, m, asRefusal(law.Object("rang-"+n, "« "+v.Field("rang-"+n)+" » n’est pas un rang.", "Écrivez 1 pour la première colonne.")))
		}
		ranks[c.Name] = rank
		m.Columns = append(m.Columns, trip.MappedColumn{Field: c.Name, Label: v.Field("label-" + n)})
	}
	slices.SortStableFunc(m.Columns, func(a, b trip.MappedColumn) int { return ranks[a.Field] - ranks[b.Field] })
	id, err := trip.SaveMapping(v.Ctx(), v.App, m)
	if refusal, ok := web.Refusal(err); ok {
		return exitModelPage(v, e, m, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(exitsPath+"/"+e.Key+"/modele?modele="+id, "ok", "Le modèle « "+m.Name+" » est enregistré.")
}

func sendExitModel(v *web.Visit) error {
	e, err := exitOf(v)
	if err != nil || e.Kind == "" {
		return web.ErrNotFound
	}
	q := exitQuery(v, e)
	table, err := e.load(v, q)
	if err != nil {
		return err
	}
	all, err := trip.MappingsOf(v.App, v.Actor, e.Kind)
	if err != nil {
		return err
	}
	model, sheet := trip.Mapping{FileKind: "csv", Separator: ";", Encoding: "utf-8"}, table.Sheet()
	for _, m := range all {
		if m.ID == v.Query("modele") {
			model, sheet = m, m.Pick(sheet)
		}
	}
	if v.Query("modele") != "" && model.ID == "" {
		return web.ErrNotFound
	}
	body, extension, err := model.Write(sheet)
	if err != nil {
		return err
	}
	kind := "text/csv; charset=" + model.Encoding
	if extension == "xlsx" {
		kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	}
	return v.File(e.fileName(q)+"."+extension, kind, body, false)
}
