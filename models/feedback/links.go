package feedback

import "tminus/models/guide"

// ByIssue groups the reports that are linked to a guide by issue. rest has the reports whose issue
// is not in the content, because it is not published yet or was removed.
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
