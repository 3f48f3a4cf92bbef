package staff

import (
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const parametersPath = "/gestion/ecole/parametres"

// Setting is one parameter of one rule as the school lives it today.
type Setting struct {
	Rule     law.Rule
	Spec     law.ParameterSpec
	Value    string // in force today, in its unit
	Current  *school.PastSetting
	History  []school.PastSetting // newest first, those to come included
	Editable bool
}

// IsSeverity tells the effect of a rule from a value of the rule.
func (s Setting) IsSeverity() bool { return s.Spec.Name == law.SeverityParameter }

// Path is the page of the parameter.
func (s Setting) Path() string {
	return parametersPath + "/" + strings.ToLower(s.Rule.ID) + "/" + s.Spec.Name
}

// settingsOf lists every parameter of every rule in force.
func settingsOf(v *web.Visit) ([]Setting, error) {
	values, err := school.ParametersOf(v.App)
	if err != nil {
		return nil, err
	}
	past, err := school.SettingsFor(v.App, v.Actor)
	if err != nil {
		return nil, err
	}
	today := v.Today()
	var all []Setting
	for _, rule := range school.DepsOf(v.App).Registry.All() {
		for _, spec := range rule.AllParameters() {
			s := Setting{Rule: rule, Spec: spec, Value: values.Text(rule.ID, spec.Name, today)}
			s.Editable = !spec.Fixed && (spec.Name != law.SeverityParameter || v.Actor.May(school.SetSeverity))
			for _, p := range past {
				if p.Rule == rule.ID && p.Parameter == spec.Name {
					s.History = append(s.History, p)
					if s.Current == nil && p.InForceFrom <= today {
						current := p
						s.Current = &current
					}
				}
			}
			all = append(all, s)
		}
	}
	return all, nil
}

func showParameters(v *web.Visit) error {
	all, err := settingsOf(v)
	if err != nil {
		return err
	}
	p := ParametersPageProps{Search: v.Query("q"), Which: v.Query("lesquels")}
	for _, s := range all {
		if !school.Matches(p.Search, s.Rule.ID+" "+s.Rule.Title+" "+s.Spec.Label) {
			continue
		}
		switch {
		case p.Which == "fixes" && !s.Spec.Fixed, p.Which == "changes" && len(s.History) == 0, p.Which == "effets" && !s.IsSeverity(), p.Which == "" && s.IsSeverity() && s.Current == nil && p.Search == "":
			continue
		}
		p.Settings = append(p.Settings, s)
	}
	if done, err := exported(v, "parametres", func() document.Sheet { return settingSheet(p.Settings) }); done {
		return err
	}
	p.List = listing(v, len(p.Settings))
	p.Settings = window(p.List, p.Settings)
	return v.Page(components.PageProps{Title: "Règles et paramètres", Breadcrumb: underSchool("Règles et paramètres")}, ParametersPage(p))
}

func settingSheet(all []Setting) document.Sheet {
	s := document.Sheet{Title: "Paramètres", Columns: []document.Column{
		{Name: "Règle"}, {Name: "Titre"}, {Name: "Paramètre"}, {Name: "Valeur"}, {Name: "Depuis le", Kind: document.KindDay}, {Name: "Motif"}, {Name: "Fixé par"}, {Name: "Fixé par la loi"},
	}}
	for _, one := range all {
		row := []document.Cell{document.Text(one.Rule.ID), document.Text(one.Rule.Title), document.Text(one.Spec.Label), document.Text(valueText(one.Spec, one.Value)), document.Date(""), document.Text(""), document.Text(""), document.Text(yes(one.Spec.Fixed))}
		if c := one.Current; c != nil {
			row[4], row[5], row[6] = document.Date(c.InForceFrom), document.Text(c.Reason), document.Text(c.By)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func findSetting(v *web.Visit) (Setting, error) {
	all, err := settingsOf(v)
	if err != nil {
		return Setting{}, err
	}
	for _, s := range all {
		if strings.EqualFold(s.Rule.ID, v.Path("rule")) && s.Spec.Name == v.Path("parameter") {
			return s, nil
		}
	}
	return Setting{}, web.ErrNotFound
}

func showParameter(v *web.Visit) error {
	s, err := findSetting(v)
	if err != nil {
		return err
	}
	return parameterPage(v, s, ParameterForm{From: string(v.Today())}, web.Refused{})
}

func setParameter(v *web.Visit) error {
	r, err := v.Read()
	if err != nil {
		return err
	}
	s, err := findSetting(v)
	if err != nil {
		return err
	}
	form := ParameterForm{Value: v.Field("valeur"), From: v.Field("depuis"), Reason: v.Field("motif"), Act: v.Field("acte")}
	setting := school.NewSetting{Rule: s.Rule.ID, Name: s.Spec.Name, Value: settingValue(r, s.Rule, s.Spec, form.Value), From: r.Day("depuis"), Reason: form.Reason, Act: form.Act}
	if form.From == "" {
		r.Wrong("depuis", "La date d’effet manque. Choisissez aujourd’hui ou un jour à venir.")
	}
	if form.Reason == "" {
		r.Wrong("motif", "Le motif manque. Il sera gardé avec la valeur, et lu par qui voudra comprendre.")
	}
	if err = r.Err(); err == nil || s.Spec.Fixed {
		err = school.SetParameter(v.Ctx(), v.App, setting)
	}
	if refused, ok := refusedBy(v, err, "valeur", "depuis", "motif", "acte"); ok {
		return parameterPage(v, s, form, refused)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(s.Path(), components.OK, "La nouvelle valeur vaut à partir du "+setting.From.French()+". L’ancienne reste celle des dates passées.")
}

// settingValue reads what was typed in the unit of the parameter; amounts are typed in euros.
func settingValue(r *web.Reader, rule law.Rule, spec law.ParameterSpec, typed string) string {
	if typed == "" {
		r.Wrong("valeur", "La valeur manque. Choisissez ou écrivez la nouvelle valeur.")
		return ""
	}
	if spec.Unit == "cents" {
		amount, err := cents.Parse(typed)
		if err != nil {
			r.Wrong("valeur", "Le montant n’est pas lisible. Écrivez-le comme 8,00.")
			return ""
		}
		return strconv.FormatInt(int64(amount), 10)
	}
	typed = strings.TrimSpace(strings.ReplaceAll(typed, "\r\n", "\n"))
	if err := rule.CheckMove(spec, typed); err != nil {
		r.Wrong("valeur", components.Sentence(err.Error()))
	} else if err := law.CheckValue(spec, typed); err != nil {
		r.Wrong("valeur", components.Sentence(err.Error()))
	}
	return typed
}

func parameterPage(v *web.Visit, s Setting, form ParameterForm, refused web.Refused) error {
	acts, err := school.ActsFor(v.App, v.Actor)
	if err != nil {
		return err
	}
	page := v.Page
	if refused.Errors != nil {
		page = v.PageAgain
	}
	return page(components.PageProps{Title: s.Spec.Label, Breadcrumb: []components.Crumb{
		{Label: "École", Href: "/gestion/ecole"}, {Label: "Règles et paramètres", Href: parametersPath}, {Label: s.Rule.ID},
	}}, ParameterPage(ParameterPageProps{Setting: s, Form: form, Acts: acts, Today: v.Today(), Zone: school.Clock(v.App).Zone(), Refused: refused}))
}
