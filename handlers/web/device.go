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
	// deviceTime is how long a browser is remembered after the last sign-in.
	// Browsers keep no cookie for longer than 400 days.
	deviceTime = 365 * 24 * time.Hour
	// deviceAccounts is how many accounts one browser is remembered for.
	deviceAccounts = 5
)

// deviceCookie remembers in which browsers somebody has signed in, so that
// failed attempts from elsewhere do not make their owners wait. It lets nobody
// in, and it stays when somebody signs out.
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

// Read returns the devices of the browser, one for each account that signed in there.
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

// Add marks the browser as one in which u has signed in.
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
