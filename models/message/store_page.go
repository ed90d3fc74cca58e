package message

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"tminus/internal/jobs"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/job"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/models/roster"
)

// EscalateKind is the kind of the jobs that go to the next step of a page.
const EscalateKind = "escalate"

// lastStepLasts is the time for which the page of the last step is worth sending.
const lastStepLasts = time.Hour

// pageRow is a row of the table pages.
type pageRow struct {
	ID, LaunchID  int64
	TopicID, ByID *int64
	Text          string
	State         PageState
	NextAt        db.Instant
	SeenAt        db.Instant
	SeenBy        *int64
	CreatedAt     db.Instant
}

// TableName implements GORM's Tabler.
func (pageRow) TableName() string { return "pages" }

// callRow is a row of the table page_calls.
type callRow struct {
	ID, PageID int64
	Step       int
	TokenHash  string
	PagedAt    db.Instant
}

// TableName implements GORM's Tabler.
func (callRow) TableName() string { return "page_calls" }

func (p pageRow) audit(tx *db.Tx, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "page." + action, Entity: "page", EntityID: p.ID, LaunchID: &p.LaunchID, Label: p.Text, Changes: changes})
}

// PageSomebody pages the first people of an escalation who can be reached: of a topic, or of anything else. If the same
// key is sent twice, it pages once. It returns Forbidden, or Invalid if nobody can be paged.
func (s *Store) PageSomebody(ctx context.Context, slug string, topicID *int64, text, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if text, err = cleanPageText(text); err != nil {
			return err
		}
		id, err = tx.Once(db.Purpose("page", l.ID), key, []any{text, db.IDOf(topicID)}, func() (int64, error) {
			if n, err := pagers(tx.Reader); err != nil || n == 0 {
				return 0, orInvalid(err, "There is no connection for paging. Ask an administrator to add one.")
			}
			e, err := roster.EscalationOf(tx.Reader, l)
			if err != nil {
				return 0, err
			}
			p := pageRow{LaunchID: l.ID, TopicID: knownTopic(e, topicID), ByID: tx.ActorID(), Text: text, State: Paging, CreatedAt: tx.Now}
			if err := tx.Create(&p).Error; err != nil {
				return 0, err
			}
			if err := p.audit(tx, "sent"); err != nil {
				return 0, err
			}
			reached, err := s.step(tx, &p, l, e, 0)
			if err == nil && !reached {
				err = fault.Invalid("", "The escalation reaches nobody now. Call somebody, and complete the roster.")
			}
			return p.ID, err
		})
		return err
	})
	return id, err
}

func orInvalid(err error, msg string) error {
	if err != nil {
		return err
	}
	return fault.Invalid("", "%s", msg)
}

// pagers returns the number of channels that page.
func pagers(g db.Reader) (n int, err error) {
	err = g.Raw("SELECT COUNT(*) FROM channels WHERE kind = ? AND archived_at IS NULL AND state <> ?", Page, Off).Scan(&n).Error
	return n, err
}

// knownTopic returns the topic if it is of the launch.
func knownTopic(e roster.Escalation, id *int64) *int64 {
	for _, t := range e.Topics {
		if id != nil && t.ID == *id {
			return id
		}
	}
	return nil
}

// step pages the people of the first step from a position on that reaches somebody, and reports whether there is one.
func (s *Store) step(tx *db.Tx, p *pageRow, l launch.Launch, e roster.Escalation, from int) (bool, error) {
	steps := e.For(p.TopicID)
	for i := from; i < len(steps); i++ {
		to := roster.DryRun(steps[i:i+1], e.Watch, tx.Now.Time)[0]
		if to.Skipped() {
			continue
		}
		until := tx.Now.Add(time.Duration(steps[i].Wait) * time.Minute)
		if err := s.call(tx, *p, l, i, to.Who, until, i == len(steps)-1); err != nil {
			return false, err
		}
		p.NextAt = db.At(until)
		if err := tx.Exec("UPDATE pages SET next_at = ? WHERE id = ?", p.NextAt, p.ID).Error; err != nil {
			return false, err
		}
		return true, job.Enqueue(tx, EscalateKind, strconv.FormatInt(p.ID, 10), until)
	}
	return false, nil
}

