package web

import (
	"net/netip"

	"tminus/models/guide"
	"tminus/models/people"
)

// Options are the settings that pages depend on.
type Options struct {
	BaseURL string
	// Demo offers the sample people on the sign-in page by one click.
	Demo      bool
	Secret    []byte
	Limits    people.Limits
	BodyLimit int64
	// TrustedProxies may say in X-Forwarded-For where a request came from.
	TrustedProxies []netip.Prefix
	// Library searches the guides; nil means one of its own, which is filled
	// when somebody searches.
	Library *guide.Library
}
