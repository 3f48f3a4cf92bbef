package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Statements of the bank and of PayFiP, their lines, and what each line was recognised as. A line never changes once it is
// imported, but for where it stands; a match is never erased, it is undone.
func init() {
	m.Register(func(app core.App) error {
		return steps(app, statementMappings, createStatements, createStatementLines, createStatementMatches)
	}, forwardOnly)
}

func statementMappings(app core.App) error {
	return widen(app, "column_mappings", "kind", "statements")
}

func createStatements(app core.App) error {
	return create(app, "statements", []core.Field{
		choice("source", "Qui parle : la banque, PayFiP", []string{"bank", "payfip"}, required),
		text("name", "Compte ou régie", 80, required, label),
		choice("state", "État", []string{"read", "imported", "dropped"}, required),
		text("file_name", "Nom du fichier", 160),
		text("digest", "Empreinte du fichier", 64, required),
		choice("format", "Format", []string{"text", "workbook", "camt"}, required),
		text("account_tail", "Quatre derniers caractères du compte", 4),
		day("first_on", "Première opération"),
		day("last_on", "Dernière opération"),
		number("lines_count", "Lignes nouvelles"),
		number("repeated_count", "Lignes déjà connues"),
		number("left_out_count", "Lignes laissées de côté"),
		money("credit_cents", "Total des crédits nouveaux"),
		money("debit_cents", "Total des débits nouveaux"),
		text("by_staff", "Importé par", 15),
		instant("read_at", "Lu le", required),
		instant("imported_at", "Importé le"),
	}, "state, read_at", "!name, digest WHERE state = 'imported'")
}

func createStatementLines(app core.App) error {
	return create(app, "statement_lines", []core.Field{
		relation(app, "statement", "Relevé", "statements", required),
		choice("source", "Qui parle", []string{"bank", "payfip"}, required),
		number("row_no", "Ligne du fichier"),
		day("operated_on", "Jour de l’opération", required),
		text("label", "Libellé", 500, label),
		text("reference", "Référence", 140),
		text("party", "Nom de la personne", 140),
		money("amount_cents", "Montant : négatif quand l’argent sort"),
		text("digest", "Empreinte de la ligne", 64, required),
		number("rank_no", "Rang parmi les lignes identiques", required),
		choice("state", "État", []string{"open", "matched", "ignored"}, required),
		text("reason", "Pourquoi elle est mise de côté", 1000),
		text("settled_by", "Rapprochée ou mise de côté par", 15),
		instant("settled_at", "Le"),
	}, "!digest, rank_no", "statement", "state, operated_on", "operated_on")
}

func createStatementMatches(app core.App) error {
	return create(app, "statement_matches", []core.Field{
		relation(app, "line", "Ligne de relevé", "statement_lines", required),
		choice("kind", "Encaissé d’après la ligne, pointé, repris par la banque, remboursement parti", []string{"booked", "seen", "returned", "refunded"}, required, label),
		choice("source", "Qui parle", []string{"bank", "payfip"}, required),
		text("payment_id", "Encaissement", 15),
		text("batch_id", "Lot de remboursements", 15),
		money("amount_cents", "Montant : négatif quand l’argent sort"),
		number("score", "Confiance de la proposition acceptée, sur 99"),
		text("reason", "Raison de la proposition acceptée", 2000),
		text("by_staff", "Accepté par", 15, required),
		instant("matched_at", "Le", required),
		text("undone_by", "Défait par", 15),
		instant("undone_at", "Défait le"),
		text("undone_reason", "Pourquoi", 1000),
	}, "line", "!payment_id, source WHERE undone_by = '' AND kind != 'returned' AND payment_id != ''", "batch_id WHERE batch_id != ''", "payment_id")
}
