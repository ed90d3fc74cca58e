package launch

import "tminus/models/template"

// LaneFor is the lane where a kind of item is at home: the one that has most of
// that kind in this plan, else most of what is a material or a task as it is,
// else the first; 0 where there is none.
func (p *Plan) LaneFor(k template.Kind) int64 {
	var best, points int64
	for _, l := range p.Lanes {
		var n int64
		for _, it := range p.Items {
			switch {
			case it.LaneID != l.ID:
			case it.Kind == k:
				n += int64(len(p.Items)) + 1
			case it.Kind.Material() == k.Material():
				n++
			}
		}
		if best == 0 || n > points {
			best, points = l.ID, n
		}
	}
	return best
}
