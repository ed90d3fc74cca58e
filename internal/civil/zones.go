package civil

import (
	_ "embed"
	"strings"
	"sync"
)

// zoneNames has the places of zone.tab in the IANA database, and UTC. It leaves out old names and
// links: Zone accepts them, but a user need not find them in a list.
//
//go:embed zones.txt
var zoneNames string

// Zones returns the names of all zones, sorted, for a selection. Callers share the slice and must
// not change it.
var Zones = sync.OnceValue(func() []string { return strings.Fields(zoneNames) })
