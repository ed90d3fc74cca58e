package guide

import (
	"encoding/json"
	"time"
)

// Revision is a saved version of a guide. It never changes.
type Revision struct {
	Number     int
	Content    Content
	Message    string
	AuthorID   int64
	AuthorName string
	At         time.Time
}

// ReviewKind is the kind of an event in the review of a revision.
type ReviewKind string

// The kinds.
const (
	Asked     ReviewKind = "asked"
	Approved  ReviewKind = "approved"
	Returned  ReviewKind = "returned"
	Renewed   ReviewKind = "renewed"
	Publicly  ReviewKind = "published"
	Withdrawn ReviewKind = "withdrawn"
)

// Review is an event in the review of a revision.
type Review struct {
	ID         int64
	Number     int
	Kind       ReviewKind
	ByID       int64
	By, Whom   string
	Note       string
	ForSupport bool
	At         time.Time
}

func encode(c Content) string {
	b, err := json.Marshal(c)
	if err != nil {
		return "{}"
	}
	return string(b)
}

func decode(text string) (c Content, err error) {
	err = json.Unmarshal([]byte(text), &c)
	return c, err
}
