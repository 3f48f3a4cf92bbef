package trips

import (
	"fmt"
	"strconv"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// maxInstalments is as many as a family can follow.
const maxInstalments = 12

// showSchedule shows the schedule kept, or a proposal to be saved: ?fois=4&debut=2027-01-05.
func showSchedule(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	var rows []InstalmentForm
	proposed := false
	for _, n := range facts.Instalments {
		rows = append(rows, InstalmentForm{Day: string(n.DueOn), Amount: n.AmountCents.Plain()})
	}
	if times, err := strconv.Atoi(v.Query("fois")); err == nil {
		first, dayErr := law.ParseDay(v.Query("debut"))
		if dayErr != nil || first == "" || times < 1 || times > maxInstalments {
			return schedulePage(v, facts, rows, false, &law.Refusal{Findings: []law.Finding{{Severity: law.Block,
				What: fmt.Sprintf("Choisissez de 1 à %d échéances et une première date.", maxInstalments)}}})
		}
		rows, proposed = nil, true
		for _, n := range trip.SplitSchedule(facts.Trip.PriceCents, times, first) {
			rows = append(rows, InstalmentForm{Day: string(n.DueOn), Amount: n.AmountCents.Plain()})
		}
	}
	return schedulePage(v, facts, rows, proposed, nil)
}

func saveSchedule(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	r, err := v.Read()
	if err != nil {
		return err
	}
	var typed []InstalmentForm
	var instalments []trip.Instalment
	var total cents.Amount
	for i := range maxInstalments + emptyRows {
		day, amount := "day_"+itoa(i), "amount_"+itoa(i)
		f := InstalmentForm{Day: r.Text(day), Amount: r.Text(amount)}
		if f == (InstalmentForm{}) {
			continue
		}
		typed = append(typed, f)
		n := trip.Instalment{DueOn: r.MustDay(day, "Écrivez la date de cette échéance."), AmountCents: r.Amount(amount)}
		if f.Amount == "" {
			r.Wrong(amount, "Écrivez le montant de cette échéance.")
		}
		total += n.AmountCents
		instalments = append(instalments, n)
	}
	if total != facts.Trip.PriceCents && r.Refusal() == nil {
		r.Wrong("day_0", fmt.Sprintf("Les échéances font %s, le prix est de %s : leur somme doit être égale au prix.", total, facts.Trip.PriceCents))
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.SetSchedule(v.Ctx(), v.App, facts.Trip.ID, instalments)
		if err == nil {
			return v.SeeWith(staffList+"/"+facts.Trip.ID, "ok", "L’échéancier est enregistré.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return schedulePage(v, facts, typed, false, refusal)
}

// agreeToSchedule records the accountant's agreement on the instalments as they stand (V-30).
func agreeToSchedule(v *web.Visit) error {
	facts, err := staffFacts(v)
	if err != nil {
		return err
	}
	here := staffList + "/" + facts.Trip.ID + "/echeances"
	err = trip.AgreeToSchedule(v.Ctx(), v.App, facts.Trip.ID)
	if refusal, ok := web.Refusal(err); ok {
		return v.SeeWith(here, components.Stop, refusal.Findings[0].What)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(here, components.OK, "Votre accord sur l’échéancier est enregistré.")
}

func schedulePage(v *web.Visit, f trip.Facts, rows []InstalmentForm, proposed bool, refusal *law.Refusal) error {
	props := SchedulePageProps{Trip: f.Trip, Rows: rows, Proposed: proposed, Frozen: trip.BudgetIsFrozen(f.Trip.State), Editable: trip.MayEdit(v.Actor, f.Trip), Kept: len(f.Instalments),
		MayAgree: v.Actor.May(school.BookPayments)}
	for _, r := range rows {
		if a, err := cents.Parse(r.Amount); err == nil {
			props.Total += a
		}
	}
	page := inTrip(f.Trip, "Échéancier")
	if refusal == nil {
		return v.Page(page, SchedulePage(props))
	}
	var fields []string
	for i := range maxInstalments + emptyRows {
		fields = append(fields, "day_"+itoa(i), "amount_"+itoa(i))
	}
	props.Refused = web.RefusedBy(v, refusal, fields...)
	return v.PageAgain(page, SchedulePage(props))
}
