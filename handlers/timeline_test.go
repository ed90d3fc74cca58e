package handlers_test

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tminus/handlers"
	"tminus/models/db"
	"tminus/models/people"
	"tminus/models/template"
)

func TestTimelineShowsEachItemOnce(t *testing.T) {
	s := newSite(t)
	slug, ids := s.Planned("Places",
		template.Item{Key: "docs", Title: "Docs", Lane: "support", Role: template.RoleLead, Start: -10, Due: -6},
		template.Item{Key: "early", Title: "Research", Lane: "engineering", Start: -60, Due: -50},
		template.Item{Key: "late", Title: "Review at 30 days", Lane: "support", Start: 30, Due: 30},
		template.Item{Key: "long", Title: "Migration", Lane: "engineering", Start: -40, Due: -18},
		template.Item{Key: "meet", Title: "Go/no-go", Lane: "engineering", Kind: template.KindMeeting, Start: -2, Due: -2,
			After: []string{"docs"}},
	)
	p := s.As("ana").Get("/launches/"+slug+"/timeline").Want(t, http.StatusOK)
	if got := p.Find("title").Text(); got != "Timeline · Places · T-Minus" {
		t.Errorf("title %q", got)
	}
	for key, want := range map[string]string{
		"docs": "Docs, 21–25 Nov, not started", "long": "Migration, 22 Oct – 13 Nov, at risk, begins before the chart",
		"meet": "Go/no-go, 29 Nov, at risk",
	} {
		if got, _ := p.Find("#b" + strconv.FormatInt(ids[key], 10)).Attr("aria-label"); got != want {
			t.Errorf("the bar is called %q, want %q", got, want)
		}
	}
	for sel, n := range map[string]int{
		"tr.days th[class]": 36, "table.timeline tr.item": 5, "tbody.band tr.item": 2, "a.milestone": 1, "a.cut-start": 1, ".after": 1,
		"tr.weeks th": 6, ".days .now": 1, ".days .t0": 1, "[style]": 0,
	} {
		if got := p.Find(sel).Length(); got != n {
			t.Errorf("%d × %s, want %d", got, sel, n)
		}
	}
	if got := p.Find("#timeline-count").Text(); got != "5 of 5 open" {
		t.Errorf("count %q", got)
	}
}

func TestTimelineFilterInAddress(t *testing.T) {
	s := newSite(t)
	slug, _ := s.Planned("Filter",
		template.Item{Key: "a", Title: "Docs <b>", Lane: "support", Role: template.RoleLead, Start: -10, Due: -6},
		template.Item{Key: "b", Title: "Blog post", Lane: "marketing", Start: -5, Due: -5},
	)
	v := s.As("vera")
	for query, want := range map[string]int{
		"": 2, "?team=support": 1, "?owner=nobody": 1, "?status=open": 2, "?status=finished": 0, "?status=at_risk": 1, "?q=BLOG": 1,
		"?q=%3Cb%3E": 1, "?team=unknown": 0, "?owner=abc": 0, "?status=nonsense": 0, "?view=list&sort=owner": 2,
		"?view=list&sort=nonsense": 2, "?q=%00%ff": 0,
	} {
		p := v.Get("/launches/"+slug+"/timeline"+query).Want(t, http.StatusOK)
		if got := p.Find("#timeline tr.item").Length(); got != want {
			t.Errorf("%q shows %d, want %d", query, got, want)
		}
		if p.Find(".press button, button.press, [data-from]").Length() > 0 {
			t.Errorf("%q offers a viewer what a viewer cannot do", query)
		}
	}
	f := v.HTMX().Get("/launches/"+slug+"/timeline?team=support").Want(t, http.StatusOK)
	if f.Find("#timeline tr.item").Length() != 1 || f.Find("main").Length() > 0 ||
		!strings.Contains(strings.Join(f.Header.Values("Vary"), ","), "HX-Request") {
		t.Error("the fragment is not the region alone")
	}
}

