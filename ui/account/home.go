package account

import (
	"errors"
	"net/http"
	"slices"

	"github.com/openacademie/openacademie/internal/money"
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

func showMe(v *web.Visit) error { return mePage(v, "") }

// mePage is the reader's own page; refused is why new recovery codes were not made.
func mePage(v *web.Visit, refused string) error {
	props := MePageProps{Refused: refused, Name: v.Session.Name(), Email: v.Session.Email, Staff: v.Session.StaffID != "", Shared: v.Session.SharedAddress}
	for _, r := range v.Session.Roles {
		props.Roles = append(props.Roles, r.Label())
	}
	sessions, err := school.SessionsOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	for _, open := range sessions {
		props.Sessions = append(props.Sessions, Device{ID: open.ID, Device: open.Device, SeenAt: open.SeenAt.String(), Current: open.ID == v.Session.ID})
	}
	if props.Factor, err = school.FactorOf(v.App, v.Actor); err != nil {
		return err
	}
	if props.Accounts, err = accountsOf(v); err != nil {
		return err
	}
	props.Practice = school.IsPractice(v.App)
	if props.PublicKey, err = notify.PublicKey(v.App); err != nil {
		return err
	}
	if props.Messages, err = notify.MessagesOf(v.App, v.Actor, 10); err != nil {
		return err
	}
	if slices.ContainsFunc(props.Messages, func(m notify.Received) bool { return m.Kind == notify.Reminder }) {
		if err := money.NoteRemindersSeen(v.Ctx(), v.App); err != nil {
			return err
		}
	}
	if v.Session.GuardianID != "" {
		if props.Contact, err = school.ContactOf(v.App, v.Actor); err != nil {
			return err
		}
	}
	if refused != "" {
		return v.PageAgain(components.PageProps{Title: "Moi"}, MePage(props))
	}
	return v.Page(components.PageProps{Title: "Moi"}, MePage(props))
}

// endSession signs another device of the reader out: it may be lost, so it is told nothing more either.
func endSession(v *web.Visit) error {
	sessions, err := school.SessionsOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(sessions, func(s school.OpenDevice) bool { return s.ID == v.Path("session") }) {
		return web.ErrNotFound
	}
	if err := endDevice(v, v.Path("session")); err != nil {
		return err
	}
	return v.SeeWith("/moi", "ok", "L’appareil est déconnecté.")
}

func endOtherSessions(v *web.Visit) error {
	sessions, err := school.SessionsOf(v.App, v.Actor)
	if err != nil {
		return err
	}
	for _, s := range sessions {
		if s.ID == v.Session.ID {
			continue
		}
		if err := endDevice(v, s.ID); err != nil {
			return err
		}
	}
	if err := school.ForgetTrust(v.Ctx(), v.App); err != nil {
		return err
	}
	if err := school.DropCalendar(v.Ctx(), v.App); err != nil { // whoever lost a telephone lost the address in it
		return err
	}
	return v.SeeWith("/moi", "ok", "Tous les autres appareils sont déconnectés.")
}

func endDevice(v *web.Visit, id string) error {
	if err := notify.ForgetDeviceOf(v.Ctx(), v.App, id); err != nil {
		return err
	}
	return school.EndSession(v.Ctx(), v.App, id)
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
