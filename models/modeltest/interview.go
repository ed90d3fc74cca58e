package modeltest

import (
	"tminus/models/interview"
)

// Question returns a question of the launch by its key.
func (o *Org) Question(key string) interview.QuestionDetail {
	o.Helper()
	v, err := o.Interviews.Get(o.As(o.Viewer), o.Launch.Slug)
	if err != nil {
		o.Fatal(err)
	}
	for _, q := range v.Questions {
		if q.Key == key {
			return q
		}
	}
	o.Fatalf("no question %s", key)
	return interview.QuestionDetail{}
}

// Answer answers a question as the member and returns it.
func (o *Org) Answer(key string, r interview.Reply) interview.QuestionDetail {
	o.Helper()
	q := o.Question(key)
	if _, err := o.Interviews.Answer(o.As(o.Member), o.Launch.Slug, q.ID, r, q.Version); err != nil {
		o.Fatal(err)
	}
	return o.Question(key)
}
