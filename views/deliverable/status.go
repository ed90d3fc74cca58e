package deliverable

import (
	"context"
	"io"
	"strconv"
	"sync"

	"github.com/a-h/templ"

	"tminus/models/launch"
	"tminus/models/template"
	"tminus/views/paths"
	"tminus/views/ui"
)

// StatusVM is a status control in one place of a page.
type StatusVM struct {
	Slug string
	Item launch.Item
	// Back is the page with the control, to which the form returns.
	Back string
	// Target is the id of the element on that page to reload after a change, such as the item's row
	// or the whole list, if the change affects more than the control. If it is empty, only the
	// control changes.
	Target string
	// Twin omits the id, because the page shows the item a second time.
	Twin    bool
	CanEdit bool
}

// ControlID returns the id of an item's status control, which a page may have once.
func ControlID(n int64) string { return "status-" + id(n) }

// StatusControl is the status of an item: its mark opens a menu of the other statuses. It is a single form, so that it works without
// JavaScript and stays small in long lists.
func StatusControl(vm StatusVM) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := w.Write(AppendStatus(nil, vm))
		return err
	})
}

// AppendStatus is StatusControl for rows that are built without templ.
func AppendStatus(b []byte, vm StatusVM) []byte {
	it := vm.Item
	if it.Follows() {
		return appendDerived(b, vm)
	}
	if !vm.CanEdit {
		b = append(b, `<span class="tag `...)
		b = append(b, it.Mark()...)
		b = append(b, `">`...)
		b = append(b, ui.MarkHTML(ui.Mark(it.Mark()))...)
		return append(append(b, it.MarkLabel()...), `</span>`...)
	}
	action := templ.EscapeString(paths.Deliverable(vm.Slug, it.ID, "status"))
	title := templ.EscapeString(it.Title)
	b = append(b, `<form class="status-control" method="post" action="`...)
	b = append(b, action...)
	if !vm.Twin {
		b = append(b, `" id="`...)
		b = append(b, ControlID(it.ID)...)
	}
	b = append(b, `" data-hx-post="`...)
	b = append(b, action...)
	b = append(b, `" data-hx-target="this" data-hx-swap="outerHTML">`...)
	b = appendHidden(b, "version", strconv.Itoa(it.Version))
	b = appendHidden(b, "back", vm.Back)
	if vm.Target != "" {
		b = appendHidden(b, "target", vm.Target)
	}
	b = append(b, `<details class="menu"><summary class="status-button" title="`...)
	b = append(b, it.MarkLabel()...)
	b = append(b, `"><span class="visually-hidden">Status of `...)
	b = append(b, title...)
	b = append(b, `: </span><span class="tag `...)
	b = append(b, it.Mark()...)
	b = append(b, `">`...)
	b = append(b, ui.MarkHTML(ui.Mark(it.Mark()))...)
	b = append(b, it.MarkLabel()...)
	b = append(b, `</span>`...)
	b = append(b, ui.IconHTML("chevron-down")...)
	b = append(b, `</summary><div class="menu-items">`...)
	b = append(b, statusButtons(it.Kind.Material(), it.Kind, it.Status)...)
	b = append(b, `</div></details>`...)
	return append(b, `</form>`...)
}

func appendHidden(b []byte, name, value string) []byte {
	b = append(b, `<input type="hidden" name="`...)
	b = append(b, name...)
	b = append(b, `" value="`...)
	b = append(b, templ.EscapeString(value)...)
	return append(b, `">`...)
}

// NextFirst returns the statuses of a kind in the order of their menu: the usual next one is first.
func NextFirst(current launch.Status, k template.Kind) []launch.Status {
	next := current.Next(k)
	if next == current {
		return launch.Statuses(k)
	}
	out := []launch.Status{next}
	for _, st := range launch.Statuses(k) {
		if st != next {
			out = append(out, st)
		}
	}
	return out
}

type buttonsKey struct {
	material bool
	status   launch.Status
}

var buttons sync.Map

// statusButtons returns the entries of the menu. There are few different ones and hundreds of rows,
// so they are cached.
func statusButtons(material bool, k template.Kind, current launch.Status) string {
	key := buttonsKey{material, current}
	if s, ok := buttons.Load(key); ok {
		return s.(string)
	}
	var b []byte
	for _, st := range NextFirst(current, k) {
		b = append(b, `<button name="status" value="`...)
		b = append(b, st...)
		if st == current {
			b = append(b, `" aria-current="true`...)
		}
		b = append(b, `">`...)
		b = append(b, ui.MarkHTML(ui.Mark(st.Mark()))...)
		b = append(b, st.Label()...)
		if asksReason(st) {
			b = append(b, "…"...)
		}
		b = append(b, `</button>`...)
	}
	s := string(b)
	buttons.Store(key, s)
	return s
}

func asksReason(s launch.Status) bool { return s == launch.Blocked || s == launch.Skipped }
