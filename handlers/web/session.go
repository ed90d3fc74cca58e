package web

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"log/slog"
	"net/http"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"
	"github.com/labstack/echo/v4"

	"tminus/internal/civil"
	"tminus/models/db"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
	"tminus/views/layout"
)

func (k *Kit) Zone(c echo.Context) string {
	if in, ok := SignedIn(c); ok {
		return in.User.Zone
	}
	return "UTC"
}

// Today returns the date in the signed-in person's zone.
func (k *Kit) Today(c echo.Context) civil.Date {
	in, _ := SignedIn(c)
	return launch.Launch{Zone: in.User.Zone}.Today(k.DB.Now())
}

// The values of a session. The signed-in person is in a column.
const (
	valueUser   = "user"
	valueFlash  = "flash"
	valueRotate = "rotate"
)

// sessionStore implements gorilla's interface with sessions in the database. The cookie contains a
// signed secret; the database only stores the secret's hash.
type sessionStore struct {
	people *people.Store
	limits people.Limits
	codec  *securecookie.SecureCookie
	name   string
	secure bool
}

var _ sessions.Store = (*sessionStore)(nil)

func newSessionStore(p *people.Store, opt Options) *sessionStore {
	codec := securecookie.New(opt.Secret, nil)
	codec.MaxAge(int(opt.Limits.Absolute.Seconds()))
	st := &sessionStore{people: p, limits: opt.Limits, codec: codec, name: "tminus"}
	if opt.https() {
		// The prefix makes browsers accept the cookie only from this host.
		st.name, st.secure = "__Host-tminus", true
	}
	return st
}

// Get returns the request's session, loading it once.
func (st *sessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(st, name)
}

// New loads the session for the cookie, or creates an empty one.
func (st *sessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	sess := sessions.NewSession(st, name)
	sess.Options = &sessions.Options{Path: "/", HttpOnly: true, Secure: st.secure, SameSite: http.SameSiteLaxMode,
		MaxAge: int(st.limits.Absolute.Seconds())}
	sess.IsNew = true
	cookie, err := r.Cookie(name)
	if err != nil {
		return sess, nil
	}
	var secret string
	if st.codec.Decode(name, cookie.Value, &secret) != nil {
		return sess, nil
	}
	in, err := st.people.Session(r.Context(), secret, st.limits)
	if err != nil {
		if fault.Is(err, fault.KindNotFound) {
			return sess, nil
		}
		return sess, err
	}
	sess.ID, sess.IsNew = secret, false
	sess.Values[valueUser] = in
	if in.Data != "" {
		sess.Values[valueFlash] = in.Data
	}
	return sess, nil
}

// Save writes the session and its cookie; a negative MaxAge ends it. If rotation is requested, as
// at sign-in, the session gets a new secret.
func (st *sessionStore) Save(r *http.Request, w http.ResponseWriter, sess *sessions.Session) error {
	if sess.Options.MaxAge < 0 {
		http.SetCookie(w, sessions.NewCookie(sess.Name(), "", sess.Options))
		if sess.ID == "" {
			return nil
		}
		return st.people.DeleteSession(r.Context(), sess.ID)
	}
	old := sess.ID
	rotate, _ := sess.Values[valueRotate].(bool)
	if sess.ID == "" || rotate {
		var b [32]byte
		if _, err := rand.Read(b[:]); err != nil {
			return err
		}
		sess.ID = base64.RawURLEncoding.EncodeToString(b[:])
	}
	in, _ := sess.Values[valueUser].(people.SignedIn)
	data, _ := sess.Values[valueFlash].(string)
	err := st.people.SaveSession(r.Context(), sess.ID, old, in.UserID, data, r.UserAgent(), db.ActorOf(r.Context()).Address, st.limits)
	if err != nil {
		return err
	}
	if old == sess.ID {
		return nil
	}
	value, err := st.codec.Encode(sess.Name(), sess.ID)
	if err != nil {
		return err
	}
	http.SetCookie(w, sessions.NewCookie(sess.Name(), value, sess.Options))
	return nil
}

const keySignedIn = "signed in"

// Authenticate puts the signed-in person into the request's context, from which the stores take the
// actor. It refuses nobody.
func (k *Kit) Authenticate(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		r := c.Request()
		sess, err := k.sessions.Get(r, k.sessions.name)
		if err != nil {
			return err
		}
		actor := db.Actor{Address: c.RealIP()}
		if in, ok := sess.Values[valueUser].(people.SignedIn); ok && in.UserID != nil {
			c.Set(keySignedIn, in)
			actor = db.Actor{ID: in.User.ID, Name: in.User.Name, Role: string(in.User.Role), Address: c.RealIP()}
		}
		c.SetRequest(c.Request().WithContext(db.WithActor(c.Request().Context(), actor)))
		return next(c)
	}
}

// RequireSignIn sends people who are not signed in to the sign-in page.
func (k *Kit) RequireSignIn(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		if _, ok := SignedIn(c); !ok {
			return fault.Unauthenticated()
		}
		return next(c)
	}
}

func SignedIn(c echo.Context) (people.SignedIn, bool) {
	in, ok := c.Get(keySignedIn).(people.SignedIn)
	return in, ok
}

func Actor(c echo.Context) db.Actor { return db.ActorOf(c.Request().Context()) }

// SignIn signs a person in with a new secret, so that a planted one is useless, and remembers the
// browser.
func (k *Kit) SignIn(c echo.Context, u people.User) error {
	sess, err := k.Session(c)
	if err != nil {
		return err
	}
	id := u.ID
	sess.Values[valueUser] = people.SignedIn{Session: people.Session{UserID: &id}, User: u}
	sess.Values[valueRotate] = true
	delete(sess.Values, valueFlash)
	if err := sess.Save(c.Request(), c.Response()); err != nil {
		return err
	}
	return k.Devices.Add(c, u)
}

// SignOut signs the browser out.
func (k *Kit) SignOut(c echo.Context) error {
	sess, err := k.Session(c)
	if err != nil {
		return err
	}
	sess.Options.MaxAge = -1
	return sess.Save(c.Request(), c.Response())
}

// Say stores a message for the next page, with an undo if there is one.
func (k *Kit) Say(c echo.Context, f layout.Flash) {
	sess, err := k.Session(c)
	if err != nil {
		return
	}
	data, err := json.Marshal(f)
	if err != nil {
		return
	}
	sess.Values[valueFlash] = string(data)
	if err := sess.Save(c.Request(), c.Response()); err != nil {
		slog.WarnContext(c.Request().Context(), "message lost", "err", err)
	}
}

// takeFlash returns the stored message once. A fragment leaves it for the next page; fragments that
// show messages call PopFlash.
func (k *Kit) takeFlash(c echo.Context) *layout.Flash {
	if IsPartial(c) {
		return nil
	}
	return k.PopFlash(c)
}

func (k *Kit) PopFlash(c echo.Context) *layout.Flash {
	if _, ok := SignedIn(c); !ok {
		return nil
	}
	sess, err := k.Session(c)
	if err != nil {
		return nil
	}
	data, _ := sess.Values[valueFlash].(string)
	if data == "" {
		return nil
	}
	delete(sess.Values, valueFlash)
	if err := sess.Save(c.Request(), c.Response()); err != nil {
		slog.WarnContext(c.Request().Context(), "message kept", "err", err)
	}
	var f layout.Flash
	if json.Unmarshal([]byte(data), &f) != nil {
		return nil
	}
	return &f
}

// Session returns the request's session, or a new one.
func (k *Kit) Session(c echo.Context) (*sessions.Session, error) {
	return k.sessions.Get(c.Request(), k.sessions.name)
}
