package runsheet

import (
	"fmt"
	"regexp"
	"strings"

	"tminus/internal/civil"
	"tminus/internal/words"
	"tminus/models/fault"
	"tminus/models/launch"
	"tminus/models/people"
)

// maxPasted is the number of tasks that can be pasted at once.
const maxPasted = 500

// columns are the names of the columns of a pasted or exported table.
var columns = []string{"start", "task", "owner", "minutes", "needs", "on again by", "waits for", "links", "text to post"}

var (
	bullet = regexp.MustCompile(`^(?:[-*•]|\d+[.)])\s+`)
	rule   = regexp.MustCompile(`^[\s|:-]*$`)
	moment = regexp.MustCompile(`(?i)^(\d{4}-\d\d-\d\d[ T]\d{1,2}:\d\d|T(?:\s*[-+−–]\s*\d[\dhmd]*)?|\d{1,2}:\d\d)(?:\s+|$)`)
)

// ParsePaste reads tasks from a table (with the columns of Sheet.Text, separated by tabs or as Markdown) or a list with a task per
// line. A heading, which begins with "#" or ends with ":", is a block; a time in it is that of its tasks. A heading that is a day,
// such as 2026-12-09, sets the day of the times below it. Several owners with "+" between them, or a team, are a group. An owner
// who is not among the people is kept in the title. It returns Invalid for the field "tasks" with the number of each line that has
// no time.
func ParsePaste(text string, l launch.Launch, all []people.User, teams []people.Team) ([]TaskInput, error) {
	p := paste{launch: l, people: all, teams: teams, day: l.LaunchOn}
	for i, line := range strings.Split(text, "\n") {
		p.line(i+1, strings.TrimRight(line, " \r"))
	}
	p.check.That(len(p.tasks) > 0 || p.check.Err() != nil, "tasks", "There is no task in it.")
	p.check.That(len(p.tasks) <= maxPasted, "tasks", "Paste at most %d tasks at once.", maxPasted)
	return p.tasks, p.check.Err()
}

// paste is what was read so far.
type paste struct {
	launch     launch.Launch
	people     []people.User
	teams      []people.Team
	day        civil.Date
	block      string
	blockStart string
	tasks      []TaskInput
	check      fault.Check
}

func (p *paste) line(n int, line string) {
	cells := strings.Split(line, "\t")
	trimmed := strings.TrimSpace(line)
	if strings.HasPrefix(trimmed, "|") {
		cells = strings.Split(strings.Trim(trimmed, "|"), "|")
	}
	switch {
	case rule.MatchString(line):
	case strings.HasPrefix(trimmed, "#"):
		p.heading(strings.TrimSpace(strings.TrimLeft(trimmed, "#")))
	case len(cells) == 1 && strings.HasSuffix(trimmed, ":"):
		p.heading(strings.TrimSpace(strings.TrimSuffix(trimmed, ":")))
	case len(cells) > 1:
		p.row(n, cells)
	default:
		start, title := p.start(bullet.ReplaceAllString(trimmed, ""))
		title, owner, _ := strings.Cut(title, " @")
		p.add(n, TaskInput{Start: start, Title: title}, owner)
	}
}

func (p *paste) heading(text string) {
	if day, err := civil.Parse(text); err == nil && !day.IsZero() {
		p.day, p.block, p.blockStart = day, "", ""
		return
	}
	p.blockStart, p.block = p.start(text)
}

// row reads a row of a table. The row with the names of the columns is left out.
func (p *paste) row(n int, cells []string) {
	var c [9]string
	for i, cell := range cells[:min(len(cells), len(c))] {
		c[i] = strings.TrimSpace(cell)
	}
	if strings.EqualFold(c[0], columns[0]) && strings.EqualFold(c[1], columns[1]) {
		return
	}
	start, rest := p.start(c[0])
	if rest != "" {
		p.check.Add("tasks", "Line %d: “%s” is not a time. Enter it like T-2h, T+30m, 08:00 or 2026-12-10 08:00.", n, short(rest))
	}
	in := TaskInput{Start: start, Title: c[1], Minutes: c[3], Needs: c[4], Back: c[5],
		Links: breakLines.Replace(c[7]), Post: breakLines.Replace(c[8])}
	switch {
	case strings.EqualFold(c[6], waitGoLabel):
		in.WaitFor = WaitGo
	case c[6] != "":
		in.WaitFor, in.Wait = WaitTask, c[6]
	}
	p.add(n, in, c[2])
}

// start cuts a time off the beginning of a text. A time of day is on the day of the last heading with a day.
func (p *paste) start(text string) (start, rest string) {
	m := moment.FindString(text)
	if m == "" {
		return "", text
	}
	start, rest = strings.TrimSpace(m), strings.TrimSpace(text[len(m):])
	if clock, err := civil.ParseTime(start); err == nil && !clock.IsZero() {
		start = p.day.String() + " " + start
	}
	return start, rest
}

func (p *paste) add(n int, in TaskInput, owner string) {
	owner = words.OneLine(owner)
	switch ids, ok := whoNamed(owner, p.people, p.teams); {
	case owner == "":
	case !ok:
		in.Title += " (" + owner + ")"
	case len(ids) == 1:
		in.OwnerID = &ids[0]
	default:
		in.Members = ids
	}
	in.Block = p.block
	if in.Start == "" {
		in.Start = p.blockStart
	}
	if in.Start == "" {
		p.check.Add("tasks", "Line %d: “%s” has no time, and its block has none either.", n, short(in.Title))
		return
	}
	if _, _, _, err := in.Clean(p.launch); err != nil {
		for _, f := range fault.FieldsOf(err) {
			p.check.Add("tasks", "Line %d: %s", n, f.Message)
		}
		return
	}
	p.tasks = append(p.tasks, in)
}

// Within a cell, \n stands for a line break and \\ for a backslash.
var (
	keepLines  = strings.NewReplacer(`\`, `\\`, "\n", `\n`, "\t", " ")
	breakLines = strings.NewReplacer(`\\`, `\`, `\n`, "\n")
)

// short shortens a text for a message.
func short(s string) string { return words.Truncate(s, 40) }

// Text returns the sheet as it can be pasted into another launch: a row for each task, with starts from T, under the
// headings of its blocks.
func (v Sheet) Text() string {
	var b strings.Builder
	b.WriteString(strings.Join(columns, "\t") + "\n")
	block := ""
	for _, k := range v.Lines {
		if k.Block != block {
			block = k.Block
			if block == "" {
				// A heading without a name ends the block.
				b.WriteString("#\n")
			} else {
				b.WriteString("# " + FromT(k.StartMinutes) + " " + block + "\n")
			}
		}
		minutes := ""
		if k.Minutes > 0 {
			minutes = fmt.Sprint(k.Minutes)
		}
		cells := []string{FromT(k.StartMinutes), k.Title, k.Doers(), minutes, k.Needs, k.Back, k.Wait, keepLines.Replace(k.Links),
			keepLines.Replace(k.Post)}
		b.WriteString(strings.TrimRight(strings.Join(cells, "\t"), "\t") + "\n")
	}
	return b.String()
}
