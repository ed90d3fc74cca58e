package handlerstest

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var notInNames = regexp.MustCompile(`[^a-z0-9]+`)

// keepPage writes a whole page to the directory TMINUS_PAGES_DIR for the HTML checker. Fragments
// are parts of such pages and are skipped.
func keepPage(t testing.TB, res *http.Response, body []byte) {
	t.Helper()
	dir := os.Getenv("TMINUS_PAGES_DIR")
	if dir == "" || !strings.HasPrefix(strings.ToLower(string(body[:min(len(body), 15)])), "<!doctype html>") {
		return
	}
	place := strings.Trim(notInNames.ReplaceAllString(res.Request.URL.Path, "-"), "-")
	sum := sha256.Sum256(body)
	name := fmt.Sprintf("%s-%d-%x.html", place, res.StatusCode, sum[:4])
	if err := os.WriteFile(filepath.Join(dir, name), body, 0o600); err != nil {
		t.Errorf("keeping the page: %v", err)
	}
}
