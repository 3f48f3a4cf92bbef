package staff

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/ui/components"
	"github.com/openacademie/openacademie/ui/components/web"
)

// rooms are the pages of École, each for those who may open it.
var rooms = []struct {
	title, text, href, icon string
	needs                   school.Permission
}{
	{"Élèves et familles", "Chercher un élève, joindre ses responsables, signaler un désaccord connu.", "/gestion/ecole/eleves", "people", school.SeePeople},
	{"Import SIECLE", "Lire les exports de la base élèves, voir la différence, puis l’enregistrer.", "/gestion/ecole/import", "upload", school.ImportPeople},
	{"Courriers avec un code", "Ouvrir l’espace famille à ceux qui n’ont pas d’adresse électronique.", "/gestion/ecole/courriers", "print", school.PrintCodes},
	{"Import des personnels", "Lire le fichier GIGC, voir la différence, puis l’enregistrer.", "/gestion/ecole/personnels/import", "upload", school.ImportPeople},
	{"Personnels et fonctions", "Qui peut faire quoi dans l’application, et jusqu’à quand.", "/gestion/ecole/personnels", "person", school.GiveRoles},
	{"Secondes preuves", "Qui a enregistré son téléphone ; retirer celui qui est perdu.", "/gestion/ecole/preuves", "lock", school.ResetFactors},
	{"Connexions extérieures", "EduConnect, le service de l’académie : par qui l’on peut entrer sans code.", "/gestion/ecole/connexions", "lock", school.SetProviders},
	{"Règles et paramètres", "Ce que l’établissement a fixé, depuis quand, par quel acte, pour quel motif.", "/gestion/ecole/parametres", "scale", school.SetParameters},
	{"Identité de l’établissement", "L’en-tête des courriers, les signataires, le fuseau horaire.", "/gestion/ecole/identite", "school", school.SetSchool},
	{"Accessibilité du service", "La déclaration, son contact, sa date, et le schéma pluriannuel.", "/gestion/ecole/accessibilite", "person", school.SetSchool},
	{"Paiement en ligne", "Le numéro de client PayFiP, son mode, et l’essai de la connexion.", "/gestion/ecole/payfip", "card", school.SetPayFiP},
	{"SMS", "Le prestataire, son prix, le plafond du mois, et un essai.", "/gestion/ecole/sms", "phone", school.SetSMS},
	{"Modèle de lettre d’engagement", "Les paragraphes dont chaque voyage part, leurs champs et leurs versions.", "/gestion/ecole/lettre", "file", school.SetSchool},
	{"Textes des messages", "Les courriels, notifications et relances dans vos mots, avec aperçu et versions.", "/gestion/ecole/textes", "mail", school.SetSchool},
	{"Identifiants bancaires", "L’IBAN, le BIC, l’identifiant créancier et le SIRET que les mandats portent.", "/gestion/ecole/banque", "card", school.SetPayFiP},
	{"Demandes sur les données", "Accès, rectification, effacement : ce qui est demandé, et la date de la réponse due.", "/gestion/ecole/droits", "lock", school.HandleRights},
	{"Messages", "Ce qui est parti, par quel canal, ce qui reste à imprimer.", "/gestion/messages", "mail", school.SeePeople},
	{"Journal", "Qui a fait quoi, dans l’ordre, sans rature possible.", "/gestion/journal", "file", school.SeeJournal},
}

func showHub(v *web.Visit) error {
	var cards []Node
	for _, r := range rooms {
		if v.Actor.May(r.needs) {
			cards = append(cards, components.Card(
				components.CardHead(components.CardHeadProps{Title: r.title, Href: r.href, Aside: components.Icon(r.icon)}), P(components.Soft(r.text))))
		}
	}
	return v.Page(components.PageProps{Title: "École"}, HubPage(v.Identity, cards))
}

// HubPage leads to the pages of École that the reader may open.
func HubPage(i school.Identity, cards []Node) Node {
	lead := "Aucun établissement n’est encore importé."
	if i.UAI != "" {
		lead = i.Name + ", " + i.Town + " · UAI " + i.UAI
	}
	if i.UAI != "" && i.Town == "" {
		lead = i.Name + " · UAI " + i.UAI
	}
	return Group{
		components.PageHead(components.PageHeadProps{Title: "École", Lead: lead}),
		Iff(len(cards) == 0, func() Node {
			return components.Empty(components.EmptyProps{Icon: "school", Title: "Rien à régler ici pour votre fonction.", Text: "Les réglages de l’établissement appartiennent à la direction, à l’intendance et à l’administrateur."})
		}),
		components.CardGrid(cards...),
	}
}
