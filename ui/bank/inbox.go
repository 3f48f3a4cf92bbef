package bank

import (
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/reconcile"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// onePage is how many lines a page of the inbox shows.
const onePage = 40

// tabs are the lines by confidence, in the order of the page.
var tabs = []struct {
	Code       string
	Confidence reconcile.Confidence
	Label      string
}{
	{"sures", reconcile.Sure, "Sûres"}, {"probables", reconcile.Likely, "Probables"}, {"a-verifier", reconcile.Weak, "À vérifier"}, {"inconnues", "", "Inconnues"},
}

func showInbox(v *web.Visit) error { return inboxPage(v, nil) }

func inboxPage(v *web.Visit, r *law.Refusal) error {
	inbox, err := reconcile.Load(v.App, v.Actor)
	if err != nil {
		return err
	}
	troubles, err := reconcile.Troubles(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := InboxProps{Reader: v.Actor, Tab: tabOf(v, inbox), Troubles: len(troubles), AtOnce: len(inbox.AtOnce(v.Actor)), Total: len(inbox.Lines)}
	for i, t := range tabs {
		lines := inbox.With(t.Confidence)
		props.Counts = append(props.Counts, len(lines))
		if i == props.Tab {
			props.Lines = lines
		}
	}
	from, err := strconv.Atoi(v.Query("a-partir-de"))
	if err != nil || from < 0 || from >= len(props.Lines) {
		from = 0
	}
	props.From, props.All = from, len(props.Lines)
	props.Lines = props.Lines[from:min(from+onePage, len(props.Lines))]
	page := components.PageProps{Title: "Rapprochement", Wide: true, Breadcrumb: []components.Crumb{{Label: "Caisse", Href: tillPath}, {Label: "Rapprochement"}}}
	if r == nil {
		return v.Page(page, InboxPage(props))
	}
	props.Said = web.RefusedBy(v, r)
	return v.PageAgain(page, InboxPage(props))
}

// tabOf is the confidence asked for, else the first that has lines.
func tabOf(v *web.Visit, inbox reconcile.Inbox) int {
	for i, t := range tabs {
		if t.Code == v.Query("confiance") {
			return i
		}
	}
	for i, t := range tabs {
		if len(inbox.With(t.Confidence)) > 0 {
			return i
		}
	}
	return 0
}

// back is the tab of the inbox that the form came from.
func back(v *web.Visit) string {
	for _, t := range tabs {
		if t.Code == v.Field("confiance") {
			return inboxPath + "?confiance=" + t.Code
		}
	}
	return inboxPath
}

func accept(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	if id := v.Field("tentative"); id != "" {
		return pull(v, id)
	}
	done, err := reconcile.Accept(v.Ctx(), v.App, v.Path("line"), v.Field("preuve"))
	if r, ok := web.Refusal(err); ok {
		if v.Field("confiance") == "" {
			return linePage(v, "", r)
		}
		return inboxPage(v, r)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(back(v), "ok", doneText(done))
}

func doneText(done reconcile.Accepted) string {
	if done.Already {
		return "Cette ligne était déjà traitée : rien n’a été enregistré une seconde fois."
	}
	switch done.Action {
	case reconcile.Book:
		text := done.Line.Amount.String() + " encaissés. Quittance " + done.Booked.Receipt + "."
		for _, w := range done.Booked.Warnings {
			text += " À savoir : " + w.Rule + ", " + w.What
		}
		return text
	case reconcile.Seen, reconcile.Returned, reconcile.Refunded:
		return "La ligne est pointée."
	case reconcile.Reverse:
		return "L’encaissement est annulé : les sommes sont dues de nouveau."
	case reconcile.SetAside:
		return "La ligne est mise de côté."
	case reconcile.Pull:
	}
	return "C’est fait."
}

// pull asks PayFiP about an attempt that its file says paid: what it answers is booked, the file never is.
func pull(v *web.Visit, attemptID string) error {
	if !v.Actor.May(school.ReconcileOnline) {
		return web.ErrNotFound
	}
	attempt, found, err := money.FindAttempt(v.App, v.Actor, attemptID)
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	gateway, err := money.PayFiP(v.App)
	if err != nil {
		return v.SeeWith(back(v), "wait", components.Sentence(err.Error()))
	}
	after, err := money.Pull(school.WithActor(v.Request.Context(), school.Actor{Kind: school.System}), v.App, gateway, attempt.ID, money.ByHand)
	if err != nil {
		return err
	}
	return v.SeeWith(back(v), "info", after.Refdet+" : "+after.State.Label()+".")
}

func showMany(v *web.Visit) error { return manyPage(v, nil) }

func manyPage(v *web.Visit, r *law.Refusal) error {
	inbox, err := reconcile.Load(v.App, v.Actor)
	if err != nil {
		return err
	}
	lines := inbox.AtOnce(v.Actor)
	props := ManyProps{Lines: lines, Digest: reconcile.Digest(lines)}
	page := components.PageProps{Title: "Accepter ensemble", Wide: true, Breadcrumb: crumbs(components.Crumb{Label: "Accepter ensemble"})}
	if r == nil {
		return v.Page(page, ManyPage(props))
	}
	props.Said = web.RefusedBy(v, r)
	return v.PageAgain(page, ManyPage(props))
}

func acceptMany(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	done, err := reconcile.AcceptMany(v.Ctx(), v.App, v.Field("preuve"))
	if r, ok := web.Refusal(err); ok {
		return manyPage(v, r)
	}
	if err != nil {
		return err
	}
	kind, text := "ok", "Lignes acceptées : "+strconv.Itoa(done.Done)+"."
	if len(done.Failed) > 0 {
		kind, text = "wait", text+" Refusées par le grand livre : "+strconv.Itoa(len(done.Failed))+". La première, du "+done.Failed[0].Line.On.Short()+" : "+done.Failed[0].Why
	}
	return v.SeeWith(inboxPath, kind, text)
}

func showLine(v *web.Visit) error { return linePage(v, "", nil) }

func linePage(v *web.Visit, reason string, r *law.Refusal) error {
	line, found, err := reconcile.FindLine(v.App, v.Actor, v.Path("line"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	props := LineProps{Line: line, Reader: v.Actor, Search: v.Query("q"), Reason: reason}
	if line.State == reconcile.Open {
		inbox, err := reconcile.Load(v.App, v.Actor)
		if err != nil {
			return err
		}
		props.Proposed, _ = inbox.Find(line.ID)
		if props.Pupils, err = pupilsNamed(v, props.Search); err != nil {
			return err
		}
	}
	page := components.PageProps{Title: "Ligne du " + line.On.French(), Breadcrumb: crumbs(components.Crumb{Label: "Ligne du " + line.On.Short()})}
	if r == nil {
		return v.Page(page, LinePage(props))
	}
	props.Said = web.RefusedBy(v, r, "motif")
	return v.PageAgain(page, LinePage(props))
}

// Found is a pupil found by name, with a guardian who may have paid.
type Found struct {
	ID, FirstName, LastName, Class string
	PayerID, PayerName             string
}

// pupilsNamed finds the pupils of a search, by their name or that of a guardian, without minding accents.
func pupilsNamed(v *web.Visit, search string) ([]Found, error) {
	if strings.TrimSpace(search) == "" {
		return nil, nil
	}
	var all, found []Found
	err := v.App.DB().NewQuery(`SELECT p.id, p.first_name, COALESCE(NULLIF(p.usage_name, ''), p.last_name) AS last_name, COALESCE(c.code, '') AS class,
			COALESCE(g.id, '') AS payer_id, COALESCE(TRIM(g.first_name || ' ' || COALESCE(NULLIF(g.usage_name, ''), g.last_name)), '') AS payer_name
		FROM pupils p LEFT JOIN classes c ON c.id = p.class LEFT JOIN guardianships s ON s.pupil = p.id AND s.ended_on = '' AND s.responsibility < 3
			LEFT JOIN guardians g ON g.id = s.guardian ORDER BY last_name, p.first_name, s.responsibility, g.id`).Bind(dbx.Params{}).All(&all)
	for _, p := range all {
		if len(found) < 20 && school.Matches(search, p.LastName+" "+p.FirstName+" "+p.Class+" "+p.PayerName) {
			found = append(found, p)
		}
	}
	return found, err
}

// afterLine comes back to the line with what was refused, or to the inbox.
func afterLine(v *web.Visit, err error, to, done string) error {
	if r, ok := web.Refusal(err); ok {
		return linePage(v, v.Field("motif"), r)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(to, "ok", done)
}

func ignore(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterLine(v, reconcile.Ignore(v.Ctx(), v.App, v.Path("line"), v.Field("motif")), inboxPath, "La ligne est mise de côté, avec sa raison.")
}

func reopen(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterLine(v, reconcile.Reopen(v.Ctx(), v.App, v.Path("line")), inboxPath+"/"+v.Path("line"), "La ligne est de nouveau à rapprocher.")
}

func undo(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	return afterLine(v, reconcile.Undo(v.Ctx(), v.App, v.Path("line"), v.Field("motif")), inboxPath+"/"+v.Path("line"), "Le rapprochement est défait : la ligne est de nouveau à rapprocher.")
}

func bookFor(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	done, err := reconcile.BookFor(v.Ctx(), v.App, v.Path("line"), v.Field("eleve"), v.Field("payeur"))
	return afterLine(v, err, inboxPath, doneText(done))
}

func showTroubles(v *web.Visit) error {
	troubles, err := reconcile.Troubles(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Écarts avec PayFiP", Wide: true, Breadcrumb: crumbs(components.Crumb{Label: "Écarts"})},
		TroublesPage(troubles, v.Actor.May(school.ReconcileOnline) && v.Actor.May(school.ReconcileBank)))
}

// period is that of the address, the last thirty days without one.
func period(v *web.Visit) (from, to law.Day) {
	from, err := law.ParseDay(v.Query("du"))
	if err != nil || from == "" {
		from = v.Today().Add(-30)
	}
	to, err = law.ParseDay(v.Query("au"))
	if err != nil || to == "" || to < from {
		to = max(v.Today(), from)
	}
	return from, to
}

func showReport(v *web.Visit) error {
	from, to := period(v)
	report, err := reconcile.ReportOf(v.App, v.Actor, from, to)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "État de rapprochement", Wide: true, Breadcrumb: crumbs(components.Crumb{Label: "État"})}, ReportPage(report))
}

// exportReport sends the lines of the page, with their evidence, as a file.
func exportReport(v *web.Visit) error {
	from, to := period(v)
	report, err := reconcile.ReportOf(v.App, v.Actor, from, to)
	if err != nil {
		return err
	}
	name := "rapprochement-" + string(from) + "-" + string(to)
	if strings.HasSuffix(v.Request.URL.Path, ".csv") {
		return v.File(name+".csv", "text/csv; charset=utf-8", report.Sheet().CSV(), false)
	}
	body, err := report.Sheet().XLSX()
	if err != nil {
		return err
	}
	return v.File(name+".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", body, false)
}
