package feedback

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// Beta is the content of a tester's link.
type Beta struct {
	Launch string
	Tester string
	Shared bool
	// Dead reports that the link was revoked or replaced, or that the tester was removed.
	Dead bool
	// Over reports that the launch was closed or cancelled and needs no more reports.
	Over bool
	// Left reports that the tester has left the beta.
	Left bool
	// Said has the reports of a person, newest first. It is empty for a group, whose members need
	// not know of each other.
	Said []Mine

	tester testerRow
	launch launch.Launch
	key    string
}

// Mine is a report as its sender sees it.
type Mine struct {
	Title, Heard string
	At           time.Time
}

// OpenBeta returns the content of a link. It writes nothing. It needs no permission except the
// secret. It returns NotFound for an unknown secret.
func (s *Store) OpenBeta(ctx context.Context, secret string) (Beta, error) {
	g := s.db.Read(ctx)
	b, err := openBeta(g, secret)
	if err != nil || b.Dead || b.Shared {
		return b, err
	}
	// A duplicate has the status of its original.
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

func openBeta(g db.Reader, secret string) (b Beta, err error) {
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
	b.Launch, b.Tester, b.Shared, b.Over, b.key = b.launch.Name, b.tester.Name, b.tester.Shared, !b.launch.State.Open(),
		people.HashSecret(secret)
	if b.Shared {
		return b, nil
	}
	var left int
	err = g.Raw("SELECT COUNT(*) FROM beta_departures WHERE tester_id = ? AND returned_at IS NULL", b.tester.ID).Scan(&left).Error
	b.Left = left > 0
	return b, err
}

// writeByLink runs a transaction with the tester of a link as the actor. It returns NotFound for an
// unknown link, and Conflict if the link is disabled or the beta is over.
func (s *Store) writeByLink(ctx context.Context, secret string, fn func(tx *db.Tx, b Beta) error) error {
	b, err := s.OpenBeta(ctx, secret)
	if err != nil {
		return err
	}
	who := db.Actor{Name: b.Tester, Address: db.ActorOf(ctx).Address}
	return s.db.Write(db.WithActor(ctx, who), func(tx *db.Tx) error {
		b, err := openBeta(tx.Reader, secret)
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

// Send saves a report sent through a link. It needs no permission except the secret, and audits the
// tester as the actor. Sending the same form, identified by key, twice saves one report. It returns
// Invalid with all problems, NotFound for an unknown link, and Conflict if the link is disabled or
// the beta is over.
func (s *Store) Send(ctx context.Context, secret string, in Sending, key string) error {
	return s.writeByLink(ctx, secret, func(tx *db.Tx, b Beta) error {
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
		_, err = insertReport(tx, row{LaunchID: b.launch.ID, TesterID: &b.tester.ID, SentKey: &hash},
			Input{Channel: ByBeta, Title: in.Said.Title(), Said: in.Said, Times: 1, Reporter: reporter, Contact: contact, At: tx.Now.Time})
		if db.Duplicate(err) {
			return nil // sent twice at the same time, on a database with concurrent writers
		}
		return err
	})
}

// sentKey identifies a form and its content. The same key means the same report.
func sentKey(b Beta, in Sending, key string) string {
	typed, _ := json.Marshal(in)
	sum := sha256.Sum256(fmt.Appendf(nil, "%q %q %s", b.key, key, typed))
	return hex.EncodeToString(sum[:])
}

// Leave records that a tester, or a member of a group, leaves the beta. Leaving twice records one
// departure. It returns the same errors as Send.
func (s *Store) Leave(ctx context.Context, secret string, in Leaving) error {
	return s.writeByLink(ctx, secret, func(tx *db.Tx, b Beta) error {
		in, err := in.clean(b.Shared)
		if err != nil || b.Left {
			return err
		}
		if !b.Shared {
			in.Name = b.tester.Name
		}
		var again int
		err = tx.Raw("SELECT COUNT(*) FROM beta_departures WHERE tester_id = ? AND who = ? AND returned_at IS NULL AND handled_at IS NULL",
			b.tester.ID, in.Name).Scan(&again).Error
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

// ComeBack records that a person who left takes part again.
func (s *Store) ComeBack(ctx context.Context, secret string) error {
	return s.writeByLink(ctx, secret, func(tx *db.Tx, b Beta) error {
		if !b.Left {
			return nil
		}
		// If the access was removed already, it must be restored.
		if err := tx.Exec(`UPDATE beta_departures SET returned_at = ?, let_in = (handled_at IS NOT NULL), handled_at = NULL, handled_by = NULL,
				version = version + 1, updated_at = ? WHERE tester_id = ? AND returned_at IS NULL`,
			tx.Now, tx.Now, b.tester.ID).Error; err != nil {
			return err
		}
		return b.tester.audit(tx, "came back", "")
	})
}
