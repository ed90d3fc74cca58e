package handlers

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/internal/pace"
	"tminus/models/fault"
	"tminus/models/feedback"
	views "tminus/views/feedback"
	"tminus/views/ui"
)

// How many reports are taken in a while: more than people write, fewer than a
// program does. A personal link counts by itself, whatever address its owner shares.
// A shared link counts by address, where a whole office may take part.
const (
	reportsAPerson   = 20
	reportsAnAddress = 150
	reportsALink     = 1000
	personWindow     = 10 * time.Minute
	linkWindow       = time.Hour
)

// tooQuick is how fast nobody fills in a form of three questions.
const tooQuick = 2 * time.Second

// private keeps the page of a secret address out of search engines and caches. The
// Referrer-Policy of every page keeps it from other sites.
func private(c echo.Context) {
	h := c.Response().Header()
	h.Set("Cache-Control", "no-store")
	h.Set("X-Robots-Tag", "noindex, nofollow")
}

// openedBeta loads the link of the address, or answers with the page that says why it
// does not work.
func (s *Server) openedBeta(c echo.Context) (views.PublicVM, error) {
	private(c)
	vm := views.PublicVM{Path: "/beta/" + c.Param("token"), Form: ui.NewForm(nil), Key: newKey()}
	var err error
	vm.Beta, err = s.feedback.OpenBeta(c.Request().Context(), c.Param("token"))
	switch {
	case fault.Is(err, fault.KindNotFound):
		return vm, s.render(c, http.StatusNotFound, views.NoBeta(s.shell(c, "Link", ""), false, typedWords(c)))
	case err == nil && vm.Dead:
		return vm, s.render(c, http.StatusGone, views.NoBeta(s.shell(c, "Link", ""), true, typedWords(c)))
	}
	vm.Opened = s.sealedNow()
	return vm, err
}

// typedWords is what somebody sent by a link that takes nothing any more, so that they
// can take it elsewhere.
func typedWords(c echo.Context) string {
	if c.Request().Method != http.MethodPost {
		return ""
	}
	f, err := formOf(c)
	if err != nil {
		return ""
	}
	var words []string
	for _, name := range []string{"doing", "wrong", "expected", "reason"} {
		if v := strings.TrimSpace(f.Val(name)); v != "" {
			words = append(words, v)
		}
	}
	return strings.Join(words, "\n\n")
}

func (s *Server) showPublic(c echo.Context, status int, vm views.PublicVM) error {
	sh := s.shell(c, "Beta of "+vm.Launch, "")
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, views.Public(sh, vm))
}

// betaForm is what a beta user's link shows. It writes nothing.
func (s *Server) betaForm(c echo.Context) error {
	vm, err := s.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	vm.Sent = c.QueryParam("sent") == "1"
	return s.showPublic(c, http.StatusOK, vm)
}

// sendBeta keeps what a beta user reports. Who is taken for a program is asked once
// more and loses nothing, since it may be a person after all.
func (s *Server) sendBeta(c echo.Context) error {
	vm, err := s.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	f, err := formOf(c)
	if err != nil {
		return err
	}
	if vm.Over {
		vm.Typed = typedWords(c)
		return s.showPublic(c, http.StatusConflict, vm)
	}
	vm.Form = f
	if f.Val("key") != "" {
		vm.Key = f.Val("key")
	}
	if wait := s.tooMany(c, vm.Shared); wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		vm.Wait = int(wait/time.Minute) + 1
		return s.showPublic(c, http.StatusTooManyRequests, vm)
	}
	if s.suspect(&vm); vm.Form.Invalid() {
		return s.showPublic(c, http.StatusUnprocessableEntity, vm)
	}
	in := feedback.Sending{Said: feedback.Said{Doing: f.Val("doing"), Wrong: f.Val("wrong"), Expected: f.Val("expected")}, Name: f.Val("name"), Contact: f.Val("contact")}
	err = s.feedback.Send(c.Request().Context(), c.Param("token"), in, f.Val("key"))
	if err := refused(&vm.Form, err); err != nil {
		return err
	}
	if vm.Form.Invalid() {
		return s.showPublic(c, http.StatusUnprocessableEntity, vm)
	}
	return seeOther(c, vm.Path+"?sent=1")
}

