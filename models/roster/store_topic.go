package roster

import (
	"context"
	"slices"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// topicIn loads a topic of a launch with its steps. It returns NotFound if it belongs to another
// launch.
func topicIn(g db.Reader, launchID, id int64) (Topic, error) {
	var t Topic
	if err := g.Where("id = ? AND launch_id = ?", id, launchID).Take(&t).Error; err != nil {
		return t, db.NotFoundAs(err, "topic in this roster")
	}
	return t, g.Where("topic_id = ?", id).Order("position, id").Find(&t.Steps).Error
}

// Topic returns a topic with its steps. It returns NotFound if it belongs to another launch.
func (s *Store) Topic(ctx context.Context, slug string, id int64) (Topic, error) {
	l, err := launch.LoadForRead(ctx, s.db, slug)
	if err != nil {
		return Topic{}, err
	}
	return topicIn(s.db.Read(ctx), l.ID, id)
}

// checkTopic returns Invalid if a topic is not possible beside the launch's others, or names people
// who cannot be paged.
func checkTopic(tx *db.Tx, l launch.Launch, id int64, in TopicInput) error {
	_, others, err := escalationOf(tx.Reader, l.ID)
	if err != nil {
		return err
	}
	others = slices.DeleteFunc(others, func(t Topic) bool { return t.ID == id })
	var c fault.Check
	c.That(len(others) < maxTopics, "name", "Use at most %d topics.", maxTopics)
	c.That(!slices.ContainsFunc(others, func(t Topic) bool { return t.Name == in.Name }), "name", "There is a topic with this name.")
	if _, err := checkSteps(tx, &c, in.Steps); err != nil {
		return err
	}
	return c.Err()
}

// AddTopic adds a topic with its own escalation. The key prevents a form that is sent twice from
// adding two. It returns Forbidden or Invalid.
func (s *Store) AddTopic(ctx context.Context, slug string, in TopicInput, key string) (Topic, error) {
	var t Topic
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		in, err := in.Clean()
		if err != nil {
			return err
		}
		id, err := tx.Once("roster topic of "+slug, key, in, func() (int64, error) {
			if err := checkTopic(tx, l, 0, in); err != nil {
				return 0, err
			}
			made := Topic{LaunchID: l.ID, Name: in.Name, Hint: in.Hint, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
			if err := tx.DB.Create(&made).Error; err != nil {
				return 0, err
			}
			return made.ID, s.saveTopic(tx, l, "topic added", Topic{ID: made.ID}, in)
		})
		if err != nil {
			return err
		}
		t, err = topicIn(tx.Reader, l.ID, id)
		return err
	})
	return t, err
}

// UpdateTopic changes a topic and its escalation. It returns the topic before and the new version.
// It returns Conflict if the topic has changed.
func (s *Store) UpdateTopic(ctx context.Context, slug string, id int64, in TopicInput, version int) (before Topic, next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		in, err := in.Clean()
		if err != nil {
			return err
		}
		if before, err = topicIn(tx.Reader, l.ID, id); err != nil {
			return err
		}
		if err := checkTopic(tx, l, id, in); err != nil {
			return err
		}
		next, err = tx.UpdateRow("roster_topics", id, version, map[string]any{"name": in.Name, "hint": in.Hint})
		if err != nil {
			return err
		}
		return s.saveTopic(tx, l, "topic changed", before, in)
	})
	return before, next, err
}

// RemoveTopic deletes a topic with its escalation and returns it, so that it can be restored.
func (s *Store) RemoveTopic(ctx context.Context, slug string, id int64, version int) (Topic, error) {
	var t Topic
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		if t, err = topicIn(tx.Reader, l.ID, id); err != nil {
			return err
		}
		if err := s.saveTopic(tx, l, "topic removed", t, TopicInput{}); err != nil {
			return err
		}
		if err := tx.DeleteRow("roster_topics", id, version); err != nil {
			return err
		}
		return tx.ForgetOnce("roster topic of "+slug, id)
	})
	return t, err
}

// saveTopic replaces the steps of a topic and audits what changed.
func (s *Store) saveTopic(tx *db.Tx, l launch.Launch, action string, before Topic, after TopicInput) error {
	old, err := stepsText(tx, before.Steps)
	if err != nil {
		return err
	}
	now, err := stepsText(tx, after.Steps)
	if err != nil {
		return err
	}
	if old != now {
		if err := tx.Exec("DELETE FROM escalation_steps WHERE topic_id = ?", before.ID).Error; err != nil {
			return err
		}
		for i := range after.Steps {
			after.Steps[i].ID, after.Steps[i].LaunchID, after.Steps[i].TopicID = 0, l.ID, db.RefOf(before.ID)
		}
		if len(after.Steps) > 0 {
			if err := tx.DB.Create(&after.Steps).Error; err != nil {
				return err
			}
		}
	}
	var changes []db.Change
	for _, f := range [][3]string{{"topic", before.Name, after.Name}, {"hint", before.Hint, after.Hint}, {"escalation", old, now}} {
		if f[1] != f[2] {
			changes = append(changes, db.Change{Field: f[0], Old: f[1], New: f[2]})
		}
	}
	return s.audit(tx, l, action, changes...)
}
