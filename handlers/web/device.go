package web

import (
	"crypto/hmac"
	"crypto/sha256"
	"net/http"
	"time"

	"github.com/gorilla/securecookie"
	"github.com/labstack/echo/v4"

	"tminus/models/people"
)

const (
	// deviceTime is the time for which a browser is remembered after the last sign-in. Browsers
	// keep no cookie for longer than 400 days.
	deviceTime = 365 * 24 * time.Hour
	// deviceAccounts is the maximum number of accounts remembered for a browser.
	deviceAccounts = 5
)

// deviceCookie stores which people have signed in with a browser, so that failed attempts from
// elsewhere do not delay them. It grants no access, and remains after signing out.
type deviceCookie struct {
	codec  *securecookie.SecureCookie
	name   string
	secure bool
}

func newDeviceCookie(opt Options) *deviceCookie {
	mac := hmac.New(sha256.New, opt.Secret)
	_, _ = mac.Write([]byte("device cookie"))
	codec := securecookie.New(mac.Sum(nil), nil).MaxAge(int(deviceTime.Seconds())).SetSerializer(securecookie.JSONEncoder{})
	d := &deviceCookie{codec: codec, name: "tminus-device"}
	if opt.https() {
		d.name, d.secure = "__Host-tminus-device", true
	}
	return d
}

// Read returns the devices of the browser, one for each account that has signed in with it.
func (d *deviceCookie) Read(c echo.Context) []people.Device {
	cookie, err := c.Cookie(d.name)
	if err != nil {
		return nil
	}
	var out []people.Device
	if d.codec.Decode(d.name, cookie.Value, &out) != nil {
		return nil
	}
	return out
}

// Add records that u has signed in with the browser.
func (d *deviceCookie) Add(c echo.Context, u people.User) error {
	devices := []people.Device{people.NewDevice(u)}
	for _, other := range d.Read(c) {
		switch {
		case other.Knows(u):
			devices[0] = other
		case other.UserID != u.ID && len(devices) < deviceAccounts:
			devices = append(devices, other)
		}
	}
	value, err := d.codec.Encode(d.name, devices)
	if err != nil {
		return err
	}
	http.SetCookie(c.Response(), &http.Cookie{Name: d.name, Value: value, Path: "/", MaxAge: int(deviceTime.Seconds()),
		HttpOnly: true, Secure: d.secure, SameSite: http.SameSiteLaxMode})
	return nil
}
