// Package comment owns the comments on deliverables and the people whom they mention.
package comment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// Comment is a comment on a deliverable.
type Comment struct {
	ID            int64
	DeliverableID int64
	AuthorID      int64
	AuthorName    string `gorm:"->"`
	Body          string
	// SearchText is the folded body.
	SearchText string `json:"-"`
	EditedAt   db.Instant
	DeletedAt  db.Instant
	Version    int
	CreatedAt  db.Instant
	UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (Comment) TableName() string { return "comments" }

// Subject returns the comment as a subject of permissions.
func (c Comment) Subject() people.Subject { return people.Subject{Owner: c.AuthorID} }

// MaxLength is the maximum length of a comment, in characters.
const MaxLength = 10_000

func clean(body string) (string, error) {
	body = strings.TrimSpace(strings.ReplaceAll(body, "\r\n", "\n"))
	var c fault.Check
	c.That(body != "", "body", "Write something first.")
	c.That(utf8.RuneCountInString(body) <= MaxLength, "body", "Use at most %d characters.", MaxLength)
	return body, c.Err()
}

// Mention is a person named in a text: body[Start:End] is "@" and the name.
type Mention struct {
	Start, End int
	User       people.User
}

// Mentions returns the people mentioned in a text by "@" and their name, their first name or the
// first part of their email address. An ambiguous mention stays plain text.
func Mentions(body string, all []people.User) []Mention {
	var out []Mention
	for i := 0; i < len(body); {
		at := strings.IndexByte(body[i:], '@')
		if at < 0 {
			break
		}
		i += at
		if before, _ := utf8.DecodeLastRuneInString(body[:i]); i == 0 || !wordRune(before) {
			if n, u, ok := mentioned(body[i+1:], all); ok {
				out = append(out, Mention{Start: i, End: i + 1 + n, User: u})
				i += n
			}
		}
		i++
	}
	return out
}

// mentioned returns the person whose name a text begins with, and the length of the name.
func mentioned(text string, all []people.User) (length int, who people.User, ok bool) {
	match := func(key func(people.User) string) bool {
		longest, count := 0, 0
		for _, u := range all {
			k := key(u)
			switch {
			case k == "" || len(k) < longest || !beginsWith(text, k):
			case len(k) > longest:
				longest, count, who = len(k), 1, u
			default:
				count++
			}
		}
		length, ok = longest, count == 1
		return count > 0
	}
	if match(func(u people.User) string { return u.Name }) ||
		match(func(u people.User) string { return strings.SplitN(u.Email, "@", 2)[0] }) ||
		match(func(u people.User) string { return strings.SplitN(u.Name, " ", 2)[0] }) {
		return length, who, ok
	}
	return 0, people.User{}, false
}

// beginsWith reports whether a text begins with a whole word, ignoring case.
func beginsWith(text, word string) bool {
	if len(text) < len(word) || !strings.EqualFold(text[:len(word)], word) {
		return false
	}
	after, size := utf8.DecodeRuneInString(text[len(word):])
	if after == '.' || after == '-' || after == '_' {
		// "@ana." ends a sentence; "@ana.kern" is another person.
		after, _ = utf8.DecodeRuneInString(text[len(word)+size:])
	}
	return after == utf8.RuneError || !wordRune(after)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

func mentionedIDs(body string, all []people.User) []int64 {
	var ids []int64
	for _, m := range Mentions(body, all) {
		if !slices.Contains(ids, m.User.ID) {
			ids = append(ids, m.User.ID)
		}
	}
	return ids
}