// suspect notes on a form what a program does and a person seldom: filling in what
// nobody sees, and being quick.
func (s *Server) suspect(vm *views.PublicVM) {
	if vm.Form.Val("website") != "" {
		vm.Trapped = true
		vm.Form.Add("website", "This field is a trap for programs. If your browser filled it in, empty it, then send again.")
	}
	if !s.sealedBefore(vm.Form.Val("opened"), tooQuick) {
		vm.Form.Add("", "That was very quick. Look once more at what you typed, then send it.")
	}
}

// tooMany counts a report, or that somebody leaves, and returns how long to wait when
// there were too many.
func (s *Server) tooMany(c echo.Context, shared bool) time.Duration {
	now, link := s.db.Now(), s.seal(c.Param("token"))
	if !shared {
		return s.reportPace.Take(link, now)
	}
	if wait := s.addressPace.Take(pace.AddressKey(c.RealIP()), now); wait > 0 {
		return wait
	}
	return s.betaPace.Take(link, now)
}

func (s *Server) leavePage(c echo.Context) error {
	vm, err := s.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	vm.Sent = c.QueryParam("sent") == "1"
	return s.showLeave(c, http.StatusOK, vm)
}

func (s *Server) showLeave(c echo.Context, status int, vm views.PublicVM) error {
	sh := s.shell(c, "Leave the beta of "+vm.Launch, "")
	sh.Invalid = vm.Form.Invalid()
	return s.render(c, status, views.Leave(sh, vm))
}

// leaveBeta notes that somebody does not want to take part any more.
func (s *Server) leaveBeta(c echo.Context) error {
	vm, err := s.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	if vm.Over {
		return s.showLeave(c, http.StatusConflict, vm)
	}
	if vm.Form, err = formOf(c); err != nil {
		return err
	}
	if wait := s.tooMany(c, vm.Shared); wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		vm.Wait = int(wait/time.Minute) + 1
		return s.showLeave(c, http.StatusTooManyRequests, vm)
	}
	if s.suspect(&vm); vm.Form.Invalid() {
		return s.showLeave(c, http.StatusUnprocessableEntity, vm)
	}
	err = s.feedback.Leave(c.Request().Context(), c.Param("token"), feedback.Leaving{Name: vm.Form.Val("name"), Reason: vm.Form.Val("reason")})
	if err := refused(&vm.Form, err); err != nil {
		return err
	}
	if vm.Form.Invalid() {
		return s.showLeave(c, http.StatusUnprocessableEntity, vm)
	}
	if vm.Shared {
		return seeOther(c, vm.Path+"/leave?sent=1")
	}
	return seeOther(c, vm.Path)
}

// comeBack notes that somebody who left takes part again.
func (s *Server) comeBack(c echo.Context) error {
	vm, err := s.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	if err := s.feedback.ComeBack(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	return seeOther(c, vm.Path)
}

// seal is a name for a text that only this server can give.
func (s *Server) seal(text string) string {
	mac := hmac.New(sha256.New, s.opt.Secret)
	_, _ = mac.Write([]byte(text))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// sealedNow is the present time, sealed, for a form that says when it was opened.
func (s *Server) sealedNow() string {
	at := strconv.FormatInt(s.db.Now().UnixMilli(), 10)
	return at + "." + s.seal("opened "+at)
}

// sealedBefore tells whether a sealed time is ours and lies that long back.
func (s *Server) sealedBefore(sealed string, long time.Duration) bool {
	at, mac, _ := strings.Cut(sealed, ".")
	ms, err := strconv.ParseInt(at, 10, 64)
	return err == nil && hmac.Equal([]byte(mac), []byte(s.seal("opened "+at))) && s.db.Now().Sub(time.UnixMilli(ms)) >= long
}
