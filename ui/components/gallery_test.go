package components_test

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	c "github.com/openacademie/openacademie/ui/components"
)

// gallery is one page per situation. Golden files hold their HTML, and the throw-away server of a designer shows them.
var gallery = map[string]Node{
	"a-faire":      todoPage(),
	"a-faire-vide": emptyTodoPage(),
	"question":     questionPage(),
	"erreurs":      errorsPage(),
	"verifier":     checkPage(),
	"signer":       signPage(),
	"recu":         receiptPage(),
	"connexion":    signInPage(),
	"hors-ligne":   offlinePage(),
	"arabe":        arabicPage(),
	"voyage":       tripPage(),
	"refus":        refusalPage(),
	"registre":     registerPage(),
	"regle":        rulePage(),
	"composants":   piecesPage(),
}

const school = "Collège des Deux-Rives"

var practice = &c.PracticeBanner{Today: "lundi 16 novembre 2026", URL: "/entrainement"}

func family(title, current string, todo int) c.PageProps {
	return c.PageProps{
		Title: title, Shell: c.ShellFamily, SchoolName: school, HomeHref: "/a-faire", Practice: practice,
		Person: &c.PersonChip{Name: "Amina Benali", Initials: "AB"}, Nav: c.FamilyNav(current, todo),
	}
}

func journey(title string) c.PageProps {
	return c.PageProps{Title: title, SchoolName: school, HomeHref: "/a-faire", Practice: practice,
		Person: &c.PersonChip{Name: "Amina Benali", Initials: "AB"}}
}

func staff(title string) c.PageProps {
	return c.PageProps{
		Title: title, Shell: c.ShellStaff, SchoolName: school, HomeHref: "/gestion", Practice: practice,
		Person: &c.PersonChip{Name: "Hélène Marchand", Initials: "HM"}, Today: "lundi 16 novembre 2026",
		Search: &c.SearchFormProps{Action: "/gestion/recherche", Label: "Chercher un élève, un voyage"},
		Nav: []c.NavItem{
			{Label: "Aujourd’hui", Href: "/gestion", Icon: "check", Count: 7, CountLabel: "à traiter"},
			{Label: "Voyages", Href: "/gestion/voyages", Icon: "bus", Count: 4, CountLabel: "en préparation", Current: true},
			{Label: "Caisse", Href: "/gestion/caisse", Icon: "euro"},
			{Label: "École", Href: "/gestion/ecole", Icon: "school"},
		},
	}
}

func todoPage() Node {
	return c.Page(family("À faire", "/a-faire", 3),
		c.PageHead(c.PageHeadProps{Title: "3 choses à faire", Lead: "Pour Inès et Malo. La prochaine échéance est jeudi."}),
		c.Stack(
			c.Card(
				c.CardHead(c.CardHeadProps{Who: "Malo · 4e B", Due: "avant jeudi 26 novembre", Title: "Voyage à Grenade : votre réponse"}),
				P(Text("Du 12 au 17 avril. Prix voté : "), c.Money("312,00 €"), Text(" en 4 fois. Une aide est possible, sans que les professeurs le sachent.")),
				c.Actions(c.LinkMain("Lire et répondre", "/voyages/42")),
			),
			c.Card(
				c.CardHead(c.CardHeadProps{Who: "Inès · 6e A", Due: "mercredi 2 décembre", Title: "Classe de neige : 2e échéance"}),
				c.ProgressBar(c.ProgressBarProps{ID: "paye-neige", Label: "Déjà payé", HideLabel: true, Value: "7800", Max: "31200", Text: "78,00 € payés sur 312,00 €"}),
				c.Actions(c.LinkMain("Payer 78,00 €", "/payer"), c.LinkButton("Demander un délai", "/payer/delai")),
			),
			c.Card(
				c.CardHead(c.CardHeadProps{Who: "Malo · 4e B", Due: "à refaire", Late: true, Title: "Carte d’identité : photo illisible"}),
				P(Text("Le bas de la carte est coupé. Posez-la sur un fond sombre, tout doit être visible.")),
				c.Actions(c.LinkMain("Reprendre la photo", "/pieces/7")),
			),
		),
		c.Disclosure("5 choses faites ce mois-ci", P(Text("Fiche de Malo relue le 3 novembre."))),
		c.LinkIcon("calendar", "Ajouter ces dates à mon agenda", "/a-faire.ics"),
		c.PushButton(c.PushProps{PublicKey: "BPk", Label: "Me prévenir des échéances sur cet appareil"}),
	)
}

