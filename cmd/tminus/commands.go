package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"tminus/internal/config"
	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// invocation is what a command is given.
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

// commandNames in the order in which help lists them.
var commandNames = []string{"serve", "migrate", "user", "backup", "healthcheck", "version"}

func commandNamed(name string) (command, bool) {
	c, ok := map[string]command{
		"serve":       {"serve                     answer requests (what happens without a command)", serve},
		"migrate":     {"migrate                   bring the database's schema up to date", migrate},
		"user":        {"user add EMAIL NAME       add a person; --role administrator|member|viewer; the password is read from the input", user},
		"backup":      {"backup FILE               write a consistent copy of an SQLite database while it runs", backup},
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
	d, err := openDB(in.cfg)
	if err != nil {
		return err
	}
	defer d.Close()
	applied, err := d.Migrate(ctx)
	if err != nil {
		return err
	}
	if len(applied) == 0 {
		fmt.Fprintln(in.out, "The schema is up to date.")
	}
	for _, v := range applied {
		fmt.Fprintf(in.out, "Applied %05d.\n", v)
	}
	return nil
}

// user adds a person from the command line, who can then sign in: the way in
// when every administrator has been locked out.
func user(ctx context.Context, in invocation) error {
	role, args := people.Member, []string{}
	for i := 0; i < len(in.args); i++ {
		switch a := in.args[i]; {
		case a == "--role" && i+1 < len(in.args):
			i++
			role = people.Role(in.args[i])
		case strings.HasPrefix(a, "--role="):
			role = people.Role(strings.TrimPrefix(a, "--role="))
		default:
			args = append(args, a)
		}
	}
	if len(args) != 3 || args[0] != "add" {
		return usage("user")
	}
	fmt.Fprint(in.out, "Password: ")
	line, err := bufio.NewReader(in.in).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	plain := strings.TrimRight(line, "\r\n")
	if msg := password.Check(plain, args[1], args[2]); msg != "" {
		return fmt.Errorf("password: %s", msg)
	}
	hash, err := password.Hash(plain)
	if err != nil {
		return err
	}
	d, err := openMigrated(ctx, in.cfg)
	if err != nil {
		return err
	}
	defer d.Close()
	u, err := people.NewStore(d).CreateWithPassword(db.WithActor(ctx, db.System()),
		people.Input{Email: args[1], Name: args[2], Role: role}, hash)
	if err != nil {
		return plainError(err)
	}
	fmt.Fprintf(in.out, "\nAdded %s <%s>, %s.\n", u.Name, u.Email, u.Role)
	return nil
}

// plainError says what a person has to mend, without the name of a form's field.
func plainError(err error) error {
	var lines []string
	for _, f := range fault.FieldsOf(err) {
		lines = append(lines, f.Message)
	}
	if len(lines) == 0 {
		return err
	}
	return fmt.Errorf("%s", strings.Join(lines, " "))
}

func openMigrated(ctx context.Context, cfg config.Config) (*db.DB, error) {
	d, err := openDB(cfg)
	if err != nil {
		return nil, err
	}
	if _, err := d.Migrate(ctx); err != nil {
		_ = d.Close()
		return nil, err
	}
	return d, nil
}

func backup(ctx context.Context, in invocation) error {
	if len(in.args) != 1 {
		return usage("backup")
	}
	file := in.args[0]
	if _, err := os.Stat(file); err == nil {
		return fmt.Errorf("%s exists already; a backup never overwrites", file)
	}
	d, err := openDB(in.cfg)
	if err != nil {
		return err
	}
	defer d.Close()
	if err := d.Backup(ctx, file); err != nil {
		return err
	}
	fmt.Fprintf(in.out, "Wrote %s.\n", file)
	return nil
}

// healthcheck is what a container runs; it talks to the address of the settings.
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

func version(_ context.Context, in invocation) error {
	v := "(devel)"
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		v = info.Main.Version
	}
	fmt.Fprintln(in.out, "tminus", v)
	return nil
}
