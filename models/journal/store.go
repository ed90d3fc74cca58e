package journal

import (
	"context"
	"strconv"

	"tminus/internal/fold"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Store keeps the logs of launches.
type Store struct{ db *db.DB }

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Add writes a line of the program in the caller's transaction, in the name of its actor. The same
// kind and record within FoldWithin is counted on the line that is there. The caller checks the
// permission and writes the audit row.
func Add(tx *db.Tx, e Entry) error {
	if e.Ref.Kind != "" {
		res := tx.Exec(`UPDATE journal_lines SET times = times + 1, version = version + 1, updated_at = ? WHERE id = (SELECT MAX(id)
			FROM journal_lines WHERE launch_id = ? AND kind = ? AND ref_kind = ? AND ref_id = ? AND recorded_at > ? AND recorded_at <= ?)`,
			tx.Now, e.LaunchID, e.Kind, e.Ref.Kind, e.Ref.ID, db.At(tx.Now.Add(-FoldWithin)), tx.Now)
		if res.Error != nil || res.RowsAffected > 0 {
			return res.Error
		}
	}
	if e.HappenedAt.IsZero() {
		e.HappenedAt = tx.Now
	}
	return insert(tx, Line{LaunchID: e.LaunchID, HappenedAt: e.HappenedAt, Kind: e.Kind, Text: e.Text, RefKind: e.Ref.Kind, RefID: e.Ref.ID,
		Audience: Team})
}

// insert writes a line with the next sequence number of its launch.
func insert(tx *db.Tx, l Line) error {
	return tx.Exec(`INSERT INTO journal_lines (launch_id, seq, happened_at, recorded_at, kind, text, search_text, by_id, ref_kind, ref_id,
			audience, starred, corrects_id, updated_at)
		SELECT CAST(? AS BIGINT), COALESCE(MAX(seq), 0) + 1, CAST(? AS BIGINT), CAST(? AS BIGINT), ?, ?, ?, CAST(? AS BIGINT), ?,
			CAST(? AS BIGINT), ?, CAST(? AS BOOLEAN), CAST(? AS BIGINT), CAST(? AS BIGINT) FROM journal_lines WHERE launch_id = ?`,
		l.LaunchID, l.HappenedAt, tx.Now, l.Kind, l.Text, fold.Text(l.Text), tx.ActorID(), l.RefKind, l.RefID, l.Audience, l.Starred,
		l.CorrectsID, tx.Now, l.LaunchID).Error
}

// newestID returns the id of the line of a launch that was written last.
func newestID(tx *db.Tx, launchID int64) (id int64, err error) {
	err = tx.Raw("SELECT id FROM journal_lines WHERE launch_id = ? ORDER BY seq DESC LIMIT 1", launchID).Scan(&id).Error
	return id, err
}

// Write adds a line in a person's words; see Parse. Sending the same form twice adds one line. It
// returns Forbidden to viewers, and Invalid.
func (s *Store) Write(ctx context.Context, slug, text, key string) (id int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
		if err != nil {
			return err
		}
		id, err = tx.Once("journal "+strconv.FormatInt(l.ID, 10), key, text, func() (int64, error) {
			in, err := Parse(text, tx.Now.Time, l.Location())
			if err != nil {
				return 0, err
			}
			return writeLine(tx, l, Line{HappenedAt: db.At(in.At), Kind: Person, Text: in.Text, Audience: Team, Starred: in.Starred}, in)
		})
		return err
	})
	return id, err
}

func writeLine(tx *db.Tx, l launch.Launch, line Line, in Text) (int64, error) {
	line.LaunchID = l.ID
	if in.At.IsZero() && (line.CorrectsID == nil || line.HappenedAt.IsZero()) {
		line.HappenedAt = tx.Now
	} else if !in.At.IsZero() {
		line.HappenedAt = db.At(in.At)
	}
	if err := insert(tx, line); err != nil {
		return 0, err
	}
	id, err := newestID(tx, l.ID)
	if err != nil {
		return 0, err
	}
	action := "added"
	if line.CorrectsID != nil {
		action = "corrected"
	}
	return id, tx.Audit(db.Entry{Action: "log line." + action, Entity: "log line", EntityID: id, LaunchID: &l.ID, Label: line.Text})
}

// Correct writes a line that strikes out another one and takes its place: its time, unless the text
// begins with one, its star and its audience. It returns NotFound, Conflict if the line was already
// corrected, and Invalid.
func (s *Store) Correct(ctx context.Context, slug string, id int64, text string) (next int64, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, was, err := lineIn(tx, slug, id)
		if err != nil {
			return err
		}
		if was.Struck() {
			return fault.Conflict("Somebody has already corrected this line. Correct line %d instead.", was.CorrectedBy)
		}
		in, err := Parse(text, tx.Now.Time, l.Location())
		if err != nil {
			return err
		}
		kind := Note
		if was.Kind == Person {
			kind = Person
		}
		next, err = writeLine(tx, l, Line{HappenedAt: was.HappenedAt, Kind: kind, Text: in.Text, Audience: was.Audience,
			Starred: was.Starred || in.Starred, CorrectsID: &was.ID}, in)
		return err
	})
	if db.Duplicate(err) {
		err = fault.Changed("this line")
	}
	return next, err
}

// lineIn loads a line of a launch to which the actor may write. It returns Forbidden and NotFound.
func lineIn(tx *db.Tx, slug string, id int64) (launch.Launch, Line, error) {
	l, err := launch.LoadForWrite(tx, slug, people.EditPlan)
	if err != nil {
		return l, Line{}, err
	}
	line, err := lineOf(tx.Reader, l.ID, id)
	return l, line, err
}

// Flags are what may change about a line: whether it is starred, and who may read it.
type Flags struct {
	Starred  bool
	Audience Audience
}

// SetFlags stars a line and sets its audience. Nothing happens if it has them already. It returns the
// new version, NotFound, Invalid, and Conflict if the line has changed.
func (s *Store) SetFlags(ctx context.Context, slug string, id int64, f Flags, version int) (next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, was, err := lineIn(tx, slug, id)
		if err != nil {
			return err
		}
		if f.Audience != Team && f.Audience != Stakeholders {
			return fault.Invalid("audience", "Choose the team or stakeholders.")
		}
		cs := db.Changed([3]string{"starred", strconv.FormatBool(was.Starred), strconv.FormatBool(f.Starred)},
			[3]string{"audience", string(was.Audience), string(f.Audience)})
		if next = was.Version; len(cs) == 0 {
			return nil
		}
		if next, err = tx.UpdateRow("journal_lines", id, version, map[string]any{"starred": f.Starred, "audience": f.Audience}); err != nil {
			return err
		}
		return tx.Audit(db.Entry{Action: "log line.marked", Entity: "log line", EntityID: id, LaunchID: &l.ID, Label: was.Text, Changes: cs})
	})
	return next, err
}
