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
	"tminus/internal/outbound"
	"tminus/models"
	"tminus/models/db"
	"tminus/models/demo"
	"tminus/models/guide"
	"tminus/models/message"
	"tminus/models/people"
)

// serve answers requests until the context ends, and then finishes those in progress. It listens
// before anything else, so that a second start by mistake changes nothing.
func serve(ctx context.Context, in invocation) error {
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", in.cfg.Addr)
	if err != nil {
		return fmt.Errorf("--addr (TMINUS_ADDR) %s: %w", in.cfg.Addr, err)
	}
	defer ln.Close()
	d, err := openServed(ctx, in.cfg)
	if err != nil {
		return err
	}
	defer d.Close()
	secret, err := config.LoadSecret(in.cfg.SecretFile)
	if err != nil {
		return err
	}
	base := in.cfg.BaseURLAt(ln.Addr())
	library := guide.NewLibrary(guide.NewStore(d))
	sending := message.Settings{Secret: secret, BaseURL: base, Mail: in.cfg.Mail, Outbound: outbound.New(in.cfg.OutboundAllow)}
	stores := models.NewStores(d)
	stores.Messages.Configure(sending)
	stopBackground := startBackground(ctx, d, stores, library.Refresh)
	defer stopBackground() // before the database is closed
	srv := &http.Server{
		Handler: handlers.New(d, handlers.Options{
			BaseURL: base, Demo: in.cfg.Demo, Secret: secret, BodyLimit: in.cfg.BodyLimit, TrustedProxies: in.cfg.TrustedProxies, Library: library,
			Messages: sending,
			Limits:   people.Limits{Idle: in.cfg.SessionIdle, Absolute: in.cfg.SessionAbsolute},
		}),
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       60 * time.Second,
		WriteTimeout:      60 * time.Second,
		IdleTimeout:       120 * time.Second,
		// More than the middleware accepts, so that the middleware can answer with a readable page.
		MaxHeaderBytes: 1 << 20,
	}
	incoming := trackIncoming(srv)
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
	cut := time.AfterFunc(receiveGrace, incoming.cut)
	defer cut.Stop()
	if err := srv.Shutdown(stop); err != nil && !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("some requests did not finish: %w", err)
	}
	return nil
}

// openServed opens the database and logs its name.
func openServed(ctx context.Context, cfg config.Config) (*db.DB, error) {
	d, started, err := db.Start(ctx, cfg.DB, options(cfg), func(ctx context.Context, d *db.DB) error {
		return fillDemo(ctx, d, cfg.Demo)
	})
	if err != nil {
		return nil, err
	}
	slog.Info("database opened", "database", databaseName(cfg, started), "schema", started.Schema,
		"created", started.Created, "applied", len(started.Applied), "checked_in", started.Checked.Round(time.Millisecond))
	return d, nil
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
