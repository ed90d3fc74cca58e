// Package rollout turns a launch on for its users in stages: strategies, stages with holds, the gate of each stage, advancing,
// pausing and rolling back. What people decide is kept with what they saw.
package rollout
