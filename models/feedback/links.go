package feedback

import "tminus/models/guide"

// ByIssue sorts the reports that led to a guide by the issue that came of each, in
// the order in which they stand. rest are those of which the guide has no issue as
// it is read: not yet, or not any more.
func ByIssue(list []Report, guideID int64, c guide.Content) (at map[string][]Report, rest []Report) {
	at = make(map[string][]Report, len(c.Issues))
	for _, i := range c.Issues {
		at[i.ID] = nil
	}
	for _, r := range list {
		found := false
		for _, k := range r.Links {
			if _, ok := at[k.Anchor]; ok && k.Kind == ToGuide && k.TargetID == guideID {
				at[k.Anchor], found = append(at[k.Anchor], r), true
			}
		}
		if !found {
			rest = append(rest, r)
		}
	}
	return at, rest
}
