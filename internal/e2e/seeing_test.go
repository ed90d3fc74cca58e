package e2e_test

import (
	"context"
	"strings"
	"testing"

	"tminus/models/db"
)

// stretch gives launches, items and people names of the maximum length.
func stretch(s *site) {
	s.T.Helper()
	long := strings.Repeat("Wirtschaftsprüfungsgesellschaft ", 6) + "end"
	word := strings.Repeat("X", 195)
	err := s.DB.Write(context.Background(), func(tx *db.Tx) error {
		for _, q := range []string{
			"UPDATE launches SET name = CASE WHEN id % 2 = 0 THEN ? ELSE ? END",
			"UPDATE deliverables SET title = CASE WHEN id % 2 = 0 THEN ? ELSE ? END",
			"UPDATE users SET name = CASE WHEN id % 2 = 0 THEN SUBSTR(?, 1, 110) ELSE SUBSTR(?, 1, 110) END",
		} {
			if err := tx.Exec(q, long, word).Error; err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.T.Fatal(err)
	}
}

var seeingPages = []string{"/launches", "/launches?view=timeline", "/launches?view=month", "/launches?q=no-such",
	"/launches/real-time-notifications", "/me", "/search", "/search?q=e", "/search?q=no-such"}

func TestOverviewPagesAreAccessible(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	for _, path := range seeingPages {
		b.Viewport(1280, 800)
		b.Open(s.URL + path)
		b.CheckAxe()
	}
}

func TestLongNamesFitPages(t *testing.T) {
	s := newSite(t)
	stretch(s)
	b := window(t, s, "ana")
	for _, path := range append(seeingPages, "/search?q=xxx") {
		for _, width := range []int{320, 1280} {
			b.Viewport(width, 800)
			b.Open(s.URL + path)
			if n := b.Overflow(); n > 0 {
				t.Errorf("%s scrolls sideways by %d px at %d", path, n, width)
			}
		}
	}
}

func TestSearchWhileTyping(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "vera")
	b.Open(s.URL + "/launches")
	b.Focus("header input[name=q]")
	b.Type("notif")
	b.PressLoad("Enter")
	b.WaitText("#results", "Real-time notifications")
	b.Fill("main input[name=q]", "")
	b.Type("talking")
	b.WaitText("#results", "Sales talking points")
	b.WaitURL("/search?q=talking")
	b.WaitText("#search-status", "Found")
	b.Fill("main input[name=q]", "no-such-thing")
	b.WaitText("#results", "Nothing has")
}

func TestFilterWhileTyping(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "vera")
	b.Open(s.URL + "/launches")
	b.Fill("main input[name=q]", "plans")
	b.WaitGone("text=Invoices by bank transfer")
	b.WaitText("#portfolio", "New plans and prices")
	b.Reload()
	b.WaitText("#portfolio", "New plans and prices")
	if n := b.Count("table.portfolio tbody tr"); n != 1 {
		t.Errorf("%d rows after reloading", n)
	}
}

func TestMyWorkStatusInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	b.Open(s.URL + "/me")
	id := s.IDOf("SELECT MIN(id) FROM deliverables WHERE title = 'Stakeholder updates' " +
		"AND owner_id = (SELECT id FROM users WHERE name = 'Ana Kern')")
	row := "#status-" + id
	b.Click(row + " .status-button")
	b.Click(row + " .menu-items >> role=button ~In review")
	b.WaitText("#flash", "Undo")
	b.WaitText("#due-today", "In review")
}
