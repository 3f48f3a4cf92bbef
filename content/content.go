// Package content embeds what is said rather than computed: Markdown with front matter. It imports nothing of ours.
package content

import "embed"

// FS holds rules/ (one page per rule), guides/, products/, legal/, letters/, accessibility/ (the table and the plan) and changelog/, and messages/ (one catalogue per language).
//
//go:embed all:*/*.md messages/*.json accessibility/*.json
var FS embed.FS
