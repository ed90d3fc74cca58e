package job_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"tminus/internal/clock"
	"tminus/internal/jobs"
	"tminus/internal/jobs/jobstest"
	"tminus/models/db"
	"tminus/models/db/dbtest"
	"tminus/models/job"
)

var kinds = []string{"mail", "feed"}

func enqueue(t testing.TB, d *db.DB, kind, ref string, due time.Time) {
	t.Helper()
	if err := d.Write(t.Context(), func(tx *db.Tx) error { return job.Enqueue(tx, kind, ref, due) }); err != nil {
		t.Fatal(err)
	}
}

// row is a job without the parts that differ between stores: ids and tokens.
type row struct {
	Kind, Ref         string
	Due, Again, Until int64
	Leased            bool
	Attempts          int
}

const rowsQuery = `SELECT kind, ref, due_at AS due, again_at AS again, lease_until AS until, lease_token <> 0 AS leased, attempts
	FROM jobs ORDER BY kind, ref`

func rowsOf(t testing.TB, d *db.DB) []row {
	t.Helper()
	var out []row
	err := d.Read(context.Background()).Raw(rowsQuery).Scan(&out).Error
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// pair is a store and the model with which it is compared.
type pair struct {
	store *job.Store
	model *jobstest.Memory
	clock *clock.Manual
	held  [][2]jobs.Job // leases, some of them lost: the store's and the model's
}

// The store behaves like the model in memory, in any order of calls.
func TestStoreBehavesLikeItsModel(t *testing.T) {
	d, c := dbtest.Open(t)
	ctx := t.Context()
	rapid.Check(t, func(t *rapid.T) {
		c.Set(dbtest.Start)
		if err := d.Write(ctx, func(tx *db.Tx) error { return tx.Exec("DELETE FROM jobs").Error }); err != nil {
			t.Fatal(err)
		}
		p := &pair{store: job.NewStore(d), model: jobstest.NewMemory(d.Now), clock: c}
		at := func(t *rapid.T) time.Time {
			return c.Now().Add(time.Duration(rapid.IntRange(-10, 60).Draw(t, "seconds")) * time.Second)
		}
		ref := rapid.SampledFrom([]string{"", "1", "2"})
		t.Repeat(map[string]func(*rapid.T){
			"enqueue": func(t *rapid.T) {
				k, r, due := rapid.SampledFrom(kinds).Draw(t, "kind"), ref.Draw(t, "ref"), at(t)
				if err := d.Write(ctx, func(tx *db.Tx) error { return job.Enqueue(tx, k, r, due) }); err != nil {
					t.Fatal(err)
				}
				p.model.Enqueue(k, r, due)
			},
			"ensure": func(t *rapid.T) {
				k, first, latest := rapid.SampledFrom(kinds).Draw(t, "kind"), at(t), at(t)
				p.same(t, p.store.Ensure(ctx, k, "", first, latest), p.model.Ensure(ctx, k, "", first, latest))
			},
			"claim": func(t *rapid.T) { p.claim(ctx, t) },
			"renew": func(t *rapid.T) {
				h := p.lease(t)
				p.same(t, p.store.Renew(ctx, h[0], time.Minute), p.model.Renew(ctx, h[1], time.Minute))
			},
			"done": func(t *rapid.T) {
				h := p.lease(t)
				var next time.Time
				if rapid.Bool().Draw(t, "recurs") {
					next = at(t)
				}
				p.same(t, p.store.Done(ctx, h[0], next), p.model.Done(ctx, h[1], next))
			},
			"retry": func(t *rapid.T) {
				h, due := p.lease(t), at(t)
				p.same(t, p.store.Retry(ctx, h[0], due), p.model.Retry(ctx, h[1], due))
			},
			"free": func(t *rapid.T) { p.free(ctx, t) },
			"pull in": func(t *rapid.T) {
				after := at(t)
				p.same(t, p.store.PullIn(ctx, after), p.model.PullIn(ctx, after))
			},
			"time": func(t *rapid.T) {
				c.Advance(time.Duration(rapid.IntRange(-20_000, 40_000).Draw(t, "ms")) * time.Millisecond)
			},
			"": func(t *rapid.T) { p.compare(ctx, t, d) },
		})
	})
}

func (p *pair) same(t *rapid.T, got, want error) {
	t.Helper()
	if errors.Is(got, jobs.ErrLost) != errors.Is(want, jobs.ErrLost) || (got == nil) != (want == nil) {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func (p *pair) lease(t *rapid.T) [2]jobs.Job {
	if len(p.held) == 0 {
		t.Skip("nothing was claimed")
	}
	return rapid.SampledFrom(p.held).Draw(t, "lease")
}

func (p *pair) claim(ctx context.Context, t *rapid.T) {
	c := jobs.Claim{
		Kinds: kinds[:rapid.IntRange(1, 2).Draw(t, "kinds")], Limit: rapid.IntRange(1, 4).Draw(t, "limit"),
		Lease: 30 * time.Second,
	}
	m := c
	if len(p.held) > 0 && rapid.Bool().Draw(t, "except") {
		h := p.lease(t)
		c.Except, m.Except = []int64{h[0].ID}, []int64{h[1].ID}
	}
	got, err := p.store.Claim(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	want, _ := p.model.Claim(ctx, m)
	byName := func(a, b jobs.Job) int { return cmp.Compare(a.Kind+a.Ref, b.Kind+b.Ref) }
	slices.SortFunc(got, byName)
	slices.SortFunc(want, byName)
	if len(got) != len(want) {
		t.Fatalf("claimed %+v, want %+v", got, want)
	}
	for i, g := range got {
		w := want[i]
		p.held = append(p.held, [2]jobs.Job{g, w})
		w.ID, w.Token = g.ID, g.Token
		if g != w || g.Token == 0 {
			t.Fatalf("claimed %+v, want %+v", g, w)
		}
	}
}

// free ends leases, some of which may be renewed or expired.
func (p *pair) free(ctx context.Context, t *rapid.T) {
	h := p.lease(t)
	leases, err := p.store.Leases(ctx)
	if err != nil {
		t.Fatal(err)
	}
	model, _ := p.model.Leases(ctx)
	if len(leases) != len(model) {
		t.Fatalf("leases %v, want %v", leases, model)
	}
	until := p.clock.Now().Add(time.Minute).Truncate(time.Millisecond)
	for _, l := range leases {
		if l.ID == h[0].ID && rapid.Bool().Draw(t, "as it is") {
			until = l.Until
		}
	}
	sign := rapid.SampledFrom([]int64{1, 1, -1}).Draw(t, "another token")
	free := func(j jobs.Job) []jobs.Lease { return []jobs.Lease{{ID: j.ID, Token: sign * j.Token, Until: until}} }
	p.same(t, p.store.Free(ctx, free(h[0])), p.model.Free(ctx, free(h[1])))
}

func (p *pair) compare(ctx context.Context, t *rapid.T, d *db.DB) {
	var want []row
	for _, r := range p.model.Rows() {
		want = append(want, row{r.Kind, r.Ref, r.Due, r.Again, r.Until, r.Token != 0, r.Attempts})
	}
	var got []row
	if err := d.Read(ctx).Raw(rowsQuery).Scan(&got).Error; err != nil {
		t.Fatal(err)
	}
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	next, any, err := p.store.Next(ctx, kinds[:1])
	wantNext, wantAny, _ := p.model.Next(ctx, kinds[:1])
	if err != nil || any != wantAny || any && !next.Equal(wantNext) {
		t.Fatalf("the next is %v, %t, %v, want %v, %t", next, any, err, wantNext, wantAny)
	}
}

func TestConcurrentClaimsGetDifferentJobs(t *testing.T) {
	d, c := dbtest.Open(t)
	const n, claimers = 60, 8
	for i := range n {
		enqueue(t, d, "mail", fmt.Sprint(i), c.Now())
	}
	var mu sync.Mutex
	claimed := map[string]int{}
	var wg sync.WaitGroup
	for range claimers {
		wg.Go(func() {
			s := job.NewStore(d)
			for {
				got, err := s.Claim(t.Context(), jobs.Claim{Kinds: kinds, Limit: 3, Lease: time.Minute})
				if err != nil {
					t.Error(err)
					return
				}
				// On PostgreSQL others may have locked the rest.
				if next, any, err := s.Next(t.Context(), kinds); len(got) == 0 && (err != nil || !any || next.After(c.Now())) {
					return
				}
				for _, j := range got {
					mu.Lock()
					claimed[j.Ref]++
					mu.Unlock()
					if err := s.Done(t.Context(), j, time.Time{}); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	wg.Wait()
	if len(claimed) != n || len(rowsOf(t, d)) != 0 {
		t.Errorf("%d of %d are claimed, %v are left", len(claimed), n, rowsOf(t, d))
	}
	for ref, times := range claimed {
		if times != 1 {
			t.Errorf("%s was claimed %d times", ref, times)
		}
	}
}

func TestEnqueueIsPartOfTransaction(t *testing.T) {
	d, c := dbtest.Open(t)
	news := d.Hub().Subscribe(job.Topic, "")
	oops := errors.New("oops")
	err := d.Write(t.Context(), func(tx *db.Tx) error {
		if err := job.Enqueue(tx, "mail", "1", c.Now()); err != nil {
			return err
		}
		return oops
	})
	if !errors.Is(err, oops) || news.Skip() || len(rowsOf(t, d)) != 0 {
		t.Errorf("%v; after a rollback there is %v", err, rowsOf(t, d))
	}
	enqueue(t, d, "mail", "1", c.Now())
	if !news.Skip() || len(rowsOf(t, d)) != 1 {
		t.Errorf("after the commit there is %v", rowsOf(t, d))
	}
}

// The clock of the database does not move, so only the commit wakes the runner.
func TestCommitWakesRunner(t *testing.T) {
	d, c := dbtest.Open(t)
	started := make(chan string)
	r := jobs.NewRunner(job.NewStore(d), jobs.Options{Signal: d.Hub().Subscribe(job.Topic, "")})
	r.Handle("mail", func(_ context.Context, j jobs.Job) error { started <- j.Ref; return nil })
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan error)
	go func() { ended <- r.Run(ctx) }()
	for _, ref := range []string{"1", "2", "3"} {
		enqueue(t, d, "mail", ref, c.Now())
		if got := <-started; got != ref {
			t.Errorf("%s is done instead of %s", got, ref)
		}
	}
	stop()
	if err := <-ended; err != nil || len(rowsOf(t, d)) != 0 {
		t.Errorf("%v; there is still %v", err, rowsOf(t, d))
	}
}
