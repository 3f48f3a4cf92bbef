package siecle

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/siecle/codes"
)

// guardianCell is a guardian as one row gives him, beside one pupil.
type guardianCell struct {
	guardian Guardian
	pupil    string // key
	rank     int    // 1 or 2
	kinship  string // label
}

func (r *sheetReader) readGuardianCells(row int, p *Pupil, v *view) {
	for n := range r.columns.guardians {
		take := v.takeGuardian(n)
		g := Guardian{
			Civility: parseCivility(take("civilite")), LastName: take("nom de famille"), UsageName: take("nom d usage"), FirstName: take("prenom"),
			PhonePersonal: NormalisePhone(take("tel personnel")), PhoneMobile: NormalisePhone(take("tel portable")),
			PhoneWork: NormalisePhone(take("tel professionnel")), Email: take("email"),
			SharesContact: parseBool(take("communication adresse postale et courriel")),
			Address:       takeAddress(take),
		}
		kinship := take("lien parente")
		v.restOf(r.columns.guardians[n], &g.Extra)
		if g.LastName == "" {
			if g.FirstName != "" || g.Email != "" || g.PhoneMobile != "" || g.PhonePersonal != "" {
				r.reject(row, fmt.Sprintf("responsable %d sans nom de famille, pour %s %s", n+1, p.LastName, p.FirstName))
			}
			continue
		}
		r.cells = append(r.cells, guardianCell{guardian: g, pupil: p.Key, rank: n + 1, kinship: kinship})
	}
}

// mergeCells makes one guardian of the cells that are one person: same civility and names, and one contact in common
// (e-mail, telephone or address), or the same place beside the same pupil. Names alone do not make a person.
func (e *Export) mergeCells(cells []guardianCell) {
	slices.SortStableFunc(cells, func(a, b guardianCell) int {
		return cmp.Or(compareKeys(a.pupil, b.pupil), cmp.Compare(a.rank, b.rank), strings.Compare(identity(a.guardian), identity(b.guardian)))
	})
	roots := newForest(len(cells))
	first := map[string]int{}
	for i, cell := range cells {
		for _, trace := range traces(cell) {
			if j, met := first[trace]; met {
				roots.join(i, j)
			} else {
				first[trace] = i
			}
		}
	}
	at := map[int]int{} // root → position in e.Guardians
	linked := map[[2]string]bool{}
	for i, cell := range cells {
		root := roots.find(i)
		position, met := at[root]
		if !met {
			g := cell.guardian
			g.Key = cellKey(cell)
			position = len(e.Guardians)
			at[root] = position
			e.Guardians = append(e.Guardians, g)
		}
		g := &e.Guardians[position]
		complete(g, cell.guardian)
		if pair := [2]string{cell.pupil, g.Key}; !linked[pair] {
			linked[pair] = true
			e.Links = append(e.Links, cell.link(g.Key))
		}
	}
	e.Notes = append(e.Notes, fmt.Sprintf("Le classeur ne numérote pas les responsables : %d mentions ont été réunies en %d personnes (mêmes civilité et noms, et un courriel, un téléphone ou une adresse en commun). Les fichiers XML sont plus sûrs.",
		len(cells), len(at)))
}

func (c guardianCell) link(guardian string) Link {
	l := Link{PupilKey: c.pupil, GuardianKey: guardian, Level: LevelLegal, Rank: c.rank, KinshipLabel: c.kinship}
	if code, ok := codes.Kinship().FindLabel(c.kinship); ok {
		l.KinshipCode = code.Code
	}
	return l
}

func identity(g Guardian) string {
	return FoldHeader(g.Civility) + "|" + FoldHeader(g.LastName) + "|" + FoldHeader(g.FirstName)
}

// traces are what two cells must share, one at least, to be one person.
func traces(c guardianCell) []string {
	g, who := c.guardian, identity(c.guardian)
	traces := []string{fmt.Sprintf("%s|beside %s %d", who, c.pupil, c.rank)}
	if g.Email != "" {
		traces = append(traces, who+"|mail "+strings.ToLower(g.Email))
	}
	for _, phone := range []string{g.PhoneMobile, g.PhonePersonal, g.PhoneWork} {
		if phone != "" {
			traces = append(traces, who+"|phone "+phone)
		}
	}
	if !g.Address.IsZero() {
		traces = append(traces, who+"|at "+FoldHeader(strings.Join(append(g.Address.Lines(), g.Address.Postcode, g.Address.Town, g.Address.ForeignTown), " ")))
	}
	return traces
}

// cellKey names a person by the first place where he stands: the same workbook gives the same keys, whatever its order.
func cellKey(c guardianCell) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%s|%s|%d", identity(c.guardian), c.pupil, c.rank))
	return "xl:" + hex.EncodeToString(sum[:8])
}

// complete fills what one mention lacks from another; what contradicts is kept in Extra.
func complete(g *Guardian, other Guardian) {
	for _, field := range []struct {
		name string
		to   *string
		from string
	}{
		{"Nom d'usage", &g.UsageName, other.UsageName},
		{"Email", &g.Email, other.Email},
		{"Tél. Personnel", &g.PhonePersonal, other.PhonePersonal},
		{"Tél. Professionnel", &g.PhoneWork, other.PhoneWork},
		{"Tél. Portable", &g.PhoneMobile, other.PhoneMobile},
	} {
		switch {
		case *field.to == "":
			*field.to = field.from
		case field.from != "" && field.from != *field.to:
			setExtra(&g.Extra, field.name+" (autre)", field.from)
		}
	}
	if g.Address.IsZero() {
		g.Address = other.Address
	} else if !other.Address.IsZero() && other.Address != g.Address {
		a := other.Address
		setExtra(&g.Extra, "Adresse (autre)", strings.Join(append(a.Lines(), strings.TrimSpace(a.Postcode+" "+a.Town+a.ForeignTown)), ", "))
	}
	if g.SharesContact == nil {
		g.SharesContact = other.SharesContact
	}
	for name, value := range other.Extra {
		setExtra(&g.Extra, name, value)
	}
}

// forest is a union of sets, each named by its smallest member.
type forest []int

func newForest(n int) forest {
	f := make(forest, n)
	for i := range f {
		f[i] = i
	}
	return f
}

func (f forest) find(i int) int {
	for f[i] != i {
		f[i] = f[f[i]]
		i = f[i]
	}
	return i
}

func (f forest) join(i, j int) {
	a, b := f.find(i), f.find(j)
	f[max(a, b)] = min(a, b)
}
