package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"tminus/handlers"
	"tminus/internal/config"
	"tminus/models/db"
	"tminus/models/demo"
	"tminus/models/guide"
	"tminus/models/people"
)

// serve answers requests until the context ends, and lets those in flight finish.
func serve(ctx context.Context, in invocation) error {
	d, err := openMigrated(ctx, in.cfg)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := fillDemo(ctx, d, in.cfg.Demo); err != nil {
		return err
	}
	secret, err := config.LoadSecret(in.cfg.SecretFile)
	if err != nil {
		return err
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", in.cfg.Addr)
	if err != nil {
		return err
	}
	base := in.cfg.BaseURLAt(ln.Addr())
	library := guide.NewLibrary(guide.NewStore(d))
	stopBackground := startBackground(ctx, d, library.Refresh)
	defer stopBackground() // before the database is closed
	srv := &http.Server{
		Handler: handlers.New(d, handlers.Options{
			BaseURL: base, Demo: in.cfg.Demo, Secret: secret, BodyLimit: in.cfg.BodyLimit, TrustedProxies: in.cfg.TrustedProxies, Library: library,
			Limits: people.Limits{Idle: in.cfg.SessionIdle, Absolute: in.cfg.SessionAbsolute},
		}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       120 * time.Second,
		// More than the pages take: theirs is the answer that a person can read.
		MaxHeaderBytes: 1 << 20,
	}
	fmt.Fprintf(in.out, "T-Minus is at %s\n", base)
	if in.cfg.Demo {
		fmt.Fprintln(in.out, "Sample organisation: sign in as anybody by one click.")
	}
	failed := make(chan error, 1)
	go func() { failed <- srv.Serve(ln) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	slog.Info("stopping; requests in flight may finish")
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), in.cfg.ShutdownTimeout)
	defer cancel()
	if err := srv.Shutdown(stop); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("some requests did not finish: %w", err)
	}
	return nil
}

func fillDemo(ctx context.Context, d *db.DB, wanted bool) error {
	if !wanted {
		return nil
	}
	empty, err := people.NewStore(d).Empty(ctx)
	if err != nil || !empty {
		return err
	}
	return demo.Fill(ctx, d)
}
