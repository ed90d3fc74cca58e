package main

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"runtime/debug"
	"strings"
	"time"

	"tminus/internal/config"
	"tminus/models/db"
)

// invocation holds the input of a command.
type invocation struct {
	cfg  config.Config
	args []string
	in   io.Reader
	out  io.Writer
}

type command struct {
	usage string
	run   func(context.Context, invocation) error
}

// commandNames lists the commands in the order of the help text.
var commandNames = []string{"serve", "migrate", "user", "mail", "backup", "restore", "healthcheck", "version"}

func commandNamed(name string) (command, bool) {
	c, ok := map[string]command{
		"serve":   {"serve                     answer requests (what happens without a command)", serve},
		"migrate": {"migrate                   make the database where there is none, and bring its schema up to date", migrate},
		"user": {"user add EMAIL NAME       add a person; --role administrator|member|viewer; the password is asked for, or " +
			"read from the input", user},
		"mail":   {"mail test ADDRESS         send a test e-mail with the settings of the mail server", mailTest},
		"backup": {"backup FILE               write a consistent copy of an SQLite database while it runs", backup},
		"restore": {"restore FILE              put a backup in the place of an SQLite database that no server uses; the old one is kept",
			restore},
		"healthcheck": {"healthcheck               ask a running server whether it is ready", healthcheck},
		"version":     {"version                   say which version this is", version},
	}[name]
	return c, ok
}

func usage(name string) error {
	c, _ := commandNamed(name)
	return fmt.Errorf("usage: tminus %s", c.usage)
}

func help() string {
	var b strings.Builder
	b.WriteString("T-Minus brings a software launch to its users, from T-21 to the post-mortem.\n\nCommands:\n")
	for _, name := range commandNames {
		c, _ := commandNamed(name)
		b.WriteString("  tminus " + c.usage + "\n")
	}
	b.WriteString("\n")
	_ = config.Usage(&b)
	return b.String()
}

func migrate(ctx context.Context, in invocation) error {
	d, started, err := db.Start(ctx, in.cfg.DB, options(in.cfg), fillNothing)
	if err != nil {
		return err
	}
	defer d.Close()
	if started.Created {
		fmt.Fprintf(in.out, "Made a new database: %s.\n", databaseName(in.cfg, started))
	}
	if len(started.Applied) == 0 {
		fmt.Fprintln(in.out, "The schema is up to date.")
	}
	for _, v := range started.Applied {
		fmt.Fprintf(in.out, "Applied %05d.\n", v)
	}
	return nil
}

func fillNothing(context.Context, *db.DB) error { return nil }

// databaseName returns the name of the database for the log and the commands, without a password.
func databaseName(cfg config.Config, started db.Started) string {
	if started.Path != "" {
		return started.Path
	}
	return config.RedactDB(cfg.DB)
}

// healthcheck requests the address in the settings; containers run it.
func healthcheck(ctx context.Context, in invocation) error {
	host, port, err := net.SplitHostPort(in.cfg.Addr)
	if err != nil {
		return err
	}
	if host == "" || host == "0.0.0.0" || host == "::" {
		host = "127.0.0.1"
	}
	ctx, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+net.JoinHostPort(host, port)+"/readyz", nil)
	if err != nil {
		return err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return fmt.Errorf("not ready: %s", res.Status)
	}
	fmt.Fprintln(in.out, "ready")
	return nil
}

// release is the version that the linker was given, empty for a build without one.
var release string

func version(_ context.Context, in invocation) error {
	v := release
	if info, ok := debug.ReadBuildInfo(); ok && v == "" {
		v = info.Main.Version
	}
	if v == "" {
		v = "(devel)"
	}
	fmt.Fprintln(in.out, "tminus", v)
	return nil
}
