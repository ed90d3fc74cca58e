package guide

import (
	"fmt"
	"net/url"
	"strconv"
	"time"

	"tminus/models/guide"
	"tminus/models/launch"
	"tminus/views/paths"
	"tminus/views/ui"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

// ListVM is the list of all guides, or of a launch's.
type ListVM struct {
	// Plan is the launch of the tab, nil for the list of all.
	Plan    *launch.Plan
	Shelf   guide.Shelf
	Form    ui.Form
	CanEdit bool
	// Search holds the search; Open counts the notes about guides that did not help.
	Search SearchVM
	Open   int
}

// FilterOf parses the filter from the URL.
func FilterOf(f ui.Form) guide.Filter {
	page, _ := strconv.Atoi(f.Val("page"))
	return guide.Filter{State: guide.State(f.Val("state")), LaunchID: number(f, "launch"), OwnerID: number(f, "owner"),
		ServiceID: number(f, "service"), Stale: f.Val("stale") != "", Text: f.Val("title"), Page: page}
}

func number(f ui.Form, name string) int64 {
	n, _ := strconv.ParseInt(f.Val(name), 10, 64)
	return n
}

func (vm ListVM) narrow() bool {
	for _, name := range []string{"state", "launch", "owner", "service", "stale", "title"} {
		if vm.Form.Val(name) != "" {
			return true
		}
	}
	return false
}

// with returns the URL of the list with one parameter changed.
func (vm ListVM) with(name, value string) string {
	v := url.Values{}
	for k, vs := range vm.Form.Values {
		if len(vs) > 0 && vs[0] != "" && k != "page" {
			v.Set(k, vs[0])
		}
	}
	v.Del(name)
	if value != "" {
		v.Set(name, value)
	}
	return paths.With(paths.Guides(), v)
}

func states() []ui.Option {
	out := []ui.Option{{Label: "Every state"}}
	for _, s := range guide.States {
		out = append(out, ui.Option{Value: string(s), Label: s.Label()})
	}
	return out
}

func (vm ListVM) owners() []ui.Option {
	out := []ui.Option{{Label: "Every owner"}}
	for _, u := range vm.Shelf.Owners {
		out = append(out, ui.Option{Value: id(u.ID), Label: u.Name})
	}
	return out
}

func (vm ListVM) launches() []ui.Option {
	out := []ui.Option{{Label: "Every launch"}}
	for _, l := range vm.Shelf.Launches {
		out = append(out, ui.Option{Value: id(l.ID), Label: l.Name})
	}
	return out
}

func mark(s guide.State) ui.Mark {
	switch s {
	case guide.InReview:
		return ui.MarkInReview
	case guide.Published:
		return ui.MarkDone
	case guide.Archived:
		return ui.MarkSkipped
	}
	return ui.MarkInProgress
}

// pending returns the state of the revision being edited, if there is a published one.
func pending(g guide.Guide) string {
	switch {
	case g.Published == 0:
		return ""
	case g.State == guide.InReview:
		return "New version in review"
	case g.Pending():
		return "New draft"
	}
	return ""
}

// checked returns who reviewed the published revision.
func checked(g guide.Guide) string {
	if g.Checked.At.IsZero() {
		return ""
	}
	return fmt.Sprintf("%s, %s", g.Checked.By, date(g.Checked.At))
}

func date(t time.Time) string { return t.UTC().Format("2 Jan 2006") }
