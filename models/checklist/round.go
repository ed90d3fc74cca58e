package checklist

import (
	"context"

	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Round is what a checklist said before its items were opened again.
type Round struct {
	ID          int64
	LaunchID    int64
	ChecklistID int64
	// Number counts the rounds of the list from 1.
	Number int
	Items  []RoundItem `gorm:"serializer:json"`
	// Done is the number of its items that were done or did not apply, Total of all.
	Done, Total int
	EndedBy     *int64
	EndedAt     db.Instant
}

// TableName implements GORM's Tabler.
func (Round) TableName() string { return "checklist_rounds" }

// RoundItem is an item at the end of a round.
type RoundItem struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
	Part  string `json:"part,omitempty"`
	Owner string `json:"owner,omitempty"`
	State State  `json:"state"`
	Note  string `json:"note,omitempty"`
	// EvidenceURL, ClosedBy, Closer and ClosedAt say how it was closed.
	EvidenceURL string     `json:"evidence,omitempty"`
	ClosedBy    *int64     `json:"closed_by,omitempty"`
	Closer      string     `json:"closer,omitempty"`
	ClosedAt    db.Instant `json:"closed_at"`
	// Version is that of the item after it was opened again, 0 if it stayed as it was.
	Version int `json:"version,omitempty"`
}

// RoundDetail is a round with the list it belongs to and the name of the person who ended it.
type RoundDetail struct {
	Round
	Launch  launch.Launch
	List    Checklist
	EndedOf string
}

// StartRound keeps what a checklist says as a round and opens its items again. Items that derive their state from a fact
// stay as they are. It returns the number of items that were opened, Conflict if the list changed, and Invalid if nothing
// is closed yet.
func (s *Store) StartRound(ctx context.Context, slug string, id int64, version int) (opened int, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		opened = 0
		l, list, err := listIn(tx, slug, id, false)
		if err != nil {
			return err
		}
		all, err := items(tx.Reader, l)
		if err != nil {
			return err
		}
		r := Round{LaunchID: l.ID, ChecklistID: list.ID, EndedBy: tx.ActorID(), EndedAt: tx.Now}
		for _, it := range all[list.ID] {
			if !it.ArchivedAt.IsZero() {
				continue
			}
			r.Total++
			if it.State.Closed() {
				r.Done++
			}
			was := RoundItem{ID: it.ID, Title: it.Title, Part: it.Part, Owner: it.OwnerName, State: it.State, Note: it.Note,
				EvidenceURL: it.EvidenceURL, ClosedBy: it.ClosedBy, Closer: it.ClosedName, ClosedAt: it.ClosedAt}
			if it.State != Open && !it.Follows() {
				if was.Version, err = reopen(tx, l, list, it.Item); err != nil {
					return err
				}
				opened++
			}
			r.Items = append(r.Items, was)
		}
		if opened == 0 {
			return fault.Conflict("Nothing in “%s” is ticked yet, so this is still its first round.", list.Name)
		}
		if _, err := tx.UpdateRow("checklists", list.ID, version, map[string]any{}); err != nil {
			return err
		}
		const next = "SELECT COALESCE(MAX(number), 0) + 1 FROM checklist_rounds WHERE checklist_id = ?"
		if err := tx.Raw(next, list.ID).Scan(&r.Number).Error; err != nil {
			return err
		}
		if err := tx.DB.Create(&r).Error; err != nil {
			return err
		}
		return auditList(tx, l, list, "checklist.new round")
	})
	return opened, err
}

func reopen(tx *db.Tx, l launch.Launch, list Checklist, it Item) (int, error) {
	next, err := tx.UpdateRow("checklist_items", it.ID, it.Version, map[string]any{"state": Open, "note": "", "evidence_url": "",
		"closed_by": nil, "closed_at": nil})
	if err != nil {
		return 0, err
	}
	return next, auditItem(tx, l, it, "check.open", db.Changed([3]string{"state", it.State.Label(list.Mode), Open.Label(list.Mode)},
		[3]string{"note", it.Note, ""})...)
}

// UndoRound takes the latest round of a checklist back: its items say again what they said. It returns Conflict if an
// item changed since, and NotFound if there is no round.
func (s *Store) UndoRound(ctx context.Context, slug string, id int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		l, list, err := listIn(tx, slug, id, false)
		if err != nil {
			return err
		}
		var r Round
		err = tx.Where("checklist_id = ?", list.ID).Order("number DESC").Take(&r).Error
		if err := db.NotFoundAs(err, "round of this checklist"); err != nil {
			return err
		}
		for _, was := range r.Items {
			if was.Version == 0 {
				continue
			}
			_, err := tx.UpdateRow("checklist_items", was.ID, was.Version, map[string]any{"state": was.State, "note": was.Note,
				"evidence_url": was.EvidenceURL, "closed_by": was.ClosedBy, "closed_at": was.ClosedAt})
			if fault.Is(err, fault.KindConflict) {
				return fault.Conflict("“%s” changed since the round began, so the round stays.", was.Title)
			}
			if err != nil {
				return err
			}
			err = auditItem(tx, l, Item{ID: was.ID, Title: was.Title}, "check.put back",
				db.Change{Field: "state", Old: Open.Label(list.Mode), New: was.State.Label(list.Mode)})
			if err != nil {
				return err
			}
		}
		if err := tx.Exec("DELETE FROM checklist_rounds WHERE id = ?", r.ID).Error; err != nil {
			return err
		}
		return auditList(tx, l, list, "checklist.round undone")
	})
}

// Round returns an earlier round of a checklist. It returns NotFound.
func (s *Store) Round(ctx context.Context, slug string, listID int64, number int) (RoundDetail, error) {
	var out RoundDetail
	var err error
	if out.Launch, err = launch.LoadForRead(ctx, s.db, slug); err != nil {
		return out, err
	}
	g := s.db.Read(ctx)
	err = g.Where("launch_id = ? AND checklist_id = ? AND number = ?", out.Launch.ID, listID, number).Take(&out.Round).Error
	if err != nil {
		return out, db.NotFoundAs(err, "round of this checklist")
	}
	if err = g.Where("id = ?", listID).Take(&out.List).Error; err != nil || out.EndedBy == nil {
		return out, err
	}
	return out, g.Raw("SELECT name FROM users WHERE id = ?", *out.EndedBy).Scan(&out.EndedOf).Error
}

// roundsOf returns the earlier rounds of the lists of a launch, without their items, by list and number.
func roundsOf(g db.Reader, launchID int64) (map[int64][]Round, error) {
	var all []Round
	err := g.Omit("items").Where("launch_id = ?", launchID).Order("checklist_id, number").Find(&all).Error
	out := make(map[int64][]Round)
	for _, r := range all {
		out[r.ChecklistID] = append(out[r.ChecklistID], r)
	}
	return out, err
}
