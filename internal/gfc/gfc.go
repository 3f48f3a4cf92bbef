// Package gfc writes the two dBase III files by which GFC, the accounting software of public schools, takes in what
// families owe for a trip (« transfert de créances »). It knows no database: values in, bytes out.
package gfc

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/openacademie/openacademie/internal/money/cents"
)

// Transfer is one transfer of the receivables of a trip.
type Transfer struct {
	UAI            string
	AccountingYear string // "2027"
	SchoolYear     string // "2026-2027"
	Account        string // of class 4
	Trip           string // its destination, as GFC shows it
	PayBy          string // "30/04/2027", or empty
	Number         int    // of the transfer in its accounting year
	MadeOn         time.Time
	Lines          []Line
}

// Line is what one family comes to owe, or no longer owes.
type Line struct {
	PupilNo  string // of SIECLE, five digits at most
	Pupil    string // « LOVELACE Ada »
	Class    string
	Debtor   string
	Address1 string
	Address2 string
	Town     string
	Postcode string
	Amount   cents.Amount
	OrderNo  int // 1 the first time
}

// Again tells whether a line adds to what was transferred before: GFC cannot process it for a trip, it is corrected there
// by hand.
func (l Line) Again() bool { return l.OrderNo > 1 }

var lineFields = []field{
	{"FMEETA", 8}, {"FMEETASCOL", 8}, {"FMECL4", 7}, {"FMEMONT", 15}, {"FMETRIM", 1}, {"FMEANEX", 2}, {"FMEANSCOL", 4}, {"FMENOET", 5}, {"FMEDIV", 5},
	{"FMEDATELIM", 10}, {"FMEREF", 50}, {"FMERESP", maxWidth}, {"FMEADR1", maxWidth}, {"FMEADR2", maxWidth}, {"FMECOM", maxWidth}, {"FMECLD", 5}, {"FMEPAY", 20},
	{"FMETYPE", 1}, {"FMENOCT", 3}, {"FMEVOYA", 50},
}

var diskFields = []field{{"FMEETA", 8}, {"FMEDEJA", 1}, {"FMENOTR", 5}}

// ErrTransfer is returned, wrapped with what is wrong, for a transfer that GFC could not read.
var ErrTransfer = errors.New("transfert de créances impossible")

// FME is the file of the receivables.
func FME(t Transfer, page CodePage) ([]byte, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	rows := make([][]string, 0, len(t.Lines))
	for _, l := range t.Lines {
		kind := "C"
		if l.Again() {
			kind = "R"
		}
		rows = append(rows, []string{
			t.UAI, t.UAI, t.Account, point(l.Amount), "0", t.AccountingYear[2:], t.SchoolYear[:4], fmt.Sprintf("%05s", l.PupilNo), firstOf(l.Class, 4),
			t.PayBy, l.Pupil, l.Debtor, l.Address1, l.Address2, l.Town, l.Postcode, delivery(t.UAI), kind, fmt.Sprintf("%03d", l.OrderNo), t.Trip,
		})
	}
	return table(lineFields, rows, t.MadeOn, page)
}

// FMEDK is the file of one row that numbers the transfer.
func FMEDK(t Transfer, page CodePage) ([]byte, error) {
	if err := t.check(); err != nil {
		return nil, err
	}
	return table(diskFields, [][]string{{t.UAI, "", fmt.Sprintf("%s%03d", t.AccountingYear[2:], t.Number)}}, t.MadeOn, page)
}

// delivery is what MobiliSCO writes in FMEPAY: the last two characters of the UAI after eighteen spaces. Why is not known.
func delivery(uai string) string { return strings.Repeat(" ", 18) + uai[len(uai)-2:] }

func firstOf(s string, n int) string {
	r := []rune(s)
	return string(r[:min(len(r), n)])
}

// point writes an amount as "312.50".
func point(a cents.Amount) string { return strings.Replace(a.Plain(), ",", ".", 1) }

func (t Transfer) check() error {
	wrong := func(what string) error { return fmt.Errorf("%w : %s", ErrTransfer, what) }
	switch {
	case len(t.UAI) != 8:
		return wrong("l’UAI de l’établissement n’a pas huit caractères")
	case !digits(t.AccountingYear, 4):
		return wrong("l’exercice comptable n’est pas une année")
	case len(t.SchoolYear) < 4 || !digits(t.SchoolYear[:4], 4):
		return wrong("l’année scolaire n’est pas connue")
	case t.Account == "" || len(t.Account) > 7:
		return wrong("le compte de classe 4 n’est pas fixé")
	case t.Number < 1 || t.Number > 999:
		return wrong("le numéro de transfert sort de 1 à 999")
	case t.PayBy != "" && len(t.PayBy) != 10:
		return wrong("la date limite ne s’écrit pas JJ/MM/AAAA")
	}
	for _, l := range t.Lines {
		switch {
		case len(l.PupilNo) == 0 || len(l.PupilNo) > 5 || !digits(l.PupilNo, len(l.PupilNo)):
			return wrong("le numéro SIECLE de " + l.Pupil + " n’a pas un à cinq chiffres")
		case l.OrderNo < 1 || l.OrderNo > 999:
			return wrong("le numéro de constatation de " + l.Pupil + " sort de 1 à 999")
		case l.Amount == 0:
			return wrong("la ligne de " + l.Pupil + " est nulle")
		case len(point(l.Amount)) > 15:
			return wrong("le montant de " + l.Pupil + " n’est pas plausible")
		}
	}
	return nil
}

func digits(s string, n int) bool {
	return len(s) == n && strings.Trim(s, "0123456789") == ""
}
