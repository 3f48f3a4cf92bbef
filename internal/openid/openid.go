// Package openid signs people in through an identity provider: OpenID Connect 1.0, authorization code with PKCE. It checks
// what a provider says and knows nothing of who is in the school.
package openid

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Fault is why a provider, or its answer, is refused.
type Fault string

const (
	Unreachable     Fault = "injoignable"    // no answer, or none that can be read
	Unfit           Fault = "inadapte"       // neither code, nor PKCE, nor protected addresses
	OtherIssuer     Fault = "autre-emetteur" // another provider speaks
	OtherAudience   Fault = "autre-client"   // said to another application
	Forged          Fault = "signature"      // not signed by the provider's keys
	Expired         Fault = "perime"         // said too long ago
	ForeignNonce    Fault = "autre-demande"  // an answer to another try
	CodeRefused     Fault = "code-refuse"    // the provider takes its code back: used, old, of another try
	OtherSubject    Fault = "autre-personne" // two answers about two persons
	answerLimit           = 1 << 20          // bytes of one answer of a provider
	leewayOfAClock        = 2 * time.Minute  // between two machines
	askedByDefault        = "profile email"  // beside openid
	formOfTheSecret       = "client_secret_post"
)

// Error is a refusal with what the library said, for the log.
type Error struct {
	Fault Fault
	Err   error
}

func (e *Error) Error() string { return "openid: " + string(e.Fault) + ": " + e.Err.Error() }
func (e *Error) Unwrap() error { return e.Err }

func refuse(fault Fault, err error) error { return &Error{fault, err} }

func refusef(fault Fault, format string, values ...any) error {
	return &Error{fault, fmt.Errorf(format, values...)}
}

// Provider is what an identity provider says of itself.
type Provider struct {
	found    *oidc.Provider
	client   *http.Client
	issuer   string
	says     metadata
	insecure bool // a practice folder: this machine, without TLS
}

type metadata struct {
	Issuer    string   `json:"issuer"`
	Authorize string   `json:"authorization_endpoint"`
	Token     string   `json:"token_endpoint"`
	Keys      string   `json:"jwks_uri"`
	UserInfo  string   `json:"userinfo_endpoint"`
	Types     []string `json:"response_types_supported"`
	Methods   []string `json:"code_challenge_methods_supported"`
	Secrets   []string `json:"token_endpoint_auth_methods_supported"`
	SaysWho   bool     `json:"authorization_response_iss_parameter_supported"`
}

// limited stops reading an answer that never ends.
type limited struct{ http.RoundTripper }

func (l limited) RoundTrip(r *http.Request) (*http.Response, error) {
	answer, err := l.RoundTripper.RoundTrip(r)
	if err == nil {
		answer.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(answer.Body, answerLimit), answer.Body}
	}
	return answer, err
}

// Discover asks a provider what it is. The client decides which machines may be reached; insecure accepts addresses
// without TLS.
func Discover(ctx context.Context, client *http.Client, issuer string, insecure bool) (*Provider, error) {
	guarded := *client
	guarded.Transport = limited{client.Transport}
	p := &Provider{client: &guarded, issuer: issuer, insecure: insecure}
	if err := p.mayCall(issuer); err != nil {
		return nil, err
	}
	var err error
	if p.found, err = oidc.NewProvider(oidc.ClientContext(ctx, p.client), issuer); err != nil {
		var other *oidc.IssuerMismatchError
		if errors.As(err, &other) {
			return nil, refuse(OtherIssuer, err)
		}
		return nil, refuse(Unreachable, err)
	}
	if err := p.found.Claims(&p.says); err != nil {
		return nil, refuse(Unreachable, err)
	}
	for _, address := range []string{p.says.Authorize, p.says.Token, p.says.Keys} {
		if err := p.mayCall(address); err != nil {
			return nil, err
		}
	}
	if p.says.UserInfo != "" {
		if err := p.mayCall(p.says.UserInfo); err != nil {
			return nil, err
		}
	}
	if !slices.Contains(p.says.Types, "code") {
		return nil, refusef(Unfit, "response types %v", p.says.Types)
	}
	if len(p.says.Methods) > 0 && !slices.Contains(p.says.Methods, "S256") {
		return nil, refusef(Unfit, "code challenges %v", p.says.Methods)
	}
	return p, nil
}

// mayCall wants addresses under TLS, and nothing but an address.
func (p *Provider) mayCall(address string) error {
	u, err := url.Parse(address)
	if err != nil || u.Hostname() == "" || u.User != nil || u.Fragment != "" || u.Scheme != "https" && (u.Scheme != "http" || !p.insecure) {
		return refusef(Unfit, "address %q", address)
	}
	return nil
}

// Client is what the school is to a provider.
type Client struct {
	ID, Secret string
	Back       string // our address to which people come back
	Scopes     string // "" for profile and e-mail
	Level      string // acr_values asked, "" for none
}

func (p *Provider) config(c Client) *oauth2.Config {
	end := p.found.Endpoint()
	end.AuthStyle = oauth2.AuthStyleInHeader
	if len(p.says.Secrets) > 0 && !slices.Contains(p.says.Secrets, "client_secret_basic") && slices.Contains(p.says.Secrets, formOfTheSecret) {
		end.AuthStyle = oauth2.AuthStyleInParams
	}
	scopes := strings.Fields(c.Scopes)
	if len(scopes) == 0 {
		scopes = strings.Fields(askedByDefault)
	}
	if !slices.Contains(scopes, oidc.ScopeOpenID) {
		scopes = append([]string{oidc.ScopeOpenID}, scopes...)
	}
	return &oauth2.Config{ClientID: c.ID, ClientSecret: c.Secret, Endpoint: end, RedirectURL: c.Back, Scopes: scopes}
}

