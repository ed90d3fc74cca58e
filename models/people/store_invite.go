package people

import (
	"context"

	"tminus/models/db"
)

// Mailer sends sign-in links by e-mail. A later package implements it.
type Mailer interface {
	// MailConfigured reports whether there is a mail server.
	MailConfigured() bool
	// MailLink queues an e-mail with a link in the caller's transaction, if there is a mail server.
	MailLink(tx *db.Tx, to User, secret string, l Link) error
}

// MailWith makes the store send links by e-mail too.
func (s *Store) MailWith(m Mailer) *Store {
	s.mailer = m
	return s
}

// Mails reports whether links are sent by e-mail.
func (s *Store) Mails() bool { return s.mailer != nil && s.mailer.MailConfigured() }

// Invited is the result of inviting several people.
type Invited struct {
	// Added are the new people, Already those with such an address who were here before.
	Added, Already []User
}

// Invite adds several people, in one transaction, and sends each an invitation if there is a mail server. People who
// are here already are not changed; so a form that is sent twice invites each person once. It returns Forbidden or
// Invalid.
func (s *Store) Invite(ctx context.Context, all []Input) (Invited, error) {
	var out Invited
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		out = Invited{}
		if err := Require(tx.Actor, Administer, Organisation); err != nil {
			return err
		}
		emails := make([]string, len(all))
		for i, in := range all {
			emails[i] = cleanEmail(in.Email)
		}
		if err := tx.Where("email IN ?", emails).Order("name, id").Find(&out.Already).Error; err != nil {
			return err
		}
		here := map[string]bool{}
		for _, u := range out.Already {
			here[u.Email] = true
		}
		for _, in := range all {
			if here[cleanEmail(in.Email)] {
				continue
			}
			u, err := create(tx, in, "")
			if err != nil {
				return err
			}
			out.Added = append(out.Added, u)
			if !s.Mails() {
				continue
			}
			if _, _, err := s.newLink(tx, u); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
