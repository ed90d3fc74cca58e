package gonogo

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"strings"
)

// detail is one thing on which a decision is recorded: its key, its state, and
// both in words.
type detail struct{ key, stands, words string }

// StateOf returns a text that changes with everything on which a decision is
// recorded: the lines of the readiness, the red flags, the answers and
// the conditions. A form sends it back, so that a decision is recorded only on what
// its author saw.
func StateOf(m MeetingDetail, v Readiness) string {
	var parts []string
	for _, s := range details(m, v) {
		parts = append(parts, s.key+"="+s.stands)
	}
	return strings.Join(parts, " ")
}

// ChangedSince returns what has changed since StateOf returned seen, a sentence
// each.
func ChangedSince(seen string, m MeetingDetail, v Readiness) []string {
	before := map[string]string{}
	for _, part := range strings.Fields(seen) {
		key, stands, _ := strings.Cut(part, "=")
		before[key] = stands
	}
	var out []string
	for _, s := range details(m, v) {
		was, there := before[s.key]
		switch delete(before, s.key); {
		case !there:
			out = append(out, "New: "+s.words)
		case was != s.stands:
			out = append(out, s.words+wasWords(was, s.stands))
		}
	}
	for _, sort := range "lpfqc" {
		for key := range before {
			if strings.HasPrefix(key, string(sort)) {
				out = append(out, goneWords[sort])
			}
		}
	}
	return out
}

// wasWords returns how something was before, when that is another state in
// words.
func wasWords(was, now string) string {
	was, _, worded := strings.Cut(was, ".")
	now, _, _ = strings.Cut(now, ".")
	if !worded || was == now {
		return ", changed"
	}
	return ", was " + strings.ToLower(strings.ReplaceAll(was, "_", " "))
}

// goneWords say what is no longer there, by the first letter of its key.
var goneWords = map[rune]string{
	'l': "A line was removed.", 'p': "A condition of the previous decision is met.",
	'f': "A red flag is answered.", 'q': "A question was removed.", 'c': "A condition was removed.",
}

// details returns everything on which a decision is recorded, in the order of the
// page.
func details(m MeetingDetail, v Readiness) []detail {
	var out []detail
	for _, l := range append(v.Criteria[:len(v.Criteria):len(v.Criteria)], v.Conditions...) {
		key := fmt.Sprintf("l%d", l.ID)
		if l.ID == 0 {
			key = "p" + short(l.Title)
		}
		out = append(out, detail{key, strings.ReplaceAll(l.State, " ", "_") + "." + short(l.Title),
			fmt.Sprintf("“%s”: %s", l.Title, capitalize(l.State))})
	}
	for _, f := range v.Flags {
		state := "open"
		if f.Accepted {
			state = "accepted"
		}
		out = append(out, detail{fmt.Sprintf("f%d", f.QuestionID), state + "." + short(f.Answer),
			fmt.Sprintf("Red flag “%s”: %s", f.Ask, state)})
	}
	for _, q := range m.Questions {
		out = append(out, detail{fmt.Sprintf("q%d", q.ID), fmt.Sprint(q.Version),
			fmt.Sprintf("%s, %s: %s", q.Topic, cmp.Or(q.Speaker(), "nobody named"), q.Answer.Label())})
	}
	for _, c := range m.Drafts() {
		out = append(out, detail{fmt.Sprintf("c%d", c.ID), fmt.Sprint(c.Version), fmt.Sprintf("Condition “%s”", c.Text)})
	}
	return out
}

// short returns a hash that tells two texts apart.
func short(text string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text))
	return fmt.Sprintf("%08x", h.Sum32())
}

// capitalize returns a text whose first letter is a capital.
func capitalize(text string) string {
	if text == "" {
		return ""
	}
	return strings.ToUpper(text[:1]) + text[1:]
}
