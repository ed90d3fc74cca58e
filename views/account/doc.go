// Package account has the pages for access and a person's own data: set-up, sign-in, choosing a
// password, the profile.
package account
