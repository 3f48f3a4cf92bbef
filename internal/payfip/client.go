// Package payfip speaks the web service of PayFiP, DGFiP's online payment: create a payment, send the payer to its page,
// pull the result. Nothing here keeps state, and only a pulled Detail may book a payment: the notification and the return
// of the payer carry no signature.
//
// Source: DGFiP's published WSDL and schemas of PaiementSecuriseService (simulator/wsdl), and exchanges recorded by
// software in production (testdata).
package payfip

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// DGFiP's addresses in November 2026, the same for tests and production.
const (
	DGFiPSOAPURL = "https://www.payfip.gouv.fr/tpa/services/securite"
	DGFiPPageURL = "https://www.payfip.gouv.fr/tpa/paiementws.web"
)

const (
	callTimeout = 15 * time.Second
	maxAnswer   = 256 << 10 // bytes, after decompression
)

// Config says where PayFiP is.
type Config struct {
	SOAPURL string // web service; https, or http on loopback for the simulator
	PageURL string // payment page, same rule, without query
	// HTTP is copied; the copy never follows a redirect and waits 15 s at most. nil gives a client of our own.
	HTTP *http.Client
	// Observe, when set, receives every exchange for the journal. Bodies hold the payer's address: keep them for a limited
	// time.
	Observe func(context.Context, Exchange)
}

// Exchange is one call as it went over the wire.
type Exchange struct {
	Operation string // creerPaiementSecurise…
	Sent      []byte
	Status    int    // 0 when no answer came
	Received  []byte // nil when no answer came
	Took      time.Duration
	Err       error // what the method returned
}

// Client calls PayFiP. Safe for concurrent use.
type Client struct {
	soap, page string
	local      bool
	http       *http.Client
	observe    func(context.Context, Exchange)
}

// New checks the addresses; its error is in French, for the settings screen.
func New(config Config) (*Client, error) {
	soapLocal, err := checkURL("service", config.SOAPURL)
	if err != nil {
		return nil, err
	}
	pageLocal, err := checkURL("page de paiement", config.PageURL)
	if err != nil {
		return nil, err
	}
	if soapLocal != pageLocal {
		return nil, errors.New("PayFiP : le service et la page de paiement doivent être tous deux réels ou tous deux simulés")
	}
	return &Client{
		soap: config.SOAPURL, page: config.PageURL, local: soapLocal,
		http: guarded(config.HTTP), observe: config.Observe,
	}, nil
}

// Simulated tells that PayFiP is on this machine: refuse it for ModeProduction, require it in a practice folder.
func (c *Client) Simulated() bool {
	return c.local
}

// checkURL lets through https, and http on loopback; local tells that the host is loopback.
func checkURL(name, address string) (local bool, err error) {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return false, fmt.Errorf("PayFiP : l’adresse « %s » (%s) doit être complète, sans identifiant ni paramètre", address, name)
	}
	ip := net.ParseIP(u.Hostname())
	local = u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme != "https" && (u.Scheme != "http" || !local) {
		return false, fmt.Errorf("PayFiP : l’adresse « %s » (%s) doit commencer par https", address, name)
	}
	return local, nil
}

func guarded(given *http.Client) *http.Client {
	own := http.Client{}
	if given != nil {
		own = *given
	} else if base, ok := http.DefaultTransport.(*http.Transport); ok {
		transport := base.Clone()
		transport.MaxConnsPerHost = 4
		own.Transport = transport
	}
	if own.Timeout <= 0 || own.Timeout > callTimeout {
		own.Timeout = callTimeout
	}
	own.Jar = nil
	own.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return &own
}

// CreatePayment asks PayFiP for a new payment and returns its idOp, in PayFiP's own case. The page must be opened within 15
// minutes. Each call makes another payment: never repeat it alone after an error, record the lost attempt first. Errors:
// FieldErrors before any call, then *FunctionalError, *TechnicalError, *TransportError, *AnswerError.
func (c *Client) CreatePayment(ctx context.Context, r Request) (idOp string, err error) {
	if err := r.Validate(); err != nil {
		return "", err
	}
	leaves, err := c.call(ctx, opCreate, createLeaves(r), func(leaves map[string]string) string {
		if !ValidIDOp(leaves["idop"]) {
			return "l’identifiant d’opération manque ou est mal formé"
		}
		return ""
	})
	return leaves["idop"], err
}

