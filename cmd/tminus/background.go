package main

import (
	"context"
	"log/slog"
	"time"

	"tminus/internal/jobs"
	"tminus/models/db"
	"tminus/models/guide"
	"tminus/models/job"
	"tminus/models/people"
	"tminus/models/readiness"
)

const (
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
func startBackground(ctx context.Context, d *db.DB, ready *readiness.Store, refreshGuides func(context.Context) error) (stop func()) {
	r := jobs.NewRunner(job.NewStore(d), jobs.Options{Signal: d.Hub().Subscribe(job.Topic, "")})
	sessions := people.NewStore(d)
	r.Every("purge", purgeEvery, func(ctx context.Context, _ jobs.Job) error { return sessions.PurgeSessions(ctx) })
	r.Task("readiness", refreshEvery, d.Hub().Subscribe(readiness.Topic, ""), ready.RefreshStale)
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
