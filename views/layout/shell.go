// Package layout has the frame of every page: the head, the navigation, the messages and the head
// of a launch.
package layout

import (
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
	Nav     string // "launches", "me", "calendar", "people", "templates", "audit", "search" or ""
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

func adminNav() []navItem {
	return []navItem{
		{"templates", paths.Templates(), "Templates", "copy"},
		{"audit", paths.Audit(), "Audit log", "history"},
	}
}

// moreNav returns the entries without room in the phone's bar, which are in the user menu there.
func moreNav() []navItem {
	return []navItem{
		{"calendar", paths.Calendar(), "Calendar", "calendar"},
		{"services", paths.Services(), "Services", "grip"},
		{"people", paths.People(), "People", "users"},
	}
}

// LaunchHead is the head of every page of a launch.
type LaunchHead struct {
	Slug, Name string
	Countdown  string // "T-9"
	StateMark  ui.Mark
	StateLabel string
	// VerdictMark and VerdictLabel show the readiness: "NO-GO 4/7"; an empty label shows none.
	VerdictMark  ui.Mark
	VerdictLabel string
	// Overridden is the person who overrode a missing go, and why, while it is launching.
	Overridden string
	When       string // "Launch Thu 10 Dec 2026, 10:00 CET"
	Lead       string // name; empty is shown as a problem
	Strategy   string // may be empty
	Next       string // "Verify begins in 2 days"; may be empty
	Tab        string // name of the page, for a shell without title
	Tabs       []ui.Tab
	CanEdit    bool
}

// StateID and CountID are the ids of the parts of the head that any change in the launch may
// affect.
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

// htmxConfig makes htmx comply with the content security policy: it must neither inject a style
// sheet nor add extensions beyond the one we ship.
const htmxConfig = `{"includeIndicatorCSS":false,"extensions":"sse"}`
