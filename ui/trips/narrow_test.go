package trips_test

import (
	"bytes"
	"net/url"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

// list is a list page, the start of the address of its files, words that narrow it and what is then left.
type list struct{ page, files, asked, left string }

// narrows checks that the words of the address narrow the screen and both files to the same rows, and that a link of the
// screen carries them.
func (b *browser) narrows(lists ...list) {
	b.v.t.Helper()
	for _, l := range lists {
		and := "?"
		if strings.Contains(l.page, "?") {
			and = "&"
		}
		for _, asked := range []string{"", l.asked, "introuvable zzz"} {
			query := and + url.Values{"q": {asked}}.Encode()
			_, filters, _ := strings.Cut(l.page, "?")
			page := b.get(l.page + query)
			csv := b.get(l.files + ".csv?" + filters + "&" + query[1:])
			book, err := excelize.OpenReader(bytes.NewReader([]byte(b.get(l.files + ".xlsx?" + filters + "&" + query[1:]))))
			if err != nil {
				b.v.t.Fatalf("%s: %v", l.files, err)
			}
			rows, err := book.GetRows(book.GetSheetName(0))
			if err != nil {
				b.v.t.Fatalf("%s: %v", l.files, err)
			}
			var sheet strings.Builder
			for _, row := range rows {
				sheet.WriteString(strings.Join(row, ";") + "\n")
			}
			wanted := asked != "introuvable zzz"
			for what, said := range map[string]string{"screen": page, "csv": csv, "xlsx": sheet.String()} {
				if strings.Contains(said, l.left) != wanted {
					b.v.t.Errorf("%s %q, %s: %q is there: %v\n%s", l.page, asked, what, l.left, !wanted, textOf(said))
				}
			}
			if asked == l.asked && (!strings.Contains(page, "q="+url.QueryEscape(asked)) || !strings.Contains(page, `value="`+asked+`"`)) {
				b.v.t.Errorf("%s: the files do not follow the words looked for, or the box forgets them", l.page)
			}
		}
	}
}

// Every list is searched by its address, and its files hold the rows of the screen.
func TestEveryListIsNarrowedByItsAddress(t *testing.T) {
	v := newVillage(t)
	here := v.reported(307_00)
	v.as(v.accountant).post(here+"/reliquats/repartition", nil)
	const trips = "/gestion/voyages"
	v.as(v.bursar).narrows(
		list{trips, trips + "/liste", "alhambra", "Alhambra"},
		list{trips + "/calendrier", trips + "/calendrier", "grenade", "Alhambra"},
		list{trips + "/archives?annee=2026-2027", trips + "/archives", "grenade", "Alhambra"},
		list{here + "/creances", here + "/creances", "malo benali", "Benali Malo"},
		list{here + "/reliquats", here + "/reliquats/liste", "benali", "Malo"},
		list{here + "/inscriptions", here + "/inscriptions", "benali", "Malo"},
	)
	v.as(v.head).narrows(
		list{trips + "/accompagnateurs", trips + "/accompagnateurs", "tanguy", "Tanguy"},
		list{trips + "/accompagnateurs", trips + "/accompagnateurs-jours", "grenade salaun", "Salaün"},
	)
	v.as(v.teacher).narrows(
		list{here + "/pieces", here + "/pieces", "benali", "Malo"},
		list{here + "/depart", here + "/depart", "benali", "Malo"},
	)
}

// The file of a departure says what its board says, of those it shows; the counts above stay those of the whole trip.
func TestTheBoardOfADepartureIsAFile(t *testing.T) {
	v := newVillage(t)
	here := v.leaving()
	b := v.as(v.teacher)
	contains(t, b.get(here+"/depart.csv"), "Benali Malo", "retenu", "V-57", "bloque")
	contains(t, b.get(here+"/depart?q=introuvable"), "Aucun nom ne correspond", "élèves retenus, sur 1")
	lacks(t, b.get(here+"/depart.csv?q=introuvable"), "Benali")
	bursar := v.as(v.bursar)
	bursar.post("/gestion/voyages/delegations", url.Values{
		"act_number": {"2025-7"}, "voted_on": {"2025-11-20"}, "transmitted_on": {"2025-11-21"}, "mandate_until": {"2026-11-30"}, "powers": {"6"},
	})
	bursar.narrows(list{"/gestion/voyages/delegations", "/gestion/voyages/delegations", "2025-7", "2025-7"})
}

// So are the lists of what is under way.
func TestListsOfOpenTripsAreNarrowedByTheirAddress(t *testing.T) {
	v := newVillage(t)
	here, bursar, accountant := v.opened(), v.as(v.bursar), v.as(v.accountant)
	cash := bursar.post(here+"/regies/nouvelle", v.imprestForm())
	accountant.post(cash+"/agrement", url.Values{"decision": {"yes"}})
	v.as(v.head).post(cash+"/decision", url.Values{"act_number": {"R-3"}, "decided_on": {"2026-11-20"}})
	accountant.post(cash+"/etape", url.Values{"to": {"advanced"}, "on": {string(v.today())}})
	v.as(v.teacher).post(cash+"/lignes", url.Values{"direction": {"spent"}, "spent_on": {string(v.today())}, "amount_cents": {"12,50"}, "means": {"cash"}, "nature": {"repas"}, "supplier": {"Boulangerie"}})
	v.as(v.teacher).narrows(list{cash, cash + "/journal", "depense boulangerie", "Boulangerie"})
	bursar.narrows(list{here + "/regies", here + "/regies", "salaun", "Salaün"})
	lacks(t, v.as(staffWith(v, "librarian")).get(here+"/regies.csv"), "287,50") // what is left to give back is for those who answer for it
	bursar.narrows(list{"/gestion/voyages/lettres-manquantes", "/gestion/voyages/lettres-manquantes", "grenade", "Alhambra"})
}
