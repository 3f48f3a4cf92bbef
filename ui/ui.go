// Package ui is what a person sees. It only assembles: each product has its folder with its table of routes; this package
// serves the tables, the assets and the pages that belong to no product.
package ui

import (
	"context"
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/account"
	"github.com/openacademie/openacademie/ui/assets"
	"github.com/openacademie/openacademie/ui/bank"
	"github.com/openacademie/openacademie/ui/components/web"
	"github.com/openacademie/openacademie/ui/grants"
	"github.com/openacademie/openacademie/ui/rights"
	"github.com/openacademie/openacademie/ui/site"
	"github.com/openacademie/openacademie/ui/staff"
	"github.com/openacademie/openacademie/ui/till"
	"github.com/openacademie/openacademie/ui/trips"
)

// Tables are the routes of every product: what they do not list is not served. Walkers (access matrix, axe, titles,
// weights) read them.
func Tables(o Options) [][]web.Route {
	return [][]web.Route{site.Routes(), account.Routes(), trips.Routes(), till.Routes(), bank.Routes(), grants.Routes(), rights.Routes(), staff.Routes(o.Due)}
}

// Options is what the pages need from outside.
type Options struct {
	// Due runs the jobs that the school's clock says are due: the practice clock calls it when it moves.
	Due func(context.Context, core.App) error
}

// Bind serves the pages on an app.
func Bind(app core.App, o Options) error {
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "openacademie.pages", Func: func(se *core.ServeEvent) error {
		web.Mount(se, Tables(o)...)
		go assets.Prepare() // while the first reader finds the address
		se.Router.GET("/assets/{path...}", wrap(assets.Handler()))
		se.Router.GET("/sw.js", func(e *core.RequestEvent) error {
			assets.ServeWorker(e.Response, e.Request)
			return nil
		})
		se.Router.GET("/manifest.webmanifest", serveManifest)
		se.Router.GET("/{path...}", web.ServeNotFound)
		return se.Next()
	}})
	return nil
}

func wrap(h http.Handler) func(*core.RequestEvent) error {
	return func(e *core.RequestEvent) error {
		h.ServeHTTP(e.Response, e.Request)
		return nil
	}
}

// serveManifest names the installed app after the school.
func serveManifest(e *core.RequestEvent) error {
	identity, err := school.IdentityOf(e.App)
	if err != nil {
		return e.InternalServerError("", err)
	}
	name := identity.Name
	if name == "" {
		name = "Open Académie"
	}
	assets.ServeManifest(e.Response, e.Request, assets.WebApp{Name: name, ShortName: "Open Académie"})
	return nil
}
