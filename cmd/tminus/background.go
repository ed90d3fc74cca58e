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
)

const (
	// purgeEvery is how often expired sessions and other leftovers are removed.
	purgeEvery = time.Hour
	// indexEvery is how long a guide that another process published is missing
	// from this one's search while nobody searches.
	indexEvery = time.Second
)

// startBackground starts what happens without a request, in the program's own
// name, until ctx ends or stop is called. stop returns once all of it has ended.
func startBackground(ctx context.Context, d *db.DB, refreshGuides func(context.Context) error) (stop func()) {
	r := jobs.NewRunner(job.NewStore(d), jobs.Options{Signal: d.Hub().Subscribe(job.Topic, "")})
	sessions := people.NewStore(d)
	r.Every("purge", purgeEvery, func(ctx context.Context, _ jobs.Job) error { return sessions.PurgeSessions(ctx) })
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
