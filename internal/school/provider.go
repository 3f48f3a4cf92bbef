package school

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/dial"
	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/openid"
)

const providerUse = "identity-provider"

// ProviderAudience is whom an identity provider serves.
type ProviderAudience string

const (
	ForFamilies ProviderAudience = "family"
	ForStaff    ProviderAudience = "staff"
)

// Label is the audience in French.
func (a ProviderAudience) Label() string {
	return map[ProviderAudience]string{ForFamilies: "familles", ForStaff: "personnels"}[a]
}

// serves tells whether a provider of this audience may say who somebody is.
func (a ProviderAudience) serves(kind PersonKind) bool {
	return (a == ForStaff) == (kind == StaffPerson)
}

// MatchBy is by what a provider names a person.
type MatchBy string

const (
	BySubject MatchBy = "subject" // a stable identifier without meaning, linked once by the person
	ByEmail   MatchBy = "email"   // a verified e-mail address that the school knows too
)

// AllAudiences and AllMatches are the values of the settings.
var (
	AllAudiences = []ProviderAudience{ForFamilies, ForStaff}
	AllMatches   = []MatchBy{BySubject, ByEmail}
)

// ProviderSettings plugs the school into an identity provider. Secret is empty when the known one stays.
type ProviderSettings struct {
	ID, Name         string
	Audience         ProviderAudience
	Issuer, ClientID string
	Secret           string
	MatchBy          MatchBy
	Scopes           string
	LevelAsked       string
	SecondProofs     string
	Open             bool
	Links            int // people who have linked their account; read only
}

// ErrNoProvider is returned for a provider that does not exist, or whose button is not there.
var ErrNoProvider = errors.New("ce service de connexion n’est pas ouvert")

// ProvidersFor lists the providers, for who sets them.
func ProvidersFor(app core.App, viewer Actor) ([]ProviderSettings, error) {
	if err := Require(viewer, SetProviders); err != nil {
		return nil, err
	}
	var all []ProviderSettings
	err := app.DB().Select("p.id", "name", "audience", "issuer", "client_id", "match_by", "scopes", "level_asked", "second_proofs", "is_open AS open",
		"(SELECT COUNT(*) FROM identity_links l WHERE l.provider = p.id) AS links").From("identity_providers p").OrderBy("audience", "name").All(&all)
	if err != nil {
		return nil, fmt.Errorf("identity providers: %w", err)
	}
	return all, nil
}

// ProviderFor reads the settings of one provider.
func ProviderFor(app core.App, viewer Actor, id string) (ProviderSettings, error) {
	all, err := ProvidersFor(app, viewer)
	if err != nil {
		return ProviderSettings{}, err
	}
	i := slices.IndexFunc(all, func(p ProviderSettings) bool { return p.ID == id })
	if i < 0 {
		return ProviderSettings{}, ErrNoProvider
	}
	return all[i], nil
}

// SaveProvider records how the school is plugged into a provider. A button is not opened before the provider has answered.
func SaveProvider(ctx context.Context, app core.App, s ProviderSettings) (id string, err error) {
	if err := Require(ActorIn(ctx), SetProviders); err != nil {
		return "", err
	}
	s.Issuer = strings.TrimSpace(s.Issuer)
	var record *core.Record
	if s.ID == "" {
		if record, err = NewRecord(app, "identity_providers"); err != nil {
			return "", err
		}
		record.Set("made_at", time.Now())
	} else if record, err = app.FindRecordById("identity_providers", s.ID); err != nil {
		return "", ErrNoProvider
	}
	if s.Secret != "" {
		sealed, err := DepsOf(app).Keys.Seal(providerUse, []byte(s.Secret))
		if err != nil {
			return "", err
		}
		record.Set("secret_sealed", sealed)
	}
	record.Load(map[string]any{
		"name": s.Name, "audience": string(s.Audience), "issuer": s.Issuer, "client_id": s.ClientID, "match_by": string(s.MatchBy), "scopes": s.Scopes,
		"level_asked": s.LevelAsked, "second_proofs": s.SecondProofs, "is_open": s.Open,
	})
	if findings := JudgeProvider(record, IsPractice(app)); len(findings) > 0 {
		return "", &law.Refusal{Findings: findings}
	}
	if s.Open {
		if _, err := CheckProvider(ctx, app, s.Issuer); err != nil {
			return "", law.Object("emetteur", "Le bouton ne s’ouvre pas encore : "+FaultText(err), "Corrigez l’adresse, ou enregistrez sans ouvrir le bouton.")
		}
	}
	if err := app.SaveWithContext(ctx, record); err != nil {
		return "", fmt.Errorf("identity provider: %w", err)
	}
	return record.Id, nil
}

