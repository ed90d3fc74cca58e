package handlerstest

import (
	"net/http"
	"net/url"
)

// listOf returns the id of a launch's checklist by its key.
func (s *Site) listOf(slug, key string) string {
	s.T.Helper()
	return Scan[string](s, "SELECT CAST(c.id AS TEXT) FROM checklists c JOIN launches l ON l.id = c.launch_id WHERE l.slug = ? AND c.key = ?",
		slug, key)
}

// CheckOf returns the id of an item of a launch's checklists by its key.
func (s *Site) CheckOf(slug, key string) string {
	s.T.Helper()
	return Scan[string](s, "SELECT CAST(MIN(i.id) AS TEXT) FROM checklist_items i JOIN launches l ON l.id = i.launch_id WHERE "+
		"l.slug = ? AND i.key = ?", slug, key)
}

// CheckVersion returns the version of an item of a checklist.
func (s *Site) CheckVersion(id string) string {
	s.T.Helper()
	return Scan[string](s, "SELECT CAST(version AS TEXT) FROM checklist_items WHERE id = ?", id)
}

// SearchCheck returns the address of an item of the checklists of petra's launch.
func SearchCheck(id string) string { return "/launches/" + LaunchOfPetra + "/checks/" + id }

// OpenAgain resets an item of the sample to its initial state.
func (s *Site) OpenAgain(key string) string {
	s.T.Helper()
	id := s.CheckOf(LaunchOfPetra, key)
	s.As("petra").Post(SearchCheck(id)+"/state", url.Values{"state": {"open"}, "note": {""}, "version": {s.CheckVersion(id)}}).Want(s.T,
		http.StatusSeeOther)
	return id
}
