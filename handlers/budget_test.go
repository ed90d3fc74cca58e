package handlers_test

import (
	"bytes"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

var update = flag.Bool("update", false, "write the tables that tests compare with")

// Query budgets of a request, from docs/performance.md.
const (
	launchPageBudget    = 25
	publicPageBudget    = 8
	statusBudget        = 12
	statusAndHeadBudget = 15
	// refusalBudget is what a refused form may need on top of its page, meetingRefusalBudget what the
	// forms of a meeting may, which read it with its questions and conditions in the transaction.
	refusalBudget        = 3
	meetingRefusalBudget = 4
)

// budgetOf returns the budget of a page, 0 for pages without one.
func budgetOf(p lookedAt) int64 {
	switch {
	case p.As == "":
		return publicPageBudget
	case strings.HasPrefix(p.Path, "/launches/") && !strings.HasPrefix(p.Path, "/launches/new"):
		return launchPageBudget
	}
	return 0
}

// Every page stays within its budget. The numbers are the table in docs/performance.md; -update writes it.
func TestPageQueriesStayWithinBudget(t *testing.T) {
	s := newSite(t)
	srv, n := counted(s)
	visitors := map[string]*visitor{"": s.Visitor()}
	paths := make([]string, len(everyPage))
	for i, p := range everyPage {
		if visitors[p.As] == nil {
			visitors[p.As] = s.As(p.As)
		}
		paths[i] = s.FillIn(p.Path)
	}
	s.URL = srv.URL
	var table bytes.Buffer
	table.WriteString("| page | queries |\n|---|---|\n")
	var listed []string
	for i, p := range everyPage {
		n.Store(0)
		got := visitors[p.As].Get(paths[i])
		queries := n.Load()
		if budget := budgetOf(p); budget > 0 && queries > budget {
			t.Errorf("%s as %q makes %d queries, more than %d", p.Path, p.As, queries, budget)
		}
		path, _, _ := strings.Cut(strings.ReplaceAll(p.Path, notifications, "/launches/{slug}"), "?")
		if got.StatusCode == http.StatusOK && budgetOf(p) > 0 && !slices.Contains(listed, path) && strings.Contains(path, "{") {
			listed = append(listed, path)
			fmt.Fprintf(&table, "| `%s` | %d |\n", path, queries)
		}
	}
	compareTable(t, "../docs/performance.md", table.String())
}

// compareTable compares the text between two marks in a file with want, or writes it with -update.
func compareTable(t *testing.T, file, want string) {
	t.Helper()
	const begin, end = "<!-- begin: written by TestPageQueriesStayWithinBudget -->\n", "<!-- end -->"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	got, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no marks", file)
	}
	if got == want {
		return
	}
	if !*update {
		t.Errorf("the table in %s is not current: go test ./handlers -run TestPageQueriesStayWithinBudget -update", file)
		return
	}
	if err := os.WriteFile(file, []byte(before+begin+want+end+after), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestStatusChangeQueriesStayWithinBudget(t *testing.T) {
	s := newSite(t)
	srv, n := counted(s)
	d, page, fragment := s.Task(), s.As("petra"), s.As("petra").HTMX()
	check, question := s.OpenAgain("flag"), s.QuestionOf(launchOfPetra, "rollback")
	press := func(name string, v *visitor, path string, form url.Values, want int, budget int64) {
		t.Helper()
		n.Store(0)
		v.Post(path, form).Want(t, want)
		if got := n.Load(); got > budget {
			t.Errorf("%s makes %d queries, more than %d", name, got, budget)
		}
	}
	item := func(status string) url.Values {
		v := scan[string](s, "SELECT CAST(version AS TEXT) FROM deliverables WHERE id = ?", d.ID)
		return url.Values{"status": {status}, "version": {v}}
	}
	ticked := url.Values{"state": {"done"}, "version": {s.CheckVersion(check)}}
	answered := url.Values{"answer": {"doubt"}, "version": {questionVersion(s, question)}}
	s.URL = srv.URL
	// The first change of a launch after the start of the program reads everything that its state depends on.
	page.Post(d.Path("/status"), item("in_review")).Want(t, http.StatusSeeOther)
	press("a status", page, d.Path("/status"), item("in_progress"), http.StatusSeeOther, statusBudget)
	press("a status with the head", fragment, d.Path("/status"), item("done"), http.StatusOK, statusAndHeadBudget)
	// This check completes its list, so that the deliverable that follows the list is done with it,
	// and the log gets a line.
	press("a check that completes its list, with the head", fragment, searchCheck(check)+"/state", ticked, http.StatusOK,
		statusAndHeadBudget+6)
	press("an answer with the head", fragment, searchInterview+"/"+question, answered, http.StatusOK, statusAndHeadBudget)
}

// A form that is refused needs little more than its page.
func TestRefusedFormQueriesStayWithinBudget(t *testing.T) {
	s := newSite(t)
	srv, n := counted(s)
	ana, paths := s.As("ana"), make(map[string]string)
	for _, p := range everyPage {
		if p.As == "ana" {
			paths[p.Path] = s.FillIn(p.Path)
		}
	}
	s.URL = srv.URL
	refused := 0
	for _, p := range everyPage {
		path, ok := paths[p.Path]
		if !ok {
			continue
		}
		n.Store(0)
		got := ana.Get(path)
		queries := n.Load()
		got.Find("main form[method=post][action]").Each(func(_ int, form *goquery.Selection) {
			values := filled(form)
			form.Find("input[required], textarea[required], input[type=text], input[type=date]").Each(func(_ int, e *goquery.Selection) {
				values.Set(e.AttrOr("name", ""), "")
			})
			action := form.AttrOr("action", "")
			if form.Find("input[required], textarea[required]").Length() == 0 || strings.Contains(action, "sign-out") {
				return
			}
			n.Store(0)
			if ana.Post(action, values).StatusCode != http.StatusUnprocessableEntity {
				return
			}
			refused++
			budget := int64(refusalBudget)
			if strings.Contains(action, "/meetings/") {
				budget = meetingRefusalBudget
			}
			if more := n.Load() - queries; more > budget {
				t.Errorf("%s on %s makes %d queries more than the page with its %d", action, p.Path, more, queries)
			}
		})
	}
	if refused < 20 {
		t.Errorf("only %d forms were refused", refused)
	}
}
