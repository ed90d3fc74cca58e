// Package markdown turns what people write into HTML that is safe to show.
//
// It is the one place where text becomes markup without templ's escaping.
// Three walls stand one behind the other: HTML in the source is not parsed and
// so shows as the text that was typed; goldmark drops dangerous addresses; and
// bluemonday lets through only the elements and attributes listed here. The
// pages' content security policy is a fourth, on which nothing here relies.
package markdown

import (
	"bytes"
	"context"
	"io"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/a-h/templ"
	"github.com/microcosm-cc/bluemonday"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/renderer"
	"github.com/yuin/goldmark/renderer/html"
	"github.com/yuin/goldmark/util"
	nethtml "golang.org/x/net/html"
)

// MaxBytes is the longest source that is rendered; forms should refuse more.
// What comes in longer all the same is cut, and says so.
const MaxBytes = 100_000

// maxNesting is how many marks of quotation or list a line may begin with.
// Beyond it a page would be all indentation, and parsing takes quadratic time.
const maxNesting = 32

// ExcerptRunes is the length of what Text returns.
const ExcerptRunes = 200

// HTML shows Markdown source as HTML: paragraphs, emphasis, lists, task lists,
// quotes, code, tables, strikethrough, links and bare addresses. A line break is
// kept. Headings start at h3, under the page's own. Pictures become links: pages
// load nothing from elsewhere.
func HTML(src string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := w.Write(render(src))
		return err
	})
}

// Text is the beginning of the source as plain text on one line, for lists and
// search results: at most ExcerptRunes, cut at a word, with "…" where it was cut.
func Text(src string) string { return Excerpt(src, ExcerptRunes) }

// Excerpt is Text with a length of the caller's choice.
func Excerpt(src string, runes int) string {
	var b strings.Builder
	z := nethtml.NewTokenizer(bytes.NewReader(render(src)))
	for {
		switch z.Next() {
		case nethtml.ErrorToken:
			return shorten(strings.Join(strings.Fields(b.String()), " "), runes)
		case nethtml.TextToken:
			b.Write(z.Text())
		case nethtml.StartTagToken, nethtml.SelfClosingTagToken, nethtml.EndTagToken:
			// Words of neighbouring cells and paragraphs must not run together;
			// those of a half-bold word must.
			if name, _ := z.TagName(); !inline[string(name)] {
				b.WriteByte(' ')
			}
		}
	}
}

var inline = map[string]bool{"a": true, "code": true, "del": true, "em": true, "strong": true}

func shorten(s string, runes int) string {
	if utf8.RuneCountInString(s) <= runes {
		return s
	}
	r := []rune(s)[:max(runes-1, 0)]
	cut := string(r)
	if i := strings.LastIndexByte(cut, ' '); i > len(cut)/2 {
		cut = cut[:i]
	}
	return strings.TrimRight(cut, " ,.;:") + "…"
}

// render returns sanitised HTML.
func render(src string) []byte {
	src, whole := limit(src)
	var b bytes.Buffer
	if overloaded(src) {
		b.WriteString("<pre><code>" + templ.EscapeString(src) + "</code></pre>\n")
	} else if err := converter().Convert([]byte(src), &b); err != nil {
		// goldmark fails only where its writer does, and a buffer does not.
		return []byte("<p>This text could not be shown.</p>")
	}
	out := policy().SanitizeBytes(b.Bytes())
	if !whole {
		out = append(out, "<p><em>The text is longer than can be shown and was cut here.</em></p>\n"...)
	}
	return out
}

var nesting = regexp.MustCompile(`(?m)^(?:[ \t]*(?:>|[-+*][ \t]|[0-9]{1,9}[.)][ \t])){` + strconv.Itoa(maxNesting) + `,}`)

// limit makes the source valid, finite and shallow.
func limit(src string) (string, bool) {
	whole := len(src) <= MaxBytes
	if !whole {
		src = src[:MaxBytes]
	}
	src = strings.ToValidUTF8(src, "�")
	// A line that begins in absurd depth is shown as code instead.
	return nesting.ReplaceAllStringFunc(src, func(marks string) string {
		return "\n    " + marks
	}), whole
}

// maxMarks and maxLinks bound the marks of emphasis and the links in one block of
// lines. goldmark takes quadratic time over them: seconds, for a text of MaxBytes
// that holds nothing else. No text that somebody wrote comes near.
const (
	maxMarks = 8000
	maxLinks = 2000
)

// overloaded reports whether a text is better shown as it was typed.
func overloaded(src string) bool {
	marks, links := 0, 0
	for line := range strings.Lines(src) {
		if strings.TrimSpace(line) == "" {
			marks, links = 0, 0
			continue
		}
		marks += strings.Count(line, "*") + strings.Count(line, "_")
		links += strings.Count(line, "](")
		if marks > maxMarks || links > maxLinks {
			return true
		}
	}
	return false
}

var converter = sync.OnceValue(func() goldmark.Markdown {
	// Without the two parsers for HTML: <script> is text like any other.
	p := parser.NewParser(
		parser.WithBlockParsers(
			util.Prioritized(parser.NewSetextHeadingParser(), 100),
			util.Prioritized(parser.NewThematicBreakParser(), 200),
			util.Prioritized(parser.NewListParser(), 300),
			util.Prioritized(parser.NewListItemParser(), 400),
			util.Prioritized(parser.NewCodeBlockParser(), 500),
			util.Prioritized(parser.NewATXHeadingParser(), 600),
			util.Prioritized(parser.NewFencedCodeBlockParser(), 700),
			util.Prioritized(parser.NewBlockquoteParser(), 800),
			util.Prioritized(parser.NewParagraphParser(), 1000),
		),
		parser.WithInlineParsers(
			util.Prioritized(parser.NewCodeSpanParser(), 100),
			util.Prioritized(parser.NewLinkParser(), 200),
			util.Prioritized(parser.NewAutoLinkParser(), 300),
			util.Prioritized(parser.NewEmphasisParser(), 500),
		),
		parser.WithParagraphTransformers(parser.DefaultParagraphTransformers()...),
		parser.WithASTTransformers(util.Prioritized(shaper{}, 1000)),
	)
	return goldmark.New(
		goldmark.WithParser(p),
		goldmark.WithExtensions(
			extension.NewTable(extension.WithTableCellAlignMethod(extension.TableCellAlignNone)),
			extension.NewLinkify(extension.WithLinkifyAllowedProtocols([]string{"http:", "https:"})),
			extension.Strikethrough,
			extension.TaskList,
		),
		goldmark.WithRendererOptions(
			html.WithHardWraps(),
			renderer.WithNodeRenderers(util.Prioritized(taskRenderer{}, 100)),
		),
	)
})

// address is what a link may point to: a page elsewhere, an email address, or a
// path here. A path with a second slash would be another host.
var address = regexp.MustCompile(`^(?i:https?://[^\s\\]+|mailto:[^\s\\]+|/[^\s/\\][^\s\\]*|/|#[^\s\\]*)$`)

var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "del", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code",
		"table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("class").Matching(regexp.MustCompile("^task$")).OnElements("li")
	p.AllowAttrs("href").Matching(address).OnElements("a")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto")
	// Our links tell search engines and other sites nothing. These are set here
	// and nowhere before, so that what loses its address is no link at all.
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
})
