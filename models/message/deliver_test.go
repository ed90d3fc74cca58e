package message_test

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"tminus/internal/mail"
	"tminus/models/db"
	"tminus/models/message"
)

func TestWebhookIsRetriedWithTheSameID(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, func(n int, w http.ResponseWriter) {
		if n < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
		}
	})
	id, secret := f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: r.URL})
	if !strings.HasPrefix(secret, "whsec_") {
		t.Errorf("secret %q", secret)
	}
	start := f.Clock.Now()
	f.enqueue(id, message.Message{Event: "stage.started", Subject: "Stage 2", Data: map[string]any{"stage": 2}})
	f.deliverFor(time.Hour)
	got := r.requests()
	if len(got) != 4 {
		t.Fatalf("%d requests", len(got))
	}
	for i, after := range []time.Duration{0, 5 * time.Second, 65 * time.Second, 365 * time.Second} {
		if at := got[i].at.Sub(start); at != after {
			t.Errorf("attempt %d after %v", i+1, at)
		}
		if h := got[i].header; h.Get("webhook-id") != got[0].header.Get("webhook-id") || h.Get("webhook-timestamp") !=
			strconv.FormatInt(got[i].at.Unix(), 10) || !strings.HasPrefix(h.Get("webhook-signature"), "v1,") ||
			h.Get("Content-Type") != "application/json" {
			t.Errorf("%v", h)
		}
		if got[i].body != `{"type":"stage.started","timestamp":"2026-11-16T09:00:00Z","data":{"stage":2}}` {
			t.Error(got[i].body)
		}
	}
	d := f.deliveries(id)[0]
	if d.State != message.Sent || d.Attempts != 4 || d.LastStatus != 200 || d.SentAt.IsZero() {
		t.Errorf("%+v", d)
	}
	if c := f.get(id); c.State != message.OK || c.LastOKAt.IsZero() || c.LastFailAt.IsZero() || !c.FailSince.IsZero() {
		t.Errorf("%+v", c)
	}
}

func TestMessageIsNotSentAfterItExpires(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, func(_ int, w http.ResponseWriter) { w.WriteHeader(http.StatusInternalServerError) })
	id, _ := f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: r.URL})
	start := f.Clock.Now()
	f.enqueue(id, message.Message{Event: "stage.started", Subject: "1", ExpiresAt: start.Add(6 * time.Minute)})
	f.enqueue(id, message.Message{Event: "stage.started", Subject: "2", NotBefore: start.Add(time.Minute),
		ExpiresAt: start.Add(2 * time.Minute)})
	f.Clock.Advance(3 * time.Minute) // nobody was running: the second one is overtaken
	f.deliverFor(24 * time.Hour)
	got := f.deliveries(id)
	if got[0].State != message.Overtaken || got[0].Attempts == 0 || got[1].State != message.Overtaken || got[1].Attempts != 0 {
		t.Errorf("%+v", got)
	}
	for _, q := range r.requests() {
		if !q.at.Before(start.Add(6 * time.Minute)) {
			t.Errorf("sent %v after the start", q.at.Sub(start))
		}
	}
}

func TestRefusalIsFinalAndRedirectIsNot(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	status := http.StatusNotFound
	r := f.receive(t, func(_ int, w http.ResponseWriter) {
		w.Header().Set("Location", "/elsewhere")
		w.WriteHeader(status)
		_, _ = w.Write([]byte("no_such\x00channel\n"))
	})
	id, _ := f.channel(message.Input{Kind: message.Chat, Name: "Chat", Target: r.URL})
	f.enqueue(id, message.Message{Subject: "1"})
	f.deliverFor(time.Minute)
	d := f.deliveries(id)[0]
	if len(r.requests()) != 1 || d.State != message.Failed || d.LastStatus != 404 || d.LastResponse != "no_suchchannel " {
		t.Errorf("%d requests, %+v", len(r.requests()), d)
	}
	status = http.StatusMovedPermanently
	f.enqueue(id, message.Message{Subject: "2"})
	f.deliverFor(24 * time.Hour)
	if d := f.deliveries(id)[1]; d.State != message.Failed || d.Attempts != 6 || !strings.Contains(d.LastError, "redirect") {
		t.Errorf("%+v", d)
	}
	for _, q := range r.requests() {
		if q.path == "/elsewhere" {
			t.Error("a redirect was followed")
		}
	}
}

