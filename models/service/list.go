package service

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"tminus/models/launch"
)

// PageSize is the number of services on a page of the list.
const PageSize = 50

// Filter selects and orders services. The zero value selects all in use, by tier.
type Filter struct {
	Text string
	Tier Tier
	// Owner is the id of a person, or Nobody for services without an owner; 0 selects all.
	Owner    int64
	Archived bool
	// Sort is a key of sortColumns. Other values sort by tier.
	Sort string
	Desc bool
	Page int
}

// Nobody selects services without an owner.
const Nobody = -1

// FilterOf reads a filter from the query of a URL and ignores invalid values.
func FilterOf(q url.Values) Filter {
	f := Filter{Text: q.Get("q"), Tier: Tier(q.Get("tier")), Archived: q.Get("archived") == "1", Sort: q.Get("sort"),
		Desc: q.Get("desc") == "1"}
	if r := []rune(f.Text); len(r) > MaxName {
		f.Text = string(r[:MaxName])
	}
	if !slices.Contains(Tiers, f.Tier) {
		f.Tier = ""
	}
	if sortColumns[f.Sort] == "" {
		f.Sort = SortTier
	}
	f.Owner, _ = strconv.ParseInt(q.Get("owner"), 10, 64)
	f.Page, _ = strconv.Atoi(q.Get("page"))
	f.Page = min(max(f.Page, 1), 1_000_000)
	return f
}

// Values returns the filter as the query of a URL, without default values.
func (f Filter) Values() url.Values {
	q := url.Values{}
	set := func(key, value, usual string) {
		if value != usual {
			q.Set(key, value)
		}
	}
	set("q", f.Text, "")
	set("tier", string(f.Tier), "")
	set("owner", strconv.FormatInt(f.Owner, 10), "0")
	set("sort", f.Sort, SortTier)
	if f.Archived {
		q.Set("archived", "1")
	}
	if f.Desc {
		q.Set("desc", "1")
	}
	if f.Page > 1 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return q
}

// Any reports whether the filter excludes services in use.
func (f Filter) Any() bool { return f.Text != "" || f.Tier != "" || f.Owner != 0 || f.Archived }

// The keys by which the list can be sorted.
const (
	SortTier     = "tier"
	SortName     = "name"
	SortFails    = "fails"
	SortOwner    = "owner"
	SortLaunches = "launches"
)

var sortColumns = map[string]string{
	SortTier: byTier, SortName: "lower(s.name)", SortFails: "CASE WHEN s.degrades THEN 1 ELSE 0 END",
	SortOwner: "CASE WHEN u.name IS NULL THEN 1 ELSE 0 END, lower(u.name)", SortLaunches: "launches",
}

// Listing is a page of the list.
type Listing struct {
	Filter Filter
	Rows   []Fact
	Total  int
	Pages  int
	// Known is the number of all services, including archived ones.
	Known int
	Now   time.Time
}

// Toucher is a launch that depends on a service.
type Toucher struct {
	launch.Launch
	Touches string
}

// Detail is a service with the data of its page.
type Detail struct {
	Fact
	// Touchers are the launches that depend on the service, future ones first.
	Touchers []Toucher
	// History has the latest checks of its links, newest first, at most HistoryShown.
	History []Check
	Now     time.Time
}

// HistoryShown is the number of checks on the page of a service.
const HistoryShown = 50