func TestDatesChangeRejectAndUndo(t *testing.T) {
	s := newSite(t)
	// Due T-9, a Sunday, on the working day before: Friday 20 November.
	slug, ids := s.Planned("Dates",
		template.Item{Key: "a", Title: "Docs", Lane: "support", Start: -14, Due: -9, Anchor: template.PreviousWorkday})
	v := s.As("petra")
	path := "/launches/" + slug + "/deliverables/" + strconv.FormatInt(ids["a"], 10) + "/dates"
	back := "/launches/" + slug + "/timeline?team=support"
	before := s.Schedule(slug, ids["a"])
	if before.DueOn.String() != "2026-11-20" || before.DueOffset != -9 {
		t.Fatalf("due %s, offset %d", before.DueOn, before.DueOffset)
	}
	form := func(start, due string, more ...string) url.Values {
		f := url.Values{"starts_on": {start}, "due_on": {due}, "version": {"1"}, "back": {back}}
		for i := 0; i+1 < len(more); i += 2 {
			f.Set(more[i], more[i+1])
		}
		return f
	}
	for _, bad := range []url.Values{
		form("2026-11-20", "2026-11-19"), form("soon", "2026-11-19"), form("2026-11-20", ""), form("", "", "due_time", "10:00"),
		form("2026-11-20", "2026-11-21", "due_time", "25:00"), form("2026-11-20", "2026-11-21", "anchor", "sometimes"),
		form("2026-11-20", "9999-01-01"),
	} {
		p := v.Post(path, bad).Want(t, http.StatusUnprocessableEntity)
		if got := p.Find("input[name=starts_on]").AttrOr("value", ""); got != bad.Get("starts_on") {
			t.Errorf("what was typed is lost: %q", got)
		}
		if !strings.HasPrefix(p.Find("title").Text(), "Error:") || p.Find(".summary").Length() != 1 {
			t.Errorf("%v: the page does not say what is wrong", bad)
		}
	}
	if got := v.Post(path, form("2026-11-18", "2026-11-24")).Want(t, http.StatusSeeOther).Header.Get("Location"); got != back {
		t.Errorf("sent to %q", got)
	}
	p := v.Get(back)
	undo := url.Values{}
	for _, in := range p.Find("#flash form input").EachIter() {
		undo.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
	}
	// Another person's outdated form comes too late, and shows who saved first.
	late := s.As("marek").Post(path, form("2026-11-16", "2026-11-17")).Want(t, http.StatusConflict)
	if !strings.Contains(late.Content, "Petra Lund changed") || late.Find("input[name=due_on]").AttrOr("value", "") != "2026-11-17" ||
		late.Find("input[name=version]").AttrOr("value", "") != "2" {
		t.Errorf("the conflict does not show both: %.300s", late.Find("main").Text())
	}
	hand := form("2026-11-16", "2026-11-17", "by", "hand")
	if f := s.As("marek").HTMX().Post(path, hand).Want(t, http.StatusConflict); f.Find("#timeline tr.item").Length() != 1 ||
		!strings.Contains(f.Content, "Petra Lund changed") {
		t.Error("a drag that came too late does not show the rows as they are")
	}
	v.Post(path, undo).Want(t, http.StatusSeeOther)
	v.Post(path, undo).Want(t, http.StatusSeeOther)
	if after := s.Schedule(slug, ids["a"]); after.Schedule != before.Schedule || after.Version != 3 {
		t.Errorf("undone to %+v version %d, want %+v", after.Schedule, after.Version, before.Schedule)
	}
	s.As("vera").Post(path, form("2026-11-18", "2026-11-24")).Want(t, http.StatusForbidden)
	s.As("vera").Get(path).Want(t, http.StatusForbidden)
	v.Post("/launches/real-time-notifications/deliverables/"+strconv.FormatInt(ids["a"], 10)+"/dates",
		form("2026-11-18", "2026-11-24")).Want(t, http.StatusNotFound)
}

