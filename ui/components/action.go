package components

import (
	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"
)

// Actions is a row of buttons, the main one first; one below the other on a phone.
func Actions(children ...Node) Node { return Div(Class("actions"), Group(children)) }

// ButtonMain submits the form: one per page. Its words say what happens, amount included: « Payer 78,00 € ».
func ButtonMain(text string, attrs ...Node) Node {
	return Button(Class("button main"), Type("submit"), Group(attrs), French(text))
}

// ButtonPlain is any other submit: refusing is as easy as accepting, so both have the same size.
func ButtonPlain(text string, attrs ...Node) Node {
	return Button(Class("button"), Type("submit"), Group(attrs), French(text))
}

// ButtonStop is a submit that ends or withdraws something.
func ButtonStop(text string, attrs ...Node) Node {
	return Button(Class("button stop"), Type("submit"), Group(attrs), French(text))
}

// LinkMain is a link that looks like the main button: it opens the next page and changes nothing.
func LinkMain(text, href string, attrs ...Node) Node {
	return A(Class("button main"), Href(href), Group(attrs), French(text))
}

// LinkButton is a link that looks like a plain button.
func LinkButton(text, href string, attrs ...Node) Node {
	return A(Class("button"), Href(href), Group(attrs), French(text))
}

// LinkIcon is a plain link after an icon: to print, to download, to call.
func LinkIcon(icon, text, href string, attrs ...Node) Node {
	return A(Class("link-icon"), Href(href), Group(attrs), Icon(icon), Span(French(text)))
}

// BackLink leads one step back in a journey.
func BackLink(href string) Node {
	return A(Class("link-icon back"), Href(href), Icon("arrow"), Span(French("Retour")))
}

// PostFormProps is a form that changes something. Draft names a draft kept on the device until the form is sent: it
// must tell the person and the subject apart (« reponse-42-118 »).
type PostFormProps struct {
	Action string
	ID     string
	Draft  string
	Upload bool // carries files
	Label  string
}

// PostForm is the one way to write a form. The server judges what is typed and answers in French, so the browser does not.
func PostForm(p PostFormProps, children ...Node) Node {
	return Form(Method("post"), Action(p.Action), Class("form"), Attr("novalidate"),
		If(p.ID != "", ID(p.ID)),
		If(p.Label != "", Heard(p.Label)),
		If(p.Upload, EncType("multipart/form-data")),
		Iff(p.Draft != "", func() Node { return Data("draft", p.Draft) }),
		Group(children),
	)
}

// HiddenValue travels with a form.
type HiddenValue struct{ Name, Value string }

// HiddenFields are values the form carries and nobody sees.
func HiddenFields(values ...HiddenValue) Node {
	return Map(values, func(v HiddenValue) Node { return Input(Type("hidden"), Name(v.Name), Value(v.Value)) })
}

// SearchFormProps is a search kept in the URL.
type SearchFormProps struct {
	Action, Name, Value string // Name is "q" when empty
	Label               string // « Chercher un élève, un voyage »
	ID                  string // "recherche" when empty
	Keep                []HiddenValue
}

// SearchForm is one box and its button, sent by GET.
func SearchForm(p SearchFormProps) Node {
	id := or(p.ID, "recherche")
	return Form(Class("search"), Role("search"), Heard(or(p.Label, "Rechercher")), Method("get"), Action(p.Action),
		Label(Class("only-heard"), For(id), French(or(p.Label, "Rechercher"))),
		Input(ID(id), Type("search"), Name(or(p.Name, "q")), Value(p.Value), saying{"placeholder", or(p.Label, "Rechercher")}, AutoComplete("off")),
		HiddenFields(p.Keep...),
		Button(Class("button"), Type("submit"), Icon("search"), Span(Class("only-heard"), French("Chercher"))),
	)
}

// PushProps is the button that asks for notifications, after a gesture only. PublicKey is the school's VAPID key.
type PushProps struct {
	PublicKey  string
	Action     string // "/moi/notifications" when empty
	StopAction string // "/moi/notifications/arret" when empty
	Label      string // what kind of message: « Me prévenir des échéances sur cet appareil »
}

// PushButton appears only where scripts run; app.js loads the rest at the first touch.
func PushButton(p PushProps) Node {
	return Div(Class("push"), Data("push", ""), Hidden(""),
		Button(Class("button"), Type("button"), Data("push-subscribe", ""),
			Data("public-key", p.PublicKey),
			Data("action", or(p.Action, "/moi/notifications")),
			Icon("bell"), Span(French(or(p.Label, "Me prévenir sur cet appareil")))),
		Button(Class("button"), Type("button"), Data("push-unsubscribe", ""), Hidden(""),
			Data("action", or(p.StopAction, "/moi/notifications/arret")),
			French("Ne plus me prévenir sur cet appareil")),
		P(Class("hint"), Role("status"), Aria("live", "polite"), Data("push-says", "")),
	)
}
