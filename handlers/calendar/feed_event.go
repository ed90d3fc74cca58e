package calendar

import (
	"fmt"
	"strings"

	"tminus/internal/ics"
	"tminus/models/calendar"
	"tminus/views/paths"
)

// calendarEvents returns the events of the organisation's calendar. It omits notes, because they
// may contain contacts.
func (h *Handler) calendarEvents(list []calendar.Event) []ics.Event {
	out := make([]ics.Event, 0, len(list))
	for _, e := range list {
		says := []string{e.Kind.Label()}
		if e.Forbids() {
			says = append(says, "no launches")
		}
		if len(e.Services) > 0 {
			names := make([]string, len(e.Services))
			for i, t := range e.Services {
				names[i] = t.Name
			}
			says = append(says, "touches "+strings.Join(names, ", "))
		}
		v := ics.Event{
			UID:      fmt.Sprintf("event-%d-%d@t-minus", e.ID, e.CreatedAt.UnixMilli()),
			Sequence: e.Version - 1, Modified: e.UpdatedAt.Time, Summary: e.Kind.Label() + ": " + e.Name(), Description: strings.Join(says, ", "),
			URL: h.Options.BaseURL + paths.Event(e.ID), Day: e.FirstDay, LastDay: e.LastDay, Cancelled: e.Cancelled(),
		}
		if !e.WholeDays() {
			v.Start, v.End = e.StartAt.In(e.Location()), e.EndAt.In(e.Location())
		}
		out = append(out, v)
	}
	return out
}