func emptyTodoPage() Node {
	return c.Page(family("À faire", "/a-faire", 0),
		c.PageHead(c.PageHeadProps{Title: "À faire"}),
		c.Empty(c.EmptyProps{Icon: "done", Title: "Tout est en ordre", Text: "Nous vous préviendrons quand l’établissement aura besoin de vous.",
			Actions: []Node{c.LinkButton("Voir ce qui a été fait", "/a-faire/faites")}}),
	)
}

func questionPage() Node {
	return c.Page(journey("Voulez-vous que Malo parte à Grenade ?"),
		c.BackLink("/voyages/42"),
		c.PostForm(c.PostFormProps{Action: "/voyages/42/reponse", Draft: "reponse-42-118"},
			c.RadioGroup(c.ChoiceProps{ID: "reponse", Legend: "Voulez-vous que Malo parte à Grenade ?", AsTitle: true, Required: true,
				Hint: "Votre réponse ne vous engage pas : le conseil d’administration n’a pas encore voté.",
				Options: []c.OptionProps{
					{Value: "oui", Label: "Oui, Malo est intéressé"},
					{Value: "non", Label: "Non", Hint: "Vous pourrez changer d’avis jusqu’au 26 novembre."},
					{Value: "aide", Label: "Oui, si une aide est possible", Hint: "Seule l’assistante sociale le saura."},
				}}),
			c.Actions(c.ButtonMain("Continuer")),
		),
	)
}

func errorsPage() Node {
	problems := []c.FieldError{{ID: "montant", Message: "Écrivez un montant, par exemple 78,00"}, {ID: "reponse", Message: "Choisissez une réponse"}}
	return c.Page(journey("Erreur : votre demande de délai"),
		c.ErrorSummary(problems),
		c.PageHead(c.PageHeadProps{Title: "Votre demande de délai", Lead: "L’agent comptable vous répond sous cinq jours."}),
		c.PostForm(c.PostFormProps{Action: "/payer/delai", Draft: "delai-118", Upload: true, Label: "Demande de délai"},
			c.HiddenFields(c.HiddenValue{Name: "echeance", Value: "9"}),
			c.Field(c.FieldProps{ID: "nom", Label: "Votre nom", Value: "Benali", Autocomplete: "family-name", Required: true}),
			c.AmountField(c.FieldProps{ID: "montant", Label: "Combien pouvez-vous payer ce mois-ci ?", Value: "soixante", Error: "Écrivez un montant, par exemple 78,00", Required: true}),
			c.DateField(c.FieldProps{ID: "date", Label: "À partir de quel jour ?", Value: "2026-12-02", Hint: "Un jour d’ici la fin de l’année scolaire.", Required: true}),
			c.RadioGroup(c.ChoiceProps{ID: "reponse", Legend: "Êtes-vous d’accord pour trois mois ?", Inline: true, Required: true, Error: "Choisissez une réponse",
				Options: []c.OptionProps{{Value: "oui", Label: "Oui"}, {Value: "non", Label: "Non"}}}),
			c.SelectField(c.SelectFieldProps{FieldProps: c.FieldProps{ID: "classe", Label: "Classe de l’enfant", Required: true, Width: "m"},
				Options: []c.OptionProps{{Value: "6a", Label: "6e A", Group: "Sixièmes"}, {Value: "6b", Label: "6e B", Group: "Sixièmes"}, {Value: "4b", Label: "4e B", Group: "Quatrièmes"}}}),
			c.CheckboxGroup(c.ChoiceProps{ID: "canaux", Legend: "Comment vous répondre ?", Required: true, Values: []string{"email"},
				Options: []c.OptionProps{{Value: "email", Label: "Par e-mail"}, {Value: "courrier", Label: "Par courrier"}}}),
			c.FileField(c.FileFieldProps{FieldProps: c.FieldProps{ID: "piece", Label: "Un justificatif", Hint: "Photo ou PDF, 10 Mo au plus."}, Accept: "image/*,application/pdf"}),
			c.TextareaField(c.TextareaFieldProps{FieldProps: c.FieldProps{ID: "motif", Label: "Ce que vous voulez nous dire"}}),
			c.CheckboxField(c.CheckboxFieldProps{ID: "lu", Label: "J’ai lu le règlement des voyages", Required: true, Hint: "Il tient en une page."}),
			c.Actions(c.ButtonMain("Vérifier ma demande"), c.LinkButton("Abandonner", "/payer")),
		),
	)
}

