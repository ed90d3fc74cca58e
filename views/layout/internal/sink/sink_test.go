package sink

import (
	"bytes"
	"context"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"tminus/static"
)

var pages = map[string]templ.Component{
	"overview": Overview(), "timeline": Timeline(), "kit": Kit(), "signin": SignIn(), "month": Month(),
}

func render(t *testing.T, c templ.Component) (string, *goquery.Document) {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(out.Bytes()))
	if err != nil {
		t.Fatal(err)
	}
	return out.String(), doc
}

// With TMINUS_SINK set to an address ("127.0.0.1:8099"), the pages are served
// there under the policy of the product, for looking at them.
func TestServeForLookingAt(t *testing.T) {
	addr := os.Getenv("TMINUS_SINK")
	if addr == "" {
		t.Skip("set TMINUS_SINK to an address to look at the components")
	}
	mux := http.NewServeMux()
	mux.Handle(static.Prefix, static.Handler())
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		page, ok := pages[strings.TrimSuffix(filepath.Base(r.URL.Path), ".html")]
		if !ok {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Content-Security-Policy", "default-src 'self'")
		_ = page.Render(r.Context(), w)
	})
	t.Fatal(http.ListenAndServe(addr, mux))
}

func TestPagesHoldNothingThePolicyRefuses(t *testing.T) {
	t.Parallel()
	for name, page := range pages {
		html, doc := render(t, page)
		for _, bad := range []string{"[style]", "style", "script:not([src])", "[onclick]", "[href^='javascript:']"} {
			if n := doc.Find(bad).Length(); n > 0 {
				t.Errorf("%s: %d × %s", name, n, bad)
			}
		}
		if regexp.MustCompile(`\son[a-z]+=`).MatchString(html) {
			t.Errorf("%s has an event attribute", name)
		}
	}
}

func TestIdsAreUniqueAndReferencesHold(t *testing.T) {
	t.Parallel()
	for name, page := range pages {
		_, doc := render(t, page)
		seen := map[string]bool{}
		doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
			id, _ := s.Attr("id")
			if seen[id] {
				t.Errorf("%s: id %q twice", name, id)
			}
			seen[id] = true
		})
		for _, attr := range []string{"for", "aria-describedby", "aria-labelledby"} {
			doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
				for _, id := range strings.Fields(s.AttrOr(attr, "")) {
					// the shell's own dialog is named by what is put into it
					if !seen[id] && id != "dialog-title" {
						t.Errorf("%s: %s=%q points nowhere", name, attr, id)
					}
				}
			})
		}
	}
}

func TestEveryIconIsInTheSprite(t *testing.T) {
	t.Parallel()
	sprite, err := os.ReadFile("../../../../static/icons.svg")
	if err != nil {
		t.Fatal(err)
	}
	for name, page := range pages {
		_, doc := render(t, page)
		doc.Find("use").Each(func(_ int, s *goquery.Selection) {
			_, id, _ := strings.Cut(s.AttrOr("href", ""), "#")
			if !bytes.Contains(sprite, []byte(`id="`+id+`"`)) {
				t.Errorf("%s: no icon %q", name, id)
			}
		})
	}
}

func TestControlsHaveNames(t *testing.T) {
	t.Parallel()
	for name, page := range pages {
		_, doc := render(t, page)
		doc.Find("a, button, summary").Each(func(_ int, s *goquery.Selection) {
			label := s.AttrOr("aria-label", "") + strings.TrimSpace(s.Text())
			if label == "" {
				html, _ := goquery.OuterHtml(s)
				t.Errorf("%s: without a name: %s", name, html)
			}
		})
	}
}
