// Package content embeds what is said rather than computed: Markdown with front matter. It imports nothing of ours.
package content

import "embed"

// FS holds rules/ (one page per rule), guides/, products/, legal/, letters/ and changelog/, and messages/ (one catalogue per language).
//
//go:embed all:*/*.md messages/*.json
var FS embed.FS
