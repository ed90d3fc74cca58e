package stakeholder

import (
	"context"
	"time"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// links are the personal links of stakeholders.
var links = people.SecretLinks{Table: "stakeholder_links", Of: "stakeholder_id"}

// NewLink creates a stakeholder's personal link and returns its secret, which is not stored. It
// disables the previous link.
func (s *Store) NewLink(ctx context.Context, slug string, id int64) (secret string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := stakeholderToEdit(tx, slug, id)
		if err != nil {
			return err
		}
		if !r.ArchivedAt.IsZero() {
			return fault.Conflict("%s was taken off the list meanwhile.", r.Name)
		}
		secret, err = r.newLink(tx)
		return err
	})
	return secret, err
}

func (r row) newLink(tx *db.Tx) (string, error) {
	secret, err := links.Renew(tx, r.ID)
	if err != nil {
		return "", err
	}
	return secret, r.audit(tx, "link made", "")
}

// RevokeLink revokes the link of a stakeholder, if there is one.
func (s *Store) RevokeLink(ctx context.Context, slug string, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := stakeholderToEdit(tx, slug, id)
		if err != nil {
			return err
		}
		if ended, err := links.Revoke(tx, id); err != nil || !ended {
			return err
		}
		return r.audit(tx, "link revoked", "")
	})
}

// Asked is the content of a personal link. Of the launch, it shows only the name, T and whether it
// will take place.
type Asked struct {
	Stakeholder string
	Launch      string
	When, Zone  string
	// Present identifies the T that is shown, so that the stakeholder acknowledges only what they
	// saw.
	Present int64
	// Dead reports that the link was revoked or replaced, or that the stakeholder was removed.
	Dead bool
	// Over reports that the launch was cancelled or closed and needs no acknowledgement.
	Over, Cancelled bool
	// At is the time of the acknowledgement of the present T in the launch's zone, or zero.
	At time.Time
	// Before is an older T that was acknowledged, or "".
	Before string

	row    row
	launch launch.Launch
}

// OpenLink returns the content of a link. It writes nothing, so that a mail scanner that follows
// the link does not acknowledge. It needs no permission except the secret. It returns NotFound for
// an unknown secret.
func (s *Store) OpenLink(ctx context.Context, secret string) (Asked, error) {
	return openLink(s.db.Read(ctx), secret)
}

func openLink(g db.Reader, secret string) (Asked, error) {
	var a Asked
	id, revoked, err := links.Find(g, secret)
	if err != nil {
		return a, err
	}
	if err := g.Where("id = ?", id).Take(&a.row).Error; err != nil {
		return a, db.NotFoundAs(err, "link")
	}
	if revoked || !a.row.ArchivedAt.IsZero() {
		return Asked{Dead: true}, nil
	}
	if err := g.Where("id = ?", a.row.LaunchID).Take(&a.launch).Error; err != nil {
		return a, db.NotFoundAs(err, "link")
	}
	l := a.launch
	a.Stakeholder, a.Launch, a.When, a.Zone, a.Present = a.row.Name, l.Name, l.When(), l.Zone, l.LaunchAt.UnixMilli()
	a.Over, a.Cancelled = !l.State.Open(), l.State == launch.Cancelled
	fs, err := facts(g, "s.id = ?", a.row.ID)
	if err != nil || len(fs) == 0 || fs[0].Acknowledge.ID == 0 {
		return a, err
	}
	if ack := fs[0].Acknowledge; ack.Day.Same(DayOf(l)) {
		a.At = ack.At.In(l.Location())
	} else {
		a.Before = ack.Day.Long()
	}
	return a, nil
}

// Acknowledge records that the stakeholder of a link acknowledged the T that was shown. It needs no
// permission except the secret, and audits the stakeholder as the actor. Acknowledging twice
// records one notice. It returns NotFound for an unknown link, and Conflict if T has moved since or
// no acknowledgement is needed.
func (s *Store) Acknowledge(ctx context.Context, secret string, shown int64) error {
	a, err := s.OpenLink(ctx, secret)
	if err != nil {
		return err
	}
	actor := db.ActorOf(ctx)
	who := db.Actor{Name: a.Stakeholder, Address: actor.Address}
	return s.db.Write(db.WithActor(ctx, who), func(tx *db.Tx) error {
		a, err := openLink(tx.Reader, secret)
		switch {
		case err != nil:
			return err
		case a.Dead:
			return fault.Conflict("This link does not work any more.")
		case a.Over:
			return fault.Conflict("This launch is over: there is nothing to acknowledge any more.")
		case a.Present != shown:
			return fault.Conflict("The date has moved while you were reading. Look at the new one.")
		case !a.At.IsZero():
			return nil
		}
		reason := ""
		if actor.ID != 0 {
			reason = "Pressed in a browser in which " + actor.Name + " was signed in."
		}
		_, err = a.row.insertNotice(tx, Acknowledged, DayOf(a.launch), "", reason)
		return err
	})
}