func TestReceiverThatAsksToWaitIsLeftAlone(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, func(n int, w http.ResponseWriter) {
		switch n {
		case 0:
			w.Header().Set("Retry-After", "90")
			w.WriteHeader(http.StatusTooManyRequests)
		case 1:
			w.WriteHeader(http.StatusTooManyRequests)
		}
	})
	id, _ := f.channel(message.Input{Kind: message.Chat, Name: "Chat", Target: r.URL})
	start := f.Clock.Now()
	f.enqueue(id, message.Message{Subject: "1"})
	f.enqueue(id, message.Message{Subject: "2"})
	f.deliverFor(time.Hour)
	var at []time.Duration
	for _, q := range r.requests() {
		at = append(at, q.at.Sub(start))
	}
	if len(at) != 4 || at[0] != 0 || at[1] != 90*time.Second || at[2] != 120*time.Second || at[3] != 121*time.Second {
		t.Errorf("requests at %v", at)
	}
	for _, d := range f.deliveries(id) {
		if d.State != message.Sent || d.Attempts != 1 {
			t.Errorf("%+v", d)
		}
	}
	if c := f.get(id); c.State != message.OK {
		t.Errorf("%+v", c)
	}
}

func TestChatGetsOneRequestPerSecond(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, nil)
	id, _ := f.channel(message.Input{Kind: message.Chat, Name: "Chat", Target: r.URL})
	for range 20 {
		f.enqueue(id, message.Message{Subject: "Hello"})
	}
	f.deliverFor(time.Minute)
	got := r.requests()
	for i := 1; i < len(got); i++ {
		if got[i].at.Sub(got[i-1].at) < time.Second {
			t.Errorf("requests %d and %d are %v apart", i, i+1, got[i].at.Sub(got[i-1].at))
		}
	}
	if len(got) != 20 {
		t.Errorf("%d requests", len(got))
	}
}

func TestChannelIsOffAfterFiveDaysAndItsOwnerIsTold(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.withMail(t)
	failing := true
	r := f.receive(t, func(_ int, w http.ResponseWriter) {
		if failing {
			w.WriteHeader(http.StatusBadGateway)
		}
	})
	id, _ := f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: r.URL})
	for range 5 {
		f.enqueue(id, message.Message{Subject: "1"})
		f.deliverFor(24 * time.Hour)
		if c := f.get(id); c.State == message.Off {
			t.Fatal("it is off too early")
		}
	}
	f.enqueue(id, message.Message{Subject: "1"})
	f.deliverFor(time.Hour)
	if c := f.get(id); c.State != message.Off || c.Waiting != 0 {
		t.Errorf("%+v", c)
	}
	got := s.Mails()
	if len(got) != 1 || got[0].To[0] != f.Admin.Email || !strings.Contains(got[0].Raw, "Hook is off") {
		t.Errorf("%+v", got)
	}
	before := len(r.requests())
	f.enqueue(id, message.Message{Subject: "2"})
	f.deliverFor(time.Hour)
	if len(r.requests()) != before {
		t.Error("a channel that is off gets messages")
	}
	failing = false
	if _, err := f.Messages.SendTest(f.As(f.Admin), id); err != nil {
		t.Fatal(err)
	}
	f.enqueue(id, message.Message{Subject: "3"})
	f.deliverFor(time.Hour)
	if c := f.get(id); c.State != message.OK || len(r.requests()) != before+2 {
		t.Errorf("after a test it is %+v", c)
	}
}

