package portfolio

import "tminus/internal/civil"

// Day is a day of the month page.
type Day struct {
	On civil.Date
}
