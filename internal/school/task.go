package school

import "github.com/openacademie/openacademie/internal/law"

// Task is one pending thing of one person, whatever the product it comes from: lists, badge and calendar are made of it.
type Task struct {
	Kind   string  // "trip.answer", "trip.sign", "money.instalment"…
	Who    string  // the child, "" for staff
	Where  string  // the class, or the subject
	Title  string  // what to do
	Text   string  // one or two sentences
	Due    law.Day // zero when there is no date
	Late   bool
	Href   string // page to open
	Action string // label of the button
}
