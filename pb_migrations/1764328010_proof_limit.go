package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Machines that try second proofs are stopped by network address too; what guards one proof is its own count of wrong tries.
func init() {
	m.Register(func(app core.App) error { return steps(app, limitProofs) }, forwardOnly)
}

func limitProofs(app core.App) error {
	s := app.Settings()
	for _, label := range []string{"POST /connexion/preuve", "POST /connexion/preuve/nouvelle"} {
		s.RateLimits.Rules = append(s.RateLimits.Rules, core.RateLimitRule{Label: label, Duration: 60, MaxRequests: 60})
	}
	return app.Save(s)
}
