package guide

import (
	"slices"

	"tminus/internal/civil"
)

// SupportTeams are the keys of the teams whose review makes a guide one that support can rely on.
var SupportTeams = []string{"support", "customer_success", "customer-success", "success"}

// reviewValidDays is the number of days for which a review is valid by default.
const reviewValidDays = 90

// nextReview returns the day of the next review of a guide that was checked today: the chosen day
// if it is still to come, and otherwise the default.
func nextReview(chosen, today civil.Date) civil.Date {
	if chosen.After(today) {
		return chosen
	}
	return today.AddDays(reviewValidDays)
}

// ApprovedBy returns the latest approval of a revision. It returns nil if there is none, or if the
// revision was sent back since. rs must have the newest review first.
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

// LastAnswer returns the latest answer of a reviewer to any revision, or nil.
func LastAnswer(rs []Review) *Review {
	i := slices.IndexFunc(rs, func(r Review) bool { return r.Kind == Approved || r.Kind == Returned || r.Kind == Renewed })
	if i < 0 {
		return nil
	}
	return &rs[i]
}
