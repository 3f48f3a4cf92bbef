// Package bounce reads the notices by which mail servers say that a letter was not delivered (RFC 3464).
package bounce

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"regexp"
	"strings"
)

// Limit is the largest notice that is read.
const Limit = 256 << 10

// Notice is what a mail server says became of a letter.
type Notice struct {
	MessageID string // of the letter, without brackets; empty when the notice does not give it back
	Recipient string
	Action    string // failed, delayed, delivered…
	Status    string // 5.1.1
	Told      string // by the server that refused, for a person to read
}

// Failed tells whether the letter will not arrive.
func (n Notice) Failed() bool { return n.Action == "failed" }

// Dead tells whether the address itself is condemned: no such mailbox, no such domain, moved or closed.
func (n Notice) Dead() bool { return n.Failed() && Dead(n.Status) }

var dead = regexp.MustCompile(`(?:^|[^\d.])5\.(?:1\.(?:1|2|3|6|10)|2\.1)(?:$|[^\d.])`)

// Dead tells whether a text holds an enhanced status code (RFC 3463) that condemns an address for good. A bare 550 may as
// well blame the sender, so it condemns nobody.
func Dead(s string) bool { return dead.MatchString(s) }

// ErrNoNotice is returned for what is no delivery status notification.
var ErrNoNotice = errors.New("ce message n’est pas un avis de non-remise")

// Parse reads a notice, whole as it was received.
func Parse(raw []byte) (Notice, error) {
	if len(raw) > Limit {
		return Notice{}, ErrNoNotice
	}
	message, err := mail.ReadMessage(bytes.NewReader(bytes.TrimLeft(raw, " \t\r\n")))
	if err != nil {
		return Notice{}, fmt.Errorf("%w : %w", ErrNoNotice, err)
	}
	kind, parameters, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" {
		return Notice{}, ErrNoNotice
	}
	var n Notice
	parts := multipart.NewReader(message.Body, parameters["boundary"])
	for range 20 {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return n, fmt.Errorf("%w : %w", ErrNoNotice, err)
		}
		if err := n.read(part); err != nil {
			return n, err
		}
	}
	if n.Action == "" || n.Recipient == "" {
		return n, ErrNoNotice
	}
	return n, nil
}

func (n *Notice) read(part *multipart.Part) error {
	kind, _, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil {
		return nil //nolint:nilerr // a part of no known type says nothing of the way
	}
	var body io.Reader = part
	switch strings.ToLower(part.Header.Get("Content-Transfer-Encoding")) {
	case "quoted-printable":
		body = quotedprintable.NewReader(part)
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, part)
	}
	switch kind {
	case "message/delivery-status", "message/global-delivery-status":
		return n.status(body)
	case "message/rfc822", "text/rfc822-headers", "message/global", "message/global-headers":
		headers, err := textproto.NewReader(bufio.NewReader(body)).ReadMIMEHeader()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil // a letter cut short: the recipient tells which it was
		}
		n.MessageID = strings.Trim(strings.TrimSpace(headers.Get("Message-Id")), "<>")
	}
	return nil
}

// status reads the groups of fields: the first of the notice itself, then one a recipient. The first that failed counts.
func (n *Notice) status(body io.Reader) error {
	r := textproto.NewReader(bufio.NewReader(body))
	for range 50 {
		fields, err := r.ReadMIMEHeader()
		if to := address(fields.Get("Original-Recipient"), fields.Get("Final-Recipient")); to != "" && !n.Failed() {
			n.Recipient, n.Action = to, strings.ToLower(strings.TrimSpace(fields.Get("Action")))
			n.Status, _, _ = strings.Cut(strings.TrimSpace(fields.Get("Status")), " ")
			_, told, found := strings.Cut(fields.Get("Diagnostic-Code"), ";")
			if !found {
				told = fields.Get("Diagnostic-Code")
			}
			n.Told = strings.Join(strings.Fields(told), " ")
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("%w : %w", ErrNoNotice, err)
		}
	}
	return nil
}

// address is the first of « rfc822; name@domain » that names somebody.
func address(fields ...string) string {
	for _, f := range fields {
		_, a, found := strings.Cut(f, ";")
		if !found {
			a = f
		}
		if a = strings.Trim(strings.TrimSpace(a), "<>"); strings.Contains(a, "@") {
			return strings.ToLower(a)
		}
	}
	return ""
}
