package trip

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle/codes"
)

// FamilyPaperKind is one line of the print desk: a paper, who prints it, for whom.
type FamilyPaperKind struct {
	Kind  document.FamilyKind
	About string // what it is for, on the page
	// Roles print it for families. The organiser of the trip too when Organiser says so, without any contact details.
	Roles     []school.Role
	Organiser bool
	// Firm keeps it to the pupils whose place is firm; otherwise those whose answer is awaited have it too.
	Firm bool
	// Money is made from the ledger, person by person.
	Money bool
	// Private is never listed by name to those who do not hold one of Roles: a request for help, money.
	Private bool
	// Home lets a family print its own.
	Home bool
	fits func(Trip, PrintedLetter) bool
}

var office = []school.Role{school.Head, school.Bursar, school.Secretary}

// FamilyPaperKinds is the print desk, in the order of the page.
var FamilyPaperKinds = []FamilyPaperKind{
	{
		Kind: document.MandatePaper, About: "Pour prélever les échéances. Les coordonnées bancaires et la référence restent à écrire à la main.",
		Roles: []school.Role{school.Head, school.Bursar, school.Secretary, school.Accountant}, Home: true,
		fits: func(t Trip, _ PrintedLetter) bool { return t.PriceCents > 0 },
	},
	{
		Kind: document.HealthPaper, About: "À remplir par la famille, sous enveloppe fermée. Rien de la santé n’y est imprimé.", Roles: append([]school.Role{school.Nurse}, office...),
		Organiser: true, Home: true,
	},
	{
		Kind: document.ExitPaper, About: "Ce qu’il faut recopier sur le formulaire officiel, pour un mineur qui part à l’étranger.", Roles: office, Organiser: true, Home: true,
		fits: func(t Trip, l PrintedLetter) bool {
			return t.Abroad() && (l.Child.BirthOn == "" || l.Child.BirthOn.AgeOn(t.DepartsOn) < school.Majority)
		},
	},
	{
		Kind: document.AlertPaper, About: "L’accord de la famille quand le plan Vigipirate est en vigueur.", Roles: office, Organiser: true, Firm: true,
	},
	{
		Kind: document.TownPaper, About: "Le voyage, ses dates et son prix, certifiés par le chef d’établissement, pour la commune ou le CCAS.", Roles: office, Home: true,
		fits: func(t Trip, _ PrintedLetter) bool { return t.PriceCents > 0 },
	},
	{
		Kind: document.FundPaper, About: "La demande d’aide, vierge. Seuls le service social, la direction et l’intendance l’impriment, ou la famille elle-même.",
		Roles: []school.Role{school.SocialWorker, school.Head, school.Bursar}, Private: true, Home: true,
		fits: func(t Trip, _ PrintedLetter) bool { return t.PriceCents > 0 },
	},
	{
		Kind: document.RemitPaper, About: "À qui une remise est accordée : ce qui reste dû, ou ce qui revient.", Roles: []school.Role{school.Head, school.Bursar, school.Accountant},
		Private: true, Money: true,
	},
	{
		Kind: document.PaymentsPaper, About: "Ce que chacun a versé, d’après le grand livre, certifié par l’agent comptable.", Roles: []school.Role{school.Accountant},
		Private: true, Money: true, Home: true,
	},
}

// FindFamilyPaper is the line of the print desk of a kind.
func FindFamilyPaper(kind document.FamilyKind) (FamilyPaperKind, bool) {
	for _, k := range FamilyPaperKinds {
		if k.Kind == kind {
			return k, true
		}
	}
	return FamilyPaperKind{}, false
}

// MayPrint tells whether a member of staff prints a paper of a trip.
func (k FamilyPaperKind) MayPrint(a school.Actor, t Trip) bool {
	return a.Has(k.Roles...) || k.Organiser && a.Kind == school.Staff && a.May(school.WriteTrips) && t.Organiser == a.ID
}

