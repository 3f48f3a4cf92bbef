package siecle

import "strings"

// dateOrExtra keeps a date that cannot be read as it was written: only the date of birth is worth losing a record.
func dateOrExtra(extra *map[string]string, e *element) string {
	day, ok := parseDate(e.text)
	if !ok {
		addExtra(extra, e, "")
	}
	return day
}

// isAid names the leaves about scholarships. They are dropped: see Pupil.Extra.
func isAid(name string) bool {
	return strings.Contains(name, "BOURSE") || strings.HasPrefix(name, "NB_PART")
}

// addExtra keeps a leaf, and the leaves of a branch, by path.
func addExtra(extra *map[string]string, e *element, prefix string) {
	if isAid(e.name) {
		return
	}
	if len(e.kids) == 0 {
		setExtra(extra, prefix+e.name, e.text)
		return
	}
	for _, kid := range e.kids {
		addExtra(extra, kid, prefix+e.name+"/")
	}
}

// setExtra keeps a value; values of a repeated name are sorted, so that their order in the file does not show.
func setExtra(extra *map[string]string, name, value string) {
	if value == "" {
		return
	}
	if *extra == nil {
		*extra = map[string]string{}
	}
	if old := (*extra)[name]; old != "" && old != value {
		values := append(strings.Split(old, " ; "), value)
		value = strings.Join(sortedSet(values), " ; ")
	}
	(*extra)[name] = value
}
