package people

import (
	"context"
	"strings"

	"tminus/models/db"
	"tminus/models/fault"
)

// Store reads and writes people.
type Store struct {
	db       *db.DB
	holdings []Holdings
	mailer   Mailer
}

// NewStore returns a store on d.
func NewStore(d *db.DB) *Store { return &Store{db: d} }

// Empty reports whether there are no people yet, so that set-up is open.
func (s *Store) Empty(ctx context.Context) (bool, error) {
	var n int64
	err := s.db.Read(ctx).Raw("SELECT COUNT(*) FROM (SELECT 1 FROM users LIMIT 1) one").Scan(&n).Error
	return n == 0, err
}

// User returns a person, or NotFound.
func (s *Store) User(ctx context.Context, id int64) (User, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return User{}, err
	}
	return findUser(s.db.Read(ctx), "id = ?", id)
}

func findUser(g db.Reader, where string, args ...any) (User, error) {
	var u User
	err := g.Where(where, args...).Take(&u).Error
	return u, db.NotFoundAs(err, "person")
}

// Users returns all active people by name, also deactivated ones if alsoGone is true.
func (s *Store) Users(ctx context.Context, alsoGone bool) ([]User, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return nil, err
	}
	return db.Remember(ctx, usersKey(alsoGone), func() ([]User, error) {
		q := s.db.Read(ctx).Order("name, id")
		if !alsoGone {
			q = q.Where("deactivated_at IS NULL")
		}
		var us []User
		return us, q.Find(&us).Error
	})
}

// usersKey is the key of a list of people, which a request loads once.
type usersKey bool

// Teams returns the active teams in order.
func (s *Store) Teams(ctx context.Context) ([]Team, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return nil, err
	}
	var ts []Team
	return ts, s.db.Read(ctx).Where("archived_at IS NULL").Order("position, id").Find(&ts).Error
}

// Create adds a person without a password, who can choose one with an access link. If the same key
// is sent twice, it adds one. It returns Forbidden, or Invalid if the email is taken.
func (s *Store) Create(ctx context.Context, in Input, key string) (User, error) {
	return s.create(ctx, in, "", key, func(tx *db.Tx) error { return Require(tx.Actor, Administer, Organisation) })
}

// CreateFirst creates the first administrator. It returns Forbidden if there are people already.
func (s *Store) CreateFirst(ctx context.Context, in Input, passwordHash string) (User, error) {
	in.Role = Administrator
	return s.create(ctx, in, passwordHash, "", func(tx *db.Tx) error {
		var n int64
		if err := tx.Raw("SELECT COUNT(*) FROM users").Scan(&n).Error; err != nil {
			return err
		}
		if err := Require(tx.Actor, SetUp, Subject{Fixed: n > 0}); err != nil {
			return err
		}
		tx.Actor = db.System()
		return nil
	})
}

// CreateWithPassword adds a person who can sign in immediately, for the command line and the sample
// data.
func (s *Store) CreateWithPassword(ctx context.Context, in Input, passwordHash string) (User, error) {
	return s.create(ctx, in, passwordHash, "", func(tx *db.Tx) error { return Require(tx.Actor, Administer, Organisation) })
}

func (s *Store) create(ctx context.Context, in Input, hash, key string, allow func(*db.Tx) error) (User, error) {
	var u User
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := allow(tx); err != nil {
			return err
		}
		u = User{}
		id, err := tx.Once("person", key, in, func() (int64, error) {
			var err error
			u, err = create(tx, in, hash)
			return u.ID, err
		})
		if err != nil || u.ID != 0 {
			return err
		}
		u, err = findUser(tx.Reader, "id = ?", id)
		return err
	})
	return u, err
}

func create(tx *db.Tx, in Input, hash string) (User, error) {
	in, err := in.Clean()
	if err != nil {
		return User{}, err
	}
	if err := checkTeam(tx.Reader, in.TeamID, nil); err != nil {
		return User{}, err
	}
	u := User{
		Email: in.Email, Name: in.Name, PasswordHash: hash, Role: in.Role, Title: in.Title,
		TeamID: in.TeamID, Seniority: in.Seniority, Zone: in.Zone,
		Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now,
	}
	if err := tx.Create(&u).Error; err != nil {
		if db.Duplicate(err) {
			return User{}, fault.Invalid("email", "Somebody with this address is here already.")
		}
		return User{}, err
	}
	return u, tx.Audit(db.Entry{Action: "user.created", Entity: "user", EntityID: u.ID, Label: u.Name,
		Changes: []db.Change{{Field: "email", New: u.Email}, {Field: "role", New: string(u.Role)}}})
}

// CreateTeam adds a team. If the same once is sent twice, it adds one. It returns Invalid if the
// team's key or name is taken.
func (s *Store) CreateTeam(ctx context.Context, key, name, once string) (Team, error) {
	var t Team
	name = strings.Join(strings.Fields(name), " ")
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := Require(tx.Actor, Administer, Organisation); err != nil {
			return err
		}
		t = Team{}
		id, err := tx.Once("team", once, []string{key, name}, func() (int64, error) {
			var err error
			t, err = createTeam(tx, key, name)
			return t.ID, err
		})
		if err != nil || t.ID != 0 {
			return err
		}
		return db.NotFoundAs(tx.Where("id = ?", id).Take(&t).Error, "team")
	})
	return t, err
}

func createTeam(tx *db.Tx, key, name string) (Team, error) {
	if err := checkTeamFields(key, name); err != nil {
		return Team{}, err
	}
	if err := checkTeamName(tx.Reader, name, 0); err != nil {
		return Team{}, err
	}
	var n int
	if err := tx.Raw("SELECT COALESCE(MAX(position), 0) + 1 FROM teams").Scan(&n).Error; err != nil {
		return Team{}, err
	}
	t := Team{Key: key, Name: name, Position: n, Version: 1, CreatedAt: tx.Now, UpdatedAt: tx.Now}
	if err := tx.Create(&t).Error; err != nil {
		if db.Duplicate(err) {
			return Team{}, fault.Invalid("name", "There is such a team already.")
		}
		return Team{}, err
	}
	return t, tx.Audit(db.Entry{Action: "team.created", Entity: "team", EntityID: t.ID, Label: t.Name})
}

func checkTeamFields(key, name string) error {
	var c fault.Check
	c.That(name != "" && len([]rune(name)) <= MaxName, "name", "Enter a name of at most %d characters.", MaxName)
	c.That(key != "", "name", "The name needs at least one letter or digit.")
	return c.Err()
}

// ByEmail returns the active person with an email address. It returns NotFound.
func (s *Store) ByEmail(ctx context.Context, email string) (User, error) {
	if err := Require(db.ActorOf(ctx), Read, Organisation); err != nil {
		return User{}, err
	}
	return findUser(s.db.Read(ctx), "email = ? AND deactivated_at IS NULL", email)
}
