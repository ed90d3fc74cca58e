package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/labstack/echo/v4"

	"tminus/views/layout"
)

// A secret that lets somebody in is shown once, and kept nowhere. On the way from the
// POST that makes it to the page that shows it the browser carries it, sealed, so that
// reloading that page makes no other one, which would end the one that was sent.
const (
	onceCookie = "tminus-once"
	// onceTime bounds how long a page may wait to be shown.
	onceTime = 10 * time.Minute
)

// newOnce seals what is carried: only this server can read it, or make it.
func newOnce(secret []byte) *securecookie.SecureCookie {
	key := func(use string) []byte {
		mac := hmac.New(sha256.New, secret)
		_, _ = mac.Write([]byte("shown once: " + use))
		return mac.Sum(nil)
	}
	return securecookie.New(key("sign"), key("hide")).MaxAge(int(onceTime.Seconds()))
}

// ShowOnce leads to the page that shows a secret.
func (k *Kit) ShowOnce(c echo.Context, page, secret string) error {
	sealed, err := k.once.Encode(onceFor(c, page), secret)
	if err != nil {
		return err
	}
	k.carry(c, page, sealed, int(onceTime.Seconds()))
	return SeeOther(c, page)
}

// TakeOnce returns the secret that this page is to show, and forgets it; "" where it
// was shown before, or works no more: it may have been revoked meanwhile.
func (k *Kit) TakeOnce(c echo.Context, works func(secret string) bool) (secret string) {
	c.Response().Header().Set("Cache-Control", "no-store")
	page := c.Request().URL.Path
	carried, err := c.Cookie(onceCookie)
	if err != nil {
		return ""
	}
	k.carry(c, page, "", -1)
	if k.once.Decode(onceFor(c, page), carried.Value, &secret) != nil || !works(secret) {
		return ""
	}
	return secret
}

// ShownBefore leads to where another one can be made.
func (k *Kit) ShownBefore(c echo.Context, to string) error {
	k.Say(c, layout.Flash{Kind: "ok", Text: "A link is shown once only, when it is made. If it is lost, make a new one; any before it ends then."})
	return SeeOther(c, to)
}

// onceFor ties what is carried to who made it, and to the page that shows it.
func onceFor(c echo.Context, page string) string { return fmt.Sprint(Actor(c).ID, " ", page) }

func (k *Kit) carry(c echo.Context, page, value string, seconds int) {
	c.SetCookie(&http.Cookie{Name: onceCookie, Value: value, Path: page, MaxAge: seconds, HttpOnly: true, Secure: k.sessions.secure, SameSite: http.SameSiteStrictMode})
}
