package command

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/payfip"
	"github.com/openacademie/openacademie/internal/payfip/simulator"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
	"github.com/openacademie/openacademie/internal/siecle/fixture"
)

// seedNumber and seedDate make the fictitious collège: the same one everywhere, for ever.
const (
	seedNumber = 7
	seedDate   = "2026-11-16"
)

// seed fills a practice folder at its first start: a collège that does not exist, imported through the real importer,
// its staff, and trips at three moments of their life made by the real operations. Later starts leave it as it is.
func seed(ctx context.Context, app core.App) error {
	identity, err := school.IdentityOf(app)
	if err != nil || identity.UAI != "" {
		return err
	}
	if err := seedPeople(ctx, app); err != nil {
		return fmt.Errorf("seed people: %w", err)
	}
	team, err := seedStaff(ctx, app)
	if err != nil {
		return fmt.Errorf("seed staff: %w", err)
	}
	if err := seedTrips(ctx, app, team); err != nil {
		return fmt.Errorf("seed trips: %w", err)
	}
	if err := seedMandate(ctx, app, team); err != nil {
		return fmt.Errorf("seed a mandate: %w", err)
	}
	if err := seedAid(ctx, app, team); err != nil {
		return fmt.Errorf("seed aid: %w", err)
	}
	if err := seedDesk(as(ctx, team.accountant), app); err != nil {
		return fmt.Errorf("seed the desk: %w", err)
	}
	if err := seedLedger(ctx, app, team); err != nil {
		return fmt.Errorf("seed the ledger: %w", err)
	}
	if err := seedBank(ctx, app, team); err != nil {
		return fmt.Errorf("seed the bank: %w", err)
	}
	if err := seedLate(ctx, app, team); err != nil {
		return fmt.Errorf("seed what is late: %w", err)
	}
	if err := seedDebits(ctx, app, team); err != nil {
		return fmt.Errorf("seed debits: %w", err)
	}
	if err := seedOnline(ctx, app); err != nil {
		return fmt.Errorf("seed an online payment: %w", err)
	}
	return nil
}

const demoZipName = "ExportXML_College.zip"

func demoZipPath(app core.App) string { return filepath.Join(app.DataDir(), demoZipName) }

// demoZip is the SIECLE export of the fictitious collège, as a school would download it.
func demoZip() []byte {
	return fixture.School(seedNumber, fixture.Options{Date: seedDate}).Zip()
}

func seedPeople(ctx context.Context, app core.App) error {
	archive := demoZip()
	// Left in the folder for whoever wants to import it again and see that nothing changes.
	if err := os.WriteFile(demoZipPath(app), archive, 0o600); err != nil {
		return fmt.Errorf("keep the export: %w", err)
	}
	file := siecle.File{Name: demoZipName, Size: int64(len(archive)), Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(archive)), nil
	}}
	difference, err := school.ReadImport(ctx, app, []siecle.File{file})
	if err != nil {
		return err
	}
	if err := school.Confirm(ctx, app, difference); err != nil {
		return err
	}
	record, err := app.FindFirstRecordByData("school", "uai", difference.UAI)
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"name": "Collège des Deux-Rives", "kind": "college", "academy": "Académie d’entraînement", "authority": "Département imaginaire",
		"address": "12 quai des Tanneurs", "postcode": "00990", "town": "Deux-Rives", "phone": "01 99 00 12 00", "email": "intendance@deux-rives.example.org",
		"head_name": "Claire Morvan", "head_title": "la principale", "bursar_name": "Hélène Bonnet", "accountant_name": "Marc Delorme",
		"social_worker_name": "Nadia Ferhat, assistante sociale", "time_zone": "Europe/Paris", "payfip_numcli": "090909", "payfip_mode": string(payfip.ModeTest),
		"iban": "FR7630001007941234567890185", "bic": "TRPUFRP1", "ics": "FR72ZZZ123456", // keys are right, nobody's account
	})
	return app.SaveWithContext(ctx, record)
}

