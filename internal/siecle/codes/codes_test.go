package codes

import "testing"

func TestLists(t *testing.T) {
	for _, c := range []struct {
		name string
		list List
		size int
		code string
		want string
	}{
		{"boarding", Boarding(), 22, "2", "DP DAN"},
		{"kinship", Kinship(), 11, "10", "MERE"},
		{"exit reasons", ExitReasons(), 29, "27", "CNED"},
		{"civilities", Civilities(), 2, "2", "MME"},
		{"levels", ResponsibilityLevels(), 3, "1", "LEGAL"},
		{"modes", ElectionModes(), 7, "O", "OBLIGATOIR"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if len(c.list) != c.size {
				t.Errorf("%d lines, want %d", len(c.list), c.size)
			}
			if got, _ := c.list.Find(c.code); got.Short != c.want {
				t.Errorf("code %s is %q, want %q", c.code, got.Short, c.want)
			}
			seen := map[string]bool{}
			for _, line := range c.list {
				if line.Code == "" || line.Short == "" || line.Label == "" || seen[line.Code] {
					t.Errorf("bad line %+v", line)
				}
				seen[line.Code] = true
			}
		})
	}
}

func TestFindLabel(t *testing.T) {
	for label, code := range map[string]string{"MERE": "10", "Mère": "10", " père": "20", "assistant familial": "42", "ASE": "51"} {
		if got, ok := Kinship().FindLabel(label); !ok || got.Code != code {
			t.Errorf("%q is %q, want %q", label, got.Code, code)
		}
	}
	for _, label := range []string{"", "VOISIN"} {
		if got, ok := Kinship().FindLabel(label); ok {
			t.Errorf("%q found as %+v", label, got)
		}
	}
}
