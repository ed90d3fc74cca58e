package web

import (
	"strconv"

	"tminus/models/people"
)

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

// Count is a number with its noun.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
