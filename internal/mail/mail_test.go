package mail_test

import (
	"errors"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"
	"pgregory.net/rapid"

	ours "tminus/internal/mail"
	"tminus/internal/mail/mailtest"
)

func message() ours.Message {
	return ours.Message{ID: "ob-1", To: "ada@example.com", Subject: "Pay v2 moved to 9 Dec",
		Paragraphs: []string{"T moved.\nBy 2 days.", "<b>&"},
		Link:       "https://launch.example.com/launches/pay", Label: "Open Pay v2", Why: "You lead it.", ReplyTo: "lea@example.com",
		Thread: "launch-7", Unsubscribe: "https://launch.example.com/u/x", Date: time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)}
}

func one(t *testing.T, s *mailtest.Server) (*mail.Message, mailtest.Mail) {
	t.Helper()
	got := s.Mails()
	if len(got) != 1 {
		t.Fatalf("%d mails arrived", len(got))
	}
	m, err := mail.ReadMessage(strings.NewReader(got[0].Raw))
	if err != nil {
		t.Fatal(err)
	}
	return m, got[0]
}

func TestMailHasHeadersTextAndHTML(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, mailtest.Options{})
	if err := s.Send(t.Context(), message()); err != nil {
		t.Fatal(err)
	}
	m, raw := one(t, s)
	for name, want := range map[string]string{
		"From": `"T-Minus" <launch@example.com>`, "To": "<ada@example.com>", "Subject": "Pay v2 moved to 9 Dec", "Reply-To": "<lea@example.com>",
		"Message-Id": "<ob-1@example.com>", "References": "<launch-7@example.com>", "In-Reply-To": "<launch-7@example.com>",
		"List-Unsubscribe": "<https://launch.example.com/u/x>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
		"Auto-Submitted": "auto-generated", "Date": "Mon, 16 Nov 2026 09:00:00 +0000",
	} {
		if got := m.Header.Get(name); got != want {
			t.Errorf("%s: %q", name, got)
		}
	}
	if !raw.Encrypted || raw.From != "launch@example.com" {
		t.Errorf("%+v", raw)
	}
	text, html := strings.Index(raw.Raw, "text/plain"), strings.Index(raw.Raw, "text/html")
	if text < 0 || html < text {
		t.Error("the text is not before the HTML")
	}
	if strings.Contains(raw.Raw, "<b>&\r\n</p>") || !strings.Contains(raw.Raw, "&lt;b&gt;&amp;") || strings.Contains(raw.Raw, "<img") {
		t.Errorf("the HTML is not escaped: %s", raw.Raw)
	}
}

func TestMailGoesOnlyThroughTLSUnlessSwitchedOff(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, mailtest.Options{NoTLS: true})
	strict := s.Server
	strict.Security = ours.StartTLS
	if err := strict.Send(t.Context(), message()); err == nil || !strings.Contains(err.Error(), "STARTTLS") || len(s.Mails()) != 0 {
		t.Errorf("%v, %d mails", err, len(s.Mails()))
	}
	if err := s.Send(t.Context(), message()); err != nil || len(s.Mails()) != 1 {
		t.Errorf("%v, %d mails", err, len(s.Mails()))
	}
	implicit := mailtest.Start(t, mailtest.Options{ImplicitTLS: true})
	if err := implicit.Send(t.Context(), message()); err != nil || len(implicit.Mails()) != 1 {
		t.Errorf("TLS from the start: %v, %d mails", err, len(implicit.Mails()))
	}
	unknown := mailtest.Start(t, mailtest.Options{})
	stranger := unknown.Server
	stranger.Roots = nil
	if err := stranger.Send(t.Context(), message()); err == nil || len(unknown.Mails()) != 0 {
		t.Errorf("an unknown certificate: %v", err)
	} else {
		t.Log(err)
	}
}

