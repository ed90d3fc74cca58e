package planimport

import (
	"regexp"
	"slices"
	"strings"

	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/launch"
)

var (
	labelledLink = regexp.MustCompile(`^(.*?)\s*<(?i:(https?://.+))>$`)
	address      = regexp.MustCompile(`(?i)https?://[^\s,;<>]+`)
	mdLink       = regexp.MustCompile(`^\[([^\]]*)\]\((?i:(https?://[^)\s]+))\)$`)
)

// links parses a cell with links: "Name <https://…>" one per line, [Name](https://…), or plain
// URLs.
func (r *Row) links() {
	var found []launch.Link
	for _, line := range strings.Split(r.Cells[FieldLinks], "\n") {
		line = strings.TrimSpace(line)
		m := labelledLink.FindStringSubmatch(line)
		if m == nil {
			m = mdLink.FindStringSubmatch(line)
		}
		switch all := address.FindAllString(line, -1); {
		case line == "":
		case m != nil:
			found = append(found, launch.Link{Label: words.OneLine(m[1]), URL: m[2]})
		case len(all) == 0:
			r.fail(FieldLinks, "", "“%s” is not a web address. Start it with https://.", line)
		default:
			for _, u := range all {
				found = append(found, launch.Link{URL: u})
			}
		}
	}
	var c fault.Check
	r.Links = launch.CleanLinks(&c, found)
	for _, f := range fault.FieldsOf(c.Err()) {
		r.fail(FieldLinks, "", "%s", f.Message)
	}
}

// tieRows sets the dependencies of all rows, after all rows are known.
func (b *builder) tieRows() {
	for i := range b.out.Rows {
		r := &b.out.Rows[i]
		if r.LeftOut {
			continue
		}
		text := r.Cells[FieldDependsOn]
		if strings.TrimSpace(text) == "" {
			continue
		}
		if b.tie(r, text) {
			continue
		}
		for _, part := range regexp.MustCompile(`\s*[;\n]\s*|,\s+`).Split(strings.TrimSpace(text), -1) {
			if words.OneLine(part) != "" && !b.tie(r, part) {
				r.fail(FieldDependsOn, "", "It depends on “%s”, which is neither in this table nor in the launch.", words.OneLine(part))
			}
		}
	}
	b.refuseCircles()
}

// tie adds a dependency on the item with an id or a title, and reports whether it exists.
func (b *builder) tie(r *Row, text string) bool {
	text = words.OneLine(text)
	j, ok := b.byID[text]
	if !ok {
		j, ok = b.byTitle[titleKey(text)]
	}
	switch {
	case ok && j == r.Index:
		r.fail(FieldDependsOn, "", "It cannot depend on itself.")
	case ok:
		if !slices.Contains(r.After, j) {
			r.After = append(r.After, j)
		}
	default:
		return b.tieKnown(r, text)
	}
	return true
}

// tieKnown adds a dependency on an existing item of the launch: by title, or by the id of a row
// that is left out because the launch has it.
func (b *builder) tieKnown(r *Row, text string) bool {
	for _, other := range b.out.Rows {
		if other.LeftOut && words.OneLine(other.Cells[FieldID]) == text && text != "" {
			text = other.Title
			break
		}
	}
	id := b.known[titleKey(text)]
	if id != 0 && !slices.Contains(r.DependsOn, id) {
		r.DependsOn = append(r.DependsOn, id)
	}
	return id != 0
}

// refuseCircles adds errors to rows that depend on themselves.
func (b *builder) refuseCircles() {
	g := launch.Graph{}
	for _, r := range b.out.Rows {
		for _, j := range r.After {
			g[int64(r.Index)] = append(g[int64(r.Index)], int64(j))
		}
	}
	for i := range b.out.Rows {
		way := g.Cycle(int64(i))
		if way == nil {
			continue
		}
		names := make([]string, len(way))
		for k, j := range way {
			names[k] = b.out.Rows[j].Title
		}
		b.out.Rows[i].fail(FieldDependsOn, "", "That would be a circle, in which nothing can come first: %s.", strings.Join(names, " → "))
	}
}
