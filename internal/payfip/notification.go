package payfip

import (
	"errors"
	"io"
	"mime"
	"net/http"
	"net/url"
	"strings"
)

// The reasons why NotificationIDOp finds nothing. The answer to PayFiP stays 200 with an empty body in every case: no
// oracle for scanners.
var (
	ErrNotificationMethod = errors.New("notification PayFiP : méthode autre que GET ou POST")
	ErrNotificationBody   = errors.New("notification PayFiP : corps illisible ou de plus de 4 Kio")
	ErrNotificationIDOp   = errors.New("notification PayFiP : il faut un idop et un seul, bien formé")
)

// maxNotification is the largest body read, in bytes.
const maxNotification = 4 << 10

// NotificationIDOp finds the idOp in PayFiP's call to NotifyURL or in the payer's return to ReturnURL, in lower case. It
// takes GET and POST, the query and a form body, any case of the name, and exactly one well-formed value over both. Every
// other parameter is ignored: nothing there is signed. The result says which payment to pull, never what became of it.
func NotificationIDOp(r *http.Request) (string, error) {
	if r.Method != http.MethodGet && r.Method != http.MethodPost {
		return "", ErrNotificationMethod
	}
	found := idOps(r.URL.RawQuery)
	if r.Method == http.MethodPost && r.Body != nil && formBody(r) {
		body, err := io.ReadAll(io.LimitReader(r.Body, maxNotification+1))
		if err != nil || len(body) > maxNotification {
			return "", ErrNotificationBody
		}
		found = append(found, idOps(string(body))...)
	}
	if len(found) != 1 || !ValidIDOp(found[0]) {
		return "", ErrNotificationIDOp
	}
	return strings.ToLower(found[0]), nil
}

// formBody takes a missing type for a form: old senders leave it out.
func formBody(r *http.Request) bool {
	header := r.Header.Get("Content-Type")
	if header == "" {
		return true
	}
	kind, _, err := mime.ParseMediaType(header)
	return err == nil && kind == "application/x-www-form-urlencoded"
}

// idOps collects the values in what can be read of the query; a broken neighbour parameter does not lose a payment.
func idOps(query string) []string {
	values, _ := url.ParseQuery(query)
	var found []string
	for name, list := range values {
		if strings.EqualFold(name, "idop") {
			found = append(found, list...)
		}
	}
	return found
}
