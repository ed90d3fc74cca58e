// Package jobstest has a store of jobs in memory: the shortest implementation of the rules of
// jobs.Store, for tests of the runner and for comparison with real stores.
package jobstest

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"tminus/internal/jobs"
)

// Row is a stored job. Instants are Unix milliseconds, 0 for none.
type Row struct {
	ID           int64
	Kind, Ref    string
	Due, Again   int64
	Until, Token int64
	Attempts     int
}

// Memory is a jobs.Store.
type Memory struct {
	now func() time.Time

	mu   sync.Mutex
	rows []*Row
	last int64 // the last id or token assigned
}

// NewMemory returns an empty store whose clock is now.
func NewMemory(now func() time.Time) *Memory { return &Memory{now: now} }

// Now implements jobs.Store.
func (m *Memory) Now() time.Time { return m.now() }

// Rows returns copies of all jobs, by kind and ref.
func (m *Memory) Rows() []Row {
	m.mu.Lock()
	defer m.mu.Unlock()
	out := make([]Row, len(m.rows))
	for i, r := range m.rows {
		out[i] = *r
	}
	slices.SortFunc(out, func(a, b Row) int { return strings.Compare(a.Kind+"\x00"+a.Ref, b.Kind+"\x00"+b.Ref) })
	return out
}

// Enqueue adds a job.
func (m *Memory) Enqueue(kind, ref string, due time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	at := due.UnixMilli()
	r := m.find(kind, ref)
	switch {
	case r == nil:
		m.insert(kind, ref, at)
	case r.Token == 0:
		r.Due = min(r.Due, at)
	case r.Again == 0 || at < r.Again:
		r.Again = at
	}
}

// Ensure implements jobs.Store.
func (m *Memory) Ensure(_ context.Context, kind, ref string, first, latest time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r := m.find(kind, ref)
	switch {
	case r == nil:
		m.insert(kind, ref, first.UnixMilli())
	case r.Token == 0:
		r.Due = min(r.Due, latest.UnixMilli())
	}
	return nil
}

func (m *Memory) find(kind, ref string) *Row {
	for _, r := range m.rows {
		if r.Kind == kind && r.Ref == ref {
			return r
		}
	}
	return nil
}

func (m *Memory) insert(kind, ref string, due int64) {
	m.last++
	m.rows = append(m.rows, &Row{ID: m.last, Kind: kind, Ref: ref, Due: due})
}

// Next implements jobs.Store.
func (m *Memory) Next(_ context.Context, kinds []string) (time.Time, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	next, found := int64(0), false
	for _, r := range m.rows {
		if r.Token == 0 && slices.Contains(kinds, r.Kind) && (!found || r.Due < next) {
			next, found = r.Due, true
		}
	}
	return time.UnixMilli(next), found, nil
}

// Claim implements jobs.Store.
func (m *Memory) Claim(_ context.Context, c jobs.Claim) ([]jobs.Job, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now().UnixMilli()
	var due []*Row
	for _, r := range m.rows {
		if r.Token == 0 && r.Due <= now && slices.Contains(c.Kinds, r.Kind) && !slices.Contains(c.Except, r.ID) {
			due = append(due, r)
		}
	}
	slices.SortFunc(due, func(a, b *Row) int {
		if a.Due != b.Due {
			return int(a.Due - b.Due)
		}
		return int(a.ID - b.ID)
	})
	var out []jobs.Job
	for _, r := range due[:min(len(due), c.Limit)] {
		m.last++
		r.Token, r.Until = m.last, now+c.Lease.Milliseconds()
		r.Attempts++
		if r.Again <= now {
			r.Again = 0
		}
		out = append(out, jobs.Job{ID: r.ID, Kind: r.Kind, Ref: r.Ref, Due: time.UnixMilli(r.Due).UTC(), Attempts: r.Attempts, Token: r.Token})
	}
	return out, nil
}

// held returns the row whose lease is j.
func (m *Memory) held(j jobs.Job) (*Row, error) {
	for _, r := range m.rows {
		if r.ID == j.ID && r.Token == j.Token && j.Token != 0 {
			return r, nil
		}
	}
	return nil, jobs.ErrLost
}

// Renew implements jobs.Store.
func (m *Memory) Renew(_ context.Context, j jobs.Job, lease time.Duration) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := m.held(j)
	if err == nil {
		r.Until = m.now().Add(lease).UnixMilli()
	}
	return err
}

// Done implements jobs.Store.
func (m *Memory) Done(_ context.Context, j jobs.Job, next time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := m.held(j)
	if err != nil {
		return err
	}
	if next.IsZero() && r.Again == 0 {
		m.rows = slices.DeleteFunc(m.rows, func(o *Row) bool { return o == r })
		return nil
	}
	due := r.Again
	if !next.IsZero() && (due == 0 || next.UnixMilli() < due) {
		due = next.UnixMilli()
	}
	*r = Row{ID: r.ID, Kind: r.Kind, Ref: r.Ref, Due: due}
	return nil
}

// Retry implements jobs.Store.
func (m *Memory) Retry(_ context.Context, j jobs.Job, due time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	r, err := m.held(j)
	if err != nil {
		return err
	}
	at := due.UnixMilli()
	if r.Again != 0 {
		at = min(at, r.Again)
	}
	*r = Row{ID: r.ID, Kind: r.Kind, Ref: r.Ref, Due: at, Attempts: j.Attempts}
	return nil
}

// Leases implements jobs.Store.
func (m *Memory) Leases(context.Context) ([]jobs.Lease, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var out []jobs.Lease
	for _, r := range m.rows {
		if r.Token != 0 {
			out = append(out, jobs.Lease{ID: r.ID, Token: r.Token, Until: time.UnixMilli(r.Until).UTC()})
		}
	}
	return out, nil
}

// Free implements jobs.Store.
func (m *Memory) Free(_ context.Context, leases []jobs.Lease) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, l := range leases {
		r, err := m.held(jobs.Job{ID: l.ID, Token: l.Token})
		if err == nil && r.Until == l.Until.UnixMilli() {
			r.Token, r.Until, r.Due = 0, 0, min(r.Due, m.now().UnixMilli())
		}
	}
	return nil
}

// PullIn implements jobs.Store.
func (m *Memory) PullIn(_ context.Context, after time.Time) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, r := range m.rows {
		if r.Token == 0 && r.Attempts > 0 && r.Due > after.UnixMilli() {
			r.Due = m.now().UnixMilli()
		}
	}
	return nil
}
