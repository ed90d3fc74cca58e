// Package markdown renders Markdown as HTML that is safe to show.
//
// It is the only place where text becomes markup without templ's escaping. There are three
// defences: HTML in the source is not parsed, so it shows as text; goldmark drops dangerous
// addresses; and bluemonday allows only the elements and attributes listed here. The pages' content
// security policy is a fourth defence, but nothing here relies on it.
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

// MaxBytes is the maximum length of a source; forms should refuse longer ones. HTML cuts a longer
// source and adds a note that it did.
const MaxBytes = 100_000

// maxNesting is the maximum number of quotation or list marks at the start of a line. Deeper
// nesting would be all indentation, and parsing it takes quadratic time.
const maxNesting = 32

// ExcerptRunes is the maximum length of what Text returns.
const ExcerptRunes = 200

// HTML renders Markdown: paragraphs, emphasis, lists, task lists, quotes, code, tables,
// strikethrough, links and bare addresses. It keeps line breaks. Headings start at h3, below those
// of the page. Pictures become links, since pages load nothing from other sites.
func HTML(src string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := w.Write(render(src))
		return err
	})
}

// Text returns the beginning of the source as plain text on one line, for lists and search results.
// It is at most ExcerptRunes long and cut at a word, with "…" at the cut.
func Text(src string) string { return Excerpt(src, ExcerptRunes) }

// Excerpt is like Text with the given maximum length.
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
			// Separate the words of neighbouring cells and paragraphs, but not the parts of a word
			// that is half bold.
			if name, _ := z.TagName(); !inlineElements[string(name)] {
				b.WriteByte(' ')
			}
		}
	}
}

var inlineElements = map[string]bool{"a": true, "code": true, "del": true, "em": true, "strong": true}

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

// render returns sanitized HTML.
func render(src string) []byte {
	src, whole := clampSource(src)
	var b bytes.Buffer
	if tooComplex(src) {
		b.WriteString("<pre><code>" + templ.EscapeString(src) + "</code></pre>\n")
	} else if err := converter().Convert([]byte(src), &b); err != nil {
		// goldmark fails only if its writer does, and a buffer does not.
		return []byte("<p>This text could not be shown.</p>")
	}
	out := policy().SanitizeBytes(b.Bytes())
	if !whole {
		out = append(out, "<p><em>The text is longer than can be shown and was cut here.</em></p>\n"...)
	}
	return out
}

var nestingPattern = regexp.MustCompile(`(?m)^(?:[ \t]*(?:>|[-+*][ \t]|[0-9]{1,9}[.)][ \t])){` + strconv.Itoa(maxNesting) + `,}`)

// clampSource makes src valid UTF-8 and limits its length and nesting. It reports whether src was
// kept in full.
func clampSource(src string) (string, bool) {
	whole := len(src) <= MaxBytes
	if !whole {
		src = src[:MaxBytes]
	}
	src = strings.ToValidUTF8(src, "�")
	// Show a line that is nested too deeply as code.
	return nestingPattern.ReplaceAllStringFunc(src, func(marks string) string {
		return "\n    " + marks
	}), whole
}

// maxMarks and maxLinks bound the emphasis marks and links in one block of lines. goldmark takes
// quadratic time for them, which is seconds for a text of MaxBytes that has nothing else. Real
// texts stay far below.
const (
	maxMarks = 8000
	maxLinks = 2000
)

// tooComplex reports whether a text has too many marks or links to parse and must be shown as
// typed.
func tooComplex(src string) bool {
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
	// The two parsers for HTML are left out, so <script> is ordinary text.
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
		parser.WithASTTransformers(util.Prioritized(transformer{}, 1000)),
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

// linkPattern matches what a link may point to: another site, an email address, or a path here. A
// path that begins with two slashes would be another host.
var linkPattern = regexp.MustCompile(`^(?i:https?://[^\s\\]+|mailto:[^\s\\]+|/[^\s/\\][^\s\\]*|/|#[^\s\\]*)$`)

var policy = sync.OnceValue(func() *bluemonday.Policy {
	p := bluemonday.NewPolicy()
	p.AllowElements("p", "br", "hr", "strong", "em", "del", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code",
		"table", "thead", "tbody", "tr", "th", "td")
	p.AllowAttrs("start").Matching(bluemonday.Integer).OnElements("ol")
	p.AllowAttrs("class").Matching(regexp.MustCompile("^task$")).OnElements("li")
	p.AllowAttrs("href").Matching(linkPattern).OnElements("a")
	p.RequireParseableURLs(true)
	p.AllowRelativeURLs(true)
	p.AllowURLSchemes("http", "https", "mailto")
	// Links pass nothing on to search engines and other sites. These attributes are set only here,
	// so that a link without an address is not a link.
	p.RequireNoFollowOnLinks(true)
	p.RequireNoReferrerOnLinks(true)
	return p
})
