package handlers

import (
	"sort"

	"github.com/labstack/echo/v4"
)

// RoutesForTest lists "METHOD /path" of every route there is, so that no test
// which walks them can forget a new one.
func RoutesForTest() []string {
	e := echo.New()
	(&Server{}).routes(e)
	seen := map[string]bool{}
	for _, r := range e.Routes() {
		if r.Method != echo.RouteNotFound {
			seen[r.Method+" "+r.Path] = true
		}
	}
	out := make([]string, 0, len(seen))
	for r := range seen {
		out = append(out, r)
	}
	sort.Strings(out)
	return out
}
