// Package content embeds what is said rather than computed: Markdown with front matter. It imports nothing of ours.
package content

import "embed"

// FS holds rules/ (one page per rule), guides/, products/, legal/, letters/ and changelog/.
//
//go:embed all:*/*.md
var FS embed.FS
