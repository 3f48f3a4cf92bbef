package school

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// JobState is where a long task stands.
type JobState string

// The states of a job.
const (
	JobRunning   JobState = "running"
	JobDone      JobState = "done"
	JobFailed    JobState = "failed"
	JobCancelled JobState = "cancelled"
)

// Job is a long task that a person started and may come back to.
type Job struct {
	ID, Kind    string
	State       JobState
	Step        string
	Done, Total int
	Result      types.JSONRaw
	ByStaff     string
	StartedAt   types.DateTime
	EndedAt     types.DateTime
}

// JobReport is what a finished job tells: the page to open, or what went wrong in French.
type JobReport struct {
	Href    string `json:"href,omitempty"`
	Message string `json:"message,omitempty"`
}

// Report reads the result of a job.
func (j Job) Report() JobReport {
	var r JobReport
	_ = json.Unmarshal(j.Result, &r) // a job that runs has none
	return r
}

// ErrNoJob is returned for a job that does not exist or is somebody else's.
var ErrNoJob = errors.New("cette tâche n’existe pas")

// JobOf reads a job for who started it.
func JobOf(app core.App, viewer Actor, id string) (Job, error) {
	live, running := desk(app).progress(id) // before the row: a task that has left the desk has written its end
	record, err := app.FindRecordById("jobs", id)
	if err != nil || viewer.Kind != Staff || record.GetString("by_staff") != viewer.ID {
		return Job{}, ErrNoJob
	}
	j := Job{
		ID: record.Id, Kind: record.GetString("kind"), State: JobState(record.GetString("state")), Step: record.GetString("step"),
		Done: record.GetInt("done"), Total: record.GetInt("total"), ByStaff: record.GetString("by_staff"),
		Result: types.JSONRaw(record.GetString("result")), StartedAt: record.GetDateTime("started_at"), EndedAt: record.GetDateTime("ended_at"),
	}
	if running {
		j.State, j.Step, j.Done, j.Total = JobRunning, live.step, live.done, live.total
	} else if j.State == JobRunning {
		// The machine stopped in the middle. What ran was one transaction: nothing is half written.
		j.State = JobFailed
		j.Result = types.JSONRaw(`{"message":"Le serveur s’est arrêté pendant la tâche : rien n’a été enregistré. Recommencez."}`)
	}
	return j, nil
}

// StartJob runs a task in the background, in the name of who asks for it, and returns its id at once. Progress is told with
// WithProgress and kept in memory: a task that writes holds the database's only pen.
func StartJob(ctx context.Context, app core.App, kind string, task func(context.Context) (JobReport, error)) (id string, err error) {
	record, err := NewRecord(app, "jobs")
	if err != nil {
		return "", err
	}
	record.Load(map[string]any{"kind": kind, "state": string(JobRunning), "by_staff": ActorIn(ctx).ID, "started_at": time.Now()})
	if err := app.SaveWithContext(ctx, record); err != nil {
		return "", fmt.Errorf("start a job: %w", err)
	}
	d := desk(app)
	ctx, done, err := d.sit(context.WithoutCancel(ctx), record.Id)
	if err != nil {
		return "", err
	}
	go func() {
		defer done()
		report, err := task(WithProgress(ctx, func(step string, done, total int) { d.tell(record.Id, jobProgress{step, done, total}) }))
		record.Set("state", string(JobDone))
		if err != nil {
			record.Set("state", string(JobFailed))
			report.Message = err.Error()
		}
		record.Set("result", report)
		record.Set("ended_at", time.Now())
		if err := app.SaveWithContext(context.WithoutCancel(ctx), record); err != nil {
			app.Logger().Error("end of a job", "job", record.Id, "error", err)
		}
	}()
	return record.Id, nil
}

// jobDesk holds the tasks of one app that run now. It lives in the app's store and is emptied before the database closes.
type jobDesk struct {
	mu      sync.Mutex
	running map[string]jobProgress
	work    sync.WaitGroup
	ctx     context.Context
	stop    context.CancelFunc
	closed  bool
}

type jobProgress struct {
	step        string
	done, total int
}

const jobDeskKey = "openacademie.jobs"

func desk(app core.App) *jobDesk {
	d, _ := app.Store().GetOrSet(jobDeskKey, func() any {
		ctx, stop := context.WithCancel(context.Background())
		d := &jobDesk{running: map[string]jobProgress{}, ctx: ctx, stop: stop}
		app.OnTerminate().BindFunc(func(e *core.TerminateEvent) error {
			d.close()
			return e.Next()
		})
		return d
	}).(*jobDesk)
	return d
}

func (d *jobDesk) sit(ctx context.Context, id string) (context.Context, func(), error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.closed {
		return nil, nil, errors.New("l’application s’arrête : recommencez dans un instant")
	}
	d.running[id] = jobProgress{}
	d.work.Add(1)
	ctx, cancel := context.WithCancel(ctx)
	off := context.AfterFunc(d.ctx, cancel)
	return ctx, func() {
		off()
		cancel()
		d.mu.Lock()
		delete(d.running, id)
		d.mu.Unlock()
		d.work.Done()
	}, nil
}

func (d *jobDesk) tell(id string, p jobProgress) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, running := d.running[id]; running {
		d.running[id] = p
	}
}

func (d *jobDesk) progress(id string) (jobProgress, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, running := d.running[id]
	return p, running
}

func (d *jobDesk) close() {
	d.mu.Lock()
	d.closed = true
	d.mu.Unlock()
	d.stop()
	d.work.Wait()
}
