package message

import (
	"encoding/json"
	"strings"
)

// maxChat is the number of characters in the section of a chat message.
const maxChat = 3000

// chatBody returns the JSON of a chat message. Mattermost shows the text, Slack the blocks.
func chatBody(c content) ([]byte, error) {
	text := chatText(c)
	type markup struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	type block struct {
		Type string `json:"type"`
		Text markup `json:"text"`
	}
	return json.Marshal(struct {
		Text   string  `json:"text"`
		Blocks []block `json:"blocks"`
	}{text, []block{{"section", markup{"mrkdwn", text}}}})
}

// escapeChat escapes the characters that chats interpret, so that no name becomes a mention or a link.
var escapeChat = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

// chatText returns the subject, the paragraphs and the link, at most maxChat characters. A longer text is cut at a
// word; the link remains.
func chatText(c content) string {
	link := ""
	if c.Link != "" {
		label := c.Label
		if label == "" {
			label = "Open"
		}
		// A | would end the address.
		link = "\n<" + strings.ReplaceAll(escapeChat.Replace(c.Link), "|", "%7C") + "|" +
			cutEscaped(strings.ReplaceAll(label, "|", "/"), 200) + ">"
	}
	subject := cutEscaped(strings.Join(strings.Fields(c.Subject), " "), 300)
	text := "*" + subject + "*"
	if len(c.Paragraphs) > 0 {
		room := maxChat - runes(text) - runes(link) - 1
		text += "\n" + cutEscaped(strings.Join(c.Paragraphs, "\n\n"), max(room, 0))
	}
	return text + link
}

func runes(s string) int { return len([]rune(s)) }

// cutEscaped escapes a text. If the result has more than most characters, it is cut at a word and ends with "…".
func cutEscaped(text string, most int) string {
	if whole := escapeChat.Replace(text); runes(whole) <= most {
		return whole
	}
	var b strings.Builder
	n, word := 0, 0
	for _, r := range text {
		e := escapeChat.Replace(string(r))
		if n+runes(e) > most-1 {
			break
		}
		if r == ' ' || r == '\n' {
			word = b.Len()
		}
		b.WriteString(e)
		n += runes(e)
	}
	cut := b.String()
	if word > 0 {
		cut = cut[:word]
	}
	if most <= 0 {
		return ""
	}
	return strings.TrimRight(cut, " \n") + "…"
}
