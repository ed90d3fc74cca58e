package message

import (
	"context"
	"slices"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Asked is what the link of a page shows. Of the launch it contains only the name.
type Asked struct {
	Launch  string
	Text    string
	PagedAt time.Time
	Zone    string
	// People are those who were paged with this link.
	People []people.User
	State  PageState
	SeenAt time.Time
	SeenBy string

	page pageRow
}

// OpenPage returns what a link shows. It writes nothing, so that a mail scanner that follows the link acknowledges
// nothing. It needs no permission except the secret. It returns NotFound for an unknown secret.
func (s *Store) OpenPage(ctx context.Context, secret string) (Asked, error) {
	return openPage(s.db.Read(ctx), secret)
}

func openPage(g db.Reader, secret string) (Asked, error) {
	var a Asked
	var c callRow
	if err := g.Where("token_hash = ?", people.HashSecret(secret)).Take(&c).Error; err != nil {
		return a, db.NotFoundAs(err, "link")
	}
	if err := g.Where("id = ?", c.PageID).Take(&a.page).Error; err != nil {
		return a, db.NotFoundAs(err, "link")
	}
	var l launch.Launch
	if err := g.Where("id = ?", a.page.LaunchID).Take(&l).Error; err != nil {
		return a, db.NotFoundAs(err, "link")
	}
	err := g.Where("id IN (SELECT user_id FROM page_people WHERE call_id = ?)", c.ID).Order("name, id").Find(&a.People).Error
	if err != nil {
		return a, err
	}
	a.Launch, a.Zone, a.Text, a.PagedAt, a.State, a.SeenAt = l.Name, l.Zone, a.page.Text, c.PagedAt.Time, a.page.State, a.page.SeenAt.Time
	return a, g.Raw("SELECT name FROM users WHERE id = ?", a.page.SeenBy).Scan(&a.SeenBy).Error
}

// Acknowledge records by a link that a page was seen, by one of the people who were paged, 0 for whoever has the link.
// The first acknowledgement counts; a later one changes nothing. It needs no permission except the secret. It returns
// NotFound.
func (s *Store) Acknowledge(ctx context.Context, secret string, person int64) (Asked, error) {
	var a Asked
	address := db.ActorOf(ctx).Address
	err := s.db.Write(db.WithActor(ctx, db.Actor{Name: "The link of a page", Address: address}), func(tx *db.Tx) error {
		var err error
		if a, err = openPage(tx.Reader, secret); err != nil || a.State == Seen {
			return err
		}
		if len(a.People) == 1 {
			person = a.People[0].ID
		}
		var by *int64
		if i := slices.IndexFunc(a.People, func(u people.User) bool { return u.ID == person }); i >= 0 {
			by = &a.People[i].ID
			tx.Actor.ID, tx.Actor.Name, a.SeenBy = a.People[i].ID, a.People[i].Name, a.People[i].Name
		}
		a.State, a.SeenAt = Seen, tx.Now.Time
		return seen(tx, a.page, by)
	})
	return a, err
}

// MarkSeen records that the actor has seen a page of a launch. It returns Forbidden or NotFound.
func (s *Store) MarkSeen(ctx context.Context, slug string, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		var p pageRow
		if err := tx.Where("id = ? AND launch_id = ?", id, l.ID).Take(&p).Error; err != nil {
			return db.NotFoundAs(err, "page")
		}
		if p.State == Seen {
			return nil
		}
		return seen(tx, p, tx.ActorID())
	})
}

// seen ends a page, and what of it still waits to be sent.
func seen(tx *db.Tx, p pageRow, by *int64) error {
	res := tx.Exec("UPDATE pages SET state = ?, seen_at = ?, seen_by = ?, next_at = NULL WHERE id = ? AND state <> ?",
		Seen, tx.Now, by, p.ID, Seen)
	if res.Error != nil {
		return res.Error
	}
	if res.RowsAffected == 0 {
		return fault.Conflict("Somebody else has just seen this page.")
	}
	err := tx.Exec("UPDATE outbox SET state = ? WHERE message_key LIKE ? AND state = ?", Overtaken, pageKey(p.ID)+"%", Waiting).Error
	if err != nil {
		return err
	}
	return p.audit(tx, "seen")
}

// shownPages is the number of pages that a launch shows.
const shownPages = 10

// Pages returns the newest pages of a launch, and whether people can be paged.
func (s *Store) Pages(ctx context.Context, launchID int64) (pages []PageView, possible bool, err error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, false, err
	}
	g := s.db.Read(ctx)
	n, err := pagers(g)
	if err != nil {
		return nil, false, err
	}
	var rows []struct {
		ID           int64
		Text         string
		State        PageState
		NextAt       db.Instant
		SeenAt       db.Instant
		Sender, Seer string
		Who          string
		Step         int
		PagedAt      db.Instant
	}
	err = g.Raw(`SELECT p.id, p.text, p.state, p.next_at, p.seen_at, COALESCE(b.name, '') AS sender, COALESCE(s.name, '') AS seer,
			c.step, c.paged_at, u.name AS who
		FROM (SELECT * FROM pages WHERE launch_id = ? ORDER BY id DESC LIMIT ?) p
			JOIN page_calls c ON c.page_id = p.id JOIN page_people pp ON pp.call_id = c.id JOIN users u ON u.id = pp.user_id
			LEFT JOIN users b ON b.id = p.by_id LEFT JOIN users s ON s.id = p.seen_by
		ORDER BY p.id DESC, c.step, u.name`, launchID, shownPages).Scan(&rows).Error
	for _, r := range rows {
		if len(pages) == 0 || pages[len(pages)-1].ID != r.ID {
			pages = append(pages, PageView{ID: r.ID, Text: r.Text, By: r.Sender, State: r.State, SeenAt: r.SeenAt.Time, SeenBy: r.Seer,
				NextAt: r.NextAt.Time})
		}
		p := &pages[len(pages)-1]
		if len(p.Calls) == 0 || p.Calls[len(p.Calls)-1].Step != r.Step {
			p.Calls = append(p.Calls, PageCallView{Step: r.Step, PagedAt: r.PagedAt.Time})
		}
		c := &p.Calls[len(p.Calls)-1]
		c.People = append(c.People, r.Who)
	}
	return pages, n > 0, err
}
