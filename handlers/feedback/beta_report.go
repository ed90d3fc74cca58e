package feedback

import (
	"crypto/hmac"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"

	"tminus/handlers/web"
	"tminus/internal/pace"
	"tminus/models/fault"
	"tminus/models/feedback"
	feedbackview "tminus/views/feedback"
	"tminus/views/paths"
	"tminus/views/ui"
)

// The maximum numbers of reports in a period: more than people write, and fewer than a program. A
// personal link is counted by itself, regardless of the address. A shared link is counted by
// address, which a whole office may share.
const (
	reportsAPerson   = 20
	reportsAnAddress = 150
	reportsALink     = 1000
	personWindow     = 10 * time.Minute
	linkWindow       = time.Hour
)

// minFillTime is the shortest plausible time to fill in a form with three questions.
const minFillTime = 2 * time.Second

// openedBeta loads the link in the URL, or answers with the page that says why it does not work.
func (h *Handler) openedBeta(c echo.Context) (feedbackview.PublicVM, error) {
	web.Private(c)
	vm := feedbackview.PublicVM{Path: paths.BetaReport(c.Param("token")), Form: ui.NewForm(nil), Key: web.NewKey()}
	var err error
	vm.Beta, err = h.feedback.OpenBeta(c.Request().Context(), c.Param("token"))
	switch {
	case fault.Is(err, fault.KindNotFound):
		return vm, h.Render(c, http.StatusNotFound, feedbackview.NoBeta(h.Shell(c, "Link", ""), false, sentText(c)))
	case err == nil && vm.Dead:
		return vm, h.Render(c, http.StatusGone, feedbackview.NoBeta(h.Shell(c, "Link", ""), true, sentText(c)))
	}
	vm.Opened = h.sealedNow()
	return vm, err
}

// sentText returns the text sent with a link that no longer works, so that the sender can copy
// it.
func sentText(c echo.Context) string {
	if c.Request().Method != http.MethodPost {
		return ""
	}
	f, err := web.ParseForm(c)
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

func (h *Handler) showPublic(c echo.Context, status int, vm feedbackview.PublicVM) error {
	sh := h.Shell(c, "Beta of "+vm.Launch, "")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, feedbackview.Public(sh, vm))
}

// betaForm shows the form of a beta user's link. It writes nothing.
func (h *Handler) betaForm(c echo.Context) error {
	vm, err := h.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	vm.Sent = c.QueryParam("sent") == "1"
	return h.showPublic(c, http.StatusOK, vm)
}

// sendBeta saves a beta user's report. A sender who looks like a program is asked once more and
// loses nothing, because it may be a person.
func (h *Handler) sendBeta(c echo.Context) error {
	vm, err := h.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	f, err := web.ParseForm(c)
	if err != nil {
		return err
	}
	if vm.Over {
		vm.Typed = sentText(c)
		return h.showPublic(c, http.StatusConflict, vm)
	}
	vm.Form = f
	if f.Val("key") != "" {
		vm.Key = f.Val("key")
	}
	if wait := h.tooMany(c, vm.Shared); wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		vm.Wait = int(wait/time.Minute) + 1
		return h.showPublic(c, http.StatusTooManyRequests, vm)
	}
	if h.suspect(&vm); vm.Form.Invalid() {
		return h.showPublic(c, http.StatusUnprocessableEntity, vm)
	}
	in := feedback.Sending{Said: feedback.Said{Doing: f.Val("doing"), Wrong: f.Val("wrong"), Expected: f.Val("expected")},
		Name: f.Val("name"), Contact: f.Val("contact")}
	err = h.feedback.Send(c.Request().Context(), c.Param("token"), in, f.Val("key"))
	if err := web.AddErrors(&vm.Form, err); err != nil {
		return err
	}
	if vm.Form.Invalid() {
		return h.showPublic(c, http.StatusUnprocessableEntity, vm)
	}
	return web.SeeOther(c, vm.Path+"?sent=1")
}

