package gonogo

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"strings"
)

// sight is one thing that is before somebody who is about to record an
// outcome: what it is, how it stands, and both in words.
type sight struct{ key, stands, words string }

// StateOf names what is before somebody who is about to record an outcome: each
// line of the readiness, the red flags, the votes and the conditions, as they
// stand. A decision is recorded on what was seen, and on nothing else.
func StateOf(m MeetingDetail, v Readiness) string {
	var parts []string
	for _, s := range sights(m, v) {
		parts = append(parts, s.key+"="+s.stands)
	}
	return strings.Join(parts, " ")
}

// ChangedSince says what is not as it was when seen was, a sentence each.
func ChangedSince(seen string, m MeetingDetail, v Readiness) []string {
	before := map[string]string{}
	for _, part := range strings.Fields(seen) {
		key, stands, _ := strings.Cut(part, "=")
		before[key] = stands
	}
	var out []string
	for _, s := range sights(m, v) {
		was, there := before[s.key]
		switch delete(before, s.key); {
		case !there:
			out = append(out, "New: "+s.words)
		case was != s.stands:
			out = append(out, s.words+wasWords(was, s.stands))
		}
	}
	for _, sort := range "lpfsc" {
		for key := range before {
			if strings.HasPrefix(key, string(sort)) {
				out = append(out, goneWords[sort])
			}
		}
	}
	return out
}

// wasWords says how something stood, where that is another state in words.
func wasWords(was, now string) string {
	was, _, worded := strings.Cut(was, ".")
	now, _, _ = strings.Cut(now, ".")
	if !worded || was == now {
		return ", changed"
	}
	return ", was " + strings.ToLower(strings.ReplaceAll(was, "_", " "))
}

// goneWords are said of what is not there any more, by the sort of its key.
var goneWords = map[rune]string{
	'l': "A line was taken out of the decision.", 'p': "A condition of the decision before does not stand any more.",
	'f': "A red flag is answered.", 's': "A participant was taken off the meeting.", 'c': "A condition was removed.",
}

// sights are all that is seen, in the order of the page.
func sights(m MeetingDetail, v Readiness) []sight {
	var out []sight
	for _, l := range append(v.Criteria[:len(v.Criteria):len(v.Criteria)], v.Conditions...) {
		key := fmt.Sprintf("l%d", l.ID)
		if l.ID == 0 {
			key = "p" + short(l.Title)
		}
		out = append(out, sight{key, strings.ReplaceAll(l.State, " ", "_") + "." + short(l.Title), fmt.Sprintf("“%s”: %s", l.Title, capitalize(l.State))})
	}
	for _, f := range v.Flags {
		state := "open"
		if f.Accepted {
			state = "accepted"
		}
		out = append(out, sight{fmt.Sprintf("f%d", f.QuestionID), state + "." + short(f.Answer), fmt.Sprintf("Red flag “%s”: %s", f.Ask, state)})
	}
	for _, s := range m.Seats {
		out = append(out, sight{fmt.Sprintf("s%d", s.ID), fmt.Sprint(s.Version), fmt.Sprintf("%s, %s: %s", s.Function, cmp.Or(s.Name, "somebody who has gone"), s.Vote.Label())})
	}
	for _, c := range m.Conditions {
		out = append(out, sight{fmt.Sprintf("c%d", c.ID), fmt.Sprint(c.Version), fmt.Sprintf("Condition “%s”", c.Text)})
	}
	return out
}

// short tells two texts apart well enough to notice that one was changed.
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
