// Command tminus serves T-Minus, a tool for planning, deciding, rolling out and reviewing launches.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"tminus/internal/config"
	"tminus/models/db"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "tminus:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args, environ []string, in *os.File, out *os.File) error {
	cfg, rest, err := config.Load(args, environ)
	if errors.Is(err, config.ErrHelp) {
		fmt.Fprintln(out, help())
		return nil
	}
	if err != nil {
		return err
	}
	slog.SetDefault(logger(cfg))
	name := "serve"
	if len(rest) > 0 {
		name, rest = rest[0], rest[1:]
	}
	cmd, ok := commandNamed(name)
	if !ok {
		return fmt.Errorf("there is no command %q; tminus --help lists them", name)
	}
	return cmd.run(ctx, invocation{cfg: cfg, args: rest, in: in, out: out})
}

// options returns the settings of the database.
func options(cfg config.Config) db.Options {
	return db.Options{Synchronous: cfg.SQLiteSynchronous}
}

func logger(cfg config.Config) *slog.Logger {
	opt := &slog.HandlerOptions{Level: cfg.LogLevel}
	if cfg.LogFormat == "json" {
		return slog.New(slog.NewJSONHandler(os.Stderr, opt))
	}
	return slog.New(slog.NewTextHandler(os.Stderr, opt))
}
