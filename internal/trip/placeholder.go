package trip

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

// Placeholder is a field that a letter may use, with what it becomes.
type Placeholder struct{ Name, Becomes string }

// letterData is what the placeholders are replaced with.
type letterData struct {
	facts               Facts
	identity            school.Identity
	child               school.Child
	signatory, organise string
	civility            string // of the signatory: « Mme », « M. », "" when not known or when several may sign
	adult               bool   // the pupil signs for themselves
	hosting             [2]string
	printed             bool // on paper, that anybody of the office or the organiser may read: a price by income is the grid's
}

// byIncome tells whether the letter names the grid instead of a price of its own: the bracket of a family says something of
// its income, and never stands on a sheet that goes through other hands (V-21).
func (d letterData) byIncome() bool { return d.printed && len(d.facts.Brackets) > 0 }

// gridText writes the price of each bracket: « 150,00 € (quotient familial inférieur à 500) ».
func gridText(brackets []Bracket) string {
	var prices []string
	for _, b := range brackets {
		prices = append(prices, b.PriceCents.String()+" ("+b.Name()+")")
	}
	return strings.Join(prices, ", ")
}

// placeholders is the table of the fields: name, meaning on the page of the letter, value.
var placeholders = []struct {
	name, becomes string
	value         func(letterData) string
}{
	{"{{établissement}}", "le nom de l’établissement", func(d letterData) string { return d.identity.Name }},
	{"{{commune}}", "sa commune", func(d letterData) string { return d.identity.Town }},
	{"{{voyage}}", "le nom du voyage", func(d letterData) string { return d.facts.Trip.Title }},
	{"{{destination}}", "la destination", func(d letterData) string { return d.facts.Trip.Destination }},
	{"{{dates}}", "les dates, en toutes lettres", func(d letterData) string { return d.facts.Trip.Dates() }},
	{"{{élève}}", "le prénom et le nom de l’élève", func(d letterData) string { return d.child.FirstName + " " + d.child.LastName }},
	{"{{classe}}", "sa classe", func(d letterData) string { return d.child.Class }},
	{"{{naissance}}", "sa date de naissance", func(d letterData) string { return d.child.BirthOn.French() }},
	{"{{signataire}}", "la personne qui signe", func(d letterData) string { return d.signatory }},
	{"{{soussigné}}", "« soussigné » accordé à la personne qui signe", soussigne},
	{"{{inscris}}", "« inscris Léa MARTIN », ou « m’inscris » pour un élève majeur", func(d letterData) string {
		if d.adult {
			return "m’inscris"
		}
		return "inscris " + d.child.FirstName + " " + d.child.LastName
	}},
	{"{{prix}}", "le prix voté", func(d letterData) string {
		if d.byIncome() {
			return "celui de la grille votée, selon le quotient familial : " + gridText(d.facts.Brackets)
		}
		return d.facts.Trip.PriceCents.String()
	}},
	{"{{acte}}", "l’acte qui vote le voyage", func(d letterData) string {
		if d.facts.Act == nil {
			return "l’acte du conseil d’administration"
		}
		return d.facts.Act.Name()
	}},
	{"{{échéancier}}", "les échéances et leur total", func(d letterData) string {
		if d.byIncome() { // proportions, because the amounts are the family's own
			return scheduleText(d.facts.Instalments) + "\n- pour un prix plus bas de la grille : aux mêmes dates, dans les mêmes proportions"
		}
		return scheduleText(d.facts.Instalments)
	}},
	{"{{assistance_sociale}}", "à qui demander une aide", func(d letterData) string {
		return cmp.Or(d.identity.SocialWorker(), "l’assistant social de l’établissement")
	}},
	{"{{organisateur}}", "la personne qui organise", func(d letterData) string { return d.organise }},
	{"{{réponse_avant}}", "la date limite de réponse", func(d letterData) string {
		return cmp.Or(d.facts.Trip.AnswerBy.French(), "la date indiquée par l’établissement")
	}},
	{"{{accueil}}", "les dates d’accueil du correspondant", hostingDates},
	{"{{comptable}}", "l’agent comptable, à l’ordre de qui sont les chèques", func(d letterData) string {
		return "l’agent comptable (" + cmp.Or(d.identity.AgencySchool, d.identity.Name) + ")"
	}},
	{"{{chef}}", "le chef d’établissement", func(d letterData) string { return cmp.Or(d.identity.Head(), "le chef d’établissement") }},
	{"{{assurance}}", "ce que l’établissement dit de son assurance", func(d letterData) string {
		return cmp.Or(d.identity.InsuranceNote, "L’établissement assure sa propre responsabilité.")
	}},
	{refundsField, "les conditions de remboursement votées", func(d letterData) string { return refundText(d.facts) }},
}

