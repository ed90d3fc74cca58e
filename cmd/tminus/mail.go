package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"tminus/internal/mail"
)

// mailTest sends a test e-mail. It needs no database, so that it can be used before the first start.
func mailTest(ctx context.Context, in invocation) error {
	if len(in.args) != 2 || in.args[0] != "test" {
		return usage("mail")
	}
	to := in.args[1]
	if msg := mail.CheckAddress(to); msg != "" {
		return errors.New(msg)
	}
	if !in.cfg.Mail.Configured() {
		return errors.New("there is no mail server: set --smtp-addr (TMINUS_SMTP_ADDR) and --smtp-from (TMINUS_SMTP_FROM)")
	}
	err := in.cfg.Mail.Send(ctx, mail.Message{ID: "test-" + rand.Text(), To: to, Subject: "Test from T-Minus", Date: time.Now(),
		Paragraphs: []string{"This is a test of the mail server " + in.cfg.Mail.Address() + ". If you can read it, T-Minus can send e-mails."},
		Link:       in.cfg.BaseURL, Label: "Open T-Minus", Why: "Somebody ran “tminus mail test” on the server."})
	if err != nil {
		return err
	}
	fmt.Fprintf(in.out, "Sent to %s through %s. If it does not arrive, look into the spam folder.\n", to, in.cfg.Mail.Address())
	return nil
}