func checkPage() Node {
	return c.Page(journey("Vérifiez vos réponses"),
		c.BackLink("/voyages/42/reponse"),
		c.PageHead(c.PageHeadProps{Title: "Vérifiez vos réponses", Lead: "Rien n’est envoyé tant que vous n’avez pas signé."}),
		c.SummaryList(
			c.Pair{Term: "Enfant", Value: Text("Malo Benali, 4e B")},
			c.Pair{Term: "Téléphone le jour du départ", Value: Text("06 12 34 56 78"), ChangeHref: "/voyages/42/telephone"},
			c.Pair{Term: "Allergie alimentaire", Value: Text("Aucune"), ChangeHref: "/voyages/42/repas", Change: "les repas"},
			c.Pair{Term: "Prix", Value: c.Money("312,00 €")},
		),
		c.PostForm(c.PostFormProps{Action: "/voyages/42/verifie"}, c.Actions(c.ButtonMain("Lire l’engagement et signer"))),
	)
}

func signPage() Node {
	return c.Page(journey("Lire et signer l’engagement"),
		c.PageHead(c.PageHeadProps{Eyebrow: "Voyage à Grenade · Malo", Title: "Lire et signer l’engagement"}),
		c.DocumentText("Texte de l’engagement",
			P(Text("Je soussignée Amina Benali, responsable légale de Malo Benali, élève de 4e B, demande sa participation au voyage à Grenade du 12 au 17 avril 2027.")),
			P(Text("Je m’engage à régler la somme de 312,00 € selon l’échéancier voté par le conseil d’administration le 16 novembre 2026 (acte n° 41).")),
			P(Text("En cas de désistement, les sommes dues le restent, sauf cas de force majeure ou remplacement par un autre élève."))),
		c.SignedText("Le même texte, signé", "Je m’engage à régler la somme de **312,00 €**."),
		c.PostForm(c.PostFormProps{Action: "/voyages/42/signature"},
			c.CheckboxField(c.CheckboxFieldProps{ID: "lu", Label: "J’ai lu ce texte et je l’accepte", Required: true}),
			c.Actions(c.ButtonMain("Signer pour Malo"), c.ButtonPlain("Refuser", Name("decision"), Value("refus"))),
		),
	)
}

func receiptPage() Node {
	return c.Page(family("C’est signé", "/a-faire", 2),
		c.Receipt(c.ReceiptProps{Title: "C’est signé", Text: "Malo est inscrit au voyage à Grenade.", Reference: "ENG-2026-0118"}),
		P(Text("Une copie part à l’adresse a.benali@exemple.fr. Une question : intendance, 02 99 00 00 00.")),
		c.Actions(c.LinkMain("Retour à la liste", "/a-faire"), c.LinkIcon("download", "Reçu (PDF)", "/voyages/42/recu.pdf")),
		c.InstallCard(),
	)
}

func signInPage() Node {
	return c.Page(c.PageProps{Title: "Votre code", SchoolName: school, Practice: practice},
		c.BackLink("/connexion"),
		c.PostForm(c.PostFormProps{Action: "/connexion/code"},
			c.CodeField(c.FieldProps{ID: "code", Label: "Quel code avez-vous reçu ?", AsTitle: true, Required: true, InputMode: "numeric",
				Hint: "Six chiffres, envoyés à l’adresse que vous avez donnée si nous la connaissons. Le code vaut dix minutes."}),
			c.Actions(c.ButtonMain("Entrer")),
		),
		c.Disclosure("Je n’ai rien reçu", P(Text("Regardez dans les courriers indésirables, ou demandez une lettre au secrétariat."))),
	)
}

