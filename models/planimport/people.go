package planimport

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"tminus/internal/words"
	"tminus/models/people"
	"tminus/models/template"
)

// directory finds people by the names that tables use.
type directory struct {
	email map[string][]int64
	name  map[string][]int64
	first map[string][]int64
	title map[string][]int64
	role  map[string][]int64
	gone  map[string]string // the names and email addresses of deactivated people
	alive map[int64]bool
	// viewer maps the ids of viewers to their names.
	viewer map[int64]string
}

func newDirectory(s Surroundings) *directory {
	m := &directory{email: map[string][]int64{}, name: map[string][]int64{}, first: map[string][]int64{},
		title: map[string][]int64{}, role: map[string][]int64{}, gone: map[string]string{}, alive: map[int64]bool{}, viewer: map[int64]string{}}
	for _, u := range s.People {
		if !u.Active() {
			m.gone[titleKey(u.Name)], m.gone[titleKey(u.Email)] = u.Name, u.Name
			continue
		}
		m.add(u)
	}
	for _, r := range s.Roles {
		if m.alive[r.UserID] {
			m.put(m.role, r.Name, r.UserID)
			m.put(m.role, r.Key, r.UserID)
			m.put(m.role, strings.ReplaceAll(r.Key, "_", " "), r.UserID)
		}
	}
	if lead := s.Plan.LeadID; m.alive[lead] {
		for _, name := range []string{template.RoleLead, "launch lead", "release lead"} {
			if len(m.role[name]) == 0 {
				m.put(m.role, name, lead)
			}
		}
	}
	return m
}

func (m *directory) add(u people.User) {
	m.alive[u.ID] = true
	if u.Role == people.Viewer {
		m.viewer[u.ID] = u.Name
	}
	m.put(m.email, u.Email, u.ID)
	m.put(m.name, u.Name, u.ID)
	m.put(m.title, u.Title, u.ID)
	if words := strings.Fields(u.Name); len(words) > 0 {
		m.put(m.first, words[0], u.ID)
	}
	local, _, _ := strings.Cut(u.Email, "@")
	m.put(m.first, local, u.ID)
}

func (m *directory) put(in map[string][]int64, text string, id int64) {
	k := titleKey(text)
	if k != "" && !slices.Contains(in[k], id) {
		in[k] = append(in[k], id)
	}
}

var addressPattern = regexp.MustCompile(`^(.*)<([^<>]+)>$`)

// certainty is how well a text matches a person. An email address or full name is certain; a role,
// title or first name is likely.
type certainty int

const (
	noMatch certainty = iota
	likely
	certain
)

// find returns the person that a text names, or several who match equally.
func (m *directory) find(text string) (ids []int64, how certainty) {
	text = words.OneLine(text)
	if a := addressPattern.FindStringSubmatch(text); a != nil {
		if ids := m.email[titleKey(a[2])]; len(ids) > 0 {
			return ids, certain
		}
		text = words.OneLine(a[1])
	}
	k := titleKey(strings.TrimPrefix(text, "@"))
	if k == "" {
		return nil, noMatch
	}
	swapped := k
	if last, first, ok := strings.Cut(k, ","); ok {
		swapped = strings.TrimSpace(first) + " " + strings.TrimSpace(last)
	}
	for _, try := range []struct {
		in  map[string][]int64
		key string
		how certainty
	}{{m.email, k, certain}, {m.name, k, certain}, {m.name, swapped, certain}, {m.role, k, likely}, {m.title, k, likely},
		{m.first, k, likely}} {
		if ids := try.in[try.key]; len(ids) > 0 {
			return ids, try.how
		}
	}
	return nil, noMatch
}

// emptyWords are the words that stand for an empty cell.
var emptyWords = map[string]bool{"": true, "-": true, "?": true, "tbd": true, "tba": true, "n/a": true, "na": true, "none": true,
	"nobody": true, "unassigned": true, "open": true, "offen": true, "niemand": true}

var (
	hardSplit = regexp.MustCompile(`\s*[/;,+\n|]\s*`)
	softSplit = regexp.MustCompile(`(?i)\s+(?:and|und|&)\s+`)
)

