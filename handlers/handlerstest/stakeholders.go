package handlerstest

import (
	"net/url"
	"strings"
)

// StakeholderOf returns the id of the stakeholder of a launch whose name begins with name.
func (s *Site) StakeholderOf(slug, name string) string {
	s.T.Helper()
	id := Scan[string](s, "SELECT CAST(x.id AS TEXT) FROM stakeholders x JOIN launches l ON l.id = x.launch_id WHERE l.slug = ? "+
		"AND x.name LIKE ?", slug, name+"%")
	if id == "" {
		s.T.Fatalf("%s has no stakeholder %q", slug, name)
	}
	return id
}

// AckLink creates the link of a stakeholder of the sample launch.
func (s *Site) AckLink(v *Visitor, name string) string {
	s.T.Helper()
	p := v.Shown(Notifications+"/stakeholders/"+s.StakeholderOf(NotificationsSlug, name)+"/link", url.Values{})
	return strings.TrimPrefix(p.Find("#secret").AttrOr("value", ""), "http://127.0.0.1")
}