// demoStaff are the members of staff of the fictitious collège, one of every role.
var demoStaff = []struct {
	civility, first, last, email, phone, discipline string
	roles                                           []school.Role
}{
	{"Mme", "Claire", "Morvan", "principale@deux-rives.example.org", "01 99 00 12 01", "Principale", []school.Role{school.Head}},
	{"Mme", "Hélène", "Bonnet", "gestionnaire@deux-rives.example.org", "01 99 00 12 02", "Secrétaire générale", []school.Role{school.Bursar}},
	{"M.", "Marc", "Delorme", "agent-comptable@deux-rives.example.org", "01 99 00 12 03", "Agent comptable", []school.Role{school.Accountant}},
	{"Mme", "Inès", "Caradec", "regisseuse@deux-rives.example.org", "01 99 00 12 04", "Régisseuse", []school.Role{school.ImprestHolder}},
	{"M.", "Yann", "Prigent", "secretariat@deux-rives.example.org", "01 99 00 12 05", "Secrétaire", []school.Role{school.Secretary}},
	{"Mme", "Rozenn", "Salaün", "professeure@deux-rives.example.org", "06 39 98 12 06", "Mathématiques", []school.Role{school.Teacher}},
	{"M.", "Paul", "Ligneul", "professeur-eps@deux-rives.example.org", "06 39 98 12 07", "Éducation physique et sportive", []school.Role{school.Teacher}},
	{"Mme", "Solène", "Quéré", "cdi@deux-rives.example.org", "01 99 00 12 08", "Documentation", []school.Role{school.Librarian}},
	{"Mme", "Nadia", "Ferhat", "assistante-sociale@deux-rives.example.org", "01 99 00 12 09", "Assistante sociale", []school.Role{school.SocialWorker}},
	{"M.", "Luc", "Hamel", "infirmerie@deux-rives.example.org", "01 99 00 12 10", "Infirmier", []school.Role{school.Nurse}},
	{"Mme", "Maud", "Kervella", "administratrice@deux-rives.example.org", "01 99 00 12 11", "Référente numérique", []school.Role{school.Administrator}},
}

// team is who acts in the seed, by role; organiser two is the second teacher.
type team struct {
	head, bursar, accountant, social, organiser, second school.Actor
}

func seedStaff(ctx context.Context, app core.App) (team, error) {
	actors := map[string]school.Actor{}
	for _, s := range demoStaff {
		record, err := school.NewRecord(app, "staff")
		if err != nil {
			return team{}, err
		}
		record.Load(map[string]any{
			"civility": s.civility, "first_name": s.first, "last_name": s.last, "email": s.email, "phone": s.phone, "discipline": s.discipline, "roles": s.roles,
			"active_from": "2026-09-01",
		})
		if err := app.SaveWithContext(ctx, record); err != nil {
			return team{}, err
		}
		actors[s.email] = school.Actor{Kind: school.Staff, ID: record.Id, Roles: s.roles}
	}
	of := func(i int) school.Actor { return actors[demoStaff[i].email] }
	return team{head: of(0), bursar: of(1), accountant: of(2), social: of(8), organiser: of(5), second: of(6)}, nil
}

// startSimulator serves the payment service's stand-in for as long as the program runs. The returned function stops it.
func startSimulator(ctx context.Context, app core.App) (stop func(), err error) {
	sim, err := openSimulator(ctx, app)
	if err != nil {
		return nil, err
	}
	return func() { sim.Close() }, nil
}

