package handlers

import (
	"net/http"
	"strconv"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/internal/pace"
	"tminus/models/comms"
	"tminus/models/fault"
	"tminus/views/stakeholders"
)

// How often an address may use personal links. An office of 120 behind one
// address needs three requests each when a mail reaches all of them at once. The
// links cannot be guessed, so the limit only bounds the load.
const (
	ackTries  = 600
	ackWindow = time.Minute
)

// errTooOften answers who asks too often.
var errTooOften = echo.NewHTTPError(http.StatusTooManyRequests)

// slowly refuses an address that asks too often.
func (s *Server) slowly(l *pace.Limiter) echo.MiddlewareFunc {
	return func(next echo.HandlerFunc) echo.HandlerFunc {
		return func(c echo.Context) error {
			if wait := l.Take(pace.AddressKey(c.RealIP()), s.db.Now()); wait > 0 {
				c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
				return errTooOften
			}
			return next(c)
		}
	}
}

// ackPage shows what a stakeholder is asked. It writes nothing: mail scanners
// follow links too.
func (s *Server) ackPage(c echo.Context) error {
	a, err := s.openAck(c)
	if err != nil || c.Response().Committed {
		return err
	}
	return s.showAck(c, http.StatusOK, a, false)
}

// openAck loads the link of the address, or answers with the page that says why
// it does not work.
func (s *Server) openAck(c echo.Context) (comms.Asked, error) {
	private(c)
	a, err := s.comms.OpenLink(c.Request().Context(), c.Param("token"))
	switch {
	case fault.Is(err, fault.KindNotFound):
		return a, s.render(c, http.StatusNotFound, stakeholders.DeadLink(s.shell(c, "Link", ""), false))
	case err == nil && a.Dead:
		return a, s.render(c, http.StatusGone, stakeholders.DeadLink(s.shell(c, "Link", ""), true))
	}
	return a, err
}

func (s *Server) showAck(c echo.Context, status int, a comms.Asked, moved bool) error {
	return s.render(c, status, stakeholders.Acknowledge(s.shell(c, "Launch date of "+a.Launch, ""), a, moved))
}

// acknowledge notes that the stakeholder knows the date that the page showed.
func (s *Server) acknowledge(c echo.Context) error {
	if _, err := s.openAck(c); err != nil || c.Response().Committed {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	err = s.comms.Acknowledge(c.Request().Context(), c.Param("token"), number(f, "present"))
	if fault.Is(err, fault.KindConflict) {
		// The date has moved, or the launch is over: the page says which.
		a, err := s.openAck(c)
		if err != nil || c.Response().Committed {
			return err
		}
		return s.showAck(c, http.StatusConflict, a, f.Has("present"))
	}
	if err != nil {
		return err
	}
	return seeOther(c, "/ack/"+c.Param("token"))
}
