package pb_hooks

import (
	"maps"
	"slices"
	"strings"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// unjournaled are the rows that are bookkeeping, not deeds: the journal itself, sessions and their codes, drafts, the
// outbox and long tasks. Everything else leaves a line.
var unjournaled = map[string]bool{
	"journal": true, "journal_details": true, "sessions": true, "login_codes": true, "drafts": true, "messages": true,
	"deliveries": true, "push_subscriptions": true, "jobs": true, "idempotency_keys": true, "preferences": true,
	"second_factors": true, "recovery_codes": true, "trusted_devices": true, // their deeds have verbs of their own
}

// journal writes the line of a write, with the warnings let through and what changed.
func journal(w write, warnings []law.Finding) error {
	name := w.record.Collection().Name
	if unjournaled[name] || school.IsBulk(w.ctx) {
		return nil
	}
	entry := school.Entry{Verb: name + "." + string(w.moment), Collection: name, ID: w.record.Id, Note: noteOf(warnings)}
	switch w.moment {
	case create:
		entry.After = fieldsOf(w.record.FieldsData())
	case remove:
		entry.Before = fieldsOf(w.record.FieldsData())
	case update:
		before, after := fieldsOf(w.before.FieldsData()), fieldsOf(w.record.FieldsData())
		for _, key := range slices.Collect(maps.Keys(after)) {
			if w.before.GetString(key) == w.record.GetString(key) {
				delete(before, key)
				delete(after, key)
			}
		}
		if len(after) == 0 {
			return nil
		}
		entry.Before, entry.After = before, after
	}
	return school.JournalAs(w.ctx, w.app, w.actor, entry)
}

// fieldsOf keeps what a journal line may show: never a secret.
func fieldsOf(data map[string]any) map[string]any {
	kept := maps.Clone(data)
	for _, key := range []string{"password", "tokenKey", "digest", "salt", "auth_secret", "p256dh", "resume_digest", "iban_sealed", "iban_tail", "account_holder", "sealed", "secret_sealed", "callback_sealed", "content", "request_text", "answer_text"} {
		delete(kept, key)
	}
	return kept
}

func noteOf(warnings []law.Finding) string {
	var notes []string
	for _, f := range warnings {
		note := f.Rule
		if f.LiftedBy != "" {
			note += " (" + f.LiftedBy + ")"
		}
		if !slices.Contains(notes, note) {
			notes = append(notes, note)
		}
	}
	return strings.Join(notes, " ; ")
}