func offlinePage() Node {
	return c.Page(c.PageProps{Title: "Pas de réseau", Offline: true},
		H1(Text("Pas de réseau")),
		P(Text("Cette page n’a pas pu être chargée. Ce que vous avez écrit est gardé sur cet appareil ; rien n’a été envoyé.")),
		c.Actions(c.LinkMain("Réessayer", "/a-faire")),
	)
}

func arabicPage() Node {
	p := family("للقيام به", "/a-faire", 1)
	p.Lang, p.Dir, p.Practice = "ar", "rtl", nil
	p.Flash = []c.NoticeProps{{Kind: c.OK, Text: "تم حفظ إجابتك."}}
	return c.Page(p,
		c.BackLink("/a-faire"),
		c.PageHead(c.PageHeadProps{Title: "شيء واحد للقيام به", Lead: "من أجل مالو."}),
		c.Card(
			c.CardHead(c.CardHeadProps{Who: "مالو · 4e B", Due: "قبل 26 نوفمبر", Title: "رحلة غرناطة: جوابكم"}),
			P(Text("السعر: "), c.Money("312,00 €")),
			c.RadioGroup(c.ChoiceProps{ID: "r", Legend: "هل توافقون؟", Required: true, Options: []c.OptionProps{{Value: "oui", Label: "نعم"}, {Value: "non", Label: "لا"}}}),
			c.Actions(c.LinkMain("اقرأ وأجب", "/voyages/42")),
		),
	)
}

var (
	blocked = c.FindingProps{Rule: "V-08", Severity: "block", What: "L’acte n° 41 a été transmis le 21 novembre : il n’est pas encore exécutoire.",
		Why: "Avant cette date, ni inscription ferme ni paiement.", Source: "Code de l’éducation, R421-54", Fix: "Attendre : l’ouverture sera possible d’elle-même.", Until: "6 décembre 2026"}
	watched = c.FindingProps{Rule: "V-17", Severity: "warn", What: "Le don du foyer (1 558,15 €) n’est pas encore notifié.", Fix: "Relancer le foyer", FixHref: "/gestion/voyages/42/relance", Who: "le gestionnaire"}
	lifted  = c.FindingProps{Rule: "V-31", Severity: "block", What: "Un accompagnateur pour 14 élèves.", LiftedBy: "Mme Ravel, cheffe d’établissement, le 12 novembre : sortie sans nuitée, à pied"}
	kept    = c.FindingProps{Rule: "D-07", Severity: "document", What: "La preuve de chaque signature est gardée dix ans."}
)

