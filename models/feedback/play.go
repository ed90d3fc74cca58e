package feedback

import (
	"encoding/json"
	"slices"
	"strings"
	"time"
	"unicode"

	"tminus/internal/fold"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/template"
)

// Showing is a play with the number of reports that show its symptom within its period.
type Showing struct {
	Play
	Reports int
}

// Shows reports whether there are enough reports to offer the play.
func (s Showing) Shows() bool { return s.Reports > s.More }

func findPlay(plays []Play, key string) (Play, bool) {
	i := slices.IndexFunc(plays, func(p Play) bool { return p.Key == key })
	if i < 0 {
		return Play{}, false
	}
	return plays[i], true
}

// Recognise returns the key of the first play that has one of its words in a text, or "". It
// matches whole words only: "lag" does not match "flag".
func Recognise(plays []Play, texts ...string) string {
	in := paddedWords(strings.Join(texts, "\n"))
	for _, p := range plays {
		for _, w := range p.Words {
			if w = paddedWords(w); w != " " && strings.Contains(in, w) {
				return p.Key
			}
		}
	}
	return ""
}

// paddedWords returns the words of a text with a blank around each.
func paddedWords(s string) string {
	parts := strings.FieldsFunc(fold.Text(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if len(parts) == 0 {
		return " "
	}
	return " " + strings.Join(parts, " ") + " "
}

// countsReport reports whether a play counts a report with the channel and symptom.
func countsReport(p Play, channel Channel, symptom string) bool {
	return (p.Channel == "" || p.Channel == channel) && (len(p.Words) == 0 || symptom == p.Key)
}

// Watch returns for each play the number of reports that show its symptom at now.
func Watch(plays []Play, ticks []Tick, now time.Time) []Showing {
	out := make([]Showing, len(plays))
	for i, p := range plays {
		out[i].Play = p
		since := now.Add(-time.Duration(p.Hours) * time.Hour)
		for _, t := range ticks {
			if t.At.After(since) && !t.At.After(now) && countsReport(p, t.Channel, t.Symptom) {
				out[i].Reports += t.Times
			}
		}
	}
	return out
}

// longestPeriod returns the longest period of the plays.
func longestPeriod(plays []Play) time.Duration {
	hours := 0
	for _, p := range plays {
		hours = max(hours, p.Hours)
	}
	return time.Duration(hours) * time.Hour
}

// Limits of a playbook; lengths are in characters.
const (
	MaxPlays = 30
	MaxParts = 30
	MaxWord  = 200
	MaxHours = 744
	MaxMore  = 100_000
)

// cleanPlay returns a play as it is stored, or Invalid with all problems.
func cleanPlay(p Play) (Play, error) {
	var c fault.Check
	p.Symptom = words.OneLine(p.Symptom)
	c.That(p.Symptom != "", "symptom", "Say what shows.")
	checkLength(&c, "symptom", p.Symptom, MaxWord)
	c.That(p.Channel == "" || p.Channel.valid(), "channel", "Choose a channel.")
	c.That(p.More >= 0 && p.More <= MaxMore, "more", "Enter a number from 0 to %d.", MaxMore)
	c.That(p.Hours >= 1 && p.Hours <= MaxHours, "hours", "Enter hours from 1 to %d.", MaxHours)
	p.Words, p.Causes = cleanParts(&c, "words", p.Words), cleanParts(&c, "causes", p.Causes)
	c.That(p.Channel != "" || len(p.Words) > 0, "words", "Name a word or choose a channel: else every report would count.")
	var rs []Remedy
	for _, r := range p.Remedies {
		if r.Do, r.When = words.OneLine(r.Do), words.OneLine(r.When); r.Do == "" && r.When == "" {
			continue
		}
		c.That(r.Do != "", "remedies", "Say what to do about “%s”.", r.When)
		checkLength(&c, "remedies", r.Do, MaxWord)
		checkLength(&c, "remedies", r.When, MaxWord)
		if !r.Kind.Valid() {
			r.Kind = template.KindOther
		}
		rs = append(rs, r)
	}
	p.Remedies = rs
	c.That(len(rs) > 0, "remedies", "Name at least one thing to try.")
	c.That(len(rs) <= MaxParts, "remedies", "Keep it to %d things to try.", MaxParts)
	return p, c.Err()
}

func cleanParts(c *fault.Check, field string, parts []string) []string {
	var out []string
	for _, s := range parts {
		if s = words.OneLine(s); s != "" && !slices.Contains(out, s) {
			out = append(out, s)
			checkLength(c, field, s, MaxWord)
		}
	}
	c.That(len(out) <= MaxParts, field, "Keep it to %d.", MaxParts)
	return out
}

func encode(plays []Play) (string, error) {
	b, err := json.Marshal(plays)
	return string(b), err
}

func decode(text string) (plays []Play, err error) {
	err = json.Unmarshal([]byte(text), &plays)
	return plays, err
}
