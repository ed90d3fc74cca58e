package people

import (
	"tminus/models/db"
)

// SecretLinks are links by which people without an account do one thing: of a
// stakeholder, of a beta user. Each has at most one that works. A link's secret is
// in its address alone; the table knows the secret's hash.
type SecretLinks struct {
	// Table is where they are kept, Of its column that names whose a link is.
	Table, Of string
}

// Renew makes somebody's link and returns its secret, which is kept nowhere. The one
// before it works no more.
func (l SecretLinks) Renew(tx *db.Tx, id int64) (secret string, err error) {
	if _, err := l.Revoke(tx, id); err != nil {
		return "", err
	}
	secret = NewSecret()
	return secret, tx.Exec("INSERT INTO "+l.Table+" ("+l.Of+", token_hash, made_by, made_at) VALUES (?, ?, ?, ?)",
		id, HashSecret(secret), db.RefOf(tx.Actor.ID), tx.Now).Error
}

// Revoke ends somebody's link, and tells whether there was one.
func (l SecretLinks) Revoke(tx *db.Tx, id int64) (bool, error) {
	res := tx.Exec("UPDATE "+l.Table+" SET revoked_at = ? WHERE "+l.Of+" = ? AND revoked_at IS NULL", tx.Now, id)
	return res.RowsAffected > 0, res.Error
}

// Find tells whose link a secret is of, and whether it was revoked. Returns NotFound
// for an unknown one.
func (l SecretLinks) Find(g db.Reader, secret string) (id int64, revoked bool, err error) {
	var at db.Instant
	err = g.Raw("SELECT "+l.Of+", revoked_at FROM "+l.Table+" WHERE token_hash = ?", HashSecret(secret)).Row().Scan(&id, &at)
	return id, !at.IsZero(), db.NotFoundAs(err, "link")
}
