package trips

import (
	"net/http"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

const modelPath = "/gestion/ecole/lettre"

// modelRoutes are the school's model of a letter, and the versions of any letter.
func modelRoutes() []web.Route {
	set := web.Staff(school.SetSchool)
	return []web.Route{
		{Method: http.MethodGet, Pattern: modelPath, Who: set, Handle: showModel},
		{Method: http.MethodPost, Pattern: modelPath, Who: set, Handle: saveModel},
		{Method: http.MethodGet, Pattern: modelPath + "/versions", Who: set, Handle: showVersions},
		{Method: http.MethodGet, Pattern: staffTrip + "/lettre/versions", Who: web.Staff(school.WriteTrips), Handle: showVersions},
	}
}

var modelProps = components.PageProps{Title: "Modèle de lettre", Breadcrumb: []components.Crumb{{Label: "École", Href: "/gestion/ecole"}, {Label: "Modèle de lettre"}}}

func showModel(v *web.Visit) error {
	_, blocks, err := trip.ModelLetter(v.App)
	if err != nil {
		return err
	}
	return modelPage(v, blocks, false, nil)
}

func saveModel(v *web.Visit) error {
	form, err := v.Form()
	if err != nil {
		return err
	}
	_, blocks, err := trip.ModelLetter(v.App)
	if err != nil {
		return err
	}
	for i, b := range blocks {
		if _, there := form["text_"+b.Name]; !there {
			continue
		}
		if text := strings.ReplaceAll(v.Field("text_"+b.Name), "\r\n", "\n"); text != unfolded(b.Text) {
			blocks[i].Text = text
		}
		blocks[i].On = b.Mandatory || v.Field("on_"+b.Name) != ""
	}
	if v.Field("do") == "preview" {
		return modelPage(v, blocks, true, nil)
	}
	err = trip.SaveModel(v.Ctx(), v.App, blocks)
	if refusal, ok := web.Refusal(err); ok {
		return modelPage(v, blocks, true, refusal)
	}
	if err != nil {
		return err
	}
	return v.SeeWith(modelPath, components.OK, "Le modèle est enregistré : les prochains voyages partiront de lui. Les lettres que des familles lisent déjà ne changent pas.")
}

func modelPage(v *web.Visit, blocks []trip.Block, typed bool, refusal *law.Refusal) error {
	props := LetterPageProps{Model: true, Blocks: blocks, Typed: typed, Editable: true, Placeholders: trip.Placeholders()}
	var err error
	if props.Letter, err = trip.PreviewLetter(v.App, v.Actor, "", blocks); err != nil {
		return err
	}
	if refusal == nil {
		return v.Page(modelProps, LetterPage(props))
	}
	var fields []string
	for i, f := range refusal.Findings {
		refusal.Findings[i].Field = "text_" + f.Field
		fields = append(fields, "text_"+f.Field)
	}
	props.Refused = web.RefusedBy(v, refusal, fields...)
	return v.PageAgain(modelProps, LetterPage(props))
}

// showVersions lists the versions of a letter, each with what it changed.
func showVersions(v *web.Visit) error {
	id := v.Path("trip")
	props, back := modelProps, modelPath
	props.Title = "Versions du modèle de lettre"
	if id != "" {
		_, t, err := trip.ProjectOf(v.App, v.Actor, id)
		if err != nil {
			return err
		}
		props, back = inTrip(t, "Versions de la lettre"), staffList+"/"+id+"/lettre"
	}
	versions, err := trip.LetterVersions(v.App, v.Actor, id)
	if err != nil {
		return err
	}
	original, err := trip.DefaultBlocks()
	if err != nil {
		return err
	}
	return v.Page(props, VersionsPage(VersionsPageProps{Versions: versions, Original: original, Back: back, Zone: school.Clock(v.App).Zone()}))
}
