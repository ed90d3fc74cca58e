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

// ByteOrderMark tells spreadsheets that a file is UTF-8.
const ByteOrderMark = "\uFEFF"
