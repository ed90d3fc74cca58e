// Package feedback has the pages about reports from outside: the list with its chart by hour, a
// report and its outcome, the beta users and the page of their link, and the playbook.
package feedback
