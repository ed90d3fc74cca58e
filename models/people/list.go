package people

import (
	"net/url"
	"strconv"
)

// PageSize is the number of people on a page of the list.
const PageSize = 50

// Filter selects and orders people for the list. The zero value selects all active people, by name.
type Filter struct {
	Text   string
	TeamID int64
	Role   Role
	// State is "" for active people, "gone" for deactivated ones, or "all".
	State string
	// Sort is one of SortKeys; any other value sorts by name.
	Sort string
	Desc bool
	Page int
}

// FilterOf parses a filter from URL parameters and ignores invalid values.
func FilterOf(q url.Values) Filter {
	f := Filter{Text: clip(q.Get("q"), 100), Role: Role(q.Get("role")), State: q.Get("state"), Sort: q.Get("sort"), Desc: q.Get("desc") == "1"}
	f.TeamID, _ = strconv.ParseInt(q.Get("team"), 10, 64)
	f.Page, _ = strconv.Atoi(q.Get("page"))
	if !f.Role.valid() {
		f.Role = ""
	}
	if f.State != "gone" && f.State != "all" {
		f.State = ""
	}
	if sortColumns[f.Sort] == "" {
		f.Sort = "name"
	}
	f.Page = min(max(f.Page, 1), 1_000_000)
	return f
}

// Values returns the filter as URL parameters without default values.
func (f Filter) Values() url.Values {
	q := url.Values{}
	set := func(key, value, usual string) {
		if value != usual {
			q.Set(key, value)
		}
	}
	set("q", f.Text, "")
	set("team", strconv.FormatInt(f.TeamID, 10), "0")
	set("role", string(f.Role), "")
	set("state", f.State, "")
	set("sort", f.Sort, "name")
	if f.Desc {
		q.Set("desc", "1")
	}
	if f.Page > 1 {
		q.Set("page", strconv.Itoa(f.Page))
	}
	return q
}

// Any reports whether the filter excludes people on purpose.
func (f Filter) Any() bool {
	return f.Text != "" || f.TeamID != 0 || f.Role != "" || f.State != ""
}

// sortColumns are the columns by which the list can be sorted. In both dialects, rows without a
// value are last.
var sortColumns = map[string]string{
	"name":      "lower(u.name)",
	"team":      "CASE WHEN t.id IS NULL THEN 1 ELSE 0 END, t.position",
	"role":      "CASE u.role WHEN 'administrator' THEN 0 WHEN 'member' THEN 1 ELSE 2 END",
	"seniority": "CASE u.seniority WHEN 'senior' THEN 0 WHEN 'mid' THEN 1 ELSE 2 END",
	"zone":      "u.zone",
	"open":      "open_items",
	"leads":     "leads",
}

// Row is a person in the list.
type Row struct {
	User
	TeamName  string
	OpenItems int
	Leads     int
	// Away is the present or next absence, if there is one.
	Away Absence `gorm:"-"`
	// AwayToday reports whether the absence is now, in the person's zone.
	AwayToday bool `gorm:"-"`
}

// Listing is a page of the list.
type Listing struct {
	Filter Filter
	Rows   []Row
	Total  int
	Pages  int
}
