package service

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/service"
	"tminus/views/paths"
	"tminus/views/ui"
)

func id(n int64) string { return strconv.FormatInt(n, 10) }

// LinkID returns the id of a link on a page.
func LinkID(n int64) string { return "link-" + id(n) }

// TryPrefix returns a prefix for the ids of the form with which a link is tested.
func TryPrefix(link int64) string { return "try-" + id(link) + "-" }

// ListVM is the list of services.
type ListVM struct {
	service.Listing
	People  []people.User
	CanEdit bool
}

func (vm ListVM) form() ui.Form { return ui.NewForm(vm.Filter.Values()) }

func (vm ListVM) href(f service.Filter) string {
	return paths.With(paths.Services(), f.Values())
}

func (vm ListVM) page(n int) string {
	f := vm.Filter
	f.Page = n
	return vm.href(f)
}

// sort returns the URL of the list sorted by a key, in the other direction if it is sorted by it
// already.
func (vm ListVM) sort(key string) string {
	f := vm.Filter
	f.Desc = f.Sort == key && !f.Desc
	f.Sort, f.Page = key, 1
	return vm.href(f)
}

func (vm ListVM) ariaSort(key string) string {
	switch {
	case vm.Filter.Sort != key:
		return ""
	case vm.Filter.Desc:
		return "descending"
	}
	return "ascending"
}

func (vm ListVM) owners() []ui.Option {
	out := []ui.Option{{Label: "Every owner"}, {Value: strconv.Itoa(service.Nobody), Label: "No owner"}}
	for _, u := range vm.People {
		if u.Role != people.Viewer {
			out = append(out, ui.Option{Value: id(u.ID), Label: u.Name})
		}
	}
	return out
}

func tiers(none string) []ui.Option {
	out := []ui.Option{{Label: none}}
	for _, t := range service.Tiers {
		out = append(out, ui.Option{Value: string(t), Label: t.Label()})
	}
	return out
}

func verified(f service.Fact, now time.Time) string {
	if len(f.Links) == 0 {
		return "No links"
	}
	return fmt.Sprintf("%d of %d opened", f.Verified(now), len(f.Links))
}

// knowers returns the names of active people who know a service.
func knowers(f service.Fact) string {
	var names []string
	for _, p := range f.Knowers {
		if !p.Gone {
			names = append(names, p.Name)
		}
	}
	return strings.Join(names, ", ")
}

// checkText returns the state of a check as a mark and text.
func checkText(c service.Check, now time.Time) (ui.Mark, string) {
	switch c.Standing(now) {
	case service.Opened:
		return ui.MarkDone, "Opened"
	case service.Failed:
		return ui.MarkBlocked, "Could not"
	}
	if c.ID != 0 {
		return ui.MarkNotStarted, "Too long ago"
	}
	return ui.MarkNotStarted, "Not tried"
}

// PageVM is the page of a service.
type PageVM struct {
	service.Detail
	Me      int64
	Zone    *time.Location
	Key     string
	CanEdit bool
	// Refused is the refused form of a link.
	Refused ui.Form
}

func (vm PageVM) path(tail ...string) string { return paths.Service(vm.ID, tail...) }

func (vm PageVM) versions() [][2]string { return [][2]string{{"version", strconv.Itoa(vm.Version)}} }

func (vm PageVM) link(n int64) service.Link {
	i := slices.IndexFunc(vm.Links, func(l service.Link) bool { return l.ID == n })
	if i < 0 {
		return service.Link{Label: "a link that was taken off"}
	}
	return vm.Links[i]
}

func (vm PageVM) tryOf(l service.Link) TryVM {
	return TryVM{Link: l, Mine: vm.Checks.By(l.ID, vm.Me), Now: vm.Now, Zone: vm.Zone, Key: vm.Key, Back: vm.path() + "#" + LinkID(l.ID),
		Refused: vm.Refused}
}

// TryVM is a link with the buttons for recording whether the person could open it.
type TryVM struct {
	Link    service.Link
	Mine    service.Check
	Now     time.Time
	Zone    *time.Location
	Key     string
	Back    string
	Refused ui.Form
}

func (vm TryVM) action() string {
	return paths.Service(vm.Link.ServiceID, "links", id(vm.Link.ID), "try")
}

func (vm TryVM) form() ui.Form {
	if vm.Refused.Prefix == TryPrefix(vm.Link.ID) {
		return vm.Refused
	}
	return ui.Form{Prefix: TryPrefix(vm.Link.ID)}
}

// moment returns a time in a zone, with the year if it is another one.
func moment(t, now time.Time, loc *time.Location) string {
	layout := "2 Jan"
	if t.In(loc).Year() != now.In(loc).Year() {
		layout = "2 Jan 2006"
	}
	return t.In(loc).Format(layout)
}

// countdown returns the distance of a launch from today.
func countdown(l launch.Launch, now time.Time) string {
	return civil.Countdown(l.LaunchOn, l.Today(now))
}

// host returns the host of a URL, for people who want to know before they click.
func host(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return ""
	}
	return u.Host
}
