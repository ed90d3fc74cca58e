package timeline

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/launch"
)

// The choices of a filter that are not statuses or people.
const (
	// Nobody is the value of Owner for items without an owner.
	Nobody = "nobody"

	StatusOpen     = "open"
	StatusFinished = "finished"
	StatusAtRisk   = "at_risk"
)

// Filter selects the items on a timeline. It is part of the URL; the zero value selects all.
type Filter struct {
	// Team is the key of a lane.
	Team string
	// Owner is the id of a person, or Nobody.
	Owner string
	// Status is open, finished, at_risk, or a Status.
	Status string
	// Text is a search text for titles.
	Text string
}

// Empty reports whether the filter selects all.
func (f Filter) Empty() bool { return f == Filter{} }

// Query returns the filter as URL parameters.
func (f Filter) Query() url.Values {
	q := url.Values{}
	for _, p := range [][2]string{{"team", f.Team}, {"owner", f.Owner}, {"status", f.Status}, {"q", f.Text}} {
		if p[1] != "" {
			q.Set(p[0], p[1])
		}
	}
	return q
}

// ParseFilter parses a filter from URL parameters. An unknown value is kept and selects nothing,
// so that an old link does not seem to show everything.
func ParseFilter(q url.Values) Filter {
	text := []rune(words.OneLine(q.Get("q")))
	return Filter{Team: q.Get("team"), Owner: q.Get("owner"), Status: q.Get("status"), Text: string(text[:min(len(text), launch.MaxTitle)])}
}

// matcher is a filter prepared for a plan.
type matcher struct {
	f     Filter
	lane  int64
	owner int64
	words []string
}

func (f Filter) matcher(p *launch.Plan) matcher {
	m := matcher{f: f, words: strings.Fields(strings.ToLower(f.Text))}
	if f.Team != "" {
		m.lane = -1
		for _, l := range p.Lanes {
			if l.Key == f.Team {
				m.lane = l.ID
			}
		}
	}
	switch f.Owner {
	case "", Nobody:
	default:
		m.owner = -1
		if id, err := strconv.ParseInt(f.Owner, 10, 64); err == nil && id > 0 {
			m.owner = id
		}
	}
	return m
}

// scope reports whether the item matches the filter, ignoring its status.
func (m matcher) scope(it *launch.Item) bool {
	switch {
	case m.lane != 0 && it.LaneID != m.lane:
		return false
	case m.owner != 0 && it.OwnerID != m.owner:
		return false
	case m.f.Owner == Nobody && it.OwnerID != 0:
		return false
	}
	if len(m.words) == 0 {
		return true
	}
	title := strings.ToLower(it.Title)
	return !slices.ContainsFunc(m.words, func(w string) bool { return !strings.Contains(title, w) })
}

func (m matcher) all(it *launch.Item) bool { return m.scope(it) && m.status(it) }

func (m matcher) status(it *launch.Item) bool {
	switch m.f.Status {
	case "":
		return true
	case StatusOpen:
		return !it.Status.Finished()
	case StatusFinished:
		return it.Status.Finished()
	case StatusAtRisk:
		return it.Mark() == launch.MarkAtRisk
	}
	return string(it.Status) == m.f.Status
}

// Owners returns the owners of a plan's items, by name.
func Owners(p *launch.Plan) []Person {
	seen := make(map[int64]bool)
	var out []Person
	for i := range p.Items {
		if it := &p.Items[i]; it.OwnerID != 0 && !seen[it.OwnerID] {
			seen[it.OwnerID] = true
			out = append(out, Person{it.OwnerID, it.OwnerName})
		}
	}
	slices.SortFunc(out, func(a, b Person) int { return strings.Compare(a.Name, b.Name) })
	return out
}

// Person is a person to choose from.
type Person struct {
	ID   int64
	Name string
}
