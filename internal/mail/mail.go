// Package mail sends e-mails through an SMTP server. TLS is required unless the settings switch it off.
package mail

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"strconv"
	"strings"
	"time"
	"unicode"

	gomail "github.com/wneessen/go-mail"
)

// Security is how the connection to the server is encrypted.
type Security string

// The kinds of security.
const (
	// StartTLS requires the server to offer STARTTLS.
	StartTLS Security = "starttls"
	// TLS encrypts the connection from the start.
	TLS Security = "tls"
	// Unencrypted is for a relay on the same machine.
	Unencrypted Security = "none"
)

// timeout is the maximum duration of one delivery.
const timeout = 20 * time.Second

// Server is an SMTP server with the address that mails come from. The zero value is no server.
type Server struct {
	Host           string
	Port           int
	User, Password string
	From           mail.Address
	Security       Security
	// Roots are the accepted authorities, nil for those of the system.
	Roots *x509.CertPool
}

// Configured reports whether there is a server.
func (s Server) Configured() bool { return s.Host != "" }

// Address returns HOST:PORT.
func (s Server) Address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// Message is a mail to one person. All texts may contain anything: what would break a header is removed.
type Message struct {
	// ID identifies the mail, so that a mail that is sent twice is shown once.
	ID          string
	To          string
	Subject     string
	Paragraphs  []string
	Link, Label string
	// Why says why the mail was sent.
	Why     string
	ReplyTo string
	// Thread is the same for mails that belong together, "" for a mail of its own.
	Thread string
	// Unsubscribe is the address that ends such mails with one POST (RFC 8058), "" for none.
	Unsubscribe string
	Date        time.Time
}

// Permanent is an error for which sending the same mail again is of no use.
type Permanent struct{ Reason string }

func (p Permanent) Error() string { return p.Reason }

// CheckAddress parses an e-mail address without a name. It returns what is wrong with it, or "".
func CheckAddress(a string) string {
	parsed, err := mail.ParseAddress(a)
	if err != nil || parsed.Name != "" || parsed.Address != a || len(a) > 254 || strings.ContainsFunc(a, unicode.IsControl) {
		return fmt.Sprintf("%s is not an e-mail address.", oneLine(a, 60))
	}
	return ""
}

// Send sends a mail. The error is a sentence, a Permanent if the server refused the mail for good.
func (s Server) Send(ctx context.Context, m Message) error {
	msg, err := s.compose(ctx, m)
	if err != nil {
		return Permanent{err.Error()}
	}
	opts := []gomail.Option{gomail.WithPort(s.Port), gomail.WithTimeout(timeout), gomail.WithHELO(s.helo()),
		gomail.WithTLSConfig(&tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12})}
	switch s.Security {
	case TLS:
		opts = append(opts, gomail.WithSSL())
	case Unencrypted:
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User != "" {
		opts = append(opts, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	c, err := gomail.NewClient(s.Host, opts...)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	err = c.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() {
		return nil // the server has the mail; a broken goodbye must not send it again
	}
	return s.inWords(ctx, err)
}

// helo returns the name that this side introduces itself with: the domain of the sender.
func (s Server) helo() string {
	if _, domain, ok := strings.Cut(s.From.Address, "@"); ok {
		return domain
	}
	return "localhost"
}

func (s Server) inWords(ctx context.Context, err error) error {
	if errors.Is(ctx.Err(), context.Canceled) {
		return ctx.Err()
	}
	var se *gomail.SendError
	if errors.As(err, &se) {
		if code := se.ErrorCode(); code >= 500 && !se.IsTemp() {
			return Permanent{fmt.Sprintf("The mail server refused it (%d).", code)}
		} else if code != 0 {
			return fmt.Errorf("The mail server does not accept it now (%d).", code)
		}
	}
	text := err.Error()
	var op *net.OpError
	var cert *tls.CertificateVerificationError
	switch {
	case errors.As(err, &cert):
		return errors.New("The mail server's certificate is not trusted.")
	case strings.Contains(text, "STARTTLS"):
		return errors.New("The mail server offers no STARTTLS, so nothing is sent to it.")
	case strings.Contains(text, "AUTH"), strings.Contains(strings.ToLower(text), "auth"):
		return errors.New("The mail server does not accept the user name and password.")
	case errors.As(err, &op) && op.Op == "dial":
		return fmt.Errorf("The mail server %s cannot be reached.", s.Address())
	}
	return fmt.Errorf("The mail server %s broke off: %s.", s.Address(), oneLine(text, 200))
}

// compose returns the mail with a text part first, and the same in HTML.
func (s Server) compose(ctx context.Context, m Message) (*gomail.Msg, error) {
	if msg := CheckAddress(m.To); msg != "" {
		return nil, errors.New(msg)
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	from := mail.Address{Name: oneLine(s.From.Name, 100), Address: s.From.Address}
	msg.FromMailAddress(&from)
	msg.ToMailAddress(&mail.Address{Address: m.To})
	if m.ReplyTo != "" && CheckAddress(m.ReplyTo) == "" {
		msg.ReplyToMailAddress(&mail.Address{Address: m.ReplyTo})
	}
	msg.Subject(oneLine(m.Subject, 200))
	msg.SetMessageIDWithValue(s.id(m.ID))
	msg.SetDateWithValue(m.Date)
	// No automatic replies, such as those of people on holiday.
	msg.SetGenHeader("Auto-Submitted", "auto-generated")
	if m.Thread != "" {
		msg.SetGenHeaderPreformatted("References", "<"+s.id(m.Thread)+">")
		msg.SetGenHeaderPreformatted("In-Reply-To", "<"+s.id(m.Thread)+">")
	}
	if u := oneLine(m.Unsubscribe, 500); strings.HasPrefix(u, "https://") || strings.HasPrefix(u, "http://") {
		msg.SetGenHeaderPreformatted("List-Unsubscribe", "<"+strings.NewReplacer(">", "", "<", "", " ", "").Replace(u)+">")
		msg.SetGenHeaderPreformatted("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
	}
	msg.SetBodyString(gomail.TypeTextPlain, m.text())
	var html bytes.Buffer
	if err := page(m).Render(ctx, &html); err != nil {
		return nil, err
	}
	msg.AddAlternativeString(gomail.TypeTextHTML, html.String())
	return msg, nil
}

// id returns the Message-ID of an identifier, without the angle brackets.
func (s Server) id(of string) string {
	safe := strings.Map(func(r rune) rune {
		if r < 128 && (unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("._-", r)) {
			return r
		}
		return '-'
	}, of)
	return safe + "@" + s.helo()
}

// text returns the mail as plain text.
func (m Message) text() string {
	var b strings.Builder
	for _, p := range m.Paragraphs {
		b.WriteString(strings.TrimSpace(p) + "\n\n")
	}
	if m.Link != "" {
		b.WriteString(m.Label + ":\n" + m.Link + "\n\n")
	}
	if m.Why != "" {
		b.WriteString("-- \n" + m.Why + "\n")
	}
	if m.Unsubscribe != "" {
		b.WriteString("No more mails of this kind: " + m.Unsubscribe + "\n")
	}
	return b.String()
}

// lines returns the lines of a paragraph.
func lines(p string) []string { return strings.Split(strings.TrimSpace(p), "\n") }

// oneLine replaces control characters by spaces, and cuts the text at a number of characters.
func oneLine(text string, most int) string {
	text = strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) }), " ")
	if r := []rune(text); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return text
}
