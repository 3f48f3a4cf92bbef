package mobilisco

import (
	"cmp"
	"context"
	"io/fs"
	"slices"
	"strconv"
	"strings"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// Read reads the tables of a folder. An error means that nothing may be used; a row that cannot be read goes to Rejected.
func Read(ctx context.Context, dir fs.FS, limits Limits) (*Base, error) {
	f, err := openFolder(ctx, dir, limits)
	if err != nil {
		return nil, err
	}
	r := &reader{folder: f, base: &Base{Pupils: map[int]Pupil{}}, trips: map[int]*Trip{}, enrolments: map[int]*enrolled{}, payments: map[int]row{},
		expenses: map[int]string{}, incomes: map[int]string{}}
	for _, t := range []struct {
		name     string
		required bool
		needed   []string
		read     func(row)
	}{
		{"T03_PARAMETRES", true, []string{"CodeRNE"}, r.readSchool},
		{"T01_BASE ELEVE", true, []string{"Elève No Etab"}, r.readPupil},
		{"T1390_Personnels", true, []string{"Nom", "Prénom"}, r.readPerson},
		{"T100_Constantes_Voyage", true, []string{"Destination", "DateDépart", "DateRetour"}, r.readTrip},
		{"T100A_Archives_Voyage", false, []string{"Destination", "DateDépart", "DateRetour"}, r.readArchive},
		{"T101_Inscriptions_Voyages", true, []string{"Clé_Voyage", "Clé_Elève"}, r.readEnrolment},
		{"T1391_Voyages_Accompagnateurs", false, nil, r.readAdult},
		{"T135_Campagnes_Encaissement", false, []string{"Clé_Voyage"}, r.readInstalment},
		{"T1371_Types_Dépenses", false, nil, func(x row) { r.expenses[x.id()] = x.like("lib") }},
		{"T1401_Types_Recettes", false, nil, func(x row) { r.incomes[x.id()] = category(x) }},
		{"T1370_Dépenses", false, []string{"Clé_Voyage"}, r.readExpense},
		{"T1400_Recettes", false, []string{"Clé_Voyage"}, r.readIncome},
		{"T1030_Encaissement_Général", false, nil, func(x row) { r.payments[x.id()] = x }},
		{"T1031_Inscriptions_Encaissements", false, []string{"Clé_Inscription", "Clé_Encaissement"}, r.readSplit},
		{"T1080_Personnalisation_Courriers_par_voyage", false, nil, r.readLetter},
	} {
		found, err := f.each(f.named(t.name), t.needed, t.read)
		switch {
		case err != nil:
			return nil, err
		case !found && t.required:
			return nil, &TableError{Table: t.name, Err: ErrNoTable}
		case !found:
			r.base.Notes = append(r.base.Notes, "La table "+t.name+" n’est pas dans le dossier : ce qu’elle dit n’est pas repris.")
		}
	}
	for _, t := range r.inOrder {
		r.base.Trips = append(r.base.Trips, *t)
	}
	slices.SortStableFunc(r.base.Trips, func(a, b Trip) int { return cmp.Or(cmp.Compare(a.DepartsOn, b.DepartsOn), cmp.Compare(a.ID, b.ID)) })
	return r.base, nil
}

// named finds a table by its number where its name varies: « T1371_… » of one version is « T1371 - … » of another.
func (f *folder) named(table string) string {
	if _, there := f.files[compact(table)]; there {
		return table
	}
	number, _, _ := strings.Cut(table, "_")
	for name, file := range f.files {
		rest, isIt := strings.CutPrefix(name, compact(number))
		if isIt && rest != "" && (rest[0] < '0' || rest[0] > '9') && !strings.HasPrefix(compact(number)+rest, "t1080m") {
			return strings.TrimSuffix(file, ".csv")
		}
	}
	return table
}

type reader struct {
	*folder
	base       *Base
	trips      map[int]*Trip // not the archived ones, whose children were lost
	inOrder    []*Trip
	enrolments map[int]*enrolled
	payments   map[int]row
	expenses   map[int]string
	incomes    map[int]string
}

type enrolled struct {
	trip *Trip
	at   int
}

func (r *reader) reject(x row, reason string) {
	r.base.Rejected = append(r.base.Rejected, Rejected{x.table, x.line, reason})
}

// amount reads a sum, and says when a row has none that can be read.
func (r *reader) amount(x row, names ...string) cents.Amount {
	n, ok := x.money(names...)
	if !ok {
		r.reject(x, "montant illisible « "+x.text(names...)+" »")
	}
	return n
}

func (r *reader) date(x row, names ...string) string {
	d, ok := x.day("", names...)
	if !ok {
		r.reject(x, "date illisible « "+x.text(names...)+" »")
	}
	return d
}

func (r *reader) readSchool(x row) {
	if r.base.School.UAI != "" {
		return
	}
	r.base.School = School{
		UAI: strings.ToUpper(strings.ReplaceAll(x.text("CodeRNE"), " ", "")), Name: x.text("NomEts"), Town: x.text("Commune"), Address: x.text("Adresse"),
		Postcode: x.text("CodePostal"), Phone: x.text("Téléphone"), Website: x.text("SiteWeb"),
		HeadCivility: x.text("Civilité_ChefEts"), HeadTitle: x.text("Titre_ChefEts"), HeadName: x.text("NomChefEts"),
		BursarCivility: x.text("Civilité_Gestionnaire"), BursarTitle: x.text("Titre_Gestionnaire"), BursarName: x.text("NomGestionnaire"),
		AccountantCivility: x.text("Civilité_AgentComptable"), AccountantName: x.text("NomAgentComptable"),
		SocialCivility: x.text("Civilité_Assistant_social"), SocialTitle: x.text("Titre_Assistant_social"), SocialName: x.text("NomAssistant_social"),
		Agency: x.text("EtsSupportAgence"), IBAN: spaceless(x.text("IBAN")), BIC: spaceless(x.text("BIC")), ICS: spaceless(x.text("ICS")),
		SIRET: spaceless(x.text("SIRET")), AccountingYear: x.text("Exercice_comptable"),
	}
}

func spaceless(s string) string { return strings.ToUpper(strings.Join(strings.Fields(s), "")) }

func (r *reader) readPupil(x row) {
	r.base.Pupils[x.id()] = Pupil{
		Number: x.text("Elève No Etab"), LastName: cmp.Or(x.text("Nom de famille"), x.text("Nom")), FirstName: x.text("Prénom"),
	}
}

func (r *reader) readPerson(x row) {
	birth, ok := x.day("2012-01-01", "Date_Naissance") // nobody of the staff is a child
	if !ok {
		r.reject(x, "date de naissance illisible « "+x.text("Date_Naissance")+" »")
	}
	r.base.Staff = append(r.base.Staff, Person{
		ID: x.id(), Civility: x.text("Libellé_Civilité"), LastName: x.text("Nom"), FirstName: x.text("Prénom"), Phone: x.text("Tel_Domicile"),
		Mobile: x.text("Mobile_", "Tel_Mobile"), Email: x.text("EmailPro_"), Discipline: x.text("Libellé_Discipline"), BirthOn: birth,
	})
}

func (r *reader) readTrip(x row)    { r.keepTrip(x, false) }
func (r *reader) readArchive(x row) { r.keepTrip(x, true) }

func (r *reader) keepTrip(x row, archived bool) {
	t := &Trip{
		ID: x.id(), Archived: archived, Destination: x.text("Destination"), Purpose: x.text("Objet"), DepartsOn: r.date(x, "DateDépart"), ReturnsOn: r.date(x, "DateRetour"),
		VotedOn: r.date(x, "DateDélib_CA"), PriceCents: r.amount(x, "MontantPlafond_CA"), Organiser: x.number("Clé_Régisseur"), AdvanceCents: r.amount(x, "Plafond_Avance"),
		LettersBy: r.date(x, "DateRetour_Engagement_Familles"), ExchangeFrom: r.date(x, "DateEchange_Départ"), ExchangeUntil: r.date(x, "DateEchange_Retour"),
		PupilsPlanned: x.number("Eleves_Estimation"), AdultsPlanned: x.number("Accomp_Estimation"), FirstOrder: r.amount(x, "OR_initial_Montant"),
		Class4: x.text("CL4"), PayBy: r.date(x, "DATELIM"),
	}
	if t.ID == 0 || t.Destination == "" || t.DepartsOn == "" || t.ReturnsOn == "" {
		r.reject(x, "voyage sans numéro, sans destination ou sans dates : "+cmp.Or(t.Destination, "?"))
		return
	}
	if !archived {
		r.trips[t.ID] = t
	}
	r.inOrder = append(r.inOrder, t)
}

// tripOf finds the trip of a row; the ancestor left orphans behind deleted and archived trips.
func (r *reader) tripOf(x row) *Trip {
	if t := r.trips[x.number("Clé_Voyage")]; t != nil {
		return t
	}
	r.reject(x, "ligne d’un voyage qui n’est plus dans MobiliSCO (n° "+strconv.Itoa(x.number("Clé_Voyage"))+")")
	return nil
}

func (r *reader) readEnrolment(x row) {
	t := r.tripOf(x)
	if t == nil {
		return
	}
	e := Enrolment{ID: x.id(), Pupil: x.number("Clé_Elève"), Letter: x.truth("RetourEngagement"), Broken: x.truth("Annulation"), RemissionCents: r.amount(x, "Remise")}
	p, known := r.base.Pupils[e.Pupil]
	if !known {
		r.reject(x, "inscription d’un élève qui n’est plus dans MobiliSCO (n° "+strconv.Itoa(e.Pupil)+")")
	}
	e.Number, e.Name = p.Number, p.Name()
	t.Enrolments = append(t.Enrolments, e)
	r.enrolments[e.ID] = &enrolled{t, len(t.Enrolments) - 1}
}

func (r *reader) readAdult(x row) {
	n, err := strconv.Atoi(cmp.Or(x.like("accompagnateur"), x.like("personnel")))
	if t := r.tripOf(x); t != nil && err == nil {
		t.Adults = append(t.Adults, n)
	}
}

func (r *reader) readInstalment(x row) {
	if t := r.tripOf(x); t != nil {
		t.Instalments = append(t.Instalments, Instalment{x.text("N°_de_versement"), r.date(x, "Date_Campagne"), r.amount(x, "Montant_Campagne")})
	}
}

// category names an income by who pays it and what it is.
func category(x row) string {
	origin, nature := x.like("origine"), x.like("nature")
	if origin == "" || nature == "" {
		return cmp.Or(origin, nature, x.like("lib"))
	}
	return origin + " — " + nature
}

func (r *reader) readExpense(x row) {
	t := r.tripOf(x)
	if t == nil {
		return
	}
	r.line(t, x, Line{Side: "expense", Label: x.text("Nom_Fournisseur"), Beneficiaries: whom(x.text("Bénéficiaires"))}, r.expenses, []phase{
		{"project", x.number("Estim_Type_Dép"), "Estimation_Dép"}, {"execution", x.number("Clé_Type_Dépense"), "Montant_Dépense"},
	})
}

func (r *reader) readIncome(x row) {
	t := r.tripOf(x)
	if t == nil {
		return
	}
	who := x.text("Bénéficiaire_Recette")
	r.line(t, x, Line{Side: "income", Beneficiaries: whom(who), PerPerson: compact(who) != "forfait" && who != ""}, r.incomes, []phase{
		{"project", x.number("Estim_Type_Rec"), "Estimation_Rec"}, {"execution", x.number("Clé_Type_Recette"), "Montant_Recette"},
	})
}

// phase is one of the two lives of a row: its category and the column of its amount.
type phase struct {
	name   string
	kind   int
	amount string
}

// line keeps the phases that a row has: one, in the ancestor, where nothing carries over.
func (r *reader) line(t *Trip, x row, l Line, kinds map[int]string, phases []phase) {
	for _, p := range phases {
		if p.kind == 0 {
			continue
		}
		l.Phase, l.Category, l.AmountCents = p.name, cmp.Or(kinds[p.kind], "Autre"), r.amount(x, p.amount)
		if p.name == "execution" {
			l.PerPerson = false
		}
		t.Lines = append(t.Lines, l)
	}
}

func whom(s string) string {
	switch name := compact(s); {
	case strings.HasPrefix(name, "eleve"):
		return "pupils"
	case strings.HasPrefix(name, "accomp"):
		return "adults"
	}
	return "all"
}

func (r *reader) readSplit(x row) {
	e := r.enrolments[x.number("Clé_Inscription")]
	if e == nil {
		r.reject(x, "versement d’une inscription qui n’est plus dans MobiliSCO")
		return
	}
	p := Payment{Enrolment: e.trip.Enrolments[e.at].ID, AmountCents: r.amount(x, "Montant_ventilé"), Kind: x.text("Type_Encaissement")}
	if whole, known := r.payments[x.number("Clé_Encaissement")]; known {
		p.On, p.Means, p.Payer = r.date(whole, "Date_Encaissement"), whole.text("ModePaiement"), whole.text("Nom_Tireur")
		p.Bank, p.Cheque, p.Slip = whole.text("Nom_Banque"), whole.text("N°Chèque"), whole.text("N°Bordereau")
	}
	e.trip.Payments = append(e.trip.Payments, p)
}

// letterBlocks are the paragraphs of a letter, with the column that says whether it is kept.
var letterBlocks = []struct{ name, ok string }{
	{"Engagement_financier", ""}, {"Moyens_paiement", ""}, {"Echange", "Echange_OK"}, {"Annulation", "Annulation_OK"}, {"Aides", "Aides_OK"},
	{"Reliquats", "Reliquats_OK"}, {"Pieces_a_joindre", "Pieces_OK"}, {"Sante", ""}, {"Sortie_territoire", "Sorti_terr_OK"},
}

func (r *reader) readLetter(x row) {
	t := r.trips[x.number("Clé_Voyage")]
	if t == nil {
		return // a letter without its trip says nothing to anybody
	}
	for _, b := range letterBlocks {
		if text := x.text(b.name); text != "" && (b.ok == "" || x.truth(b.ok)) {
			t.LetterBlocks = append(t.LetterBlocks, Block{b.name, strings.ReplaceAll(text, "\r\n", "\n")})
		}
	}
}
