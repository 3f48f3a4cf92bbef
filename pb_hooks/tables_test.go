package pb_hooks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/notify"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/sepa"
	"github.com/openacademie/openacademie/internal/sms"
	"github.com/openacademie/openacademie/internal/testapp"
	"github.com/openacademie/openacademie/internal/trip"
)

// A value that the database takes and the program does not know, or the reverse, is a write that fails one day. The
// migrations import nothing of ours, so they are compared here with the tables of the trade.
func TestSelectValuesAreThoseOfTheTrade(t *testing.T) {
	app := testapp.New(t)
	roles := texts(school.AllRoles...)
	channels := texts(notify.Push, notify.Email, notify.SMS, notify.Letter)
	for place, wanted := range map[string][]string{
		"staff.roles":                 roles,
		"overrides.by_role":           roles,
		"journal.actor_kind":          texts(school.System, school.Staff, school.Guardian, school.Pupil, school.Operator, school.Guest),
		"trips.state":                 texts(trip.States...),
		"trips.asks":                  codes(trip.Asks),
		"seats.state":                 texts("interested", "waiting", "offered", trip.SeatCommitted, "withdrawn", "refused"),
		"budget_lines.beneficiaries":  texts("all", trip.ForPupils, trip.ForAdults),
		"budget_lines.basis":          texts(trip.Total, trip.PerPerson),
		"budget_lines.origin":         append(codes(trip.Origins), "families"),
		"budget_lines.status":         codes(trip.Statuses),
		"payments.means":              texts(money.AllMeans...),
		"slips.state":                 texts(money.SlipOpen, money.SlipClosed),
		"cash_counts.kind":            texts(money.Opening, money.Closing, money.VoidedCount),
		"cash_movements.kind":         texts(money.CashFloat, money.CashDeposit, money.VoidedMoving),
		"charges.basis":               texts(money.ByAct, money.ByTariff, money.ByAgreement, money.ByRegulation, money.ByJudgment),
		"grants.kind":                 texts(money.SocialFund, money.Remission, money.ThirdParty, money.Cancellation, money.Surplus, money.Scholarship, money.WriteOff),
		"refunds.state":               texts(money.AllRefundStates...),
		"refunds.cause":               texts(money.AllRefundCauses...),
		"mandates.state":              texts(money.AllMandateStates...),
		"mandates.kind":               texts(money.Recurrent, money.Once),
		"reminders.step":              texts(money.AllReminderSteps...),
		"plans.state":                 texts(money.AllPlanStates...),
		"debits.state":                texts(money.AllDebitStates...),
		"debits.sequence":             texts(sepa.First, sepa.Recurrent, sepa.Final, sepa.OneOff),
		"debit_batches.state":         texts(money.BatchPrepared, money.BatchSent, money.BatchCancelled),
		"refund_batches.state":        texts(money.BatchPrepared, money.BatchSent, money.BatchCancelled),
		"online_payments.state":       texts(money.AllStates...),
		"online_payment_events.cause": texts(money.ByCreation, money.ByNotification, money.ByReturn, money.ByPoller, money.ByHand),
		"identity_providers.audience": texts(school.AllAudiences...),
		"identity_providers.match_by": texts(school.AllMatches...),
		"deliveries.channel":          channels,
		"preferences.every":           texts(notify.EachDay, notify.EachWeek),
		"sms_gateway.format":          texts(sms.JSON, sms.Form),
		"sms_gateway.method":          {http.MethodPost, http.MethodPut},
		"preferences.channel":         channels,
		"templates.channel":           channels,
		"deliveries.state":            texts(notify.Queued, notify.Sent, notify.Failed, notify.Gone, notify.Skipped),
	} {
		name, field, _ := strings.Cut(place, ".")
		collection, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		found, isSelect := collection.Fields.GetByName(field).(*core.SelectField)
		if !isSelect {
			t.Errorf("%s is no select", place)
			continue
		}
		got := slices.Sorted(slices.Values(found.Values))
		slices.Sort(wanted)
		if !slices.Equal(got, wanted) {
			t.Errorf("%s takes %v, the trade knows %v", place, got, wanted)
		}
	}
}

func texts[T ~string](values ...T) []string {
	all := make([]string, 0, len(values))
	for _, v := range values {
		all = append(all, string(v))
	}
	return all
}

// codes reads the codes of a table of options, whatever else its lines hold.
func codes[T any](options []T) []string {
	all := make([]string, 0, len(options))
	for _, o := range options {
		code, _, _ := strings.Cut(strings.TrimPrefix(fmt.Sprintf("%+v", o), "{Code:"), " ")
		all = append(all, code)
	}
	return all
}

// keywords of SQLite (sqlite.org/lang_keywords.html): a column of such a name stops a replica (design/stack.md §5.1) and
// has to be quoted for ever.
var keywords = strings.Fields(`
	abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case cast
	check collate column commit conflict constraint create cross current current_date current_time current_timestamp database
	default deferrable deferred delete desc detach distinct do drop each else end escape except exclude exclusive exists
	explain fail filter first following for foreign from full generated glob group groups having if ignore immediate in index
	indexed initially inner insert instead intersect into is isnull join key last left like limit match materialized natural
	no not nothing notnull null nulls of offset on or order others outer over partition plan pragma preceding primary query
	raise range recursive references regexp reindex release rename replace restrict returning right rollback row rows
	savepoint select set table temp temporary then ties to transaction trigger unbounded union unique update using vacuum
	values view virtual when where window with without`)

func TestNoFieldIsAnSQLKeyword(t *testing.T) {
	app := testapp.New(t)
	for _, name := range collections {
		collection, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range collection.Fields {
			if slices.Contains(keywords, strings.ToLower(field.GetName())) {
				t.Errorf("%s.%s is an SQL keyword", name, field.GetName())
			}
		}
	}
}

// The dashboard is an operator's tool, and operators are people: every field says what it holds, every relation shows a
// row one can recognise.
func TestTheDashboardExplainsItself(t *testing.T) {
	app := testapp.New(t)
	for _, name := range collections {
		collection, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, field := range collection.Fields {
			if help, has := helpOf(field); has && help == "" && !field.GetSystem() && name != "users" {
				t.Errorf("%s.%s has no help", name, field.GetName())
			}
			relation, isRelation := field.(*core.RelationField)
			if !isRelation {
				continue
			}
			target, err := app.FindCollectionByNameOrId(relation.CollectionId)
			if err != nil {
				t.Fatal(err)
			}
			// PocketBase itself shows the address of an account.
			if target.Name != "users" && !slices.ContainsFunc(target.Fields, presentable) {
				t.Errorf("%s.%s shows an id: no field of %s is presentable", name, field.GetName(), target.Name)
			}
		}
	}
}

func helpOf(field core.Field) (help string, has bool) {
	switch f := field.(type) {
	case *core.TextField:
		return f.Help, true
	case *core.NumberField:
		return f.Help, true
	case *core.SelectField:
		return f.Help, true
	case *core.BoolField:
		return f.Help, true
	case *core.DateField:
		return f.Help, true
	case *core.JSONField:
		return f.Help, true
	case *core.RelationField:
		return f.Help, true
	}
	return "", false
}

func presentable(field core.Field) bool {
	switch f := field.(type) {
	case *core.TextField:
		return f.Presentable
	case *core.NumberField:
		return f.Presentable
	case *core.SelectField:
		return f.Presentable
	case *core.EmailField:
		return f.Presentable
	case *core.RelationField:
		return f.Presentable
	}
	return false
}