func placeholderNames() []string {
	names := make([]string, 0, len(placeholders))
	for _, p := range placeholders {
		names = append(names, p.name)
	}
	return names
}

// Placeholders lists the fields of a letter with their meaning, in the order of the help.
func Placeholders() []Placeholder {
	all := make([]Placeholder, 0, len(placeholders))
	for _, p := range placeholders {
		all = append(all, Placeholder{Name: p.name, Becomes: p.becomes})
	}
	return all
}

// unknownPlaceholders lists what looks like a field and is none, with what opens one and does not close it.
func unknownPlaceholders(text string) []string {
	var unknown []string
	for rest := text; ; {
		_, after, found := strings.Cut(rest, "{{")
		if !found {
			return unknown
		}
		name, next, closed := strings.Cut(after, "}}")
		if !closed {
			return append(unknown, "{{"+truncateRunes(name, 20))
		}
		known := false
		for _, p := range placeholders {
			known = known || p.name == "{{"+name+"}}"
		}
		if !known {
			unknown = append(unknown, "{{"+truncateRunes(name, 20)+"}}")
		}
		rest = next
	}
}

func truncateRunes(s string, n int) string {
	if r := []rune(s); len(r) > n {
		return string(r[:n]) + "…"
	}
	return s
}

// buildLetter writes the letter of one child for one signatory. Same data, same text, same digest: what is signed is what
// was shown.
func buildLetter(version int, blocks []Block, d letterData) Letter {
	pairs := make([]string, 0, 2*len(placeholders))
	for _, p := range placeholders {
		pairs = append(pairs, p.name, p.value(d))
	}
	replace := strings.NewReplacer(pairs...)
	var body strings.Builder
	for _, b := range withRefundTerms(blocks, d.facts) {
		if !b.On && !b.Mandatory || (b.Name == "engagement-financier" || b.Name == "engagement-paiement") && d.facts.Trip.PriceCents == 0 {
			continue
		}
		if b.Title != "" {
			body.WriteString("## " + replace.Replace(b.Title) + "\n\n")
		}
		body.WriteString(replace.Replace(b.Text) + "\n\n")
	}
	text := strings.TrimSpace(body.String()) + "\n"
	return Letter{Version: version, Title: "Engagement : " + d.facts.Trip.Title, Body: text, Digest: TextDigest(text)}
}

// refundsField is where a letter says what the family gets back if the pupil does not leave.
const refundsField = "{{conditions_de_remboursement}}"

func refundText(f Facts) string {
	if f.Trip.PriceCents == 0 {
		return "Ce voyage est gratuit : rien n’est dû."
	}
	text := "Voici ce qui est rendu, selon la cause"
	if f.Refunds.Act != nil {
		text += ", d’après " + f.Refunds.Act.Name()
	}
	return text + "\u00a0:\n\n" + TermsText(f.Refunds.Terms) + "\n\nLe chef d’établissement peut accorder une remise en plus, selon les motifs."
}

// withRefundTerms has the letter of a priced trip say the refund terms, even when the school's own text forgets them (V-34).
func withRefundTerms(blocks []Block, f Facts) []Block {
	said := slices.ContainsFunc(blocks, func(b Block) bool { return (b.On || b.Mandatory) && strings.Contains(b.Text, refundsField) })
	if said || f.Trip.PriceCents == 0 || len(f.Refunds.Terms) == 0 {
		return blocks
	}
	return append(slices.Clone(blocks), Block{Name: "conditions", Title: "Ce qui est rendu si l’élève ne part pas", On: true, Text: refundsField})
}

// soussigne agrees with who signs; when that is not known it is written for both.
func soussigne(d letterData) string {
	switch d.civility {
	case "Mme":
		return "soussignée"
	case "M.":
		return "soussigné"
	}
	return "soussigné·e"
}

func hostingDates(d letterData) string {
	if d.hosting[0] == "" || d.hosting[1] == "" {
		return "aux dates communiquées par l’établissement"
	}
	return "du " + d.hosting[0] + " au " + d.hosting[1]
}

func scheduleText(instalments []Instalment) string {
	var lines []string
	total := cents.Amount(0)
	for _, n := range instalments {
		lines = append(lines, fmt.Sprintf("- échéance %d, avant le %s : %s", n.RankNo, n.DueOn.French(), n.AmountCents))
		total += n.AmountCents
	}
	if len(lines) > 1 {
		lines = append(lines, "- soit en tout : "+total.String())
	}
	return strings.Join(lines, "\n")
}

func orWords(s, otherwise string) string {
	if strings.TrimSpace(s) == "" {
		return otherwise
	}
	return s
}
