package trip

import "slices"

// Rules judges a trip. A rule without a gate is judged at every save; the others when the trip reaches a state whose
// Gates name them. The compliance board runs them all, at any time, on the same facts. One line a subject.
var Rules = slices.Concat(
	lifeRules,
	budgetRules,
	dealingRules,
)
