package trips

import (
	"strconv"
	"strings"
)

func itoa(n int) string { return strconv.Itoa(n) }

// of writes « de Malo », « d’Inès ».
func of(name string) string {
	if name != "" && strings.ContainsRune("AEIOUÀÂÄÉÈÊËÎÏÔÖÙÛÜŒÆ", []rune(strings.ToUpper(name))[0]) {
		return "d’" + name
	}
	return "de " + name
}
