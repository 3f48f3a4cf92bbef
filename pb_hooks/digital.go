package pb_hooks

import (
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// written are the collections whose texts are shown as a school wrote them, with the fields that hold them.
var written = map[string][]string{"letters": {"blocks"}, "templates": {"subject", "body"}, "school": {"accessibility_plan"}}

// unescaped writes the brackets of a JSON field as they are read.
var unescaped = strings.NewReplacer(`\u003c`, "<", `\u003e`, ">")

// digitalDoors keep papers of care out of the common store (D-03) and other people's content out of the school's texts (D-06).
func digitalDoors() []door {
	deposit := func(field string) func(write) ([]law.Finding, error) {
		return func(w write) ([]law.Finding, error) {
			regime, err := school.Regime(w.app, "", "")
			if err != nil {
				return nil, err
			}
			return school.CareRules.Check(school.Deposit{Field: field, Name: w.record.GetString("label"), File: w.record.GetString("content")}, regime), nil
		}
	}
	doors := []door{
		{"aid_documents", []moment{create}, school.CareRules.Rules(), deposit("piece")},
		{"documents_asked", []moment{create, update}, school.CareRules.Rules(), deposit("label")},
	}
	for _, collection := range []string{"letters", "templates", "school"} {
		doors = append(doors, door{collection, []moment{create, update}, school.TrackerRules.Rules(), func(w write) ([]law.Finding, error) {
			regime, err := school.Regime(w.app, "", "")
			if err != nil {
				return nil, err
			}
			texts := map[string]string{}
			for _, field := range written[collection] {
				texts[field] = unescaped.Replace(w.record.GetString(field))
			}
			return school.TrackerRules.Check(texts, regime), nil
		}})
	}
	return doors
}
