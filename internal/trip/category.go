package trip

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// Category is a nature of expense or of income that the school proposes in its budgets; typing another stays possible.
type Category struct {
	ID, Side, Label, Origin string
	RankNo                  int
	Retired                 bool
}

// seedCategories is what a school begins with.
var seedCategories = []Category{
	{Side: Expense, Label: "Car"}, {Side: Expense, Label: "Train"}, {Side: Expense, Label: "Avion"}, {Side: Expense, Label: "Transports locaux"},
	{Side: Expense, Label: "Hébergement"}, {Side: Expense, Label: "Chambre individuelle"}, {Side: Expense, Label: "Pension complète"},
	{Side: Expense, Label: "Repas"}, {Side: Expense, Label: "Repas supplémentaires"}, {Side: Expense, Label: "Visites et musées"},
	{Side: Expense, Label: "Sorties"}, {Side: Expense, Label: "Cours de ski"}, {Side: Expense, Label: "Activités"}, {Side: Expense, Label: "Assurance"},
	{Side: Expense, Label: "Adhésion obligatoire"}, {Side: Expense, Label: "Frais de réception"}, {Side: Expense, Label: "Taxes"},
	{Side: Expense, Label: "Change"}, {Side: Expense, Label: "Forfait global"}, {Side: Expense, Label: "Autre"},

	{Side: Income, Label: "Fonds de roulement", Origin: "school"}, {Side: Income, Label: "Taxe d’apprentissage", Origin: "school"},
	{Side: Income, Label: "Subvention de la commune", Origin: "local_authority"}, {Side: Income, Label: "Subvention du département", Origin: "local_authority"},
	{Side: Income, Label: "Subvention de la région", Origin: "local_authority"}, {Side: Income, Label: "Subvention de l’État", Origin: "state"},
	{Side: Income, Label: "pass Culture, part collective", Origin: "state"}, {Side: Income, Label: "Subvention de l’OFAJ", Origin: "state"},
	{Side: Income, Label: "Don du foyer socio-éducatif", Origin: "fse"}, {Side: Income, Label: "Don de la maison des lycéens", Origin: "mdl"},
	{Side: Income, Label: "Don d’une association de parents", Origin: "parents_association"}, {Side: Income, Label: "Don d’une entreprise", Origin: "company"},
	{Side: Income, Label: "Don de l’association sportive", Origin: "other"}, {Side: Income, Label: "Course parrainée", Origin: "other"},
	{Side: Income, Label: "Contribution des accompagnateurs", Origin: "adults"}, {Side: Income, Label: "Ristourne", Origin: "other"},
}

// Categories reads the natures of one side in the order of the list, those retired last. A school that has not touched its
// list reads the seed: rows are made at the first change, so that reading a page writes nothing.
func Categories(app core.App, side string) ([]Category, error) {
	all, err := keptCategories(app)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		all = seeded()
	}
	var kept []Category
	for _, c := range all {
		if c.Side == side {
			kept = append(kept, c)
		}
	}
	return kept, nil
}

// Proposed are the labels that a form proposes: those not retired.
func Proposed(categories []Category) []string {
	var labels []string
	for _, c := range categories {
		if !c.Retired {
			labels = append(labels, c.Label)
		}
	}
	return labels
}

func seeded() []Category {
	all := slices.Clone(seedCategories)
	for i := range all {
		all[i].RankNo = i + 1
	}
	return all
}

func keptCategories(app core.App) ([]Category, error) {
	var all []Category
	err := app.DB().Select("id", "side", "label", "origin", "rank_no", "retired").From("budget_categories").OrderBy("retired", "rank_no", "label").All(&all)
	if err != nil {
		return nil, fmt.Errorf("budget categories: %w", err)
	}
	return all, nil
}

// SaveCategory adds a nature, or renames, moves or retires one, which is found by the label it had. The first change of a
// school writes its list down.
func SaveCategory(ctx context.Context, app core.App, was string, c Category) error {
	return school.InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		all, err := writtenCategories(ctx, tx)
		if err != nil {
			return err
		}
		r, err := school.NewRecord(tx, "budget_categories")
		if err != nil {
			return err
		}
		last := 0
		found := was == ""
		for _, k := range all {
			last = max(last, k.RankNo)
			if k.Side == c.Side && k.Label == was && was != "" {
				found = true
				if r, err = tx.FindRecordById("budget_categories", k.ID); err != nil {
					return fmt.Errorf("budget category: %w", err)
				}
			}
		}
		if !found {
			return law.Object("label", "Cette nature n’est plus dans la liste.", "Rouvrez la page.")
		}
		if c.RankNo == 0 {
			c.RankNo = r.GetInt("rank_no")
		}
		if c.RankNo == 0 {
			c.RankNo = last + 1
		}
		r.Load(map[string]any{"side": c.Side, "label": strings.TrimSpace(c.Label), "origin": c.Origin, "rank_no": c.RankNo, "retired": c.Retired})
		return tx.SaveWithContext(ctx, r)
	})
}

func writtenCategories(ctx context.Context, app core.App) ([]Category, error) {
	all, err := keptCategories(app)
	if err != nil || len(all) > 0 {
		return all, err
	}
	for _, c := range seeded() {
		err := save(ctx, app, "budget_categories", map[string]any{"side": c.Side, "label": c.Label, "origin": c.Origin, "rank_no": c.RankNo})
		if err != nil {
			return nil, err
		}
	}
	return keptCategories(app)
}

// JudgeCategory judges a nature of the school's list: the bursar's, named, and once only. It is retired rather than
// deleted: budgets have used it.
func JudgeCategory(app core.App, record *core.Record, actor school.Actor, deleting bool) ([]law.Finding, error) {
	switch {
	case actor.Kind != school.System && actor.Kind != school.Operator && !actor.May(school.BalanceBudget):
		return refuse("", "La liste des natures de dépenses et de recettes est tenue par : "+roleNames(school.BalanceBudget)+".", ""), nil
	case deleting:
		return refuse("", "Une nature ne s’efface pas : des budgets s’en servent.", "Retirez-la de la liste proposée."), nil
	case len([]rune(strings.TrimSpace(record.GetString("label")))) < 2:
		return refuse("label", "Une nature a un intitulé.", "Écrivez-le comme il se lira dans un budget."), nil
	case record.GetString("side") == Expense && record.GetString("origin") != "":
		return refuse("origin", "Une dépense n’a pas de payeur : elle a un fournisseur.", ""), nil
	}
	var same int
	err := app.DB().Select("COUNT(*)").From("budget_categories").Where(dbx.HashExp{"side": record.GetString("side"), "label": record.GetString("label")}).
		AndWhere(dbx.NewExp("id != {:id}", dbx.Params{"id": record.Id})).Row(&same)
	if err != nil {
		return nil, fmt.Errorf("same category: %w", err)
	}
	if same > 0 {
		return refuse("label", "Cette nature est déjà dans la liste.", "Elle est peut-être retirée : proposez-la à nouveau."), nil
	}
	return nil, nil
}
