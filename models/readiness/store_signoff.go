package readiness

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// SignOff signs off a criterion by hand, or raises or clears a condition, also
// one that follows something. Signing off again renews a criterion. Returns the
// sign before. Returns Invalid for a criterion that follows something, and for
// one of another owner without a note.
func (s *Store) SignOff(ctx context.Context, slug string, id int64, so SignOff, version int) (before SignOff, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, c, err := criterion(tx, slug, id, people.EditPlan)
		if err != nil {
			return err
		}
		if c.Kind == KindGo && c.Bind != BindManual {
			return fault.Invalid("sign", "This follows something else and cannot be signed off by hand. The lead can waive it.")
		}
		if so, err = so.Clean(c.Kind); err != nil {
			return err
		}
		evidence := c.Evidence
		before = SignOff{Sign: c.Sign, Note: c.SignNote, Evidence: &evidence}
		if so.Evidence != nil {
			evidence = *so.Evidence
		}
		columns := map[string]any{"sign": so.Sign, "sign_note": so.Note, "signed_by": tx.ActorID(), "signed_at": tx.Now, "evidence": evidence}
		action := map[Kind]map[Sign]string{KindGo: {SignMet: "signed off", SignNotMet: "not met"},
			KindNoGo: {SignMet: "raised", SignNotMet: "cleared"}}[c.Kind][so.Sign]
		if so.Sign == SignNone {
			action, columns["signed_by"], columns["signed_at"], columns["sign_note"] = "unsigned", nil, nil, ""
		}
		if _, err := tx.UpdateRow("criteria", c.ID, version, columns); err != nil {
			return err
		}
		// After the version check, because what was signed meanwhile matters more than the note.
		if other := db.IDOf(c.OwnerID); c.Kind == KindGo && so.Sign == SignMet && other != 0 && other != tx.Actor.ID && so.Note == "" {
			return fault.Invalid("note", "Enter why you sign off for the owner.")
		}
		return auditCriterion(tx, c, action, "", db.Changed([3]string{"sign-off", signWords(c.Kind, c.Sign, c.SignNote),
			signWords(c.Kind, so.Sign, so.Note)},
			[3]string{"evidence", c.Evidence, evidence})...)
	})
	return before, err
}

// Waive lets a criterion count as met for a reason, which stays visible.
// Returns Invalid for a condition.
func (s *Store) Waive(ctx context.Context, slug string, id int64, reason string, version int) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, c, err := criterion(tx, slug, id, people.LeadLaunch)
		if err != nil {
			return err
		}
		if c.Kind != KindGo {
			return fault.Invalid("reason", "A NO-GO condition is not waived. Clear it, or accept the risk or the red flag behind it.")
		}
		if reason, err = launch.CleanReason(reason, "Say why the launch may go without it."); err != nil {
			return err
		}
		_, err = tx.UpdateRow("criteria", c.ID, version, map[string]any{"waived_by": tx.ActorID(), "waived_at": tx.Now, "waive_reason": reason})
		if err != nil {
			return err
		}
		return auditCriterion(tx, c, "waived", reason)
	})
}

// Unwaive takes a waiver back and returns its reason.
func (s *Store) Unwaive(ctx context.Context, slug string, id int64, version int) (reason string, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		_, c, err := criterion(tx, slug, id, people.LeadLaunch)
		if err != nil || c.WaivedAt.IsZero() {
			return err
		}
		reason = c.WaiveReason
		_, err = tx.UpdateRow("criteria", c.ID, version, map[string]any{"waived_by": nil, "waived_at": nil, "waive_reason": ""})
		if err != nil {
			return err
		}
		return auditCriterion(tx, c, "waiver taken back", "", db.Changed([3]string{"waived because", reason, ""})...)
	})
	return reason, err
}
