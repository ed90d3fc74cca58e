package e2e_test

import (
	"path/filepath"
	"strings"
	"testing"

	"tminus/internal/browser"
)

// TestImportOfReleaseInBrowser uploads a real table, resolves ambiguities, imports and undoes it.
// Each step must be accessible and fit a phone.
func TestImportOfReleaseInBrowser(t *testing.T) {
	s := newSite(t)
	before := s.Deliverables()
	b := window(t, s, "ana")
	b.Open(s.URL + importPath)
	file, err := filepath.Abs("../../models/planimport/testdata/kubernetes-1.33-schedule.csv")
	if err != nil {
		t.Fatal(err)
	}
	b.Upload("#f-file", file)
	b.ClickLoad("role=button Show what it becomes")
	b.WaitText("main", "8 of 36 rows can be imported so far")
	looksRight(t, b)

	b.ClickLoad("role=button Import 36 deliverables")
	if !strings.HasPrefix(b.Title(), "Error:") || !strings.Contains(b.Text("main"), "28 rows cannot be imported yet") {
		t.Errorf("it was not refused: %q", b.Title())
	}
	looksRight(t, b)

	for _, id := range browser.Eval[[]string](b,
		`[...document.querySelectorAll("select[name^=who-]")].filter((s) => !s.value).map((s) => s.id)`) {
		b.Select("#"+id, "Petra Lund, Backend engineer")
	}
	b.ClickLoad("role=button Import 36 deliverables")
	b.Check("#f-no_owner_ok", true)
	b.Check("#f-roles", true)
	looksRight(t, b)
	b.ClickLoad("role=button Import 36 deliverables")
	b.WaitText("#flash", "36 deliverables imported")
	if n := s.Deliverables() - before; n != 36 {
		t.Errorf("%d imported", n)
	}
	if n := s.Count("SELECT COUNT(*) FROM launch_roles WHERE name = 'Branch Manager' AND user_id IS NOT NULL"); n != 1 {
		t.Errorf("%d roles were kept", n)
	}
	b.ClickLoad("#flash >> role=button Undo")
	b.WaitText("#flash", "36 deliverables removed")
	if s.Deliverables() != before {
		t.Error("the undo left something behind")
	}
}

// looksRight fails the test if the page is not accessible in both themes, or is wider than a phone.
func looksRight(t *testing.T, b *browser.Browser) {
	t.Helper()
	b.CheckAxe()
	b.Light()
	b.Viewport(320, 640)
	if n := b.Overflow(); n > 0 {
		t.Errorf("%d px wider than a screen of 320 px", n)
	}
	b.Viewport(1440, 900)
}
