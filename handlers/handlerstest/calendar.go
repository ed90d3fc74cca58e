package handlerstest

import (
	"fmt"
	"strings"
)

// ICSFile returns a calendar of whole days, each given as "uid|day|title".
func ICSFile(events ...string) string {
	var b strings.Builder
	b.WriteString("BEGIN:VCALENDAR\r\nX-WR-CALNAME:Holidays\r\n")
	for _, e := range events {
		p := strings.Split(e, "|")
		fmt.Fprintf(&b, "BEGIN:VEVENT\r\nUID:%s\r\nDTSTART;VALUE=DATE:%s\r\nSUMMARY:%s\r\nEND:VEVENT\r\n", p[0], p[1], p[2])
	}
	return b.String() + "END:VCALENDAR\r\n"
}
