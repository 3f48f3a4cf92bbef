package tongue

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

var (
	ends  = regexp.MustCompile(`([.!?…](?: ?»)?) +`) // where one sentence ends and another begins
	apart = regexp.MustCompile(`\s*\n\s*| · | — `)   // joints between texts that have nothing to do with each other
)

// Split cuts a French text into its sentences; joints are what stood between them. An initial or a civility followed by a full
// stop ends no sentence, nor does a mark before a small letter.
func Split(french string) (sentences, joints []string) {
	at := 0
	for _, m := range ends.FindAllStringSubmatchIndex(french, -1) {
		end, next := m[3], m[1]
		first, _ := utf8.DecodeRuneInString(french[next:])
		if !unicode.IsUpper(first) && !unicode.IsDigit(first) && first != '«' || isShortened(french[at:end]) {
			continue
		}
		sentences, joints = append(sentences, french[at:end]), append(joints, french[end:next])
		at = next
	}
	return append(sentences, french[at:]), joints
}

// Texts are the texts of a French text that are looked up by themselves: its sentences, and what middle dots, dashes and
// lines keep apart.
func Texts(french string) []string {
	var all []string
	parts, _ := cut(spacing.Replace(strings.TrimSpace(french)), apart)
	for _, part := range parts {
		sentences, _ := Split(part)
		all = append(all, sentences...)
	}
	return all
}

func cut(text string, where *regexp.Regexp) (parts, joints []string) {
	at := 0
	for _, m := range where.FindAllStringIndex(text, -1) {
		parts, joints = append(parts, text[at:m[0]]), append(joints, text[m[0]:m[1]])
		at = m[1]
	}
	return append(parts, text[at:]), joints
}

func joined(parts, joints []string) string {
	var out strings.Builder
	for i, part := range parts {
		out.WriteString(part)
		if i < len(joints) {
			out.WriteString(joints[i])
		}
	}
	return out.String()
}

// isShortened tells whether a piece ends with a word cut short rather than with a sentence: « M. », « J. ».
func isShortened(piece string) bool {
	word, short := strings.CutSuffix(piece[strings.LastIndexAny(piece, " (")+1:], ".")
	return short && utf8.RuneCountInString(word) == 1 && unicode.IsUpper([]rune(word)[0])
}

// Unfolded gives each paragraph and each item of a list of a Markdown block one line, as it is read.
func Unfolded(block string) string {
	lines := strings.Split(strings.TrimSpace(block), "\n")
	out := lines[0]
	for i, line := range lines[1:] {
		if strings.HasPrefix(line, "- ") || strings.HasPrefix(line, "|") || numberedItem.MatchString(line) || strings.HasSuffix(lines[i], "  ") {
			out += "\n" + line
			continue
		}
		out += " " + strings.TrimSpace(line)
	}
	return out
}

var numberedItem = regexp.MustCompile(`^\d+\. `)
