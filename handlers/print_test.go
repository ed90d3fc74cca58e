package handlers_test

import (
	"net/http"
	"strings"
	"testing"
)

func TestPrintRowsMakeRoomForNames(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	p := s.As("ana").Get(notifications+"/timeline").Want(t, http.StatusOK)
	for title, want := range map[string]string{"Post-mortem": "before-28", "Risk register": "behind-28"} {
		row := p.Find(".timeline .item:has(a.title:contains('" + title + "'))")
		class, _ := row.Find(".after").Attr("class")
		if !strings.Contains(class, want) {
			t.Errorf("%s is %q, want %s", title, class, want)
		}
	}
}