// suspect adds a message to a form that looks like a program's: an invisible field is filled in, or
// it was filled in too quickly.
func (h *Handler) suspect(vm *feedbackview.PublicVM) {
	if vm.Form.Val("website") != "" {
		vm.Trapped = true
		vm.Form.Add("website", "This field is a trap for programs. If your browser filled it in, empty it, then send again.")
	}
	if !h.sealedBefore(vm.Form.Val("opened"), minFillTime) {
		vm.Form.Add("", "That was very quick. Look once more at what you typed, then send it.")
	}
}

// tooMany counts a report, or a departure, and returns the required wait if there were too many.
func (h *Handler) tooMany(c echo.Context, shared bool) time.Duration {
	now, link := h.DB.Now(), h.Seal(c.Param("token"))
	if !shared {
		return h.reportPace.Take(link, now)
	}
	if wait := h.addressPace.Take(pace.AddressKey(c.RealIP()), now); wait > 0 {
		return wait
	}
	return h.betaPace.Take(link, now)
}

func (h *Handler) leavePage(c echo.Context) error {
	vm, err := h.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	vm.Sent = c.QueryParam("sent") == "1"
	return h.showLeave(c, http.StatusOK, vm)
}

func (h *Handler) showLeave(c echo.Context, status int, vm feedbackview.PublicVM) error {
	sh := h.Shell(c, "Leave the beta of "+vm.Launch, "")
	sh.Invalid = vm.Form.Invalid()
	return h.Render(c, status, feedbackview.Leave(sh, vm))
}

// leaveBeta records that a beta user leaves.
func (h *Handler) leaveBeta(c echo.Context) error {
	vm, err := h.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	if vm.Over {
		return h.showLeave(c, http.StatusConflict, vm)
	}
	if vm.Form, err = web.ParseForm(c); err != nil {
		return err
	}
	if wait := h.tooMany(c, vm.Shared); wait > 0 {
		c.Response().Header().Set("Retry-After", strconv.Itoa(int(wait/time.Second)+1))
		vm.Wait = int(wait/time.Minute) + 1
		return h.showLeave(c, http.StatusTooManyRequests, vm)
	}
	if h.suspect(&vm); vm.Form.Invalid() {
		return h.showLeave(c, http.StatusUnprocessableEntity, vm)
	}
	err = h.feedback.Leave(c.Request().Context(), c.Param("token"), feedback.Leaving{Name: vm.Form.Val("name"), Reason: vm.Form.Val("reason")})
	if err := web.AddErrors(&vm.Form, err); err != nil {
		return err
	}
	if vm.Form.Invalid() {
		return h.showLeave(c, http.StatusUnprocessableEntity, vm)
	}
	if vm.Shared {
		return web.SeeOther(c, paths.Join(vm.Path, "leave")+"?sent=1")
	}
	return web.SeeOther(c, vm.Path)
}

// comeBack records that a beta user takes part again.
func (h *Handler) comeBack(c echo.Context) error {
	vm, err := h.openedBeta(c)
	if err != nil || c.Response().Committed {
		return err
	}
	if err := h.feedback.ComeBack(c.Request().Context(), c.Param("token")); err != nil {
		return err
	}
	return web.SeeOther(c, vm.Path)
}

// sealedNow returns the present time, sealed, for a form that contains the time at which it was
// opened.
func (h *Handler) sealedNow() string {
	at := strconv.FormatInt(h.DB.Now().UnixMilli(), 10)
	return at + "." + h.Seal("opened "+at)
}

// sealedBefore reports whether a sealed time is valid and at least that long ago.
func (h *Handler) sealedBefore(sealed string, long time.Duration) bool {
	at, mac, _ := strings.Cut(sealed, ".")
	ms, err := strconv.ParseInt(at, 10, 64)
	return err == nil && hmac.Equal([]byte(mac), []byte(h.Seal("opened "+at))) && h.DB.Now().Sub(time.UnixMilli(ms)) >= long
}
