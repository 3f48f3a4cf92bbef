package trips

import (
	"net/url"

	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

// showSimulator answers a question about the price, asked in the address: it can be kept, sent and asked again.
func showSimulator(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	r := &web.Reader{Form: v.Request.URL.Query()}
	form := SimulatorForm{Pupils: r.Text("eleves"), Adults: r.Text("adultes"), Subsidy: r.Text("subvention"), Fund: r.Text("fonds"), Price: r.Text("prix")}
	if len(r.Form) == 0 {
		form = SimulatorForm{Pupils: itoa(f.Trip.PupilsEstimated), Adults: itoa(f.Trip.AdultsEstimated), Price: web.TypedAmount(f.Trip.PriceCents)}
		r.Form = url.Values{"eleves": {form.Pupils}, "adultes": {form.Adults}, "prix": {form.Price}}
	}
	s := trip.Simulation{
		Lines: f.Lines, Pupils: r.Number("eleves"), Adults: r.Number("adultes"), Subsidy: r.Amount("subvention"), SocialFund: r.Amount("fonds"), Price: r.Amount("prix"),
		Compulsory: f.Trip.Obligation == trip.Compulsory,
	}
	if s.Pupils > 2000 {
		r.Wrong("eleves", "Ce nombre d’élèves n’est pas plausible.")
	}
	if s.Adults > 500 {
		r.Wrong("adultes", "Ce nombre d’accompagnateurs n’est pas plausible.")
	}
	for name, amount := range map[string]int64{"subvention": int64(s.Subsidy), "fonds": int64(s.SocialFund), "prix": int64(s.Price)} {
		if amount < 0 || amount > 100_000_000 {
			r.Wrong(name, "Écrivez un montant positif et plausible.")
		}
	}
	props := SimulatorPageProps{Facts: f, Form: form}
	if refusal := r.Refusal(); refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, "eleves", "adultes", "subvention", "fonds", "prix")
	} else if s.Pupils > 0 {
		outcome := trip.Simulate(s)
		props.Outcome, props.Around = &outcome, trip.SimulateAround(s, max(1, s.Pupils/10))
	}
	page := inTrip(f.Trip, "Simulateur")
	page.Wide = true
	return v.Page(page, SimulatorPage(props))
}
