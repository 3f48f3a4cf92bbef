package pb_hooks

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"

	"github.com/openacademie/openacademie/internal/school"
)

// bindActorMarks names the writer of every record that comes through REST or the dashboard. A superuser is an operator: a
// writer like another, without role.
func bindActorMarks(app core.App) {
	mark := func(e *core.RecordRequestEvent) error {
		actor := school.Actor{Kind: school.Guest}
		if e.Auth != nil {
			actor = school.Actor{Kind: school.Operator, ID: e.Auth.Id}
			if !e.Auth.IsSuperuser() {
				// Our sessions never reach /api/: an account's own token there is not a person of the school.
				actor.AccountID = e.Auth.Id
			}
		}
		school.MarkActor(e.Record, actor)
		return e.Next()
	}
	app.OnRecordCreateRequest().BindFunc(mark)
	app.OnRecordUpdateRequest().BindFunc(mark)
	app.OnRecordDeleteRequest().BindFunc(mark)
}

const (
	closedSchema = "Le schéma ne se modifie pas ici : il change par migration, avec une nouvelle version du logiciel."
	closedDoor   = "Cette porte est fermée à tous, opérateurs compris (docs/threats.md)."
	// PocketBase's zip holds the writers for as long as it takes (10.6 s measured beside a continuous copy) and lies in the
	// folder that it copies.
	closedBackups = "Cette porte est fermée : les sauvegardes se font par « openacademie backup », qui n’arrête personne et relit ce qu’il écrit (docs/sauvegardes.md)."
	closedUsers   = "Les familles et les personnels entrent par un code : /connexion."
)

// closedRoutes are the ways round the hooks, the law or a person's consent. Routes are named by the pattern PocketBase
// matched, so no spelling of the address slips by.
var closedRoutes = map[string]string{
	"POST /api/sql": closedDoor,
	"DELETE /api/collections/{collection}/truncate":       closedDoor,
	"POST /api/collections/{collection}/impersonate/{id}": closedDoor,
	"POST /api/backups":                                closedBackups,
	"GET /api/backups/{key}":                           closedBackups,
	"DELETE /api/backups/{key}":                        closedBackups,
	"POST /api/backups/upload":                         closedDoor,
	"POST /api/backups/{key}/restore":                  closedDoor,
	"POST /api/collections/{collection}/auth-with-otp": closedUsers,
	"POST /api/collections/{collection}/request-otp":   closedUsers,
	"PUT /api/collections/import":                      closedSchema,
	"POST /api/collections":                            closedSchema,
	"PATCH /api/collections/{collection}":              closedSchema,
	"DELETE /api/collections/{collection}":             closedSchema,
}

// usersOnly are closed for families and staff, open for superusers signing in to the dashboard.
var usersOnly = []string{
	"auth-with-password", "auth-with-oauth2", "request-password-reset", "confirm-password-reset", "request-verification",
	"confirm-verification", "request-email-change", "confirm-email-change",
}

func bindOperatorDoors(app core.App) {
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: "openacademie.doors", Func: func(e *core.ServeEvent) error {
		e.InstallerFunc = nil // superusers are made by the command line, not by an address printed in a log
		e.Router.Bind(&hook.Handler[*core.RequestEvent]{Id: "openacademie.doors", Priority: -1050, Func: closeDoors})
		return e.Next()
	}})
	refuseSchema := func(*core.CollectionRequestEvent) error { return router.NewForbiddenError(closedSchema, nil) }
	app.OnCollectionCreateRequest().BindFunc(refuseSchema)
	app.OnCollectionUpdateRequest().BindFunc(refuseSchema)
	app.OnCollectionDeleteRequest().BindFunc(refuseSchema)
	app.OnCollectionsImportRequest().BindFunc(func(*core.CollectionsImportRequestEvent) error {
		return router.NewForbiddenError(closedSchema, nil)
	})
	app.OnBackupCreate().BindFunc(func(*core.BackupEvent) error { return router.NewForbiddenError(closedBackups, nil) }) // by its cron too
	app.OnBackupRestore().BindFunc(func(*core.BackupEvent) error { return router.NewForbiddenError(closedDoor, nil) })
}

func closeDoors(e *core.RequestEvent) error {
	pattern := e.Request.Pattern
	if message, closed := closedRoutes[pattern]; closed {
		return router.NewApiError(http.StatusForbidden, message, nil)
	}
	if strings.HasPrefix(pattern, "POST /api/collections/{collection}/") && e.Request.PathValue("collection") != core.CollectionNameSuperusers {
		for _, end := range usersOnly {
			if strings.HasSuffix(pattern, "/"+end) {
				return router.NewApiError(http.StatusForbidden, closedUsers, nil)
			}
		}
	}
	return e.Next()
}
