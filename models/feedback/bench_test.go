package feedback_test

import (
	"context"
	"testing"
	"time"

	"tminus/models/db"
	"tminus/models/feedback"
)

// fill adds n reports to the launch over the last ten days. One in four is closed and one in five
// is a duplicate of the first.
func (b *fixture) fill(n int) {
	b.Helper()
	first := b.add(supportInput("The mail is late"))
	now := b.clock.Now().UnixMilli()
	b.ok(b.db.Write(context.Background(), func(tx *db.Tx) error {
		for i := range n {
			var closed, original any
			if i%4 == 0 {
				closed = now
			}
			if i%5 == 0 {
				original = first.ID
			}
			at := now - int64(i)*864_000_000/int64(n)
			if err := tx.Exec(
				`INSERT INTO feedback_reports (launch_id, channel, title, wrong, search_text, owner_id, closed_at, duplicate_of, at,
					created_at, updated_at)
				VALUES (?, 'support', 'The mail is late again', 'It comes after an hour', 'the mail is late again', ?, ?, ?, ?, ?, ?)`,
				b.launch.ID, b.member.ID, closed, original, at, at, at).Error; err != nil {
				return err
			}
		}
		return nil
	}))
}

// BenchmarkReports compares the store operations of a launch with 10,000 reports and of one with
// 100, alternately, so that a busy machine slows both.
func BenchmarkReports(tb *testing.B) {
	few, many := newFixture(tb), newFixture(tb)
	few.fill(100)
	many.fill(10_000)
	for name, call := range map[string]func(*fixture) error{
		"list": func(b *fixture) error {
			_, err := b.Of(b.as(b.viewer), b.launch, feedback.Filter{})
			return err
		},
		"overview": func(b *fixture) error {
			_, err := b.Brief(b.as(b.viewer), b.launch)
			return err
		},
		"hours": func(b *fixture) error {
			_, err := b.Hours(b.as(b.viewer), b.launch, 168)
			return err
		},
		"search": func(b *fixture) error {
			_, _, err := b.Search(b.as(b.viewer), "mail late", 8)
			return err
		},
		"report": func(b *fixture) error {
			_, err := b.Report(b.as(b.viewer), b.launch, 1)
			return err
		},
	} {
		tb.Run(name, func(tb *testing.B) {
			var of [2]time.Duration
			for tb.Loop() {
				for i, b := range []*fixture{few, many} {
					t0 := time.Now()
					if err := call(b); err != nil {
						tb.Fatal(err)
					}
					of[i] += time.Since(t0)
				}
			}
			tb.ReportMetric(float64(of[1])/float64(of[0]), "of-the-time-of-100")
		})
	}
}
