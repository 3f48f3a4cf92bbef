package trips

import (
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components/web"
)

// maxBrackets is as many as a family can find itself in.
const maxBrackets = 8

func showGrid(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	var rows []BracketForm
	for _, b := range f.Brackets {
		rows = append(rows, BracketForm{Below: web.TypedNumber(b.QuotientBelow), Price: b.PriceCents.Plain(), Pupils: web.TypedNumber(b.PupilsEstimated)})
	}
	return gridPage(v, f, rows, nil)
}

func saveGrid(v *web.Visit) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	r, err := v.Read()
	if err != nil {
		return err
	}
	var typed []BracketForm
	var brackets []trip.Bracket
	for i := range maxBrackets + emptyRows {
		below, price, pupils := "below_"+itoa(i), "price_"+itoa(i), "pupils_"+itoa(i)
		form := BracketForm{Below: r.Text(below), Price: r.Text(price), Pupils: r.Text(pupils)}
		if form == (BracketForm{}) {
			continue
		}
		typed = append(typed, form)
		if form.Price == "" {
			r.Wrong(price, "Écrivez le prix de cette tranche (0 si elle est gratuite).")
		}
		brackets = append(brackets, trip.Bracket{QuotientBelow: r.Number(below), PriceCents: r.Amount(price), PupilsEstimated: r.Number(pupils)})
	}
	for i, b := range brackets {
		last := i == len(brackets)-1
		switch {
		case last && b.QuotientBelow != 0:
			r.Wrong("below_"+itoa(i), "La dernière tranche est sans limite : laissez son quotient vide.")
		case !last && (b.QuotientBelow == 0 || i > 0 && b.QuotientBelow <= brackets[i-1].QuotientBelow):
			r.Wrong("below_"+itoa(i), "Rangez les tranches du quotient le plus bas au plus haut.")
		case i > 0 && b.PriceCents < brackets[i-1].PriceCents:
			r.Wrong("price_"+itoa(i), "Le prix ne baisse pas quand le quotient monte.")
		}
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.SetBrackets(v.Ctx(), v.App, f.Trip.ID, brackets)
		if err == nil {
			return v.SeeWith(staffList+"/"+f.Trip.ID+"/budget", "ok", "La grille de prix est enregistrée.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
		for i, x := range refusal.Findings {
			if line, name, ok := trip.LineField(x.Field); ok {
				refusal.Findings[i].Field = map[string]string{"quotient_below": "below_", "pupils_estimated": "pupils_"}[name] + itoa(line)
				if name == "price_cents" || name == "category" {
					refusal.Findings[i].Field = "price_" + itoa(line)
				}
			}
		}
	}
	return gridPage(v, f, typed, refusal)
}

func gridPage(v *web.Visit, f trip.Facts, rows []BracketForm, refusal *law.Refusal) error {
	props := GridPageProps{Facts: f, Rows: rows, Frozen: trip.BudgetIsFrozen(f.Trip.State)}
	if refusal == nil {
		return v.Page(inTrip(f.Trip, "Grille de prix"), GridPage(props))
	}
	var fields []string
	for i := range maxBrackets + emptyRows {
		fields = append(fields, "below_"+itoa(i), "price_"+itoa(i), "pupils_"+itoa(i))
	}
	props.Refused = web.RefusedBy(v, refusal, fields...)
	return v.PageAgain(inTrip(f.Trip, "Grille de prix"), GridPage(props))
}

func showBrackets(v *web.Visit) error { return bracketsPage(v, nil) }

// saveBracket puts one pupil in a bracket, on the proof that the bursar has seen.
func saveBracket(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	pupil := r.Must("pupil", "Choisissez un élève.")
	number := r.Number("bracket")
	refusal := r.Refusal()
	if refusal == nil {
		err := trip.SetBracket(v.Ctx(), v.App, v.Path("trip"), pupil, number)
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			if err != nil {
				return err
			}
			return v.SeeWith(staffList+"/"+v.Path("trip")+"/tranches", "ok", "La tranche est enregistrée.")
		}
	}
	return bracketsPage(v, refusal)
}

func bracketsPage(v *web.Visit, refusal *law.Refusal) error {
	f, err := staffFacts(v)
	if err != nil {
		return err
	}
	props := BracketsPageProps{Facts: f}
	if props.Pupils, err = trip.PlacesInGrid(v.App, v.Actor, f.Trip.ID); err != nil {
		return err
	}
	page := inTrip(f.Trip, "Tranches des familles")
	page.Wide = true
	if refusal == nil {
		return v.Page(page, BracketsPage(props))
	}
	props.Refused = web.RefusedBy(v, refusal, "pupil")
	return v.PageAgain(page, BracketsPage(props))
}
