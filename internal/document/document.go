// Package document makes the papers of a French school: PDF letters, receipts and journals, and the spreadsheets that go
// with them. Plain data comes in, bytes go out: nothing is read from a database, a clock or the network, so the same data
// always gives the same bytes.
//
// Every PDF is A4, embeds a subset of Liberation Sans (see FONTS.md), declares French as its language, carries a title, an
// author and the date the caller gives, and its text can be selected and read aloud in the order of the page.
package document

import (
	"errors"
	"time"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
)

// What a document refuses to print. The message is for the person who asked for it.
var (
	// ErrNoDate: Origin.MadeAt is the zero time; a document never dates itself.
	ErrNoDate = errors.New("la date du document n’est pas connue")
	// ErrSchedule: the instalments do not add up to the price.
	ErrSchedule = errors.New("la somme des échéances n’est pas égale au prix")
	// ErrReceipt: a receipt without a series, a positive number, a payment day, a payer, an object or a positive amount
	// (rule F-07), or whose lines do not add up to its amount.
	ErrReceipt = errors.New("la quittance est incomplète : il faut une série, un numéro, une date, un payeur, un objet et un montant")
	// ErrCode: a one-time code that is empty, longer than 24 characters, or not made of plain letters and digits.
	ErrCode = errors.New("code d’accès illisible : la lettre n’est pas imprimée")
	// ErrNoLetter: a batch without anyone to write to.
	ErrNoLetter = errors.New("aucune lettre à imprimer : la liste est vide")
)

// Letterhead is the school at the head of every document. Empty fields are left out.
type Letterhead struct {
	SchoolName   string
	AddressLines []string // street, then postcode and town
	Phone, Email string
	Academy      string // "Académie de Lyon"
	Place        string // the town written before the date: "Lyon"
	Website      string
	Year         string  // "2026-2027", printed as « Année scolaire 2026-2027 »
	Logo         Picture // at the right of the head
}

// Origin says where and when a document comes from.
type Origin struct {
	Letterhead Letterhead
	// MadeAt is the instant of the document, in the school's time zone: printed as the date of the letter and written in
	// the PDF as its creation date. Required.
	MadeAt time.Time
	// Head signs what the school certifies or decides.
	Head Signer
	// Practice marks every page « École d’entraînement – document sans valeur ».
	Practice bool
}

// Pupil is who the document is about.
type Pupil struct {
	Name  string // as it is to be printed: "MARTIN Léa"
	Class string
	Born  law.Day // printed when known
}

// Trip is the trip or outing a document is about.
type Trip struct {
	Title      string // "Rome, sur les pas des Romains"
	Place      string
	Start, End law.Day // the same day for an outing
}

// Instalment is one line of a payment schedule.
type Instalment struct {
	Label  string // empty: "Échéance 1", "Échéance 2"…
	Due    law.Day
	Amount cents.Amount
}

// Contact is whom the reader can ask.
type Contact struct {
	Name, Role, Phone, Email string
}