func tripPage() Node {
	p := staff("Grenade, l’Alhambra et les mathématiques")
	p.Breadcrumb = []c.Crumb{{Label: "Voyages", Href: "/gestion/voyages"}, {Label: "2026-2027"}}
	return c.Page(p,
		c.PageHead(c.PageHeadProps{Title: "Grenade, l’Alhambra et les mathématiques",
			Lead:    "4e B et 4e C · du 12 au 17 avril 2027 · facultatif · organisé par Mme Salaün",
			Actions: []Node{c.LinkMain("Ouvrir dès le 6 décembre", "/gestion/voyages/42/ouverture")}}),
		c.Steps("Vie du voyage", []c.StepProps{
			{Label: "Projet", State: c.StepDone, Href: "/gestion/voyages/42/projet"}, {Label: "Budget", State: c.StepDone, Href: "#budget"}, {Label: "Acte du CA", State: c.StepNow},
			{Label: "Inscriptions"}, {Label: "Encaissements"}, {Label: "Pièces"}, {Label: "Départ"}, {Label: "Bilan"},
		}),
		c.Columns(
			Group{
				c.KPIs(
					c.KPIProps{Value: "312,00 €", Label: "prix par élève"}, c.KPIProps{Value: "48 + 4", Label: "élèves, adultes"},
					c.KPIProps{Value: "0,00 €", Label: "écart du budget", State: c.OK, Hint: "équilibré"}, c.KPIProps{Value: "6 déc.", Label: "acte exécutoire", Href: "#acte"},
				),
				c.Card(
					c.CardHead(c.CardHeadProps{Title: "Budget de projet", ID: "budget", Aside: A(Href("/gestion/voyages/42/prix"), Text("Simuler un prix"))}),
					c.DataTable(c.DataTableProps{Caption: "Dépenses", RowHead: true,
						Columns: []c.Column{{Label: "Dépense"}, {Label: "Pour"}, {Label: "Élèves", Num: true}, {Label: "Adultes", Num: true}},
						Rows:    []c.Row{c.Cells("Car grand tourisme", "Tous", "6 646,15 €", "553,85 €"), c.Cells("Hébergement, 5 nuits", "Tous", "8 640,00 €", "720,00 €"), c.Cells("Visites", "Élèves", "1 248,00 €", "–")},
						Foot:    []c.Row{c.Cells("Total", "", "16 534,15 €", "1 273,85 €")}}),
					c.DataTable(c.DataTableProps{Caption: "Recettes", RowHead: true,
						Columns: []c.Column{{Label: "Recette"}, {Label: "État"}, {Label: "Élèves", Num: true}, {Label: "Adultes", Num: true}},
						Rows: []c.Row{
							{Cells: []Node{Text("Familles, 48 × 312,00 €"), c.Tag(c.OK, "voté"), Text("14 976,00 €"), Text("–")}},
							{Cells: []Node{Text("Foyer socio-éducatif"), c.Tag(c.Wait, "demandé"), Text("1 558,15 €"), Text("–")}},
							{Cells: []Node{Text("Fonds de roulement"), c.Tag(c.OK, "voté"), Text("–"), Text("1 273,85 €")}},
						},
						Foot: []c.Row{c.Cells("Total", "", "16 534,15 €", "1 273,85 €")}}),
				),
				c.Card(
					c.CardHead(c.CardHeadProps{Title: "Acte du conseil d’administration", ID: "acte"}),
					c.DefinitionGrid(
						c.Pair{Term: "Numéro", Value: Text("41")},
						c.Pair{Term: "Voté le", Value: c.TimeEl("2026-11-16", "16 novembre 2026")},
						c.Pair{Term: "Transmission accusée le", Value: c.TimeEl("2026-11-21", "21 novembre 2026")},
						c.Pair{Term: "Exécutoire le", Value: c.TimeEl("2026-12-06", "6 décembre 2026")},
					),
				),
			},
			Group{
				c.Card(c.CardHead(c.CardHeadProps{Title: "Ce qui bloque", Aside: c.Tag(c.Stop, "1")}), c.FindingCard(blocked)),
				c.Card(c.CardHead(c.CardHeadProps{Title: "À surveiller", Aside: c.Tag(c.Wait, "1")}), c.FindingList([]c.FindingProps{watched})),
				c.Card(c.CardHead(c.CardHeadProps{Title: "En règle", Aside: c.Tag(c.OK, "14")}), P(c.Soft("Gratuité des accompagnateurs, prix unique, équilibre…"))),
			},
		),
	)
}

func refusalPage() Node {
	blocked := blocked
	blocked.Lifts, blocked.Who = "", "personne n’a rien à faire"
	other := c.FindingProps{Rule: "V-22", Severity: "block", What: "Le taux d’encadrement n’est pas atteint : 3 adultes pour 48 élèves.", Why: "Il en faut 4 pour un voyage à l’étranger.",
		Source: "Circulaire n° 2011-117", Fix: "Ajouter un accompagnateur", FixHref: "/gestion/voyages/42/accompagnateurs", Who: "l’organisateur", Lifts: "le chef d’établissement", LiftHref: "/gestion/voyages/42/levee"}
	return c.Page(staff("Refus : ouvrir les inscriptions"),
		c.RefusalBlock([]c.FindingProps{blocked, other}),
		c.PageHead(c.PageHeadProps{Title: "Ouvrir les inscriptions"}),
		c.PostForm(c.PostFormProps{Action: "/gestion/voyages/42/ouverture"},
			c.DateField(c.FieldProps{ID: "cloture", Label: "Réponses attendues jusqu’au", Value: "2026-12-18", Required: true}),
			c.Actions(c.ButtonMain("Ouvrir les inscriptions"), c.ButtonStop("Renoncer au voyage")),
		),
	)
}

