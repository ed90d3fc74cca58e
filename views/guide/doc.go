// Package guide has the pages of support guides: the list, the page and the form of a guide, its
// history, and the public help page.
package guide
