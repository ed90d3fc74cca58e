// Package e2e has the tests that use the product in a real browser, with accessibility checks. They
// run with TMINUS_E2E=1 and are skipped otherwise.
package e2e
