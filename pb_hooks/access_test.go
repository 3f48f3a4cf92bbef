package pb_hooks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/testapp"
)

// collections is the pinned list of design/data.md, as far as this version goes. A collection that is not in it has been
// decided by nobody.
var collections = strings.Fields(`
	school school_years classes groups group_members placements mefs subjects
	pupils guardians guardianships staff users sessions login_codes drafts imports
	second_factors recovery_codes trusted_devices calendar_links identity_providers identity_links rights_requests
	acts overrides parameters approvals
	trips trip_targets trip_answers budget_lines instalments seats commitments chaperones letters
	contracts budget_categories price_brackets imprests imprest_lines documents_asked documents rosters headcounts draws refund_terms
	refund_batches refunds refund_lines column_mappings receivable_exports receivable_lines
	mandates debit_batches debits
	plans plan_lines plan_charges reminders
	taken_trips archive_visas
	slips slip_lines cash_counts cash_movements
	charges payments payment_details allocations receipts receipt_series reversals grants online_payments online_payment_events
	statements statement_lines statement_matches
	share_agreements payer_shares transfers closings
	aid_funds aid_movements aid_types aid_scales aid_requests aid_documents aid_drawings commissions commission_members commission_requests decisions
	messages deliveries push_subscriptions jobs idempotency_keys preferences templates sms_gateway bad_addresses
	journal journal_details`)

func TestTheCollectionsArePinned(t *testing.T) {
	app := testapp.New(t)
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		if !c.System && !slices.Contains(collections, c.Name) {
			t.Errorf("%s is not in the pinned list", c.Name)
		}
	}
	for _, name := range collections {
		if _, err := app.FindCollectionByNameOrId(name); err != nil {
			t.Errorf("%s is missing: %v", name, err)
		}
	}
}

// No API rule opens anything: who may see is said by the queries of the pages, what may happen by the hooks.
func TestEveryAPIRuleIsClosed(t *testing.T) {
	app := testapp.New(t)
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		rules := map[string]*string{
			"list": c.ListRule, "view": c.ViewRule, "create": c.CreateRule, "update": c.UpdateRule, "delete": c.DeleteRule,
		}
		for action, rule := range rules {
			if rule != nil && !c.System {
				t.Errorf("%s of %s is open: %q", action, c.Name, *rule)
			}
		}
		if c.Name == "users" && (c.PasswordAuth.Enabled || c.OTP.Enabled || c.OAuth2.Enabled || c.MFA.Enabled) {
			t.Error("users has a way in of its own")
		}
	}
}

// Every file field would be protected: none is served without our query.
func TestFileFieldsAreProtected(t *testing.T) {
	app := testapp.New(t)
	all, err := app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range all {
		for _, field := range c.Fields {
			if file, ok := field.(*core.FileField); ok && !file.Protected {
				t.Errorf("%s.%s is served to anyone who has its address", c.Name, file.Name)
			}
		}
	}
}

// The matrix: who × collection × action through REST, on a row that exists.
func TestRESTGivesNothingToGuestsAndAccounts(t *testing.T) {
	app := testapp.New(t)
	handler := testapp.Handler(t, app)
	operator, account := testapp.OperatorToken(t, app), testapp.AccountToken(t, app)
	for _, name := range collections {
		id := rawRow(t, app, name)
		list := "/api/collections/" + name + "/records"
		actions := []struct{ action, method, address, body string }{
			{"list", http.MethodGet, list, ""},
			{"view", http.MethodGet, list + "/" + id, ""},
			{"create", http.MethodPost, list, `{}`},
			{"update", http.MethodPatch, list + "/" + id, `{}`},
			{"delete", http.MethodDelete, list + "/" + id, ""},
		}
		for _, a := range actions {
			for who, token := range map[string]string{"guest": "", "account": account} {
				if answer := testapp.Ask(t, handler, a.method, a.address, token, a.body); answer.Code != http.StatusForbidden {
					t.Errorf("%s %s of %s: %d %s", who, a.action, name, answer.Code, answer.Body)
				}
			}
		}
		for _, a := range actions[:2] {
			if answer := testapp.Ask(t, handler, a.method, a.address, operator, ""); answer.Code != http.StatusOK {
				t.Errorf("operator %s of %s: %d %s", a.action, name, answer.Code, answer.Body)
			}
		}
	}
}

// What the API tells of the school's workings is for operators: schema, settings, logs, backups, jobs, file tokens.
func TestTheWorkingsAreForOperators(t *testing.T) {
	app := testapp.New(t)
	handler := testapp.Handler(t, app)
	operator, account := testapp.OperatorToken(t, app), testapp.AccountToken(t, app)
	for _, address := range []string{"/api/collections", "/api/settings", "/api/logs", "/api/backups", "/api/crons"} {
		for who, token := range map[string]string{"guest": "", "account": account} {
			if answer := testapp.Ask(t, handler, http.MethodGet, address, token, ""); answer.Code != http.StatusUnauthorized && answer.Code != http.StatusForbidden {
				t.Errorf("%s reads %s: %d", who, address, answer.Code)
			}
		}
		if answer := testapp.Ask(t, handler, http.MethodGet, address, operator, ""); answer.Code != http.StatusOK {
			t.Errorf("operator does not read %s: %d", address, answer.Code)
		}
	}
	if answer := testapp.Ask(t, handler, http.MethodPost, "/api/files/token", "", ""); answer.Code != http.StatusUnauthorized {
		t.Errorf("a guest got a file token: %d", answer.Code)
	}
}

// rawRow puts a row into a collection below the hooks, as bare as SQLite lets it be.
func rawRow(t testing.TB, app core.App, collection string) string {
	t.Helper()
	id := fmt.Sprintf("row%012d", len(collection))
	columns := map[string]any{"id": id}
	if collection == "users" {
		columns["email"], columns["tokenKey"] = "rangee@exemple.fr", strings.Repeat("k", 50)
	}
	if _, err := app.DB().Insert(collection, columns).Execute(); err != nil {
		t.Fatalf("%s: %v", collection, err)
	}
	return id
}
