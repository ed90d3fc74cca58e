package tabular

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Text returns the input as valid UTF-8 with "\n" as the only line ending, which a page can show
// and Read accepts. Every error is an *Error.
func Text(data []byte) (string, error) { return decode(data) }

// decode returns the input as valid UTF-8 with "\n" as the only line ending.
func decode(data []byte) (string, error) {
	if len(data) > MaxBytes {
		return "", fail(0, "The input has %.1f MB; at most %d MB are taken. Import it in parts.", float64(len(data))/(1<<20), MaxBytes>>20)
	}
	if bytes.HasPrefix(data, []byte("PK\x03\x04")) || bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0")) {
		return "", fail(0, "This is a workbook, not text. In the spreadsheet, save the sheet as CSV (UTF-8), or copy its cells and paste them.")
	}
	var text string
	var err error
	switch {
	case bytes.HasPrefix(data, []byte{0xFF, 0xFE}):
		text, err = decodeUTF16(data[2:], binary.LittleEndian)
	case bytes.HasPrefix(data, []byte{0xFE, 0xFF}):
		text, err = decodeUTF16(data[2:], binary.BigEndian)
	default:
		text = string(bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")))
	}
	if err != nil {
		return "", err
	}
	text = strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
	return text, checkText(text)
}

func decodeUTF16(b []byte, order binary.ByteOrder) (string, error) {
	if len(b)%2 != 0 {
		return "", fail(0, "The input begins like UTF-16 text but ends in the middle of a character. Save it as UTF-8 and try again.")
	}
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = order.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units)), nil
}

func checkText(text string) error {
	if i := strings.IndexByte(text, 0); i >= 0 {
		return fail(lineOf(text, i), "holds a zero byte, which text does not have. Save the file as CSV in UTF-8 and try again.")
	}
	if utf8.ValidString(text) {
		return nil
	}
	for i, r := range text {
		if r != utf8.RuneError {
			continue
		}
		if _, size := utf8.DecodeRuneInString(text[i:]); size == 1 {
			return fail(lineOf(text, i), "holds bytes that are not UTF-8. Save the file as CSV in UTF-8 and try again.")
		}
	}
	return nil
}

// lineOf returns the number, from 1, of the line with the byte at i.
func lineOf(text string, i int) int { return strings.Count(text[:i], "\n") + 1 }