func TestMailServerAsksForAPassword(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, mailtest.Options{User: "tminus", Password: "right"})
	if err := s.Send(t.Context(), message()); err != nil || len(s.Mails()) != 1 {
		t.Errorf("%v", err)
	}
	wrong := s.Server
	wrong.Password = "wrong"
	var p ours.Permanent
	if err := wrong.Send(t.Context(), message()); err == nil || errors.As(err, &p) || !strings.Contains(err.Error(), "password") {
		t.Errorf("with a wrong password: %v", err)
	}
}

func TestRefusalIsPermanentOrNot(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, mailtest.Options{})
	for code, permanent := range map[int]bool{450: false, 451: false, 550: true, 554: true} {
		s.Refuse(func(string) error { return &smtp.SMTPError{Code: code, Message: "no"} })
		err := s.Send(t.Context(), message())
		var p ours.Permanent
		if err == nil || errors.As(err, &p) != permanent {
			t.Errorf("%d: %v", code, err)
		}
	}
	gone := s.Server
	gone.Port = 1
	var p ours.Permanent
	if err := gone.Send(t.Context(), message()); err == nil || errors.As(err, &p) {
		t.Errorf("without a server: %v", err)
	}
}

// Whatever a launch, a person or a setting is called, it adds no header and no recipient.
func TestNoTextAddsAHeader(t *testing.T) {
	t.Parallel()
	s := mailtest.Start(t, mailtest.Options{NoTLS: true})
	evil := rapid.Custom(func(t *rapid.T) string {
		return rapid.SampledFrom([]string{"\r\nBcc: eve@example.com\r\n", "\nX-Evil: 1\n\nbody", "\x00", "a> <b", "=?utf-8?q?x?=", "ü",
			"\u2028Bcc: e@x", "\rBcc: e@x"}).
			Draw(t, "evil") + rapid.String().Draw(t, "rest")
	})
	sent := 0
	rapid.Check(t, func(t *rapid.T) {
		m := message()
		m.Subject, m.ID, m.Thread = evil.Draw(t, "subject"), evil.Draw(t, "id"), evil.Draw(t, "thread")
		m.Unsubscribe, m.ReplyTo = "https://x/"+evil.Draw(t, "unsubscribe"), evil.Draw(t, "reply to")
		m.Paragraphs = []string{evil.Draw(t, "text")}
		from := s.Server
		from.From.Name = evil.Draw(t, "from")
		if err := from.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
		sent++
		got := s.Mails()
		last := got[len(got)-1]
		read, err := mail.ReadMessage(strings.NewReader(last.Raw))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != sent || len(last.To) != 1 || read.Header.Get("Bcc") != "" || read.Header.Get("X-Evil") != "" ||
			read.Header.Get("To") != "<ada@example.com>" {
			t.Fatalf("%q", last.Raw)
		}
		for name := range read.Header {
			switch name {
			case "From", "To", "Subject", "Message-Id", "Date", "References", "In-Reply-To", "List-Unsubscribe", "List-Unsubscribe-Post",
				"Auto-Submitted", "Mime-Version", "Content-Type", "Reply-To", "X-Mailer", "User-Agent":
			default:
				t.Fatalf("a header %s: %q", name, last.Raw)
			}
		}
	})
}

func TestAddressOfARecipientIsOneAddress(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{"", "x", "a@b.example, c@d.example", "Ada <a@b.example>", "a@b.example\r\nBcc: c@d.example", " a@b.example",
		"<a@b.example>", "a b@example.com"} {
		if ours.CheckAddress(bad) == "" {
			t.Errorf("%q is accepted", bad)
		}
		m := message()
		m.To = bad
		var p ours.Permanent
		if err := (ours.Server{Host: "127.0.0.1", Port: 1}).Send(t.Context(), m); !errors.As(err, &p) {
			t.Errorf("%q: %v", bad, err)
		}
	}
	if msg := ours.CheckAddress("ada.o'neil+x@example.co.uk"); msg != "" {
		t.Error(msg)
	}
}
