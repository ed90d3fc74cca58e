package people

import (
	"tminus/models/db"
)

// SecretLinks manages links for people without an account: stakeholders and beta users. Each has at
// most one valid link. The secret is only in the URL; the table stores its hash.
type SecretLinks struct {
	// Table is the table of the links, Of its column with the owner of a link.
	Table, Of string
}

// Renew creates a link and returns its secret, which is not stored. It revokes the previous link.
func (l SecretLinks) Renew(tx *db.Tx, id int64) (secret string, err error) {
	if _, err := l.Revoke(tx, id); err != nil {
		return "", err
	}
	secret = NewSecret()
	return secret, tx.Exec("INSERT INTO "+l.Table+" ("+l.Of+", token_hash, made_by, made_at) VALUES (?, ?, ?, ?)",
		id, HashSecret(secret), db.RefOf(tx.Actor.ID), tx.Now).Error
}

// Revoke revokes a link, and reports whether there was one.
func (l SecretLinks) Revoke(tx *db.Tx, id int64) (bool, error) {
	res := tx.Exec("UPDATE "+l.Table+" SET revoked_at = ? WHERE "+l.Of+" = ? AND revoked_at IS NULL", tx.Now, id)
	return res.RowsAffected > 0, res.Error
}

// Find returns the owner of the link with a secret, and whether it was revoked. It returns NotFound
// for an unknown secret.
func (l SecretLinks) Find(g db.Reader, secret string) (id int64, revoked bool, err error) {
	var at db.Instant
	err = g.Raw("SELECT "+l.Of+", revoked_at FROM "+l.Table+" WHERE token_hash = ?", HashSecret(secret)).Row().Scan(&id, &at)
	return id, !at.IsZero(), db.NotFoundAs(err, "link")
}
