package message

import (
	"context"
	"time"

	"tminus/models/db"
)

const (
	// keptDeliveries is the number of deliveries of a webhook that are kept, and keptFor the time for which those of
	// any channel are.
	keptDeliveries = 200
	keptFor        = 30 * 24 * time.Hour
	// restorable is the time for which a removed channel can be restored.
	restorable = 24 * time.Hour
)

// Purge deletes old deliveries, and the addresses and secrets of removed channels.
func (s *Store) Purge(ctx context.Context) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		err := tx.Exec("UPDATE channels SET target = '', secret = '', old_secret = '' WHERE archived_at < ? AND target <> ''",
			db.At(tx.Now.Add(-restorable))).Error
		if err != nil {
			return err
		}
		err = tx.Exec("DELETE FROM outbox WHERE state <> ? AND created_at < ?", Waiting, db.At(tx.Now.Add(-keptFor))).Error
		if err != nil {
			return err
		}
		var ids []int64
		if err := tx.Raw("SELECT id FROM channels WHERE kind IN ?", []Kind{Chat, Webhook, Page}).Scan(&ids).Error; err != nil {
			return err
		}
		for _, id := range ids {
			err := tx.Exec(`DELETE FROM outbox WHERE channel_id = ? AND state <> ? AND id <= (
				SELECT id FROM outbox WHERE channel_id = ? ORDER BY id DESC LIMIT 1 OFFSET ?)`, id, Waiting, id, keptDeliveries).Error
			if err != nil {
				return err
			}
		}
		return nil
	})
}
