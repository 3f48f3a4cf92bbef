package staff

import (
	"strconv"
	"strings"
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// ParametersPageProps is the list of parameters.
type ParametersPageProps struct {
	List          Listing
	Settings      []Setting
	Search, Which string
}

// ParametersPage lists what the rules leave to the school, and what they do not.
func ParametersPage(p ParametersPageProps) Node {
	var rows []components.Row
	for _, s := range p.Settings {
		rows = append(rows, components.Row{Cells: []Node{
			Group{A(Href(s.Path()), components.French(settingLabel(s))), Br(), components.Soft(s.Rule.Title)},
			components.RuleLink(s.Rule.ID), Strong(components.French(shortened(valueText(s.Spec, s.Value)))), settingState(s),
		}})
	}
	return Group{
		components.PageHead(components.PageHeadProps{
			Title: "Règles et paramètres", Lead: "Ce que les textes laissent à l’établissement porte une date et un motif. Ce que la loi fixe est montré, et ne se change pas.",
		}),
		FilterForm(parametersPath, "Chercher un paramètre",
			components.Field(components.FieldProps{ID: "q", Label: "Règle ou paramètre", Type: "search", Value: p.Search, Filter: true, Autocomplete: "off"}),
			components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "lesquels", Label: "Lesquels", Value: p.Which, Filter: true}, Empty: "Valeurs des règles",
				Options: []components.OptionProps{{Value: "changes", Label: "changés par l’établissement"}, {Value: "effets", Label: "effet des règles à confirmer"}, {Value: "fixes", Label: "fixés par la loi"}}}),
		),
		components.Card(
			components.DataTable(components.DataTableProps{
				Caption: "Paramètres", HideCaption: true, RowHead: true, Stacked: true, Rows: rows, EmptyMessage: "Aucun paramètre ne correspond à cette recherche.",
				Columns: []components.Column{{Label: "Paramètre"}, {Label: "Règle"}, {Label: "Valeur aujourd’hui"}, {Label: "D’où elle vient"}},
			}),
			p.List.Foot("paramètre", "paramètres"),
		),
	}
}

// shortened keeps a list readable; the whole text is on the parameter's page.
func shortened(s string) string {
	if r := []rune(s); len(r) > 90 {
		return string(r[:89]) + "…"
	}
	return s
}

func settingLabel(s Setting) string {
	if s.IsSeverity() {
		return "Effet de la règle"
	}
	return s.Spec.Label
}

func settingState(s Setting) Node {
	switch {
	case s.Spec.Fixed:
		return components.Tag(components.Neutral, "fixé par la loi")
	case s.Current != nil:
		return components.Tag(components.OK, "fixé depuis le "+s.Current.InForceFrom.Short())
	case len(s.History) > 0:
		return components.Tag(components.Wait, "change le "+s.History[len(s.History)-1].InForceFrom.Short())
	}
	return components.Soft("valeur par défaut")
}

// valueText writes a value with its unit, as a sentence would.
func valueText(spec law.ParameterSpec, value string) string {
	n, err := strconv.Atoi(value)
	if err == nil {
		switch spec.Unit {
		case "days":
			return law.Counted(n, "jour", "jours")
		case "months":
			return law.Thousands(n) + " mois"
		case "years":
			return law.Counted(n, "an", "ans")
		case "hours":
			return law.Counted(n, "heure", "heures")
		case "percent":
			return law.Thousands(n) + " %"
		case "cents":
			return cents.Amount(n).String()
		case "count":
			return law.Thousands(n)
		}
	}
	words := map[string]string{"true": "oui", "false": "non"}
	if spec.Name == law.SeverityParameter {
		words = map[string]string{string(law.Block): "refuse", string(law.Warn): "avertit"}
	}
	return orElse(words[value], value)
}

// ParameterForm is what was typed.
type ParameterForm struct{ Value, From, Reason, Act string }

// ParameterPageProps is one parameter: what it is worth, what it was, what it may become.
type ParameterPageProps struct {
	Setting Setting
	Form    ParameterForm
	Acts    []school.ActChoice
	Today   law.Day
	Zone    *time.Location
	Refused web.Refused
}

// ParameterPage shows one parameter and asks for a new dated value where there is a choice.
func ParameterPage(p ParameterPageProps) Node {
	s := p.Setting
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Eyebrow: s.Rule.ID + " · " + s.Rule.Title, Title: settingTitle(s), Tag: settingState(s)}),
		settingValues(s),
		P(A(Href("/regles/"+strings.ToLower(s.Rule.ID)), components.French("Lire la règle "+s.Rule.ID))),
		whoSets(s),
		oneWay(s),
		Iff(s.Editable, func() Node { return settingForm(p) }),
		Iff(len(s.History) > 0, func() Node {
			return components.Card(components.CardHead(components.CardHeadProps{Title: "Historique"}), components.Timeline("Valeurs fixées", settingHistory(p)))
		}),
	}
}

// settingValues shows figures as figures and texts as texts.
func settingValues(s Setting) Node {
	now, standard := valueText(s.Spec, s.Value), valueText(s.Spec, s.Spec.Default)
	if s.Spec.Unit == "text" && !s.IsSeverity() || s.Spec.Unit == "list" || s.Spec.Unit == "dated_euros" {
		return components.Card(components.DefinitionGrid(components.Pair{Term: "Aujourd’hui", Value: components.French(now)}, components.Pair{Term: "Par défaut", Value: components.French(standard)}))
	}
	return components.KPIs(components.KPIProps{Value: now, Label: "aujourd’hui"}, components.KPIProps{Value: standard, Label: "par défaut"})
}

