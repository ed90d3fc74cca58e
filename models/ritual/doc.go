// Package ritual keeps rituals: ordered lists of checks that are run unchanged
// against staging and production, more often as T comes near, and what is known of
// the difference between both environments.
package ritual