// call queues the page of a step for each pager, and an e-mail to each person.
func (s *Store) call(tx *db.Tx, p pageRow, l launch.Launch, step int, who []roster.Person, until time.Time, last bool) error {
	secret := people.NewSecret()
	c := callRow{PageID: p.ID, Step: step, TokenHash: people.HashSecret(secret), PagedAt: tx.Now}
	if err := tx.Create(&c).Error; err != nil {
		return err
	}
	ids, names := make([]int64, len(who)), make([]string, len(who))
	for i, w := range who {
		ids[i], names[i] = w.ID, w.Name
		if err := tx.Exec("INSERT INTO page_people (call_id, user_id) VALUES (?, ?)", c.ID, w.ID).Error; err != nil {
			return err
		}
	}
	var emails []string
	if err := tx.Raw("SELECT email FROM users WHERE id IN ? ORDER BY id", ids).Scan(&emails).Error; err != nil {
		return err
	}
	if last {
		until = tx.Now.Add(max(until.Sub(tx.Now.Time), lastStepLasts))
	}
	by := tx.Actor.Name
	m := Message{Key: pageKey(p.ID) + strconv.Itoa(step), Event: "page.sent", Subject: l.Name + ": " + p.Text, ExpiresAt: until,
		Paragraphs: []string{p.Text, fmt.Sprintf("%s paged %s. Open the link and press the button to say that you are on it; otherwise the "+
			"next person is paged.", by, strings.Join(names, " and "))},
		Link: PagePath(secret), Label: "I'm on it", Why: "You get this because you are on call for " + l.Name + ".",
		Call: &Call{ID: "tminus-" + pageKey(p.ID) + strconv.Itoa(step), Summary: l.Name + ": " + p.Text,
			Details: by + " paged " + strings.Join(names, " and ") + " about " + l.Name + ".", Launch: l.Name, Who: names, Emails: emails,
			Step: step + 1, Acknowledge: s.absolute(PagePath(secret)), AcknowledgeAPI: s.absolute(PagePath(secret) + "/acknowledge")}}
	if _, err := s.EnqueueAll(tx, Page, m); err != nil {
		return err
	}
	for _, to := range emails {
		if err := s.EnqueueMail(tx, to, m); err != nil {
			return err
		}
	}
	return nil
}

// pageKey begins the keys of the messages of a page.
func pageKey(id int64) string { return "page-" + strconv.FormatInt(id, 10) + "-" }

// Escalate is the job that goes to the next step of a page that nobody has seen.
func (s *Store) Escalate(ctx context.Context, j jobs.Job) error {
	id, err := strconv.ParseInt(j.Ref, 10, 64)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		var p pageRow
		err := tx.Where("id = ?", id).Take(&p).Error
		if err = db.NotFoundAs(err, "page"); fault.Is(err, fault.KindNotFound) {
			return nil // the launch was deleted
		}
		if err != nil || p.State != Paging {
			return err
		}
		if p.NextAt.After(tx.Now.Time) {
			return job.Enqueue(tx, EscalateKind, j.Ref, p.NextAt.Time)
		}
		var l launch.Launch
		if err := tx.Where("id = ?", p.LaunchID).Take(&l).Error; err != nil {
			return err
		}
		var last int
		if err := tx.Raw("SELECT COALESCE(MAX(step), -1) FROM page_calls WHERE page_id = ?", id).Scan(&last).Error; err != nil {
			return err
		}
		e, err := roster.EscalationOf(tx.Reader, l)
		if err != nil {
			return err
		}
		reached, err := s.step(tx, &p, l, e, last+1)
		if err != nil {
			return err
		}
		if reached {
			return p.audit(tx, "escalated")
		}
		if err := tx.Exec("UPDATE pages SET state = ?, next_at = NULL WHERE id = ?", Unanswered, id).Error; err != nil {
			return err
		}
		return p.audit(tx, "unanswered")
	})
}

// PagePath returns the path of the page on which a page is acknowledged.
func PagePath(secret string) string { return pagePath + secret }
