package markdown_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/a-h/templ"
	"pgregory.net/rapid"

	"tminus/internal/markdown"
)

func html(t testing.TB, src string) string {
	t.Helper()
	var b strings.Builder
	if err := markdown.HTML(src).Render(t.Context(), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

const rel = ` rel="nofollow noreferrer"`

func TestHTML(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, src, want string }{
		{"nothing", "", ""},
		{"paragraph", "Hello", "<p>Hello</p>\n"},
		{"a line break is kept", "one\ntwo", "<p>one<br>\ntwo</p>\n"},
		{"emphasis", "**a** _b_ ~~c~~ `d<e`", "<p><strong>a</strong> <em>b</em> <del>c</del> <code>d&lt;e</code></p>\n"},
		{"headings start at h3", "# A\n### B\n##### C", "<h3>A</h3>\n<h5>B</h5>\n<h6>C</h6>\n"},
		{"task list", "- [x] done\n- [ ] open", "<ul>\n<li class=\"task\">☑ done</li>\n<li class=\"task\">☐ open</li>\n</ul>\n"},
		{"numbered list", "3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"},
		{"table", "|a|b|\n|:-:|-|\n|1|2|",
			"<table>\n<thead>\n<tr>\n<th>a</th>\n<th>b</th>\n</tr>\n</thead>\n<tbody>\n<tr>\n<td>1</td>\n<td>2</td>\n</tr>\n</tbody>\n</table>\n"},
		{"code block without a class", "```go\nx < 1\n```", "<pre><code>x &lt; 1\n</code></pre>\n"},
		{"link", `[docs](https://example.com/a?b=1&c=2 "hint")`, `<p><a href="https://example.com/a?b=1&amp;c=2"` + rel + `>docs</a></p>` + "\n"},
		{"path here", "[plan](/launches/pay)", `<p><a href="/launches/pay"` + rel + `>plan</a></p>` + "\n"},
		{"bare address", "see https://example.com.", `<p>see <a href="https://example.com"` + rel + `>https://example.com</a>.</p>` + "\n"},
		{"mail address", "<ana@example.com>", `<p><a href="mailto:ana@example.com"` + rel + `>ana@example.com</a></p>` + "\n"},
		{"mention stays text", "ask @ana, @bob.k", "<p>ask @ana, @bob.k</p>\n"},
		{"picture becomes a link", "![chart](https://example.com/c.png)", `<p><a href="https://example.com/c.png"` + rel +
			`>chart</a></p>` + "\n"},
		{"picture without a description", "![](https://example.com/c.png)", `<p><a href="https://example.com/c.png"` + rel +
			`>Picture</a></p>` + "\n"},
		{"picture in a link", "[![chart](https://a.example/c.png)](https://b.example/)", `<p><a href="https://b.example/"` + rel +
			`>chart</a></p>` + "\n"},
		{"link in a picture", "![a [b](https://c.example/) d](https://e.example/)", `<p><a href="https://e.example/"` + rel +
			`>a b d</a></p>` + "\n"},
		{"HTML shows as typed", "a <b>bold</b> <br/>", "<p>a &lt;b&gt;bold&lt;/b&gt; &lt;br/&gt;</p>\n"},
		{"block of HTML shows as typed", "<div class=x>\nhi\n</div>", "<p>&lt;div class=x&gt;<br>\nhi<br>\n&lt;/div&gt;</p>\n"},
		{"entities", "&lt;b&gt; &amp; &copy;", "<p>&lt;b&gt; &amp; ©</p>\n"},
		{"refused address", "[a](javascript:x) [b](//c.example) ![d](data:x)", "<p>a b d</p>\n"},
		{"bad bytes", "a\xffb\x00c", "<p>a�b�c</p>\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := html(t, c.src); got != c.want {
				t.Errorf("%q\n got %q\nwant %q", c.src, got, c.want)
			}
		})
	}
}

func TestText(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("word ", 100)
	for src, want := range map[string]string{
		"":                                       "",
		"# Title\n\nSome **bo**ld `text` & more": "Title Some bold text & more",
		"|a|b|\n|-|-|\n|1|2|":                    "a b 1 2",
		"- [ ] one\n- two":                       "☐ one two",
		"[docs](https://example.com)\nnext":      "docs next",
		"<script>alert(1)</script>":              "<script>alert(1)</script>",
		long:                                     strings.TrimSpace(strings.Repeat("word ", 39)) + "…",
	} {
		if got := markdown.Text(src); got != want {
			t.Errorf("Text(%.40q) = %q, want %q", src, got, want)
		}
	}
	if got := markdown.Excerpt("дата запуска", 6); got != "дата…" {
		t.Errorf("Excerpt = %q", got)
	}
	if got := markdown.Excerpt(strings.Repeat("я", 300), 50); utf8.RuneCountInString(got) != 50 {
		t.Errorf("an endless word gave %d runes", utf8.RuneCountInString(got))
	}
}

func TestHTMLCutsLongText(t *testing.T) {
	t.Parallel()
	if got := html(t, strings.Repeat("я", markdown.MaxBytes)); !strings.Contains(got, "was cut here") || !utf8.ValidString(got) {
		t.Errorf("ends with %q", got[len(got)-80:])
	}
	if got := html(t, strings.Repeat("x", markdown.MaxBytes)); strings.Contains(got, "was cut here") {
		t.Error("a text of the greatest length was cut")
	}
}

// Known inputs that make a Markdown parser run for minutes or out of stack. Those with quadratic
// cost must show as typed.
func TestHTMLFinishesOnHostileInput(t *testing.T) {
	t.Parallel()
	for _, unit := range []string{"[", "![", "[a](", "*a ", "**a _b ", "`a``b", "> ", ">", "- ", "1. ", "> - ", "|", "a|b\n", "<", "&#",
		"\\", "~~a ", "[a]: /b\n", "[^", "(", "\t", "# ", "http://a.b/", "www.", "a@b.", "<a@b", "\n    - ", "[a]( ", "[a](<", "[a](b \"",
		"[a](b '", "[a](b (", "[a](\n", "[a](<\n", "[a]: <", "[a]: b \"\n\n", "[a][", "[]", "![](", "a\\\n", "*_", "_a*", "~", "```\n",
		"~~~\n", "|-\n", "|-|\n|a", "&amp;", "&", "<https:a", "https://", "@"} {
		src := strings.Repeat(unit, markdown.MaxBytes/len(unit))
		got := html(t, src)
		asTyped := strings.HasPrefix(got, "<pre><code>"+templ.EscapeString(unit))
		if slices.Contains([]string{"[a](", "*a ", "**a _b ", "*_", "_a*"}, unit) && !asTyped {
			t.Errorf("%d × %q was parsed: %.60q", len(src)/len(unit), unit, got)
		}
	}
}

func TestHTMLShowsComplexTextAsTyped(t *testing.T) {
	t.Parallel()
	src := strings.Repeat("_a*<b>", 5000)
	got := html(t, src)
	if !strings.HasPrefix(got, "<pre><code>_a*&lt;b&gt;_a*") {
		t.Errorf("shows as %.60q", got)
	}
	assertSafe(t, src[:60], got)
}

func TestTextKeepsPlainWords(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		words := rapid.SliceOfN(rapid.StringMatching(`[a-zа-я]{1,8}`), 1, 8).Draw(rt, "words")
		src := strings.Join(words, " ")
		if got := markdown.Text(src); got != src {
			rt.Fatalf("Text(%q) = %q", src, got)
		}
	})
}
