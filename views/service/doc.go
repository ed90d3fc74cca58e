// Package service has the pages about services: the list, a service, its form, and the services of
// a launch with the checks of their links.
package service
