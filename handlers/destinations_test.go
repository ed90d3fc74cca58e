package handlers_test

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// A new launch of the smallest template has few places to go to before launch day: its tabs and their sub-pages.
func TestSmallLaunchHasFewDestinations(t *testing.T) {
	t.Parallel()
	s := newSite(t)
	v := s.As("ana")
	form := v.Post("/launches/new", with(firstStep(), "template", "small")).Want(t, http.StatusOK).Filled("form.new-launch")
	// Nothing of the sample calendar is near this day, so there are no collisions.
	v.Post("/launches", with(form, "launch_on", "2027-06-15")).Want(t, http.StatusSeeOther)
	var places []string
	follow := []string{"/launches/pay-by-link"}
	for i := 0; i < len(follow); i++ {
		v.Get(follow[i]).Want(t, http.StatusOK).Find("nav.tabs a[href], nav.subnav a[href]").Each(func(_ int, a *goquery.Selection) {
			href, _, _ := strings.Cut(a.AttrOr("href", ""), "?")
			if !slices.Contains(places, href) {
				places, follow = append(places, href), append(follow, href)
			}
		})
	}
	if len(places) > 8 || len(places) < 4 {
		t.Errorf("%d destinations: %s", len(places), strings.Join(places, " "))
	}
}