func settingTitle(s Setting) string {
	if s.IsSeverity() {
		return "Effet de la règle " + s.Rule.ID
	}
	return s.Spec.Label
}

// whoSets tells why there is no form, when there is none.
func whoSets(s Setting) Node {
	switch {
	case s.Spec.Fixed:
		return components.Notice(components.NoticeProps{Kind: components.Info, Title: "Fixé par la loi", Text: "Aucun établissement ne peut changer cette valeur. Elle est montrée pour que chacun la connaisse."})
	case s.IsSeverity() && !s.Editable:
		return components.Notice(components.NoticeProps{Kind: components.Info, Title: "Réservé à l’agent comptable", Text: "Cette règle est à confirmer" + confirmWith(s.Rule) + ". Seul l’agent comptable choisit si elle refuse ou avertit, avec un motif."})
	case s.IsSeverity():
		return components.Notice(components.NoticeProps{Kind: components.Wait, Title: "Règle à confirmer", Text: "Le texte se lit de plusieurs façons" + confirmWith(s.Rule) + ". Par prudence elle refuse ; vous pouvez choisir qu’elle avertisse seulement."})
	}
	return nil
}

// oneWay says early which way the rule leaves open.
func oneWay(s Setting) Node {
	limit := valueText(s.Spec, s.Spec.Default)
	switch s.Spec.Moves {
	case law.UpOnly:
		return components.Notice(components.NoticeProps{Kind: components.Info, Title: "Peut seulement augmenter", Text: "Cette durée protège les preuves : jamais moins de " + limit + "."})
	case law.DownOnly:
		return components.Notice(components.NoticeProps{Kind: components.Info, Title: "Peut seulement diminuer", Text: "Cette durée protège les personnes : jamais plus de " + limit + "."})
	}
	return nil
}

func confirmWith(r law.Rule) string {
	if r.ConfirmWith == "" {
		return ""
	}
	return ", avec " + r.ConfirmWith
}

func settingForm(p ParameterPageProps) Node {
	var acts []components.OptionProps
	for _, a := range p.Acts {
		acts = append(acts, components.OptionProps{Value: a.ID, Label: "acte n° " + a.ActNumber + " du " + a.VotedOn.French() + " – " + a.Title})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Fixer une nouvelle valeur"}),
		components.PostForm(components.PostFormProps{Action: p.Setting.Path()},
			valueField(p),
			components.DateField(components.FieldProps{ID: "depuis", Label: "À partir du", Value: p.Form.From, Required: true, Error: p.Refused.Of("depuis"), Hint: "Aujourd’hui ou plus tard : le passé ne se réécrit pas."}),
			Iff(len(acts) > 0, func() Node {
				return components.SelectField(components.SelectFieldProps{FieldProps: components.FieldProps{ID: "acte", Label: "Acte qui la fixe", Value: p.Form.Act, Error: p.Refused.Of("acte")}, Options: acts, Empty: "Aucun"})
			}),
			components.TextareaField(components.TextareaFieldProps{FieldProps: components.FieldProps{ID: "motif", Label: "Motif", Value: p.Form.Reason, Required: true, Error: p.Refused.Of("motif")}, Rows: "3"}),
			components.Actions(components.ButtonMain("Fixer cette valeur"), components.LinkButton("Annuler", parametersPath)),
		),
	)
}

func valueField(p ParameterPageProps) Node {
	spec, typed, problem := p.Setting.Spec, p.Form.Value, p.Refused.Of("valeur")
	f := components.FieldProps{ID: "valeur", Label: "Nouvelle valeur", Value: typed, Required: true, Error: problem, Autocomplete: "off"}
	choice := func(options ...components.OptionProps) Node {
		return components.RadioGroup(components.ChoiceProps{ID: "valeur", Legend: "Nouvelle valeur", Value: typed, Required: true, Error: problem, Options: options, Inline: spec.Unit == "flag"})
	}
	switch {
	case p.Setting.IsSeverity():
		return choice(components.OptionProps{Value: string(law.Block), Label: "Refuser", Hint: "L’opération n’est pas enregistrée."},
			components.OptionProps{Value: string(law.Warn), Label: "Avertir", Hint: "L’opération passe ; l’avertissement est nommé dans le journal."})
	case spec.Unit == "flag":
		return choice(components.OptionProps{Value: "true", Label: "Oui"}, components.OptionProps{Value: "false", Label: "Non"})
	case spec.Unit == "cents":
		return components.AmountField(f)
	case spec.Unit == "text", spec.Unit == "list", spec.Unit == "dated_euros":
		return components.TextareaField(components.TextareaFieldProps{FieldProps: f, Rows: "3"})
	}
	f.Suffix = map[string]string{"days": "jours", "months": "mois", "years": "ans", "hours": "heures", "percent": "%"}[spec.Unit]
	f.InputMode, f.Width = "numeric", "s"
	return components.Field(f)
}

func settingHistory(p ParameterPageProps) []components.TimelineItem {
	var items []components.TimelineItem
	for _, h := range p.Setting.History {
		state := components.Neutral
		if p.Setting.Current != nil && h == *p.Setting.Current {
			state = components.OK
		} else if h.InForceFrom > p.Today {
			state = components.Wait
		}
		text := "« " + h.Reason + " » – " + orElse(h.By, "personne inconnue") + ", le " + clockFrench(h.SetAt.Time(), p.Zone)
		if h.Act != "" {
			text += ", par " + h.Act
		}
		items = append(items, components.TimelineItem{Day: string(h.InForceFrom), When: "à partir du " + h.InForceFrom.French(), Title: valueText(p.Setting.Spec, h.Setting), Text: text + ".", State: state})
	}
	return items
}
