package deliverable

import (
	"github.com/a-h/templ"

	"tminus/models/launch"
	"tminus/models/readiness"
	"tminus/views/paths"
	"tminus/views/ui"
)

// Origin returns where a derived status comes from, such as "from the roster", and the address of that page. A status
// that was set by hand leads to own, the page with the reason.
func Origin(slug string, s launch.Source, own string) (words, href string) {
	if s.ByHand() {
		return "by hand", own
	}
	from, path := readiness.Origin(s)
	return "from " + from, paths.Launch(slug) + path
}

// derivedLabel returns the label of a derived status.
func derivedLabel(it launch.Item) string {
	if it.Status.Finished() {
		return "Done"
	}
	return "Open"
}

// appendDerived appends a status that derives from a fact: its mark, which is no control, and a link to the fact.
func appendDerived(b []byte, vm StatusVM) []byte {
	it := vm.Item
	words, href := Origin(vm.Slug, it.Source, paths.Deliverable(vm.Slug, it.ID))
	b = append(b, `<span class="status-derived"`...)
	if !vm.Twin {
		b = append(b, ` id="`...)
		b = append(b, ControlID(it.ID)...)
		b = append(b, '"')
	}
	b = append(b, `><span class="tag `...)
	b = append(b, it.Mark()...)
	b = append(b, `">`...)
	b = append(b, ui.MarkHTML(ui.Mark(it.Mark()))...)
	b = append(b, derivedLabel(it)...)
	b = append(b, `</span> <a class="small" href="`...)
	b = append(b, templ.EscapeString(href)...)
	b = append(b, `">`...)
	b = append(b, templ.EscapeString(words)...)
	return append(b, `</a></span>`...)
}
