package web

import (
	"net/netip"

	"tminus/models/guide"
	"tminus/models/message"
	"tminus/models/people"
)

// Options are the settings of the pages.
type Options struct {
	BaseURL string
	// Demo shows the sample people on the sign-in page.
	Demo      bool
	Secret    []byte
	Limits    people.Limits
	BodyLimit int64
	// TrustedProxies may report a client's address in X-Forwarded-For.
	TrustedProxies []netip.Prefix
	// Messages are the settings for sending messages. Secret and BaseURL are set from those above.
	Messages message.Settings
	// Library searches the guides; nil means a new one, which is filled by the first search.
	Library *guide.Library
}
