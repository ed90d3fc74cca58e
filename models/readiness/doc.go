// Package readiness keeps GO criteria and NO-GO conditions and judges whether a
// launch may go. A criterion is signed off by hand or follows something of an
// earlier package, such as a checklist or the on-call roster. The verdict is
// computed from present data and never stored, save in the snapshot of a
// decision.
package readiness