// several splits a text that names more than one person, or returns nil. "A / B" is always split;
// "A and B" only if one of them is known, because teams have such names too.
func (m *directory) several(text string) []string {
	if parts := split(hardSplit, text); len(parts) > 1 {
		return parts
	}
	parts := split(softSplit, words.OneLine(text))
	if len(parts) > 1 && slices.ContainsFunc(parts, func(p string) bool { ids, _ := m.find(p); return len(ids) > 0 }) {
		return parts
	}
	return nil
}

func split(at *regexp.Regexp, text string) []string {
	var out []string
	for _, p := range at.Split(text, -1) {
		if p = words.OneLine(p); p != "" {
			out = append(out, p)
		}
	}
	return out
}

// person returns the person that a text names, directly or by the answer to a question.
func (b *builder) person(r *Row, f Field, text string) (id int64) {
	if emptyWords[titleKey(text)] {
		return 0
	}
	ids, how := b.who.find(text)
	if len(ids) == 1 && how == certain {
		return ids[0]
	}
	q := Question{Sort: "who", Text: words.OneLine(text), Named: ids, role: true}
	switch {
	case len(ids) == 1:
		q.Answer = strconv.FormatInt(ids[0], 10)
		q.Why = "Matched by role, title or first name"
	case len(ids) > 1:
		q.Why = "Several people are called so"
	default:
		q = b.askUnknown(q, text)
	}
	q = b.questions.ask(q, b.in.Answers, b.validPerson)
	if q.Open() {
		r.fail(f, q.Key, "%s: “%s”.", q.Why, q.Text)
		return 0
	}
	if id, _ = strconv.ParseInt(q.Answer, 10, 64); id != 0 && f == FieldOwner && len(q.Named) > 1 && len(ids) == 0 {
		r.help(q.Named, id)
	}
	return id
}

// askUnknown returns the question for a text without a match, with the reason: it names two people,
// or a deactivated one.
func (b *builder) askUnknown(q Question, text string) Question {
	parts := b.who.several(text)
	if name := b.who.gone[goneKey(text)]; name != "" {
		q.Why = name + " has left"
		return q
	}
	if len(parts) < 2 {
		q.Why = "Nobody is known by this name"
		return q
	}
	q.role = false
	q.Why = "Two owners are named; there can be one"
	if len(parts) > 2 {
		q.Why = strconv.Itoa(len(parts)) + " owners are named; there can be one"
	}
	for _, p := range parts {
		ids := b.answeredIDs(p)
		for _, id := range ids {
			if !slices.Contains(q.Named, id) {
				q.Named = append(q.Named, id)
			}
		}
	}
	return q
}

// answeredIDs returns the person that a text names, or that was answered for it elsewhere.
func (b *builder) answeredIDs(text string) []int64 {
	if ids, _ := b.who.find(text); len(ids) == 1 {
		return ids
	}
	if id, err := strconv.ParseInt(b.in.Answers[questionKey("who", text)], 10, 64); err == nil && b.who.alive[id] {
		return []int64{id}
	}
	return nil
}

func goneKey(text string) string {
	if a := addressPattern.FindStringSubmatch(words.OneLine(text)); a != nil {
		return titleKey(a[2])
	}
	return titleKey(text)
}

// Nobody is the answer that leaves an item or a role without a person.
const Nobody = "nobody"

func (b *builder) validPerson(answer string) bool {
	id, err := strconv.ParseInt(answer, 10, 64)
	return answer == Nobody || err == nil && b.who.alive[id]
}

// persons returns the people in a list, one per line or separated by semicolons or commas.
func (b *builder) persons(r *Row, f Field, text string) []int64 {
	var out []int64
	for _, line := range strings.Split(text, "\n") {
		parts := []string{line}
		if ids, _ := b.who.find(line); len(ids) == 0 {
			parts = hardSplit.Split(line, -1)
		}
		for _, p := range parts {
			if id := b.person(r, f, p); id != 0 && !slices.Contains(out, id) {
				out = append(out, id)
			}
		}
	}
	return out
}

// help adds helpers, except the owner.
func (r *Row) help(ids []int64, owner int64) {
	for _, id := range ids {
		if id != owner && !slices.Contains(r.Helpers, id) {
			r.Helpers = append(r.Helpers, id)
		}
	}
}