// openSimulator serves the payment service's stand-in on its own loopback port, so on another origin than the pages, and
// tells the school where it is.
func openSimulator(ctx context.Context, app core.App) (*simulator.Simulator, error) {
	sim := simulator.New(simulator.Options{ReopenPage: true, Accounts: []simulator.Account{
		{Numcli: "090909", Labels: [3]string{"COLLEGE DES DEUX-RIVES", "VOYAGES ET SORTIES"}, Card: true, Debit: true},
	}})
	base, err := sim.Start("127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	record, err := app.FindFirstRecordByData("school", "payfip_numcli", "090909")
	if err != nil {
		sim.Close()
		return nil, fmt.Errorf("school row: %w", err)
	}
	record.Load(map[string]any{"payfip_soap_url": base + simulator.SOAPPath, "payfip_page_url": base + simulator.PagePath})
	if err := app.SaveWithContext(ctx, record); err != nil {
		sim.Close()
		return nil, err
	}
	return sim, nil
}

// setPublicURL tells the folder at which address it is reached: links in messages and the return of payments need it.
func setPublicURL(app core.App, url string) error {
	settings := app.Settings()
	if settings.Meta.AppURL == url {
		return nil
	}
	settings.Meta.AppURL = url
	return app.Save(settings)
}

// family is a family worth trying in the demo.
type family struct {
	What, Name, Email, Code string
}

// families picks families that show something each: several children, a shared mailbox, no address at all, an adult pupil.
func families(ctx context.Context, app core.App) ([]family, error) {
	var found []family
	for _, pick := range []struct{ what, sql string }{
		{"parent de deux enfants, un voyage à lire et un à payer", `SELECT g.id, g.first_name, g.last_name, g.email FROM guardians g
			JOIN guardianships a ON a.guardian = g.id AND a.responsibility = 1 JOIN pupils p ON p.id = a.pupil JOIN classes c ON c.id = p.class AND c.code IN ('4B', '4C')
			WHERE g.email != '' AND (SELECT COUNT(*) FROM guardians o WHERE o.email = g.email) = 1
			ORDER BY (SELECT COUNT(*) FROM guardianships b JOIN pupils q ON q.id = b.pupil JOIN classes k ON k.id = q.class WHERE b.guardian = g.id AND k.code IN ('5A', '5B')) DESC, g.personne_id LIMIT 1`},
		{"parent déjà engagé pour la classe de neige, à payer", `SELECT g.id, g.first_name, g.last_name, g.email FROM guardians g JOIN charges c ON c.debtor_id = g.id AND c.subject_collection = 'trips'
			WHERE g.email != '' AND NOT EXISTS (SELECT 1 FROM payments y WHERE y.payer_id = g.id) AND (SELECT COUNT(*) FROM guardians o WHERE o.email = g.email) = 1 ORDER BY g.personne_id LIMIT 1`},
		{"deux parents qui partagent une adresse", `SELECT g.id, g.first_name, g.last_name, g.email FROM guardians g JOIN guardians o ON o.email = g.email AND o.id != g.id
			JOIN guardianships a ON a.guardian = g.id AND a.responsibility = 1 JOIN pupils p ON p.id = a.pupil JOIN classes c ON c.id = p.class
			WHERE g.email != '' ORDER BY c.code IN ('5A', '5B') DESC, g.personne_id LIMIT 1`},
	} {
		var rows []struct{ ID, FirstName, LastName, Email string }
		if err := app.DB().NewQuery(pick.sql).All(&rows); err != nil {
			return nil, fmt.Errorf("pick a family: %w", err)
		}
		for _, r := range rows {
			found = append(found, family{What: pick.what, Name: r.FirstName + " " + r.LastName, Email: r.Email})
		}
	}
	byLetter, err := familiesByLetter(ctx, app)
	return append(found, byLetter...), err
}

// familiesByLetter makes the printed codes of a guardian without address and of the adult pupil; earlier codes die.
func familiesByLetter(ctx context.Context, app core.App) ([]family, error) {
	var found []family
	for _, pick := range []struct {
		what string
		kind school.PersonKind
		sql  string
	}{
		{"parent sans adresse électronique, code d’un courrier", school.GuardianPerson, `SELECT g.id FROM guardians g JOIN guardianships a ON a.guardian = g.id AND a.responsibility = 1
			JOIN pupils p ON p.id = a.pupil JOIN classes c ON c.id = p.class WHERE g.email = '' ORDER BY c.code IN ('5A', '5B') DESC, g.personne_id LIMIT 1`},
		{"élève majeur, code d’un courrier", school.PupilPerson, `SELECT id FROM pupils WHERE left_on = '' AND birth_on != '' AND birth_on <= {:adult} ORDER BY eleve_id LIMIT 1`},
	} {
		var ids []string
		query := app.DB().NewQuery(pick.sql)
		if pick.kind == school.PupilPerson {
			query.Bind(dbx.Params{"adult": string(school.Clock(app).Today().AddMonths(-12 * school.Majority))})
		}
		if err := query.Column(&ids); err != nil {
			return nil, fmt.Errorf("pick a family: %w", err)
		}
		for _, id := range ids {
			person, err := school.FindPerson(app, pick.kind, id)
			if err != nil {
				return nil, err
			}
			code, err := school.MakeLetterCode(ctx, app, person)
			if err != nil {
				return nil, err
			}
			found = append(found, family{What: pick.what, Name: person.Name(), Code: code})
		}
	}
	return found, nil
}

// announce prints who can be tried, and how.
func announce(ctx context.Context, app core.App, out io.Writer, url string) error {
	list, err := families(ctx, app)
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "\nSe connecter : %s/connexion, avec une des adresses ci-dessous. Le code se lit dans %s/pratique/envois\n", url, url)
	fmt.Fprintf(out, "Avancer l’horloge : %s/pratique\n\nPersonnels\n", url)
	for _, s := range demoStaff {
		fmt.Fprintf(out, "  %-45s %s (%s)\n", s.email, s.first+" "+s.last, s.roles[0].Label())
	}
	fmt.Fprintln(out, "\nFamilles")
	for _, f := range list {
		if f.Code != "" {
			fmt.Fprintf(out, "  %-45s %s (%s) : %s/connexion/courrier\n", f.Code, f.Name, f.What, url)
			continue
		}
		fmt.Fprintf(out, "  %-45s %s (%s)\n", f.Email, f.Name, f.What)
	}
	fmt.Fprintf(out, "\nExport SIECLE du collège, à importer de nouveau dans École : %s\n", demoZipPath(app))
	fmt.Fprintln(out, "\nPour arrêter : Ctrl+C. Pour recommencer : effacez le dossier d’entraînement.")
	return nil
}
