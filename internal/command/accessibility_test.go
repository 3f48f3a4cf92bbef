package command_test

import (
	"testing"

	"github.com/openacademie/openacademie/internal/rgaa"
)

// What the table of accessibility rests on exists.
func TestD01TheTableRestsOnTestsThatExist(t *testing.T) {
	audit, err := rgaa.Current()
	if err != nil {
		t.Fatal(err)
	}
	written := allTests(t)
	for _, c := range audit.Criteria {
		for _, e := range c.Evidence {
			if e.Test != "" && !written[e.Test] {
				t.Errorf("%s rests on %s, which no test file holds", c.Number, e.Test)
			}
		}
	}
}
