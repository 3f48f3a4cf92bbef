package pb_hooks

import (
	"errors"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/tools/router"

	"github.com/openacademie/openacademie/internal/law"
)

// refused is a refusal as it leaves the database: pages find the law.Refusal in it, REST and the dashboard find
// PocketBase's bad-request error with the French message and the rule's id in data.rule.code.
type refused struct {
	refusal *law.Refusal
	api     *router.ApiError
}

func (r *refused) Error() string   { return r.refusal.Error() }
func (r *refused) Unwrap() []error { return []error{r.refusal, r.api} }

// houseCode stands in data.rule.code when the refusal is of the house and names no rule.
const houseCode = "refused"

// asRefused dresses a refusal for both readers; any other error, nil included, passes unchanged.
func asRefused(err error) error {
	var refusal *law.Refusal
	if already := (*refused)(nil); errors.As(err, &already) || !errors.As(err, &refusal) {
		return err
	}
	code, data := houseCode, validation.Errors{}
	for _, f := range refusal.Findings {
		if f.Rule != "" && code == houseCode {
			code = f.Rule
		}
		if data[f.Field] == nil && f.Field != "" { // the first says it: the law before the house
			data[f.Field] = validation.NewError(orHouse(f.Rule), f.What)
		}
	}
	data["rule"] = validation.NewError(code, refusal.Error())
	return &refused{refusal: refusal, api: router.NewBadRequestError(refusal.Error(), data)}
}

func orHouse(rule string) string {
	if rule == "" {
		return houseCode
	}
	return rule
}

// objection turns a French sentence of the trade into a finding of the house.
func objection(err error) []law.Finding {
	if err == nil {
		return nil
	}
	return []law.Finding{{Severity: law.Block, What: sentence(err.Error())}}
}

func sentence(s string) string {
	r := []rune(s)
	if len(r) > 0 && r[len(r)-1] != '.' {
		r = append(r, '.')
	}
	if len(r) > 0 && r[0] >= 'a' && r[0] <= 'z' {
		r[0] -= 'a' - 'A'
	}
	return string(r)
}
