package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		return steps(app, createPupils, createGuardians, createStaff, extendUsers, createSessions, createImports)
	}, forwardOnly)
}

// contact is how SIECLE knows to reach a person, address lines as they come (some start on line 3).
func contact() []core.Field {
	return []core.Field{
		text("email", "Adresse électronique", 254),
		text("phone_mobile", "Téléphone portable", 30),
		text("phone_home", "Téléphone personnel", 30),
		text("phone_work", "Téléphone professionnel", 30),
		flag("sms_ok", "Accepte les SMS"),
		text("address1", "Adresse, ligne 1", 80),
		text("address2", "Adresse, ligne 2", 80),
		text("address3", "Adresse, ligne 3", 80),
		text("address4", "Adresse, ligne 4", 80),
		text("postcode", "Code postal", 10),
		text("town", "Commune", 80),
		text("town_foreign", "Commune à l’étranger", 80),
		text("country_code", "Code pays SIECLE", 5),
		text("country", "Pays", 80),
		document("siecle", "Tout autre élément lu dans SIECLE, tel quel"),
	}
}

func createPupils(app core.App) error {
	err := create(app, "pupils", append([]core.Field{
		text("eleve_id", "ELEVE_ID de SIECLE", 20),
		text("elenoet", "ELENOET : numéro de l’élève dans l’établissement", 20),
		text("id_etab", "Identifiant élève établissement", 30),
		text("ine", "Identifiant national (INE)", 11),
		text("last_name", "Nom de famille", 100, required, label),
		text("usage_name", "Nom d’usage", 100),
		text("first_name", "Prénom (il arrive qu’il n’y en ait pas)", 100, label),
		text("first_name2", "Deuxième prénom", 100),
		text("first_name3", "Troisième prénom", 100),
		day("birth_on", "Date de naissance"),
		text("birth_place", "Lieu de naissance", 100),
		text("birth_country", "Code du pays de naissance", 5),
		text("nationality", "Code de nationalité (pièces de voyage)", 5),
		choice("sex", "Sexe à l’état civil", []string{"F", "M"}),
		flag("repeating", "Redouble"),
		text("boarding_code", "Code régime SIECLE", 4),
		text("mef_code", "Code MEF", 11),
		text("status_code", "Code statut", 4),
		relation(app, "class", "Classe de l’année en cours", "classes"),
		day("entered_on", "Entré le"),
		day("left_on", "Sorti le"),
		text("exit_reason", "Motif de sortie", 60),
		document("options", "Options suivies"),
		document("last_year", "Scolarité de l’an dernier"),
		flag("disagreement", "Désaccord connu entre les titulaires de l’autorité parentale (V-52)"),
		flag("exit_ban", "Interdiction de sortie du territoire connue (V-52, V-56)"),
	}, contact()...),
		"!eleve_id WHERE eleve_id != ''", "!ine WHERE ine != ''", "last_name, first_name", "class")
	if err != nil {
		return err
	}
	err = create(app, "placements", []core.Field{
		relation(app, "pupil", "Élève", "pupils", required, label),
		relation(app, "school_year", "Année scolaire", "school_years", required),
		relation(app, "class", "Classe", "classes"),
		text("boarding_code", "Code régime", 4),
		text("mef_code", "Code MEF", 11),
		day("from_on", "À partir du"),
		day("until_on", "Jusqu’au"),
	}, "pupil, school_year", "class")
	if err != nil {
		return err
	}
	return create(app, "group_members", []core.Field{
		relation(app, "in_group", "Groupe", "groups", required, label),
		relation(app, "pupil", "Élève", "pupils", required, label),
	}, "!in_group, pupil", "pupil")
}

func createGuardians(app core.App) error {
	err := create(app, "guardians", append([]core.Field{
		text("personne_id", "PERSONNE_ID de SIECLE", 20),
		text("merge_digest", "Empreinte qui réunit les lignes d’une même personne quand SIECLE n’en donne pas le numéro (Excel)", 64),
		text("civility", "Civilité", 10),
		text("last_name", "Nom de famille", 100, required, label),
		text("usage_name", "Nom d’usage", 100),
		text("first_name", "Prénom", 100, label),
		flag("shares_contact", "Accepte que ses coordonnées soient communiquées (COMMUNICATION_ADRESSE)"),
	}, contact()...),
		"!personne_id WHERE personne_id != ''", "merge_digest", "email", "last_name, first_name")
	if err != nil {
		return err
	}
	return create(app, "guardianships", []core.Field{
		relation(app, "pupil", "Élève", "pupils", required, label),
		relation(app, "guardian", "Responsable", "guardians", required, label),
		number("responsibility", "1 : représentant légal, 2 : personne en charge, 3 : contact"),
		text("kinship_code", "Code du lien de parenté", 4),
		flag("pays", "Paie les frais scolaires"),
		flag("gets_aid", "Perçoit les aides"),
		flag("lives_with", "Héberge l’élève"),
		number("contact_first", "Ordre de contact (1 : à contacter en priorité)"),
		flag("address_hidden", "Coordonnées à ne communiquer à personne (ordonnance de protection…)"),
		day("ended_on", "Lien qui n’existe plus depuis le"),
		document("siecle", "Tout autre élément du lien lu dans SIECLE"),
	}, "!pupil, guardian", "guardian")
}