// FamilyForms gathers the data of one paper for those the viewer asks for: staff by the table of the desk, a family for its
// own child. Who is not a family's, or a paper that is not theirs, does not exist (ErrNoTrip).
func FamilyForms(app core.App, viewer school.Actor, tripID string, kind document.FamilyKind, among Among) ([]document.FamilyPaper, error) {
	k, known := FindFamilyPaper(kind)
	if !known {
		return nil, ErrNoTrip
	}
	family := viewer.Kind == school.Guardian || viewer.Kind == school.Pupil
	if family {
		if _, err := FamilyTripOf(app, viewer, tripID, among.PupilID); err != nil || !k.Home {
			return nil, ErrNoTrip
		}
	}
	facts, err := LoadFacts(app, tripID)
	if err != nil {
		return nil, ErrNoTrip
	}
	if !family && !k.MayPrint(viewer, facts.Trip) {
		roles := make([]string, 0, len(k.Roles))
		for _, r := range k.Roles {
			roles = append(roles, string(r))
		}
		return nil, law.Object("", "Ce document ne s’imprime pas avec votre fonction.", "Il revient à : "+school.LabelsOf(roles)+".")
	}
	d := desk{app: app, viewer: viewer, facts: facts, kind: k, family: family}
	if k.Money {
		return d.money(among)
	}
	return d.forms(among)
}

// desk prints one paper.
type desk struct {
	app    core.App
	viewer school.Actor
	facts  Facts
	kind   FamilyPaperKind
	family bool
}

// enrolled lists the pupils of the trip whom the paper is for: whoever declined or withdrew has none.
func (d desk) enrolled(among Among) ([]PrintedLetter, error) {
	var rows []struct{ ID, Class, Seat string }
	err := d.app.DB().NewQuery(`SELECT DISTINCT p.id, COALESCE(c.code, '') AS class, COALESCE(s.state, '') AS seat
		FROM pupils p LEFT JOIN classes c ON c.id = p.class LEFT JOIN seats s ON s.trip = {:trip} AND s.pupil = p.id
		WHERE p.left_on = '' AND (s.state = 'committed' OR EXISTS (SELECT 1 FROM trip_targets t WHERE t.trip = {:trip} AND ` + targeted + `))`).
		Bind(dbx.Params{"trip": d.facts.Trip.ID}).All(&rows)
	if err != nil {
		return nil, fmt.Errorf("pupils of a paper: %w", err)
	}
	var ids []string
	for _, r := range rows {
		out := r.Seat == SeatWithdrawn || r.Seat == SeatRefused || r.Seat == SeatWaiting
		if out || d.kind.Firm && r.Seat != SeatCommitted || among.PupilID != "" && r.ID != among.PupilID || among.Class != "" && r.Class != among.Class {
			continue
		}
		ids = append(ids, r.ID)
	}
	pupils, err := pupilsToPrint(d.app, ids)
	if err != nil || d.kind.fits == nil {
		return pupils, err
	}
	return slices.DeleteFunc(pupils, func(l PrintedLetter) bool { return !d.kind.fits(d.facts.Trip, l) }), nil
}

// forms are the papers that families fill in or hand over: one per pupil, for the first of those who sign, or for the one
// who asks.
func (d desk) forms(among Among) ([]document.FamilyPaper, error) {
	pupils, err := d.enrolled(among)
	if err != nil {
		return nil, err
	}
	papers := make([]document.FamilyPaper, 0, len(pupils))
	for _, l := range pupils {
		paper, err := d.paper(l)
		if err != nil {
			return nil, err
		}
		reader := d.readerOf(l)
		switch {
		case d.family && !d.mayHave(l):
			return nil, ErrNoTrip
		case l.Adult:
			paper.Reader, err = d.pupilReads(l.Child.ID)
		case reader != "":
			paper.Reader, err = d.guardianReads(l.Child.ID, reader)
		}
		if err != nil {
			return nil, err
		}
		if d.kind.Kind == document.HealthPaper && !l.Adult {
			if paper.Others, err = d.others(l, reader); err != nil {
				return nil, err
			}
		}
		papers = append(papers, paper)
	}
	return papers, nil
}

