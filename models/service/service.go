// Package service is what launches depend on: how much hangs on a service and
// whether the rest goes on without it, who has it and who knows it, where its
// monitoring and logs are, and whether those on call could really open them.
//
// The rules are plain functions of facts and the time; the store files hold
// what people do, one transaction each.
package service

import (
	"slices"
)

// Tier is how much hangs on a service.
type Tier string

// The tiers.
const (
	Critical   Tier = "critical"
	Important  Tier = "important"
	NiceToHave Tier = "nice_to_have"
)

// Tiers in their order, the gravest first.
var Tiers = []Tier{Critical, Important, NiceToHave}

// Label is the tier as people read it.
func (t Tier) Label() string {
	switch t {
	case Critical:
		return "Critical"
	case Important:
		return "Important"
	case NiceToHave:
		return "Nice to have"
	}
	return string(t)
}

// Touch is that a launch depends on a service.
type Touch struct {
	LaunchID, ServiceID int64
	ServiceName         string
	Tier                Tier
}

// Shared is a service on which several launches depend.
type Shared struct {
	ServiceID   int64
	ServiceName string
	Tier        Tier
	// Launches are their ids, in the order in which they came.
	Launches []int64
}

// SharedCritical returns the critical services on which several of the launches
// depend, in the order in which they come first.
func SharedCritical(touches []Touch) []Shared {
	var all []Shared
	at := map[int64]int{}
	for _, t := range touches {
		if t.Tier != Critical {
			continue
		}
		i, ok := at[t.ServiceID]
		if !ok {
			i = len(all)
			at[t.ServiceID] = i
			all = append(all, Shared{ServiceID: t.ServiceID, ServiceName: t.ServiceName, Tier: t.Tier})
		}
		if !slices.Contains(all[i].Launches, t.LaunchID) {
			all[i].Launches = append(all[i].Launches, t.LaunchID)
		}
	}
	return slices.DeleteFunc(all, func(s Shared) bool { return len(s.Launches) < 2 })
}
