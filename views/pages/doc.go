// Package pages holds the pages that belong to no area: what went wrong.
package pages