func TestMailGoesToOneAddressOrToAList(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.withMail(t)
	id, _ := f.channel(message.Input{Kind: message.Email, Name: "Everybody",
		Target: "a@example.com, b@example.com;a@example.com\nc@example.com"})
	m := message.Message{Key: "moved-1", Event: "launch.moved", Subject: "Pay v2 moved\r\nBcc: eve@example.com",
		Paragraphs: []string{"By 2 days."}, Link: "/launches/pay-v2", Label: "Open Pay v2", Thread: "launch-1"}
	f.enqueue(id, m)
	f.enqueue(id, m) // the same message again
	f.OK(f.DB.Write(f.System(), func(tx *db.Tx) error { return f.Messages.EnqueueMail(tx, "d@example.com", m) }))
	f.deliverFor(time.Minute)
	to := map[string]int{}
	ids := map[string]bool{}
	for _, m := range s.Mails() {
		for _, a := range m.To {
			to[a]++
		}
		_, after, _ := strings.Cut(m.Raw, "Message-ID: ")
		line, _, _ := strings.Cut(after, "\r\n")
		ids[line] = true
		if !m.Encrypted || !strings.Contains(m.Raw, base+"/launches/pay-v2") {
			t.Errorf("%+v", m)
		}
	}
	if len(to) != 4 || to["a@example.com"] != 1 || to["d@example.com"] != 1 || len(ids) != 4 {
		t.Errorf("to %v, ids %v", to, ids)
	}
	if n := f.Count("SELECT COUNT(*) FROM outbox WHERE body <> ''"); n != 0 {
		t.Errorf("the text of %d mails is kept", n)
	}
}

func TestRefusedAddressDoesNotStopTheMailServer(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	s := f.withMail(t)
	s.Refuse(func(to string) error {
		if to == "gone@example.com" {
			return &smtp.SMTPError{Code: 550, Message: "no such user"}
		}
		return nil
	})
	f.OK(f.DB.Write(f.System(), func(tx *db.Tx) error {
		return errors.Join(f.Messages.EnqueueMail(tx, "gone@example.com", message.Message{Subject: "1"}),
			f.Messages.EnqueueMail(tx, "here@example.com", message.Message{Subject: "2"}))
	}))
	f.deliverFor(24 * time.Hour)
	all, err := f.Messages.List(f.As(f.Admin))
	f.OK(err)
	got := f.deliveries(all[0].ID)
	if all[0].Kind != message.Server || all[0].State != message.OK || got[0].State != message.Failed || got[0].Attempts != 1 ||
		got[1].State != message.Sent {
		t.Errorf("%+v, %+v", all[0], got)
	}
}

func TestNothingIsQueuedWithoutSettingsOrWhenRolledBack(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	oops := errors.New("oops")
	r := f.receive(t, nil)
	id, _ := f.channel(message.Input{Kind: message.Chat, Name: "Chat", Target: r.URL})
	list, _ := f.channel(message.Input{Kind: message.Email, Name: "List", Target: "a@example.com"})
	err := f.DB.Write(f.System(), func(tx *db.Tx) error {
		return errors.Join(f.Messages.Enqueue(tx, id, message.Message{Subject: "1"}), oops)
	})
	if !errors.Is(err, oops) {
		t.Error(err)
	}
	f.OK(f.DB.Write(f.System(), func(tx *db.Tx) error {
		return errors.Join(f.Messages.EnqueueMail(tx, "a@example.com", message.Message{Subject: "2"}),
			f.Messages.Enqueue(tx, list, message.Message{Subject: "3"}))
	}))
	if n := f.Count("SELECT COUNT(*) FROM outbox") + f.Count("SELECT COUNT(*) FROM jobs"); n != 0 {
		t.Errorf("%d rows", n)
	}
}

func TestPrivateAddressIsNotReachedWithoutASetting(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := f.receive(t, nil)
	set := settings(mail.Server{})
	set.Outbound = nil
	f.Messages.Configure(set)
	id, _ := f.channel(message.Input{Kind: message.Chat, Name: "Chat", Target: r.URL})
	f.enqueue(id, message.Message{Subject: "1"})
	f.deliverFor(time.Second)
	if c := f.get(id); len(r.requests()) != 0 || c.State != message.Failing || !strings.Contains(c.LastError, "TMINUS_OUTBOUND_ALLOW") {
		t.Errorf("%d requests, %+v", len(r.requests()), c)
	}
}
