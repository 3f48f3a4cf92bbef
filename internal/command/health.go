package command

import (
	"context"
	"net/http"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

const (
	healthKey    = "openacademie.health"
	openedKey    = "openacademie.opened"
	healthFresh  = 2 * time.Second
	healthWithin = 4 * time.Second
)

// health is what /healthz answers: the names of what fails, never why. The reasons are doctor's to tell, to whoever holds
// the folder.
type health struct {
	Sound   bool     `json:"ok"`
	Failing []string `json:"failing"`
}

// healthCache asks the checks once for all who ask at the same time. It lives on the app: a process may serve many schools.
type healthCache struct {
	sync.Mutex
	asked  time.Time
	answer health
}

// bindHealth serves GET /healthz: 200 when the school can be relied on, 503 with the names of what fails otherwise.
func bindHealth(app core.App) error {
	app.Store().Set(openedKey, time.Now())
	cache := &healthCache{}
	app.Store().Set(healthKey, cache)
	app.OnServe().Bind(&hook.Handler[*core.ServeEvent]{Id: healthKey, Func: func(e *core.ServeEvent) error {
		e.Router.GET("/healthz", func(e *core.RequestEvent) error {
			answer := cache.ask(e.Request.Context(), e.App)
			e.Response.Header().Set("Cache-Control", "no-store")
			if !answer.Sound {
				return e.JSON(http.StatusServiceUnavailable, answer)
			}
			return e.JSON(http.StatusOK, answer)
		})
		return e.Next()
	}})
	return nil
}

func (c *healthCache) ask(ctx context.Context, app core.App) health {
	c.Lock()
	defer c.Unlock()
	if time.Since(c.asked) < healthFresh {
		return c.answer
	}
	// The answer serves everybody: it does not depend on the patience of the one who asked first.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), healthWithin)
	defer cancel()
	answer := health{Sound: true, Failing: []string{}}
	for _, check := range checks() {
		if !check.served {
			continue
		}
		if err := check.run(ctx, app); err != nil {
			answer.Sound = false
			answer.Failing = append(answer.Failing, check.name)
			app.Logger().Error("health", "check", check.name, "error", err)
		}
	}
	c.asked, c.answer = time.Now(), answer
	return answer
}
