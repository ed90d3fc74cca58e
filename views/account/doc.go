// Package account is how a person gets in: setting up, signing in, choosing a password.
package account

// SamplePerson is somebody of the sample organisation, offered in demo mode.
type SamplePerson struct {
	Email, Name, Title, Role string
}

// LoginVM is the sign-in page.
type LoginVM struct {
	Next   string
	Sample []SamplePerson
}
