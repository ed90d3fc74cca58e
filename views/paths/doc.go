// Package paths builds the address of every page and form of the product. A
// function is named after the noun that the address leads to. Its last
// arguments are further segments: Risk("apollo", 7, "edit") is
// /launches/apollo/risks/7/edit.
package paths
