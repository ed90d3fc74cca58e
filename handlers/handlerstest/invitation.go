package handlerstest

import (
	"net/url"
	"strings"
)

// Invitation returns the address of a link for choosing a password.
func (s *Site) Invitation() string {
	s.T.Helper()
	id := s.IDOf("SELECT id FROM users WHERE email = 'petra@aurora.example'")
	p := s.As("ana").Shown("/people/"+id+"/link", url.Values{})
	return strings.TrimPrefix(p.Find("#secret").AttrOr("value", ""), "http://127.0.0.1")
}
