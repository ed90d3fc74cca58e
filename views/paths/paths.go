package paths

import (
	"net/url"
	"strconv"
	"strings"
)

// Join appends segments to an address and escapes them.
func Join(base string, segments ...string) string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(base, "/"))
	for _, s := range segments {
		b.WriteByte('/')
		b.WriteString(url.PathEscape(s))
	}
	return b.String()
}

// With appends a query to an address, if there is one.
func With(base string, query url.Values) string {
	if len(query) == 0 {
		return base
	}
	return base + "?" + query.Encode()
}

func num(id int64) string { return strconv.FormatInt(id, 10) }
