package tongue

import (
	"strings"
)

// writing is how a language writes what is not words: days, hours, amounts, lists. After CLDR 48, with Western figures
// everywhere: those of the papers that families get in France.
type writing struct {
	months     [12]string // inside a date
	weekdays   [7]string  // from Sunday
	day        string     // {d} {month} {y}
	dayless    string     // without the year
	weekday    string     // {weekday} and {day}
	until      string     // {from} {to}
	sameMonth  string     // {d} {d2} {month} {y}
	short      string     // 02/01/2006
	hour       string     // {h} {m}
	thousands  string
	comma      string
	amount     string // {amount}
	and        string // before the last of a list
	listComma  string
	openQuote  string
	closeQuote string
}

var frenchWriting = writing{
	months:   [12]string{"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"},
	weekdays: [7]string{"dimanche", "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi"},
}

var englishWriting = writing{
	months:   [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"},
	weekdays: [7]string{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"},
	day:      "{d} {month} {y}", dayless: "{d} {month}", weekday: "{weekday} {day}", until: "{from} to {to}", sameMonth: "{d}–{d2} {month} {y}",
	short: "{d}/{m}/{y}", hour: "{h}:{mm}", thousands: ",", comma: ".", amount: "€{amount}", and: " and ", listComma: ", ", openQuote: "“", closeQuote: "”",
}

var arabicWriting = writing{
	months:   [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"},
	weekdays: [7]string{"الأحد", "الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت"},
	day:      "{d} {month} {y}", dayless: "{d} {month}", weekday: "{weekday} {day}", until: "{from} إلى {to}", sameMonth: "{d} إلى {d2} {month} {y}",
	short: "{d}/{m}/{y}", hour: "{h}:{mm}", thousands: ".", comma: ",", amount: "{amount}\u00a0€", and: " و", listComma: "، ", openQuote: "«", closeQuote: "»",
}

var portugueseWriting = writing{
	months:   [12]string{"janeiro", "fevereiro", "março", "abril", "maio", "junho", "julho", "agosto", "setembro", "outubro", "novembro", "dezembro"},
	weekdays: [7]string{"domingo", "segunda-feira", "terça-feira", "quarta-feira", "quinta-feira", "sexta-feira", "sábado"},
	day:      "{d} de {month} de {y}", dayless: "{d} de {month}", weekday: "{weekday}, {day}", until: "{from} a {to}", sameMonth: "{d} a {d2} de {month} de {y}",
	short: "{d}/{m}/{y}", hour: "{h}:{mm}", thousands: "\u00a0", comma: ",", amount: "{amount}\u00a0€", and: " e ", listComma: ", ", openQuote: "«", closeQuote: "»",
}

var turkishWriting = writing{
	months:   [12]string{"Ocak", "Şubat", "Mart", "Nisan", "Mayıs", "Haziran", "Temmuz", "Ağustos", "Eylül", "Ekim", "Kasım", "Aralık"},
	weekdays: [7]string{"Pazar", "Pazartesi", "Salı", "Çarşamba", "Perşembe", "Cuma", "Cumartesi"},
	day:      "{d} {month} {y}", dayless: "{d} {month}", weekday: "{day} {weekday}", until: "{from} – {to}", sameMonth: "{d}–{d2} {month} {y}",
	short: "{d}.{m}.{y}", hour: "{h}:{mm}", thousands: ".", comma: ",", amount: "{amount}\u00a0€", and: " ve ", listComma: ", ", openQuote: "“", closeQuote: "”",
}

var ukrainianWriting = writing{
	months:   [12]string{"січня", "лютого", "березня", "квітня", "травня", "червня", "липня", "серпня", "вересня", "жовтня", "листопада", "грудня"},
	weekdays: [7]string{"неділя", "понеділок", "вівторок", "середа", "четвер", "пʼятниця", "субота"},
	day:      "{d} {month} {y} р.", dayless: "{d} {month}", weekday: "{weekday}, {day}", until: "{from} – {to}", sameMonth: "{d}–{d2} {month} {y} р.",
	short: "{d}.{m}.{y}", hour: "{h}:{mm}", thousands: "\u00a0", comma: ",", amount: "{amount}\u00a0€", and: " і ", listComma: ", ", openQuote: "«", closeQuote: "»",
}

// write turns a French value that was recognised in a sentence into the same in this language.
func (w writing) write(kind, french string) string {
	switch kind {
	case "amount":
		return w.writeAmount(french)
	case "days":
		return w.writeDays(french)
	case "day", "weekday":
		return w.writeDay(french)
	case "time":
		return w.writeTime(french)
	case "date":
		return fill(w.short, "d", french[:2], "m", french[3:5], "y", french[6:])
	case "list":
		before, last, found := cutLast(french, " et ")
		if !found {
			return french
		}
		return strings.ReplaceAll(before, ", ", w.listComma) + w.and + last
	}
	return french
}

func (w writing) writeAmount(french string) string {
	figures := strings.NewReplacer(" ", "", "\u202f", "", "\u00a0", "", "€", "").Replace(french)
	sign := ""
	if rest, negative := strings.CutPrefix(figures, "-"); negative {
		sign, figures = "-", rest
	}
	euros, cents, decimal := strings.Cut(figures, ",")
	for i := len(euros) - 3; i > 0; i -= 3 {
		euros = euros[:i] + w.thousands + euros[i:]
	}
	if decimal {
		euros += w.comma + cents
	}
	return sign + fill(w.amount, "amount", euros)
}

func (w writing) writeTime(french string) string {
	h, m, _ := strings.Cut(strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "h", ":").Replace(french), ":")
	if m == "" {
		m = "00"
	}
	return fill(w.hour, "h", h, "mm", m)
}

// dayParts are the words of a French date: « lundi », « 12 », « avril », « 2027 », each may be missing.
type dayParts struct {
	weekday, month int // -1 when missing
	d, y           string
}

func partsOf(french string) dayParts {
	p := dayParts{weekday: -1, month: -1}
	for _, word := range strings.FieldsFunc(french, func(r rune) bool { return r == ' ' || r == '\u00a0' || r == '\u202f' }) {
		switch {
		case len(word) == 4 && word[0] >= '1' && word[0] <= '2' && strings.Trim(word, "0123456789") == "":
			p.y = word
		case word[0] >= '0' && word[0] <= '9':
			p.d = strings.TrimSuffix(word, "er")
		default:
			for i, name := range frenchWriting.weekdays {
				if name == word {
					p.weekday = i
				}
			}
			for i, name := range frenchWriting.months {
				if name == word {
					p.month = i
				}
			}
		}
	}
	return p
}

func (w writing) writeDay(french string) string {
	p := partsOf(french)
	if p.month < 0 {
		return w.weekdays[max(0, p.weekday)]
	}
	pattern := w.day
	if p.y == "" {
		pattern = w.dayless
	}
	out := fill(pattern, "d", p.d, "month", w.months[p.month], "y", p.y)
	if p.weekday >= 0 {
		out = fill(w.weekday, "weekday", w.weekdays[p.weekday], "day", out)
	}
	return out
}

func (w writing) writeDays(french string) string {
	first, last, _ := strings.Cut(strings.TrimPrefix(strings.TrimPrefix(french, "du "), "Du "), " au ")
	to := partsOf(last)
	if from := partsOf(first); from.month < 0 {
		return fill(w.sameMonth, "d", from.d, "d2", to.d, "month", w.months[max(0, to.month)], "y", to.y)
	}
	return fill(w.until, "from", w.writeDay(first), "to", w.writeDay(last))
}

// fill puts values into the holes of a pattern, pairs of name and value.
func fill(pattern string, pairs ...string) string {
	for i := 0; i+1 < len(pairs); i += 2 {
		pairs[i] = "{" + pairs[i] + "}"
	}
	return strings.NewReplacer(pairs...).Replace(pattern)
}

func cutLast(s, sep string) (before, after string, found bool) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}
