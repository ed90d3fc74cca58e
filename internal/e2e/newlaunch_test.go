package e2e_test

import "testing"

// From nothing to a planned launch with one field and two buttons.
func TestNewLaunchInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	b.Open(s.URL + "/launches/new")
	b.WaitFor("document.activeElement.name === 'name'")
	b.Type("Pay by link")
	b.ClickLoad("role=button Next: people and plan")
	b.CheckAxe()
	b.Viewport(320, 640)
	b.CheckAxe()
	if n := b.Overflow(); n > 0 {
		t.Errorf("%d px wider than a screen of 320 px", n)
	}
	b.Viewport(1440, 900)
	// The preview follows the form without a button, and keeps the input.
	b.Fill("label=Launch date (T)", "2026-11-21")
	b.Press("Tab")
	b.WaitText("#preview", "Compress to the time left")
	b.Select("label=QA lead", "Nobody yet")
	b.WaitText("#preview", "Nobody is chosen as QA lead")
	b.CheckAxe()
	b.Fill("label=Launch date (T)", "2026-12-15")
	b.Press("Tab")
	b.WaitText("#preview", "Tue 15 Dec 2026")
	b.ClickLoad("role=button Make the launch")
	b.WaitURL("/launches/pay-by-link/timeline")
	b.WaitText("body", "Pay by link is planned")
}

// The same without script, including an error and going back.
func TestNewLaunchWithoutScript(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "marek")
	b.JavaScript(false)
	b.Open(s.URL + "/launches/new")
	b.ClickLoad("role=button Next: people and plan")
	b.WaitText(".summary", "Give the launch a name")
	b.Fill("label=Name", "Pay by link")
	b.Click("label=~Small")
	b.ClickLoad("role=button Next: people and plan")
	b.Select("label=QA lead", "Priya Raghunathan")
	b.ClickLoad("role=button Update the preview")
	b.WaitText("#preview", "Priya Raghunathan")
	b.ClickLoad("role=button Back")
	b.ClickLoad("role=button Next: people and plan")
	b.WaitText("#preview", "Priya Raghunathan")
	b.ClickLoad("role=button Make the launch")
	b.WaitURL("/launches/pay-by-link/timeline")
}

// A template is edited in the table with and without errors, and two concurrent edits are merged.
func TestTemplateEditInBrowser(t *testing.T) {
	s := newSite(t)
	b := window(t, s, "ana")
	const path = "/templates/mobile-release"
	b.Open(s.URL + path + "/edit")
	b.ClickLoad("button[value='add d']")
	if !b.Focused("[name='d.12.title']") {
		t.Error("the focus is not on the new row")
	}
	b.Type("Tell the shops")
	b.Fill("[name='d.12.due']", "soon")
	b.ClickLoad(".make .primary")
	b.WaitText(".summary", "is not a day relative to launch day")
	b.CheckAxe()
	b.Fill("[name='d.12.due']", "T-5")
	// Meanwhile another person saves.
	form := s.As("ana").Get(path + "/edit").Filled("main form")
	s.As("ana").Post(path+"/edit", with(form, "d.0.title", "Theirs")).Want(t, 303)
	b.ClickLoad(".make .primary")
	b.WaitText("h1", "Mobile app release")
	b.CheckAxe()
	b.ClickLoad("role=button Save what I chose")
	b.WaitURL(path)
	b.WaitText("main", "Tell the shops")
	b.WaitText("main", "Theirs")
}