// Try is one attempt to sign in: what only this browser knows until it comes back.
type Try struct{ State, Nonce, Verifier string }

// NewTry draws the secrets of an attempt.
func NewTry() Try {
	draw := func() string {
		b := make([]byte, 32)
		rand.Read(b) // never fails since Go 1.24
		return base64.RawURLEncoding.EncodeToString(b)
	}
	return Try{State: draw(), Nonce: draw(), Verifier: oauth2.GenerateVerifier()}
}

// Address is the page of the provider to which a browser is sent.
func (p *Provider) Address(c Client, t Try) string {
	options := []oauth2.AuthCodeOption{oidc.Nonce(t.Nonce), oauth2.S256ChallengeOption(t.Verifier)}
	if c.Level != "" {
		options = append(options, oauth2.SetAuthURLParam("acr_values", c.Level))
	}
	return p.config(c).AuthCodeURL(t.State, options...)
}

// Identity is who came back, as the provider says.
type Identity struct {
	Issuer, Subject string
	Email           string
	EmailVerified   bool
	Name            string
	Level           string   // acr
	Means           []string // amr
}

type claims struct {
	Email    string   `json:"email"`
	Verified verified `json:"email_verified"`
	Name     string   `json:"name"`
	Given    string   `json:"given_name"`
	Family   string   `json:"family_name"`
	ACR      string   `json:"acr"`
	AMR      []string `json:"amr"`
	Azp      string   `json:"azp"`
}

// verified reads a boolean that some providers write as a text.
type verified bool

func (v *verified) UnmarshalJSON(raw []byte) error {
	*v = string(raw) == "true" || string(raw) == `"true"`
	return nil
}

// Answer is what a browser brings back from the provider.
type Answer struct{ Code, Issuer string }

// Redeem exchanges the code for the identity, and checks that it was said by this provider, now, to us, for this try.
func (p *Provider) Redeem(ctx context.Context, c Client, t Try, a Answer) (Identity, error) {
	if a.Issuer != p.issuer && (a.Issuer != "" || p.says.SaysWho) { // RFC 9207
		return Identity{}, refusef(OtherIssuer, "the answer comes from %q", a.Issuer)
	}
	ctx = context.WithValue(oidc.ClientContext(ctx, p.client), oauth2.HTTPClient, p.client)
	token, err := p.config(c).Exchange(ctx, a.Code, oauth2.VerifierOption(t.Verifier))
	if err != nil {
		var refused *oauth2.RetrieveError
		if errors.As(err, &refused) && refused.Response.StatusCode < http.StatusInternalServerError {
			return Identity{}, refusef(CodeRefused, "%s", refused.ErrorCode)
		}
		return Identity{}, refuse(Unreachable, err)
	}
	raw, isText := token.Extra("id_token").(string)
	if !isText {
		return Identity{}, refusef(Forged, "no identity token")
	}
	said, err := p.found.VerifierContext(oidc.ClientContext(ctx, p.client), &oidc.Config{ClientID: c.ID}).Verify(ctx, raw)
	if err != nil {
		return Identity{}, refuse(faultOf(err), err)
	}
	var own claims
	if err := said.Claims(&own); err != nil {
		return Identity{}, refuse(Forged, err)
	}
	switch {
	case said.Nonce != t.Nonce:
		return Identity{}, refusef(ForeignNonce, "another nonce")
	case said.Subject == "":
		return Identity{}, refusef(Forged, "nobody is named")
	case own.Azp != "" && own.Azp != c.ID || own.Azp == "" && len(said.Audience) > 1:
		return Identity{}, refusef(OtherAudience, "authorized party %q of %v", own.Azp, said.Audience)
	case said.IssuedAt.After(time.Now().Add(leewayOfAClock)):
		return Identity{}, refusef(Expired, "issued at %s", said.IssuedAt)
	}
	if own.Email == "" && p.says.UserInfo != "" {
		if err := p.complete(ctx, token, said.Subject, &own); err != nil {
			return Identity{}, err
		}
	}
	name := own.Name
	if name == "" {
		name = strings.TrimSpace(own.Given + " " + own.Family)
	}
	return Identity{
		Issuer: said.Issuer, Subject: said.Subject, Email: strings.ToLower(strings.TrimSpace(own.Email)), EmailVerified: bool(own.Verified),
		Name: name, Level: own.ACR, Means: own.AMR,
	}, nil
}

// complete asks the provider for what the token does not carry. The level of proof only ever comes from the token.
func (p *Provider) complete(ctx context.Context, token *oauth2.Token, subject string, own *claims) error {
	info, err := p.found.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return refuse(Unreachable, err)
	}
	if info.Subject != subject {
		return refusef(OtherSubject, "the token and the details are about two persons")
	}
	var more claims
	if err := info.Claims(&more); err != nil {
		return refuse(Forged, err)
	}
	own.Email, own.Verified = more.Email, more.Verified
	if own.Name == "" && own.Given == "" && own.Family == "" {
		own.Name, own.Given, own.Family = more.Name, more.Given, more.Family
	}
	return nil
}

// faultOf sorts what the library says of a token; only the words of the page depend on it.
func faultOf(err error) Fault {
	var late *oidc.TokenExpiredError
	var number *json.SyntaxError
	switch {
	case errors.As(err, &late):
		return Expired
	case strings.Contains(err.Error(), "different provider"):
		return OtherIssuer
	case strings.Contains(err.Error(), "expected audience"):
		return OtherAudience
	case strings.Contains(err.Error(), "fetching keys"), errors.As(err, &number):
		return Unreachable
	}
	return Forged
}
