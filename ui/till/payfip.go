package till

import (
	"context"
	"net/http"
	"strconv"
	"time"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// asProgram is the context in which the program itself asks PayFiP and books: whoever came back or rang is nobody here.
func asProgram(ctx context.Context) context.Context {
	return school.WithActor(ctx, school.Actor{Kind: school.System})
}

// hearNotification answers 200 and an empty body in every case, then asks PayFiP in the background. What the notification
// says is not believed; that it came is all we learn.
func hearNotification(v *web.Visit) error {
	idOp, err := payfip.NotificationIDOp(v.Request)
	if err != nil {
		return v.NoContent(http.StatusOK)
	}
	attempt, err := money.Notified(asProgram(v.Request.Context()), v.App, idOp)
	if err != nil {
		v.App.Logger().Error("payfip notification", "error", err.Error())
	}
	if attempt != "" {
		app := v.App
		go func() {
			ctx, cancel := context.WithTimeout(asProgram(context.Background()), 30*time.Second)
			defer cancel()
			gateway, err := money.PayFiP(app)
			if err == nil {
				_, err = money.Pull(ctx, app, gateway, attempt, money.ByNotification)
			}
			if err != nil {
				app.Logger().Error("payfip pull after notification", "error", err.Error()) // the poller will ask again
			}
		}()
	}
	return v.NoContent(http.StatusOK)
}

// comeBack is where PayFiP sends the payer's browser, by GET or POST, without a session: pull, then show our own page.
func comeBack(v *web.Visit) error {
	progress, found, err := money.FollowUp(v.App, v.Path("token"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	pull(v, progress.AttemptID, money.ByReturn)
	return v.See("/payer/suivi/" + v.Path("token"))
}

// pull asks PayFiP; when it does not answer, the page says that confirmation is awaited.
func pull(v *web.Visit, attempt string, cause money.Cause) {
	gateway, err := money.PayFiP(v.App)
	if err == nil {
		_, err = money.Pull(asProgram(v.Request.Context()), v.App, gateway, attempt, cause)
	}
	if err != nil {
		v.App.Logger().Warn("payfip pull", "cause", string(cause), "error", err.Error())
	}
}

// waits is how long a payer's page asks again by itself, in turns of three seconds.
const waits = 10

func showProgress(v *web.Visit) error {
	progress, found, err := money.FollowUp(v.App, v.Path("token"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	turn, _ := strconv.Atoi(v.Query("tour")) // anything else is the first turn
	if progress.Waiting && turn > 0 {
		pull(v, progress.AttemptID, money.ByReturn)
		if progress, _, err = money.FollowUp(v.App, v.Path("token")); err != nil {
			return err
		}
	}
	props := ProgressPageProps{Progress: progress, SignedIn: v.Session != nil, Contact: v.Identity.Email}
	if progress.Waiting && turn < waits {
		props.Next = "/payer/suivi/" + v.Path("token") + "?tour=" + strconv.Itoa(turn+1)
		v.Response.Header().Set("Refresh", "3; url="+props.Next)
	}
	return v.Page(components.PageProps{Title: "Votre paiement", Shell: components.ShellBare}, ProgressPage(props))
}
