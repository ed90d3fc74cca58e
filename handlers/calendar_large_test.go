package handlers_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"tminus/handlers"
	"tminus/models/db"
	"tminus/models/people"
)

func TestCalendarQueryCountIsConstant(t *testing.T) {
	s := newSite(t)
	var n atomic.Int64
	h := handlers.New(s.DB, handlers.Options{BaseURL: "http://127.0.0.1", Demo: true, Secret: []byte(strings.Repeat("s", 32)),
		BodyLimit: 2 << 20,
		Limits:    people.Limits{Idle: 12 * time.Hour, Absolute: 720 * time.Hour}})
	counting := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(w, r.WithContext(db.WithQueryCount(r.Context(), &n)))
	}))
	t.Cleanup(counting.Close)
	v := s.As("ana")
	s.URL = counting.URL
	pages := []string{"/calendar?month=2026-12", "/calendar?month=2026-12&view=list", "/calendar?month=2026-12&kind=holiday",
		"/calendar?month=2026-12&kind=oncall"}
	count := func() []int64 {
		s.RefreshStates()
		var out []int64
		for _, p := range pages {
			n.Store(0)
			v.Get(p).Want(t, http.StatusOK)
			out = append(out, n.Load())
		}
		return out
	}
	few := count()
	var many []string
	for i := range 900 {
		many = append(many, fmt.Sprintf("u%d|202612%02d|%s %d", i, 1+i%28, strings.Repeat("A name that is long ", 9), i))
	}
	p := upload(v, "/calendar/import", "many.ics", []byte(icsFile(many...)), holidays()).Want(t, http.StatusOK)
	form := valuesOf(p, "main form")
	form.Set("do", "import")
	v.Post("/calendar/import", form).Want(t, http.StatusSeeOther)
	v.Get("/me").Want(t, http.StatusOK) // clears the flash message
	if all := count(); fmt.Sprint(few) != fmt.Sprint(all) {
		t.Errorf("%v queries with few events, %v with 900 more", few, all)
	}
	// A day shows some events and folds the rest.
	month := v.Get(pages[0]).Find("table.month td:contains('A name that is long')").First()
	if month.Find("details.more summary").Text() == "" ||
		month.Find("details.more li").Length()+month.Find("ul.month-items").First().Find("li").Length() < 30 {
		t.Error("a crowded day is not folded")
	}
	v.Post("/calendar/imports/1/undo", url.Values{}).Want(t, http.StatusSeeOther)
}
