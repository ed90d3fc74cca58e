package roster

import (
	"strconv"

	"tminus/models/roster"
)

// TopicFields returns a topic as form fields.
func TopicFields(t roster.Topic) [][2]string {
	out := [][2]string{{"name", t.Name}, {"hint", t.Hint}}
	for i, s := range t.Steps {
		n := strconv.Itoa(i + 1)
		out = append(out, [2]string{"who" + n, stepWho(s)}, [2]string{"wait" + n, strconv.Itoa(s.Wait)})
	}
	return out
}

// topicRow is an answer to "What is it about?": whom to call now.
type topicRow struct {
	Name, Hint string
	Href       string // the form of the topic, "" for anything else
	Paged      []roster.Paged
}

// topicRows returns the topics, then anything else.
func (vm SimpleVM) topicRows() []topicRow {
	var out []topicRow
	add := func(name, hint, href string, steps []roster.Step) {
		r := topicRow{Name: name, Hint: hint, Href: href}
		for _, p := range roster.DryRun(steps, vm.R.Watch, vm.R.Now) {
			if !p.Skipped() {
				r.Paged = append(r.Paged, p)
			}
		}
		out = append(out, r)
	}
	for _, t := range vm.R.Topics {
		add(t.Name, t.Hint, vm.path("topics", num(t.ID)), t.Steps)
	}
	add("Anything else", "Or you are not sure", "", vm.R.Steps)
	return out
}

// AskedFirst returns the steps that the topics lead to now, whose people the page says how to reach.
func (vm SimpleVM) AskedFirst() []roster.Paged {
	if len(vm.R.Topics) == 0 {
		return nil
	}
	var out []roster.Paged
	for _, r := range vm.topicRows() {
		out = append(out, r.Paged[:min(1, len(r.Paged))]...)
	}
	return out
}

func (vm SimpleVM) topicHeading() string {
	if vm.Topic.ID == 0 {
		return "Add a topic"
	}
	return "Edit topic"
}

func (vm SimpleVM) topicAction() string {
	if vm.Topic.ID == 0 {
		return vm.path("topics")
	}
	return vm.path("topics", num(vm.Topic.ID))
}
