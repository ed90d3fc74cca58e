package e2e_test

import (
	"strconv"
	"testing"

	"tminus/internal/browser"
	"tminus/models/template"
)

func TestTimelineDependencyLines(t *testing.T) {
	s := newSite(t)
	slug, ids := s.Planned("Ties",
		template.Item{Key: "docs", Title: "Docs", Lane: "support", Start: -10, Due: -6},
		template.Item{Key: "video", Title: "Demo video", Lane: "marketing", Start: -3, Due: -1, After: []string{"docs"}},
		template.Item{Key: "blog", Title: "Blog post", Lane: "marketing", Start: -12, Due: -9, After: []string{"docs"}},
	)
	b := window(t, s, "ana")
	b.Viewport(1440, 900)
	b.Open(s.URL + "/launches/" + slug + "/timeline")
	id := func(key string) string { return strconv.FormatInt(ids[key], 10) }
	line := func(key string) string { return ".ties path[data-ends='" + id("docs") + " " + id(key) + "']" }
	b.WaitFor(`document.querySelectorAll(".ties path").length === 2`)
	if !browser.Eval[bool](b, `document.querySelector("`+line("blog")+`").matches(".late") && !document.querySelector("`+line("video")+
		`").matches(".late")`) {
		t.Error("only the line to what is due too early should say so")
	}

	// The line follows the bar, and the order once that is right.
	was := browser.Eval[string](b, `document.querySelector("`+line("blog")+`").getAttribute("d")`)
	b.Focus("#b" + id("blog"))
	b.WaitFor(`document.querySelector("` + line("blog") + `")?.matches(".on")`)
	b.Press("m")
	for range 9 {
		b.Press("ArrowRight")
	}
	b.WaitFor(`document.querySelector("` + line("blog") + `")?.getAttribute("d") !== ` + strconv.Quote(was))
	b.Press("Enter")
	b.WaitFor(`document.querySelector("` + line("blog") + `")?.matches(".late") === false`)

	b.Open(s.URL + "/launches/" + slug + "/timeline?q=demo")
	b.WaitFor(`document.querySelectorAll(".ties path").length === 0`)
	b.CheckAxe()
}
