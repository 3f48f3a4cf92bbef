package siecle

import (
	"maps"
	"slices"
)

// addressBook holds the ADRESSES of one file by ADRESSE_ID, nil when the file has none.
type addressBook map[string]bookedAddress

type bookedAddress struct {
	Address
	extra map[string]string
}

func (b *addressBook) read(p *part, e *element) {
	if *b == nil {
		*b = addressBook{}
	}
	a := bookedAddress{Address: Address{ID: e.key("ADRESSE_ID")}}
	if a.ID == "" {
		p.reject(e.line, "adresse sans identifiant ADRESSE_ID")
		return
	}
	for _, kid := range e.kids {
		s := kid.text
		switch kid.name {
		case "ADRESSE_ID":
		case "LIGNE1_ADRESSE":
			a.Line1 = s
		case "LIGNE2_ADRESSE":
			a.Line2 = s
		case "LIGNE3_ADRESSE":
			a.Line3 = s
		case "LIGNE4_ADRESSE":
			a.Line4 = s
		case "CODE_POSTAL":
			a.Postcode = s
		case "LIBELLE_POSTAL", "LL_POSTAL":
			a.Town = s
		case "COMMUNE_ETRANGERE":
			a.ForeignTown = s
		case "CODE_PAYS":
			a.CountryCode = s
		case "LL_PAYS":
			a.Country = s
		case "CODE_COMMUNE_INSEE":
			a.INSEE = s
		default:
			addExtra(&a.extra, kid, "ADRESSE/")
		}
	}
	(*b)[a.ID] = a
}

// fill completes an address that has its ID; false when the book does not have it.
func (b addressBook) fill(a *Address, extra *map[string]string) bool {
	booked, ok := b[a.ID]
	if !ok {
		return false
	}
	*a = booked.Address
	for _, name := range slices.Sorted(maps.Keys(booked.extra)) {
		setExtra(extra, name, booked.extra[name])
	}
	return true
}
