package template

import "fmt"

// readiness writes the sections that say what the launch is judged by, and what
// is tried after it.
func (w *yamlWriter) readiness(t Template) {
	for _, s := range readySections {
		s.write(w, t)
	}
}

// A readySection is one of the sections that say what the launch is judged by or
// what is tried after it: how it is written, and how one template takes it from
// another.
type readySection struct {
	key, label string
	write      func(*yamlWriter, Template)
	take       func(to *Template, from Template)
}

var readySections = []readySection{
	{"questions", "Interview questions", (*yamlWriter).questions, func(to *Template, from Template) { to.Questions = from.Questions }},
	{"checklists", "Checklists", (*yamlWriter).checklists, func(to *Template, from Template) { to.Checklists = from.Checklists }},
	{"criteria", "GO criteria", func(w *yamlWriter, t Template) { w.criteria("criteria", t.Criteria) },
		func(to *Template, from Template) { to.Criteria = from.Criteria }},
	{"conditions", "NO-GO conditions", func(w *yamlWriter, t Template) { w.criteria("conditions", t.Conditions) },
		func(to *Template, from Template) { to.Conditions = from.Conditions }},
	{"rituals", "Rituals", (*yamlWriter).rituals, func(to *Template, from Template) { to.Rituals = from.Rituals }},
	{"parity", "Environment parity", func(w *yamlWriter, t Template) { w.keys("", "parity", t.Parity) },
		func(to *Template, from Template) { to.Parity = from.Parity }},
	{"risks", "Risks", (*yamlWriter).risks, func(to *Template, from Template) { to.Risks = from.Risks }},
	{"run_sheet", "Run sheet", (*yamlWriter).runSheet, func(to *Template, from Template) { to.RunSheet = from.RunSheet }},
	{"meeting", "Go/no-go meeting", (*yamlWriter).meeting, func(to *Template, from Template) { to.Meeting = from.Meeting }},
	{"playbook", "Playbook", (*yamlWriter).playbook, func(to *Template, from Template) { to.Playbook = from.Playbook }},
}

func (w *yamlWriter) questions(t Template) {
	if len(t.Questions) > 0 {
		w.head("questions")
	}
	for _, q := range t.Questions {
		const in = "    "
		w.field("  - ", "key", q.Key)
		w.field(in, "ask", q.Ask)
		w.optional(in, "good", q.Good)
		w.optional(in, "flag", q.Flag)
		w.field(in, "role", q.Role)
		if q.Dated {
			fmt.Fprintf(w, "%slatest: %d\n", in, q.Latest)
		}
		if len(q.Answers) > 0 {
			w.WriteString(in + "answers:\n")
		}
		for _, a := range q.Answers {
			w.WriteString(in)
			w.row("key", a.Key, "label", a.Label, "flag", a.Flag)
		}
	}
}

func (w *yamlWriter) checklists(t Template) {
	if len(t.Checklists) > 0 {
		w.head("checklists")
	}
	for _, l := range t.Checklists {
		const in = "    "
		w.field("  - ", "key", l.Key)
		w.field(in, "name", l.Name)
		if l.Mode != ModeTick {
			w.field(in, "mode", l.Mode)
		}
		if len(l.Items) > 0 {
			w.WriteString(in + "items:\n")
		}
		for _, i := range l.Items {
			w.WriteString(in)
			w.row("key", i.Key, "title", i.Title, "part", i.Part, "role", i.Role, "due", i.Due)
		}
	}
}

func (w *yamlWriter) criteria(name string, cs []Criterion) {
	if len(cs) > 0 {
		w.head(name)
	}
	for _, c := range cs {
		pairs := []any{"key", c.Key, "title", c.Title, "role", c.Role}
		if c.By != ByManual {
			pairs = append(pairs, "by", c.By, "of", c.Of, "environment", c.Environment)
		}
		if c.Renew > 0 {
			pairs = append(pairs, "renew", c.Renew)
		}
		w.row(pairs...)
	}
}

func (w *yamlWriter) rituals(t Template) {
	if len(t.Rituals) > 0 {
		w.head("rituals")
	}
	for _, o := range t.Rituals {
		const in = "    "
		w.field("  - ", "key", o.Key)
		w.field(in, "name", o.Name)
		w.field(in, "role", o.Role)
		fmt.Fprintf(w, "%sfrom: %d\n%sto: %d\n%speak: %d\n", in, o.From, in, o.To, in, o.Peak)
		if len(o.Steps) > 0 {
			w.WriteString(in + "steps:\n")
		}
		for _, s := range o.Steps {
			w.WriteString(in)
			w.row("title", s.Title, "weight", s.Weight)
		}
	}
}

func (w *yamlWriter) risks(t Template) {
	if len(t.Risks) > 0 {
		w.head("risks")
	}
	for _, k := range t.Risks {
		const in = "    "
		w.field("  - ", "key", k.Key)
		w.field(in, "title", k.Title)
		w.field(in, "category", k.Category)
		w.optional(in, "cause", k.Cause)
		w.optional(in, "event", k.Event)
		w.optional(in, "effect", k.Effect)
		fmt.Fprintf(w, "%slikelihood: %d\n%simpact: %d\n", in, k.Likelihood, in, k.Impact)
		if k.ResidualLikelihood > 0 {
			fmt.Fprintf(w, "%sresidual_likelihood: %d\n%sresidual_impact: %d\n", in, k.ResidualLikelihood, in, k.ResidualImpact)
		}
		w.field(in, "response", k.Response)
		w.field(in, "role", k.Role)
		w.optional(in, "trigger", k.Trigger)
		w.optional(in, "plan_b", k.PlanB)
		w.keys(in, "steps", k.Steps)
		if k.ShowStopper {
			w.WriteString(in + "show_stopper: true\n")
		}
		w.keys(in, "mitigation", k.Mitigation)
	}
}

func (w *yamlWriter) runSheet(t Template) {
	if len(t.RunSheet) > 0 {
		w.head("run_sheet")
	}
	for _, k := range t.RunSheet {
		w.row("key", k.Key, "title", k.Title, "role", k.Role, "fallback", k.Fallback, "start", k.Start, "minutes", k.Minutes, "needs", k.Needs)
	}
}

func (w *yamlWriter) meeting(t Template) {
	if t.Meeting.At == "" && len(t.Meeting.Seats) == 0 {
		return
	}
	w.head("meeting")
	w.optional("  ", "at", t.Meeting.At)
	if len(t.Meeting.Seats) > 0 {
		w.WriteString("  seats:\n")
	}
	for _, s := range t.Meeting.Seats {
		w.WriteString("  ")
		w.row("function", s.Function, "role", s.Role, "mandatory", s.Mandatory)
	}
}
