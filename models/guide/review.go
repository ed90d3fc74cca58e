package guide

import (
	"slices"

	"tminus/internal/civil"
)

// SupportTeams are the keys of the teams whose review makes a guide one that
// support can rely on.
var SupportTeams = []string{"support", "customer_success", "customer-success", "success"}

// holdsFor is how long a review holds where nobody chose a day: in days.
const holdsFor = 90

// nextReview is the day on which a guide is to be looked at again once it was
// checked today: the one that was chosen, if it is still to come.
func nextReview(chosen, today civil.Date) civil.Date {
	if chosen.After(today) {
		return chosen
	}
	return today.AddDays(holdsFor)
}

// ApprovedBy returns the review in which a revision was approved last, nil when
// nobody has, or when it was sent back since. rs are the newest first.
func ApprovedBy(rs []Review, number int) *Review {
	for i, r := range rs {
		if r.Number != number {
			continue
		}
		switch r.Kind {
		case Approved, Renewed:
			return &rs[i]
		case Returned:
			return nil
		}
	}
	return nil
}

// LastAnswer returns what the reviewer said last of any revision, nil before.
func LastAnswer(rs []Review) *Review {
	i := slices.IndexFunc(rs, func(r Review) bool { return r.Kind == Approved || r.Kind == Returned || r.Kind == Renewed })
	if i < 0 {
		return nil
	}
	return &rs[i]
}
