package trips

import (
	"time"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
)

// VersionsPageProps is the versions of a letter, newest first. Original is what the first is compared with.
type VersionsPageProps struct {
	Versions []trip.LetterVersion
	Original []trip.Block
	Back     string
	Zone     *time.Location
}

// VersionsPage compares each version of a letter with the one before it, paragraph by paragraph.
func VersionsPage(p VersionsPageProps) Node {
	var cards Group
	for i, version := range p.Versions {
		before := p.Original
		if i+1 < len(p.Versions) {
			before = p.Versions[i+1].Blocks
		}
		cards = append(cards, versionCard(p, version, before))
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "Les versions de la lettre", Lead: "Chaque version est comparée à celle d’avant. Aucune ne s’efface : des familles l’ont peut-être signée."}),
		Iff(len(cards) == 0, func() Node {
			return components.Empty(components.EmptyProps{Icon: "file", Title: "Aucune version n’est encore enregistrée.", Text: "La lettre est celle du modèle, sans changement."})
		}),
		cards,
		components.Actions(components.LinkButton("Revenir à la lettre", p.Back)),
	}
}

func versionCard(p VersionsPageProps, version trip.LetterVersion, before []trip.Block) Node {
	old := map[string]trip.Block{}
	for _, b := range before {
		old[b.Name] = b
	}
	var changes Group
	for _, b := range version.Blocks {
		was := old[b.Name]
		if was.Text == b.Text && was.On == b.On {
			continue
		}
		changes = append(changes, H3(components.French(b.Title)),
			If(was.On != b.On, P(components.French(map[bool]string{true: "Paragraphe mis dans la lettre.", false: "Paragraphe retiré de la lettre."}[b.On]))),
			Iff(was.Text != b.Text, func() Node {
				return components.DefinitionGrid(components.Pair{Term: "Avant", Value: components.French(was.Text)}, components.Pair{Term: "Après", Value: components.French(b.Text)})
			}))
	}
	if len(changes) == 0 {
		changes = Group{P(components.Soft("Même texte que la version d’avant."))}
	}
	title := "Version " + itoa(version.Version) + ", du " + law.DayOf(version.MadeAt.Time().In(p.Zone)).French()
	if version.By != "" {
		title += ", par " + version.By
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: title}), changes)
}
