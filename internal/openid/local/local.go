// Package local is an identity provider on this machine, made of the certified library of Zitadel: tests sign in through a
// real one, and make it lie. Imported from _test packages only.
package local

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/zitadel/oidc/v3/pkg/oidc"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// What the school is registered as.
const (
	ClientID = "college-des-deux-rives"
	Secret   = "un secret partagé avec l’établissement"
)

// Person is an account of the provider.
type Person struct {
	Subject, Name, Email string
	Verified             bool
	Level                string   // acr
	Means                []string // amr
}

// Provider is a running identity provider. Whoever comes is Present, without a word.
type Provider struct {
	Issuer string

	lock    sync.Mutex
	present Person
	change  func(claims map[string]any) (forged bool)
	down    bool
	tried   int
	store   *storage
}

// New starts a provider to which people come from back, and stops it at the end of the test. Without details, the token does
// not carry the e-mail address: it has to be asked for.
func New(t testing.TB, back string, details bool) *Provider {
	t.Helper()
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	p := &Provider{}
	p.store = &storage{provider: p, key: key, requests: map[string]*request{}, codes: map[string]string{}, tokens: map[string]Person{}, back: back, details: details}
	var handler http.Handler
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { p.serve(handler, w, r) }))
	t.Cleanup(server.Close)
	p.Issuer = server.URL
	handler, err = op.NewProvider(&op.Config{CryptoKey: [32]byte(key.D.FillBytes(make([]byte, 256))), CodeMethodS256: true}, p.store, op.StaticIssuer(p.Issuer),
		op.WithAllowInsecure(), op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Present says who is before the provider from now on.
func (p *Provider) Present(who Person) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.present = who
}

// Lie has the next tokens changed before they leave; forged ones are signed with another key. Nil tells the truth again.
func (p *Provider) Lie(change func(claims map[string]any) (forged bool)) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.change = change
}

// Fall has the provider answer 500 from now on, or no more.
func (p *Provider) Fall(down bool) {
	p.lock.Lock()
	defer p.lock.Unlock()
	p.down = down
}

// Tried counts the codes that were brought back to it.
func (p *Provider) Tried() int {
	p.lock.Lock()
	defer p.lock.Unlock()
	return p.tried
}

func (p *Provider) serve(handler http.Handler, w http.ResponseWriter, r *http.Request) {
	p.lock.Lock()
	change, down := p.change, p.down
	if r.URL.Path == "/oauth/token" {
		p.tried++
	}
	p.lock.Unlock()
	switch {
	case down:
		http.Error(w, "down", http.StatusInternalServerError)
	case r.URL.Path == "/login":
		id := r.URL.Query().Get("id")
		p.store.done(id)
		http.Redirect(w, r, "/authorize/callback?id="+url.QueryEscape(id), http.StatusFound)
	case r.URL.Path == "/oauth/token" && change != nil:
		answer := httptest.NewRecorder()
		handler.ServeHTTP(answer, r)
		body, err := p.store.lie(answer.Body.Bytes(), change)
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(answer.Code)
		_, _ = io.Copy(w, bytes.NewReader(body)) // the test sees what is missing
	default:
		handler.ServeHTTP(w, r)
	}
}

// storage is what the library keeps of people and of their requests; what the flow does not use stays unanswered.
type storage struct {
	op.Storage
	provider *Provider
	key      *rsa.PrivateKey
	back     string
	details  bool

	lock     sync.Mutex
	requests map[string]*request
	codes    map[string]string
	tokens   map[string]Person
}

var errUnknown = errors.New("unknown")

