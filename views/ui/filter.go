package ui

import "github.com/a-h/templ"

// Filtering makes a filter's form answer while it is changed: the page that
// the form would lead to is worked into this one, and the focus stays. Without
// JavaScript the form is sent by its button, which is of the class without-js.
func Filtering(path string) templ.Attributes {
	return templ.Attributes{
		"data-hx-get": path, "data-hx-target": "#main", "data-hx-select": "#main", "data-hx-swap": "outerMorph",
		"data-hx-push-url": "true", "data-hx-trigger": "change, submit, input delay:300ms", "data-hx-sync": "this:replace",
	}
}
