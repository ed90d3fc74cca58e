package db

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"time"
)

// Purpose identifies a form that adds something to the record with an id, so that its key is not
// valid for other forms.
func Purpose(form string, id int64) string { return form + " " + strconv.FormatInt(id, 10) }

// Once prevents a form that is sent twice from creating two records. It returns the id that the
// form created before, or runs create and stores its id. A form is identified by its purpose (what
// it creates, and where), its key, its sender and its content. A key that another person sends,
// that comes with another form, or whose form was changed after going back in the browser creates a
// new record, and never returns a record of another kind. An empty key always creates.
func (tx *Tx) Once(purpose, key string, content any, create func() (int64, error)) (int64, error) {
	if key == "" || tx.Actor.ID == 0 {
		return create()
	}
	body, err := json.Marshal(content)
	if err != nil {
		return 0, err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %q %q %s", tx.Actor.ID, purpose, key, body))
	key = purpose + ":" + hex.EncodeToString(sum[:])
	// Insert the key first: on PostgreSQL, the second of two concurrent forms waits here until the first has finished.
	added := tx.Exec(`INSERT INTO idempotency_keys (key, user_id, entity_id, created_at) VALUES (?, ?, 0, ?)
		ON CONFLICT DO NOTHING`, key, tx.Actor.ID, tx.Now)
	if added.Error != nil {
		return 0, added.Error
	}
	if added.RowsAffected == 0 {
		var ids []int64
		err := tx.Raw("SELECT entity_id FROM idempotency_keys WHERE key = ? AND user_id = ?", key, tx.Actor.ID).Scan(&ids).Error
		if err == nil && len(ids) == 0 {
			err = errRaced
		}
		return first(ids), err
	}
	id, err := create()
	if err != nil {
		return 0, err
	}
	return id, tx.Exec("UPDATE idempotency_keys SET entity_id = ? WHERE key = ?", id, key).Error
}

// errRaced means that the same form was sent twice concurrently; Write runs it again.
var errRaced = errors.New("the same form is being worked on")

func first(ids []int64) int64 {
	if len(ids) == 0 {
		return 0
	}
	return ids[0]
}

// ForgetOnce allows a form to be sent again on purpose after its record was removed.
func (tx *Tx) ForgetOnce(purpose string, id int64) error {
	return tx.Exec("DELETE FROM idempotency_keys WHERE entity_id = ? AND key LIKE ?", id, purpose+":%").Error
}

// onceFor is the time for which keys are stored, much longer than double clicks need.
const onceFor = 7 * 24 * time.Hour

// PurgeOnce deletes old keys.
func (tx *Tx) PurgeOnce() error {
	return tx.Exec("DELETE FROM idempotency_keys WHERE created_at < ?", At(tx.Now.Add(-onceFor))).Error
}