func registerPage() Node {
	p := staff("Paiements")
	p.Wide = true
	p.Flash = []c.NoticeProps{{Kind: c.OK, Text: "Paiement de 78,00 € enregistré, quittance 2026-0042."}}
	return c.Page(p,
		c.PageHead(c.PageHeadProps{Title: "Paiements", Lead: "Novembre 2026", Actions: []Node{c.LinkMain("Encaisser", "/gestion/caisse/nouveau"), c.LinkIcon("print", "Imprimer", "?vue=impression")}}),
		c.SearchForm(c.SearchFormProps{Action: "/gestion/caisse", ID: "chercher-paiement", Label: "Nom, quittance, montant", Keep: []c.HiddenValue{{Name: "mois", Value: "2026-11"}}}),
		c.DataTable(c.DataTableProps{Caption: "Paiements de novembre", HideCaption: true, Stacked: true, RowHead: true,
			Columns: []c.Column{{Label: "Famille", SortHref: "?tri=famille", Sorted: "ascending"}, {Label: "Pour"}, {Label: "Moyen"}, {Label: "Jour", SortHref: "?tri=jour"}, {Label: "État"}, {Label: "Montant", Num: true}, {Label: "Actions", Quiet: true}},
			Rows: []c.Row{
				{Cells: []Node{Text("Benali"), Text("Classe de neige, Inès"), Text("Carte en ligne"), c.TimeEl("2026-11-16", "16 nov."), c.Tag(c.OK, "encaissé"), Text("78,00 €"), A(Href("/gestion/caisse/1"), Text("Ouvrir"), c.OnlyHeard(" le paiement de Benali"))}},
				{Current: true, Cells: []Node{Text("de La Tour d’Auvergne-Lauraguais"), Text("Grenade, Marie-Charlotte"), Text("Chèque"), c.TimeEl("2026-11-15", "15 nov."), c.Tag(c.Wait, "à vérifier"), Text("1 312,00 €"), A(Href("/gestion/caisse/2"), Text("Ouvrir"), c.OnlyHeard(" le paiement de La Tour"))}},
				{Cells: []Node{Text("Nguyen"), Text("Grenade, Léo"), Text("Espèces"), c.TimeEl("2026-11-14", "14 nov."), c.Tag(c.Stop, "refusé"), Text("–"), A(Href("/gestion/caisse/3"), Text("Ouvrir"), c.Heard("Ouvrir le paiement de Nguyen"))}},
			},
			Foot: []c.Row{{Cells: []Node{Text("Total"), Text(""), Text(""), Text(""), Text(""), Text("1 390,00 €"), Text("")}}}}),
		c.Pagination(c.PaginationProps{Summary: "1 à 3 sur 450", NextHref: "?page=2", CSVHref: "?format=csv", SheetHref: "?format=xlsx"}),
	)
}

func rulePage() Node {
	return c.Page(c.PageProps{Title: "V-08 : rien de ferme avant que l’acte soit exécutoire", Shell: c.ShellPublic, SchoolName: "Open Académie", Indexed: true,
		Canonical: "https://exemple.fr/regles/v-08", Description: "Pourquoi rien n’est dû avant que l’acte soit exécutoire.",
		Nav:        []c.NavItem{{Label: "Ce que ça fait", Href: "/"}, {Label: "Les règles", Href: "/regles", Current: true}, {Label: "Essayer", Href: "/essayer"}},
		Breadcrumb: []c.Crumb{{Label: "Les règles", Href: "/regles"}, {Label: "V-08"}}},
		c.PageHead(c.PageHeadProps{Eyebrow: "Règle V-08", Title: "Rien de ferme avant que l’acte soit exécutoire", Tag: c.Tag(c.Stop, "bloque")}),
		c.Prose(
			H2(Text("Ce que dit la règle")),
			P(Text("Tant que l’acte qui fixe le voyage et son prix n’est pas exécutoire, l’établissement ne peut ni inscrire fermement un élève contre une somme due, ni encaisser un acompte.")),
			BlockQuote(P(Text("« Les actes de l’établissement sont exécutoires quinze jours après leur transmission. »"))),
			H2(Text("Que faire")),
			Ol(Li(Text("Enregistrer l’acte du conseil.")), Li(Text("Attendre la date affichée."))),
			c.Markdown("## Les seuils\n\nDeux cas : l’un « simple », l’autre non.\n\n| Voyage | Délai |\n| :--- | ---: |\n| en France | 15 jours |\n"),
		),
	)
}

