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

// Purpose names a form that adds something to the thing with an id, so that its
// key is good for nothing else.
func Purpose(form string, id int64) string { return form + " " + strconv.FormatInt(id, 10) }

// Once makes a form that was sent twice create one thing. It returns the id
// that the form made before, or runs create and remembers its id. The form is
// known by its purpose (what it creates, and where), its key, who sent it, and
// what was in it: a key that somebody else sends, that comes with another
// form, or whose form was changed after going back in the browser, creates
// anew, and never answers with a thing of another kind. An empty key always
// creates.
func (tx *Tx) Once(purpose, key string, content any, create func() (int64, error)) (int64, error) {
	if key == "" || tx.Actor.ID == 0 {
		return create()
	}
	typed, err := json.Marshal(content)
	if err != nil {
		return 0, err
	}
	sum := sha256.Sum256(fmt.Appendf(nil, "%d %q %q %s", tx.Actor.ID, purpose, key, typed))
	key = purpose + ":" + hex.EncodeToString(sum[:])
	var ids []int64
	err = tx.Raw("SELECT entity_id FROM idempotency_keys WHERE key = ? AND user_id = ?", key, tx.Actor.ID).Scan(&ids).Error
	if err != nil || len(ids) > 0 {
		return first(ids), err
	}
	// The key is taken first: of two at once the second waits here, on
	// PostgreSQL, and is run again once the first is through.
	err = tx.Exec("INSERT INTO idempotency_keys (key, user_id, entity_id, created_at) VALUES (?, ?, 0, ?)",
		key, tx.Actor.ID, tx.Now).Error
	if Duplicate(err) {
		return 0, errRaced
	}
	if err != nil {
		return 0, err
	}
	id, err := create()
	if err != nil {
		return 0, err
	}
	return id, tx.Exec("UPDATE idempotency_keys SET entity_id = ? WHERE key = ?", id, key).Error
}

// errRaced says that the same form came twice at once; Write runs it again.
var errRaced = errors.New("the same form is being worked on")

func first(ids []int64) int64 {
	if len(ids) == 0 {
		return 0
	}
	return ids[0]
}

// ForgetOnce lets a form that created something be sent again on purpose, once
// that thing is gone.
func (tx *Tx) ForgetOnce(purpose string, id int64) error {
	return tx.Exec("DELETE FROM idempotency_keys WHERE entity_id = ? AND key LIKE ?", id, purpose+":%").Error
}

// onceFor is how long a form that was sent is remembered: far longer than
// anybody presses a button twice.
const onceFor = 7 * 24 * time.Hour

// PurgeOnce forgets the forms that were sent long ago.
func (tx *Tx) PurgeOnce() error {
	return tx.Exec("DELETE FROM idempotency_keys WHERE created_at < ?", At(tx.Now.Add(-onceFor))).Error
}
