package openid_test

import (
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/openacademie/openacademie/internal/dial"
	"github.com/openacademie/openacademie/internal/openid"
	"github.com/openacademie/openacademie/internal/openid/local"
)

const back = "https://ecole.example/connexion/retour"

var school = openid.Client{ID: local.ClientID, Secret: local.Secret, Back: back, Level: "eidas1"}

var claire = local.Person{Subject: "7f3a", Name: "Claire Martin", Email: "Claire@Exemple.fr", Verified: true, Level: "eidas2", Means: []string{"pwd", "otp"}}

// through follows a browser from our page to the provider's, and takes back what it brings home.
func through(t *testing.T, address string) url.Values {
	t.Helper()
	browser := dial.Client(true)
	for range 6 {
		answer, err := browser.Get(address)
		if err != nil {
			t.Fatal(err)
		}
		if err := answer.Body.Close(); err != nil {
			t.Fatal(err)
		}
		next, err := answer.Location()
		if err != nil {
			t.Fatalf("%s: %s, %v", address, answer.Status, err)
		}
		if address = next.String(); strings.HasPrefix(address, back) {
			return next.Query()
		}
	}
	t.Fatal("the provider leads nowhere")
	return nil
}

func discovered(t *testing.T, p *local.Provider) *openid.Provider {
	t.Helper()
	found, err := openid.Discover(t.Context(), dial.Client(true), p.Issuer, true)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// The whole way through a real provider, whether the token carries the details or they have to be asked for.
func TestARealProviderSaysWhoComes(t *testing.T) {
	t.Parallel()
	for _, details := range []bool{true, false} {
		server := local.New(t, back, details)
		server.Present(claire)
		provider := discovered(t, server)
		try := openid.NewTry()
		brought := through(t, provider.Address(school, try))
		if brought.Get("state") != try.State {
			t.Fatalf("state %q", brought.Get("state"))
		}
		answer := openid.Answer{Code: brought.Get("code"), Issuer: brought.Get("iss")}
		who, err := provider.Redeem(t.Context(), school, try, answer)
		if err != nil {
			t.Fatal(err)
		}
		if who.Issuer != server.Issuer || who.Subject != "7f3a" || who.Email != "claire@exemple.fr" || !who.EmailVerified || who.Name != "Claire Martin" ||
			who.Level != "eidas2" || strings.Join(who.Means, " ") != "pwd otp" {
			t.Errorf("%+v", who)
		}
		if _, err := provider.Redeem(t.Context(), school, try, answer); faultOf(err) != openid.CodeRefused {
			t.Errorf("the same code twice: %v", err)
		}
	}
}

func faultOf(err error) openid.Fault {
	var refused *openid.Error
	if errors.As(err, &refused) {
		return refused.Fault
	}
	return ""
}

// What a provider would never say, and what somebody else would say in its name, is refused each for its own reason.
func TestWhatAProviderMayNotSay(t *testing.T) {
	t.Parallel()
	server := local.New(t, back, true)
	server.Present(claire)
	provider := discovered(t, server)
	set := func(name string, value any) func(map[string]any) bool {
		return func(claims map[string]any) bool { claims[name] = value; return false }
	}
	for name, c := range map[string]struct {
		lie   func(map[string]any) bool
		fault openid.Fault
	}{
		"signed by another":      {func(map[string]any) bool { return true }, openid.Forged},
		"of another issuer":      {set("iss", "https://ailleurs.example"), openid.OtherIssuer},
		"to another application": {set("aud", "autre"), openid.OtherAudience},
		"to several, without saying": {func(claims map[string]any) bool {
			claims["aud"] = []string{local.ClientID, "autre"}
			delete(claims, "azp")
			return false
		}, openid.OtherAudience},
		"on behalf of another": {set("azp", "autre"), openid.OtherAudience},
		"expired":              {set("exp", time.Now().Add(-time.Minute).Unix()), openid.Expired},
		"from tomorrow":        {set("iat", time.Now().Add(24*time.Hour).Unix()), openid.Expired},
		"for another try":      {set("nonce", "autre"), openid.ForeignNonce},
		"without nonce":        {func(claims map[string]any) bool { delete(claims, "nonce"); return false }, openid.ForeignNonce},
		"about nobody":         {set("sub", ""), openid.Forged},
		"about somebody else":  {func(claims map[string]any) bool { claims["sub"] = "autre"; delete(claims, "email"); return false }, openid.OtherSubject},
	} {
		server.Lie(c.lie)
		try := openid.NewTry()
		brought := through(t, provider.Address(school, try))
		who, err := provider.Redeem(t.Context(), school, try, openid.Answer{Code: brought.Get("code"), Issuer: brought.Get("iss")})
		if faultOf(err) != c.fault || who.Subject != "" {
			t.Errorf("%s: %v, %+v; want %s", name, err, who, c.fault)
		}
	}
}

// A code stolen on its way opens nothing: it is bound to the try, to the secret of the school and to the provider.
func TestACodeServesItsTryAlone(t *testing.T) {
	t.Parallel()
	server := local.New(t, back, true)
	server.Present(claire)
	provider := discovered(t, server)
	fresh := func() (openid.Try, openid.Answer) {
		try := openid.NewTry()
		brought := through(t, provider.Address(school, try))
		return try, openid.Answer{Code: brought.Get("code"), Issuer: brought.Get("iss")}
	}
	try, answer := fresh()
	stolen := openid.NewTry()
	stolen.Nonce = try.Nonce
	if _, err := provider.Redeem(t.Context(), school, stolen, answer); faultOf(err) != openid.CodeRefused {
		t.Errorf("without the verifier: %v", err)
	}
	try, answer = fresh()
	other := school
	other.Secret = "autre"
	if _, err := provider.Redeem(t.Context(), other, try, answer); faultOf(err) != openid.CodeRefused {
		t.Errorf("with another secret: %v", err)
	}
	try, answer = fresh()
	answer.Issuer = "https://ailleurs.example"
	before := server.Tried()
	if _, err := provider.Redeem(t.Context(), school, try, answer); faultOf(err) != openid.OtherIssuer || server.Tried() != before {
		t.Errorf("brought back from another provider: %v, %d codes sent", err, server.Tried()-before)
	}
	try, answer = fresh()
	server.Fall(true)
	if _, err := provider.Redeem(t.Context(), school, try, answer); faultOf(err) != openid.Unreachable {
		t.Errorf("from a provider that is down: %v", err)
	}
}

// A provider that does not protect its addresses, or cannot bind a code to a try, is not plugged in.
func TestAProviderThatIsNotFit(t *testing.T) {
	t.Parallel()
	says := map[string]any{}
	var issuer string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		if err := json.NewEncoder(w).Encode(says); err != nil {
			t.Error(err)
		}
	}))
	t.Cleanup(server.Close)
	issuer = server.URL
	good := func() map[string]any {
		return map[string]any{
			"issuer": issuer, "authorization_endpoint": issuer + "/a", "token_endpoint": issuer + "/t", "jwks_uri": issuer + "/k", "response_types_supported": []string{"code"},
			"code_challenge_methods_supported": []string{"S256"}, "id_token_signing_alg_values_supported": []string{"RS256"},
		}
	}
	for name, c := range map[string]struct {
		key   string
		value any
		fault openid.Fault
	}{
		"good": {"x", 1, ""}, "another issuer": {"issuer", issuer + "/autre", openid.OtherIssuer}, "no code": {"response_types_supported", []string{"id_token"}, openid.Unfit},
		"plain challenges": {"code_challenge_methods_supported", []string{"plain"}, openid.Unfit}, "a script as address": {"authorization_endpoint", "javascript:alert(1)", openid.Unfit},
		"a file as keys": {"jwks_uri", "file:///etc/passwd", openid.Unfit}, "no JSON": {"issuer", 3, openid.Unreachable},
	} {
		says = good()
		says[c.key] = c.value
		if _, err := openid.Discover(t.Context(), dial.Client(true), issuer, true); faultOf(err) != c.fault {
			t.Errorf("%s: %v; want %s", name, err, c.fault)
		}
	}
	says = good()
	if _, err := openid.Discover(t.Context(), dial.Client(true), issuer, false); faultOf(err) != openid.Unfit {
		t.Errorf("without TLS in a real school: %v", err)
	}
	if _, err := openid.Discover(t.Context(), dial.Client(false), strings.Replace(issuer, "http:", "https:", 1), false); !errors.Is(err, dial.ErrForbidden) {
		t.Errorf("a private address in a real school: %v", err)
	}
}