// readerOf is the guardian whom the paper of a minor is for: who asks for it, or the first of those who sign.
func (d desk) readerOf(l PrintedLetter) string {
	switch {
	case d.family:
		return d.viewer.ID
	case len(l.Signers) > 0:
		return l.Signers[0].ID
	}
	return ""
}

// mayHave tells whether a family's paper is for who asks: an adult pupil's own, and for a minor what a holder of parental
// authority alone signs.
func (d desk) mayHave(l PrintedLetter) bool {
	if l.Adult {
		return d.viewer.Kind == school.Pupil
	}
	return d.kind.Kind != document.ExitPaper || slices.ContainsFunc(l.Signers, func(s PaperSigner) bool { return s.ID == d.viewer.ID })
}

// money are the papers made from the ledger: one per person, whatever became of the pupil's place.
func (d desk) money(among Among) ([]document.FamilyPaper, error) {
	ledgers, err := money.TripLedgers(d.app, d.viewer, d.facts.Trip.ID)
	if err != nil {
		return nil, err
	}
	var kept []money.TripLedger
	var ids []string
	for _, l := range ledgers {
		wanted := l.Remitted > 0
		if d.kind.Kind == document.PaymentsPaper {
			wanted = l.Paid > 0
		}
		if wanted && (among.PupilID == "" || among.PupilID == l.PupilID) {
			kept, ids = append(kept, l), append(ids, l.PupilID)
		}
	}
	if len(kept) == 0 {
		return nil, nil
	}
	pupils, err := pupilsToPrint(d.app, ids)
	if err != nil {
		return nil, err
	}
	var papers []document.FamilyPaper
	for _, pupil := range pupils { // in the order of the classes
		for _, l := range kept {
			if l.PupilID != pupil.Child.ID || among.Class != "" && among.Class != pupil.Child.Class {
				continue
			}
			paper, err := d.paper(pupil)
			if err != nil {
				return nil, err
			}
			switch {
			case l.PersonID != "":
				paper.Reader, err = d.guardianReads(l.PupilID, l.PersonID)
			case pupil.Adult:
				paper.Reader, err = d.pupilReads(l.PupilID)
			default:
				paper.Reader = document.Relative{Name: "le payeur"}
			}
			if err != nil {
				return nil, err
			}
			paper.Charged, paper.Remitted, paper.Aided, paper.Paid = l.Charged, l.Remitted, l.Aided, l.Paid
			for _, one := range l.Payments {
				paper.Payments = append(paper.Payments, document.PaymentLine{Day: one.Day, Means: one.Means.Label(), Receipt: one.Receipt, Amount: one.Amount})
			}
			papers = append(papers, paper)
		}
	}
	return papers, nil
}

// paper is what every paper says of a pupil and the trip.
func (d desk) paper(l PrintedLetter) (document.FamilyPaper, error) {
	t := d.facts.Trip
	p := document.FamilyPaper{
		Pupil: document.Pupil{Name: l.Child.LastName + " " + l.Child.FirstName, Class: l.Child.Class, Born: l.Child.BirthOn}, Sex: l.Sex, Adult: l.Adult,
		Trip: document.Trip{Title: t.Title, Place: t.Destination, Start: t.DepartsOn, End: t.ReturnsOn}, Organiser: organiserOf(d.app, t), Price: t.PriceCents,
	}
	if d.facts.Act != nil {
		p.Act = d.facts.Act.Name()
	}
	if d.kind.Kind == document.MandatePaper {
		for _, n := range d.facts.Instalments {
			p.Schedule = append(p.Schedule, document.Instalment{Due: n.DueOn, Amount: n.AmountCents})
		}
	}
	if d.kind.Kind == document.ExitPaper || d.kind.Kind == document.MandatePaper {
		r, err := d.app.FindRecordById("pupils", l.Child.ID)
		if err != nil {
			return p, fmt.Errorf("pupil of a paper: %w", err)
		}
		p.BirthPlace, p.Number = r.GetString("birth_place"), r.GetString("elenoet")
	}
	return p, nil
}

