package web

import (
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/money"
	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/trip"
)

// familySources are the products that ask something of families; each feeds the one list.
var familySources = []func(core.App, school.Actor) ([]school.Task, error){trip.FamilyTasks, money.FamilyTasks}

// staffSources are the products that feed the staff's queue.
var staffSources = []func(core.App, school.Actor) ([]school.Task, error){trip.StaffTasks, money.StaffTasks}

// FamilyTasks is everything that waits for a person, over all children and products, soonest first, late ones on top.
func FamilyTasks(app core.App, viewer school.Actor) ([]school.Task, error) {
	return gather(app, viewer, familySources)
}

// StaffTasks is the queue of a member of staff.
func StaffTasks(app core.App, viewer school.Actor) ([]school.Task, error) {
	return gather(app, viewer, staffSources)
}

func gather(app core.App, viewer school.Actor, sources []func(core.App, school.Actor) ([]school.Task, error)) ([]school.Task, error) {
	var all []school.Task
	for _, source := range sources {
		tasks, err := source(app, viewer)
		if err != nil {
			return nil, err
		}
		all = append(all, tasks...)
	}
	slices.SortStableFunc(all, func(a, b school.Task) int {
		switch {
		case a.Due == b.Due:
			return 0
		case a.Due == "":
			return 1
		case b.Due == "" || a.Due < b.Due:
			return -1
		default:
			return 1
		}
	})
	return all, nil
}

// FamilyTasks is everything that waits for the reader, gathered once per visit: the list and the number on the first tab.
func (v *Visit) FamilyTasks() ([]school.Task, error) {
	if v.tasks == nil {
		tasks, err := FamilyTasks(v.App, v.Actor)
		if err != nil {
			return nil, err
		}
		v.tasks = &tasks
	}
	return *v.tasks, nil
}

// todo is the number on the family's first tab.
func (v *Visit) todo() (int, error) {
	tasks, err := v.FamilyTasks()
	return len(tasks), err
}
