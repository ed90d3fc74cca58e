package timeline

import (
	"context"
	"html"
	"io"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"tminus/models/launch"
	"tminus/models/template"
	"tminus/models/timeline"
	"tminus/views/paths"
	"tminus/views/ui"
)

// page is a buffer for rows. The parts that are the same in every row are computed once.
type page struct {
	b    []byte
	vm   *VM
	base string
	back string
}

var pages = sync.Pool{New: func() any { return new(page) }}

// byHand returns a component from a function that appends to a page.
func byHand(vm *VM, fn func(*page)) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		p := pages.Get().(*page)
		defer pages.Put(p)
		p.b, p.vm = p.b[:0], vm
		p.base = html.EscapeString(paths.Deliverables(vm.Plan.Slug) + "/")
		p.back = html.EscapeString(vm.Back)
		fn(p)
		_, err := w.Write(p.b)
		return err
	})
}

func (p *page) raw(parts ...string) *page {
	for _, s := range parts {
		p.b = append(p.b, s...)
	}
	return p
}

// text appends text, escaped.
func (p *page) text(s string) *page {
	last := 0
	for i := 0; i < len(s); i++ {
		var esc string
		switch s[i] {
		case '&':
			esc = "&amp;"
		case '<':
			esc = "&lt;"
		case '>':
			esc = "&gt;"
		case '"':
			esc = "&#34;"
		case '\'':
			esc = "&#39;"
		default:
			continue
		}
		p.b = append(append(p.b, s[last:i]...), esc...)
		last = i + 1
	}
	p.b = append(p.b, s[last:]...)
	return p
}

func (p *page) num(n int64) *page {
	p.b = strconv.AppendInt(p.b, n, 10)
	return p
}

var markHTML = sync.OnceValue(func() map[launch.Mark]string {
	m := make(map[launch.Mark]string)
	for _, k := range []launch.Mark{launch.MarkNotStarted, launch.MarkInProgress, launch.MarkInReview, launch.MarkAtRisk,
		launch.MarkBlocked, launch.MarkDone, launch.MarkSkipped} {
		m[k] = ui.MarkHTML(ui.Mark(k))
	}
	return m
})

var moreHTML = sync.OnceValue(func() string { return ui.IconHTML("more-horizontal") })
var linkHTML = sync.OnceValue(func() string { return ui.IconHTML("link") })

// chartRows returns the rows of a lane, each with its bar.
func chartRows(vm *VM, rows []timeline.Row) templ.Component {
	return byHand(vm, func(p *page) {
		for i := range rows {
			p.chartRow(&rows[i])
		}
	})
}

// bandRows returns rows outside of the chart, each with its days as text.
func bandRows(vm *VM, rows []timeline.Row) templ.Component {
	return byHand(vm, func(p *page) {
		for i := range rows {
			r := &rows[i]
			p.rowHead(r)
			p.raw(`<td colspan="36" class="when">`).status(r).raw(` `)
			p.text(vm.Plan.Lane(r.LaneID).Name).raw(` · `)
			if r.Unscheduled() && vm.CanEdit {
				p.raw(`<a href="`, p.base).num(r.ID).raw(`/dates" data-sheet>Set its dates</a>`)
			} else {
				p.text(Span(r.Schedule))
			}
			p.raw("</td></tr>\n")
		}
	})
}

func (p *page) status(r *timeline.Row) *page {
	m := r.Mark()
	return p.raw(`<span class="tag `, string(m), `">`, markHTML()[m]).text(r.MarkLabel()).raw(`</span>`)
}

// ids appends an attribute with the ids of other rows.
func (p *page) ids(name string, list []int64) {
	for i, id := range list {
		if i == 0 {
			p.raw(` `, name, `="`)
		} else {
			p.raw(` `)
		}
		p.num(id)
	}
	if len(list) > 0 {
		p.raw(`"`)
	}
}

func (p *page) rowHead(r *timeline.Row) {
	p.raw(`<tr class="item" id="d`).num(r.ID).raw(`"`)
	p.ids("data-after", r.DependsOn)
	p.ids("data-late", r.TooLate)
	p.raw(`><th scope="row">`)
	p.press(r)
	p.owner(r)
	p.raw(`<a class="title" href="`, p.base).num(r.ID).raw(`" dir="auto">`).text(r.Title).raw(`</a>`)
	p.after(r)
	if why := reason(&r.Item); why != "" {
		p.raw(`<span class="why tag `, string(r.Mark()), `" title="`).text(allProblems(&r.Item)).raw(`">`).text(why).raw(`</span>`)
	}
	if p.vm.CanEdit {
		p.menu(r)
	}
	p.raw(`</th>`)
}

