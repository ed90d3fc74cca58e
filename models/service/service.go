// Package service manages the services that launches depend on: how critical they are and what
// happens if they fail, who owns and knows them, their monitoring and logs, and whether the people
// on call can open those.
//
// The rules are plain functions of facts and the time; the store files have the operations, one
// transaction each.
package service

import (
	"slices"
	"strings"
	"time"

	"tminus/internal/enum"
	"tminus/internal/markdown"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/launch"
)

// Tier is the importance of a service.
type Tier string

// The tiers.
const (
	Critical   Tier = "critical"
	Important  Tier = "important"
	NiceToHave Tier = "nice_to_have"
)

var tierLabels = enum.Labels[Tier]{
	{Critical, "Critical"},
	{Important, "Important"},
	{NiceToHave, "Nice to have"},
}

// Tiers lists the tiers, most important first.
var Tiers = tierLabels.Values()

// Label returns the tier as shown to users.
func (t Tier) Label() string { return tierLabels.Label(t) }

// LinkKind is the kind of a link's target.
type LinkKind string

// The kinds of links.
const (
	Monitoring LinkKind = "monitoring"
	Logs       LinkKind = "logs"
	Diagnosis  LinkKind = "diagnosis"
	Other      LinkKind = "other"
)

// LinkKinds lists the kinds in the order in which they are shown.
var LinkKinds = []LinkKind{Monitoring, Logs, Diagnosis, Other}

// Label returns the kind as shown to users.
func (k LinkKind) Label() string {
	if k == "" {
		return ""
	}
	return strings.ToUpper(string(k[:1])) + string(k[1:])
}

// Link is a link to the monitoring, logs or diagnosis of a service.
type Link struct {
	ID, ServiceID int64
	Kind          LinkKind
	Label         string
	URL           string
}

// Name returns the label of the link, or its kind if it has none.
func (l Link) Name() string {
	if l.Label != "" {
		return l.Label
	}
	return l.Kind.Label()
}

// Person is a person who owns or knows a service, or checks its links.
type Person struct {
	ID   int64
	Name string
	Gone bool
}

// Fact is a service with everything that it is assessed by.
type Fact struct {
	ID                   int64
	Name, Summary        string
	Tier                 Tier
	Degrades             bool
	Failure, Diagnosis   string
	Owner                Person // zero if there is no owner
	Archived             bool
	Version              int
	Knowers              []Person
	Links                []Link
	Checks               Checks
	Launches             int // active launches that depend on it
	CreatedAt, UpdatedAt time.Time
}

// TakesAllDown reports whether the failure of a critical service is an outage.
func (f Fact) TakesAllDown() bool { return f.Tier == Critical && !f.Degrades }

// Known reports whether an active person knows the service.
func (f Fact) Known() bool {
	return slices.ContainsFunc(f.Knowers, func(p Person) bool { return !p.Gone })
}

// Orphan reports whether the service has no active owner.
func (f Fact) Orphan() bool { return f.Owner.ID == 0 || f.Owner.Gone }

// Verified returns the number of links that somebody has opened lately.
func (f Fact) Verified(now time.Time) int {
	n := 0
	for _, l := range f.Links {
		if f.Checks.Anybody(l.ID, now) {
			n++
		}
	}
	return n
}

// Input is the form input for a service.
type Input struct {
	Name, Summary string
	Tier          Tier
	// Degrades is nil until the user has chosen what happens if the service fails.
	Degrades           *bool
	Failure, Diagnosis string
	OwnerID            *int64
	Knowers            []int64
	Links              []Link
}

// The maximum lengths of texts in characters, and the maximum number of links and people.
const (
	MaxName    = 200
	MaxText    = 2000
	MaxLinks   = 20
	MaxKnowers = 50
)

// Clean returns the input as it is stored, or Invalid with all problems.
func (in Input) Clean() (Input, error) {
	var c fault.Check
	in.Name, in.Summary = words.OneLine(in.Name), words.OneLine(in.Summary)
	in.Failure, in.Diagnosis = cleanText(in.Failure), cleanText(in.Diagnosis)
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
		l.URL, l.Label = strings.TrimSpace(l.URL), words.OneLine(l.Label)
		if l.URL == "" && l.Label == "" {
			continue
		}
		address, ok := launch.WebAddress(l.URL)
		switch {
		case !ok:
			c.Add("links", "“%s” is not a web address. Start it with https://.", excerpt(l.URL))
			continue
		case strings.Contains(strings.SplitN(strings.SplitN(address, "://", 2)[1], "/", 2)[0], "@"):
			c.Add("links", "Leave the name and password out of an address: everybody reads it.")
			continue
		case slices.ContainsFunc(out, func(o Link) bool { return o.URL == address }):
			c.Add("links", "“%s” is there twice.", excerpt(address))
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

// excerpt returns the beginning of an input, enough to find it in the form.
func excerpt(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}

func cleanText(s string) string { return strings.TrimSpace(strings.ReplaceAll(s, "\r\n", "\n")) }

func runes(s string) int { return len([]rune(s)) }

// Touch is a use of a service by a launch.
type Touch struct {
	LaunchID, ServiceID int64
	ServiceName         string
	Tier                Tier
}
