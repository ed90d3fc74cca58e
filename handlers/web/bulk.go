package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/models/db"
	"tminus/views/ui"
)

// BackAmong is the page that a form leads back to, if it is one of those that it stands
// on, however it is filtered; else the first of them.
func BackAmong(f ui.Form, pages ...string) string {
	back := BackPath(f, pages[0])
	if u, err := url.Parse(back); err != nil || !slices.Contains(pages, u.Path) {
		return pages[0]
	}
	return back
}

// Picks reads what was chosen: "id.version".
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
