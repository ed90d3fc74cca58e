package handlerstest

import (
	"tminus/internal/civil"
	"tminus/models"
	"tminus/models/calendar"
	"tminus/models/db"
)

// Event adds an event with whole days to the calendar.
func (s *Site) Event(k calendar.Kind, title string, first, last civil.Date) {
	s.T.Helper()
	ctx := db.WithActor(s.T.Context(), db.System())
	if _, err := models.NewStores(s.DB).Calendar.Create(ctx,
		calendar.Input{Kind: k, Title: title, FirstDay: first, LastDay: last, Severity: k.Usual()}, ""); err != nil {
		s.T.Fatal(err)
	}
}