// JudgeProvider tells what is wrong with the settings of a provider, whoever writes them.
func JudgeProvider(r *core.Record, practice bool) []law.Finding {
	var wrong []law.Finding
	complain := func(field, what, fix string) {
		wrong = append(wrong, law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix})
	}
	if strings.TrimSpace(r.GetString("name")) == "" {
		complain("nom", "Le nom du service manque.", "Écrivez-le comme les familles ou les personnels le connaissent, par exemple EduConnect.")
	}
	if !slices.Contains(AllAudiences, ProviderAudience(r.GetString("audience"))) {
		complain("public", "Ce service ne sert encore personne.", "Choisissez les familles ou les personnels.")
	}
	if !slices.Contains(AllMatches, MatchBy(r.GetString("match_by"))) {
		complain("designation", "Ce qui désigne la personne n’est pas choisi.", "Choisissez l’identifiant stable ou l’adresse vérifiée.")
	}
	if strings.TrimSpace(r.GetString("client_id")) == "" {
		complain("client", "L’identifiant donné à l’établissement manque.", "Le fournisseur d’identité le donne à l’inscription (client_id).")
	}
	if r.GetString("secret_sealed") == "" {
		complain("secret", "Le secret manque.", "Le fournisseur d’identité le donne avec l’identifiant (client_secret).")
	}
	u, err := url.Parse(r.GetString("issuer"))
	switch {
	case err != nil || u.Hostname() == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && u.Scheme != "http":
		complain("emetteur", "L’adresse du fournisseur d’identité n’est pas complète.", "Elle commence par https:// ; c’est la valeur « issuer » qu’il annonce.")
	case practice && !dial.IsLoopbackHost(u.Hostname()):
		complain("emetteur", "Une école d’entraînement n’appelle aucun vrai fournisseur d’identité.", "Donnez l’adresse d’un fournisseur d’essai, sur cette machine.")
	case !practice && (u.Scheme != "https" || dial.IsLoopbackHost(u.Hostname())):
		complain("emetteur", "L’adresse du fournisseur d’identité n’est pas protégée.", "Elle commence par https:// et mène hors de cette machine.")
	}
	return wrong
}

// DropProvider unplugs a provider: its button goes, and the accounts that people had linked to it open nothing any more.
func DropProvider(ctx context.Context, app core.App, id string) error {
	if err := Require(ActorIn(ctx), SetProviders); err != nil {
		return err
	}
	return InTransaction(ctx, app, func(ctx context.Context, tx core.App) error {
		record, err := tx.FindRecordById("identity_providers", id)
		if err != nil {
			return ErrNoProvider
		}
		links, err := tx.FindAllRecords("identity_links", dbx.HashExp{"provider": id})
		if err != nil {
			return fmt.Errorf("identity links: %w", err)
		}
		for _, l := range links {
			if err := tx.DeleteWithContext(ctx, l); err != nil {
				return fmt.Errorf("identity link: %w", err)
			}
		}
		if err := tx.DeleteWithContext(ctx, record); err != nil {
			return fmt.Errorf("identity provider: %w", err)
		}
		return nil
	})
}

// CheckProvider asks a provider what it is, and refuses one that would not protect people.
func CheckProvider(ctx context.Context, app core.App, issuer string) (*openid.Provider, error) {
	practice := IsPractice(app)
	return openid.Discover(ctx, dial.Client(practice), issuer, practice)
}

// FaultText says in French, to who sets a provider, why it is refused.
func FaultText(err error) string {
	var refused *openid.Error
	switch {
	case errors.Is(err, dial.ErrForbidden):
		return "son adresse mène à un réseau privé."
	case !errors.As(err, &refused), refused.Fault == openid.Unreachable:
		return "il ne répond pas à cette adresse, ou sa réponse est illisible."
	case refused.Fault == openid.OtherIssuer:
		return "il s’annonce sous une autre adresse : recopiez sa valeur « issuer », au caractère près."
	}
	return "il ne propose pas le code avec PKCE (S256), ou l’une de ses adresses n’est pas protégée par https."
}

const foundFor = 10 * time.Minute

type found struct {
	provider *openid.Provider
	until    time.Time
}

// providerAt is CheckProvider, remembered for a while: signing in asks a provider what it is once, not at every person.
func providerAt(ctx context.Context, app core.App, issuer string) (*openid.Provider, error) {
	key := "school.provider." + issuer
	if known, ok := app.Store().Get(key).(found); ok && time.Now().Before(known.until) {
		return known.provider, nil
	}
	provider, err := CheckProvider(ctx, app, issuer)
	if err == nil {
		app.Store().Set(key, found{provider, time.Now().Add(foundFor)})
	}
	return provider, err
}
