package extract

// Sources are the files whose texts families may be shown. A new family page, message or refusal is listed here; where a
// file is for staff too, the functions that speak to families are named.
var Sources = []Source{
	// What every page is made of.
	{File: "ui/components/action.go"}, {File: "ui/components/block.go"}, {File: "ui/components/choice.go"}, {File: "ui/components/field.go"},
	{File: "ui/components/finding.go"}, {File: "ui/components/page.go"}, {File: "ui/components/shell.go"}, {File: "ui/components/state.go"},
	{File: "ui/components/table.go"}, {File: "ui/components/text.go"}, {File: "ui/components/web/failure.go"}, {File: "ui/components/web/mount.go"},
	{File: "ui/components/web/visit.go"}, {File: "ui/components/web/navigation.go", Only: []string{"publicNav", "SiteMap"}},

	// One's account and the public side.
	{File: "ui/account/entry.go"}, {File: "ui/account/entry_view.go"}, {File: "ui/account/home.go"}, {File: "ui/account/home_view.go"}, {File: "ui/account/language.go"}, {File: "ui/account/calendar_view.go"}, {File: "ui/account/preferences.go"}, {File: "internal/notify/preference.go"}, {File: "ui/account/provider.go"}, {File: "ui/account/provider_view.go"}, {File: "ui/account/calendar.go", Only: []string{"dropCalendar"}},
	{File: "ui/rights/own.go"}, {File: "ui/rights/own_view.go"}, {File: "internal/notify/rights.go", Only: []string{"TellRightsKept", "TellRightsAnswered"}},
	{File: "internal/privacy/request_rules.go", Only: []string{"judgeAsked"}},
	{File: "ui/site/handlers.go"}, {File: "ui/site/privacy.go"}, {File: "ui/site/routes.go"}, {File: "ui/site/views.go"},
	{File: "ui/site/accessibility.go", Only: []string{"showSiteMap", "SiteMapPage"}},

	// Trips.
	{File: "ui/trips/family.go"}, {File: "ui/trips/family_papers.go"}, {File: "ui/trips/family_view.go"}, {File: "ui/trips/commit.go"}, {File: "ui/trips/commit_view.go"},
	{File: "ui/trips/receipt.go"}, {File: "ui/trips/receipt_view.go"}, {File: "ui/trips/seat_view.go", Only: []string{"LeavePage"}},
	{File: "ui/trips/seat.go", Only: []string{"showLeave", "leavePage", "mayLeave", "askToLeave"}}, {File: "ui/trips/draw_view.go", Only: []string{"FamilyDrawPage", "familyResult"}},
	{File: "ui/trips/draw.go", Only: []string{"showFamilyDraw"}}, {File: "ui/trips/waiting_view.go", Only: []string{"waitWords", "drawLink"}},
	{File: "ui/trips/desk_view.go", Only: []string{"familyWords", "FamilyPapersPage"}}, {File: "internal/document/family.go", Only: []string{"familyPapers"}},
	{File: "internal/trip/place.go", Only: []string{"Selections"}},
	{File: "internal/trip/familytasks.go"}, {File: "internal/trip/appointments.go", Only: []string{"Appointments", "answerDay"}}, {File: "internal/trip/family.go"}, {File: "internal/trip/answer.go"}, {File: "internal/trip/sign.go"}, {File: "internal/trip/waiting.go"},
	{File: "internal/trip/proof.go"}, {File: "internal/trip/commitment.go"}, {File: "internal/trip/paper_view.go"},

	// Money.
	{File: "ui/till/family.go"}, {File: "ui/till/family_view.go"}, {File: "ui/till/family_credit.go"}, {File: "ui/till/family_credit_view.go"}, {File: "ui/till/payfip.go"},
	{File: "ui/till/mandate_family.go"}, {File: "ui/till/mandate_family_view.go"}, {File: "ui/till/refund_family.go"}, {File: "ui/till/refund_family_view.go"},
	{File: "ui/till/transfer.go"}, {File: "ui/till/transfer_view.go"}, {File: "ui/till/plan.go", Only: []string{"readPlanForm", "typedAmount", "showAskPlan", "askPlanPage", "askPlan", "withdrawPlan"}},
	{File: "ui/till/plan_view.go", Only: []string{"AskPlanPage", "equalPartsForm", "linesForm", "planTag", "planLines", "breakWords", "familyPlanCard"}},
	{File: "internal/money/task.go"}, {File: "internal/money/appointments.go"}, {File: "internal/money/online_offer.go"}, {File: "internal/money/online_start.go"}, {File: "internal/money/online_attempt.go"},
	{File: "internal/money/mandate_sign.go"}, {File: "internal/money/mandate_terms.go"}, {File: "internal/money/refund_account.go"}, {File: "internal/money/transfer_ask.go"}, {File: "internal/money/mandate_rules.go"}, {File: "internal/money/online_rules.go"}, {File: "internal/money/plan_rules.go"},
	{File: "internal/money/plan_step.go"},

	// Aid.
	{File: "ui/grants/family.go"}, {File: "ui/grants/family_view.go"}, {File: "internal/aid/draft.go"}, {File: "internal/aid/paper.go"},
	{File: "internal/aid/request.go", Only: []string{"JudgeRequest", "Ask", "Withdraw"}},

	// Entering, and messages.
	{File: "internal/school/login.go"}, {File: "internal/school/person.go"}, {File: "internal/notify/code.go"}, {File: "internal/notify/kinds.go", Only: []string{"Kinds", "TellTripOpen", "TellAnswerExpected", "TellInstalmentDue", "TellPaymentBooked",
		"TellCommitmentReceipt", "TellTripCancelled", "TellRefundOwed", "TellDebitAnnounced", "TellDebitReturned", "TellReminder", "TellPlanAnswered", "TellPlanEnded",
		"TellPapersExpected", "TellRequestKept", "TellRequestAnswered", "TellAccountChanged", "before"}},
	{File: "internal/notify/places.go", Only: []string{"TellPlaceOffered", "TellDrawDone", "TellWithdrawn"}},
}

// Texts are Markdown that families read: their paragraphs are keys, their fields holes.
var Texts = []string{"content/letters", "content/legal", "internal/money/letters"}

// Scripts say a few texts themselves, out of the words that the page gives them.
var Scripts = []string{"ui/assets/js/app.js", "ui/assets/js/push.js", "ui/assets/js/draft.js"}
