package people

import (
	"context"
	"net/http"
	"net/url"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/password"
	"tminus/models/db"
	"tminus/models/demo"
	"tminus/models/fault"
	"tminus/models/people"
	"tminus/views/account"
	"tminus/views/paths"
	"tminus/views/ui"
)

// home shows set-up if there are no people yet, otherwise the launches.
func (h *Handler) home(c echo.Context) error {
	empty, err := h.People.Empty(c.Request().Context())
	if err != nil {
		return err
	}
	if empty {
		return web.SeeOther(c, paths.Setup())
	}
	return web.SeeOther(c, paths.Launches())
}

func (h *Handler) loginPage(c echo.Context) error {
	if empty, err := h.People.Empty(c.Request().Context()); err != nil || empty {
		if err != nil {
			return err
		}
		return web.SeeOther(c, paths.Setup())
	}
	if _, ok := web.SignedIn(c); ok {
		return web.SeeOther(c, web.LocalPath(c.QueryParam("next")))
	}
	return h.showLogin(c, http.StatusOK, ui.NewForm(nil), c.QueryParam("next"))
}

func (h *Handler) showLogin(c echo.Context, status int, f ui.Form, next string) error {
	vm := account.LoginVM{Next: next, SignedOut: c.QueryParam("out") != "", PasswordSet: c.QueryParam("set") != ""}
	if h.Options.Demo {
		sample, err := h.samplePeople(c)
		if err != nil {
			return err
		}
		vm.Sample = sample
	}
	f.Values.Del("password")
	sh := h.Shell(c, "Sign in", "")
	sh.Invalid = f.Invalid()
	return h.Render(c, status, account.Login(sh, f, vm))
}

// samplePeople returns the sample people by team.
func (h *Handler) samplePeople(c echo.Context) ([]account.SampleTeam, error) {
	ctx := db.WithActor(c.Request().Context(), db.System())
	teams, err := h.People.Teams(ctx)
	if err != nil {
		return nil, err
	}
	users, err := h.People.Users(ctx, false)
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

func (h *Handler) login(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	u, err := h.People.SignIn(c.Request().Context(), people.Attempt{Email: f.Val("email"), Password: f.Val("password"),
		Address: c.RealIP(), Devices: h.Devices.Read(c)})
	if err != nil {
		status := http.StatusUnprocessableEntity
		if fault.Is(err, fault.KindUnavailable) {
			status = http.StatusTooManyRequests
			err = fault.Invalid("email", "%s", fault.MessageOf(err))
		}
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		return h.showLogin(c, status, f, f.Val("next"))
	}
	if err := h.SignIn(c, u); err != nil {
		return err
	}
	return web.SeeOther(c, web.LocalPath(f.Val("next")))
}

// loginSample signs in as a sample person. It exists only in demo mode.
func (h *Handler) loginSample(c echo.Context) error {
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if !h.Options.Demo || !demo.Knows(f.Val("email")) {
		return fault.NotFound("page")
	}
	u, err := h.People.ByEmail(db.WithActor(c.Request().Context(), db.System()), f.Val("email"))
	if err != nil {
		return err
	}
	if err := h.SignIn(c, u); err != nil {
		return err
	}
	return web.SeeOther(c, web.LocalPath(f.Val("next")))
}

func (h *Handler) logout(c echo.Context) error {
	if err := h.SignOut(c); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Login())
}

// setupOpen returns NotFound if there are people, so that set-up cannot be repeated.
func (h *Handler) setupOpen(c echo.Context) error {
	empty, err := h.People.Empty(c.Request().Context())
	if err == nil && !empty {
		return fault.NotFound("page")
	}
	return err
}

func (h *Handler) setupPage(c echo.Context) error {
	if err := h.setupOpen(c); err != nil {
		return err
	}
	return h.Render(c, http.StatusOK, account.Setup(h.Shell(c, "Set up", ""), ui.NewForm(url.Values{"zone": {"UTC"}})))
}

func (h *Handler) setup(c echo.Context) error {
	if err := h.setupOpen(c); err != nil {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	var u people.User
	err = h.DB.Together(c.Request().Context(), func(ctx context.Context) error {
		if u, err = h.firstAdministrator(ctx, f); err != nil || f.Val("sample") == "" {
			return err
		}
		return demo.Fill(ctx, h.DB)
	})
	if err != nil {
		if err := web.AddErrors(&f, err); err != nil {
			return err
		}
		f.Values.Del("password")
		sh := h.Shell(c, "Set up", "")
		sh.Invalid = true
		return h.Render(c, http.StatusUnprocessableEntity, account.Setup(sh, f))
	}
	if err := h.SignIn(c, u); err != nil {
		return err
	}
	return web.SeeOther(c, paths.Launches())
}

func (h *Handler) firstAdministrator(ctx context.Context, f ui.Form) (people.User, error) {
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
	return h.People.CreateFirst(ctx, in, hash)
}