// lie changes the identity token of an answer.
func (s *storage) lie(body []byte, change func(map[string]any) bool) ([]byte, error) {
	var answer map[string]any
	if err := json.Unmarshal(body, &answer); err != nil {
		return nil, err
	}
	raw, isText := answer["id_token"].(string)
	if !isText {
		return body, nil // refused already
	}
	parsed, err := jwt.ParseSigned(raw, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return nil, err
	}
	claims, key := map[string]any{}, s.key
	if err := parsed.UnsafeClaimsWithoutVerification(&claims); err != nil {
		return nil, err
	}
	if change(claims) {
		if key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
			return nil, err
		}
	}
	signer, err := jose.NewSigner(jose.SigningKey{Algorithm: jose.RS256, Key: jose.JSONWebKey{Key: key, KeyID: keyID}}, nil)
	if err != nil {
		return nil, err
	}
	if answer["id_token"], err = jwt.Signed(signer).Claims(claims).Serialize(); err != nil {
		return nil, err
	}
	return json.Marshal(answer)
}

const keyID = "cle"

func (s *storage) ID() string                                  { return keyID }
func (s *storage) Key() any                                    { return s.key }
func (s *storage) SignatureAlgorithm() jose.SignatureAlgorithm { return jose.RS256 }

func (s *storage) SigningKey(context.Context) (op.SigningKey, error) { return s, nil }
func (s *storage) SignatureAlgorithms(context.Context) ([]jose.SignatureAlgorithm, error) {
	return []jose.SignatureAlgorithm{jose.RS256}, nil
}
func (s *storage) KeySet(context.Context) ([]op.Key, error) { return []op.Key{public{s}}, nil }
func (s *storage) Health(context.Context) error             { return nil }

type public struct{ *storage }

func (p public) Algorithm() jose.SignatureAlgorithm { return jose.RS256 }
func (p public) Use() string                        { return "sig" }
func (p public) Key() any                           { return &p.key.PublicKey }

func (s *storage) CreateAuthRequest(_ context.Context, asked *oidc.AuthRequest, _ string) (op.AuthRequest, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	r := &request{asked: asked, id: strconv.Itoa(len(s.requests) + 1)}
	s.requests[r.id] = r
	return r, nil
}

func (s *storage) done(id string) {
	s.provider.lock.Lock()
	present := s.provider.present
	s.provider.lock.Unlock()
	s.lock.Lock()
	defer s.lock.Unlock()
	if r := s.requests[id]; r != nil {
		r.who, r.at = present, time.Now()
	}
}

func (s *storage) AuthRequestByID(_ context.Context, id string) (op.AuthRequest, error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	if r := s.requests[id]; r != nil {
		return r, nil
	}
	return nil, errUnknown
}

func (s *storage) AuthRequestByCode(ctx context.Context, code string) (op.AuthRequest, error) {
	s.lock.Lock()
	id := s.codes[code]
	s.lock.Unlock()
	return s.AuthRequestByID(ctx, id)
}

func (s *storage) SaveAuthCode(_ context.Context, id, code string) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.codes[code] = id
	return nil
}

func (s *storage) DeleteAuthRequest(_ context.Context, id string) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	s.requests[id] = nil // its number is not given again
	return nil
}

func (s *storage) CreateAccessToken(_ context.Context, asked op.TokenRequest) (id string, until time.Time, err error) {
	s.lock.Lock()
	defer s.lock.Unlock()
	id = "jeton-" + strconv.Itoa(len(s.tokens)+1)
	if r, isOurs := asked.(*request); isOurs {
		s.tokens[id] = r.who
	}
	return id, time.Now().Add(5 * time.Minute), nil
}

func (s *storage) GetClientByClientID(_ context.Context, id string) (op.Client, error) {
	if id != ClientID {
		return nil, errUnknown
	}
	return client{s}, nil
}

func (s *storage) AuthorizeClientIDSecret(_ context.Context, id, secret string) error {
	if id != ClientID || secret != Secret {
		return errUnknown
	}
	return nil
}

func (s *storage) SetUserinfoFromScopes(context.Context, *oidc.UserInfo, string, string, []string) error {
	return nil
}

func (s *storage) GetPrivateClaimsFromScopes(context.Context, string, string, []string) (map[string]any, error) {
	return map[string]any{}, nil
}

