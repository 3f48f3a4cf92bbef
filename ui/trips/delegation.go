package trips

import (
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

var delegationFields = []string{"act_number", "voted_on", "transmitted_on", "published_on", "mandate_until", "powers"}

func showDelegations(v *web.Visit) error { return delegationPage(v, DelegationForm{}, nil) }

func recordDelegation(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	form := DelegationForm{
		Number: r.Text("act_number"), VotedOn: r.Text("voted_on"), TransmittedOn: r.Text("transmitted_on"), PublishedOn: r.Text("published_on"),
		MandateUntil: r.Text("mandate_until"), Powers: r.Form["powers"],
	}
	delegation := school.NewDelegation{
		ActNumber: r.Must("act_number", "Écrivez le numéro de l’acte."), VotedOn: r.MustDay("voted_on", "Écrivez la date du vote."),
		TransmittedOn: r.Day("transmitted_on"), PublishedOn: r.Day("published_on"),
		MandateUntil: r.MustDay("mandate_until", "Écrivez jusqu’à quand siège ce conseil."), Powers: form.Powers,
	}
	if delegation.VotedOn > v.Today() {
		r.Wrong("voted_on", "Cette date est à venir : un acte s’enregistre une fois voté.")
	}
	if len(form.Powers) == 0 {
		r.Wrong("powers", "Cochez au moins une compétence déléguée.")
	}
	refusal := r.Refusal()
	if refusal == nil {
		err := school.RecordDelegation(v.Ctx(), v.App, delegation)
		if err == nil {
			return v.SeeWith(staffList+"/delegations", components.OK, "La délégation est enregistrée.")
		}
		var isRefusal bool
		if refusal, isRefusal = web.Refusal(err); !isRefusal {
			return err
		}
	}
	return delegationPage(v, form, refusal)
}

func delegationPage(v *web.Visit, form DelegationForm, refusal *law.Refusal) error {
	known, err := school.Delegations(v.App, v.Actor)
	if err != nil {
		return err
	}
	props := DelegationPageProps{Form: form, Known: narrowed(v, known, delegationWords), Search: v.Query("q")}
	page := components.PageProps{Title: "Délégations du conseil", Breadcrumb: []components.Crumb{{Label: "Voyages", Href: staffList}, {Label: "Délégations"}}}
	if refusal != nil {
		props.Refused = web.RefusedBy(v, refusal, delegationFields...)
		return v.PageAgain(page, DelegationPage(props))
	}
	return v.Page(page, DelegationPage(props))
}

func delegationWords(a school.Act) []string {
	return []string{"acte n° " + a.ActNumber, a.VotedOn.French(), enforceableWord(a)}
}

func enforceableWord(a school.Act) string {
	if a.EnforceableOn == "" {
		return "pas encore"
	}
	return a.EnforceableOn.French()
}

func exportDelegations(v *web.Visit) error {
	known, err := school.Delegations(v.App, v.Actor)
	if err != nil {
		return err
	}
	sheet := document.Sheet{Title: "Délégations", Columns: []document.Column{{Name: "Acte"}, {Name: "Voté le", Kind: document.KindDay}, {Name: "Exécutoire le", Kind: document.KindDay}}}
	for _, a := range narrowed(v, known, delegationWords) {
		sheet.Rows = append(sheet.Rows, []document.Cell{document.Text(a.ActNumber), document.Date(a.VotedOn), document.Date(a.EnforceableOn)})
	}
	return sendSheet(v, "delegations", sheet)
}
