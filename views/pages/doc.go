// Package pages has the error pages.
package pages
