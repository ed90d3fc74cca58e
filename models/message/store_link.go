package message

import (
	"strconv"

	"tminus/models/db"
	"tminus/models/people"
)

// signInPath begins the path of a sign-in link, and pagePath that of the page on which a page is acknowledged.
const (
	signInPath = "/link/"
	pagePath   = "/paged/"
)

// MailLink implements people.Mailer. The answer goes to the person who made the link.
func (s *Store) MailLink(tx *db.Tx, to people.User, secret string, l people.Link) error {
	if !s.MailConfigured() {
		return nil
	}
	var by people.User
	if err := tx.Where("id = ?", l.CreatedBy).Take(&by).Error; err != nil {
		return err
	}
	m := Message{Key: "link-" + strconv.FormatInt(l.ID, 10), Event: "account.link", Link: SignInPath(secret), ReplyTo: by.Email,
		ExpiresAt: l.ExpiresAt.Time}
	if l.Purpose == people.Invitation {
		m.Subject, m.Label = by.Name+" invited you to T-Minus", "Choose a password"
		m.Paragraphs = []string{"Hello " + to.Name + ",",
			"T-Minus plans launches, from the first date to the review. Choose a password to sign in. " +
				"The link works once, for 7 days."}
		m.Why = "You get this because " + by.Name + " added you to T-Minus."
	} else {
		m.Subject, m.Label = "Choose a new password for T-Minus", "Choose a new password"
		m.Paragraphs = []string{"Hello " + to.Name + ",", "With this link you choose a new password. It works once, for 24 hours. " +
			"Your old password works until you have chosen a new one."}
		m.Why = "You get this because " + by.Name + " made a link for you. If you did not ask for it, ignore this e-mail."
	}
	return s.EnqueueMail(tx, to.Email, m)
}

// SignInPath returns the path of a sign-in link.
func SignInPath(secret string) string { return signInPath + secret }
