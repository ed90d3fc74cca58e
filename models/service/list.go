package service

import (
	"net/url"
	"slices"
	"strconv"
	"time"

	"tminus/models/launch"
)

// PageSize is how many services one page of the list shows.
const PageSize = 50

// Filter chooses and orders services for the list. Its zero value is all that
// are in use, the gravest first.
type Filter struct {
	Text string
	Tier Tier
	// Owner is the id of a person, 0 for everybody; Nobody is what has no owner.
	Owner    int64
	Archived bool
	// Sort is one of those in sortColumns; anything else means by tier.
	Sort string
	Desc bool
	Page int
}

// Nobody stands for the owner of what has none.
const Nobody = -1

// FilterOf reads a filter from the address of a page; what it does not
// understand is left out.
func FilterOf(q url.Values) Filter {
	f := Filter{Text: q.Get("q"), Tier: Tier(q.Get("tier")), Archived: q.Get("archived") == "1", Sort: q.Get("sort"), Desc: q.Get("desc") == "1"}
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

// Values is the filter as the query of an address; what is usual is left out.
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

// Any tells whether the filter leaves anything out on purpose.
func (f Filter) Any() bool { return f.Text != "" || f.Tier != "" || f.Owner != 0 || f.Archived }

// What the list can be sorted by.
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

// Listing is one page of the list.
type Listing struct {
	Filter Filter
	Rows   []Fact
	Total  int
	Pages  int
	// Known is how many services there are at all, archived ones too.
	Known int
	Now   time.Time
}

// Toucher is a launch that depends on a service.
type Toucher struct {
	launch.Launch
	Touches string
}

// Detail is one service with all that its page shows.
type Detail struct {
	Fact
	// Touchers are the launches that name it, those to come first.
	Touchers []Toucher
	// History are all checks of its links, the newest first, up to HistoryShown.
	History []Check
	Now     time.Time
}

// HistoryShown is how many of the checks a page shows.
const HistoryShown = 50
