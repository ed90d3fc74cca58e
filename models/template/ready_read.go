package template

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/goccy/go-yaml/ast"
)

// readiness are the sections that say what the launch is judged by, and what is
// tried after it.
func (r *reader) readiness(t *Template) []field {
	return []field{
		{"questions", list(r, &t.Questions, r.question)},
		{"checklists", list(r, &t.Checklists, r.checklist)},
		{"criteria", list(r, &t.Criteria, r.criterion)},
		{"conditions", list(r, &t.Conditions, r.criterion)},
		{"rituals", list(r, &t.Rituals, r.ritual)},
		{"parity", r.texts(&t.Parity)},
		{"risks", list(r, &t.Risks, r.risk)},
		{"run_sheet", list(r, &t.RunSheet, r.task)},
		{"meeting", func(n ast.Node, path string) { t.Meeting = r.meeting(n, path) }},
		{"playbook", list(r, &t.Playbook, r.play)},
	}
}

func (r *reader) question(n ast.Node, path string) (q Question) {
	got := r.mapping(n, path, "a question", []field{
		{"key", r.text(&q.Key)},
		{"ask", r.text(&q.Ask)},
		{"good", r.text(&q.Good)},
		{"flag", r.text(&q.Flag)},
		{"role", r.text(&q.Role)},
		{"latest", r.day(&q.Latest)},
		{"answers", list(r, &q.Answers, func(n ast.Node, path string) (a Answer) {
			r.mapping(n, path, "an answer", []field{{"key", r.text(&a.Key)}, {"label", r.text(&a.Label)}, {"flag", r.yes(&a.Flag)}})
			return a
		})},
	})
	q.Dated = slices.Contains(got, "latest")
	return q
}

func (r *reader) checklist(n ast.Node, path string) (l Checklist) {
	r.mapping(n, path, "a checklist", []field{
		{"key", r.text(&l.Key)},
		{"name", r.text(&l.Name)},
		{"mode", r.text(&l.Mode)},
		{"items", list(r, &l.Items, func(n ast.Node, path string) (i Check) {
			got := r.mapping(n, path, "an item", []field{
				{"key", r.text(&i.Key)}, {"title", r.text(&i.Title)}, {"part", r.text(&i.Part)}, {"role", r.text(&i.Role)}, {"due", r.day(&i.Due)},
			})
			r.need(n, path, got, "due")
			return i
		})},
	})
	if l.Mode == "" && !r.unreadable[path+".mode"] {
		l.Mode = ModeTick
	}
	return l
}

func (r *reader) criterion(n ast.Node, path string) (c Criterion) {
	r.mapping(n, path, "a criterion", []field{
		{"key", r.text(&c.Key)},
		{"title", r.text(&c.Title)},
		{"role", r.text(&c.Role)},
		{"by", r.text(&c.By)},
		{"of", r.text(&c.Of)},
		{"environment", r.text(&c.Environment)},
		{"renew", r.number(&c.Renew)},
	})
	if c.By == "" && !r.unreadable[path+".by"] {
		c.By = ByManual
	}
	return c
}

func (r *reader) ritual(n ast.Node, path string) (o Ritual) {
	got := r.mapping(n, path, "a ritual", []field{
		{"key", r.text(&o.Key)},
		{"name", r.text(&o.Name)},
		{"role", r.text(&o.Role)},
		{"from", r.day(&o.From)},
		{"to", r.day(&o.To)},
		{"peak", r.number(&o.Peak)},
		{"steps", list(r, &o.Steps, func(n ast.Node, path string) (s Step) {
			r.mapping(n, path, "a step", []field{{"title", r.text(&s.Title)}, {"weight", r.number(&s.Weight)}})
			return s
		})},
	})
	r.need(n, path, got, "from", "to")
	return o
}

func (r *reader) risk(n ast.Node, path string) (k Risk) {
	r.mapping(n, path, "a risk", []field{
		{"key", r.text(&k.Key)},
		{"title", r.text(&k.Title)},
		{"category", r.text(&k.Category)},
		{"cause", r.text(&k.Cause)},
		{"event", r.text(&k.Event)},
		{"effect", r.text(&k.Effect)},
		{"likelihood", r.number(&k.Likelihood)},
		{"impact", r.number(&k.Impact)},
		{"residual_likelihood", r.number(&k.ResidualLikelihood)},
		{"residual_impact", r.number(&k.ResidualImpact)},
		{"response", r.text(&k.Response)},
		{"role", r.text(&k.Role)},
		{"trigger", r.text(&k.Trigger)},
		{"plan_b", r.text(&k.PlanB)},
		{"steps", r.texts(&k.Steps)},
		{"show_stopper", r.yes(&k.ShowStopper)},
		{"mitigation", r.texts(&k.Mitigation)},
	})
	return k
}

func (r *reader) task(n ast.Node, path string) (k Task) {
	r.mapping(n, path, "a task", []field{
		{"key", r.text(&k.Key)},
		{"title", r.text(&k.Title)},
		{"role", r.text(&k.Role)},
		{"fallback", r.text(&k.Fallback)},
		{"start", r.text(&k.Start)},
		{"minutes", r.number(&k.Minutes)},
		{"needs", r.text(&k.Needs)},
	})
	return k
}

func (r *reader) meeting(n ast.Node, path string) (m Meeting) {
	if _, ok := n.(*ast.NullNode); ok {
		return m
	}
	r.mapping(n, path, "the meeting", []field{
		{"at", r.text(&m.At)},
		{"seats", list(r, &m.Seats, func(n ast.Node, path string) (s Seat) {
			r.mapping(n, path, "a seat", []field{{"function", r.text(&s.Function)}, {"role", r.text(&s.Role)}, {"mandatory", r.yes(&s.Mandatory)}})
			return s
		})},
	})
	return m
}

func (r *reader) number(dst *int) func(ast.Node, string) {
	return func(n ast.Node, path string) {
		var s string
		before := len(r.errs)
		r.text(&s)(n, path)
		if len(r.errs) > before {
			return
		}
		d, err := strconv.Atoi(s)
		if err != nil || d < 0 {
			r.fail(n, path, fmt.Sprintf("“%s” is not a whole number from 0 up", clip(s)))
			return
		}
		*dst = d
	}
}

func (r *reader) yes(dst *bool) func(ast.Node, string) {
	return func(n ast.Node, path string) {
		var s string
		before := len(r.errs)
		r.text(&s)(n, path)
		if len(r.errs) > before {
			return
		}
		switch s {
		case "true", "yes":
			*dst = true
		case "false", "no":
		default:
			r.fail(n, path, fmt.Sprintf("“%s” is neither true nor false", clip(s)))
		}
	}
}
