package message

import (
	"strings"
	"unicode"

	"tminus/internal/enum"
	"tminus/internal/mail"
	"tminus/internal/outbound"
	"tminus/models/db"
	"tminus/models/fault"
)

// Kind is the kind of a channel.
type Kind string

// The kinds.
const (
	// Server is the mail server of the settings, for e-mails to one person.
	Server Kind = "server"
	// Email sends each message to a list of addresses.
	Email Kind = "email"
	// Chat is an incoming webhook of Slack, Mattermost and others that take the same shape.
	Chat Kind = "chat"
	// Webhook sends events with Standard Webhooks signatures.
	Webhook Kind = "webhook"
	// Page alarms the person on call through another product.
	Page Kind = "page"
)

var kindLabels = enum.Labels[Kind]{
	{Server, "Mail server"},
	{Chat, "Chat"},
	{Email, "E-mail list"},
	{Webhook, "Webhook"},
	{Page, "Paging"},
}

// Kinds lists the kinds of channels that people add.
var Kinds = []Kind{Chat, Email, Webhook, Page}

// Label returns the kind as shown to users.
func (k Kind) Label() string { return kindLabels.Label(k) }

// mails reports whether the channel sends e-mails through the mail server.
func (k Kind) mails() bool { return k == Server || k == Email }

// Format is the form of a page.
type Format string

// The formats. Signed is a webhook with a Standard Webhooks signature.
const (
	Signed    Format = ""
	PagerDuty Format = "pagerduty"
	Opsgenie  Format = "opsgenie"
	Ntfy      Format = "ntfy"
)

var formatLabels = enum.Labels[Format]{
	{Signed, "Signed webhook"},
	{PagerDuty, "PagerDuty (Events API v2)"},
	{Opsgenie, "Opsgenie (Alert API)"},
	{Ntfy, "ntfy"},
}

// Formats lists the formats in the order of the form.
var Formats = formatLabels.Values()

// Label returns the format as shown to users.
func (f Format) Label() string { return formatLabels.Label(f) }

// State is the health of a channel.
type State string

// The states. A channel is Off after five days of failures.
const (
	OK      State = "ok"
	Failing State = "failing"
	Off     State = "off"
)

// Channel is where messages are sent. Its secrets are not in it.
type Channel struct {
	ID     int64
	Kind   Kind
	Format Format
	Name   string
	// Shown is the target as people may see it: addresses, or the host of a secret URL.
	Shown string
	// Signed reports whether messages are signed, so that the secret can be rotated. OldUntil is when
	// the secret before the last rotation stops being valid.
	Signed     bool
	OldUntil   db.Instant
	Owner      string
	State      State
	FailSince  db.Instant
	LastOKAt   db.Instant
	LastFailAt db.Instant
	LastError  string
	Waiting    int
	Version    int
}

// Input is the form input for a channel. For an existing channel an empty Target or Secret keeps the stored one.
type Input struct {
	Kind           Kind
	Format         Format
	Name           string
	Target, Secret string
}

// Limits of a channel.
const (
	MaxName      = 60
	MaxAddresses = 500
	maxSecret    = 200
)

// Clean returns the input as it is stored, or Invalid with all problems. old is the format of the channel if it
// exists, so that what it keeps is valid.
func (in Input) Clean(exists bool, old Format) (Input, error) {
	var c fault.Check
	in.Name, in.Secret = strings.Join(strings.Fields(in.Name), " "), strings.TrimSpace(in.Secret)
	c.That(in.Name != "" && len([]rune(in.Name)) <= MaxName, "name", "Enter a name of at most %d characters.", MaxName)
	c.That(in.Kind == Email || in.Kind == Chat || in.Kind == Webhook || in.Kind == Page, "kind", "Choose what to connect.")
	if in.Kind != Page {
		in.Format = Signed
	}
	c.That(formatLabels.Has(in.Format), "format", "Choose what receives the pages.")
	if in.Kind == Email {
		list := addresses(in.Target)
		in.Target = strings.Join(list, "\n")
		c.That(len(list) > 0 || exists, "target", "Enter at least one e-mail address.")
		c.That(len(list) <= MaxAddresses, "target", "Enter at most %d addresses.", MaxAddresses)
		for _, a := range list {
			if msg := mail.CheckAddress(a); msg != "" {
				c.Add("target", "%s", msg)
				break
			}
		}
	} else if in.Target = strings.TrimSpace(in.Target); in.Target != "" || !exists {
		if msg := outbound.CheckURL(in.Target); msg != "" {
			c.Add("target", "%s", msg)
		}
	}
	switch {
	case in.Format == Signed, !formatLabels.Has(in.Format):
		in.Secret = ""
	case in.Secret == "" && in.Format != Ntfy:
		c.That(exists && in.Format == old, "secret", "Enter the key of the integration.")
	}
	c.That(len(in.Secret) <= maxSecret && !strings.ContainsFunc(in.Secret, func(r rune) bool { return r > 126 || unicode.IsSpace(r) }),
		"secret", "Enter a key of at most %d letters, digits and signs, without spaces.", maxSecret)
	return in, c.Err()
}

// signs reports whether messages of the channel are signed.
func signs(k Kind, f Format) bool { return k == Webhook || k == Page && f == Signed }

// addresses splits a list of addresses, each once.
func addresses(text string) []string {
	var out []string
	seen := map[string]bool{}
	for _, a := range strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || r == ',' || r == ';' }) {
		if key := strings.ToLower(a); !seen[key] {
			seen[key] = true
			out = append(out, a)
		}
	}
	return out
}
