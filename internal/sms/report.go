package sms

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strconv"
	"strings"
)

// Words are how a gateway names things in what it posts to us.
type Words struct {
	ID, State string // fields of a delivery report
	Delivered string // values of State, separated by commas
	Failed    string

	From, Text, Reply string // fields of a reply: number, text, and the gateway's number of it
}

// Report is what a gateway says became of a message.
type Report struct {
	ID      string
	Outcome Outcome
}

// Outcome is the end of a message's way.
type Outcome string

// A report that says neither is about the way itself.
const (
	OnItsWay  Outcome = ""
	Delivered Outcome = "delivered"
	Failed    Outcome = "failed"
)

// Reply is a message that a telephone has sent back.
type Reply struct{ ID, From, Text string }

// ErrUnread is returned for what does not hold the fields that the settings name.
var ErrUnread = errors.New("sms: the fields of the settings are not in what was received")

// most is how much of a nested answer is read.
const most = 200

// Fields reads what a gateway posts: JSON, a form, or the query of the address.
func Fields(contentType string, body []byte, query url.Values) (map[string]string, error) {
	fields := map[string]string{}
	add := func(values url.Values) {
		for name, all := range values {
			if len(all) > 0 {
				fields[name] = all[0]
			}
		}
	}
	add(query)
	switch {
	case len(body) == 0:
	case strings.Contains(contentType, "json"):
		found, err := flatten(body)
		if err != nil {
			return nil, err
		}
		for name, value := range found {
			fields[name] = value
		}
	default:
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return nil, fmt.Errorf("sms: %w", err)
		}
		add(form)
	}
	return fields, nil
}

// ReportIn reads a delivery report.
func (w Words) ReportIn(fields map[string]string) (Report, error) {
	r := Report{ID: fields[w.ID]}
	state := fields[w.State]
	if w.ID == "" || w.State == "" || r.ID == "" || state == "" {
		return r, ErrUnread
	}
	switch {
	case listed(w.Delivered, state):
		r.Outcome = Delivered
	case listed(w.Failed, state):
		r.Outcome = Failed
	}
	return r, nil
}

// ReplyIn reads a reply.
func (w Words) ReplyIn(fields map[string]string) (Reply, error) {
	r := Reply{From: fields[w.From], Text: fields[w.Text], ID: fields[w.Reply]}
	if w.From == "" || w.Text == "" || r.From == "" {
		return r, ErrUnread
	}
	if !strings.HasPrefix(r.From, "+") && !strings.HasPrefix(r.From, "0") {
		r.From = "+" + r.From // gateways often leave the plus out
	}
	return r, nil
}

func listed(words, word string) bool {
	for w := range strings.SplitSeq(words, ",") {
		if w = strings.TrimSpace(w); w != "" && strings.EqualFold(w, strings.TrimSpace(word)) {
			return true
		}
	}
	return false
}

// flatten names each value of a JSON text by its way: messages.0.id.
func flatten(raw []byte) (map[string]string, error) {
	d := json.NewDecoder(strings.NewReader(string(raw)))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, fmt.Errorf("sms: %w", err)
	}
	fields := map[string]string{}
	var walk func(way string, v any)
	walk = func(way string, v any) {
		if len(fields) >= most {
			return
		}
		under := func(name string) string { return strings.TrimPrefix(way+"."+name, ".") }
		switch v := v.(type) {
		case map[string]any:
			for name, inner := range v {
				walk(under(name), inner)
			}
		case []any:
			for i, inner := range v[:min(len(v), most)] {
				walk(under(strconv.Itoa(i)), inner)
			}
		case string:
			fields[way] = v
		case json.Number:
			fields[way] = v.String()
		case bool:
			fields[way] = strconv.FormatBool(v)
		}
	}
	walk("", value)
	return fields, nil
}
