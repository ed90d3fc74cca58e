package feedback

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"tminus/internal/slug"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/template"
)

// playbookRow is a row of the table playbooks.
type playbookRow struct {
	ID, LaunchID int64
	Content      string
	Version      int
	UpdatedAt    db.Instant
}

// TableName implements GORM's Tabler.
func (playbookRow) TableName() string { return "playbooks" }

var _ launch.Starter = (*Store)(nil)

// Start gives a new launch the playbook of its template.
func (s *Store) Start(tx *db.Tx, m launch.Creation) error {
	content, err := encode(Section.Of(m.Template))
	if err != nil {
		return err
	}
	return tx.Create(&playbookRow{LaunchID: m.Launch.ID, Content: content, Version: 1, UpdatedAt: tx.Now}).Error
}

// playsOf returns the plays of a launch and their row. A launch without a row, from before
// playbooks existed, has the plays of the standard template at version 0 until they are changed.
func playsOf(g db.Reader, launchID int64) ([]Play, playbookRow, error) {
	var rows []playbookRow
	if err := g.Where("launch_id = ?", launchID).Find(&rows).Error; err != nil {
		return nil, playbookRow{}, err
	}
	if len(rows) > 0 {
		plays, err := decode(rows[0].Content)
		return plays, rows[0], err
	}
	return standardPlays(), playbookRow{LaunchID: launchID}, nil
}

// standardPlays returns the plays of the standard template.
var standardPlays = sync.OnceValue(func() []Play {
	for _, t := range template.NewFormat(Section).Shipped() {
		if t.Key == "standard" {
			return Section.Of(t)
		}
	}
	return nil
})

// Playbook has the plays of a launch with their current counts.
type Playbook struct {
	Plays   []Showing
	Version int
}

// Offered returns the plays whose symptom shows.
func (p Playbook) Offered() []Showing {
	return slices.DeleteFunc(slices.Clone(p.Plays), func(s Showing) bool { return !s.Shows() })
}

// Playbook returns the playbook of a launch, in two queries.
func (s *Store) Playbook(ctx context.Context, l launch.Launch) (Playbook, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return Playbook{}, err
	}
	g, now := s.db.Read(ctx), s.db.Now()
	plays, row, err := playsOf(g, l.ID)
	if err != nil {
		return Playbook{}, err
	}
	ticks, err := loadTicks(g, l.ID, now.Add(-longestPeriod(plays)), time.Minute)
	return Playbook{Plays: Watch(plays, ticks, now), Version: row.Version}, err
}

// AddPlay inserts a play into a launch's playbook at a position from 0, or at the end. It returns
// the key of the play: its own if it has a free one, and otherwise one derived from the symptom. It
// returns Invalid with all problems, and Conflict if the playbook has changed.
func (s *Store) AddPlay(ctx context.Context, slug string, p Play, at, version int) (key string, err error) {
	_, err = s.changePlays(ctx, slug, version, func(plays []Play, named []string) ([]Play, db.Entry, error) {
		p, err := cleanPlay(p)
		if err != nil {
			return nil, db.Entry{}, err
		}
		if len(plays) >= MaxPlays {
			return nil, db.Entry{}, fault.Invalid("symptom", "A playbook holds at most %d symptoms.", MaxPlays)
		}
		p.Key = freeKey(plays, named, p)
		key = p.Key
		if at < 0 || at > len(plays) {
			at = len(plays)
		}
		return slices.Insert(plays, at, p), db.Entry{Action: "playbook.added", Label: p.Symptom, Changes: playChanges(Play{}, p)}, nil
	})
	return key, err
}

// EditPlay changes a play. It returns Invalid with all problems, and Conflict if the playbook has
// changed. It returns the new version of the playbook.
func (s *Store) EditPlay(ctx context.Context, slug string, p Play, version int) (next int, err error) {
	return s.changePlays(ctx, slug, version, func(plays []Play, _ []string) ([]Play, db.Entry, error) {
		i, err := playIndex(plays, p.Key)
		if err != nil {
			return nil, db.Entry{}, err
		}
		p, err := cleanPlay(p)
		if err != nil {
			return nil, db.Entry{}, err
		}
		e := db.Entry{Action: "playbook.updated", Label: p.Symptom, Changes: playChanges(plays[i], p)}
		plays[i] = p
		if len(e.Changes) == 0 {
			return nil, e, nil
		}
		return plays, e, nil
	})
}

// RemovePlay removes a play. It returns the play, its position and the new version of the playbook.
// It returns NotFound, or Conflict if the playbook has changed.
func (s *Store) RemovePlay(ctx context.Context, slug, key string, version int) (gone Play, at, next int, err error) {
	next, err = s.changePlays(ctx, slug, version, func(plays []Play, _ []string) ([]Play, db.Entry, error) {
		i, err := playIndex(plays, key)
		if err != nil {
			return nil, db.Entry{}, err
		}
		gone, at = plays[i], i
		return slices.Delete(plays, i, i+1), db.Entry{Action: "playbook.removed", Label: gone.Symptom}, nil
	})
	return gone, at, next, err
}

