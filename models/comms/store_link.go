package comms

import (
	"context"
	"time"

	"gorm.io/gorm"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// links are the personal links of stakeholders.
var links = people.SecretLinks{Table: "stakeholder_links", Of: "stakeholder_id"}

// NewLink makes a stakeholder's personal link and returns its secret, which is
// kept nowhere. The one before it works no more.
func (s *Store) NewLink(ctx context.Context, slug string, id int64) (secret string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := toChange(tx, slug, id)
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

// RevokeLink ends the link of a stakeholder, if there is one.
func (s *Store) RevokeLink(ctx context.Context, slug string, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := toChange(tx, slug, id)
		if err != nil {
			return err
		}
		if ended, err := links.Revoke(tx, id); err != nil || !ended {
			return err
		}
		return r.audit(tx, "link revoked", "")
	})
}

// Asked is what a personal link shows: nothing of the launch but its name, its
// T and whether it will take place.
type Asked struct {
	Stakeholder string
	Launch      string
	When, Zone  string
	// Present names the T that is shown, so that only what was seen is acknowledged.
	Present int64
	// Dead says that the link was revoked, replaced, or its stakeholder taken off.
	Dead bool
	// Over says that the launch was cancelled or closed: nothing is asked any more.
	Over, Cancelled bool
	// At is when the present T was acknowledged, in the launch's zone; zero before.
	At time.Time
	// Before is an older T that was acknowledged, in words; "" for none.
	Before string

	row    row
	launch launch.Launch
}

// OpenLink tells what a link asks. It writes nothing, so that a mail scanner
// which follows the link acknowledges nothing. Anybody who knows the secret may
// ask. Returns NotFound for an unknown one.
func (s *Store) OpenLink(ctx context.Context, secret string) (Asked, error) {
	return openLink(s.db.Read(ctx), secret)
}

func openLink(g *gorm.DB, secret string) (Asked, error) {
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

// Acknowledge notes that the stakeholder of a link acknowledged the T that they
// were shown. Anybody who knows the secret may. Pressing twice notes one. The
// log has it in the stakeholder's name. Returns NotFound for an unknown link and
// Conflict when T has moved since it was shown, or nothing is asked any more.
func (s *Store) Acknowledge(ctx context.Context, secret string, shown int64) error {
	a, err := s.OpenLink(ctx, secret)
	if err != nil {
		return err
	}
	pressed := db.ActorOf(ctx)
	who := db.Actor{Name: a.Stakeholder, Address: pressed.Address}
	return s.db.Write(db.WithActor(ctx, who), func(tx *db.Tx) error {
		a, err := openLink(tx.DB, secret)
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
		if pressed.ID != 0 {
			reason = "Pressed in a browser in which " + pressed.Name + " was signed in."
		}
		_, err = a.row.note(tx, Acknowledged, DayOf(a.launch), "", reason)
		return err
	})
}
