// Package layout has the frame of every page: the head, the navigation, the messages and the head
// of a launch.
package layout

import (
	"slices"

	"tminus/views/paths"
	"tminus/views/ui"
)

// RoleAdmin is the role that has templates and the audit log in the navigation.
const RoleAdmin = "admin"

// User is the signed-in person in the shell.
type User struct {
	ID                int64
	Name, Email, Role string
}

// Admin reports whether the person is an administrator.
func (u *User) Admin() bool {
	return u != nil && (u.Role == RoleAdmin || u.Role == "administrator")
}

// Flash is a message about an action. A message with an undo or of an error remains until it is
// dismissed.
type Flash struct {
	Kind       string // "ok" or "error"
	Text       string
	UndoAction string // URL to which UndoFields are posted
	UndoFields [][2]string
}

func (f *Flash) stays() bool { return f.Kind == "error" || f.UndoAction != "" }

// Shell holds what every page passes to the layout.
type Shell struct {
	Title   string // "What · Launch", without the product's name
	Nav     string // "launches", "me", "calendar", "people", "templates", "audit", "connections", "search" or ""
	User    *User
	Flash   *Flash
	Invalid bool   // a form on the page was refused; shown in the title
	Path    string // of this page, to return to after sign-in
	Demo    bool   // the data is a sample
	Query   string // content of the search field
}

func (s Shell) title() string {
	title := "T-Minus"
	if s.Title != "" {
		title = s.Title + " · T-Minus"
	}
	if s.Invalid {
		return "Error: " + title
	}
	return title
}

type navItem struct{ key, href, label, icon string }

func mainNav() []navItem {
	return []navItem{
		{"launches", paths.Launches(), "Launches", "rocket"},
		{"me", paths.Me(), "My work", "list"},
		{"oncall", paths.OnCall(), "On call", "phone"},
		{"guides", paths.Guides(), "Guides", "message"},
	}
}

// calendarNav is in the bar when there is room, else in the menu "More".
var calendarNav = navItem{"calendar", paths.Calendar(), "Calendar", "calendar"}

// moreNav returns the entries of the menu "More".
func (s Shell) moreNav() []navItem {
	items := []navItem{
		calendarNav,
		{"services", paths.Services(), "Services", "grip"},
		{"risks", paths.AllRisks(), "Risks", "alert"},
		{"people", paths.People(), "People", "users"},
		{"templates", paths.Templates(), "Templates", "copy"},
	}
	if s.User.Admin() {
		items = append(items, navItem{"connections", paths.Connections(), "Connections", "link"},
			navItem{"audit", paths.Audit(), "Audit log", "history"})
	}
	return items
}

// inMore reports whether the current page is in the menu "More" only.
func (s Shell) inMore() bool {
	return s.Nav != calendarNav.key && slices.ContainsFunc(s.moreNav(), func(n navItem) bool { return n.key == s.Nav })
}

// LaunchHead is the line and the tabs of every page of a launch.
type LaunchHead struct {
	Slug, Name string
	Countdown  string // "T-9"
	// State is what the launch is now. It leads to the list of what is open.
	State ui.StateTag
	// Overridden is the person who overrode a missing go, and why, while it is launching.
	Overridden string
	When       string // "Wed 9 Dec, 10:00 CET"
	Lead       string // name; empty is shown as a problem
	// Page is the page, or for a form the page to which it belongs.
	Page LaunchPage
	// Phase is the key of the current phase, whose tab is marked.
	Phase string
	// Unused are the pages that this launch does not use, which are not in the rows.
	Unused []LaunchPage
	// CanEdit and CanPlan report whether the reader may change the launch, and its plan.
	CanEdit, CanPlan bool
}

// StateID is the id of the state of the launch, which any change in the launch may affect.
const StateID = "launch-states"

func (h LaunchHead) shell(s Shell) Shell {
	if s.Title == "" {
		s.Title = h.Name
		if h.Page != "" {
			s.Title = string(h.Page) + " · " + h.Name
		}
	}
	if s.Nav == "" {
		s.Nav = "launches"
	}
	return s
}

// htmxConfig makes htmx comply with the content security policy: it must neither inject a style
// sheet nor add extensions beyond the one we ship.
const htmxConfig = `{"includeIndicatorCSS":false,"extensions":"sse"}`
