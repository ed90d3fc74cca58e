// Package service is what launches depend on: how much hangs on a service and
// whether the rest goes on without it, who has it and who knows it, where its
// monitoring and logs are, and whether those on call could really open them.
//
// The rules are plain functions of facts and the time; the store files hold
// what people do, one transaction each.
package service

import (
	"slices"
	"strings"
	"time"

	"tminus/internal/markdown"
	"tminus/models/fault"
	"tminus/models/launch"
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

// LinkKind is what a link leads to.
type LinkKind string

// The kinds of links.
const (
	Monitoring LinkKind = "monitoring"
	Logs       LinkKind = "logs"
	Diagnosis  LinkKind = "diagnosis"
	Other      LinkKind = "other"
)

// LinkKinds in the order in which they are offered and shown.
var LinkKinds = []LinkKind{Monitoring, Logs, Diagnosis, Other}

// Label is the kind as people read it.
func (k LinkKind) Label() string {
	if k == "" {
		return ""
	}
	return strings.ToUpper(string(k[:1])) + string(k[1:])
}

// Link is where a service is watched or looked into.
type Link struct {
	ID, ServiceID int64
	Kind          LinkKind
	Label         string
	URL           string
}

// Name is what the link is called: its label, or its kind.
func (l Link) Name() string {
	if l.Label != "" {
		return l.Label
	}
	return l.Kind.Label()
}

// Person is somebody who has, knows or looks after a service.
type Person struct {
	ID   int64
	Name string
	Gone bool
}

// Fact is a service with all that it is judged by.
type Fact struct {
	ID                   int64
	Name, Summary        string
	Tier                 Tier
	Degrades             bool
	Failure, Diagnosis   string
	Owner                Person // the zero Person is nobody
	Archived             bool
	Version              int
	Knowers              []Person
	Links                []Link
	Checks               Checks
	Launches             int // that are not over and depend on it
	CreatedAt, UpdatedAt time.Time
}

// TakesAllDown tells whether everything falls with a service that much hangs on.
func (f Fact) TakesAllDown() bool { return f.Tier == Critical && !f.Degrades }

// Known tells whether anybody who is still here knows the service.
func (f Fact) Known() bool {
	return slices.ContainsFunc(f.Knowers, func(p Person) bool { return !p.Gone })
}

// Orphan tells whether nobody who is still here has the service.
func (f Fact) Orphan() bool { return f.Owner.ID == 0 || f.Owner.Gone }

// Verified is how many of the links somebody could open lately.
func (f Fact) Verified(now time.Time) int {
	n := 0
	for _, l := range f.Links {
		if f.Checks.Anybody(l.ID, now) {
			n++
		}
	}
	return n
}

// Input is what a person types about a service.
type Input struct {
	Name, Summary string
	Tier          Tier
	// Degrades is nil while nobody has said what happens when it fails.
	Degrades           *bool
	Failure, Diagnosis string
	OwnerID            *int64
	Knowers            []int64
	Links              []Link
}

// The longest texts, in characters, and the most links and people of a service.
const (
	MaxName    = 200
	MaxText    = 2000
	MaxLinks   = 20
	MaxKnowers = 50
)

// Clean returns the input as it is stored, or Invalid with all that is wrong.
func (in Input) Clean() (Input, error) {
	var c fault.Check
	in.Name, in.Summary = oneLine(in.Name), oneLine(in.Summary)
	in.Failure, in.Diagnosis = text(in.Failure), text(in.Diagnosis)
	c.That(in.Name != "", "name", "Say what the service is called.")
	c.That(runes(in.Name) <= MaxName, "name", "Use at most %d characters.", MaxName)
	c.That(runes(in.Summary) <= MaxName, "summary", "Use at most %d characters.", MaxName)
	c.That(slices.Contains(Tiers, in.Tier), "tier", "Choose how much hangs on it.")
	c.That(in.Degrades != nil, "fails", "Say what happens when it fails.")
	c.That(runes(in.Failure) <= MaxText, "failure", "Use at most %d characters.", MaxText)
	c.That(len(in.Diagnosis) <= markdown.MaxBytes, "diagnosis", "Use at most %d characters.", markdown.MaxBytes)
	slices.Sort(in.Knowers)
	in.Knowers = slices.Compact(in.Knowers)
	c.That(len(in.Knowers) <= MaxKnowers, "knowers", "Name at most %d people.", MaxKnowers)
	in.Links = cleanLinks(&c, in.Links)
	return in, c.Err()
}

func cleanLinks(c *fault.Check, links []Link) []Link {
	var out []Link
	for _, l := range links {
		l.URL, l.Label = strings.TrimSpace(l.URL), oneLine(l.Label)
		if l.URL == "" && l.Label == "" {
			continue
		}
		address, ok := launch.WebAddress(l.URL)
		switch {
		case !ok:
			c.Add("links", "“%s” is not a web address. Start it with https://.", shown(l.URL))
			continue
		case strings.Contains(strings.SplitN(strings.SplitN(address, "://", 2)[1], "/", 2)[0], "@"):
			c.Add("links", "Leave the name and password out of an address: everybody reads it.")
			continue
		case slices.ContainsFunc(out, func(o Link) bool { return o.URL == address }):
			c.Add("links", "“%s” is there twice.", shown(address))
			continue
		}
		if l.URL = address; l.Kind == "" {
			l.Kind = Other
		}
		c.That(slices.Contains(LinkKinds, l.Kind), "links", "Choose what each link leads to.")
		c.That(runes(l.Label) <= MaxName, "links", "Use at most %d characters for a link's name.", MaxName)
		out = append(out, Link{Kind: l.Kind, Label: l.Label, URL: l.URL})
	}
	c.That(len(out) <= MaxLinks, "links", "Keep at most %d links.", MaxLinks)
	return out
}

// shown is enough of what was typed to be found again in the form.
func shown(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func text(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func runes(s string) int { return len([]rune(s)) }

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
