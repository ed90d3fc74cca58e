package handlers_test

import (
	"fmt"
	"strconv"

	"tminus/models/template"
)

// many returns n items over the whole chart, every fifth after its predecessor.
func many(n int) []template.Item {
	lanes := []string{"engineering", "marketing", "support"}
	kinds := []template.Kind{template.KindEngineering, template.KindAnnouncement, template.KindSupportGuide, template.KindMeeting}
	out := make([]template.Item, n)
	for i := range out {
		start := -21 + i%30
		out[i] = template.Item{
			Key: "k" + strconv.Itoa(i), Title: fmt.Sprintf("Deliverable %d of the launch", i+1), Lane: lanes[i%3], Kind: kinds[i%4],
			Role: template.RoleLead, Start: start, Due: start + i%6,
		}
		if i%5 == 4 {
			out[i].After = []string{"k" + strconv.Itoa(i-1)}
		}
	}
	return out
}