func piecesPage() Node {
	return c.Page(c.PageProps{Title: "Composants", Shell: c.ShellPublic},
		c.PageHead(c.PageHeadProps{Title: "Composants"}),
		c.Notice(c.NoticeProps{Kind: c.OK, Title: "Enregistré", Text: "La fiche est à jour."}),
		c.Notice(c.NoticeProps{Kind: c.Wait, Text: "En attente de l’accord de l’autre responsable."}),
		c.Notice(c.NoticeProps{Kind: c.Stop, Title: "Refusé", Text: "La carte a été refusée par la banque."}),
		c.Notice(c.NoticeProps{Kind: c.Info, Body: P(Text("Le secrétariat est fermé "), Strong(Text("vendredi")), Text("."))}),
		P(c.Tag(c.OK, "voté"), Text(" "), c.Tag(c.Wait, "demandé"), Text(" "), c.Tag(c.Stop, "refusé"), Text(" "), c.Tag(c.Neutral, "brouillon"), Text(" "), c.Count(120, "en attente"), Text(" "), c.RuleLink("V-08")),
		H2(Text("Cartes")),
		c.CardGrid(
			c.Card(c.CardHead(c.CardHeadProps{Title: "Une carte", Level: 3, Href: "/une"}), P(Text("Texte."))),
			c.Card(c.CardHead(c.CardHeadProps{Title: "Code de la lettre", Level: 3}), c.CopyCode("À taper sur exemple.fr/code", "K7QM-2F9D-XW4P"),
				c.ProgressBar(c.ProgressBarProps{ID: "import", Label: "Import", Value: "62", Text: "930 élèves sur 1 500"})),
			c.Card(c.CardHead(c.CardHeadProps{Title: "Règles", Level: 3}), c.FindingList([]c.FindingProps{lifted, kept})),
			c.Card(c.CardHead(c.CardHeadProps{Title: "Ce qui s’est passé", Level: 3}), c.Timeline("Historique", []c.TimelineItem{
				{Day: "2026-11-03", When: "3 novembre 2026", Title: "Projet déposé", State: c.OK},
				{Day: "2026-11-16", When: "16 novembre 2026", Title: "Voté par le conseil", Text: "Acte n° 41", State: c.OK},
				{Day: "2026-12-06", When: "6 décembre 2026", Title: "Exécutoire", State: c.Wait},
			})),
		),
		c.Actions(c.ButtonMain("Payer 78,00 €"), c.ButtonPlain("Plus tard"), c.ButtonStop("Se désister"), c.ButtonPlain("Fermé", Disabled()), Span(c.French("n° 41")), c.LinkButton("Lien", "/")),
		c.DataTable(c.DataTableProps{Caption: "Une liste vide", EmptyMessage: "Personne pour l’instant."}),
		c.QR(c.QRProps{Label: "Code QR du virement", Path: "M4 4h7v7h-7z", Side: 29}),
		c.Breadcrumb([]c.Crumb{{Label: "Ici"}}),
		c.PrintOnly(P(Text("Sur papier seulement."))),
		c.ScreenOnly(P(Text("À l’écran seulement."))),
		Ul(Class("facts"), Map(c.IconNames(), func(name string) Node { return Li(Class("link-icon"), c.Icon(name), Text(name)) })),
	)
}
