package components

import (
	"maps"
	"slices"

	. "maragu.dev/gomponents"
)

// Icon draws one of our own icons: 24 units, one line, the colour of the text. It always stands beside a word and is
// hidden from those who listen. An unknown name draws nothing.
func Icon(name string) Node {
	d, known := icons[name]
	if !known {
		return nil
	}
	return Raw(`<svg class="icon" viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false"><path d="` + d + `"/></svg>`)
}

// IconNames lists the icons there are, in order.
func IconNames() []string { return slices.Sorted(maps.Keys(icons)) }

var icons = map[string]string{
	"check":    "M4 12.5l5 5L20 6.5",
	"people":   "M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.4-3.6 3-5.8 6.5-5.8s6.1 2.2 6.5 5.8M16 4.9a3 3 0 0 1 0 6.2M18 14.8c2 .8 3.2 2.6 3.5 5.2",
	"card":     "M3 7.5A2.5 2.5 0 0 1 5.5 5h13A2.5 2.5 0 0 1 21 7.5v9a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16.5zM3 10h18M7 15h4",
	"person":   "M12 11.5a3.7 3.7 0 1 0 0-7.4 3.7 3.7 0 0 0 0 7.4zM4.5 20.5c.5-4 3.4-6.3 7.5-6.3s7 2.3 7.5 6.3",
	"bus":      "M5 16.5V6.5A2.5 2.5 0 0 1 7.5 4h9A2.5 2.5 0 0 1 19 6.5v10zM5 11h14M7 16.5V19M17 16.5V19M8.5 13.8h.01M15.5 13.8h.01",
	"bell":     "M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5a2.2 2.2 0 0 0 4 0",
	"school":   "M3 9.5L12 5l9 4.5-9 4.5zM7 11.8V16c1.3 1.3 3 2 5 2s3.7-.7 5-2v-4.2M21 9.5V15",
	"euro":     "M18 6.5A7 7 0 1 0 18 17.5M3.5 10.5h9M3.5 13.5h9",
	"search":   "M10.5 17a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13zM15.3 15.3L20.5 20.5",
	"warning":  "M12 4.5L21 20H3zM12 10.5v4.5M12 17.5h.01",
	"stop":     "M8.3 3.5h7.4l5.3 5.3v6.4l-5.3 5.3H8.3L3 15.2V8.8zM9 9l6 6M15 9l-6 6",
	"info":     "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.8h.01",
	"done":     "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM8 12.3l2.8 2.8L16 9.5",
	"door":     "M5 20.5V4.5L14 3v18l-9-.5M14 5h5v15.5M14 20.5h6.5M11 12h.01M3 20.5h2",
	"download": "M12 4v11M7.5 11l4.5 4.5L16.5 11M4.5 20h15",
	"upload":   "M12 15.5v-11M7.5 8.5L12 4l4.5 4.5M4.5 20h15",
	"print":    "M7 9V4h10v5M7 17H4.5v-6A2 2 0 0 1 6.5 9h11a2 2 0 0 1 2 2v6H17M7 14h10v6H7z",
	"phone":    "M6 3.5h3l1.5 4.5-2 1.5a11 11 0 0 0 6 6l1.5-2 4.5 1.5v3a2 2 0 0 1-2.2 2A16.5 16.5 0 0 1 4 5.7a2 2 0 0 1 2-2.2z",
	"mail":     "M3 7.5A2.5 2.5 0 0 1 5.5 5h13A2.5 2.5 0 0 1 21 7.5v9a2.5 2.5 0 0 1-2.5 2.5h-13A2.5 2.5 0 0 1 3 16.5zM3.5 7.5L12 13l8.5-5.5",
	"calendar": "M4 7.5A2 2 0 0 1 6 5.5h12a2 2 0 0 1 2 2V18a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2zM4 10h16M8 3.5v4M16 3.5v4",
	"clock":    "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.3l3.3 2",
	"menu":     "M4 7h16M4 12h16M4 17h16",
	"file":     "M6 3.5h8l4.5 4.5v12.5H6zM14 3.5V8h4.5M9 13h6.5M9 16.5h6.5",
	"camera":   "M4 8.5h3.5l1.5-2.5h6l1.5 2.5H20V19H4zM12 16.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4z",
	"pen":      "M4 20l1-4.5L16 4.5l3.5 3.5-11 11zM13.5 7l3.5 3.5",
	"lock":     "M6 11h12v9.5H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
	"book":     "M12 6.5C10 5 7 4.5 3.5 5v13.5c3.5-.5 6.5 0 8.5 1.5 2-1.5 5-2 8.5-1.5V5C17 4.5 14 5 12 6.5zM12 6.5V20",
	"scale":    "M12 4v16M7 20h10M5 7.5h14M5 7.5L2.5 14a2.7 2.7 0 0 0 5 0zM19 7.5L16.5 14a2.7 2.7 0 0 0 5 0z",
	"plus":     "M12 5v14M5 12h14",
	"arrow":    "M5 12h14M13 6l6 6-6 6",
	"help":     "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5A2.5 2.5 0 1 1 12.8 12c-.6.3-.8.8-.8 1.6M12 16.8h.01",
	"exit":     "M14 4H6v16h8M10 12h10M16.5 8.5L20 12l-3.5 3.5",
	"lift":     "M12 20V9M7.5 13L12 8.5l4.5 4.5M5 4.5h14",
	"language": "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3 12h18M12 3c2.5 2.6 3.8 5.6 3.8 9s-1.3 6.4-3.8 9c-2.5-2.6-3.8-5.6-3.8-9s1.3-6.4 3.8-9z",
	"sort":     "M8 10l4-4.5 4 4.5M8 14l4 4.5 4-4.5",
}