// PaymentDetail pulls the result of a payment, a pure read that may be repeated. While nothing is known the error is a
// *FunctionalError with code P5, after the purge of the night P1. Compare the detail with what was asked (Mismatches)
// before booking.
func (c *Client) PaymentDetail(ctx context.Context, idOp string) (Detail, error) {
	if !ValidIDOp(idOp) {
		return Detail{}, FieldErrors{"IDOp": "l’identifiant d’opération PayFiP est mal formé"}
	}
	leaves, err := c.call(ctx, opDetail, []leaf{{"idOp", idOp}}, func(leaves map[string]string) string {
		if leaves["resultrans"] == "" {
			return "le résultat de la transaction manque"
		}
		return ""
	})
	if err != nil {
		return Detail{}, err
	}
	return detailFrom(leaves), nil
}

// ClientInfo asks who a numcli belongs to: the safe way to test the settings.
func (c *Client) ClientInfo(ctx context.Context, numcli string) (ClientInfo, error) {
	if !ValidNumcli(numcli) {
		return ClientInfo{}, FieldErrors{"Numcli": "le numéro de client PayFiP a six chiffres, zéros de tête compris"}
	}
	leaves, err := c.call(ctx, opClient, []leaf{{"numCli", numcli}}, func(leaves map[string]string) string {
		if leaves["numcli"] == "" {
			return "le numéro de client manque"
		}
		return ""
	})
	if err != nil {
		return ClientInfo{}, err
	}
	return ClientInfo{leaves["numcli"], leaves["libellen1"], leaves["libellen2"], leaves["libellen3"]}, nil
}

// PaymentPage is the address to send the payer's browser to (303).
func (c *Client) PaymentPage(idOp string) string {
	return c.page + "?idop=" + url.QueryEscape(idOp)
}

// call sends one operation and reads its leaves; missing names in French what the operation cannot do without.
func (c *Client) call(ctx context.Context, operation string, arguments []leaf, missing func(map[string]string) string) (leaves map[string]string, err error) {
	exchange := Exchange{Operation: operation, Sent: encode(operation, arguments)}
	if c.observe != nil {
		defer func(start time.Time) {
			exchange.Took, exchange.Err = time.Since(start), err
			c.observe(ctx, exchange)
		}(time.Now())
	}
	exchange.Status, exchange.Received, err = c.post(ctx, exchange.Sent)
	if err != nil {
		return nil, &TransportError{exchange.Status, err}
	}
	leaves, err = decode(operation, exchange.Received)
	if unreadable := (*unreadableError)(nil); errors.As(err, &unreadable) {
		return nil, &TransportError{exchange.Status, err}
	} else if err != nil {
		return nil, err
	}
	if reason := missing(leaves); reason != "" {
		return nil, &AnswerError{operation, reason}
	}
	return leaves, nil
}

// post returns a body only with the two statuses that carry an envelope: 200, and 500 for a fault.
func (c *Client) post(ctx context.Context, body []byte) (status int, answer []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.soap, bytes.NewReader(body))
	if err != nil {
		return 0, nil, err
	}
	request.Header.Set("Content-Type", "text/xml; charset=utf-8")
	request.Header.Set("SOAPAction", `""`)
	request.Header.Set("User-Agent", "OpenAcademie")
	response, err := c.http.Do(request)
	if err != nil {
		return 0, nil, err
	}
	defer func() { _ = response.Body.Close() }()
	answer, err = io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	switch {
	case err != nil:
		return response.StatusCode, nil, err
	case len(answer) > maxAnswer:
		return response.StatusCode, nil, errors.New("réponse de plus de " + strconv.Itoa(maxAnswer>>10) + " Kio")
	case response.StatusCode != http.StatusOK && response.StatusCode != http.StatusInternalServerError:
		return response.StatusCode, answer, errors.New(response.Status)
	}
	return response.StatusCode, answer, nil
}
