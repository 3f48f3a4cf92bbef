package school

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
)

// IdentitySettings is what the school says of itself at the head of letters and pages. Its UAI comes from SIECLE and does
// not change.
type IdentitySettings struct {
	Name, Kind, Academy, Authority, Address, Postcode, Town, Phone, Email       string
	HeadName, HeadTitle, BursarName, AccountantName, SocialWorkerName, TimeZone string
	HeadCivility, BursarCivility, BursarTitle, AccountantCivility               string
	SocialWorkerCivility, SocialWorkerTitle                                     string
	Website, AgencySchool, AccountingYear, InsuranceNote                        string
	UnderContract                                                               bool
	DPOName                                                                     string `db:"dpo_name"`
	DPOEmail                                                                    string `db:"dpo_email"`
	HostName, HostAddress, HostPhone                                            string
}

// Civilities are what a letter puts before a name.
var Civilities = []string{"Mme", "M."}

// IdentitySettingsFor reads what SaveIdentity writes.
func IdentitySettingsFor(app core.App, viewer Actor) (IdentitySettings, error) {
	if err := Require(viewer, SetSchool); err != nil {
		return IdentitySettings{}, err
	}
	var s []IdentitySettings
	err := app.DB().Select("name", "kind", "academy", "authority", "address", "postcode", "town", "phone", "email", "head_name", "head_title",
		"bursar_name", "accountant_name", "social_worker_name", "time_zone", "head_civility", "bursar_civility", "bursar_title",
		"accountant_civility", "social_worker_civility", "social_worker_title", "website", "agency_school", "accounting_year", "insurance_note",
		"under_contract", "dpo_name", "dpo_email", "host_name", "host_address", "host_phone").From("school").Limit(1).All(&s)
	if err != nil {
		return IdentitySettings{}, fmt.Errorf("school: %w", err)
	}
	if len(s) == 0 {
		return IdentitySettings{}, ErrNoSchool
	}
	return s[0], nil
}

// ErrNoSchool is returned while no import has said which school this is.
var ErrNoSchool = errors.New("cet établissement n’a pas encore été importé")

// SchoolKinds are the kinds of schools, with their French names, in the order of the screens.
var SchoolKinds = []struct{ Code, Label string }{
	{"college", "collège"}, {"lycee", "lycée général et technologique"}, {"lycee_pro", "lycée professionnel"}, {"erea", "EREA"},
}

// TimeZones are the zones in which French schools stand.
var TimeZones = []struct{ Name, Label string }{
	{"Europe/Paris", "France métropolitaine"}, {"America/Guadeloupe", "Guadeloupe"}, {"America/Martinique", "Martinique"}, {"America/Cayenne", "Guyane"},
	{"Indian/Reunion", "La Réunion"}, {"Indian/Mayotte", "Mayotte"}, {"America/Miquelon", "Saint-Pierre-et-Miquelon"},
	{"America/St_Barthelemy", "Saint-Barthélemy"}, {"America/Marigot", "Saint-Martin"}, {"Pacific/Wallis", "Wallis-et-Futuna"},
	{"Pacific/Tahiti", "Polynésie française"}, {"Pacific/Noumea", "Nouvelle-Calédonie"},
}

