package trip

import (
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/money/cents"
	"github.com/openacademie/openacademie/internal/school"
)

const exportsBelongTo = "Les fichiers pour la comptabilité reviennent au gestionnaire et à l’agent comptable."

// JudgeTransfer judges the row of a transfer of receivables about to be written: made by those who export, and frozen since,
// but for the last one, which is redone or cancelled.
func JudgeTransfer(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if actor.Kind != school.System && !actor.May(school.ExportFiles) {
		return refuse("", exportsBelongTo, "Demandez-le-leur."), nil
	}
	if record.IsNew() {
		switch {
		case record.GetString("state") != TransferWritten:
			return refuse("state", "Un transfert commence comme écrit.", ""), nil
		case record.GetInt("number") < 1 || record.GetInt("number") > 999:
			return refuse("number", "Les transferts d’un exercice se numérotent de 1 à 999.", "Vérifiez le compteur."), nil
		}
		taken := 0
		err := app.DB().Select("COUNT(*)").From("receivable_exports").Where(dbx.HashExp{
			"target": record.GetString("target"), "accounting_year": record.GetString("accounting_year"), "number": record.GetInt("number"),
		}).AndWhere(dbx.NewExp("state != 'cancelled'")).Row(&taken)
		if err != nil {
			return nil, fmt.Errorf("numbers of transfers: %w", err)
		}
		if taken > 0 {
			return refuse("number", fmt.Sprintf("Le transfert n° %d existe déjà pour cet exercice.", record.GetInt("number")), "Corrigez le compteur, puis transférez."), nil
		}
		return nil, nil
	}
	before := record.Original()
	for _, field := range record.Collection().Fields {
		name := field.GetName()
		if name != "state" && name != "updated" && before.GetString(name) != record.GetString(name) {
			return refuse(name, "Un transfert écrit ne change plus.", "Annulez-le s’il n’a pas été importé, et faites-en un autre."), nil
		}
	}
	last, err := isLastTransfer(app, before.GetString("target"), before.GetString("accounting_year"), before.GetInt("number"), before.GetString("state"))
	if err != nil {
		return nil, err
	}
	switch to := record.GetString("state"); {
	case before.GetString("state") == TransferCancelled && to != TransferCancelled:
		return refuse("state", "Un transfert annulé ne revient pas.", "Faites-en un autre."), nil
	case to == TransferWritten && before.GetString("state") != TransferWritten:
		return refuse("state", "Un transfert refait ne redevient pas un premier transfert.", ""), nil
	case !last && to != before.GetString("state"):
		return refuse("state", "Seul le dernier transfert de l’exercice se refait ou s’annule.", "Un transfert plus récent existe."), nil
	}
	return nil, nil
}

// JudgeTransferLine judges a line of a transfer about to be written: within its transfer, never after.
func JudgeTransferLine(app core.App, record *core.Record, actor school.Actor) ([]law.Finding, error) {
	if actor.Kind != school.System && !actor.May(school.ExportFiles) {
		return refuse("", exportsBelongTo, ""), nil
	}
	if !record.IsNew() {
		return refuse("", "Une ligne transférée ne change plus.", "La différence part avec le transfert suivant."), nil
	}
	e, err := app.FindRecordById("receivable_exports", record.GetString("receivable_export"))
	if errors.Is(err, sql.ErrNoRows) {
		return refuse("receivable_export", "Ce transfert n’existe pas.", ""), nil
	}
	if err != nil {
		return nil, fmt.Errorf("transfer of a line: %w", err)
	}
	var said struct {
		Lines int
		Total cents.Amount
	}
	err = app.DB().Select("COUNT(*) AS lines", "COALESCE(SUM(amount_cents), 0) AS total").From("receivable_lines").Where(dbx.HashExp{"receivable_export": e.Id}).One(&said)
	if err != nil {
		return nil, fmt.Errorf("lines of a transfer: %w", err)
	}
	amount := cents.Amount(record.GetInt("amount_cents"))
	switch {
	case amount == 0:
		return refuse("amount_cents", "Une ligne transférée n’est pas nulle.", ""), nil
	case record.GetInt("order_no") < 1:
		return refuse("order_no", "Une constatation se numérote à partir de 1.", ""), nil
	case said.Lines >= e.GetInt("lines_count"):
		return refuse("", "Ce transfert est complet : rien ne s’y ajoute.", "La différence part avec le transfert suivant."), nil
	case said.Lines+1 == e.GetInt("lines_count") && said.Total+amount != cents.Amount(e.GetInt("total_cents")):
		return refuse("amount_cents", "Les lignes de ce transfert ne font pas son total.", ""), nil
	}
	return nil, nil
}

// JudgeCounter judges the counter of transfers to GFC about to change on the school's row.
func JudgeCounter(record *core.Record, actor school.Actor) []law.Finding {
	switch n := record.GetInt("gfc_counter"); {
	case actor.Kind != school.System && !actor.May(school.ExportFiles):
		return refuse("gfc_counter", "Le compteur des transferts est tenu par le gestionnaire et l’agent comptable.", "")
	case n < 0 || n > 999:
		return refuse("gfc_counter", "Le compteur des transferts va de 0 à 999.", "Lisez le dernier numéro dans GFC.")
	}
	return nil
}

// CounterOf is the last transfer to GFC of an accounting year: where the counter stands when the school comes to that year.
func CounterOf(app core.App, year string) (int, error) { return lastNumber(app, ToGFC, year) }

// onlyAccounts tells whether a change to a trip is only about its receivables: those who export them are not those who
// write the trip, and its state does not freeze them.
func onlyAccounts(record *core.Record, actor school.Actor) bool {
	if record.IsNew() || !actor.May(school.ExportFiles) {
		return false
	}
	before, some := record.Original(), false
	for _, field := range record.Collection().Fields {
		name := field.GetName()
		same := before.GetString(name) == record.GetString(name) && strings.Join(before.GetStringSlice(name), "\x00") == strings.Join(record.GetStringSlice(name), "\x00")
		switch name {
		case "class4_account", "pay_by":
			some = some || !same
		case "updated":
		default:
			if !same {
				return false
			}
		}
	}
	return some
}

// accountsDoor holds the account and the day that the receivables of a trip carry.
func accountsDoor(record *core.Record, actor school.Actor) []law.Finding {
	account, payBy := record.GetString("class4_account"), record.GetString("pay_by")
	if !record.IsNew() {
		before := record.Original()
		if before.GetString("class4_account") == account && before.GetString("pay_by") == payBy {
			return nil
		}
		if actor.Kind != school.System && !actor.May(school.ExportFiles) {
			return refuse("class4_account", "Le compte et la date de règlement d’une créance sont fixés par le gestionnaire ou l’agent comptable.", "")
		}
	}
	if account != "" && (len(account) > 7 || account[0] != '4' || strings.Trim(account, "0123456789") != "") {
		return refuse("class4_account", "Un compte de classe 4 commence par 4 et a sept chiffres au plus.", "Écrivez-le comme 4112.")
	}
	return nil
}
