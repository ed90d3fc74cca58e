package launch

import (
	"context"
	"strings"
	"time"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// CollisionAcceptance accepts collisions of a launch together with a move of T.
type CollisionAcceptance struct {
	// Reason is the reason for accepting. If it is blank, nothing is accepted.
	Reason string
	// Shown are the collisions in the preview: the dates of each by its key.
	Shown map[string]string
}

func (a CollisionAcceptance) empty() bool {
	return strings.TrimSpace(a.Reason) == "" || len(a.Shown) == 0
}

// CollisionAccepter accepts collisions of a launch in the caller's transaction. The calendar
// implements it.
type CollisionAccepter interface {
	// AcceptShown accepts the shown collisions that the launch still has on the same dates, and
	// returns their number. The caller checks the permission.
	AcceptShown(tx *db.Tx, l Launch, shown map[string]string, reason string) (int, error)
}

// AcceptWith sets the accepter of collisions when T moves, and returns the store.
func (s *Store) AcceptWith(a CollisionAccepter) *Store {
	s.accepter = a
	return s
}

// DecisionChoice is what happens to a go when T moves.
type DecisionChoice struct {
	// Confirm keeps the go for the new T in the actor's name. Otherwise it no longer counts, and a new
	// decision is needed.
	Confirm bool
	// Reason is the reason for confirming.
	Reason string
}

// DecisionKeeper keeps the go/no-go decisions on launches. The package gonogo implements it.
type DecisionKeeper interface {
	// Confirm confirms the go of a launch for its present T in the caller's transaction, and reports
	// whether there was one. The caller checks the permission.
	Confirm(tx *db.Tx, l Launch, reason string) (bool, error)
}

// ConfirmWith sets the keeper of decisions when T moves, and returns the store.
func (s *Store) ConfirmWith(k DecisionKeeper) *Store {
	s.decisions = k
	return s
}

// MoveInput is a move of T as it is entered.
type MoveInput struct {
	To     Target
	Reason string
	// Rows are the choices by item; the other items do what they do by default.
	Rows map[int64]RowChoice
	// Accept accepts collisions, and Decision confirms the go, in the same transaction.
	Accept   CollisionAcceptance
	Decision DecisionChoice
	Version  int
}

// Move moves T and everything that follows it, in one transaction. Move.Accepted counts the accepted collisions. It
// returns Forbidden to everybody but the lead and administrators, Conflict if another person changed the launch, and
// Invalid for an impossible T, for the field "day-<id>" of a choice, for "accept" if the reason for accepting is too
// long, and for "confirm_reason" without a reason for confirming.
func (s *Store) Move(ctx context.Context, slug string, in MoveInput) (Move, error) {
	var mv Move
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := LoadForWrite(tx, slug, people.LeadLaunch)
		if err != nil {
			return err
		}
		in, err := in.clean(l)
		if err != nil {
			return err
		}
		p, err := loadPlan(tx.Reader, l, tx.Now.Time)
		if err != nil {
			return err
		}
		last, err := lastMove(tx.Reader, l.ID)
		if err != nil {
			return err
		}
		preview, err := p.PreviewMove(in.To, in.Rows, last)
		if err != nil {
			return err
		}
		accepts, confirms := !in.Accept.empty() && s.accepter != nil, in.Decision.Confirm && s.decisions != nil
		if mv, err = applyMove(tx, p, preview, in.Reason, in.Version); err != nil || !accepts && !confirms {
			return err
		}
		if l, err = findByID(tx.Reader, p.ID); err != nil {
			return err
		}
		if confirms {
			if _, err := s.decisions.Confirm(tx, l, in.Decision.Reason); err != nil {
				return err
			}
		}
		if !accepts {
			return nil
		}
		mv.Accepted, err = s.accepter.AcceptShown(tx, l, in.Accept.Shown, in.Accept.Reason)
		return fault.Rename(err, "reason", "accept")
	})
	return mv, err
}

// clean checks what can be checked without the plan.
func (in MoveInput) clean(l Launch) (MoveInput, error) {
	in.Reason, in.Decision.Reason = strings.TrimSpace(in.Reason), strings.TrimSpace(in.Decision.Reason)
	var c fault.Check
	c.That(in.Reason != "", "reason", "Say why T moves: everybody it concerns will ask.")
	c.That(len([]rune(in.Reason)) <= MaxReason, "reason", "Use at most %d characters.", MaxReason)
	c.That(in.To != l.Target(), "launch_on", "T is there already. Choose another date, time or zone.")
	c.That(!in.Decision.Confirm || in.Decision.Reason != "", "confirm_reason", "Say why the go still holds.")
	c.That(len([]rune(in.Decision.Reason)) <= MaxReason, "confirm_reason", "Use at most %d characters.", MaxReason)
	if !in.To.On.IsZero() {
		if _, err := in.To.Resolve(civil.Date{}); c.Merge(err) != nil {
			return in, err
		}
	} else {
		c.Add("launch_on", "Enter the launch date.")
	}
	return in, c.Err()
}

// lastMove returns the latest move of T, the zero Move if there is none.
func lastMove(g db.Reader, launchID int64) (Move, error) {
	var all []Move
	err := g.Where("launch_id = ?", launchID).Order("id DESC").Limit(1).Find(&all).Error
	if err != nil || len(all) == 0 {
		return Move{}, err
	}
	return all[0], nil
}

func (s *Store) planToMove(tx *db.Tx, slug string) (*Plan, error) {
	l, err := LoadForWrite(tx, slug, people.LeadLaunch)
	if err != nil {
		return nil, err
	}
	return loadPlan(tx.Reader, l, tx.Now.Time)
}

