package law

import (
	"sort"
	"strings"
)

// Finding is one thing that a rule has to say about facts. What, Why and Fix are French sentences for the person in front
// of the screen: what is the matter, which text says so in plain words, what to do next and who can do it.
type Finding struct {
	Rule     string   // id of the rule
	Severity Severity // as judged for this school on this day
	What     string
	Why      string
	Fix      string
	Who      string // role that can clear it, "" when nobody has to act (a date will come)
	Until    Day    // day on which it ends by itself, when there is one
	Field    string // form field it concerns, when there is one
	LiftedBy string // who lifted it and why, when it has been lifted: shown, no longer blocking
	About    string // digest of the facts it speaks of: a lift given for others does not hold; "" when any lift of the subject does
	Firm     bool   // the truth of the accounts, or two pairs of eyes on money that leaves: no setting of a school softens it, no lift clears it
}

// Blocks tells whether the finding stops a write.
func (f Finding) Blocks() bool { return f.Severity == Block && f.LiftedBy == "" }

// Refusal is the one error by which a rule refuses a write. Every finding in it blocks.
type Refusal struct{ Findings []Finding }

// Error gives the French message, rule by rule: « V-08 : … ».
func (r *Refusal) Error() string {
	lines := make([]string, 0, len(r.Findings))
	for _, f := range r.Findings {
		line := f.What
		if f.Rule != "" {
			line = f.Rule + " : " + f.What
		}
		for _, more := range []string{f.Why, f.Fix} {
			if more != "" {
				line += " " + more
			}
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

// Has tells whether the refusal names a rule.
func (r *Refusal) Has(id string) bool {
	for _, f := range r.Findings {
		if f.Rule == id {
			return true
		}
	}
	return false
}

// Check is one rule made executable for one kind of facts: a pure function of facts. Gate names the step of the trade at
// which the finding must be gone ("open", "sign"…); an empty gate means every save.
type Check[F any] struct {
	Rule  string
	Gate  string
	Judge func(F) []Finding
}

// Rulebook is the list of checks over one kind of facts.
type Rulebook[F any] []Check[F]

// Rules lists the ids of the rulebook, each once, sorted.
func (b Rulebook[F]) Rules() []string {
	seen := map[string]bool{}
	var ids []string
	for _, c := range b {
		if !seen[c.Rule] {
			seen[c.Rule] = true
			ids = append(ids, c.Rule)
		}
	}
	sort.Strings(ids)
	return ids
}

// At keeps the checks of the named gates. Checks without a gate belong to every gate.
func (b Rulebook[F]) At(gates ...string) Rulebook[F] {
	var kept Rulebook[F]
	for _, c := range b {
		keep := c.Gate == ""
		for _, g := range gates {
			keep = keep || c.Gate == g
		}
		if keep {
			kept = append(kept, c)
		}
	}
	return kept
}

// Check judges facts: each finding comes back with the severity that the regime gives its rule.
func (b Rulebook[F]) Check(facts F, regime Regime) []Finding {
	var all []Finding
	for _, c := range b {
		rule, known := regime.Registry.Rule(c.Rule)
		if !known {
			panic("law: check of unregistered rule " + c.Rule) // held by a test: every check has its page
		}
		if !rule.InForce(regime.On) {
			continue
		}
		for _, f := range c.Judge(facts) {
			all = append(all, regime.settle(rule, f))
		}
	}
	return all
}

// Override is a lift of a rule for one subject, kept with who, when and why; About is the digest of what it was given for.
type Override struct{ Rule, By, Why, Role, Person, About string }

// Regime is what severity depends on: the registry, the school's dated parameters, the day, and the lifts recorded for
// the subject at hand.
type Regime struct {
	Registry   *Registry
	Parameters Parameters
	On         Day
	Overrides  []Override
}

// weight orders severities; an unknown one weighs nothing.
var weight = map[Severity]int{Document: 1, Warn: 2, Block: 3}

func (g Regime) settle(rule Rule, f Finding) Finding {
	f.Rule = rule.ID
	// A check may say less than its rule (a warning inside a blocking rule), never more.
	severity := g.Parameters.SeverityOf(rule, g.On)
	if f.Firm {
		severity = rule.Severity
	}
	if weight[f.Severity] == 0 || weight[f.Severity] > weight[severity] {
		f.Severity = severity
	}
	if rule.Confidence != High && rule.ConfirmWith != "" {
		f.Why = strings.TrimSpace(f.Why + " À confirmer avec " + rule.ConfirmWith + ".")
	}
	if f.Severity == Block && len(rule.LiftedBy) > 0 && !f.Firm {
		f = g.lift(rule, f)
	}
	return f
}

// lift marks a finding as lifted when those who may have done so, for the facts as they are. A rule that is lifted together
// asks for one lift of each role, by as many persons; until then it blocks, and says who has agreed.
func (g Regime) lift(rule Rule, f Finding) Finding {
	var said []string
	byRole, persons := map[string]Override{}, map[string]bool{}
	for _, o := range g.Overrides {
		if o.Rule != rule.ID || f.About != "" && o.About != f.About {
			continue
		}
		if !rule.Together {
			f.LiftedBy = o.By + " : " + o.Why
			continue
		}
		if persons[o.Person] {
			continue // nobody agrees with themselves
		}
		byRole[o.Role], persons[o.Person] = o, true
	}
	if !rule.Together {
		return f
	}
	for _, role := range rule.LiftedBy {
		if o, agreed := byRole[role]; agreed {
			said = append(said, o.By+" : "+o.Why)
		}
	}
	switch {
	case len(said) == len(rule.LiftedBy):
		f.LiftedBy = strings.Join(said, " ; ")
	case len(said) > 0:
		f.Fix = strings.TrimSpace(f.Fix + " Déjà " + strings.Join(said, " ; ") + " ; la règle demande aussi l’accord de l’autre personne désignée.")
	}
	return f
}

// Refuse gathers the blocking findings into a refusal, nil when there is none.
func Refuse(findings []Finding) error {
	var blocking []Finding
	for _, f := range findings {
		if f.Blocks() {
			blocking = append(blocking, f)
		}
	}
	if len(blocking) == 0 {
		return nil
	}
	return &Refusal{Findings: blocking}
}

// Warnings are the findings let through that a journal line must name: warnings and lifted blocks.
func Warnings(findings []Finding) []Finding {
	var kept []Finding
	for _, f := range findings {
		if f.Severity == Warn || f.LiftedBy != "" {
			kept = append(kept, f)
		}
	}
	return kept
}

// Object refuses a write for a reason of the house rather than of the law: a step out of order, a sealed row, a missing
// permission. The finding has no rule; field may name the form field concerned.
func Object(field, what, fix string) error {
	return &Refusal{Findings: []Finding{{Severity: Block, What: what, Fix: fix, Field: field}}}
}