// press appends the mark of the item, which opens the menu of its statuses.
func (p *page) press(r *timeline.Row) {
	mark := markHTML()[r.Status.Mark()]
	if !p.vm.CanEdit {
		p.raw(`<span class="press `, string(r.Status.Mark()), `" title="`).text(r.Status.Label()).raw(`">`, mark, `</span>`)
		return
	}
	p.raw(`<div><details class="menu" data-menu="`, p.base).num(r.ID).raw(`/menu?of=status"><summary class="press `,
		string(r.Status.Mark()), `" title="`).text(r.Status.Label()).raw(`" aria-label="Status of `).text(r.Title).raw(`: `).text(
		r.Status.Label()).raw(`">`, mark, `</summary><div class="menu-items"><a href="`, p.base).num(r.ID)
	p.raw(`/status">Change status</a></div></details></div>`)
}

func (p *page) owner(r *timeline.Row) {
	if r.OwnerID == 0 {
		p.raw(`<span class="who none" role="img" aria-label="No owner" title="No owner">?</span>`)
		return
	}
	p.raw(`<span class="who" role="img" aria-label="`).text(r.OwnerName).raw(`" title="`).text(r.OwnerName).raw(`">`).text(
		ui.Initials(r.OwnerName)).raw(`</span>`)
}

// after appends the item's dependencies: their number and names, which print before a bar in the second half of the chart.
func (p *page) after(r *timeline.Row) {
	if len(r.After) == 0 {
		return
	}
	p.raw(`<span class="after`)
	if r.Late() {
		p.raw(` late`)
	}
	if r.Col > timeline.Columns/2 {
		p.raw(` first`)
	}
	p.raw(`" title="After `)
	for i, t := range r.After {
		if i > 0 {
			p.raw(`, `)
		}
		p.text(t)
	}
	p.raw(`">`, linkHTML()).num(int64(len(r.After))).raw(`<span class="visually-hidden">After `)
	for i, t := range r.After {
		if i > 0 {
			p.raw(`, `)
		}
		p.text(t)
	}
	p.raw(`</span></span>`)
}

// menu appends the entries that work without JavaScript; with it, opening loads the rest.
func (p *page) menu(r *timeline.Row) {
	p.raw(`<details class="menu" data-menu="`, p.base).num(r.ID).raw(`/menu"><summary class="icon-button" aria-label="Change `).text(r.Title)
	p.raw(`">`, moreHTML(), `</summary><div class="menu-items"><a href="`, p.base).num(r.ID).raw(`/dates" data-sheet>Move…</a><a href="`,
		p.base).num(r.ID)
	p.raw(`/owner" data-sheet>Owner…</a><a href="`, p.base).num(r.ID).raw(`">Open</a></div></details>`)
}

func (p *page) chartRow(r *timeline.Row) {
	p.rowHead(r)
	p.raw(`<td colspan="36" class="c`).num(int64(r.Col)).raw(` n`).num(int64(r.Span)).raw(`"><a id="b`).num(r.ID).raw(`" class="`)
	if r.Point() {
		p.raw(`milestone`)
	} else {
		p.raw(`bar`)
	}
	p.raw(` b-`, string(r.Mark()))
	for _, c := range []struct {
		on   bool
		name string
	}{{r.Late(), " late"}, {r.Anchor == template.Pinned, " pinned"}, {r.CutStart, " cut-start"}, {r.CutEnd, " cut-end"}} {
		if c.on {
			p.raw(c.name)
		}
	}
	p.raw(`" href="`, p.base).num(r.ID).raw(`" aria-label="`).text(barLabel(r)).raw(`"`)
	if p.vm.CanEdit {
		p.raw(` data-v="`).num(int64(r.Version)).raw(`" data-from="`, r.StartsOn.String(), `" data-to="`, r.DueOn.String(), `"`)
		if !r.DueTime.IsZero() {
			p.raw(` data-time="`, r.DueTime.String(), `"`)
		}
	}
	p.raw(`>`)
	if !r.Point() {
		p.raw(markHTML()[r.Mark()])
	}
	p.raw("</a></td></tr>\n")
}
