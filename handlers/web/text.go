package web

import "tminus/models/people"

func UserName(users []people.User, id int64) string {
	for _, u := range users {
		if u.ID == id {
			return u.Name
		}
	}
	return ""
}

// ByteOrderMark marks a file as UTF-8 for spreadsheets.
const ByteOrderMark = "\uFEFF"
