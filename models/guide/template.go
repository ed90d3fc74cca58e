package guide

import (
	"regexp"
	"strings"

	"tminus/internal/words"
	"tminus/models/fault"
)

// MaxBlank is the maximum length of a blank's name, and MaxBlanks the maximum number of blanks in a
// template. Support fills them in while a customer waits.
const (
	MaxBlank  = 60
	MaxBlanks = 20
)

// Template is a prepared reply with blanks like {{customer name}}. It is plain text that support
// copies into a mail or a chat.
type Template struct {
	ID    string `json:"id"`
	Title string `json:"title"`
	Text  string `json:"text"`
}

// Anchor returns the URL fragment of the template.
func (t Template) Anchor() string { return "reply-" + t.ID }

var blankPattern = regexp.MustCompile(`\{\{[^{}\n]*\}\}`)

// Piece is a part of a template: text, or a blank with its name.
type Piece struct {
	Text  string
	Blank bool
}

// Pieces splits the text into its pieces.
func (t Template) Pieces() []Piece {
	var out []Piece
	rest := t.Text
	for {
		at := blankPattern.FindStringIndex(rest)
		if at == nil {
			break
		}
		if at[0] > 0 {
			out = append(out, Piece{Text: rest[:at[0]]})
		}
		out = append(out, Piece{Text: words.OneLine(rest[at[0]+2 : at[1]-2]), Blank: true})
		rest = rest[at[1]:]
	}
	if rest != "" {
		out = append(out, Piece{Text: rest})
	}
	return out
}

// Blanks returns the distinct names of the blanks in order, ignoring case.
func (t Template) Blanks() []string {
	var out []string
	seen := map[string]bool{}
	for _, p := range t.Pieces() {
		if key := strings.ToLower(p.Text); p.Blank && !seen[key] {
			seen[key] = true
			out = append(out, p.Text)
		}
	}
	return out
}

// Fill returns the text with the blanks replaced by typed, which is in the order of Blanks. A blank
// without a value stays in the text, and its name is returned in missing.
func (t Template) Fill(typed []string) (filled string, missing []string) {
	values := map[string]string{}
	for i, name := range t.Blanks() {
		v := ""
		if i < len(typed) {
			v = strings.TrimSpace(typed[i])
		}
		if v == "" {
			missing = append(missing, name)
		}
		values[strings.ToLower(name)] = v
	}
	var b strings.Builder
	for _, p := range t.Pieces() {
		v := values[strings.ToLower(p.Text)]
		switch {
		case !p.Blank:
			b.WriteString(p.Text)
		case v == "":
			b.WriteString("{{" + p.Text + "}}")
		default:
			b.WriteString(v)
		}
	}
	return b.String(), missing
}

// cleanTemplates normalizes and checks the templates and drops empty ones.
func cleanTemplates(c *fault.Check, list []Template, ids map[string]bool, newID func() string) []Template {
	var out []Template
	for n, t := range list {
		t.Title, t.Text = words.OneLine(t.Title), cleanText(t.Text)
		if t.Title == "" && t.Text == "" {
			continue
		}
		field := Field("template", n, "text")
		c.That(t.Title != "", Field("template", n, "title"), "Give the reply a title.")
		checkLength(c, Field("template", n, "title"), t.Title, MaxTitle)
		c.That(t.Text != "", field, "Write the reply.")
		checkMarkdown(c, field, t.Text)
		checkBlanks(c, field, t)
		t.ID = stableID(t.ID, ids, newID)
		out = append(out, t)
	}
	c.That(len(out) <= MaxTemplates, "template-1-title", "Use at most %d replies; make it two guides.", MaxTemplates)
	return out
}

// checkBlanks checks that the blanks are well-formed, named and not too many.
func checkBlanks(c *fault.Check, field string, t Template) {
	bare := blankPattern.ReplaceAllString(t.Text, "")
	c.That(!strings.Contains(bare, "{{") && !strings.Contains(bare, "}}"), field,
		"A blank begins with {{ and ends with }} on the same line, as in {{customer name}}.")
	names := t.Blanks()
	c.That(len(names) <= MaxBlanks, field, "Use at most %d blanks.", MaxBlanks)
	for _, name := range names {
		c.That(name != "", field, "Name each blank, as in {{customer name}}.")
		c.That(len([]rune(name)) <= MaxBlank, field, "Name a blank in at most %d characters.", MaxBlank)
	}
}
