package school

// Role is a function a member of staff holds in the application.
type Role string

const (
	Head          Role = "head"
	Bursar        Role = "bursar"
	Accountant    Role = "accountant"
	ImprestHolder Role = "imprest_holder"
	Secretary     Role = "secretary"
	Teacher       Role = "teacher"
	Librarian     Role = "librarian"
	SocialWorker  Role = "social_worker"
	Nurse         Role = "nurse"
	Administrator Role = "administrator" // gives roles in École; not the operator of the dashboard
)

// AllRoles lists the roles in the order of the screens.
var AllRoles = []Role{Head, Bursar, Accountant, ImprestHolder, Secretary, Teacher, Librarian, SocialWorker, Nurse, Administrator}

// Label is the French name of a role.
func (r Role) Label() string { return roleLabels[r] }

var roleLabels = map[Role]string{
	Head:          "chef d’établissement",
	Bursar:        "gestionnaire",
	Accountant:    "agent comptable",
	ImprestHolder: "régisseur",
	Secretary:     "secrétariat",
	Teacher:       "professeur",
	Librarian:     "professeur documentaliste",
	SocialWorker:  "assistant social",
	Nurse:         "infirmier",
	Administrator: "administrateur de l’application",
}

// Permission is one thing a role may do.
type Permission string

const (
	SeeTrips         Permission = "see_trips"        // all trips, without money of families
	WriteTrips       Permission = "write_trips"      // create and prepare a trip
	GiveOpinion      Permission = "give_opinion"     // head's opinion
	BalanceBudget    Permission = "balance_budget"   // bursar's check of the budget
	SubmitTrips      Permission = "submit_trips"     // put on the board's agenda
	RecordActs       Permission = "record_acts"      // number, dates, acknowledged transmission
	Authorise        Permission = "authorise"        // the head's decision that lets a trip open and leave
	OpenTrips        Permission = "open_trips"       // open enrolments
	ManageSeats      Permission = "manage_seats"     // withdrawals, letters returned
	CheckPapers      Permission = "check_papers"     // papers of the travellers, seen and ticked
	ManageContracts  Permission = "manage_contracts" // purchases of a trip
	ManageImprests   Permission = "manage_imprests"  // decisions on cash in the hands of staff
	ReportTrips      Permission = "report_trips"     // final report
	CloseTrips       Permission = "close_trips"      // nothing more is owed
	ExportFiles      Permission = "export_files"     // receivables for the accounting software
	PrepareRefunds   Permission = "prepare_refunds"  // due, notice, batch
	SendRefunds      Permission = "send_refunds"     // another person than the one who prepared
	ManageMandates   Permission = "manage_mandates"  // mandates of direct debit, on paper too
	PrepareDebits    Permission = "prepare_debits"   // choose, announce, write the bank's file
	SendDebits       Permission = "send_debits"      // another person than the one who prepared
	PreparePlans     Permission = "prepare_plans"    // time to pay, proposed to a family
	AgreePlans       Permission = "agree_plans"      // another person than the one who prepared
	SendReminders    Permission = "send_reminders"   // of what is late
	ArchiveTrips     Permission = "archive_trips"    // clone, archive, restore
	PurgeData        Permission = "purge_data"       // under an archives visa
	SeeMoney         Permission = "see_money"        // charges, payments, balances of families
	BookPayments     Permission = "book_payments"    // desk payments, receipts
	ReversePayments  Permission = "reverse_payments"
	RecordShares     Permission = "record_shares" // who owes which part, by agreement or judgment
	CloseBooks       Permission = "close_books"   // a period of the accounts
	CheckBooks       Permission = "check_books"   // another person than the one who closed
	ReconcileOnline  Permission = "reconcile_online"
	ReconcileBank    Permission = "reconcile_bank" // statements of the bank and of PayFiP
	ImportPeople     Permission = "import_people"
	SeePeople        Permission = "see_people" // pupils and guardians with their contact details
	MarkDisagreement Permission = "mark_disagreement"
	PrintCodes       Permission = "print_codes" // letters with a one-time code
	GiveRoles        Permission = "give_roles"
	ResetFactors     Permission = "reset_factors" // somebody's lost second factor
	SetParameters    Permission = "set_parameters"
	SetSeverity      Permission = "set_severity"
	SeeJournal       Permission = "see_journal"
	SetSchool        Permission = "set_school"    // identity of the school
	SetProviders     Permission = "set_providers" // identity providers by which people sign in
	SetPayFiP        Permission = "set_payfip"
	SetSMS           Permission = "set_sms"       // the gateway of short messages
	SeeAid           Permission = "see_aid"       // requests for aid, their papers, the means of families
	InstructAid      Permission = "instruct_aid"  // read the means, propose, prepare the commission
	DecideAid        Permission = "decide_aid"    // the head's decision
	ManageAid        Permission = "manage_aid"    // funds, kinds of aid, scale
	HandleRights     Permission = "handle_rights" // requests of people about their own data: read, inscribe
	AnswerRights     Permission = "answer_rights" // answer them for the school
)

