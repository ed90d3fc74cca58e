package launch

import (
	"context"
	"fmt"
	"slices"
	"time"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/people"
)

// Story is a launch with its history. The sample data consists of stories, so that their histories
// look realistic.
type Story struct {
	New
	// At is the time of creation, By the person who created it.
	At     time.Time
	By     int64
	Events []Event
}

// Event is an action of a person in a story. Empty fields do not change anything.
type Event struct {
	At time.Time
	By int64
	// Item is the key of an item in the template, or empty for the launch itself.
	Item     string
	Status   StatusChange
	Owner    int64
	Helpers  []int64
	Links    []Link
	Comment  string
	Mentions []int64
	State    State
	// Do performs an action in a later package.
	Do func(tx *db.Tx, m Creation) error
}

// storyState is the state of a story while it is being written.
type storyState struct {
	launch Launch
	items  map[string]*Deliverable
}

type storyEvent struct {
	Event
	story *storyState
}

// WriteStories writes stories in one transaction: first all launches, then all events ordered by
// time. It returns Forbidden to everybody but the program and administrators, because it writes in
// other people's names.
func (s *Store) WriteStories(ctx context.Context, stories []Story) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.Administer, people.Organisation); err != nil {
			return err
		}
		actors, err := loadActors(tx)
		if err != nil {
			return err
		}
		var all []storyEvent
		for _, st := range stories {
			in := &storyState{}
			if in.launch, in.items, err = s.create(tx.As(actors[st.By], st.At), st.New); err != nil {
				return fmt.Errorf("%s: %w", st.Name, err)
			}
			for _, e := range st.Events {
				all = append(all, storyEvent{e, in})
			}
		}
		slices.SortStableFunc(all, func(a, b storyEvent) int { return a.At.Compare(b.At) })
		for _, h := range all {
			if err := h.apply(tx.As(actors[h.By], h.At)); err != nil {
				return fmt.Errorf("%s, %s: %w", h.story.launch.Name, h.Item, err)
			}
		}
		return nil
	})
}

func loadActors(tx *db.Tx) (map[int64]db.Actor, error) {
	var us []people.User
	if err := tx.Select("id", "name", "role").Find(&us).Error; err != nil {
		return nil, err
	}
	as := make(map[int64]db.Actor, len(us))
	for _, u := range us {
		as[u.ID] = db.Actor{ID: u.ID, Name: u.Name, Role: string(u.Role)}
	}
	return as, nil
}

func (h storyEvent) apply(tx *db.Tx) error {
	if h.State != "" {
		return h.story.enter(tx, h.State)
	}
	if h.Do != nil {
		if err := h.Do(tx, newCreation(h.story.launch, New{}, h.story.items)); err != nil {
			return err
		}
		// The later package may have changed the launch, as a decision does.
		var err error
		h.story.launch, err = findByID(tx.Reader, h.story.launch.ID)
		return err
	}
	d := h.story.items[h.Item]
	if d == nil {
		return fmt.Errorf("the template has no such item")
	}
	if h.Status.To != "" {
		return h.story.advance(tx, d, h.Status)
	}
	if h.Comment != "" {
		return h.story.comment(tx, d, h.Comment, h.Mentions)
	}
	if err := InsertHelpersAndLinks(tx, d.ID, h.Helpers, h.Links); err != nil || h.Owner == 0 {
		return err
	}
	var err error
	if d.Version, err = tx.UpdateRow("deliverables", d.ID, d.Version, map[string]any{"owner_id": h.Owner}); err != nil {
		return err
	}
	owner, err := activePerson(tx.Reader, h.Owner, "owner")
	if err != nil {
		return err
	}
	return tx.Audit(db.Entry{Action: "deliverable.updated", Entity: "deliverable", EntityID: d.ID, LaunchID: &h.story.launch.ID,
		Label: d.Title, Changes: []db.Change{{Field: "owner", New: owner.Name}}})
}

func (in *storyState) advance(tx *db.Tx, d *Deliverable, ch StatusChange) error {
	ch, err := ch.Clean(d.Kind)
	if err != nil {
		return err
	}
	// A recorded decision may have closed the deliverable of its meeting.
	var now struct {
		Status  Status
		Version int
	}
	if err := tx.Raw("SELECT status, version FROM deliverables WHERE id = ?", d.ID).Scan(&now).Error; err != nil {
		return err
	}
	if d.Version = now.Version; now.Status == ch.To && now.Status != d.Status {
		d.Status = now.Status
		return nil
	}
	if d.Version, err = applyStatus(tx, in.launch, *d, ch, d.Version); err != nil {
		return err
	}
	d.Status, d.BlockedReason, d.SkipReason = ch.To, ch.BlockedReason, ch.SkipReason
	return nil
}

func (in *storyState) enter(tx *db.Tx, to State) error {
	l := &in.launch
	if err := l.State.Transition(to); err != nil {
		return err
	}
	next, err := tx.UpdateRow("launches", l.ID, l.Version, map[string]any{"state": to})
	if err != nil {
		return err
	}
	change := db.Change{Field: "state", Old: l.State.Label(), New: to.Label()}
	l.State, l.Version = to, next
	return tx.Audit(db.Entry{Action: "launch.state", Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name,
		Changes: []db.Change{change}})
}

func (in *storyState) comment(tx *db.Tx, d *Deliverable, body string, mentions []int64) error {
	var id int64
	err := tx.Raw(
		`INSERT INTO comments (deliverable_id, author_id, body, search_text, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
		d.ID, tx.Actor.ID, body, fold.Text(body), tx.Now, tx.Now).Scan(&id).Error
	if err != nil {
		return err
	}
	for _, m := range mentions {
		if err := tx.Exec("INSERT INTO mentions (comment_id, user_id) VALUES (?, ?)", id, m).Error; err != nil {
			return err
		}
	}
	return tx.Audit(db.Entry{Action: "comment.added", Entity: "deliverable", EntityID: d.ID, LaunchID: &in.launch.ID,
		Label: d.Title, Changes: []db.Change{{Field: "comment", New: body}}})
}
