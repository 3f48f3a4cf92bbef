package main

// budget is one promise of the design, and where its measure comes from.
type budget struct {
	subject string
	what    string
	key     string // of the measure
	limit   float64
	unit    string
	atLeast bool // the measure must reach the limit, instead of staying under it
	from    string
}

const (
	fromBench  = "`make bench`"
	fromWeight = "`go test ./internal/browser -run TestFamilyPagesAreLight -v`"
	fromSizes  = "`go test ./ui/assets -run TestWeights -v`"
	fromHouse  = "`make audit` : phare (Lighthouse 12.8.2, téléphone, 4G lente simulée), médiane de trois"
	fromAxe    = "`make audit` : axe-core 4.14.1"
	fromServer = "`make audit` : le programme lui-même"
)

// budgets are those of the design (experience), in its order.
func budgets(pages []lit) []budget {
	all := []budget{
		{"Poids", "Première vue d’une page de famille, la plus lourde", "weight.first", 40, "Ko", false, fromWeight},
		{"Poids", "Requêtes de cette vue, au plus", "weight.requests", 6, "", false, fromWeight},
		{"Poids", "Deuxième vue, la plus lourde", "weight.again", 5, "Ko", false, fromWeight},
		{"Poids", "Feuille de style, compressée", "size.app.css", 12, "Ko", false, fromSizes},
		{"Poids", "Script de toutes les pages, compressé", "size.app.js", 8, "Ko", false, fromSizes},
	}
	for _, p := range pages {
		all = append(all,
			budget{"Lighthouse", p.name + " : performance", "lh." + p.path + ".performance", 98, "/100", true, fromHouse},
			budget{"Lighthouse", p.name + " : accessibilité", "lh." + p.path + ".accessibility", 100, "/100", true, fromHouse},
			budget{"Lighthouse", p.name + " : bonnes pratiques", "lh." + p.path + ".best-practices", 100, "/100", true, fromHouse},
			budget{"Lighthouse", p.name + " : plus grand élément (LCP)", "lh." + p.path + ".lcp", 1800, "ms", false, fromHouse},
			budget{"Lighthouse", p.name + " : blocage (TBT)", "lh." + p.path + ".tbt", 100, "ms", false, fromHouse},
			budget{"Lighthouse", p.name + " : déplacements (CLS)", "lh." + p.path + ".cls", .02, "", false, fromHouse},
		)
	}
	return append(all, []budget{
		{"Serveur", "Page de famille à 300 requêtes par seconde, dont 5 % d’écritures : p95", "bench.BenchmarkFamilyLoad.p95-ms", 15, "ms", false, fromBench},
		{"Serveur", "Signatures et paiements dans la même charge : p95", "bench.BenchmarkFamilyLoad.write-p95-ms", 25, "ms", false, fromBench},
		{"Serveur", "Pages de famille par seconde, à saturation", "bench.BenchmarkFamilyPage.per-s", 1500, "/s", true, fromBench},
		{"Serveur", "Lecture d’un export SIECLE de 1 500 élèves et différence", "bench.BenchmarkDifference1500.ms", 500, "ms", false, fromBench},
		{"Serveur", "Écriture de cet export", "bench.BenchmarkWrite1500.ms", 1500, "ms", false, fromBench},
		{"Serveur", "Soldes de 1 500 élèves", "bench.BenchmarkBalances1500.ms", 40, "ms", false, fromBench},
		{"Serveur", "4 500 échéances créées, preuves comprises", "bench.BenchmarkCharge4500.ms", 600, "ms", false, fromBench},
		{"Serveur", "300 lettres dans un PDF", "bench.BenchmarkCommitments300.ms", 3000, "ms", false, fromBench},
		{"Serveur", "Démarrage sur une base existante, jusqu’à la première page", "start.s", 1, "s", false, fromServer},
		{"Serveur", "Mémoire au repos", "idle.mb", 64, "Mo", false, fromServer},
		{"Accessibilité", "Fautes d’axe : écrans, rôles, thèmes, sens et largeurs, par paires", "axe.faults", 0, "", false, fromAxe},
		{"Accessibilité", "Fautes d’axe : formulaires refusés", "refused.faults", 0, "", false, fromAxe},
		{"Accessibilité", "Durée de cette vérification", "axe.minutes", 15, "min", false, fromAxe},
		{"Modules", "Sommes de contrôle et vérifications de Go en défaut", "modules.faults", 0, "", false, "`go mod verify`, `go vet ./...`"},
	}...)
}
