package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/models/db"
	"tminus/views/ui"
)

// BackAmong returns the page that a form returns to, if it is one of pages with any filter,
// otherwise the first of them.
func BackAmong(f ui.Form, pages ...string) string {
	back := BackPath(f, pages[0])
	if u, err := url.Parse(back); err != nil || !slices.Contains(pages, u.Path) {
		return pages[0]
	}
	return back
}

// Picks parses the chosen items: "id.version".
func Picks(f ui.Form) []db.Pick {
	var out []db.Pick
	for _, text := range f.Values["pick"] {
		id, version, _ := strings.Cut(text, ".")
		n, _ := strconv.ParseInt(id, 10, 64)
		v, _ := strconv.Atoi(version)
		out = append(out, db.Pick{ID: n, Version: v})
	}
	return out
}
