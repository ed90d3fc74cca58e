package ui

import (
	"bytes"
	"context"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"
)

func doc(t *testing.T, c templ.Component) *goquery.Document {
	t.Helper()
	var out bytes.Buffer
	if err := c.Render(context.Background(), &out); err != nil {
		t.Fatal(err)
	}
	d, err := goquery.NewDocumentFromReader(&out)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func refused() Form {
	f := NewForm(url.Values{"due": {"<soon>"}, "team": {"2", "3"}})
	f.Add("due", "Enter a date")
	f.Add("due", "Enter a date after the start")
	f.Add("", "Nothing was saved")
	return f
}

func TestFieldIsWiredToItsHintAndError(t *testing.T) {
	t.Parallel()
	d := doc(t, Input(refused(), FieldProps{Name: "due", Label: "Due", Hint: "In the zone of the launch", Required: true,
		Value: "2026-12-01"}))
	input := d.Find("input#f-due")
	if got := input.AttrOr("value", ""); got != "<soon>" {
		t.Errorf("the input was not kept: %q", got)
	}
	if got := input.AttrOr("aria-invalid", ""); got != "true" {
		t.Errorf("aria-invalid %q", got)
	}
	if got := input.AttrOr("aria-describedby", ""); got != "f-due-hint f-due-err" {
		t.Errorf("aria-describedby %q", got)
	}
	if got := strings.TrimSpace(d.Find("#f-due-err").Text()); got != "Enter a date" {
		t.Errorf("message at the field %q", got)
	}
	if d.Find(`label[for="f-due"]`).Length() != 1 {
		t.Error("the label is not bound to the field")
	}
}

func TestUntouchedFieldShowsItsDefaultAndNoError(t *testing.T) {
	t.Parallel()
	d := doc(t, Input(NewForm(nil), FieldProps{Name: "due", Label: "Due", Value: "2026-12-01"}))
	input := d.Find("input")
	if got := input.AttrOr("value", ""); got != "2026-12-01" {
		t.Errorf("default %q", got)
	}
	for _, attr := range []string{"aria-invalid", "aria-describedby", "required"} {
		if _, ok := input.Attr(attr); ok {
			t.Errorf("unexpected %s", attr)
		}
	}
}

func TestPasswordsAreNeverSentBack(t *testing.T) {
	t.Parallel()
	f := NewForm(url.Values{"password": {"hunter2"}})
	d := doc(t, Input(f, FieldProps{Name: "password", Label: "Password", Type: "password"}))
	if _, ok := d.Find("input").Attr("value"); ok {
		t.Error("the password stands in the page")
	}
}

func TestErrorSummaryLinksToTheFieldsInOrder(t *testing.T) {
	t.Parallel()
	f := refused()
	f.Prefix = "edit-"
	d := doc(t, ErrorSummary(f))
	box := d.Find(".summary")
	if box.AttrOr("role", "") != "alert" || box.AttrOr("tabindex", "") != "-1" {
		t.Error("the summary is not an alert that can take the focus")
	}
	var lines []string
	box.Find("li").Each(func(_ int, s *goquery.Selection) { lines = append(lines, strings.TrimSpace(s.Text())) })
	want := "Enter a date|Enter a date after the start|Nothing was saved"
	if got := strings.Join(lines, "|"); got != want {
		t.Errorf("messages %q", got)
	}
	if got := box.Find("a").First().AttrOr("href", ""); got != "#f-edit-due" {
		t.Errorf("link %q", got)
	}
	if doc(t, ErrorSummary(NewForm(nil))).Find("body").Children().Length() != 0 {
		t.Error("a form without errors has a summary")
	}
}

func TestChoicesKeepWhatWasChosen(t *testing.T) {
	t.Parallel()
	opts := []Option{{Value: "1", Label: "Design"}, {Value: "2", Label: "QA"}, {Value: "3", Label: "Sales"}}
	checked := func(c templ.Component) string {
		var on []string
		doc(t, c).Find("[checked], option[selected]").Each(func(_ int, s *goquery.Selection) { on = append(on, s.AttrOr("value", "")) })
		return strings.Join(on, ",")
	}
	p := FieldProps{Name: "team", Label: "Team", Value: "1"}
	if got := checked(Checkboxes(refused(), p, opts)); got != "2,3" {
		t.Errorf("boxes after sending: %q", got)
	}
	if got := checked(Checkboxes(NewForm(nil), FieldProps{Name: "team", Value: "1, 3"}, opts)); got != "1,3" {
		t.Errorf("boxes before sending: %q", got)
	}
	if got := checked(Radios(NewForm(nil), p, opts)); got != "1" {
		t.Errorf("radios before sending: %q", got)
	}
	if got := checked(Select(NewForm(url.Values{"team": {"3"}}), p, opts)); got != "3" {
		t.Errorf("select after sending: %q", got)
	}
	box := FieldProps{Name: "pinned", Label: "Pinned", Checked: true}
	if got := checked(Checkbox(NewForm(nil), box)); got != "on" {
		t.Errorf("box before sending: %q", got)
	}
	if got := checked(Checkbox(refused(), box)); got != "" {
		t.Errorf("a box that was switched off came back: %q", got)
	}
}

func TestOptionsAreGrouped(t *testing.T) {
	t.Parallel()
	d := doc(t, Select(NewForm(nil), FieldProps{Name: "o", Label: "Owner"}, []Option{
		{Label: "Nobody"}, {Value: "1", Label: "Ana", Group: "Product"}, {Value: "2", Label: "Bo", Group: "Product"},
		{Value: "3", Label: "Cy", Group: "QA"},
	}))
	if got := d.Find("optgroup").Length(); got != 2 {
		t.Errorf("%d groups", got)
	}
	if got := d.Find(`optgroup[label="Product"] option`).Length(); got != 2 {
		t.Errorf("%d in the first group", got)
	}
}

func TestTextareaKeepsALeadingNewline(t *testing.T) {
	t.Parallel()
	// The parser drops the first newline of a textarea; the typed one must survive.
	f := NewForm(url.Values{"text": {"\nsecond line"}})
	if got := doc(t, Textarea(f, FieldProps{Name: "text", Label: "Text"}, 3)).Find("textarea").Text(); got != "\nsecond line" {
		t.Errorf("text %q", got)
	}
}

func TestTabsNameTheCurrentPage(t *testing.T) {
	t.Parallel()
	d := doc(t, Tabs([]Tab{{Href: "/a", Label: "Overview"}, {Href: "/b", Label: "Timeline", Count: 3, Current: true}}))
	current := d.Find(`[aria-current="page"]`)
	if current.Length() != 1 || current.AttrOr("href", "") != "/b" {
		t.Errorf("current: %d, %q", current.Length(), current.AttrOr("href", ""))
	}
	if got := current.Find("b").Text(); got != "3" {
		t.Errorf("count %q", got)
	}
}

func TestPagerLeadsBothWays(t *testing.T) {
	t.Parallel()
	at := func(page, pages int) (prev, next int) {
		d := doc(t, Pager(page, pages, func(int) string { return "/x" }))
		return d.Find(`[rel="prev"]`).Length(), d.Find(`[rel="next"]`).Length()
	}
	for _, c := range []struct{ page, pages, prev, next int }{{1, 1, 0, 0}, {1, 3, 0, 1}, {2, 3, 1, 1}, {3, 3, 1, 0}} {
		if prev, next := at(c.page, c.pages); prev != c.prev || next != c.next {
			t.Errorf("page %d of %d: prev %d, next %d", c.page, c.pages, prev, next)
		}
	}
}

func TestInitials(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"Ana Kern": "AK", "Jean-Luc de la Tour": "JT", "madonna": "M", "Ольга Иванова": "ОИ", "": "?", " - ": "?", "李 小龙": "李小",
	} {
		if got := Initials(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

func TestNobodyIsShownAsAProblem(t *testing.T) {
	t.Parallel()
	if got := doc(t, Person("")).Find(".nobody").Text(); !strings.Contains(got, "No owner") {
		t.Errorf("text %q", got)
	}
}

func TestMeterFillsItsBarByShare(t *testing.T) {
	t.Parallel()
	d := doc(t, Meter([]Seg{{MarkDone, 1}, {MarkBlocked, 1}, {MarkNotStarted, 2}}, "QA: 1 of 4 <done>"))
	if got := d.Find("svg").AttrOr("aria-label", ""); got != "QA: 1 of 4 <done>" {
		t.Errorf("label %q", got)
	}
	if got := d.Find("rect.m-blocked").AttrOr("x", ""); got != "30.00" {
		t.Errorf("second part begins at %q", got)
	}
	if got := doc(t, Meter(nil, "QA: nothing")).Find("rect").Length(); got != 1 {
		t.Errorf("an empty bar has %d parts", got)
	}
}

func TestLinksRefuseScript(t *testing.T) {
	t.Parallel()
	d := doc(t, LinkButton("javascript:alert(1)", "x", ""))
	if got := d.Find("a").AttrOr("href", ""); strings.HasPrefix(got, "javascript") {
		t.Errorf("href %q", got)
	}
}

func TestWhatWasChosenOnAConflictPageIsTakenOver(t *testing.T) {
	f := NewForm(url.Values{
		"title": {"Mine"}, "link_url": {"a", "b"}, "owner": {"1"}, "kept": {"x"},
		"keep-title": {"yours"}, "keep-link_url": {"theirs link_url owner"}, "keep-odd": {""},
	})
	Resolve(&f, url.Values{"title": {"Theirs"}, "link_url": {"c"}})
	want := url.Values{"title": {"Mine"}, "link_url": {"c"}, "kept": {"x"}}
	if f.Values.Encode() != want.Encode() {
		t.Errorf("the form is %v, want %v", f.Values, want)
	}
}

func TestAFieldThatWasNotTouchedIsTheOthers(t *testing.T) {
	before := url.Values{"title": {"Old"}, "text": {"a\nb"}, "links": {"x"}}
	p := ConflictProps{Form: NewForm(
		url.Values{"title": {"New"}, "text": {"a\r\nb"}, "links": {"x", ""}, "base": {Digest(before, "title", "text", "links")}})}
	for name, want := range map[string]bool{"title": false, "text": true, "links": true, "title text": false, "other": false} {
		if got := p.untouched(ConflictField{Name: name}); got != want {
			t.Errorf("%s untouched: %v", name, got)
		}
	}
}
