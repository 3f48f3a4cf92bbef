package privacy

// holding says what a collection knows of one person, in conditions on its row r: {:id} is the person, @children the pupils
// they answer for (an adult pupil answers for themselves). What names another adult is never theirs: the other parent's
// charges, payments and signatures stay the other parent's.
type holding struct {
	collection string
	label      string // in the copy that people read
	family     string // rows of a guardian or of an adult pupil
	staff      string // rows of a member of staff
	without    []string
	household  bool   // addresses and telephones go to who lives with the child only
	file       string // field whose file goes along
	sealed     string // what the sealed field was sealed for, when the person gave or is owed what it holds
	why        string // why it knows nobody, or is not copied
}

const (
	mine    = "(r.guardian = {:id} OR r.pupil = {:id})"
	mineID  = "(r.guardian_id = {:id} OR r.pupil_id = {:id})"
	paid    = "IN (SELECT id FROM payments WHERE payer_id = {:id})"
	asked   = "IN (SELECT id FROM aid_requests WHERE guardian = {:id} OR guardian = '' AND pupil = {:id})"
	alone   = "r.account IN (SELECT id FROM users WHERE json_array_length(guardians) = 1 AND EXISTS (SELECT 1 FROM json_each(guardians) WHERE value = {:id}) OR pupil = {:id} AND json_array_length(guardians) = 0)"
	staffs  = "r.account IN (SELECT id FROM users WHERE staff = {:id} AND json_array_length(guardians) = 0)"
	ours    = "r.pupil IN (@children)"
	others  = "EXISTS (SELECT 1 FROM commitments c WHERE c.trip = r.trip AND c.pupil = r.pupil AND c.guardian_id NOT IN ('', {:id}))"
	journal = "l’auteur de chaque ligne est au journal, dont chacun reçoit les siennes"
	nobody  = "ne dit rien d’une personne"
)

