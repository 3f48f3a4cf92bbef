package web

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"

	g "maragu.dev/gomponents"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/rgaa"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/tongue"
	"github.com/openacademie/openacademie/ui/components"
)

// buffers are reused between pages: a page that fails halfway still answers a clean error.
var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// SearchPath is the page behind the search of the top bar.
const SearchPath = "/gestion/recherche"

// Page renders a page in the shell of its reader. Props carry what is particular to the page; the school's name, the
// practice banner, the person and the navigation are filled in here.
func (v *Visit) Page(p components.PageProps, children ...g.Node) error {
	return v.page(http.StatusOK, p, children...)
}

// PageAgain renders a page whose form was refused (422): same page, with what was typed.
func (v *Visit) PageAgain(p components.PageProps, children ...g.Node) error {
	return v.page(http.StatusUnprocessableEntity, p, children...)
}

func (v *Visit) page(status int, p components.PageProps, children ...g.Node) error {
	if format := v.fileAsked(); format != "" && status == http.StatusOK {
		if done, err := v.sendList(format, children); done || err != nil {
			return err
		}
	}
	if err := v.dress(&p); err != nil {
		return err
	}
	body, ok := buffers.Get().(*bytes.Buffer)
	if !ok {
		body = new(bytes.Buffer)
	}
	defer buffers.Put(body)
	body.Reset()
	said, err := v.catalogue()
	if err != nil {
		return err
	}
	list := v.lister(body)
	var out io.Writer = list
	if said != nil {
		p.Lang, p.Dir = said.Code, said.Dir
		if p.Words, err = tongue.ScriptWords(said.Code); err != nil {
			return err
		}
		out = reading{list, said}
	}
	if err := components.Page(p, children...).Render(out); err != nil {
		return fmt.Errorf("render %s: %w", p.Title, err)
	}
	header := v.Response.Header()
	if header.Get("Cache-Control") == "" { // a page shown once says no-store before
		header.Set("Cache-Control", "private, no-cache")
	}
	header.Add("Vary", "Cookie, Accept-Language, Accept-Encoding")
	if status == http.StatusOK && v.Request.Method == http.MethodGet && len(p.Flash) == 0 {
		sum := sha256.Sum256(body.Bytes())
		etag := `W/"` + base64.RawURLEncoding.EncodeToString(sum[:12]) + `"`
		header.Set("ETag", etag)
		v.shared = p.Indexed && v.Session == nil
		if match := v.Request.Header.Get("If-None-Match"); match != "" && strings.Contains(match, etag[2:]) {
			return v.NoContent(http.StatusNotModified)
		}
	}
	return v.Blob(status, "text/html; charset=utf-8", body.Bytes())
}

// dress fills in what every page shows.
func (v *Visit) dress(p *components.PageProps) error {
	p.SchoolName = v.Identity.Name
	audit, err := rgaa.Current()
	if err != nil {
		return err
	}
	p.Accessible = audit.Verdict()
	if school.IsPractice(v.App) {
		banner := &components.PracticeBanner{Today: v.Today().FrenchLong(), URL: "/pratique"}
		p.Practice = banner
	}
	if f, found := takeFlash(v); found {
		p.Flash = append(p.Flash, components.NoticeProps{Kind: f.Kind, Text: f.Text})
	}
	if v.Session != nil {
		p.Person = &components.PersonChip{Name: v.Session.Name(), Initials: initials(v.Session), Href: "/moi"}
	}
	if p.Shell == "" {
		p.Shell = v.defaultShell()
	}
	if p.Shell != components.ShellStaff {
		p.LanguageHref = languageHref(v)
	}
	switch p.Shell {
	case components.ShellFamily:
		todo, err := v.todo()
		if err != nil {
			return err
		}
		p.HomeHref = "/a-faire"
		p.Nav = components.FamilyNav(v.section(), todo)
	case components.ShellStaff:
		p.HomeHref = "/gestion"
		p.Nav = StaffNav(v.Actor, v.Request.URL.Path)
		p.Today = v.Today().FrenchLong()
		if v.Actor.May(school.SeeTrips) && v.Request.URL.Path != SearchPath { // there, the page has the form
			p.Search = &components.SearchFormProps{Action: SearchPath, Label: "Chercher un élève, un parent, un voyage", ID: "recherche-partout"}
		}
	case components.ShellPublic:
		p.Nav = publicNav(v.Session != nil, v.Request.URL.Path)
	}
	return nil
}

func (v *Visit) defaultShell() string {
	switch {
	case v.Session == nil:
		return components.ShellPublic
	case v.Session.StaffID != "":
		return components.ShellStaff
	default:
		return components.ShellFamily
	}
}

// section is which of the four family tabs a page belongs to.
func (v *Visit) section() string {
	for _, tab := range []string{"/enfants", "/payer", "/moi"} {
		if strings.HasPrefix(v.Request.URL.Path, tab) {
			return tab
		}
	}
	return "/a-faire"
}

func initials(s *school.Session) string {
	var out []rune
	for _, name := range []string{s.FirstName, s.LastName} {
		if r := []rune(name); len(r) > 0 {
			out = append(out, r[0])
		}
	}
	return strings.ToUpper(string(out))
}

// File sends a document that the browser downloads, or shows when inline is true (PDF only).
func (v *Visit) File(name, contentType string, body []byte, inline bool) error {
	disposition := "attachment"
	if inline {
		disposition = "inline"
	}
	v.Response.Header().Set("Content-Disposition", disposition+`; filename="`+name+`"`)
	v.Response.Header().Set("Cache-Control", "private, no-store")
	return v.Blob(http.StatusOK, contentType, body)
}

// Findings turns findings of the law into what the components show, with the source and who may lift each.
func (v *Visit) Findings(findings []law.Finding) []components.FindingProps {
	out := make([]components.FindingProps, 0, len(findings))
	registry := school.DepsOf(v.App).Registry
	for _, f := range findings {
		props := components.FindingProps{
			Rule: f.Rule, Severity: string(f.Severity), What: f.What, Why: f.Why, Fix: f.Fix, Until: f.Until.French(), LiftedBy: strings.TrimPrefix(f.LiftedBy, "levée par "),
		}
		if f.Who != "" {
			props.Who = school.Role(f.Who).Label()
		}
		if rule, known := registry.Rule(f.Rule); known {
			props.Source = strings.TrimSuffix(rule.Sources[0].Text+", "+rule.Sources[0].Article, ", ")
			if f.Severity == law.Block {
				props.Lifts = school.LiftersOf(rule)
			}
		}
		out = append(out, props)
	}
	return out
}
