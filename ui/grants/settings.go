package grants

import (
	"context"
	"strconv"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/aid"
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// fundFields are the fields of the forms of the funds' page.
var fundFields = []string{"nom", "nature", "depart", "ouvert", "origine", "fonds", "mouvement", "motif", "le", "aide", "calcul", "fonds_aide", "propose", "bareme", "depuis", "tranches", "acte", "numero", "vote", "publie"}

// brackets is how many lines the form of a scale has.
const brackets = 8

func showFunds(v *web.Visit) error { return fundsPage(v, nil, nil) }

func fundsPage(v *web.Visit, r *web.Reader, refusal *law.Refusal) error {
	p := FundsPageProps{MayManage: v.Actor.May(school.ManageAid), Values: map[string]string{}, Refused: web.RefusedBy(v, refusal, fundFields...), Today: v.Today()}
	if r != nil {
		for name := range r.Form {
			p.Values[name] = r.Text(name)
		}
	}
	var err error
	if p.Funds, err = aid.Funds(v.App, v.Actor); err != nil {
		return err
	}
	if p.Movements, err = aid.Movements(v.App, v.Actor); err != nil {
		return err
	}
	if p.Types, err = aid.Types(v.App, v.Actor); err != nil {
		return err
	}
	if p.Scale, p.HasScale, err = aid.ScaleOn(v.App, v.Actor, v.Today()); err != nil {
		return err
	}
	if p.Acts, err = aid.CriteriaActs(v.App, v.Actor); err != nil {
		return err
	}
	page := components.PageProps{Title: "Fonds, aides et barème", Breadcrumb: []components.Crumb{{Label: "Aides", Href: staffPath}, {Label: "Fonds, aides et barème"}}}
	if refusal != nil {
		return v.PageAgain(page, FundsPage(p))
	}
	return v.Page(page, FundsPage(p))
}

// setting runs one of the forms of the page.
func setting(v *web.Visit, names map[string]string, said string, do func(*web.Reader) error) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	err = renamed(do(r), names)
	return done(v, err, func(x *law.Refusal) error { return fundsPage(v, r, x) }, staffPath+"/fonds", said)
}

func openFund(v *web.Visit) error {
	return setting(v, map[string]string{"name": "nom", "kind": "nature", "opening_cents": "depart", "opened_on": "ouvert"}, "Le financement est ouvert.", func(r *web.Reader) error {
		f := aid.NewFund{Name: r.Must("nom", "Donnez un nom au financement."), Kind: aid.FundKind(r.Must("nature", "Choisissez sa nature.")), Opening: r.Amount("depart"), OpenedOn: r.Day("ouvert"), Note: r.Text("origine")}
		if err := r.Err(); err != nil {
			return err
		}
		_, err := aid.OpenFund(v.Ctx(), v.App, f)
		return err
	})
}

// closing closes or opens again what the path names.
func closing(param string, closed bool, said string, do func(context.Context, core.App, string, bool) error) func(*web.Visit) error {
	return func(v *web.Visit) error {
		err := found(do(v.Ctx(), v.App, v.Path(param), closed))
		return done(v, err, func(x *law.Refusal) error { return fundsPage(v, nil, x) }, staffPath+"/fonds", said)
	}
}

func moveFund(v *web.Visit) error {
	return setting(v, map[string]string{"fund": "fonds", "amount": "mouvement", "label": "motif", "moved_on": "le"}, "Le mouvement est inscrit.", func(r *web.Reader) error {
		m := aid.Movement{Fund: r.Must("fonds", "Choisissez le financement."), Amount: r.Amount("mouvement"), Label: r.Text("motif"), MovedOn: r.Day("le")}
		if err := r.Err(); err != nil {
			return err
		}
		return aid.Move(v.Ctx(), v.App, m)
	})
}

func addType(v *web.Visit) error {
	return setting(v, map[string]string{"name": "aide", "mode": "calcul", "fund": "fonds_aide", "amount": "propose"}, "L’aide est proposée.", func(r *web.Reader) error {
		t := aid.Type{Name: r.Must("aide", "Donnez un nom à l’aide."), Mode: aid.Mode(r.Must("calcul", "Choisissez la façon de calculer.")), Fund: r.Must("fonds_aide", "Choisissez le financement."), Amount: r.Amount("propose")}
		if err := r.Err(); err != nil {
			return err
		}
		_, err := aid.AddType(v.Ctx(), v.App, t)
		return err
	})
}

