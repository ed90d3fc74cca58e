package launch

import "tminus/models/template"

// LaneFor returns the lane with the most items of a kind, otherwise the lane with the most
// materials or tasks (whichever the kind is), otherwise the first lane; 0 if there is none.
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
