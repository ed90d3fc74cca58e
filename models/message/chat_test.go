package message

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestChatTextEscapesNames(t *testing.T) {
	t.Parallel()
	got := chatText(content{Subject: "<!channel> & co", Paragraphs: []string{"<@U1> <https://evil.example|click> a > b"},
		Link: "https://launch.example.com/x?a=1&b=2", Label: "Open <Pay|2>"})
	want := "*&lt;!channel&gt; &amp; co*\n&lt;@U1&gt; &lt;https://evil.example|click&gt; a &gt; b\n" +
		"<https://launch.example.com/x?a=1&amp;b=2|Open &lt;Pay/2&gt;>"
	if got != want {
		t.Errorf("%s", got)
	}
}

// However long and odd a text is, the section has at most 3,000 characters, no open markup and the whole link.
func TestChatTextIsCutAtAWord(t *testing.T) {
	t.Parallel()
	long := rapid.Custom(func(t *rapid.T) string {
		word := rapid.SampledFrom([]string{"word ", "<&> ", "ü😀 ", "&&&&", "x", "a\nb "}).Draw(t, "word")
		return strings.Repeat(word, rapid.IntRange(0, 2500).Draw(t, "times")) + rapid.String().Draw(t, "end")
	})
	rapid.Check(t, func(t *rapid.T) {
		c := content{Subject: long.Draw(t, "subject"), Paragraphs: []string{long.Draw(t, "text"), long.Draw(t, "more")},
			Link: "https://launch.example.com/launches/pay", Label: long.Draw(t, "label")}
		got := chatText(c)
		if n := utf8.RuneCountInString(got); n > maxChat {
			t.Fatalf("%d characters", n)
		}
		if strings.Count(got, "<") != 1 || strings.Count(got, ">") != 1 || !strings.Contains(got, "<https://launch.example.com/launches/pay|") {
			t.Fatalf("the link is broken: %q", got)
		}
		for i := range got {
			if got[i] == '&' && !strings.HasPrefix(got[i:], "&amp;") && !strings.HasPrefix(got[i:], "&lt;") && !strings.HasPrefix(got[i:], "&gt;") {
				t.Fatalf("an entity is cut: %q", got[i:min(len(got), i+10)])
			}
		}
	})
	got := chatText(content{Subject: "S", Paragraphs: []string{strings.Repeat("word ", 1000)}})
	if !strings.HasSuffix(got, " word…") {
		t.Errorf("it ends with %q", got[len(got)-20:])
	}
}

func TestChatBodyHasTheShapeOfSlackAndMattermost(t *testing.T) {
	t.Parallel()
	body, err := chatBody(content{Subject: "Hello", Paragraphs: []string{"<b>"}})
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Text   string
		Blocks []struct {
			Type string
			Text struct{ Type, Text string }
		}
	}
	if err := json.Unmarshal(body, &got); err != nil || len(got.Blocks) != 1 || got.Blocks[0].Type != "section" ||
		got.Blocks[0].Text.Type != "mrkdwn" || got.Blocks[0].Text.Text != "*Hello*\n&lt;b&gt;" || got.Text != got.Blocks[0].Text.Text {
		t.Errorf("%s, %v", body, err)
	}
}
