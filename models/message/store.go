package message

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"tminus/internal/mail"
	"tminus/internal/outbound"
	"tminus/internal/seal"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/people"
)

// JobKind is the kind of the jobs that deliver the messages of one channel.
const JobKind = "deliver"

// Settings are what the store needs from the settings of the program.
type Settings struct {
	// Secret is the key of the secret file, which seals addresses and messages.
	Secret []byte
	// BaseURL begins the addresses in messages.
	BaseURL string
	// Mail is the mail server; without one no e-mails are queued.
	Mail mail.Server
	// Outbound sends requests; nil connects to public addresses only.
	Outbound *outbound.Client
}

// Store reads and writes channels and the outbox.
type Store struct {
	db  *db.DB
	set Settings
	box seal.Box
}

// NewStore returns a store on d without settings, which sends no e-mails.
func NewStore(d *db.DB) *Store {
	s := &Store{db: d}
	s.Configure(Settings{})
	return s
}

// Configure sets the settings. It must be called before the store is used. From then on, what happens to launches is
// announced.
func (s *Store) Configure(set Settings) {
	if set.Outbound == nil {
		set.Outbound = outbound.New(nil)
	}
	s.set, s.box = set, seal.New(set.Secret, "messages")
	if len(set.Secret) > 0 {
		s.db.BeforeCommit("messages", s.announce)
	}
}

// MailConfigured reports whether there is a mail server.
func (s *Store) MailConfigured() bool { return s.set.Mail.Configured() }

// row is a row of the table channels.
type row struct {
	ID                    int64
	Kind                  Kind
	Format                Format
	Name                  string
	Target                string
	Secret, OldSecret     string
	OldUntil              db.Instant
	OwnerID               *int64
	State                 State
	FailSince             db.Instant
	LastOKAt              db.Instant `gorm:"column:last_ok_at"`
	LastFailAt            db.Instant
	LastError             string
	HoldUntil, ArchivedAt db.Instant
	Version               int
	CreatedAt, UpdatedAt  db.Instant
}

// TableName implements GORM's Tabler.
func (row) TableName() string { return "channels" }

// The places of sealed texts.
const (
	placeTarget = "target"
	placeSecret = "secret"
	placeBody   = "body"
)

func findChannel(g db.Reader, id int64) (row, error) {
	var r row
	err := g.Where("id = ? AND archived_at IS NULL", id).Take(&r).Error
	return r, db.NotFoundAs(err, "connection")
}

func (r row) audit(tx *db.Tx, action string, changes ...db.Change) error {
	return tx.Audit(db.Entry{Action: "channel." + action, Entity: "channel", EntityID: r.ID, Label: r.Name, Changes: changes})
}

// channel returns the row as people may see it.
func (s *Store) channel(r row, owner string, waiting int) (Channel, error) {
	c := Channel{ID: r.ID, Kind: r.Kind, Format: r.Format, Name: r.Name, Signed: signs(r.Kind, r.Format), OldUntil: r.OldUntil, Owner: owner,
		State: r.State, FailSince: r.FailSince, LastOKAt: r.LastOKAt, LastFailAt: r.LastFailAt, LastError: r.LastError, Waiting: waiting,
		Version: r.Version}
	if r.Kind == Server {
		if s.MailConfigured() {
			c.Shown = s.set.Mail.Address()
		}
		return c, nil
	}
	target, err := s.box.Open(r.Target, placeTarget)
	switch {
	case err != nil:
		// The secret file was replaced: the channel must be entered again.
		c.State, c.LastError = Failing, "The stored address cannot be read with this secret file. Enter it again."
	case r.Kind == Email:
		c.Shown = strings.ReplaceAll(target, "\n", ", ")
	default:
		c.Shown = outbound.Shown(target)
	}
	return c, nil
}

// List returns the channels with their health, the mail server first. It returns Forbidden for people who are not
// administrators.
func (s *Store) List(ctx context.Context) ([]Channel, error) {
	if err := people.Require(db.ActorOf(ctx), people.Administer, people.Organisation); err != nil {
		return nil, err
	}
	return s.list(ctx, "c.archived_at IS NULL")
}

// Get returns a channel, or NotFound.
func (s *Store) Get(ctx context.Context, id int64) (Channel, error) {
	if err := people.Require(db.ActorOf(ctx), people.Administer, people.Organisation); err != nil {
		return Channel{}, err
	}
	all, err := s.list(ctx, "c.archived_at IS NULL AND c.id = ?", id)
	if err == nil && len(all) == 0 {
		err = fault.NotFound("connection")
	}
	return cmp.Or(append(all, Channel{})...), err
}

func (s *Store) list(ctx context.Context, where string, args ...any) ([]Channel, error) {
	var rows []struct {
		Row     row `gorm:"embedded"`
		Owner   string
		Waiting int
	}
	err := s.db.Read(ctx).Raw(`SELECT c.*, COALESCE(u.name, '') AS owner,
			(SELECT COUNT(*) FROM outbox o WHERE o.channel_id = c.id AND o.state = 'waiting') AS waiting
		FROM channels c LEFT JOIN users u ON u.id = c.owner_id WHERE `+where+`
		ORDER BY CASE c.kind WHEN 'server' THEN 0 ELSE 1 END, lower(c.name), c.id`, args...).Scan(&rows).Error
	out := make([]Channel, 0, len(rows))
	for _, r := range rows {
		c, cerr := s.channel(r.Row, r.Owner, r.Waiting)
		err = cmp.Or(err, cerr)
		out = append(out, c)
	}
	return out, err
}

// Delivery is one message to one receiver, with the outcome of its last attempt.
type Delivery struct {
	ID           int64
	ChannelID    int64
	Event        string
	Subject      string
	Recipient    string
	Attempts     int
	NextAt       db.Instant
	State        string
	LastStatus   int
	LastError    string
	LastResponse string
	CreatedAt    db.Instant
	SentAt       db.Instant
	ExpiresAt    db.Instant
}

// TableName implements GORM's Tabler.
func (Delivery) TableName() string { return "outbox" }

// Shown deliveries of a channel.
const maxDeliveries = 50

// Deliveries returns the newest messages of a channel.
func (s *Store) Deliveries(ctx context.Context, id int64) ([]Delivery, error) {
	if err := people.Require(db.ActorOf(ctx), people.Administer, people.Organisation); err != nil {
		return nil, err
	}
	var out []Delivery
	return out, s.db.Read(ctx).Where("channel_id = ?", id).Order("id DESC").Limit(maxDeliveries).Find(&out).Error
}

// Form returns the values of a channel for its form: the addresses of an e-mail list, but no secret address.
func (s *Store) Form(ctx context.Context, id int64) (Input, error) {
	if err := people.Require(db.ActorOf(ctx), people.Administer, people.Organisation); err != nil {
		return Input{}, err
	}
	r, err := findChannel(s.db.Read(ctx), id)
	in := Input{Kind: r.Kind, Format: r.Format, Name: r.Name}
	if err == nil && r.Kind == Email {
		in.Target, err = s.box.Open(r.Target, placeTarget)
	}
	return in, err
}

func jobRef(channelID int64) string { return strconv.FormatInt(channelID, 10) }