// holdings is every collection of the schema: one that is missing here has been decided by nobody, and a test says so.
var holdings = []holding{
	// Who.
	{collection: "guardians", label: "Votre fiche de responsable", family: "r.id = {:id}", without: []string{"siecle", "merge_digest"}},
	{collection: "pupils", label: "Élèves", family: "r.id IN (@children)", without: []string{"siecle", "disagreement", "exit_ban"}, household: true},
	{collection: "guardianships", label: "Liens avec les élèves", family: "r.guardian = {:id} AND r.pupil IN (@children) OR r.pupil = {:id} AND r.guardian = {:id}", without: []string{"siecle"}},
	{collection: "staff", label: "Votre fiche de personnel", staff: "r.id = {:id}"},
	{collection: "placements", label: "Classes suivies", family: ours},
	{collection: "group_members", label: "Groupes", family: ours},
	{collection: "users", label: "Compte", family: "EXISTS (SELECT 1 FROM json_each(r.guardians) WHERE value = {:id}) OR r.pupil = {:id}", staff: "r.staff = {:id}", without: []string{"guardians", "staff", "pupil", "verified", "emailVisibility"}},
	{collection: "sessions", label: "Appareils connectés", family: mine, staff: "r.staff = {:id}", without: []string{"account"}},
	{collection: "login_codes", label: "Codes de connexion demandés", family: mine, staff: "r.guardian = '' AND r.pupil = '' AND r.address != '' AND r.address = (SELECT email FROM staff WHERE id = {:id})", without: []string{"wrong_tries"}},
	{collection: "second_factors", label: "Seconde preuve", staff: "r.staff = {:id}", without: []string{"last_step"}},
	{collection: "recovery_codes", label: "Codes de secours", staff: "r.staff = {:id}"},
	{collection: "trusted_devices", label: "Appareils retenus", staff: "r.staff = {:id}"},
	{collection: "calendar_links", label: "Adresse de calendrier", family: mine, staff: "r.staff = {:id}", without: []string{"account"}},
	{collection: "identity_links", label: "Comptes extérieurs reliés", family: mine, staff: "r.staff = {:id}", without: []string{"provider"}},
	{collection: "drafts", label: "Brouillons", family: alone, staff: staffs},
	{collection: "preferences", label: "Préférences", family: alone, staff: staffs},
	{collection: "rights_requests", label: "Demandes sur vos données", family: mine, staff: "r.staff = {:id}", without: []string{"entered_by", "answered_by"}},

	// Messages.
	{collection: "messages", label: "Messages reçus", family: mineID, staff: "r.staff_id = {:id}", without: []string{"dedupe"}},
	{collection: "deliveries", label: "Envois", family: "r.message IN (SELECT id FROM messages WHERE guardian_id = {:id} OR pupil_id = {:id})", staff: "r.message IN (SELECT id FROM messages WHERE staff_id = {:id})", without: []string{"trouble"}},
	{collection: "push_subscriptions", label: "Appareils qui reçoivent des notifications", family: mineID, staff: "r.staff_id = {:id}", without: []string{"account", "endpoint", "session_id"}},
	{collection: "journal", label: "Ce que vous avez fait", family: "r.actor_id = {:id} AND r.actor_kind IN ('guardian', 'pupil')", staff: "r.actor_id = {:id} AND r.actor_kind = 'staff'", without: []string{"note", "details_digest", "digest"}},

	// Trips.
	{collection: "trips", label: "Voyages que vous organisez", staff: "r.organiser = {:id}", without: []string{"taken_over", "restored_for", "schedule_agreed_by"}},
	{collection: "trip_targets", label: "Voyages proposés", family: ours},
	{collection: "trip_answers", label: "Intérêt pour un voyage", family: ours + " AND r.guardian_id IN ('', {:id})"},
	{collection: "seats", label: "Places", family: ours + " AND NOT " + others, without: []string{"leave_asked_by"}},
	{collection: "seats", label: "Places dont l’autre responsable a répondu", family: ours + " AND " + others, without: []string{"answers", "reason", "leave_reason", "leave_asked_by", "order_reason"}},
	{collection: "commitments", label: "Engagements", family: "r.guardian_id = {:id} OR r.second_guardian_id = {:id} OR " + ours + " AND r.guardian_id = ''", without: []string{"account_id", "session_id", "paper_by", "guardian_id", "second_guardian_id"}},
	{collection: "letters", label: "Textes lus", family: ours + " AND NOT EXISTS (SELECT 1 FROM commitments c WHERE c.letter = r.id AND c.guardian_id NOT IN ('', {:id}))", without: []string{"blocks"}},
	{collection: "chaperones", label: "Voyages accompagnés", staff: "r.staff = {:id}"},
	{collection: "documents", label: "Pièces vérifiées", family: ours + " AND r.signatory_id IN ('', {:id})", staff: "r.chaperone IN (SELECT id FROM chaperones WHERE staff = {:id})", without: []string{"checked_by", "signatory_id"}},
	{collection: "imprests", label: "Régies tenues", staff: "r.holder = {:id} OR r.deputy = {:id}", without: []string{"holder", "deputy"}},
	{collection: "imprest_lines", label: "Sommes rendues par une régie", family: "r.pupil_id IN (@children)"},

	// Money: of a payer, never of a child's other payers.
	{collection: "charges", label: "Sommes dues", family: "r.debtor_id = {:id}", without: []string{"split_of"}},
	{collection: "payments", label: "Paiements", family: "r.payer_id = {:id}", without: []string{"booked_by", "idempotency_token"}},
	{collection: "payment_details", label: "Détail des paiements", family: "r.payment " + paid},
	{collection: "allocations", label: "Ce que les paiements règlent", family: "r.payment " + paid},
	{collection: "receipts", label: "Quittances", family: "r.payment " + paid},
	{collection: "reversals", label: "Paiements annulés", family: "r.payment " + paid, without: []string{"by_staff"}},
	{collection: "slip_lines", label: "Chèques remis", family: "r.payment " + paid},
	{collection: "transfers", label: "Sommes portées ailleurs", family: "r.payment " + paid, without: []string{"by_staff", "consent_by", "idempotency_token"}},
	{collection: "grants", label: "Aides et remises", family: "r.charge IN (SELECT id FROM charges WHERE debtor_id = {:id})", without: []string{"by_staff", "agreed_by"}},
	{collection: "online_payments", label: "Paiements en ligne", family: "r.payer_id = {:id}", without: []string{"account", "mel"}},
	{collection: "online_payment_events", label: "Étapes des paiements en ligne", family: "r.online_payment IN (SELECT id FROM online_payments WHERE payer_id = {:id})", without: []string{"answer"}},
	{collection: "refunds", label: "Remboursements", family: "r.payer_id = {:id}", without: []string{"waived_by", "funder"}},
	{collection: "refund_lines", label: "Parts des remboursements", family: "r.refund IN (SELECT id FROM refunds WHERE payer_id = {:id})"},
	{collection: "receivable_lines", label: "Créances transmises à la comptabilité", family: "r.debtor_id = {:id}"},
	{collection: "share_agreements", label: "Partages entre payeurs", family: "EXISTS (SELECT 1 FROM payer_shares s WHERE s.agreement = r.id AND s.guardian_id = {:id})", without: []string{"by_staff"}},
	{collection: "payer_shares", label: "Votre part", family: "r.guardian_id = {:id}"},
	{collection: "mandates", label: "Mandats de prélèvement", family: "r.guardian_id = {:id}", without: []string{"account_id", "session_id", "paper_by"}},
	{collection: "debits", label: "Prélèvements", family: "r.payer_id = {:id}"},
	{collection: "plans", label: "Délais de paiement", family: mineID, without: []string{"prepared_by", "agreed_by"}},
	{collection: "plan_lines", label: "Versements prévus", family: "r.payment_plan IN (SELECT id FROM plans WHERE guardian_id = {:id} OR guardian_id = '' AND pupil_id = {:id})"},
	{collection: "plan_charges", label: "Sommes d’un délai de paiement", family: "r.payment_plan IN (SELECT id FROM plans WHERE guardian_id = {:id} OR guardian_id = '' AND pupil_id = {:id})"},
	{collection: "reminders", label: "Rappels reçus", family: "r.guardian_id = {:id} OR r.guardian_id = '' AND r.pupil_id = {:id}", without: []string{"by_staff"}},
	{collection: "statement_lines", label: "Virements reconnus à la banque", family: "r.id IN (SELECT m.line FROM statement_matches m WHERE m.undone_at = '' AND m.payment_id " + paid + ")", without: []string{"settled_by"}},
	{collection: "statement_matches", label: "Rapprochements de la banque", family: "r.payment_id " + paid, without: []string{"by_staff", "undone_by"}},

	// Aid.
	{collection: "aid_requests", label: "Demandes d’aide", family: "r.id " + asked, sealed: "aid", without: []string{"entered_by", "instructed_by"}},
	{collection: "aid_documents", label: "Pièces déposées", family: "r.request " + asked, file: "content", sealed: "aid"},
	{collection: "decisions", label: "Décisions d’aide", family: "r.request " + asked, sealed: "aid", without: []string{"prepared_by", "decided_by"}},
	{collection: "aid_drawings", label: "Aides versées", family: "r.decision IN (SELECT id FROM decisions WHERE request " + asked + ")", without: []string{"by_staff"}},
	{collection: "commission_members", label: "Commissions où vous siégez", staff: "r.staff_id = {:id}"},

	// What holds persons and is not copied: why.
	{collection: "journal_details", why: "répète les lignes données ici, avant et après chaque modification, et nomme d’autres personnes"},
	{collection: "imports", why: "copie de travail de SIECLE, effacée à son terme : les mêmes données sont dans la fiche"},
	{collection: "rosters", why: "liste de tous les voyageurs d’un voyage : la place de chacun est donnée à part"},
	{collection: "headcounts", why: "comptage d’un groupe"},
	{collection: "draws", why: "liste de tous les candidats d’un tirage : la place de chacun est donnée à part"},
	{collection: "taken_trips", why: "dossier repris d’un autre logiciel, qu’aucun compte ne rattache à une personne : à chercher à la main"},
	{collection: "statements", why: "fichier de la banque : ses lignes reconnues sont données"},
	{collection: "bad_addresses", why: "adresse électronique que la fiche donne déjà, gardée tant que quelqu’un la porte"},
	{collection: "debit_batches", why: journal}, {collection: "refund_batches", why: journal}, {collection: "receivable_exports", why: journal},
	{collection: "overrides", why: journal}, {collection: "parameters", why: journal}, {collection: "approvals", why: journal}, {collection: "archive_visas", why: journal},
	{collection: "closings", why: journal}, {collection: "slips", why: journal}, {collection: "cash_counts", why: journal}, {collection: "cash_movements", why: journal},
	{collection: "aid_movements", why: journal}, {collection: "aid_scales", why: journal}, {collection: "commissions", why: journal}, {collection: "jobs", why: journal},
	{collection: "school", why: "l’établissement et ses signataires, en tête de chaque courrier"},
	{collection: "school_years", why: nobody}, {collection: "mefs", why: nobody}, {collection: "subjects", why: nobody}, {collection: "classes", why: nobody},
	{collection: "groups", why: nobody}, {collection: "acts", why: nobody}, {collection: "budget_lines", why: nobody}, {collection: "budget_categories", why: nobody},
	{collection: "instalments", why: nobody}, {collection: "price_brackets", why: nobody}, {collection: "contracts", why: nobody}, {collection: "documents_asked", why: nobody},
	{collection: "refund_terms", why: nobody}, {collection: "column_mappings", why: nobody}, {collection: "receipt_series", why: nobody}, {collection: "templates", why: nobody},
	{collection: "idempotency_keys", why: nobody}, {collection: "sms_gateway", why: nobody}, {collection: "identity_providers", why: nobody}, {collection: "aid_funds", why: nobody}, {collection: "aid_types", why: nobody}, {collection: "commission_requests", why: nobody},
}