func TestOwnerChange(t *testing.T) {
	s := newSite(t)
	slug, ids := s.Planned("Owners", template.Item{Key: "a", Title: "Docs", Lane: "support", Start: -14, Due: -9})
	v := s.As("petra")
	path := "/launches/" + slug + "/deliverables/" + strconv.FormatInt(ids["a"], 10) + "/owner"
	page := v.Get(path).Want(t, http.StatusOK)
	marek := page.Find("option:contains('Marek')").AttrOr("value", "")
	v.Post(path, url.Values{"owner": {"99999"}, "version": {"1"}}).Want(t, http.StatusUnprocessableEntity)
	v.Post(path, url.Values{"owner": {marek}, "version": {"1"}}).Want(t, http.StatusSeeOther)
	v.Post(path, url.Values{"owner": {marek}, "version": {"1"}}).Want(t, http.StatusSeeOther)
	v.Post(path, url.Values{"owner": {""}, "version": {"1"}}).Want(t, http.StatusConflict)
	if it := s.Schedule(slug, ids["a"]); it.OwnerName != "Marek Solberg" || it.Version != 2 {
		t.Errorf("%q owns it, version %d", it.OwnerName, it.Version)
	}
	s.As("vera").Post(path, url.Values{"owner": {marek}, "version": {"2"}}).Want(t, http.StatusForbidden)
}

func TestTimelineQueryCountIsConstant(t *testing.T) {
	s := newSite(t)
	var n atomic.Int64
	h := handlers.New(s.DB, handlers.Options{BaseURL: "http://127.0.0.1", Demo: true, Secret: []byte(strings.Repeat("s", 32)),
		BodyLimit: 2 << 20,
		Limits:    people.Limits{Idle: 12 * time.Hour, Absolute: 720 * time.Hour}})
	counting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(db.WithQueryCount(r.Context(), &n)))
	}))
	t.Cleanup(counting.Close)
	slugs := make(map[int]string)
	for _, size := range []int{3, 30, 300} {
		slugs[size], _ = s.Planned("Size "+strconv.Itoa(size), many(size)...)
	}
	s.RefreshStates()
	v := s.As("ana")
	s.URL = counting.URL
	for _, query := range []string{"", "?view=list", "?status=open"} {
		counts := make(map[int]int64)
		for size, slug := range slugs {
			n.Store(0)
			v.Get("/launches/"+slug+"/timeline"+query).Want(t, http.StatusOK)
			counts[size] = n.Load()
		}
		if counts[3] == 0 || counts[3] != counts[30] || counts[30] != counts[300] {
			t.Errorf("%q needs %v queries", query, counts)
		}
		t.Logf("%q: %d queries", query, counts[300])
	}
}

// TestTimelineFirstLoadSize adds up the compressed size of what a browser fetches to show a launch
// with 300 deliverables for the first time.
func TestTimelineFirstLoadSize(t *testing.T) {
	s := newSite(t)
	slug, _ := s.Planned("Big", many(300)...)
	v := s.As("ana")
	page := v.Get("/launches/"+slug+"/timeline").Want(t, http.StatusOK)
	paths := []string{"/launches/" + slug + "/timeline"}
	for _, el := range page.Find("link[href], script[src]").EachIter() {
		paths = append(paths, el.AttrOr("href", "")+el.AttrOr("src", ""))
	}
	icons, _, _ := strings.Cut(page.Find("svg use").First().AttrOr("href", ""), "#")
	total := 0
	for _, path := range append(paths, icons) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Accept-Encoding", "gzip")
		res, err := v.HTTP.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil || res.StatusCode != http.StatusOK {
			t.Fatalf("%s: %s, %v", path, res.Status, err)
		}
		if res.Header.Get("Content-Encoding") == "gzip" {
			if _, err := gzip.NewReader(strings.NewReader(string(b))); err != nil {
				t.Fatal(err)
			}
		}
		t.Logf("%6d %s", len(b), path)
		total += len(b)
	}
	if len(paths) < 4 || total > 90<<10 {
		t.Errorf("%d bytes in %d files, more than 90 KB", total, len(paths)+1)
	}
}
