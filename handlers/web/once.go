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

// A secret that grants access is shown once, and not stored. From the POST that creates it to the
// page that shows it, the browser carries it in an encrypted cookie, so that reloading the page
// does not create another one, which would revoke the one that was sent.
const (
	onceCookie = "tminus-once"
	// onceTime is the maximum time until the page is shown.
	onceTime = 10 * time.Minute
)

// newOnce returns the cipher for the cookie: only this server can read or create it.
func newOnce(secret []byte) *securecookie.SecureCookie {
	key := func(use string) []byte {
		mac := hmac.New(sha256.New, secret)
		_, _ = mac.Write([]byte("shown once: " + use))
		return mac.Sum(nil)
	}
	return securecookie.New(key("sign"), key("hide")).MaxAge(int(onceTime.Seconds()))
}

// ShowOnce redirects to the page that shows a secret.
func (k *Kit) ShowOnce(c echo.Context, page, secret string) error {
	sealed, err := k.once.Encode(onceFor(c, page), secret)
	if err != nil {
		return err
	}
	k.carry(c, page, sealed, int(onceTime.Seconds()))
	return SeeOther(c, page)
}

// TakeOnce returns the secret for this page and clears it; "" if it was shown before, or no longer
// works, because it may have been revoked.
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

// ShownBefore redirects to the page on which another one can be created.
func (k *Kit) ShownBefore(c echo.Context, to string) error {
	k.Say(c, layout.Flash{Kind: "ok",
		Text: "A link is shown once only, when it is made. If it is lost, make a new one; any before it ends then."})
	return SeeOther(c, to)
}

// onceFor binds the value to the person who created it, and to the page that shows it.
func onceFor(c echo.Context, page string) string { return fmt.Sprint(Actor(c).ID, " ", page) }

func (k *Kit) carry(c echo.Context, page, value string, seconds int) {
	c.SetCookie(&http.Cookie{Name: onceCookie, Value: value, Path: page, MaxAge: seconds, HttpOnly: true, Secure: k.sessions.secure,
		SameSite: http.SameSiteStrictMode})
}