// SetUserinfoFromRequest fills the identity token.
func (s *storage) SetUserinfoFromRequest(_ context.Context, info *oidc.UserInfo, asked op.IDTokenRequest, _ []string) error {
	info.Subject = asked.GetSubject()
	if r, isOurs := asked.(*request); isOurs && s.details {
		fill(info, r.who)
	}
	return nil
}

// SetUserinfoFromToken fills the answer to who asks for the details.
func (s *storage) SetUserinfoFromToken(_ context.Context, info *oidc.UserInfo, token, _, _ string) error {
	s.lock.Lock()
	defer s.lock.Unlock()
	who, known := s.tokens[token]
	if !known {
		return errUnknown
	}
	fill(info, who)
	return nil
}

func fill(info *oidc.UserInfo, who Person) {
	info.Subject, info.Name, info.Email, info.EmailVerified = who.Subject, who.Name, who.Email, oidc.Bool(who.Verified)
}

// request is one sign-in under way.
type request struct {
	asked *oidc.AuthRequest
	id    string
	who   Person
	at    time.Time
}

func (r *request) GetID() string                      { return r.id }
func (r *request) GetACR() string                     { return r.who.Level }
func (r *request) GetAMR() []string                   { return r.who.Means }
func (r *request) GetAudience() []string              { return []string{r.asked.ClientID} }
func (r *request) GetAuthTime() time.Time             { return r.at }
func (r *request) GetClientID() string                { return r.asked.ClientID }
func (r *request) GetNonce() string                   { return r.asked.Nonce }
func (r *request) GetRedirectURI() string             { return r.asked.RedirectURI }
func (r *request) GetScopes() []string                { return r.asked.Scopes }
func (r *request) GetState() string                   { return r.asked.State }
func (r *request) GetSubject() string                 { return r.who.Subject }
func (r *request) Done() bool                         { return r.who.Subject != "" }
func (r *request) GetResponseType() oidc.ResponseType { return r.asked.ResponseType }
func (r *request) GetResponseMode() oidc.ResponseMode { return r.asked.ResponseMode }
func (r *request) GetCodeChallenge() *oidc.CodeChallenge {
	if r.asked.CodeChallenge == "" {
		return nil
	}
	return &oidc.CodeChallenge{Challenge: r.asked.CodeChallenge, Method: r.asked.CodeChallengeMethod}
}

// client is the school.
type client struct{ s *storage }

func (c client) GetID() string                       { return ClientID }
func (c client) RedirectURIs() []string              { return []string{c.s.back} }
func (c client) PostLogoutRedirectURIs() []string    { return nil }
func (c client) ApplicationType() op.ApplicationType { return op.ApplicationTypeWeb }
func (c client) AuthMethod() oidc.AuthMethod         { return oidc.AuthMethodBasic }
func (c client) ResponseTypes() []oidc.ResponseType {
	return []oidc.ResponseType{oidc.ResponseTypeCode}
}
func (c client) GrantTypes() []oidc.GrantType         { return []oidc.GrantType{oidc.GrantTypeCode} }
func (c client) LoginURL(id string) string            { return "/login?id=" + id }
func (c client) AccessTokenType() op.AccessTokenType  { return op.AccessTokenTypeBearer }
func (c client) IDTokenLifetime() time.Duration       { return 5 * time.Minute }
func (c client) DevMode() bool                        { return strings.HasPrefix(c.s.back, "http://") }
func (c client) IsScopeAllowed(string) bool           { return true }
func (c client) IDTokenUserinfoClaimsAssertion() bool { return c.s.details }
func (c client) ClockSkew() time.Duration             { return 0 }
func (c client) RestrictAdditionalIdTokenScopes() func([]string) []string { //nolint:revive // the library's name
	return func(scopes []string) []string { return scopes }
}
func (c client) RestrictAdditionalAccessTokenScopes() func([]string) []string {
	return func(scopes []string) []string { return scopes }
}
