// Package layout is the shell around every page: the head, the navigation, the
// messages and the frame of a launch.
package layout

import (
	"tminus/views/paths"
	"tminus/views/ui"
)

// RoleAdmin is the role that sees templates and the audit log in the navigation.
const RoleAdmin = "admin"

// User is the person who is signed in, as far as the shell shows them.
type User struct {
	ID                int64
	Name, Email, Role string
}

// Admin says whether the person administers the organisation.
func (u *User) Admin() bool {
	return u != nil && (u.Role == RoleAdmin || u.Role == "administrator")
}

// Flash is a message about what was just done. One with an undo, or of an
// error, stays until it is dismissed.
type Flash struct {
	Kind       string // "ok" or "error"
	Text       string
	UndoAction string // posts UndoFields to this path
	UndoFields [][2]string
}

func (f *Flash) stays() bool { return f.Kind == "error" || f.UndoAction != "" }

// Shell is what every page says about itself.
type Shell struct {
	Title   string // "What · Launch", without the product's name
	Nav     string // "launches", "me", "calendar", "people", "templates", "audit", "search" or ""
	User    *User
	Flash   *Flash
	Invalid bool   // a form on the page was refused: the title says so first
	Path    string // of this page, as sign-in must lead back to it
	Demo    bool   // the data is a sample
	Query   string // what stands in the search field
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

func adminNav() []navItem {
	return []navItem{
		{"templates", paths.Templates(), "Templates", "copy"},
		{"audit", paths.Audit(), "Audit log", "history"},
	}
}

// moreNav is what the phone's bar has no room for: there it is in the menu of
// the one who is signed in.
func moreNav() []navItem {
	return []navItem{
		{"calendar", paths.Calendar(), "Calendar", "calendar"},
		{"services", paths.Services(), "Services", "grip"},
		{"people", paths.People(), "People", "users"},
	}
}

// LaunchHead is what stands on top of every page of a launch.
type LaunchHead struct {
	Slug, Name string
	Countdown  string // "T-9"
	StateMark  ui.Mark
	StateLabel string
	// VerdictMark and VerdictLabel are whether it may go: "NO-GO 4/7"; an empty
	// label shows none.
	VerdictMark  ui.Mark
	VerdictLabel string
	// Overridden says who let it go without a standing go, and why, while it is
	// launching.
	Overridden string
	When       string // "Launch Thu 10 Dec 2026, 10:00 CET"
	Lead       string // name; empty is shown as a problem
	Strategy   string // may be empty
	Next       string // "Verify begins in 2 days"; may be empty
	Tab        string // name of the page, for the title when the shell has none
	Tabs       []ui.Tab
	CanEdit    bool
}

// StateID and CountID name the parts of the head that a change of anything in
// the launch may change.
const (
	StateID = "launch-states"
	CountID = "readiness-count"
)

func (h LaunchHead) shell(s Shell) Shell {
	if s.Title == "" {
		s.Title = h.Name
		if h.Tab != "" {
			s.Title = h.Tab + " · " + h.Name
		}
	}
	if s.Nav == "" {
		s.Nav = "launches"
	}
	return s
}

// htmxConfig keeps htmx within the content security policy: it must neither
// inject a style sheet of its own nor add extensions beyond the one we ship.
const htmxConfig = `{"includeIndicatorCSS":false,"extensions":"sse"}`
