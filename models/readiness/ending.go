package readiness

import (
	"context"
	"fmt"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/launch"
	"tminus/models/people"
)

// Ending is something that holds now and no longer at a later T.
type Ending struct {
	// What names it with its kind, such as “The acceptance of “Push gateway””.
	What string
	// On is the last day on which it holds, in the zone of the launch.
	On civil.Date
	// Path is its page below that of the launch.
	Path string
}

// endingsQuery reads acceptances of risks, sign-offs that have to be renewed, reviews of published guides, and planned
// go/no-go meetings that do not move with T.
const endingsQuery = `SELECT 'acceptance' AS kind, r.id, r.title, a.until AS at, '' AS day
	FROM risk_acceptances a JOIN risks r ON r.id = a.risk_id WHERE r.launch_id = @launch AND a.ended_at IS NULL AND r.closed_at IS NULL
	UNION ALL SELECT 'sign-off', c.id, c.title, c.signed_at + c.renew_minutes * 60000, ''
	FROM criteria c WHERE c.launch_id = @launch AND c.archived_at IS NULL AND c.renew_minutes > 0 AND c.sign = 'met'
	UNION ALL SELECT 'guide', g.id, g.title, 0, g.review_on
	FROM guides g WHERE g.launch_id = @launch AND g.state = 'published' AND g.review_on IS NOT NULL
	UNION ALL SELECT 'meeting', m.number, '', 0, m.held_on
	FROM meetings m WHERE m.launch_id = @launch AND m.state = 'planned' AND m.item_id IS NULL AND m.held_on IS NOT NULL
	ORDER BY 1, 2`

// EndingBefore returns what holds now and ends before T if T moves to the moment to, on a day in a zone. Meetings that
// stay where they are are among it if they would be after T. It returns Forbidden.
func (s *Store) EndingBefore(ctx context.Context, l launch.Launch, to time.Time, loc *time.Location) ([]Ending, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var rows []struct {
		Kind, Title string
		ID          int64
		At          db.Instant
		Day         civil.Date
	}
	if err := s.db.Read(ctx).Raw(endingsQuery, map[string]any{"launch": l.ID}).Scan(&rows).Error; err != nil {
		return nil, err
	}
	now := s.db.Now()
	today, day := civil.Of(now, loc), civil.Of(to, loc)
	var out []Ending
	for _, r := range rows {
		ends := r.At.After(now) && r.At.Before(to)
		e := Ending{On: civil.Of(r.At.Time, loc)}
		switch r.Kind {
		case "acceptance":
			e.What, e.Path = "The acceptance of “"+r.Title+"”", fmt.Sprintf("/risks/%d", r.ID)
			e.On = civil.Of(r.At.Add(-time.Millisecond), loc)
		case "sign-off":
			e.What, e.Path = "The sign-off of “"+r.Title+"”", "/readiness"
		case "guide":
			e.What, e.Path, e.On = "The review of the guide “"+r.Title+"”", "/guides", r.Day
			ends = !r.Day.Before(today) && r.Day.Before(day)
		case "meeting":
			e.What, e.Path, e.On = fmt.Sprintf("Go/no-go meeting %d stays, after T,", r.ID), "/meetings", r.Day
			ends = r.Day.After(day)
		}
		if ends {
			out = append(out, e)
		}
	}
	return out, nil
}
