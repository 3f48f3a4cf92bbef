package web

import (
	"github.com/openacademie/openacademie/internal/document"
	"github.com/openacademie/openacademie/internal/school"
)

// Paper is the letterhead, the date and the head's signature of a document made during this visit. An image that cannot be
// read is left out, and the log says so: a letter without its logo still says what it says.
func (v *Visit) Paper() document.Origin {
	i := v.Identity
	year, err := school.CurrentYear(v.App)
	if err != nil {
		v.App.Logger().Warn("school year of a document", "error", err.Error())
	}
	return document.Origin{
		Letterhead: document.Letterhead{
			SchoolName: i.Name, AddressLines: i.PostLines(), Phone: i.Phone, Email: i.Email, Academy: i.Academy, Place: i.Town, Website: i.Website,
			Year: year.Label, Logo: v.schoolPicture(school.Logo),
		},
		Head:   document.Signer{Capacity: i.HeadSigns(), Name: i.Head(), Picture: v.schoolPicture(school.Signature)},
		MadeAt: school.Clock(v.App).Now(), Practice: school.IsPractice(v.App),
	}
}

func (v *Visit) schoolPicture(which school.Picture) document.Picture {
	content, err := school.PictureOf(v.App, which)
	if err != nil {
		v.App.Logger().Warn("picture of a document", "picture", string(which), "error", err.Error())
		return nil
	}
	return content
}
