// Package rollout shows the rollout of a launch: its plan, the stage that is under way, and what was decided.
package rollout
