package trips

import (
	"fmt"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

func showExecution(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	return executionPage(v, f, executionForm(f), nil)
}

func executionForm(f trip.Facts) []RealForm {
	var lines []RealForm
	for _, l := range f.Real {
		lines = append(lines, RealForm{
			ID: l.ID, Side: l.Side, Category: l.Category, Label: l.Label, For: l.Beneficiaries, Origin: l.Origin, Amount: web.TypedAmount(l.AmountCents), SpentOn: string(l.SpentOn),
			Voucher: l.VoucherNo, Quiet: l.NoAdvertising, Carried: l.CarriedFrom,
		})
	}
	return lines
}

// carryOver starts the execution from the lines of the project.
func carryOver(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	err = trip.CarryOver(v.Ctx(), v.App, f.Trip.ID)
	if refusal, isRefusal := web.Refusal(err); isRefusal {
		return executionPage(v, f, executionForm(f), refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(staffList+"/"+f.Trip.ID+"/execution", "ok", "Les lignes du projet sont reprises : inscrivez les montants réels à mesure.")
}

// carryImprests takes over what was paid by the imprests of the trip.
func carryImprests(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	n, err := trip.CarryImprests(v.Ctx(), v.App, f.Trip.ID)
	if refusal, isRefusal := web.Refusal(err); isRefusal {
		return executionPage(v, f, executionForm(f), refusal)
	}
	if err != nil {
		return err
	}
	done := "Aucune dépense de régie n’est à reprendre."
	if n > 0 {
		done = law.Counted(n, "dépense de régie est reprise", "dépenses de régie sont reprises") + " : chacune est liée à sa ligne du journal."
	}
	return v.SeeWith(staffList+"/"+f.Trip.ID+"/execution", "ok", done)
}

func saveExecution(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	r, err := v.Read()
	if err != nil {
		return err
	}
	carried := map[string]string{}
	for _, l := range f.Real {
		carried[l.ID] = l.CarriedFrom
	}
	var typed []RealForm
	var lines []trip.Line
	for i := range maxLines {
		at := realNamer(i)
		if _, there := r.Form[at("amount")]; !there {
			break
		}
		form := RealForm{
			ID: r.Text(at("id")), Side: known(r.Text(at("side")), trip.Expense, trip.Income), Category: r.Text(at("category")), Label: r.Text(at("label")), For: r.Text(at("for")),
			Origin: r.Text(at("origin")), Amount: r.Text(at("amount")), SpentOn: r.Text(at("on")), Voucher: r.Text(at("voucher")), Quiet: r.Text(at("quiet")) != "",
		}
		form.Carried = carried[form.ID]
		if form.Category == "" && form.Label == "" && form.Amount == "" && form.Carried == "" {
			continue
		}
		said := realNamer(len(typed))
		typed = append(typed, form)
		if form.Category == "" {
			r.Wrong(said("category"), "Dites la nature de cette ligne.")
		}
		if form.Side == trip.Income && originLabel(form.Origin) == "" {
			r.Wrong(said("origin"), "Dites qui paie cette recette.")
		}
		if form.Side == trip.Expense {
			form.Origin = ""
		}
		line := trip.Line{
			ID: form.ID, Side: form.Side, Category: form.Category, Label: form.Label, Beneficiaries: known(form.For, trip.ForAll, trip.ForPupils, trip.ForAdults),
			Origin: form.Origin, AmountCents: r.Amount(at("amount")), SpentOn: r.Day(at("on")), VoucherNo: form.Voucher, NoAdvertising: form.Quiet,
		}
		r.Rename(at("amount"), said("amount"))
		r.Rename(at("on"), said("on"))
		if line.AmountCents > 0 && line.SpentOn == "" && form.SpentOn == "" {
			r.Wrong(said("on"), "Écrivez le jour où cette somme a été payée ou reçue.")
		}
		lines = append(lines, line)
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.SetExecution(v.Ctx(), v.App, f.Trip.ID, lines)
		if err == nil {
			return v.SeeWith(staffList+"/"+f.Trip.ID+"/execution", "ok", "Le budget réel est enregistré.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
		fieldsOfRow := map[string]string{"amount_cents": "amount", "spent_on": "on", "category": "category", "origin": "origin", "act": "origin", "beneficiaries": "for", "no_advertising": "quiet"}
		for i, x := range refusal.Findings {
			if row, name, ok := trip.LineField(x.Field); ok && fieldsOfRow[name] != "" {
				refusal.Findings[i].Field = realNamer(row)(fieldsOfRow[name])
			}
		}
	}
	return executionPage(v, f, typed, refusal)
}

func realNamer(i int) func(string) string {
	return func(name string) string { return fmt.Sprintf("real_%d_%s", i, name) }
}

func executionPage(v *web.Visit, f trip.Facts, lines []RealForm, refusal *law.Refusal) error {
	page := inTrip(f.Trip, "Budget réel")
	page.Wide = true
	props := ExecutionPageProps{Facts: f, Lines: lines, Open: trip.ExecutionIsOpen(f.Trip.State) && trip.MayEdit(v.Actor, f.Trip)}
	if props.Open {
		var err error
		if props.Imprests, props.ImprestSum, err = trip.ImprestExpenses(v.App, f.Trip.ID); err != nil {
			return err
		}
	}
	if refusal == nil {
		return v.Page(page, ExecutionPage(props))
	}
	var fields []string
	for i := range maxLines {
		at := realNamer(i)
		fields = append(fields, at("category"), at("origin"), at("amount"), at("on"))
	}
	props.Refused = web.RefusedBy(v, refusal, fields...)
	return v.PageAgain(page, ExecutionPage(props))
}
