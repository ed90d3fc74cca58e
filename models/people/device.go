package people

// Device is a browser in which a person has signed in before. The browser stores it in a signed
// cookie. Failed attempts from a known device have their own counter, so that nobody else can make
// its owner wait.
type Device struct {
	ID     string `json:"id"`
	UserID int64  `json:"user"`
	// Stamp depends on the password. A device from before the password changed is unknown, because
	// it may belong to a person who knew the old password.
	Stamp string `json:"stamp"`
}

// NewDevice returns a device for a browser in which u has just signed in.
func NewDevice(u User) Device {
	return Device{ID: NewSecret(), UserID: u.ID, Stamp: passwordStamp(u)}
}

// Knows reports whether u has signed in with the device since choosing the
// present password.
func (d Device) Knows(u User) bool {
	return d.ID != "" && u.ID != 0 && d.UserID == u.ID && d.Stamp == passwordStamp(u)
}

// stampLength is long enough to distinguish passwords and too short to help a guesser.
const stampLength = 16

func passwordStamp(u User) string { return HashSecret("device " + u.PasswordHash)[:stampLength] }
