package main

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
)

// Two servers on one file are not meant to be, but happen while one is
// replaced by the next: what both write is there for both.
func TestTwoServersOnOneFileLoseNothing(t *testing.T) {
	t.Parallel()
	const each = 20
	p := newProgram(t)
	// The second finds the file filled, as a replacement does.
	servers := []*server{p.serve("--demo"), p.serve("--demo")}
	var wg sync.WaitGroup
	for i, s := range servers {
		wg.Go(func() {
			if got, err := s.post("/login/sample", url.Values{"email": {"ana@aurora.example"}}); err != nil || got != http.StatusOK {
				t.Errorf("signing in: %d, %v", got, err)
			}
			for n := range each {
				name := "Team " + strconv.Itoa(i) + " " + strconv.Itoa(n) + "."
				if got, err := s.post("/people/teams", url.Values{"name": {name}, "key": {name}}); err != nil || got != http.StatusOK {
					t.Errorf("%s: %d, %v", name, got, err)
				}
			}
		})
	}
	wg.Wait()
	for i, s := range servers {
		res, err := s.http.Get(s.base + "/people/teams")
		if err != nil {
			t.Fatal(err)
		}
		page, err := io.ReadAll(res.Body)
		_ = res.Body.Close()
		if got := strings.Count(string(page), ".</a>"); err != nil || got != 2*each {
			t.Errorf("server %d shows %d of %d teams, %v", i, got, 2*each, err)
		}
	}
}
