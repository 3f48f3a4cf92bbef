package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		return steps(app, createFolder, createSchool, createStructures)
	}, forwardOnly)
}

// createFolder makes the three tables that are no collection: what the folder is, its practice clock, the purge visas.
func createFolder(app core.App) error {
	for _, sql := range []string{
		`CREATE TABLE folder (id INTEGER PRIMARY KEY CHECK (id = 1), kind TEXT NOT NULL CHECK (kind IN ('real', 'practice')), born_at TEXT NOT NULL)`,
		`CREATE TRIGGER sealed_folder_update BEFORE UPDATE ON folder BEGIN SELECT RAISE(ABORT, 'sealed: a folder is born real or practice and stays so'); END`,
		`CREATE TRIGGER sealed_folder_delete BEFORE DELETE ON folder BEGIN SELECT RAISE(ABORT, 'sealed: a folder is born real or practice and stays so'); END`,
		`CREATE TABLE practice_clock (id INTEGER PRIMARY KEY CHECK (id = 1), offset_s INTEGER NOT NULL)`,
		`CREATE TRIGGER practice_clock_practice BEFORE INSERT ON practice_clock WHEN NOT EXISTS (SELECT 1 FROM folder WHERE kind = 'practice') BEGIN SELECT RAISE(ABORT, 'a real folder has no practice clock'); END`,
		`CREATE TRIGGER practice_clock_forward BEFORE UPDATE ON practice_clock WHEN NEW.offset_s < OLD.offset_s BEGIN SELECT RAISE(ABORT, 'the practice clock only moves forward'); END`,
		`CREATE TRIGGER practice_clock_stays BEFORE DELETE ON practice_clock BEGIN SELECT RAISE(ABORT, 'the practice clock only moves forward'); END`,
		`CREATE TABLE purge_visas (collection_name TEXT PRIMARY KEY, visa TEXT NOT NULL CHECK (visa <> ''), granted_at TEXT NOT NULL)`,
	} {
		if _, err := app.DB().NewQuery(sql).Execute(); err != nil {
			return err
		}
	}
	return nil
}

func createSchool(app core.App) error {
	return create(app, "school", []core.Field{
		text("uai", "Code UAI : 7 chiffres et une lettre de contrôle", 8, required, label),
		text("name", "Nom de l’établissement", 120, required, label),
		choice("kind", "Collège, lycée général et technologique, lycée professionnel, EREA", []string{"college", "lycee", "lycee_pro", "erea"}, required),
		text("academy", "Académie", 60),
		text("authority", "Collectivité de rattachement", 120),
		text("address", "Adresse, une ligne par ligne", 400),
		text("postcode", "Code postal", 10),
		text("town", "Commune", 80),
		text("phone", "Téléphone", 30),
		text("email", "Adresse électronique de contact", 200),
		text("head_name", "Nom du chef d’établissement, tel qu’il signe", 120),
		text("head_title", "Titre (la principale, le proviseur…)", 80),
		text("bursar_name", "Nom du secrétaire général ou gestionnaire", 120),
		text("accountant_name", "Nom de l’agent comptable", 120),
		text("social_worker_name", "Nom de l’assistant social", 120),
		text("time_zone", "Fuseau horaire de l’établissement (Europe/Paris, Indian/Reunion…)", 60, required),
		text("payfip_numcli", "Numéro de client PayFiP : 6 chiffres, zéros compris", 6),
		choice("payfip_mode", "T : test, X : activation, W : production", []string{"T", "X", "W"}),
		text("payfip_soap_url", "Adresse du service PayFiP (vide : pas de paiement en ligne)", 250),
		text("payfip_page_url", "Adresse de la page de paiement PayFiP", 250),
		text("online_portal_url", "Téléservice de paiement des familles, si ce n’est pas PayFiP en direct", 250),
	}, "!uai")
}

func createStructures(app core.App) error {
	return steps(app,
		func(app core.App) error {
			return create(app, "school_years", []core.Field{
				text("label", "Année scolaire : 2026-2027", 9, required, label),
				day("starts_on", "Premier jour"),
				day("ends_on", "Dernier jour"),
				flag("is_current", "Année en cours (une seule)"),
			}, "!label", "!is_current WHERE is_current = 1")
		},
		func(app core.App) error {
			return create(app, "mefs", []core.Field{
				text("code", "Code MEF de SIECLE", 11, required),
				text("label", "Libellé", 80, label),
				text("formation", "Formation", 20),
				document("siecle", "Tout ce que dit la nomenclature de ce MEF"),
			}, "!code")
		},
		func(app core.App) error {
			return create(app, "subjects", []core.Field{
				text("code", "Code matière de SIECLE", 10, required),
				text("management_key", "Clé de gestion", 10),
				text("label", "Libellé", 80, label),
				document("siecle", "Tout ce que dit la nomenclature de cette matière"),
			}, "!code", "management_key")
		},
		func(app core.App) error {
			return create(app, "classes", []core.Field{
				relation(app, "school_year", "Année scolaire", "school_years", required),
				text("code", "Code de la division", 20, required, label),
				text("label", "Libellé", 80),
				text("mef_codes", "Codes MEF de la division, séparés par des espaces", 200),
				document("siecle", "Tout autre élément de la division lu dans SIECLE"),
			}, "!school_year, code")
		},
		func(app core.App) error {
			return create(app, "groups", []core.Field{
				relation(app, "school_year", "Année scolaire", "school_years", required),
				text("code", "Code du groupe", 20, required, label),
				text("label", "Libellé", 80),
				document("siecle", "Divisions et MEF du groupe, et tout autre élément lu dans SIECLE"),
			}, "!school_year, code")
		},
	)
}
