package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"golang.org/x/term"

	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// user adds a person who can then sign in, from the command line: the way back if all
// administrators are locked out. It creates no database, because a mistyped path would create one
// in the wrong place.
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
	d, err := db.OpenCurrent(ctx, in.cfg.DB, options(in.cfg))
	if err != nil {
		return err
	}
	defer d.Close()
	plain, err := askPassword(ctx, in)
	if err != nil {
		return err
	}
	if msg := password.Check(plain, args[1], args[2]); msg != "" {
		return fmt.Errorf("password: %s", msg)
	}
	hash, err := password.Hash(plain)
	if err != nil {
		return err
	}
	u, err := people.NewStore(d).CreateWithPassword(db.WithActor(ctx, db.System()),
		people.Input{Email: args[1], Name: args[2], Role: role}, hash)
	if err != nil {
		return plainError(err)
	}
	fmt.Fprintf(in.out, "\nAdded %s <%s>, %s.\n", u.Name, u.Email, u.Role)
	return nil
}

// askPassword reads a line from a pipe, or asks twice on a terminal without echo.
func askPassword(ctx context.Context, in invocation) (string, error) {
	fmt.Fprint(in.out, "Password: ")
	f, ok := in.in.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		line, err := bufio.NewReader(in.in).ReadString('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return strings.TrimRight(line, "\r\n"), nil
	}
	first, err := readHidden(ctx, f)
	if err != nil {
		return "", err
	}
	fmt.Fprint(in.out, "\nThe same again: ")
	second, err := readHidden(ctx, f)
	if err != nil {
		return "", err
	}
	if first != second {
		return "", errors.New("the two passwords differ; nobody was added")
	}
	return first, nil
}

// readHidden reads a line from a terminal without echo. It restores the echo before it returns,
// even if ctx ends first.
func readHidden(ctx context.Context, f *os.File) (string, error) {
	fd := int(f.Fd())
	before, err := term.GetState(fd)
	if err != nil {
		return "", err
	}
	type answer struct {
		line []byte
		err  error
	}
	read := make(chan answer, 1)
	go func() {
		line, err := term.ReadPassword(fd)
		read <- answer{line, err}
	}()
	select {
	case a := <-read:
		return string(a.line), a.err
	case <-ctx.Done():
		return "", errors.Join(errors.New("interrupted; nobody was added"), term.Restore(fd, before))
	}
}

// plainError returns an error with the messages for people, without the names of form fields.
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
