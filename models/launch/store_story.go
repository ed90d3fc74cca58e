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

// Story is a launch with what happened to it since it was made. The sample
// organisation is told in stories, so that its histories read like real ones.
type Story struct {
	New
	// At is when it was made, and By who made it.
	At     time.Time
	By     int64
	Events []Event
}

// Event is one thing that somebody did in a story. What is left empty was not
// touched by it.
type Event struct {
	At time.Time
	By int64
	// Item is the key of a template's item; empty for the launch itself.
	Item     string
	Status   StatusChange
	Owner    int64
	Helpers  []int64
	Links    []Link
	Comment  string
	Mentions []int64
	State    State
	// Do tells what happened to the launch in a later room.
	Do func(tx *db.Tx, m Made) error
}

// told is a story on its way into the database.
type told struct {
	launch Launch
	items  map[string]*Deliverable
}

type happening struct {
	Event
	in *told
}

// Tell writes stories in one transaction: first the launches in their order,
// then all events in the order of time. Returns Forbidden to anybody but the
// program and administrators, since it writes in other people's names.
func (s *Store) Tell(ctx context.Context, stories []Story) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.Administer, people.Organisation); err != nil {
			return err
		}
		actors, err := everybody(tx)
		if err != nil {
			return err
		}
		var all []happening
		for _, st := range stories {
			in := &told{}
			if in.launch, in.items, err = s.create(tx.As(actors[st.By], st.At), st.New); err != nil {
				return fmt.Errorf("%s: %w", st.Name, err)
			}
			for _, e := range st.Events {
				all = append(all, happening{e, in})
			}
		}
		slices.SortStableFunc(all, func(a, b happening) int { return a.At.Compare(b.At) })
		for _, h := range all {
			if err := h.happen(tx.As(actors[h.By], h.At)); err != nil {
				return fmt.Errorf("%s, %s: %w", h.in.launch.Name, h.Item, err)
			}
		}
		return nil
	})
}

func everybody(tx *db.Tx) (map[int64]db.Actor, error) {
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

func (h happening) happen(tx *db.Tx) error {
	if h.State != "" {
		return h.in.enter(tx, h.State)
	}
	if h.Do != nil {
		if err := h.Do(tx, madeOf(h.in.launch, New{}, h.in.items)); err != nil {
			return err
		}
		// What a later room did may have taken the launch on, as a decision does.
		var err error
		h.in.launch, err = byID(tx.Reader, h.in.launch.ID)
		return err
	}
	d := h.in.items[h.Item]
	if d == nil {
		return fmt.Errorf("the template has no such item")
	}
	if h.Status.To != "" {
		return h.in.advance(tx, d, h.Status)
	}
	if h.Comment != "" {
		return h.in.remark(tx, d, h.Comment, h.Mentions)
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
	return tx.Audit(db.Entry{Action: "deliverable.updated", Entity: "deliverable", EntityID: d.ID, LaunchID: &h.in.launch.ID,
		Label: d.Title, Changes: []db.Change{{Field: "owner", New: owner.Name}}})
}

func (in *told) advance(tx *db.Tx, d *Deliverable, ch StatusChange) error {
	ch, err := ch.Clean(d.Kind)
	if err != nil {
		return err
	}
	if d.Version, err = applyStatus(tx, in.launch, *d, ch, d.Version); err != nil {
		return err
	}
	d.Status, d.BlockedReason, d.SkipReason = ch.To, ch.BlockedReason, ch.SkipReason
	return nil
}

func (in *told) enter(tx *db.Tx, to State) error {
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
	return tx.Audit(db.Entry{Action: "launch.state", Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: l.Name, Changes: []db.Change{change}})
}

func (in *told) remark(tx *db.Tx, d *Deliverable, body string, mentions []int64) error {
	var id int64
	err := tx.Raw(`INSERT INTO comments (deliverable_id, author_id, body, search_text, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?) RETURNING id`,
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
