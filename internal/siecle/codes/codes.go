// Package codes holds the code lists of SIECLE that a screen needs to show an import: the national values of 2019, which
// seldom move. A Nomenclature.xml read with the import is fresher and wins: see siecle.Export.CodeLists.
package codes

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
)

// Code is one line: Short and Label are written in capitals by SIECLE; Edition, where the list has one, has its accents.
type Code struct {
	Code    string `json:"code"`
	Short   string `json:"short"`
	Label   string `json:"label"`
	Edition string `json:"edition"`
	Order   int    `json:"order"` // of presentation, kinship only
}

// List is one code list, in the order of SIECLE.
type List []Code

// Boarding lists the régimes: "0" external, "2" half-board, "3" boarder…
func Boarding() List { return read().Boarding }

// Kinship lists the liens de parenté since 2018: "10" mother, "20" father…
func Kinship() List { return read().Kinship }

// ExitReasons lists the motifs de sortie.
func ExitReasons() List { return read().ExitReasons }

// Civilities lists "1" M. and "2" MME.
func Civilities() List { return read().Civilities }

// ResponsibilityLevels lists "1" legal, "2" in charge, "3" contact.
func ResponsibilityLevels() List { return read().ResponsibilityLevels }

// ElectionModes lists how a subject is chosen: "O" compulsory option, "F" optional, "S" common core…
func ElectionModes() List { return read().ElectionModes }

// Find gives the line of a code.
func (l List) Find(code string) (Code, bool) {
	for _, c := range l {
		if c.Code == code {
			return c, true
		}
	}
	return Code{}, false
}

// FindLabel gives the line whose short label, label or edition is this one, whatever the case.
func (l List) FindLabel(label string) (Code, bool) {
	label = strings.TrimSpace(label)
	if label == "" {
		return Code{}, false
	}
	for _, c := range l {
		if strings.EqualFold(c.Short, label) || strings.EqualFold(c.Label, label) || strings.EqualFold(c.Edition, label) {
			return c, true
		}
	}
	return Code{}, false
}

type lists struct {
	Boarding             List `json:"boarding"`
	Kinship              List `json:"kinship"`
	ExitReasons          List `json:"exit_reasons"`
	Civilities           List `json:"civilities"`
	ResponsibilityLevels List `json:"responsibility_levels"`
	ElectionModes        List `json:"election_modes"`
}

//go:embed codes.json
var source []byte

// read parses the embedded lists once. They are part of the program: a list that does not parse is a bug, hence the panic,
// and the test of this package reads them all.
var read = sync.OnceValue(func() lists {
	var l lists
	if err := json.Unmarshal(source, &l); err != nil {
		panic("siecle codes: " + err.Error())
	}
	return l
})
