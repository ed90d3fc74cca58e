package handlers

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/demo"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/account"
	"tminus/views/ui"
)

// home is the first page: setting up while there is nobody, else the launches.
func (s *Server) home(c echo.Context) error {
	empty, err := s.people.Empty(c.Request().Context())
	if err != nil {
		return err
	}
	if empty {
		return seeOther(c, "/setup")
	}
	return seeOther(c, "/launches")
}

func (s *Server) loginPage(c echo.Context) error {
	if empty, err := s.people.Empty(c.Request().Context()); err != nil || empty {
		if err != nil {
			return err
		}
		return seeOther(c, "/setup")
	}
	if _, ok := signedIn(c); ok {
		return seeOther(c, localPath(c.QueryParam("next")))
	}
	return s.showLogin(c, http.StatusOK, ui.NewForm(nil), c.QueryParam("next"))
}

func (s *Server) showLogin(c echo.Context, status int, f ui.Form, next string) error {
	vm := account.LoginVM{Next: next, SignedOut: c.QueryParam("out") != "", PasswordSet: c.QueryParam("set") != ""}
	if s.opt.Demo {
		sample, err := s.samplePeople(c)
		if err != nil {
			return err
		}
		vm.Sample = sample
	}
	f.Values.Del("password")
	sh := s.shell(c, "Sign in", "")
	sh.Invalid = f.Invalid()
	return s.render(c, status, account.Login(sh, f, vm))
}

// samplePeople are those of the sample organisation, by team.
func (s *Server) samplePeople(c echo.Context) ([]account.SampleTeam, error) {
	ctx := db.WithActor(c.Request().Context(), db.System())
	teams, err := s.people.Teams(ctx)
	if err != nil {
		return nil, err
	}
	users, err := s.people.Users(ctx, false)
	if err != nil {
		return nil, err
	}
	var out []account.SampleTeam
	for _, t := range teams {
		st := account.SampleTeam{Name: t.Name}
		for _, u := range users {
			if demo.Knows(u.Email) && u.TeamID != nil && *u.TeamID == t.ID {
				st.People = append(st.People, account.SamplePerson{Email: u.Email, Name: u.Name, Title: u.Title, Role: u.Role.Label()})
			}
		}
		if len(st.People) > 0 {
			out = append(out, st)
		}
	}
	return out, nil
}

func (s *Server) login(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	u, err := s.people.SignIn(c.Request().Context(), people.Attempt{Email: f.Val("email"), Password: f.Val("password"),
		Address: c.RealIP(), Devices: s.devices.read(c)})
	if err != nil {
		status := http.StatusUnprocessableEntity
		if fault.Is(err, fault.KindUnavailable) {
			status = http.StatusTooManyRequests
			err = fault.Invalid("email", "%s", fault.MessageOf(err))
		}
		if err := refused(&f, err); err != nil {
			return err
		}
		return s.showLogin(c, status, f, f.Val("next"))
	}
	if err := s.begin(c, u); err != nil {
		return err
	}
	return seeOther(c, localPath(f.Val("next")))
}

// loginSample signs in as one of the sample people. It exists in demo mode only.
func (s *Server) loginSample(c echo.Context) error {
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if !s.opt.Demo || !demo.Knows(f.Val("email")) {
		return fault.NotFound("page")
	}
	u, err := s.people.ByEmail(db.WithActor(c.Request().Context(), db.System()), f.Val("email"))
	if err != nil {
		return err
	}
	if err := s.begin(c, u); err != nil {
		return err
	}
	return seeOther(c, localPath(f.Val("next")))
}

func (s *Server) logout(c echo.Context) error {
	if err := s.end(c); err != nil {
		return err
	}
	return seeOther(c, "/login")
}

// setupOpen returns NotFound once there is anybody: set-up is never reachable again.
func (s *Server) setupOpen(c echo.Context) error {
	empty, err := s.people.Empty(c.Request().Context())
	if err == nil && !empty {
		return fault.NotFound("page")
	}
	return err
}

func (s *Server) setupPage(c echo.Context) error {
	if err := s.setupOpen(c); err != nil {
		return err
	}
	return s.render(c, http.StatusOK, account.Setup(s.shell(c, "Set up", ""), ui.NewForm(url.Values{"zone": {"UTC"}})))
}

func (s *Server) setup(c echo.Context) error {
	if err := s.setupOpen(c); err != nil {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	var u people.User
	err = s.db.Together(c.Request().Context(), func(ctx context.Context) error {
		if u, err = s.firstAdministrator(ctx, f); err != nil || f.Val("sample") == "" {
			return err
		}
		return demo.Fill(ctx, s.db)
	})
	if err != nil {
		if err := refused(&f, err); err != nil {
			return err
		}
		f.Values.Del("password")
		sh := s.shell(c, "Set up", "")
		sh.Invalid = true
		return s.render(c, http.StatusUnprocessableEntity, account.Setup(sh, f))
	}
	if err := s.begin(c, u); err != nil {
		return err
	}
	return seeOther(c, "/launches")
}

func (s *Server) firstAdministrator(ctx context.Context, f ui.Form) (people.User, error) {
	in := people.Input{Name: f.Val("name"), Email: f.Val("email"), Role: people.Administrator, Zone: f.Val("zone"), Seniority: people.Senior}
	var check fault.Check
	if _, err := in.Clean(); err != nil {
		if err := check.Merge(err); err != nil {
			return people.User{}, err
		}
	}
	if msg := password.Check(f.Val("password"), in.Email, in.Name); msg != "" {
		check.Add("password", "%s", msg)
	}
	if f.Val("sample") != "" && demo.Knows(f.Val("email")) {
		check.Add("email", "The sample people have such addresses. Use your own.")
	}
	if err := check.Err(); err != nil {
		return people.User{}, err
	}
	hash, err := password.Hash(f.Val("password"))
	if err != nil {
		return people.User{}, err
	}
	return s.people.CreateFirst(ctx, in, hash)
}
