package trips

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/trip"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// DrawPageProps is the draw of a trip as the staff see it.
type DrawPageProps struct {
	Trip      trip.Trip
	Draw      trip.Draw
	Announced bool
	Waiting   []trip.Waiter
	ClosesOn  string
	Today     law.Day
	May       bool
	Refused   web.Refused
}

// DrawPage announces a draw, does it, and shows how anybody does it again.
func DrawPage(p DrawPageProps) Node {
	here := staffList + "/" + p.Trip.ID + "/tirage"
	again := !p.Announced || p.Draw.Done()
	return Group{
		p.Refused.Head(),
		components.PageHead(components.PageHeadProps{Title: "Tirage au sort", Lead: "Un tirage que chacun peut refaire : l’empreinte de la graine se publie avant, la graine après."}),
		If(p.Trip.Selection != trip.ByDraw, components.Notice(components.NoticeProps{Text: "Ce voyage n’annonce pas de tirage aux familles : la façon de choisir se dit sur la page des places, avant l’ouverture."})),
		Iff(p.Announced, func() Node { return components.Card(drawFacts(p.Draw)) }),
		If(p.Announced && !p.Draw.Done() && p.May, components.Card(
			components.CardHead(components.CardHeadProps{Title: "Faire le tirage", Aside: components.RuleLink("V-73")}),
			P(components.French("Le tirage se fait une fois passé le dernier jour des demandes. Il donne son ordre à la liste d’attente ; c’est vous qui proposez ensuite les places.")),
			components.PostForm(components.PostFormProps{Action: here, Label: "Faire le tirage"}, components.Actions(components.ButtonMain("Faire le tirage"))),
		)),
		If(again && p.May && p.Trip.Selection == trip.ByDraw && !p.Draw.Done(), components.Card(
			components.CardHead(components.CardHeadProps{Title: "Annoncer le tirage", Aside: components.RuleLink("V-73")}),
			components.PostForm(components.PostFormProps{Action: here + "/annonce", Label: "Annoncer le tirage"},
				components.DateField(components.FieldProps{ID: "closes_on", Label: "Dernier jour pour demander une place", Required: true, Value: p.ClosesOn, Error: p.Refused.Errors["closes_on"]}),
				components.Actions(components.ButtonMain("Annoncer le tirage"))),
		)),
		Iff(p.Draw.Done(), func() Node { return drawnCard(p) }),
		Iff(p.Draw.Done(), func() Node { return replayCard(p.Draw) }),
		components.Actions(components.LinkButton("Voir les inscriptions", staffList+"/"+p.Trip.ID+"/inscriptions?voir="+onlyWaiting)),
	}
}

func drawFacts(d trip.Draw) Node {
	pairs := []components.Pair{
		{Term: "Demandes acceptées jusqu’au", Value: components.French(d.ClosesOn.French())},
		{Term: "Empreinte publiée avant le tirage", Value: Code(Text(d.Digest))},
		{Term: "Demandes", Value: components.French(itoa(d.Entered))},
	}
	if d.Done() {
		pairs = append(pairs, components.Pair{Term: "Graine publiée après le tirage", Value: Code(Text(d.Seed))},
			components.Pair{Term: "Places à donner ce jour-là", Value: components.French(itoa(d.Places))})
	}
	return Group{
		components.CardHead(components.CardHeadProps{Title: "Le tirage annoncé", Aside: drawTag(d)}),
		components.DefinitionGrid(pairs...),
	}
}

func drawTag(d trip.Draw) Node {
	if d.Done() {
		return components.Tag(components.OK, "fait")
	}
	return components.Tag(components.Wait, "annoncé")
}

func drawnCard(p DrawPageProps) Node {
	byCode := map[string]trip.Waiter{}
	for _, w := range p.Waiting {
		byCode[trip.EntrantCode(p.Draw.ID, w.PupilID)] = w
	}
	var rows []components.Row
	for i, code := range p.Draw.Codes {
		who := components.Soft("n’attend plus")
		if w, waits := byCode[code]; waits {
			who = components.French(w.LastName + " " + w.FirstName + ", " + w.Class)
		}
		rows = append(rows, components.Row{Cells: []Node{Code(Text(code)), Text(itoa(i + 1)), who}})
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Résultat"}),
		components.DataTable(components.DataTableProps{Caption: "Ordre du tirage", List: &components.Listing{Find: "Chercher un code, un élève", Noun: "élève", Nouns: "élèves"}, HideCaption: true, RowHead: true, Rows: rows, EmptyMessage: "Personne n’avait demandé de place.",
			Columns: []components.Column{{Label: "Code"}, {Label: "Rang", Num: true}, {Label: "Élève"}}}),
	)
}

