package sms

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// Format is how a gateway reads what it is sent.
type Format string

// The two that providers know.
const (
	JSON Format = "json" // the body is a JSON text with placeholders
	Form Format = "form" // the body is lines « name=value » with placeholders
)

// Gateway is a provider as its documentation describes it. No provider is built in: a school chooses its own.
type Gateway struct {
	URL     string
	Method  string // POST or PUT; POST when empty
	Format  Format
	Headers string // one a line, « Name: value »
	Body    string
	Sender  string
	Secret  string
	IDField string // where the answer says its own number of the message, "data.id"; empty when it does not
}

// Text is one message to send. ID is ours: a gateway that knows it takes the same message once only.
type Text struct{ ID, To, Body string }

// placeholders are what headers and body may hold.
var placeholders = []string{"to", "text", "sender", "id", "secret"}

var placeholder = regexp.MustCompile(`\{\{\s*([^{}]*?)\s*\}\}`)

// Idempotent tells whether our number of the message goes with it.
func (g Gateway) Idempotent() bool {
	return slices.ContainsFunc(placeholder.FindAllStringSubmatch(g.Headers+"\n"+g.Body, -1), func(m []string) bool { return m[1] == "id" })
}

// Problem is what is wrong with one setting.
type Problem struct{ Field, What string }

// Problems lists what keeps the settings from being used. Here says that the gateway is on this machine, where http is
// enough.
func (g Gateway) Problems(here bool) []Problem {
	var all []Problem
	wrong := func(field, what string) { all = append(all, Problem{field, what}) }
	u, err := url.Parse(g.URL)
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || u.Scheme != "https" && (u.Scheme != "http" || !here):
		wrong("adresse", "L’adresse du prestataire est complète et commence par https://.")
	case placeholder.MatchString(g.URL) || g.Secret != "" && strings.Contains(g.URL, g.Secret):
		wrong("adresse", "L’adresse ne porte ni secret ni texte : elle se lit dans les journaux des machines.")
	}
	for _, text := range []struct{ field, value string }{{"entetes", g.Headers}, {"corps", g.Body}} {
		for _, m := range placeholder.FindAllStringSubmatch(text.value, -1) {
			if !slices.Contains(placeholders, m[1]) {
				wrong(text.field, "« {{"+m[1]+"}} » n’est pas connu : to, text, sender, id et secret le sont.")
			}
		}
	}
	for _, name := range []string{"to", "text"} {
		if !strings.Contains(placeholder.ReplaceAllString(g.Body, "{{$1}}"), "{{"+name+"}}") {
			wrong("corps", "Le corps ne dit pas où vont {{to}} et {{text}}.")
			break
		}
	}
	if _, err := g.headers(Text{}); err != nil {
		wrong("entetes", "Chaque ligne d’en-tête s’écrit « Nom: valeur ».")
	}
	if _, _, err := g.body(Text{ID: "1", To: "+33600000000", Body: "Bonjour \"vous\""}); err != nil {
		wrong("corps", "Ce corps n’est pas lisible par un prestataire : du JSON, ou des lignes « nom=valeur ».")
	}
	if len([]rune(g.Sender)) > 16 {
		wrong("expediteur", "L’expéditeur a au plus onze lettres et chiffres, ou un numéro.")
	}
	return all
}

func (g Gateway) fill(template string, t Text, write func(string) string) string {
	values := map[string]string{"to": t.To, "text": t.Body, "sender": g.Sender, "id": t.ID, "secret": g.Secret}
	return placeholder.ReplaceAllStringFunc(template, func(found string) string {
		return write(values[placeholder.FindStringSubmatch(found)[1]])
	})
}

func same(s string) string { return s }

// inJSON writes a value as it stands between the quotes of a JSON text.
func inJSON(s string) string {
	quoted, _ := json.Marshal(s) // a string always marshals
	return string(quoted[1 : len(quoted)-1])
}

func (g Gateway) headers(t Text) (http.Header, error) {
	h := http.Header{}
	for line := range strings.Lines(g.Headers) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		name, value, found := strings.Cut(g.fill(line, t, same), ":")
		if !found || strings.TrimSpace(name) == "" || strings.ContainsAny(name, " \t") || strings.ContainsAny(value, "\r\n") {
			return nil, errors.New("sms: header without a name")
		}
		h.Add(name, strings.TrimSpace(value))
	}
	return h, nil
}

func (g Gateway) body(t Text) (body []byte, contentType string, err error) {
	if g.Format == Form {
		values := url.Values{}
		for line := range strings.Lines(g.Body) {
			if line = strings.TrimSpace(line); line == "" {
				continue
			}
			name, template, found := strings.Cut(line, "=")
			if !found || name == "" {
				return nil, "", errors.New("sms: line without a name")
			}
			values.Add(name, g.fill(template, t, same))
		}
		return []byte(values.Encode()), "application/x-www-form-urlencoded", nil
	}
	body = []byte(g.fill(g.Body, t, inJSON))
	if !json.Valid(body) {
		return nil, "", errors.New("sms: body is no JSON")
	}
	return body, "application/json", nil
}

// Request is what to send for one message.
func (g Gateway) Request(ctx context.Context, t Text) (*http.Request, error) {
	body, contentType, err := g.body(t)
	if err != nil {
		return nil, err
	}
	headers, err := g.headers(t)
	if err != nil {
		return nil, err
	}
	method := g.Method
	if method == "" {
		method = http.MethodPost
	}
	r, err := http.NewRequestWithContext(ctx, method, g.URL, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("sms: %w", err)
	}
	r.Header = headers
	if r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", contentType)
	}
	return r, nil
}

// Receipt reads the gateway's own number of a message in its answer, empty when it gives none.
func (g Gateway) Receipt(answer []byte) string {
	if g.IDField == "" {
		return ""
	}
	fields, err := flatten(answer)
	if err != nil {
		return ""
	}
	return fields[g.IDField]
}
