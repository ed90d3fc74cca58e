package guide

import (
	"net/url"
	"slices"
	"strings"

	"tminus/models/guide"
	"tminus/views/ui"
)

// Align aligns the entries of two versions for comparison: it returns theirs in the positions of
// yours, and adds an empty entry to yours for each that only theirs has. Entries with an id are
// matched by it, steps by position.
func Align(yours url.Values, theirs guide.Content) url.Values {
	from := Values(theirs)
	out := url.Values{"title": from["title"], "summary": from["summary"], "how": from["how"]}
	for _, list := range lists {
		mine, other := entries(yours, list), entries(from, list)
		aligned := make([]entry, len(mine))
		for i, e := range mine {
			aligned[i] = entry{}
			if at := counterpart(list, e, i, other); at >= 0 {
				aligned[i] = other[at]
			}
		}
		for i, e := range other {
			if counterpart(list, e, i, mine) < 0 {
				mine, aligned = append(mine, entry{"id": e["id"]}), append(aligned, e)
			}
		}
		put(yours, list, mine)
		put(out, list, aligned)
	}
	return out
}

// counterpart returns the index in es of the entry that matches e, or -1.
func counterpart(list string, e entry, i int, es []entry) int {
	if list == "step" {
		if i < len(es) {
			return i
		}
		return -1
	}
	return slices.IndexFunc(es, func(o entry) bool { return o["id"] != "" && o["id"] == e["id"] })
}

// Added returns the names of fields that are empty in yours but not in theirs: entries added by the
// other person, which are kept by default.
func Added(yours, theirs url.Values) []string {
	var out []string
	for _, list := range lists {
		mine, other := entries(yours, list), entries(theirs, list)
		for i := range mine {
			if mine[i].words(list) == "" && other[i].words(list) != "" {
				for _, p := range parts[list] {
					out = append(out, field(list, i, p))
				}
			}
		}
	}
	return out
}

// ConflictFields returns yours and theirs, entry by entry; both must be aligned.
func ConflictFields(yours, theirs url.Values) []ui.ConflictField {
	var out []ui.ConflictField
	for _, f := range [][2]string{{"Title", "title"}, {"Summary", "summary"}, {"How it works", "how"}} {
		out = append(out, ui.ConflictField{Label: f[0], Name: f[1], Yours: plain(yours.Get(f[1])), Theirs: plain(theirs.Get(f[1]))})
	}
	for _, list := range lists {
		mine, other := entries(yours, list), entries(theirs, list)
		for i := range mine {
			var names []string
			for _, p := range parts[list] {
				names = append(names, field(list, i, p))
			}
			label := entryName(list, i)
			out = append(out, ui.ConflictField{Label: strings.ToUpper(label[:1]) + label[1:], Name: strings.Join(names, " "),
				Yours: mine[i].words(list), Theirs: other[i].words(list)})
		}
	}
	return out
}

// words returns an entry as text for the conflict page, each part on its own lines.
func (e entry) words(list string) string {
	var out []string
	for _, p := range parts[list] {
		v := plain(e[p])
		if v == "" || p == "id" {
			continue
		}
		if p == "target" {
			v = guide.Target(v).Label()
		}
		out = append(out, partName[p]+": "+v)
	}
	return strings.Join(out, "\n")
}

var partName = map[string]string{"symptom": "Symptom", "errors": "Error messages", "checks": "Checks", "fix": "Fix", "say": "What to say",
	"title": "Title", "text": "Text", "after": "After minutes", "when": "When", "do": "Do", "target": "Call"}

func plain(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }
