package web

import (
	"strings"

	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
)

// Paper is the letterhead and the date of a document made during this visit.
func (v *Visit) Paper() document.Origin {
	i := v.Identity
	head := document.Letterhead{SchoolName: i.Name, Phone: i.Phone, Email: i.Email, Academy: i.Academy, Place: i.Town}
	for line := range strings.SplitSeq(i.Address, "\n") {
		if line = strings.TrimSpace(line); line != "" {
			head.AddressLines = append(head.AddressLines, line)
		}
	}
	if town := strings.TrimSpace(i.Postcode + " " + i.Town); town != "" {
		head.AddressLines = append(head.AddressLines, town)
	}
	return document.Origin{Letterhead: head, MadeAt: school.Clock(v.App).Now(), Practice: school.IsPractice(v.App)}
}
