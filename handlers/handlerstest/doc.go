// Package handlerstest serves the whole product to tests of its pages, with a client that keeps
// cookies and readers of the sample organisation's ids.
package handlerstest
