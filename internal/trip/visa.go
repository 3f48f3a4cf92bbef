package trip

import (
	"context"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Visa is an agreement of the archives administration to let a category go, for what was over by a day.
type Visa struct {
	Category, Number string
	CoversUntil      law.Day
	By               string // name of who wrote it down
	GrantedAt        types.DateTime
}

// GrantVisa writes down the visa that the archives gave, in the name of who received it.
func GrantVisa(ctx context.Context, app core.App, v Visa) error {
	return save(ctx, app, "archive_visas", map[string]any{
		"category": v.Category, "number": strings.TrimSpace(v.Number), "covers_until": string(v.CoversUntil), "by_staff": school.ActorIn(ctx).ID, "granted_at": school.Clock(app).Now(),
	})
}

// JudgeVisa holds the visas: written by who may purge, in their own name, and never changed.
func JudgeVisa(app core.App, record *core.Record, actor school.Actor, created bool) []law.Finding {
	_, known := FindRetention(record.GetString("category"))
	switch until := record.GetString("covers_until"); {
	case !created:
		return refuse("", "Un visa inscrit ne se modifie ni ne s’efface : il a pu servir.", "Inscrivez-en un autre.")
	case !actor.May(school.PurgeData):
		return refuse("", "Inscrire un visa des archives revient à : "+roleNames(school.PurgeData)+".", "Demandez-le-leur.")
	case record.GetString("by_staff") != actor.ID:
		return refuse("by_staff", "Un visa s’inscrit en son propre nom.", "")
	case !known:
		return refuse("category", "Cette catégorie n’existe pas.", "Choisissez-la dans la liste.")
	case len([]rune(strings.TrimSpace(record.GetString("number")))) < 3:
		return refuse("number", "Un visa a un numéro ou une référence.", "Recopiez-le du bordereau d’élimination.")
	case !isDay(until) || law.Day(until) > school.Clock(app).Today():
		return refuse("covers_until", "Un visa porte sur ce qui a déjà pris fin.", "Écrivez la dernière date du bordereau, aujourd’hui au plus tard.")
	}
	return nil
}

func isDay(s string) bool {
	d, err := law.ParseDay(s)
	return err == nil && d != ""
}

// VisasFor lists the visas, the latest first.
func VisasFor(app core.App, viewer school.Actor) ([]Visa, error) {
	if err := school.Require(viewer, school.PurgeData); err != nil {
		return nil, err
	}
	var all []Visa
	err := app.DB().Select("a.category", "a.number", "a.covers_until", "a.granted_at", "TRIM(s.first_name || ' ' || s.last_name) AS [[by]]").From("archive_visas a").
		LeftJoin("staff s", dbx.NewExp("s.id = a.by_staff")).OrderBy("a.granted_at DESC", "a.id").All(&all)
	if err != nil {
		return nil, fmt.Errorf("visas: %w", err)
	}
	return all, nil
}

// StandingAuthorisation is the reference under which the archives let a category go once for all (D-12), "" when there is
// none: « fiches-sanitaires : AD69 2026-114 ; papiers : AD69 2026-115 ».
func StandingAuthorisation(setting, category string) string {
	for _, one := range strings.FieldsFunc(setting, func(r rune) bool { return r == ';' || r == '\n' }) {
		key, reference, found := strings.Cut(one, ":")
		if found && school.Fold(strings.TrimSpace(key)) == school.Fold(category) {
			return strings.TrimSpace(reference)
		}
	}
	return ""
}

// authorisationOf is what lets a category go for what was over by a day: the standing authorisation, else a visa.
func authorisationOf(app core.App, category string, over law.Day) (reference string, standing bool, err error) {
	parameters, err := school.ParametersOf(app)
	if err != nil {
		return "", false, err
	}
	if reference = StandingAuthorisation(parameters.Text("D-12", "purge_authorisations", school.Clock(app).Today()), category); reference != "" {
		return reference, true, nil
	}
	var numbers []string
	err = app.DB().Select("number").From("archive_visas").Where(dbx.HashExp{"category": category}).
		AndWhere(dbx.NewExp("covers_until >= {:over}", dbx.Params{"over": string(over)})).OrderBy("covers_until", "granted_at", "id").Limit(1).Column(&numbers)
	if err != nil {
		return "", false, fmt.Errorf("visas: %w", err)
	}
	return strings.Join(numbers, ""), false, nil
}