// SaveIdentity records what the school says of itself.
func SaveIdentity(ctx context.Context, app core.App, s IdentitySettings) error {
	if err := Require(ActorIn(ctx), SetSchool); err != nil {
		return err
	}
	if err := checkIdentity(s); err != nil {
		return err
	}
	record, err := schoolRecord(app)
	if err != nil {
		return err
	}
	record.Load(map[string]any{
		"name": s.Name, "kind": s.Kind, "academy": s.Academy, "authority": s.Authority, "address": s.Address, "postcode": s.Postcode, "town": s.Town,
		"phone": s.Phone, "email": s.Email, "head_name": s.HeadName, "head_title": s.HeadTitle, "bursar_name": s.BursarName,
		"accountant_name": s.AccountantName, "social_worker_name": s.SocialWorkerName, "time_zone": s.TimeZone,
		"head_civility": s.HeadCivility, "bursar_civility": s.BursarCivility, "bursar_title": s.BursarTitle, "accountant_civility": s.AccountantCivility,
		"social_worker_civility": s.SocialWorkerCivility, "social_worker_title": s.SocialWorkerTitle, "website": s.Website,
		"agency_school": s.AgencySchool, "accounting_year": s.AccountingYear, "insurance_note": s.InsuranceNote, "under_contract": s.UnderContract,
		"dpo_name": s.DPOName, "dpo_email": s.DPOEmail, "host_name": s.HostName, "host_address": s.HostAddress, "host_phone": s.HostPhone,
	})
	return app.SaveWithContext(ctx, record)
}

func checkIdentity(s IdentitySettings) error {
	var r law.Refusal
	complain := func(field, what, fix string) {
		r.Findings = append(r.Findings, law.Finding{Severity: law.Block, Field: field, What: what, Fix: fix})
	}
	if strings.TrimSpace(s.Name) == "" {
		complain("nom", "Le nom de l’établissement manque.", "Écrivez-le comme il figure sur les courriers.")
	}
	if kindLabel(s.Kind) == "" {
		complain("nature", "La nature de l’établissement manque.", "Choisissez collège, lycée ou EREA.")
	}
	if s.Email != "" {
		if parsed, err := mail.ParseAddress(s.Email); err != nil || parsed.Address != s.Email {
			complain("courriel", "L’adresse électronique de contact n’est pas complète.", "Écrivez-la comme ce.0990001x@ac-exemple.fr, ou laissez le champ vide.")
		}
	}
	if s.DPOEmail != "" {
		if parsed, err := mail.ParseAddress(s.DPOEmail); err != nil || parsed.Address != s.DPOEmail {
			complain("dpd_courriel", "L’adresse électronique de la déléguée ou du délégué n’est pas complète.", "Écrivez-la comme dpd@ac-exemple.fr, ou laissez le champ vide.")
		}
	}
	if _, err := time.LoadLocation(s.TimeZone); err != nil || s.TimeZone == "" || s.TimeZone == "Local" {
		complain("fuseau", "Le fuseau horaire n’est pas reconnu.", "Choisissez-le dans la liste : les dates limites en dépendent.")
	}
	if s.Website != "" {
		if u, err := url.Parse(s.Website); err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" {
			complain("site", "L’adresse du site n’est pas complète.", "Elle commence par https://, ou reste vide.")
		}
	}
	if s.AccountingYear != "" && !accountingYear.MatchString(s.AccountingYear) {
		complain("exercice", "L’exercice comptable est une année.", "Écrivez-la sur quatre chiffres, comme 2026.")
	}
	for _, c := range []struct{ field, civility string }{
		{"civilite_chef", s.HeadCivility}, {"civilite_gestionnaire", s.BursarCivility}, {"civilite_comptable", s.AccountantCivility},
		{"civilite_social", s.SocialWorkerCivility},
	} {
		if c.civility != "" && !slices.Contains(Civilities, c.civility) {
			complain(c.field, "Cette civilité n’est pas de celles que les courriers écrivent.", "Choisissez Mme ou M.")
		}
	}
	if len(r.Findings) > 0 {
		return &r
	}
	return nil
}

var accountingYear = regexp.MustCompile(`^20[0-9]{2}$`)

func kindLabel(code string) string {
	for _, k := range SchoolKinds {
		if k.Code == code {
			return k.Label
		}
	}
	return ""
}

func schoolRecord(app core.App) (*core.Record, error) {
	records, err := app.FindAllRecords("school")
	if err != nil {
		return nil, fmt.Errorf("school: %w", err)
	}
	if len(records) == 0 {
		return nil, law.Object("", "Cet établissement n’est pas encore connu.", "Importez d’abord un export XML de SIECLE : il porte le code UAI.")
	}
	return records[0], nil
}