// reaches tells whether the contact details of a family may stand on this paper: its own reader, or staff who see people.
func (d desk) reaches() bool {
	if d.family {
		return !d.viewer.SharedAddress // behind a shared mailbox nothing says who reads (I-10)
	}
	return d.viewer.May(school.SeePeople)
}

// guardianReads is the guardian whom the paper is for, with the address that the school writes to; the other parent's is
// never on it.
func (d desk) guardianReads(pupilID, id string) (document.Relative, error) {
	var rows []struct {
		Civility, LastName, UsageName, FirstName, KinshipCode string
		AddressHidden                                         bool
		school.Reach
	}
	err := d.app.DB().Select("g.civility", "g.last_name", "g.usage_name", "g.first_name", "s.kinship_code", "s.address_hidden", "g.email", "g.phone_mobile",
		"g.phone_home", "g.phone_work", "g.address1", "g.address2", "g.address3", "g.address4", "g.postcode", "g.town", "g.town_foreign", "g.country").
		From("guardians g").LeftJoin("guardianships s", dbx.NewExp("s.guardian = g.id AND s.pupil = {:pupil}", dbx.Params{"pupil": pupilID})).
		Where(dbx.HashExp{"g.id": id}).All(&rows)
	if err != nil || len(rows) == 0 {
		return document.Relative{}, wrapProof(err)
	}
	r := rows[0]
	out := document.Relative{
		Name: trimmed(r.FirstName + " " + cmp.Or(r.UsageName, r.LastName)), Civility: school.CivilityName(r.Civility), Kinship: kinshipWord(r.KinshipCode),
		LastName: r.LastName, FirstName: r.FirstName,
	}
	// A paper that travels in a child's bag, between two homes, never bears an address that is kept from the other parent.
	if d.reaches() && (!r.AddressHidden || d.kind.Money) {
		out.AddressLines, out.Phones = r.AddressLines(), phonesOf(r.Reach)
	}
	return out, nil
}

func (d desk) pupilReads(id string) (document.Relative, error) {
	var rows []struct {
		LastName, UsageName, FirstName string
		school.Reach
	}
	err := d.app.DB().Select("p.last_name", "p.usage_name", "p.first_name", "p.email", "p.phone_mobile", "p.phone_home", "p.phone_work", "p.address1", "p.address2",
		"p.address3", "p.address4", "p.postcode", "p.town", "p.town_foreign", "p.country").From("pupils p").Where(dbx.HashExp{"p.id": id}).All(&rows)
	if err != nil || len(rows) == 0 {
		return document.Relative{}, wrapProof(err)
	}
	r := rows[0]
	out := document.Relative{Name: trimmed(r.FirstName + " " + cmp.Or(r.UsageName, r.LastName)), LastName: r.LastName, FirstName: r.FirstName}
	if d.reaches() {
		out.AddressLines, out.Phones = r.AddressLines(), phonesOf(r.Reach)
	}
	return out, nil
}

func phonesOf(r school.Reach) []string {
	var phones []string
	for _, n := range []string{r.PhoneMobile, r.PhoneHome, r.PhoneWork} {
		if n != "" && !slices.Contains(phones, n) {
			phones = append(phones, n)
		}
	}
	return phones
}

// others are the other legal guardians: a name and a kinship (I-10).
func (d desk) others(l PrintedLetter, reader string) ([]document.Relative, error) {
	var all []document.Relative
	for _, s := range l.Signers {
		if s.ID == reader {
			continue
		}
		one, err := d.guardianReads(l.Child.ID, s.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, document.Relative{Name: one.Name, Civility: one.Civility, Kinship: one.Kinship})
	}
	return all, nil
}

func kinshipWord(code string) string {
	if c, known := codes.Kinship().Find(code); known {
		return strings.ToLower(cmp.Or(c.Edition, c.Label))
	}
	return ""
}