// Roles of the staff; compared by a test with the table of internal/school.
var staffRoles = []string{
	"head", "bursar", "accountant", "imprest_holder", "secretary", "teacher", "librarian", "social_worker", "nurse", "administrator",
}

func createStaff(app core.App) error {
	return create(app, "staff", []core.Field{
		text("civility", "Civilité", 10),
		text("last_name", "Nom", 100, required, label),
		text("first_name", "Prénom", 100, label),
		text("email", "Adresse électronique professionnelle : le code de connexion y est envoyé", 254),
		text("phone", "Téléphone", 30),
		text("discipline", "Discipline ou fonction", 80),
		choices("roles", "Fonctions dans l’application", staffRoles),
		day("active_from", "En fonction depuis le"),
		day("active_until", "Jusqu’au (l’accès est coupé le lendemain)"),
	}, "!email WHERE email != ''", "last_name, first_name")
}

// extendUsers links the accounts of PocketBase to people and closes its own ways in: accounts are made by our codes only.
func extendUsers(app core.App) error {
	users := mustFind(app, "users")
	users.Fields.Add(
		relation(app, "guardians", "Responsables reliés à ce compte", "guardians", many),
		relation(app, "staff", "Personnel relié à ce compte", "staff"),
		relation(app, "pupil", "Élève majeur relié à ce compte", "pupils"),
	)
	users.Fields.RemoveByName("avatar")
	users.ListRule, users.ViewRule, users.CreateRule, users.UpdateRule, users.DeleteRule = nil, nil, nil, nil, nil
	users.PasswordAuth.Enabled, users.OTP.Enabled, users.MFA.Enabled, users.OAuth2.Enabled = false, false, false, false
	users.AuthAlert.Enabled = false
	// Someone who enters with the code of a printed letter has no e-mail address.
	users.Fields.GetByName(core.FieldNameEmail).(*core.EmailField).Required = false
	return app.Save(users)
}

func createSessions(app core.App) error {
	err := create(app, "sessions", []core.Field{
		text("digest", "Empreinte du jeton (le jeton lui-même n’est gardé que par le navigateur)", 64, required, secret),
		relation(app, "account", "Compte", "users", required, label, owned),
		relation(app, "guardian", "Responsable connecté", "guardians"),
		relation(app, "staff", "Personnel connecté", "staff"),
		relation(app, "pupil", "Élève majeur connecté", "pupils"),
		choice("auth_level", "Comment la personne s’est identifiée", []string{"email_code", "letter_code", "second_factor", "oidc"}, required),
		flag("shared_address", "Adresse électronique partagée par plusieurs responsables"),
		text("device", "Appareil, tel que le navigateur se décrit", 200),
		instant("opened_at", "Ouverte le"),
		instant("seen_at", "Vue le"),
		instant("ended_at", "Fermée le"),
	}, "!digest", "account")
	if err != nil {
		return err
	}
	err = create(app, "login_codes", []core.Field{
		text("digest", "Empreinte du code", 64, required, secret),
		text("salt", "Sel", 64, required, secret),
		choice("channel", "Par où le code est parti", []string{"email", "letter"}, required, label),
		text("address", "Adresse du code envoyé par courriel", 254),
		relation(app, "guardian", "Destinataire du code imprimé", "guardians"),
		relation(app, "pupil", "Élève majeur destinataire du code imprimé", "pupils"),
		instant("expires_at", "Expire le"),
		number("wrong_tries", "Essais faux"),
		instant("used_at", "Utilisé le"),
		instant("made_at", "Fait le"),
	}, "address", "guardian", "!digest WHERE channel = 'letter'")
	if err != nil {
		return err
	}
	return create(app, "drafts", []core.Field{
		relation(app, "account", "Compte", "users", required, owned),
		text("form_name", "Formulaire", 80, required, label),
		text("subject_id", "Objet du formulaire", 40),
		document("fields", "Ce qui a été saisi"),
		instant("saved_at", "Gardé le"),
	}, "!account, form_name, subject_id")
}

func createImports(app core.App) error {
	return create(app, "imports", []core.Field{
		text("uai", "UAI lu dans les fichiers", 8),
		text("year_label", "Année scolaire lue dans les fichiers", 9, label),
		text("digest", "Empreinte des fichiers", 64),
		document("files", "Fichiers lus"),
		document("difference", "Différence avec la base, champ par champ"),
		document("counts", "Nombres lus et changés"),
		choice("state", "État", []string{"read", "confirmed", "cancelled"}, required),
		text("by_staff", "Personnel qui a déposé les fichiers", 15),
		text("stored_as", "Nom du dépôt provisoire", 80),
		instant("read_at", "Lu le"),
		instant("confirmed_at", "Enregistré le"),
	}, "read_at")
}
