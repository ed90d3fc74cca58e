package ui

import "github.com/a-h/templ"

// Filtering makes a filter's form update the page on each change, keeping the focus. Without
// JavaScript the form is sent by its button with the class without-js.
func Filtering(path string) templ.Attributes {
	return templ.Attributes{
		"data-hx-get": path, "data-hx-target": "#main", "data-hx-select": "#main", "data-hx-swap": "outerMorph",
		"data-hx-push-url": "true", "data-hx-trigger": "change, submit, input delay:300ms", "data-hx-sync": "this:replace",
	}
}
