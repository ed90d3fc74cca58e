package main

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"tminus/internal/jobs"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/guide"
	"tminus/models/job"
	"tminus/models/message"
	"tminus/models/readiness"
)

const (
	// workers is the number of jobs at once. A delivery to a slow receiver occupies one for a while.
	workers = 8
	// purgeEvery is the interval for deleting expired sessions and other old rows.
	purgeEvery = time.Hour
	// indexEvery is the interval for indexing guides that another process published, while nobody
	// searches.
	indexEvery = time.Second
	// refreshEvery is the interval for storing the state of launches that changed with the time, or by
	// another process.
	refreshEvery = time.Minute
)

// startBackground starts the background work of the program, until ctx ends or stop is called. stop
// returns after all of it has ended.
func startBackground(ctx context.Context, d *db.DB, m models.Stores, refreshGuides func(context.Context) error) (stop func()) {
	r := jobs.NewRunner(job.NewStore(d), jobs.Options{Workers: workers, Signal: d.Hub().Subscribe(job.Topic, "")})
	r.Every("purge", purgeEvery, func(ctx context.Context, _ jobs.Job) error {
		return errors.Join(m.People.PurgeSessions(ctx), m.Messages.Purge(ctx))
	})
	r.Handle(message.JobKind, m.Messages.Deliver)
	r.Handle(message.EscalateKind, m.Messages.Escalate)
	r.Task("readiness", refreshEvery, d.Hub().Subscribe(readiness.Topic, ""), m.Readiness.RefreshStale)
	r.Task("guide index", indexEvery, d.Hub().Subscribe(guide.Topic, ""), refreshGuides)

	ctx, cancel := context.WithCancel(db.WithActor(ctx, db.System()))
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := r.Run(ctx); err != nil {
			slog.Warn("work in the background did not end in time", "err", err)
		}
	}()
	return func() {
		cancel()
		<-ended
	}
}
