package finder

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
)

func newIndex(t testing.TB, docs ...Doc) *Index {
	t.Helper()
	for i := range docs {
		if docs[i].Group == "" {
			docs[i].Group = docs[i].ID
		}
	}
	return library(t, docs)
}

func doc(id string, pairs ...string) Doc {
	d := Doc{ID: id, Text: map[string]string{}}
	for i := 0; i < len(pairs); i += 2 {
		d.Text[pairs[i]] = pairs[i+1]
	}
	return d
}

func searchIDs(t testing.TB, x *Index, query string) []string {
	t.Helper()
	hits, err := x.Search(query, 10, 0)
	if err != nil {
		t.Fatalf("%q: %v", query, err)
	}
	ids := []string{}
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return ids
}

func TestSearchRanksSymptomsFirst(t *testing.T) {
	t.Parallel()
	x := newIndex(t, doc("body", "body", "The printer jams."), doc("reply", "template", "Sorry that the printer jams."),
		doc("title", "title", "Printer jams"), doc("symptom", "symptom", "The printer jams now and then with thick paper"))
	if got := searchIDs(t, x, "printer jams"); !slices.Equal(got, []string{"symptom", "title", "reply", "body"}) {
		t.Errorf("got %v", got)
	}
}

func TestSearchMatchesCodesExactly(t *testing.T) {
	t.Parallel()
	x := newIndex(t, doc("1042", "error", "E-1042"), doc("1043", "error", "E-1043"), doc("push", "error", "ERR_PUSH_410"),
		doc("win", "error", "0x80070005"), doc("429", "symptom", "Refused with HTTP 429"), doc("refused", "error", "ERR_CONNECTION_REFUSED"))
	for query, want := range map[string]string{
		"E-1042": "1042", "e1042": "1042", "E 1042": "1042", "error E-1043": "1043", "0X80070005": "win",
		"HTTP/429": "429", "http429": "429", "err_connection_refused": "refused", "ERR-PUSH-410": "push", "err push 410": "push",
	} {
		if got := searchIDs(t, x, query); len(got) == 0 || got[0] != want {
			t.Errorf("%q: got %v, want %s", query, got, want)
		}
	}
	for _, query := range []string{"E-1044", "0x80070006", "E1024", "1041"} {
		if got := searchIDs(t, x, query); len(got) != 0 {
			t.Errorf("%q is another code, but finds %v", query, got)
		}
	}
}

func TestSearchToleratesEndingsAndErrors(t *testing.T) {
	t.Parallel()
	x := newIndex(t, doc("en", "symptom", "Notifications are delayed"), doc("de", "symptom", "Die Rechnungen werden überwiesen"),
		doc("ru", "symptom", "Уведомления не приходят"), doc("login", "symptom", "The login loops"), doc("wifi", "symptom", "Wi-Fi e-mail"))
	for query, want := range map[string]string{
		"notification delay": "en", "delaying": "en", "notifcation": "en", "ntoifications": "en", "dleayed": "en", "notif": "en",
		"rechnung": "de", "überweisen": "de", "ueberwiesen": "de", "uberwiesen": "de", "rehcnungen": "de",
		"уведомление": "ru", "приходит": "ru", "уведомлене": "ru", "УВЕДОМЛЕНИЙ": "ru",
		"log in": "login", "wifi": "wifi", "wi fi": "wifi", "email": "wifi",
	} {
		if got := searchIDs(t, x, query); len(got) == 0 || got[0] != want {
			t.Errorf("%q: got %v, want %s", query, got, want)
		}
	}
	if got := searchIDs(t, x, "ohif"); len(got) != 0 {
		t.Errorf("a short word with two errors finds %v", got)
	}
	// A long word may have a short stem, which is within two errors of many other words.
	x = newIndex(t, doc("press", "fix", "In the browser press the lock"), doc("choose", "fix", "Choose another"))
	if got := searchIDs(t, x, "crossing"); len(got) != 0 {
		t.Errorf("crossing finds %v", got)
	}
}

func TestExcerptsQuoteText(t *testing.T) {
	t.Parallel()
	nasty := `<script>alert(1)</script> & "settings" <b onclick='x'>push</b> ` + strings.Repeat("ж filler ", 60) + "settings at the end"
	x := newIndex(t, doc("a", "body", nasty))
	for _, query := range []string{"settings", "script", "<script>alert(1)</script>", "onclick", `"><img src=x onerror=alert(1)>settings`} {
		hits, err := x.Search(query, 1, 0)
		if err != nil || len(hits) != 1 {
			t.Fatalf("%q: %v %v", query, hits, err)
		}
		var b strings.Builder
		marked := false
		for _, s := range hits[0].Text["body"] {
			b.WriteString(s.Text)
			marked = marked || s.Hit
		}
		shown := strings.TrimSuffix(strings.TrimPrefix(b.String(), "… "), " …")
		if !strings.Contains(nasty, shown) {
			t.Errorf("%q: not a part of the text: %s", query, shown)
		}
		if !marked {
			t.Errorf("%q: nothing is marked in %s", query, shown)
		}
		if n := len([]rune(shown)); n > excerptRunes+40 {
			t.Errorf("%q: %d characters", query, n)
		}
	}
}

