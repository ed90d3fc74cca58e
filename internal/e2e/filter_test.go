package e2e_test

import (
	"strings"
	"testing"
)

func TestFilterUpdatesListAndKeepsFocus(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")

	b.Open(s.URL + "/people")
	b.Select("main select[name=role]", "Viewer")
	b.WaitText("main .bar-tools [role=status]", "1 person")
	if url := b.URL(); !strings.Contains(url, "role=viewer") {
		t.Errorf("the address does not hold the filter: %s", url)
	}
	b.Click("main input[name=q]")
	b.Type("nobody")
	b.WaitText("main", "Nobody matches")
	if got := b.Value("main input[name=q]"); got != "nobody" || !b.Focused("main input[name=q]") {
		t.Errorf("the field holds %q after its answer, focused: %v", got, b.Focused("main input[name=q]"))
	}

	b.Open(s.URL + "/audit")
	b.Select("main select[name=entity]", "launch")
	b.WaitFor(`document.querySelector(".page-head a[href*='entity=launch']") !== null`)
}
