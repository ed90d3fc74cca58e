package message_test

import (
	"bufio"
	"fmt"
	"hash/fnv"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"tminus/internal/jobs"
	"tminus/internal/outbound"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/job"
	"tminus/models/message"
)

// A receiver that fails 30 % of the time gets each of 10,000 messages at least once, and none after it expires.
func TestTenThousandMessagesToAReceiverThatFails(t *testing.T) {
	if testing.Short() {
		t.Skip("sends 10,000 messages")
	}
	t.Parallel()
	n := 10_000
	if dbtest.Postgres() {
		n = 1000 // the number says nothing about the database
	}
	f := newFixture(t)
	var mu sync.Mutex
	attempts, last := map[string]int{}, map[string]time.Time{}
	ok := map[string]bool{}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.Header.Get("webhook-id")
		mu.Lock()
		defer mu.Unlock()
		attempts[id]++
		last[id] = f.Clock.Now()
		h := fnv.New32a()
		_, _ = fmt.Fprint(h, id, attempts[id])
		if h.Sum32()%10 < 3 {
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		ok[id] = true
	}))
	defer s.Close()
	id, _ := f.channel(message.Input{Kind: message.Webhook, Name: "Hook", Target: s.URL})
	expires := f.Clock.Now().Add(3 * time.Hour)
	f.OK(f.DB.Write(f.System(), func(tx *db.Tx) error {
		for i := range n {
			m := message.Message{Key: fmt.Sprint(i), Event: "stage.started", Subject: "Stage", ExpiresAt: expires}
			if err := f.Messages.Enqueue(tx, id, m); err != nil {
				return err
			}
		}
		return nil
	}))
	f.deliverFor(24 * time.Hour)
	var rows []struct{ DeliveryID, State string }
	f.OK(f.DB.Read(f.System()).Raw("SELECT delivery_id, state FROM outbox").Scan(&rows).Error)
	states := map[string]int{}
	for _, r := range rows {
		states[r.State]++
		if attempts[r.DeliveryID] == 0 || (r.State == message.Sent) != ok[r.DeliveryID] {
			t.Errorf("%s is %s after %d attempts, received: %t", r.DeliveryID, r.State, attempts[r.DeliveryID], ok[r.DeliveryID])
		}
	}
	for id, at := range last {
		if !at.Before(expires) {
			t.Errorf("%s was sent after it expired", id)
		}
	}
	total := 0
	for _, n := range attempts {
		total += n
	}
	if total < n*12/10 {
		t.Errorf("only %d requests", total)
	}
	// 0.3^6 of them fail six times.
	if len(rows) != n || states[message.Waiting] != 0 || states[message.Failed] > 30 {
		t.Errorf("%d messages: %v", len(rows), states)
	}
	t.Log(total, "requests", states)
}

// victimEnv is the variable with the database of the process that is killed.
const victimEnv = "TMINUS_TEST_MESSAGE_VICTIM"

func loopbackStore(d *db.DB) *message.Store {
	s := message.NewStore(d)
	s.Configure(message.Settings{Secret: []byte("a secret of the tests"), BaseURL: base,
		Outbound: outbound.New([]netip.Prefix{netip.MustParsePrefix("127.0.0.0/8")})})
	return s
}

// TestVictim is the process that TestKilledProcessLosesNoMessage kills.
func TestVictim(t *testing.T) {
	dsn := os.Getenv(victimEnv)
	if dsn == "" {
		t.Skip("it is run by another test")
	}
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	r := jobs.NewRunner(job.NewStore(d), jobs.Options{})
	r.Handle(message.JobKind, loopbackStore(d).Deliver)
	fmt.Fprintln(os.Stdout, "ready")
	_ = r.Run(db.WithActor(t.Context(), db.System()))
}

// A process that is killed while it sends, 50 times, loses no message, and a message that was recorded as sent is not
// sent again.
func TestKilledProcessLosesNoMessage(t *testing.T) {
	if testing.Short() {
		t.Skip("starts processes")
	}
	t.Parallel()
	const n, kills = 600, 50
	dsn := dbtest.DSN(t)
	d, err := db.Open(dsn, db.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = d.Close() })
	var mu sync.Mutex
	got := map[string]int{}
	var kill func() // ends the process while this request is being answered
	toKill := 0
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		got[r.Header.Get("webhook-id")]++
		if toKill--; toKill == 0 && kill != nil {
			kill()
		}
	}))
	defer s.Close()
	store := loopbackStore(d)
	ctx := db.WithActor(t.Context(), db.System())
	id, _, err := store.Create(ctx, message.Input{Kind: message.Webhook, Name: "Hook", Target: s.URL}, "")
	if err != nil {
		t.Fatal(err)
	}
	err = d.Write(ctx, func(tx *db.Tx) error {
		for i := range n {
			if err := store.Enqueue(tx, id, message.Message{Key: fmt.Sprint(i), Event: "x"}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i := range kills {
		cmd := exec.Command(os.Args[0], "-test.run=^TestVictim$")
		cmd.Env = append(os.Environ(), victimEnv+"="+dsn)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		mu.Lock()
		toKill, kill = 1+i%9, func() { _ = cmd.Process.Kill() }
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		mu.Unlock()
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if strings.HasPrefix(lines.Text(), "PASS") {
				t.Error("the process ended by itself")
			}
		}
		_ = cmd.Wait()
		// Its lease ends, as it would after half a minute.
		err = d.Write(ctx, func(tx *db.Tx) error { return tx.Exec("UPDATE jobs SET lease_token = 0, lease_until = 0").Error })
		if err != nil {
			t.Fatal(err)
		}
	}
	mu.Lock()
	kill = nil
	mu.Unlock()
	for range 100 {
		if err := store.Deliver(ctx, jobs.Job{Kind: message.JobKind, Ref: fmt.Sprint(id)}); err != nil {
			t.Fatal(err)
		}
	}
	var rows []struct{ DeliveryID, State string }
	if err := d.Read(ctx).Raw("SELECT delivery_id, state FROM outbox").Scan(&rows).Error; err != nil {
		t.Fatal(err)
	}
	twice := 0
	for _, r := range rows {
		if got[r.DeliveryID] == 0 || r.State != message.Sent {
			t.Errorf("%s is %s and arrived %d times", r.DeliveryID, r.State, got[r.DeliveryID])
		}
		twice += got[r.DeliveryID] - 1
	}
	// At most those in flight at a kill arrive again.
	if len(rows) != n || twice > 4*kills {
		t.Errorf("%d messages, %d repeats", len(rows), twice)
	}
	t.Logf("%d repeats after %d kills", twice, kills)
}
