package handlerstest

import (
	"net/http"
	"net/url"
)

// PersonOf returns the address of a sample person's page.
func (s *Site) PersonOf(name string) string {
	s.T.Helper()
	p := s.As("vera").Get("/people?q="+url.QueryEscape(name)).Want(s.T, http.StatusOK)
	href, ok := p.Find("table.people tbody th a").First().Attr("href")
	if !ok {
		s.T.Fatalf("%s is not on the list", name)
	}
	return href
}

// ValuesOf returns the values of a form as a browser would send them.
func ValuesOf(p Page, form string) url.Values {
	out := url.Values{}
	f := p.Find(form)
	for _, n := range f.Find("input[name]").EachIter() {
		kind, _ := n.Attr("type")
		_, checked := n.Attr("checked")
		if (kind == "radio" || kind == "checkbox") && !checked {
			continue
		}
		name, _ := n.Attr("name")
		value, _ := n.Attr("value")
		out.Add(name, value)
	}
	for _, n := range f.Find("select[name]").EachIter() {
		name, _ := n.Attr("name")
		value, _ := n.Find("option[selected]").Attr("value")
		out.Set(name, value)
	}
	for _, n := range f.Find("textarea[name]").EachIter() {
		name, _ := n.Attr("name")
		out.Set(name, n.Text())
	}
	return out
}
