package e2e_test

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

// TestLargeFileShowsErrorInBrowser uses a browser, because a server that answers without reading
// the request may cause "connection reset".
func TestLargeFileShowsErrorInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	file := filepath.Join(t.TempDir(), "large.csv")
	if err := os.WriteFile(file, bytes.Repeat([]byte("title,owner\n"), 3_500_000), 0o600); err != nil {
		t.Fatal(err)
	}
	b.Open(s.URL + importPath)
	b.Upload("#f-file", file)
	b.ClickLoad("role=button Show what it becomes")
	b.WaitText("main", "more than can be sent at once")
}