// permissions is the table of who may do what; a test reads it cell by cell.
var permissions = map[Permission][]Role{
	SeeTrips:         {Head, Bursar, Accountant, ImprestHolder, Secretary, Teacher, Librarian, SocialWorker, Nurse, Administrator},
	WriteTrips:       {Head, Bursar, Secretary, Teacher, Librarian},
	GiveOpinion:      {Head},
	BalanceBudget:    {Bursar},
	SubmitTrips:      {Head, Bursar},
	RecordActs:       {Head, Bursar, Secretary},
	Authorise:        {Head},
	OpenTrips:        {Head, Bursar},
	ManageSeats:      {Head, Bursar, Secretary},
	CheckPapers:      {Head, Bursar, Secretary, Teacher, Librarian},
	ManageContracts:  {Head, Bursar, Secretary},
	ManageImprests:   {Head, Bursar, Accountant},
	ReportTrips:      {Bursar},
	CloseTrips:       {Accountant},
	ExportFiles:      {Bursar, Accountant},
	PrepareRefunds:   {Bursar, Accountant},
	SendRefunds:      {Accountant},
	ManageMandates:   {Bursar, Accountant},
	PrepareDebits:    {Bursar, Accountant},
	SendDebits:       {Accountant},
	PreparePlans:     {Bursar, Accountant},
	AgreePlans:       {Accountant},
	SendReminders:    {Bursar, Accountant},
	ArchiveTrips:     {Head, Bursar},
	PurgeData:        {Head, Administrator},
	SeeMoney:         {Head, Bursar, Accountant, ImprestHolder},
	BookPayments:     {Accountant},
	ReversePayments:  {Accountant},
	RecordShares:     {Head, Bursar},
	CloseBooks:       {Accountant},
	CheckBooks:       {Head, Bursar, Accountant},
	ReconcileOnline:  {Accountant, Bursar},
	ReconcileBank:    {Accountant, Bursar},
	ImportPeople:     {Head, Bursar, Secretary, Administrator},
	SeePeople:        {Head, Bursar, Accountant, Secretary, SocialWorker, Nurse},
	MarkDisagreement: {Head, Secretary},
	PrintCodes:       {Head, Bursar, Secretary},
	GiveRoles:        {Administrator},
	ResetFactors:     {Head, Administrator},
	SetParameters:    {Head, Bursar, Accountant},
	SetSeverity:      {Accountant},
	SeeJournal:       {Head, Bursar, Accountant, Administrator},
	SetSchool:        {Head, Bursar, Administrator},
	SetProviders:     {Administrator},
	SetPayFiP:        {Accountant},
	SetSMS:           {Administrator},
	SeeAid:           {Head, Bursar, SocialWorker},
	InstructAid:      {Bursar, SocialWorker},
	DecideAid:        {Head},
	ManageAid:        {Head, Bursar},
	HandleRights:     {Head, Secretary, Administrator},
	AnswerRights:     {Head},
}

// Permissions lists who holds each permission.
func Permissions() map[Permission][]Role {
	table := make(map[Permission][]Role, len(permissions))
	for p, roles := range permissions {
		table[p] = append([]Role(nil), roles...)
	}
	return table
}

// RolesFor lists the roles that hold a permission.
func RolesFor(p Permission) []Role { return append([]Role(nil), permissions[p]...) }
