package guide

import (
	"strings"
	"time"
	"unicode/utf8"

	"tminus/internal/civil"
	"tminus/internal/fold"
)

// MaxMissing is the maximum length of the note that says what was missing.
const MaxMissing = 1000

// missRetentionDays is the number of days for which searches without a result are kept.
const missRetentionDays = 90

// Answer says whether a guide, or one place in it, helped a reader.
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

// Tally counts the answers to a guide.
type Tally struct{ Helped, NotHelped int }

// Miss is a search that found nothing.
type Miss struct {
	Query string
	Count int
	// Days is the number of days on which the search was made, Last the time of the latest one.
	Days int
	Last time.Time
	// Version is the version of the mark that the search was handled, or 0 if there is none.
	Version int
}

// normalizeQuery returns the form in which a query is counted, without differences of case, accents
// and spaces. It returns "" for a query that is too short to be useful.
func normalizeQuery(query string) string {
	q := strings.Join(strings.Fields(fold.Text(query)), " ")
	if utf8.RuneCountInString(q) < 3 {
		return ""
	}
	if r := []rune(q); len(r) > 100 {
		q = strings.TrimSpace(string(r[:100]))
	}
	return q
}

// oldestMissDay returns the first day of which misses are kept.
func oldestMissDay(now time.Time) civil.Date {
	return civil.Of(now, time.UTC).AddDays(-missRetentionDays)
}

// placeOf returns the name of a place in the guide. It returns false if there is no such place.
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