func TestSearchAcceptsAnyQuery(t *testing.T) {
	t.Parallel()
	x := newIndex(t, doc("a", "symptom", "something"))
	empty := library(t, nil)
	for _, query := range []string{"", " ", "a", "'", "’", "--", "_", "*", "~", "#", "~someth", "+a -b \"c", "\x00", "\xff\xfe", "a'",
		"…", "\u00ad",
		strings.Repeat("x", 100_000), strings.Repeat("word ", 5000), strings.Repeat("a-", 3000), strings.Repeat("é", 999), "日本語 テスト",
		"مرحبا", "👩‍👩‍👧 1", "1 2 3 4 5 6", "a_b_c:d/e.f"} {
		searchIDs(t, x, query)
		searchIDs(t, empty, query)
	}
	if got := searchIDs(t, x, "no of the"); len(got) != 0 {
		t.Errorf("got %v", got)
	}
}

func TestPutReplacesGroup(t *testing.T) {
	t.Parallel()
	x := newIndex(t)
	for range 3 {
		if err := x.Put("g", doc("g/1", "symptom", "apples"), doc("g/2", "symptom", "pears apples")); err != nil {
			t.Fatal(err)
		}
	}
	if got := searchIDs(t, x, "apples"); !slices.Equal(got, []string{"g/1", "g/2"}) || x.Len() != 2 {
		t.Errorf("got %v of %d", got, x.Len())
	}
	if hits, _ := x.Search("apples", 10, 1); len(hits) != 1 {
		t.Errorf("one of a group was asked for, got %v", hits)
	}
	if err := x.Put("g", doc("g/2", "symptom", "plums")); err != nil {
		t.Fatal(err)
	}
	if got := append(searchIDs(t, x, "apples"), searchIDs(t, x, "plums")...); !slices.Equal(got, []string{"g/2"}) {
		t.Errorf("got %v", got)
	}
	if err := x.Put("g"); err != nil || x.Len() != 0 || len(searchIDs(t, x, "plums")) != 0 {
		t.Errorf("the group is still there: %v", err)
	}
}

// While the index is being refilled, every search is answered from the old or the new content, and
// no document that is put in the meantime is lost.
func TestFillDuringSearches(t *testing.T) {
	t.Parallel()
	x := newIndex(t, doc("stays", "symptom", "always there"))
	stop := make(chan struct{})
	var wg sync.WaitGroup
	for range 2 {
		wg.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if got := searchIDs(t, x, "always"); len(got) != 1 {
					t.Errorf("in between it finds %v", got)
					return
				}
			}
		})
	}
	for round := range 10 {
		fresh := fmt.Sprintf("fresh%d", round)
		err := x.Fill(func(yield func(Doc) bool) error {
			stays := doc("stays", "symptom", "always there")
			stays.Group = "stays"
			yield(stays)
			return x.Put(fresh, doc(fresh, "symptom", "kiwi"+fresh))
		})
		if err != nil {
			t.Fatal(err)
		}
		if got := searchIDs(t, x, "kiwi"+fresh); len(got) != 1 {
			t.Errorf("a document put during the refill is found as %v", got)
		}
	}
	close(stop)
	wg.Wait()
}

func TestRefillKeepsDocuments(t *testing.T) {
	t.Parallel()
	x := newIndex(t)
	for n := range 5 * refillAfter {
		id := fmt.Sprint("doc", n%refillAfter)
		if err := x.Put(id, doc(id, "symptom", fmt.Sprintf("round%d %s", n/refillAfter, id))); err != nil {
			t.Fatal(err)
		}
		if n%50 == 0 {
			x.Refill()
		}
	}
	x.Refill()
	x.mu.RLock()
	batches := x.current.batches
	x.mu.RUnlock()
	if batches > refillAfter+1 {
		t.Errorf("it was written %d times without a refill", batches)
	}
	if got := append(searchIDs(t, x, "round3"), searchIDs(t, x, "doc7")...); x.Len() != refillAfter || !slices.Equal(got, []string{"doc7"}) {
		t.Errorf("got %v of %d", got, x.Len())
	}
}

func TestFailedFillKeepsContent(t *testing.T) {
	t.Parallel()
	x := newIndex(t, doc("old", "symptom", "old"))
	if err := x.Fill(func(yield func(Doc) bool) error { yield(doc("new", "symptom", "new")); return fmt.Errorf("away") }); err == nil {
		t.Error("no error")
	}
	if got := append(searchIDs(t, x, "old"), searchIDs(t, x, "new")...); !slices.Equal(got, []string{"old"}) {
		t.Errorf("got %v", got)
	}
}

func TestSearchAfterClose(t *testing.T) {
	t.Parallel()
	x := newIndex(t, doc("a", "symptom", "a b"))
	if err := x.Close(); err != nil {
		t.Fatal(err)
	}
	if got := searchIDs(t, x, "b"); len(got) != 0 || x.Len() != 0 {
		t.Errorf("got %v", got)
	}
	if err := x.Put("b", doc("b")); err == nil {
		t.Error("it takes documents")
	}
}

func TestUnknownReturnsMissingCodes(t *testing.T) {
	x := library(t, guides(t))
	for query, want := range map[string]string{
		"ERR_FOO_999 code": "ERR_FOO_999", "err foo 999": "", "it took 15 minutes": "", "v2 is slow": "", "no code at all": "", "": "",
		"E-9999 and ERR404X": "E-9999 ERR404X", "ERR_PUSH_410-DE": "",
	} {
		got, err := x.Unknown(query)
		if err != nil || strings.Join(got, " ") != want {
			t.Errorf("%q: %q, %v", query, got, err)
		}
	}
}
