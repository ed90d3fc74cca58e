package civil

import (
	_ "embed"
	"strings"
	"sync"
)

// The places of the IANA database's zone.tab, and UTC. Old names and links are
// left out: they work when they are typed, but nobody needs to find them.
//
//go:embed zones.txt
var zoneNames string

// Zones lists the names of the zones that there are, to choose from. Callers
// share the list and must not change it.
var Zones = sync.OnceValue(func() []string { return strings.Fields(zoneNames) })
