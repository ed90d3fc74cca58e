package runsheet

import (
	"slices"
	"strings"

	"tminus/internal/words"
	"tminus/models/db"
	"tminus/models/people"
)

// Member is one of the people who do a task as a group, with a tick. UserID is 0 for one who left without a successor.
type Member struct {
	ID       int64
	UserID   int64
	Name     string
	Gone     bool
	DoneAt   db.Instant
	DoneName string
	Version  int
}

// Done reports whether the member has ticked.
func (m Member) Done() bool { return !m.DoneAt.IsZero() }

// MemberIDs returns the people of the group.
func (k Line) MemberIDs() []int64 {
	var ids []int64
	for _, m := range k.Members {
		if m.UserID != 0 {
			ids = append(ids, m.UserID)
		}
	}
	return ids
}

// Doers returns the names of the owner or of the group.
func (k Line) Doers() string {
	if len(k.Members) == 0 {
		return k.OwnerName
	}
	names := make([]string, len(k.Members))
	for i, m := range k.Members {
		names[i] = m.Name
	}
	return strings.Join(names, groupSeparator)
}

// MembersDone returns how many members have ticked.
func (k Line) MembersDone() int {
	n := 0
	for _, m := range k.Members {
		if m.Done() {
			n++
		}
	}
	return n
}

// groupSeparator stands between the names of a group in a table.
const groupSeparator = " + "

// whoNamed returns the people of a text: a name or e-mail address, the name of a team, or several of them with "+" between them.
// ok is false if one is unknown.
func whoNamed(text string, all []people.User, teams []people.Team) (ids []int64, ok bool) {
	for _, name := range strings.Split(text, strings.TrimSpace(groupSeparator)) {
		found := named(words.OneLine(name), all, teams)
		if len(found) == 0 {
			return nil, false
		}
		for _, id := range found {
			if !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	return ids, true
}

// named returns the person with a name or address, or else the people of the team with that name.
func named(name string, all []people.User, teams []people.Team) []int64 {
	for _, u := range all {
		if name != "" && (strings.EqualFold(u.Name, name) || strings.EqualFold(u.Email, name)) {
			return []int64{u.ID}
		}
	}
	var ids []int64
	for _, t := range teams {
		if !strings.EqualFold(t.Name, name) {
			continue
		}
		for _, u := range all {
			if db.IDOf(u.TeamID) == t.ID {
				ids = append(ids, u.ID)
			}
		}
	}
	return ids
}
