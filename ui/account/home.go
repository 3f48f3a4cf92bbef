package account

import (
	"errors"
	"net/http"

	"github.com/pocketbase/dbx"

	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showTasks(v *web.Visit) error {
	tasks, err := v.FamilyTasks()
	if err != nil {
		return err
	}
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "À faire"}, TasksPage(TasksPageProps{Tasks: tasks, Children: children, Today: v.Today()}))
}

func showChildren(v *web.Visit) error {
	children, err := school.ChildrenOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Enfants"}, ChildrenPage(children))
}

func showChild(v *web.Visit) error {
	child, found, err := school.ChildOf(v.App, v.Actor, v.Path("pupil"))
	if err != nil {
		return err
	}
	if !found {
		return web.ErrNotFound
	}
	views, err := trip.FamilyTrips(v.App, v.Actor)
	if err != nil {
		return err
	}
	others, err := school.OtherGuardiansOf(v.App, v.Actor, child.ID)
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: child.FirstName}, ChildPage(ChildPageProps{Child: child, Trips: views, Others: others}))
}

func showMe(v *web.Visit) error {
	props := MePageProps{Name: v.Session.Name(), Email: v.Session.Email, Staff: v.Session.StaffID != "", Shared: v.Session.SharedAddress}
	for _, r := range v.Session.Roles {
		props.Roles = append(props.Roles, r.Label())
	}
	err := v.App.DB().Select("id", "device", "opened_at", "seen_at").From("sessions").
		Where(dbx.HashExp{"account": v.Session.AccountID, "ended_at": ""}).OrderBy("seen_at DESC").All(&props.Sessions)
	if err != nil {
		return err
	}
	for i := range props.Sessions {
		props.Sessions[i].Current = props.Sessions[i].ID == v.Session.ID
	}
	if props.PublicKey, err = notify.PublicKey(v.App); err != nil {
		return err
	}
	if props.Messages, err = notify.MessagesOf(v.App, v.Actor, 10); err != nil {
		return err
	}
	if v.Session.GuardianID != "" {
		if props.Contact, err = school.ContactOf(v.App, v.Actor); err != nil {
			return err
		}
	}
	return v.Page(components.PageProps{Title: "Moi"}, MePage(props))
}

func endSession(v *web.Visit) error {
	var owner string
	err := v.App.DB().Select("account").From("sessions").Where(dbx.HashExp{"id": v.Path("session")}).Row(&owner)
	if err != nil || owner != v.Session.AccountID {
		return web.ErrNotFound
	}
	if err := school.EndSession(v.Ctx(), v.App, v.Path("session")); err != nil {
		return err
	}
	return v.SeeWith("/moi", "ok", "L’appareil est déconnecté.")
}

func endOtherSessions(v *web.Visit) error {
	if err := school.EndSessionsOf(v.Ctx(), v.App, v.Session.AccountID, v.Session.ID); err != nil {
		return err
	}
	return v.SeeWith("/moi", "ok", "Tous les autres appareils sont déconnectés.")
}

func subscribe(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	err := notify.Subscribe(v.Ctx(), v.App, v.Actor, notify.Subscription{
		Endpoint: v.Field("endpoint"), P256dh: v.Field("p256dh"), Auth: v.Field("auth"), Device: deviceOf(v.Request.UserAgent()),
	})
	if errors.Is(err, notify.ErrSubscription) {
		return v.NoContent(http.StatusUnprocessableEntity) // a script reads it, and says so in its own words
	}
	if err != nil {
		return err
	}
	return v.NoContent(204)
}

func unsubscribe(v *web.Visit) error {
	if _, err := v.Form(); err != nil {
		return err
	}
	if err := notify.Unsubscribe(v.Ctx(), v.App, v.Actor, v.Field("endpoint")); err != nil {
		return err
	}
	return v.NoContent(204)
}

func showOffline(v *web.Visit) error {
	return v.Page(components.PageProps{Title: "Hors ligne", Shell: components.ShellBare, Offline: true}, OfflinePage())
}
