package guide

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"tminus/internal/diff"
	"tminus/models/guide"
	"tminus/views/format"
	"tminus/views/paths"
	"tminus/views/ui"
)

// HistoryVM is the list of a guide's versions with their reviews.
type HistoryVM struct {
	Guide   guide.Detail
	List    []guide.Revision
	CanEdit bool
	// CanAnswer reports whether the visitor may publish an older version.
	CanAnswer bool
}

func (vm HistoryVM) path(tail ...string) string { return paths.Guide(vm.Guide.Slug, tail...) }

// happened returns the reviews of a revision, newest first.
func (vm HistoryVM) happened(number int) []guide.Review {
	var out []guide.Review
	for _, r := range vm.Guide.Reviews {
		if r.Number == number {
			out = append(out, r)
		}
	}
	return out
}

func reviewText(r guide.Review) string {
	by, at := r.By, format.Moment(r.At, time.UTC)
	if by == "" {
		by = "T-Minus"
	}
	switch r.Kind {
	case guide.Asked:
		return by + " asked " + r.Whom + " to review it, " + at
	case guide.Approved:
		if r.ForSupport {
			return "Reviewed for support by " + by + ", " + at
		}
		return "Reviewed by " + by + ", " + at
	case guide.Returned:
		return "Sent back by " + by + ", " + at
	case guide.Renewed:
		return by + " said that it is still right, " + at
	case guide.Publicly:
		return "Published by " + by + ", " + at
	case guide.Withdrawn:
		return "Taken back by " + by + ", " + at
	}
	return string(r.Kind)
}

// CompareVM compares two versions of a guide.
type CompareVM struct {
	Guide guide.Detail
	List  []guide.Revision
	A, B  guide.Revision
	// CanEdit reports whether the visitor may restore the older one.
	CanEdit bool
}

func (vm CompareVM) path(tail ...string) string { return paths.Guide(vm.Guide.Slug, tail...) }

// Part is a part of a guide that differs between two versions.
type Part struct {
	Label string
	Pairs []diff.Pair
}

// Parts returns the parts that differ between the two versions.
func (vm CompareVM) Parts() []Part {
	after := Values(vm.B.Content)
	before := Align(after, vm.A.Content)
	var out []Part
	add := func(label, a, b string) {
		if a, b = plain(a), plain(b); a != b {
			out = append(out, Part{label, diff.Pairs(diff.Lines(a, b))})
		}
	}
	add("Title", before.Get("title"), after.Get("title"))
	add("Summary", before.Get("summary"), after.Get("summary"))
	add("How it works", before.Get("how"), after.Get("how"))
	for _, list := range lists {
		mine, other := entries(after, list), entries(before, list)
		for i := range mine {
			for _, p := range parts[list] {
				if p != "id" {
					add(vm.label(list, i, mine[i], other[i])+": "+partName[p], other[i][p], mine[i][p])
				}
			}
		}
		if a, b := order(vm.A.Content, list),
			order(vm.B.Content, list); list != "step" && len(strings.Split(a, "\n")) == len(strings.Split(b, "\n")) && sameSet(a, b) {
			add("Order of "+map[string]string{"issue": "issues", "template": "replies"}[list], a, b)
		}
	}
	return out
}

func (vm CompareVM) label(list string, i int, mine, other entry) string {
	name := mine[shown[list]]
	if name == "" {
		name = other[shown[list]]
	}
	if list == "step" || name == "" {
		name = strconv.Itoa(i + 1)
	} else {
		name = "“" + name + "”"
	}
	return map[string]string{"issue": "Issue ", "template": "Reply ", "step": "Step "}[list] + name
}

// order returns the names of a list's entries, one per line.
func order(c guide.Content, list string) string {
	var out []string
	for _, e := range entries(Values(c), list) {
		out = append(out, e[shown[list]])
	}
	return strings.Join(out, "\n")
}

func sameSet(a, b string) bool {
	have := map[string]int{}
	for _, l := range strings.Split(a, "\n") {
		have[l]++
	}
	for _, l := range strings.Split(b, "\n") {
		have[l]--
	}
	for _, n := range have {
		if n != 0 {
			return false
		}
	}
	return true
}

// compare returns the URL that compares a version with the previous one.
func (vm HistoryVM) compare(number int) string {
	return paths.With(vm.path("compare"), url.Values{"a": {strconv.Itoa(number - 1)}, "b": {strconv.Itoa(number)}})
}

func author(r guide.Revision) string {
	if r.AuthorName == "" {
		return "T-Minus"
	}
	return r.AuthorName
}

func side(r guide.Revision) string {
	return "Version " + strconv.Itoa(r.Number) + ", " + author(r) + ", " + date(r.At)
}

func versions(list []guide.Revision) []ui.Option {
	out := make([]ui.Option, len(list))
	for i, r := range list {
		out[i] = ui.Option{Value: strconv.Itoa(r.Number), Label: side(r)}
	}
	return out
}
