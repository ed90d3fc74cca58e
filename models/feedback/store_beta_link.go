package feedback

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Beta is what a link shows: the launch's name, and what its tester said before.
type Beta struct {
	Launch string
	Tester string
	Shared bool
	// Dead says that the link was revoked, replaced, or its tester taken off the list.
	Dead bool
	// Over says that the launch was closed or cancelled: nothing is asked any more.
	Over bool
	// Left says that the tester has left the beta.
	Left bool
	// Said is what came by the links of a person, the newest first. Of a group it
	// stays empty: its members need not know of each other.
	Said []Mine

	tester testerRow
	launch launch.Launch
	key    string
}

// Mine is a report as who sent it sees it.
type Mine struct {
	Title, Heard string
	At           time.Time
}

// OpenBeta tells what a link shows. It writes nothing. Anybody who knows the secret
// may ask. Returns NotFound for an unknown one.
func (s *Store) OpenBeta(ctx context.Context, secret string) (Beta, error) {
	g := s.db.Read(ctx)
	b, err := openBeta(g, secret)
	if err != nil || b.Dead || b.Shared {
		return b, err
	}
	// A duplicate fares as the one that it is a duplicate of.
	list, err := reports(g, "r.tester_id = ? AND r.archived_at IS NULL", "r.at DESC, r.id DESC", perPage, 0, b.tester.ID)
	if err != nil {
		return b, err
	}
	var ids []int64
	for _, r := range list {
		ids = append(ids, r.Original)
	}
	originals := map[int64]Report{}
	same, err := reports(g, "r.id IN ?", "r.id", perPage, 0, ids)
	for _, o := range same {
		originals[o.ID] = o
	}
	for _, r := range list {
		of := r
		if o, ok := originals[r.Original]; ok {
			of = o
		}
		b.Said = append(b.Said, Mine{Title: r.Said.Title(), Heard: Heard(of.State(), of.Outcome), At: r.At.In(b.launch.Location())})
	}
	return b, err
}

func openBeta(g *gorm.DB, secret string) (b Beta, err error) {
	id, revoked, err := betaLinks.Find(g, secret)
	if err != nil {
		return b, err
	}
	if err := g.Where("id = ?", id).Take(&b.tester).Error; err != nil {
		return b, db.NotFoundAs(err, "link")
	}
	if revoked || !b.tester.ArchivedAt.IsZero() {
		return Beta{Dead: true}, nil
	}
	if err := g.Where("id = ?", b.tester.LaunchID).Take(&b.launch).Error; err != nil {
		return b, db.NotFoundAs(err, "link")
	}
	b.Launch, b.Tester, b.Shared, b.Over, b.key = b.launch.Name, b.tester.Name, b.tester.Shared, !b.launch.State.Open(), people.HashSecret(secret)
	if b.Shared {
		return b, nil
	}
	var left int
	err = g.Raw("SELECT COUNT(*) FROM beta_departures WHERE tester_id = ? AND returned_at IS NULL", b.tester.ID).Scan(&left).Error
	b.Left = left > 0
	return b, err
}

// by runs a transaction in the name of a link's tester. Returns NotFound for an
// unknown link, and Conflict when nothing is asked by it any more.
func (s *Store) by(ctx context.Context, secret string, fn func(tx *db.Tx, b Beta) error) error {
	b, err := s.OpenBeta(ctx, secret)
	if err != nil {
		return err
	}
	who := db.Actor{Name: b.Tester, Address: db.ActorOf(ctx).Address}
	return s.db.Write(db.WithActor(ctx, who), func(tx *db.Tx) error {
		b, err := openBeta(tx.DB, secret)
		switch {
		case err != nil:
			return err
		case b.Dead:
			return fault.Conflict("This link does not work any more.")
		case b.Over:
			return fault.Conflict("This beta is over.")
		}
		return fn(tx, b)
	})
}

// Send keeps a report that came by a link. Anybody who knows the secret may send.
// The log has it in the tester's name. The same form sent twice keeps one: key is
// the form's own. Returns Invalid with all that is wrong; NotFound and Conflict as
// OpenBeta says.
func (s *Store) Send(ctx context.Context, secret string, in Sending, key string) error {
	return s.by(ctx, secret, func(tx *db.Tx, b Beta) error {
		in, err := in.clean()
		if err != nil {
			return err
		}
		hash := sentKey(b, in, key)
		var before int
		if err := tx.Raw("SELECT COUNT(*) FROM feedback_reports WHERE sent_key = ?", hash).Scan(&before).Error; err != nil || before > 0 {
			return err
		}
		reporter, contact := b.tester.Name, b.tester.Contact
		if b.Shared {
			reporter, contact = in.Name, in.Contact
			if reporter == "" {
				reporter = b.tester.Name
			}
		}
		_, err = insert(tx, row{LaunchID: b.launch.ID, TesterID: &b.tester.ID, SentKey: &hash},
			Input{Channel: ByBeta, Title: in.Said.Title(), Said: in.Said, Times: 1, Reporter: reporter, Contact: contact, At: tx.Now.Time})
		if db.Duplicate(err) {
			return nil // sent twice at once, on a database that has two writers
		}
		return err
	})
}

// sentKey names a form with what was in it: the same again is the same report.
func sentKey(b Beta, in Sending, key string) string {
	typed, _ := json.Marshal(in)
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %s", b.key, key, typed))
	return hex.EncodeToString(sum[:])
}

// Leave notes that the tester of a link, or a member of a group, leaves the beta.
// Leaving twice is one and the same. Returns Invalid, NotFound and Conflict as Send
// does.
func (s *Store) Leave(ctx context.Context, secret string, in Leaving) error {
	return s.by(ctx, secret, func(tx *db.Tx, b Beta) error {
		in, err := in.clean(b.Shared)
		if err != nil || b.Left {
			return err
		}
		if !b.Shared {
			in.Name = b.tester.Name
		}
		var again int
		err = tx.Raw("SELECT COUNT(*) FROM beta_departures WHERE tester_id = ? AND who = ? AND returned_at IS NULL AND handled_at IS NULL", b.tester.ID, in.Name).Scan(&again).Error
		if err != nil || again > 0 {
			return err
		}
		if err := tx.Exec("INSERT INTO beta_departures (tester_id, who, reason, at, updated_at) VALUES (?, ?, ?, ?, ?)",
			b.tester.ID, in.Name, in.Reason, tx.Now, tx.Now).Error; err != nil {
			return err
		}
		return b.tester.audit(tx, "left", in.Reason, db.Change{Field: "who", New: in.Name})
	})
}

// ComeBack notes that a person who left takes part again.
func (s *Store) ComeBack(ctx context.Context, secret string) error {
	return s.by(ctx, secret, func(tx *db.Tx, b Beta) error {
		if !b.Left {
			return nil
		}
		// Who was taken out already has to be let in again.
		if err := tx.Exec(`UPDATE beta_departures SET returned_at = ?, let_in = (handled_at IS NOT NULL), handled_at = NULL, handled_by = NULL,
				version = version + 1, updated_at = ? WHERE tester_id = ? AND returned_at IS NULL`,
			tx.Now, tx.Now, b.tester.ID).Error; err != nil {
			return err
		}
		return b.tester.audit(tx, "came back", "")
	})
}
