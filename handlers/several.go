package handlers

import (
	"strconv"
	"strings"

	"tminus/models/db"
	"tminus/views/ui"
)

// picksOf reads what was chosen: "id.version".
func picksOf(f ui.Form) []db.Pick {
	var out []db.Pick
	for _, text := range f.Values["pick"] {
		id, version, _ := strings.Cut(text, ".")
		n, _ := strconv.ParseInt(id, 10, 64)
		v, _ := strconv.Atoi(version)
		out = append(out, db.Pick{ID: n, Version: v})
	}
	return out
}
