package message

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/job"
	"tminus/models/people"
)

// rotateTime is the time for which the secret before a rotation stays valid.
const rotateTime = 24 * time.Hour

// Create adds a channel and returns its signing secret, if it has one. If the same key is sent twice, it adds one, and
// returns no secret the second time. It returns Forbidden, or Invalid.
func (s *Store) Create(ctx context.Context, in Input, key string) (id int64, secret string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		secret = ""
		if err := people.Require(tx.Actor, people.Administer, people.Organisation); err != nil {
			return err
		}
		in, err := in.Clean(false, Signed)
		if err != nil {
			return err
		}
		id, err = tx.Once("channel", key, in, func() (int64, error) {
			if secret = in.Secret; signs(in.Kind, in.Format) {
				secret = newSigningSecret()
			}
			r := row{Kind: in.Kind, Format: in.Format, Name: in.Name, Target: s.box.Seal(in.Target, placeTarget),
				Secret: s.box.Seal(secret, placeSecret), OwnerID: tx.ActorID(), State: OK, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
			if err := tx.Create(&r).Error; err != nil {
				return 0, taken(err)
			}
			return r.ID, r.audit(tx, "created", db.Change{Field: "kind", New: in.Kind.Label()})
		})
		if !signs(in.Kind, in.Format) {
			secret = ""
		}
		return err
	})
	return id, secret, err
}

// taken returns Invalid for a name that another channel has.
func taken(err error) error {
	if db.Duplicate(err) {
		return fault.Invalid("name", "Another connection has this name.")
	}
	return err
}

// channelToEdit loads a channel that an administrator may change; the mail server comes from the settings.
func channelToEdit(tx *db.Tx, id int64) (row, error) {
	if err := people.Require(tx.Actor, people.Administer, people.Organisation); err != nil {
		return row{}, err
	}
	r, err := findChannel(tx.Reader, id)
	if err == nil && r.Kind == Server {
		return row{}, fault.NotFound("connection")
	}
	return r, err
}

// Update changes a channel; an empty target or secret keeps the stored one, and the kind stays. It returns Forbidden,
// NotFound, Invalid or Conflict.
func (s *Store) Update(ctx context.Context, id int64, in Input, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := channelToEdit(tx, id)
		if err != nil {
			return err
		}
		in.Kind = r.Kind
		in, err := in.Clean(true, r.Format)
		if err != nil {
			return err
		}
		columns := map[string]any{"name": in.Name, "format": in.Format}
		changes := db.Changed([3]string{"name", r.Name, in.Name}, [3]string{"receiver", r.Format.Label(), in.Format.Label()})
		if in.Target != "" {
			if old, err := s.box.Open(r.Target, placeTarget); err != nil || old != in.Target {
				columns["target"] = s.box.Seal(in.Target, placeTarget)
				changes = append(changes, db.Change{Field: "address", New: "changed"})
			}
		}
		switch {
		case in.Secret != "":
			columns["secret"] = s.box.Seal(in.Secret, placeSecret)
			changes = append(changes, db.Change{Field: "key", New: "changed"})
		case signs(r.Kind, in.Format) && !signs(r.Kind, r.Format):
			columns["secret"] = s.box.Seal(newSigningSecret(), placeSecret)
		case in.Format != r.Format:
			columns["secret"] = ""
		}
		if len(changes) == 0 && r.Version == version {
			return nil
		}
		if _, err := tx.UpdateRow("channels", id, version, columns); err != nil {
			return taken(err)
		}
		return r.audit(tx, "updated", changes...)
	})
}

// Rotate replaces the signing secret of a channel and returns the new one. Both are valid for a day. It returns Invalid
// for a channel that signs nothing, or Conflict.
func (s *Store) Rotate(ctx context.Context, id int64, version int) (secret string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := channelToEdit(tx, id)
		if err != nil {
			return err
		}
		if !signs(r.Kind, r.Format) {
			return fault.Invalid("", "Messages to %s are not signed.", r.Name)
		}
		secret = newSigningSecret()
		_, err = tx.UpdateRow("channels", id, version, map[string]any{"secret": s.box.Seal(secret, placeSecret), "old_secret": r.Secret,
			"old_until": db.At(tx.Now.Add(rotateTime))})
		if err != nil {
			return err
		}
		return r.audit(tx, "secret rotated")
	})
	return secret, err
}

// Remove removes a channel; what waits is not sent. Its address and secret are deleted a day later, and until then it
// can be restored. It returns the channel's name and new version, or Conflict.
func (s *Store) Remove(ctx context.Context, id int64, version int) (name string, next int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := channelToEdit(tx, id)
		if err != nil {
			return err
		}
		name = r.Name
		if next, err = tx.UpdateRow("channels", id, version, map[string]any{"archived_at": tx.Now}); err != nil {
			return err
		}
		if err := stopWaiting(tx, id); err != nil {
			return err
		}
		return r.audit(tx, "removed")
	})
	return name, next, err
}

// Restore restores a removed channel. It returns NotFound if its address was deleted, Invalid if its name was taken, or
// Conflict.
func (s *Store) Restore(ctx context.Context, id int64, version int) (name string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := people.Require(tx.Actor, people.Administer, people.Organisation); err != nil {
			return err
		}
		var r row
		if err := tx.Where("id = ? AND archived_at IS NOT NULL AND target <> ''", id).Take(&r).Error; err != nil {
			return db.NotFoundAs(err, "connection")
		}
		name = r.Name
		if _, err := tx.UpdateRow("channels", id, version, map[string]any{"archived_at": db.Instant{}}); err != nil {
			return taken(err)
		}
		return r.audit(tx, "restored")
	})
	return name, err
}

// stopWaiting ends the messages of a channel that is off or removed.
func stopWaiting(tx *db.Tx, id int64) error {
	return tx.Exec("UPDATE outbox SET state = ? WHERE channel_id = ? AND state = ?", NotSent, id, Waiting).Error
}

// SendAgain queues a delivery of a channel again, with the same id for the receiver. It returns Invalid for one whose
// content is not kept, and NotFound.
func (s *Store) SendAgain(ctx context.Context, id, delivery int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := channelToEdit(tx, id)
		if err != nil {
			return err
		}
		var d Delivery
		if err := tx.Where("id = ? AND channel_id = ?", delivery, id).Take(&d).Error; err != nil {
			return db.NotFoundAs(err, "delivery")
		}
		res := tx.Exec(`UPDATE outbox SET state = ?, attempts = 0, next_at = ?, expires_at = ?, last_error = ''
			WHERE id = ? AND state <> ? AND body <> ''`, Waiting, tx.Now, db.At(tx.Now.Add(lifetime)), delivery, Waiting)
		if res.Error == nil && res.RowsAffected == 0 {
			return fault.Invalid("", "This message waits already, or its text is not kept.")
		}
		if res.Error != nil {
			return res.Error
		}
		if err := job.Enqueue(tx, JobKind, jobRef(id), tx.Now.Time); err != nil {
			return err
		}
		return r.audit(tx, "message sent again", db.Change{Field: "message", New: d.Subject})
	})
}