func applyMove(tx *db.Tx, p *Plan, m MovePreview, reason string, version int) (Move, error) {
	_, err := tx.UpdateRow("launches", p.ID, version, map[string]any{
		"launch_on": m.To.On, "launch_time": m.To.Time, "zone": m.To.Zone, "launch_at": db.At(m.At),
	})
	if err != nil {
		return Move{}, err
	}
	mv := m.Record()
	mv.LaunchID, mv.Reason, mv.MovedBy, mv.MovedAt = p.ID, reason, Creator(tx, p.LeadID), tx.Now
	was := p.When()
	moved := p.Launch
	moved.LaunchOn, moved.LaunchTime, moved.Zone, moved.LaunchAt = m.To.On, m.To.Time, m.To.Zone, db.At(m.At)
	err = tx.Audit(db.Entry{Action: "launch.moved", Entity: "launch", EntityID: p.ID, LaunchID: &p.ID, Label: p.Name,
		Reason: reason, Changes: []db.Change{{Field: "launch date", Old: was, New: moved.When()}}})
	if err != nil {
		return mv, err
	}
	for _, r := range m.Rows {
		if r.New == r.Schedule && !r.Moves() {
			continue
		}
		if err := moveItem(tx, r, reason); err != nil {
			return mv, err
		}
	}
	return mv, tx.DB.Create(&mv).Error
}

func moveItem(tx *db.Tx, r MoveRow, reason string) error {
	if !r.Moves() {
		// The item stays; only its distance from T is another. The move itself is audited.
		return tx.Exec("UPDATE deliverables SET start_offset = ?, due_offset = ? WHERE id = ?", r.New.StartOffset, r.New.DueOffset, r.ID).Error
	}
	if _, err := tx.UpdateRow("deliverables", r.ID, r.Version, scheduleColumns(r.New)); err != nil {
		return err
	}
	changes := ScheduleChanges(r.Schedule, r.New)
	if r.Was.Location().String() != r.Is.Location().String() {
		changes = db.AppendChange(changes, "moment", momentText(r.Was), momentText(r.Is))
	}
	return tx.Audit(db.Entry{Action: "deliverable.moved with T", Entity: "deliverable", EntityID: r.ID, LaunchID: &r.LaunchID,
		Label: r.Title, Reason: reason, Changes: changes})
}

// momentText returns a moment with its zone for the audit log, or "".
func momentText(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04 MST")
}

// UndoMove undoes the latest move of T: T and its items return to where they were. An item that somebody changed since
// moves with T by its new distance. It returns Conflict if the move was already undone, or if T moved again since.
func (s *Store) UndoMove(ctx context.Context, slug string, id int64) (Move, error) {
	var mv Move
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		p, err := s.planToMove(tx, slug)
		if err != nil {
			return err
		}
		if err := db.NotFoundAs(tx.Where("id = ? AND launch_id = ?", id, p.ID).Take(&mv).Error, "move in this launch"); err != nil {
			return err
		}
		if !mv.UndoneAt.IsZero() {
			return fault.Conflict("This move was undone already.")
		}
		if mv.To() != p.Target() {
			return fault.Conflict("T has moved again since, so this move cannot be undone by itself. Move T to the date you want instead.")
		}
		preview, err := p.PreviewMove(mv.From(), nil, mv)
		if err != nil {
			return err
		}
		back, err := applyMove(tx, p, preview, "Undone: "+mv.Reason, p.Version)
		if err != nil {
			return err
		}
		return tx.Exec("UPDATE date_moves SET undone_at = ?, undone_by = ? WHERE id IN (?, ?)", tx.Now, back.MovedBy, mv.ID, back.ID).Error
	})
	return mv, err
}

// Moves returns the moves of T of a launch, latest first.
func (s *Store) Moves(ctx context.Context, launchID int64) ([]MoveBy, error) {
	if err := people.Require(db.ActorOf(ctx), people.Read, people.Organisation); err != nil {
		return nil, err
	}
	var out []MoveBy
	err := s.db.Read(ctx).Table("date_moves m").Select("m.*, u.name AS who").Joins("JOIN users u ON u.id = m.moved_by").
		Where("m.launch_id = ?", launchID).Order("m.id DESC").Limit(50).Scan(&out).Error
	return out, err
}

// MoveBy is a move with the name of the person who made it.
type MoveBy struct {
	Move
	Who string
}

// UpdateLaunch changes the name, summary and lead; see Move for T. It returns Conflict if another
// person changed the launch.
func (s *Store) UpdateLaunch(ctx context.Context, slug string, in Input, version int) (Launch, error) {
	var l Launch
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		var err error
		if l, err = LoadForWrite(tx, slug, people.LeadLaunch); err != nil {
			return err
		}
		in.Target = l.Target()
		if in, _, err = in.Clean(civil.Date{}); err != nil {
			return err
		}
		lead, err := ablePerson(tx.Reader, in.LeadID, "lead")
		if err != nil {
			return err
		}
		var before string
		if err := tx.Raw("SELECT name FROM users WHERE id = ?", l.LeadID).Scan(&before).Error; err != nil {
			return err
		}
		changes := db.AppendChange(nil, "name", l.Name, in.Name)
		changes = db.AppendChange(changes, "summary", l.Summary, in.Summary)
		changes = db.AppendChange(changes, "lead", before, lead.Name)
		if len(changes) == 0 {
			return nil
		}
		l.Version, err = tx.UpdateRow("launches", l.ID, version, map[string]any{"name": in.Name, "summary": in.Summary, "lead_id": in.LeadID})
		if err != nil {
			return err
		}
		l.Name, l.Summary, l.LeadID = in.Name, in.Summary, in.LeadID
		return tx.Audit(db.Entry{Action: "launch.updated", Entity: "launch", EntityID: l.ID, LaunchID: &l.ID, Label: in.Name, Changes: changes})
	})
	return l, err
}
