package stakeholder

import (
	"context"
	"fmt"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// RecordNotice records that a stakeholder was informed of the present T, and how. It returns the id of the
// notice, or Invalid for an unknown channel.
func (s *Store) RecordNotice(ctx context.Context, slug string, id int64, how Channel, key string) (int64, error) {
	return s.addNotice(ctx, slug, id, Told, how, key)
}

// Record records that a stakeholder acknowledged the present T without using their link, for
// example in a call.
func (s *Store) Record(ctx context.Context, slug string, id int64, how Channel, key string) (int64, error) {
	return s.addNotice(ctx, slug, id, Acknowledged, how, key)
}

func (s *Store) addNotice(ctx context.Context, slug string, id int64, kind NoticeKind, how Channel, key string) (notice int64,
	err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, r, err := stakeholderToEdit(tx, slug, id)
		if err != nil {
			return err
		}
		if !r.ArchivedAt.IsZero() {
			return fault.Conflict("%s was taken off the list meanwhile.", r.Name)
		}
		if how == "" {
			how = r.Channel
		}
		if !how.valid() {
			return fault.Invalid("how", "Choose how.")
		}
		day := DayOf(l)
		notice, err = tx.Once(fmt.Sprintf("%s %d", kind, id), key, []any{how, day.At}, func() (int64, error) {
			return r.insertNotice(tx, kind, day, string(how), "")
		})
		return err
	})
	return notice, err
}

// noticeRow is a row of the table stakeholder_notices.
type noticeRow struct {
	ID, StakeholderID int64
	Kind              NoticeKind
	LaunchOn          string
	LaunchAt          db.Instant
	Zone, How         string
	ByID              *int64
	At                db.Instant
	TakenBackAt       db.Instant
}

// TableName implements GORM's Tabler.
func (noticeRow) TableName() string { return "stakeholder_notices" }

// insertNotice saves a notice of the actor, or of the stakeholder if there is no actor.
func (r row) insertNotice(tx *db.Tx, kind NoticeKind, day Day, how, reason string) (int64, error) {
	n := noticeRow{StakeholderID: r.ID, Kind: kind, LaunchOn: day.On.String(), LaunchAt: db.At(day.At), Zone: day.Zone, How: how, At: tx.Now}
	if tx.Actor.ID != 0 {
		by := tx.Actor.ID
		n.ByID = &by
	}
	if err := tx.DB.Create(&n).Error; err != nil {
		return 0, err
	}
	changes := []db.Change{{Field: "launch date", New: day.Long()}}
	if how != "" {
		changes = append(changes, db.Change{Field: "how", New: Channel(how).Label()})
	}
	return n.ID, r.audit(tx, string(kind), reason, changes...)
}

// TakeBack withdraws a notice that was recorded by mistake. It does nothing if the notice is
// withdrawn already. It returns Forbidden if the stakeholder acknowledged by link.
func (s *Store) TakeBack(ctx context.Context, slug string, id, notice int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, r, err := stakeholderToEdit(tx, slug, id)
		if err != nil {
			return err
		}
		var n noticeRow
		err = tx.Where("id = ? AND stakeholder_id = ?", notice, id).Take(&n).Error
		if err := db.NotFoundAs(err, "notice of this stakeholder"); err != nil {
			return err
		}
		on := people.Subject{Fixed: n.Kind == Acknowledged && n.ByID == nil, Name: r.Name}
		if err := people.Require(tx.Actor, people.WithdrawNotice, on); err != nil {
			return err
		}
		if !n.TakenBackAt.IsZero() {
			return nil
		}
		if err := tx.Exec("UPDATE stakeholder_notices SET taken_back_at = ? WHERE id = ?", tx.Now, notice).Error; err != nil {
			return err
		}
		return r.audit(tx, string(n.Kind)+" taken back", "")
	})
}