func setScale(v *web.Visit) error {
	return setting(v, map[string]string{"name": "bareme", "in_force_from": "depuis", "act": "acte"}, "Le barème est enregistré.", func(r *web.Reader) error {
		s := aid.Scale{Name: r.Must("bareme", "Donnez un nom au barème."), From: r.Day("depuis"), Act: r.Text("acte"), Daily: r.Text("journalier") != ""}
		for i := range brackets {
			n := strconv.Itoa(i + 1)
			if r.Text("tranche_"+n) == "" && r.Text("max_"+n) == "" && r.Text("part_"+n) == "" {
				continue
			}
			b := aid.Bracket{Name: r.Text("tranche_" + n), Min: r.Amount("min_" + n), Max: r.Amount("max_" + n), Percent: percent(r, "part_"+n)}
			s.Brackets = append(s.Brackets, b)
		}
		if err := r.Err(); err != nil {
			return err
		}
		return aid.SetScale(v.Ctx(), v.App, s)
	})
}

func recordCriteria(v *web.Visit) error {
	return setting(v, map[string]string{"act_number": "numero", "voted_on": "vote", "published_on": "publie"}, "L’acte est enregistré.", func(r *web.Reader) error {
		number, voted, published := r.Must("numero", "Inscrivez le numéro de l’acte."), r.Day("vote"), r.Day("publie")
		if voted == "" {
			r.Wrong("vote", "Inscrivez la date du vote.")
		}
		if err := r.Err(); err != nil {
			return err
		}
		return aid.RecordCriteria(v.Ctx(), v.App, number, voted, published)
	})
}

func sendCriteria(v *web.Visit) error {
	funds, err := aid.Funds(v.App, v.Actor)
	if err != nil {
		return err
	}
	types, err := aid.Types(v.App, v.Actor)
	if err != nil {
		return err
	}
	scale, known, err := aid.ScaleOn(v.App, v.Actor, v.Today())
	if err != nil {
		return err
	}
	body, err := document.Decision(criteriaPaper(v.Paper(), v.Identity, funds, types, scale, known))
	if err != nil {
		return err
	}
	return v.File("projet-d-acte.pdf", "application/pdf", body, true)
}

func sendExtract(v *web.Visit) error {
	funds, err := aid.Funds(v.App, v.Actor)
	if err != nil {
		return err
	}
	for _, f := range funds {
		if f.ID != v.Path("fund") {
			continue
		}
		from, until := aid.Window(aid.YearOf(v.Today()))
		lines, err := aid.GrantedOn(v.App, v.Actor, f.ID, from, until)
		if err != nil {
			return err
		}
		body, err := document.PrintedList(extractPaper(v.Paper(), f, lines, from, until))
		if err != nil {
			return err
		}
		return v.File("extrait-comptable.pdf", "application/pdf", body, true)
	}
	return web.ErrNotFound
}

func yearAsked(v *web.Visit) string {
	if from, _ := aid.Window(v.Query("annee")); from != "" {
		return v.Query("annee")
	}
	return aid.YearOf(v.Today())
}

func showReport(v *web.Visit) error {
	report, err := aid.ReportFor(v.App, v.Actor, yearAsked(v))
	if err != nil {
		return err
	}
	return v.Page(components.PageProps{Title: "Bilan des aides", Breadcrumb: []components.Crumb{{Label: "Aides", Href: staffPath}, {Label: "Bilan"}}}, ReportPage(report))
}

func sendReport(v *web.Visit) error {
	report, err := aid.ReportFor(v.App, v.Actor, yearAsked(v))
	if err != nil {
		return err
	}
	body, err := document.PrintedList(reportPaper(v.Paper(), report))
	if err != nil {
		return err
	}
	return v.File("bilan-des-aides.pdf", "application/pdf", body, true)
}
