package money

import (
	"context"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/school"
)

// OnlineDayPath is the page of the daily reconciliation.
const OnlineDayPath = "/gestion/caisse/en-ligne/jour"

// soon is how many days before its date an instalment joins the family's list.
const soon = 21

// FamilyTasks lists the sums that wait for the viewer: late ones and those due in the next three weeks.
func FamilyTasks(app core.App, viewer school.Actor) ([]school.Task, error) {
	charges, err := accounts(app, mine(viewer))
	if err != nil {
		return nil, err
	}
	today := school.Clock(app).Today()
	ids := make([]string, len(charges))
	for i, a := range charges {
		ids[i] = a.ID
	}
	debited, err := OnDebit(app, ids...)
	if err != nil {
		return nil, err
	}
	names := map[string][2]string{}
	var tasks []school.Task
	for _, a := range charges {
		if _, held := debited[a.ID]; held || a.Due() <= 0 || a.PayBy() > today.Add(soon) {
			continue // nothing to do: the bank is asked
		}
		if _, known := names[a.PupilID]; !known {
			child, found, err := school.ChildOf(app, viewer, a.PupilID)
			if err != nil {
				return nil, err
			}
			if found {
				names[a.PupilID] = [2]string{child.FirstName, child.Class}
			}
		}
		task := school.Task{
			Kind: "money.charge", Who: names[a.PupilID][0], Where: names[a.PupilID][1], Title: a.Label, Due: a.PayBy(), Late: a.Late(today),
			Href: "/payer/confirmation?creance=" + a.ID, Action: "Payer " + a.Due().String(), Text: a.Due().String() + " à payer.",
		}
		if a.Paid > 0 {
			task.Text = fmt.Sprintf("%s sur %s. Payé : %s.", a.Due(), a.Amount-a.Granted, a.Paid)
		}
		tasks = append(tasks, task)
	}
	refunds, err := RefundsOf(app, viewer)
	if err != nil {
		return nil, err
	}
	for _, r := range refunds {
		if r.State == RefundDue || r.State == RefundNotified {
			tasks = append(tasks, refundTask(r))
		}
	}
	return tasks, nil
}

// refundTask asks who is owed money where to send it. A small sum has a day; what is due before its notice waits for it.
func refundTask(r Refund) school.Task {
	task := school.Task{
		Kind: "money.refund", Title: "Une somme vous revient", Text: r.Amount.String() + ", " + r.Cause.Label() + ".", Href: "/payer/remboursements/" + r.ID,
		Action: "Dire où la verser",
	}
	if r.Small {
		task.Due = r.ClaimableUntil
	}
	return task
}

// StaffTasks tells the accountant which online payments a person has to look at.
func StaffTasks(app core.App, viewer school.Actor) ([]school.Task, error) {
	if !viewer.May(school.ReconcileOnline) {
		return nil, nil
	}
	counts, err := OnlineConcerns(context.Background(), app)
	if err != nil || len(counts) == 0 {
		return nil, err
	}
	var said []string
	for _, concern := range AllConcerns {
		if n := counts[concern]; n > 0 {
			said = append(said, concern.Count(n))
		}
	}
	return []school.Task{{
		Kind: "money.trouble", Title: "Paiements en ligne", Text: list(said) + ".", Href: OnlineDayPath, Action: "Examiner",
	}}, nil
}

// DueBetween lists the charges of trips still owed whose day falls in a period, both days included: those whose debtor is
// reminded.
func DueBetween(app core.App, from, to law.Day) ([]Account, error) {
	rows, err := accounts(app, dbx.NewExp("c.due_on >= {:from} AND c.due_on <= {:to}", dbx.Params{"from": string(from), "to": string(to)}))
	var owed []Account
	for _, a := range rows {
		if a.Due() > 0 {
			owed = append(owed, a)
		}
	}
	return owed, err
}