// replayCard says in plain words how to do the draw again.
func replayCard(d trip.Draw) Node {
	var codes Group
	for _, c := range d.Codes {
		codes = append(codes, Text(c+"\n"))
	}
	return components.Card(
		components.CardHead(components.CardHeadProps{Title: "Refaire le tirage soi-même"}),
		Ol(
			Li(components.French("L’empreinte SHA-256 de la graine est bien celle qui avait été publiée avant le tirage.")),
			Li(components.French("Pour chaque code, calculez l’empreinte SHA-256 du texte « graine:code ».")),
			Li(components.French("Rangez les codes dans l’ordre croissant de ces empreintes : c’est le résultat.")),
		),
		components.Disclosure("Avec un terminal",
			P(components.French("Écrivez les codes dans un fichier codes.txt, un par ligne, dans l’ordre que vous voulez, puis :")),
			Pre(TabIndex("0"), components.Heard("Commande"), Role("region"), Code(Text("printf '%s' '"+d.Seed+"' | sha256sum\n"+trip.ReplayCommand(d.Seed)))),
			P(components.French("La première ligne redonne l’empreinte publiée ; les suivantes, les codes dans l’ordre du tirage.")),
			Pre(TabIndex("0"), components.Heard("Codes"), Role("region"), Code(codes)),
		),
	)
}

// FamilyDrawPageProps is the draw as a family reads it: codes, and its own.
type FamilyDrawPageProps struct {
	View      trip.FamilyTrip
	Draw      trip.Draw
	Announced bool
}

// FamilyDrawPage shows the draw to a family: nobody's name but their own child's.
func FamilyDrawPage(p FamilyDrawPageProps) Node {
	back := familyHref(p.View, "")
	head := Div(components.BackLink(back), components.PageHead(components.PageHeadProps{Eyebrow: p.View.Child.FirstName + " · " + p.View.Trip.Title, Title: "Tirage au sort",
		Lead: "Aucun paiement, aucune note, aucune date de demande n’y compte."}))
	if !p.Announced {
		return Group{head, components.Notice(components.NoticeProps{Title: "Pas encore annoncé", Text: "Quand le tirage sera annoncé, son empreinte et sa date seront écrites ici, avant qu’il ait lieu."})}
	}
	own := []components.Pair{{Term: "Code " + of(p.View.Child.FirstName), Value: Code(Text(p.Draw.Own))}}
	switch {
	case p.Draw.OwnRank > 0:
		own = append(own, components.Pair{Term: "Rang au tirage", Value: Strong(Text(itoa(p.Draw.OwnRank) + " sur " + itoa(len(p.Draw.Codes))))})
	case p.Draw.Done():
		own = append(own, components.Pair{Term: "Rang au tirage", Value: components.French("aucune place n’avait été demandée à temps")})
	}
	return Group{
		head,
		components.Card(components.CardHead(components.CardHeadProps{Title: "Pour " + p.View.Child.FirstName}), components.DefinitionGrid(own...),
			P(components.Soft("Votre famille et l’établissement sont seuls à savoir à qui est ce code."))),
		components.Card(drawFacts(p.Draw)),
		Iff(p.Draw.Done(), func() Node { return familyResult(p.Draw) }),
		Iff(p.Draw.Done(), func() Node { return replayCard(p.Draw) }),
	}
}

func familyResult(d trip.Draw) Node {
	var rows []components.Row
	for i, code := range d.Codes {
		mine := Text("")
		if code == d.Own {
			mine = components.Tag(components.OK, "vous")
		}
		rows = append(rows, components.Row{Cells: []Node{Code(Text(code)), Group{Text(itoa(i+1) + " "), mine}}})
	}
	return components.Card(components.CardHead(components.CardHeadProps{Title: "Résultat"}),
		components.DataTable(components.DataTableProps{Caption: "Ordre du tirage", HideCaption: true, RowHead: true, Rows: rows, Columns: []components.Column{{Label: "Code"}, {Label: "Rang"}}}))
}
