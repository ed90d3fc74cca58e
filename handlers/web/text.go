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

// ByteOrderMark marks a file as UTF-8 for spreadsheets.
const ByteOrderMark = "\uFEFF"

// Count returns a number with its noun.
func Count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}
