package notify

import "github.com/openacademie/openacademie/internal/tongue"

// translate writes what leaves in the language that its reader chose. The outbox keeps the French text, which is what the
// school said: an e-mail carries it below the translation, a notification has no room for it.
func (d *Delivery) translate() error {
	catalogue, err := tongue.In(d.Language)
	if err != nil || catalogue == nil {
		d.Language = tongue.French
		return err
	}
	d.ShortTitle, _ = catalogue.Say(d.ShortTitle)
	short, known := catalogue.Say(d.ShortBody)
	if !known {
		d.Language = tongue.French // a screen reader reads the notification in the language it says
	}
	d.ShortBody = short
	d.Title, _ = catalogue.Say(d.Title)
	if body, known := catalogue.Say(d.Body); known {
		d.Body = body + "\n\n— Français —\n\n" + d.Body
	}
	return nil
}