// changePlays changes a launch's playbook. It passes to change the keys that reports refer to, even
// those of removed plays. If change returns nil plays, it does nothing. It returns the new version.
func (s *Store) changePlays(ctx context.Context, slug string, version int,
	change func(plays []Play, named []string) ([]Play, db.Entry, error)) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		plays, r, err := playsOf(tx.Reader, l.ID)
		if err != nil {
			return err
		}
		if r.Version != version {
			return fault.Changed("the playbook")
		}
		var named []string
		if err := tx.Raw("SELECT DISTINCT symptom FROM feedback_reports WHERE launch_id = ?", l.ID).Scan(&named).Error; err != nil {
			return err
		}
		next = r.Version
		plays, e, err := change(slices.Clone(plays), named)
		if err != nil || plays == nil {
			return err
		}
		if err := r.write(tx, plays); err != nil {
			return err
		}
		next = r.Version
		e.Entity, e.EntityID, e.LaunchID = "launch", l.ID, &l.ID
		return tx.Audit(e)
	})
	return next, err
}

func playIndex(plays []Play, key string) (int, error) {
	i := slices.IndexFunc(plays, func(p Play) bool { return p.Key == key })
	if i < 0 {
		return 0, fault.NotFound("symptom in this playbook")
	}
	return i, nil
}

// freeKey returns the key of a new play. named are the keys that reports refer to, which mean other
// plays.
func freeKey(plays []Play, named []string, p Play) string {
	taken := func(key string) bool {
		_, used := findPlay(plays, key)
		return used || key == "new" // the address of the form
	}
	if p.Key != "" && !taken(p.Key) && slug.Make(strings.ReplaceAll(p.Key, "_", "-")) == strings.ReplaceAll(p.Key, "_", "-") {
		return p.Key
	}
	return slug.Unique(slug.Make(p.Symptom), func(key string) bool { return taken(key) || slices.Contains(named, key) })
}

// write saves the plays, and creates the row if there is none.
func (r *playbookRow) write(tx *db.Tx, plays []Play) error {
	content, err := encode(plays)
	if err != nil {
		return err
	}
	if r.ID == 0 {
		r.Content, r.Version, r.UpdatedAt = content, 1, tx.Now
		return tx.Create(r).Error
	}
	r.Version, err = tx.UpdateRow("playbooks", r.ID, r.Version, map[string]any{"content": content})
	return err
}

func playChanges(a, b Play) []db.Change {
	cs := appendChange(nil, "symptom", a.Symptom, b.Symptom)
	cs = appendChange(cs, "channel", a.Channel.Label(), b.Channel.Label())
	cs = appendChange(cs, "more than", strconv.Itoa(a.More), strconv.Itoa(b.More))
	cs = appendChange(cs, "within hours", strconv.Itoa(a.Hours), strconv.Itoa(b.Hours))
	cs = appendChange(cs, "words", strings.Join(a.Words, ", "), strings.Join(b.Words, ", "))
	cs = appendChange(cs, "causes", strings.Join(a.Causes, ", "), strings.Join(b.Causes, ", "))
	return appendChange(cs, "what to try", remediesText(a), remediesText(b))
}

func remediesText(p Play) string {
	words := make([]string, len(p.Remedies))
	for i, r := range p.Remedies {
		words[i] = strings.TrimPrefix(r.When+" → "+r.Do, " → ")
	}
	return strings.Join(words, ", ")
}

// loadTicks returns the numbers of reports since a time, in steps of a given length.
func loadTicks(g db.Reader, launchID int64, since time.Time, step time.Duration) ([]Tick, error) {
	rows, err := g.Raw(`SELECT at / ? AS step, channel, symptom, CAST(SUM(times) AS BIGINT) FROM feedback_reports
		WHERE launch_id = ? AND archived_at IS NULL AND at >= ? GROUP BY step, channel, symptom ORDER BY step`, step.Milliseconds(),
		launchID, since.UnixMilli()).Rows()
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Tick
	for rows.Next() {
		var t Tick
		var steps int64
		if err := rows.Scan(&steps, &t.Channel, &t.Symptom, &t.Times); err != nil {
			return nil, err
		}
		t.At = db.AtMilli(steps * step.Milliseconds()).Time
		out = append(out, t)
	}
	return out, rows.Err()
}

// Try adds the deliverable for a remedy of a play to a lane of the plan and returns its id. It
// returns NotFound if there is no such play or remedy. Sending the same form twice adds one
// deliverable.
func (s *Store) Try(ctx context.Context, slug, key string, remedy int, lane int64, once string) (made int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		plays, _, err := playsOf(tx.Reader, l.ID)
		if err != nil {
			return err
		}
		p, ok := findPlay(plays, key)
		if !ok || remedy < 0 || remedy >= len(p.Remedies) {
			return fault.NotFound("thing to try in this playbook")
		}
		do := p.Remedies[remedy]
		why := "The playbook says to try it when this shows: " + p.Symptom + "."
		if do.When != "" {
			why += " It helps when the cause is: " + do.When + "."
		}
		made, err = tx.Once("play "+strconv.FormatInt(l.ID, 10), once, []any{key, remedy}, func() (int64, error) {
			d, err := launch.AddFollowUp(tx, l,
				launch.DeliverableInput{Title: do.Do, Description: why, LaneID: lane, Kind: do.Kind, OwnerID: db.RefOf(tx.Actor.ID),
					Schedule: launch.Schedule{Anchor: template.Follows}})
			return d.ID, err
		})
		return err
	})
	return made, err
}
