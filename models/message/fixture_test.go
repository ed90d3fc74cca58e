package message_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"tminus/internal/jobs"
	"tminus/internal/mail"
	"tminus/internal/mail/mailtest"
	"tminus/internal/outbound"
	"tminus/models/db"
	"tminus/models/job"
	"tminus/models/message"
	"tminus/models/modeltest"
)

const base = "https://launch.example.com"

// fixture is an organisation whose messages go to receivers on the loopback interface.
type fixture struct {
	*modeltest.Org
}

func settings(m mail.Server) message.Settings {
	return message.Settings{Secret: []byte("a secret of the tests"), BaseURL: base, Mail: m,
		Outbound: outbound.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")})}
}

func newFixture(t *testing.T) fixture {
	t.Helper()
	o := modeltest.NewOrg(t)
	o.Messages.Configure(settings(mail.Server{}))
	return fixture{o}
}

func (f fixture) withMail(t *testing.T) *mailtest.Server {
	t.Helper()
	s := mailtest.Start(t, mailtest.Options{})
	f.Messages.Configure(settings(s.Server))
	return s
}

func (f fixture) channel(in message.Input) (int64, string) {
	f.Helper()
	id, secret, err := f.Messages.Create(f.As(f.Admin), in, "")
	f.OK(err)
	return id, secret
}

func (f fixture) enqueue(id int64, m message.Message) {
	f.Helper()
	f.OK(f.DB.Write(f.System(), func(tx *db.Tx) error { return f.Messages.Enqueue(tx, id, m) }))
}

// deliver runs the jobs that are due until an instant, and moves the clock to the last of them.
func (f fixture) deliver(until time.Time) {
	f.Helper()
	js := job.NewStore(f.DB)
	kinds := []string{message.JobKind, message.EscalateKind}
	for {
		next, any, err := js.Next(f.System(), kinds)
		f.OK(err)
		if !any || next.After(until) {
			return
		}
		if next.After(f.Clock.Now()) {
			f.Clock.Set(next)
		}
		claimed, err := js.Claim(f.System(), jobs.Claim{Kinds: kinds, Limit: 4, Lease: time.Minute})
		f.OK(err)
		for _, j := range claimed {
			run := f.Messages.Deliver
			if j.Kind == message.EscalateKind {
				run = f.Messages.Escalate
			}
			f.OK(run(f.System(), j))
			f.OK(js.Done(f.System(), j, time.Time{}))
		}
	}
}

func (f fixture) deliverFor(d time.Duration) {
	f.Helper()
	until := f.Clock.Now().Add(d)
	f.deliver(until)
	f.Clock.Set(until)
}

func (f fixture) get(id int64) message.Channel {
	f.Helper()
	c, err := f.Messages.Get(f.As(f.Admin), id)
	f.OK(err)
	return c
}

func (f fixture) deliveries(id int64) []message.Delivery {
	f.Helper()
	all, err := f.Messages.Deliveries(f.As(f.Admin), id)
	f.OK(err)
	slices.Reverse(all)
	return all
}

// request is a request that a receiver got, at a time of the fixture's clock.
type request struct {
	at     time.Time
	header http.Header
	body   string
	path   string
}

// receiver answers requests and keeps them.
type receiver struct {
	URL string

	mu  sync.Mutex
	got []request
}

// receive starts a receiver that answers the nth request, from 0, with the status of answer.
func (f fixture) receive(t *testing.T, answer func(n int, w http.ResponseWriter)) *receiver {
	t.Helper()
	r := &receiver{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		body, _ := io.ReadAll(req.Body)
		r.mu.Lock()
		n := len(r.got)
		r.got = append(r.got, request{f.Clock.Now(), req.Header, string(body), req.URL.Path})
		r.mu.Unlock()
		if answer != nil {
			answer(n, w)
		}
	}))
	t.Cleanup(s.Close)
	r.URL = s.URL + "/services/secret-token-1234"
	return r
}

func (r *receiver) requests() []request {
	r.mu.Lock()
	defer r.mu.Unlock()
	return slices.Clone(r.got)
}
