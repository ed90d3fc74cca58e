package guide

import (
	"strings"
	"time"
	"unicode/utf8"

	"tminus/internal/civil"
	"tminus/internal/fold"
)

// MaxMissing is how much can be said about what was missing.
const MaxMissing = 1000

// keepMisses is for how many days it is kept what people looked for in vain.
const keepMisses = 90

// Answer is whether a guide, or one place in it, helped somebody.
type Answer struct {
	ID                    int64
	GuideID               int64
	GuideSlug, GuideTitle string
	OwnerID               int64
	OwnerName             string
	Number                int
	Anchor, Place         string
	Helped                bool
	Missing               string
	ByID                  int64
	By                    string
	At                    time.Time
	Settled               bool
	Version               int
}

// Tally is how often a guide helped.
type Tally struct{ Helped, NotHelped int }

// Miss is something that was looked for and not found.
type Miss struct {
	Query string
	Count int
	// Days is on how many days, Last when it was looked for last.
	Days int
	Last time.Time
	// Version is that of the mark that somebody has seen to it, 0 for none yet.
	Version int
}

// missed is a query as it is counted: what only differs in capitals, accents or
// spaces is the same. Returns "" for what tells nobody anything.
func missed(query string) string {
	q := strings.Join(strings.Fields(fold.Text(query)), " ")
	if utf8.RuneCountInString(q) < 3 {
		return ""
	}
	if r := []rune(q); len(r) > 100 {
		q = strings.TrimSpace(string(r[:100]))
	}
	return q
}

// oldest is the first day of which misses are kept.
func oldest(now time.Time) civil.Date { return civil.Of(now, time.UTC).AddDays(-keepMisses) }

// placeOf names a place in a guide; false says that there is none.
func (c Content) placeOf(anchor string) (string, bool) {
	if anchor == "" {
		return "", true
	}
	for _, i := range c.Issues {
		if i.Anchor() == anchor {
			return i.Symptom, true
		}
	}
	for _, t := range c.Templates {
		if t.Anchor() == anchor {
			return t.Title, true
		}
	}
	return "", false
}
