package school

import (
	"cmp"
	"encoding/json"
	"strconv"

	"github.com/openacademie/openacademie/internal/siecle"
)

// pupilOption is one element of pupils.options. Queries read code: keep the names.
type pupilOption struct {
	Rank  int    `json:"rank"`
	Mode  string `json:"mode"`
	Code  string `json:"code"`
	Key   string `json:"key"`
	Label string `json:"label"`
}

var optionsField = field[siecle.Pupil]{"options", "Options", list, 0, readOptions}

// readOptions gives the options in the order of the files. A workbook names an option by its management key, an XML file by
// its code, and labels differ from one to the other: what the base knows of the same option completes it and wins.
func readOptions(p *siecle.Pupil, held string) (string, bool) {
	if len(p.Options) == 0 {
		return "", false
	}
	var known []pupilOption
	if held != "" && held != "null" {
		_ = json.Unmarshal([]byte(held), &known) // what does not parse is written again
	}
	options := make([]pupilOption, 0, len(p.Options))
	for _, o := range p.Options {
		option := pupilOption{Rank: o.Rank, Mode: o.Mode, Code: o.SubjectCode, Key: o.ManagementKey, Label: o.Label}
		for _, k := range known {
			if (option.Code != "" && option.Code == k.Code) || (option.Key != "" && option.Key == k.Key) {
				option.Code, option.Key = cmp.Or(option.Code, k.Code), cmp.Or(option.Key, k.Key)
				option.Label, option.Mode = cmp.Or(k.Label, option.Label), cmp.Or(option.Mode, k.Mode)
				break
			}
		}
		options = append(options, option)
	}
	return encodeJSON(options), true
}

// lastYear is pupils.last_year.
type lastYear struct {
	UAI     string            `json:"uai,omitempty"`
	MEF     string            `json:"mef,omitempty"`
	Class   string            `json:"class,omitempty"`
	Acronym string            `json:"acronym,omitempty"`
	Name    string            `json:"name,omitempty"`
	Extra   map[string]string `json:"extra,omitempty"`
}

func readLastYear(p *siecle.Pupil, _ string) (string, bool) {
	y := lastYear{p.LastYear.UAI, p.LastYear.MEF, p.LastYear.Class, p.LastYear.Acronym, p.LastYear.Name, p.LastYear.Extra}
	value := encodeJSON(y)
	return value, value != "{}"
}

// mefOfYear is a MEF with what the nomenclature says of it elsewhere: its programme and the ranks of its options.
type mefOfYear struct {
	siecle.MEF
	programmes []siecle.Programme
	ranked     []siecle.RankedOption
}

func (m *mefOfYear) extras() map[string]string {
	extra := map[string]string{}
	for key, value := range m.Extra {
		extra[key] = value
	}
	extra = with(extra, "LIBELLE_LONG", m.Label)
	extra = with(extra, "CODE_MEFSTAT", m.NationalCode)
	extra = with(extra, "MEF_RATTACHEMENT", m.ParentCode)
	extra = with(extra, "DATE_OUVERTURE", m.OpenedOn)
	extra = with(extra, "DATE_FERMETURE", m.ClosedOn)
	if m.CompulsoryOptions != nil {
		extra["NB_OPT_OBLIG"] = strconv.Itoa(*m.CompulsoryOptions)
	}
	if m.MinimumOptions != nil {
		extra["NB_OPT_MINI"] = strconv.Itoa(*m.MinimumOptions)
	}
	if len(m.programmes) > 0 {
		programme := make([][3]string, len(m.programmes))
		for i, p := range m.programmes {
			programme[i] = [3]string{p.SubjectCode, p.Mode, p.Hours}
		}
		extra["PROGRAMME"] = encodeJSON(programme) // subject, mode, weekly hours
	}
	if len(m.ranked) > 0 {
		ranks := make([][2]string, len(m.ranked))
		for i, o := range m.ranked {
			ranks[i] = [2]string{strconv.Itoa(o.Rank), o.SubjectCode}
		}
		extra["OPTIONS_OBLIGATOIRES"] = encodeJSON(ranks)
	}
	return extra
}
