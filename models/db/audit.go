package db

import "encoding/json"

// Change is a changed field with its old and new value as text, which remains readable after the
// people and lanes it names are gone.
type Change struct {
	Field string `json:"field"`
	Old   string `json:"old"`
	New   string `json:"new"`
}

// Changed returns the changes among fields, each given as name, old value and new value. It omits
// fields that did not change.
func Changed(fields ...[3]string) []Change {
	var cs []Change
	for _, f := range fields {
		if f[1] != f[2] {
			cs = append(cs, Change{Field: f[0], Old: f[1], New: f[2]})
		}
	}
	return cs
}

// Entry is a row of the audit log, which is also the history of a record.
type Entry struct {
	ID        int64
	At        Instant
	ActorID   *int64
	ActorName string
	// Action is entity and verb, as in "deliverable.updated".
	Action   string
	Entity   string
	EntityID int64
	LaunchID *int64
	// Label is the record's name at that time.
	Label   string
	Changes []Change `gorm:"serializer:json"`
	Reason  string
	// Batch is the same for all rows of one transaction.
	Batch   string
	Address string
}

// TableName implements GORM's Tabler.
func (Entry) TableName() string { return "audit_log" }

// Audit writes e to the audit log in the actor's name.
func (tx *Tx) Audit(e Entry) error {
	e.At, e.ActorID, e.ActorName, e.Address, e.Batch = tx.Now, tx.ActorID(), tx.Actor.Name, tx.Actor.Address, tx.batch
	changes, err := json.Marshal(e.Changes)
	if err != nil {
		return err
	}
	if e.Changes == nil {
		changes = []byte("[]")
	}
	tx.commit.batch = tx.batch
	tx.commit.touched = append(tx.commit.touched, Touch{Entity: e.Entity, Action: e.Action, EntityID: e.EntityID, LaunchID: IDOf(e.LaunchID),
		Reason: e.Reason, Changes: e.Changes})
	return tx.Exec(
		`INSERT INTO audit_log (at, actor_id, actor_name, action, entity, entity_id, launch_id, label, changes, reason, batch, address)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
		e.At, e.ActorID, e.ActorName, e.Action, e.Entity, e.EntityID, e.LaunchID, e.Label, string(changes), e.Reason, e.Batch, e.Address).Error
}

// AppendChange appends a change of a field to cs, unless the values are equal.
func AppendChange(cs []Change, field, before, after string) []Change {
	if before == after {
		return cs
	}
	return append(cs, Change{Field: field, Old: before, New: after})
}
