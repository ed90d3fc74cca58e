package password

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// MinRunes and MaxRunes bound the length of a new password. As NIST SP 800-63B recommends, there is
// no rule about kinds of characters.
const (
	MinRunes = 8
	MaxRunes = 256
)

//go:embed common.txt
var commonText string

// common returns the most common passwords in lower case, without those shorter than MinRunes.
var common = sync.OnceValue(func() map[string]bool {
	set := map[string]bool{}
	for line := range strings.Lines(commonText) {
		set[strings.TrimSpace(line)] = true
	}
	return set
})

// Check returns a sentence that says why the person with that email and name must not use pw as a
// password, or "" if pw is acceptable.
func Check(pw, email, name string) string {
	if !utf8.ValidString(pw) {
		return "The password holds bytes that are not text. Type it again."
	}
	n := utf8.RuneCountInString(norm.NFC.String(pw))
	switch {
	case pw == "":
		return "Enter a password."
	case n < MinRunes:
		return fmt.Sprintf("Use at least %d characters; this has %d. A few words in a row are easy to remember.", MinRunes, n)
	case n > MaxRunes || len(pw) > MaxBytes:
		return fmt.Sprintf("Use at most %d characters.", MaxRunes)
	case strings.TrimSpace(pw) == "":
		return "The password is made of spaces only. Choose another."
	}
	low := strings.ToLower(norm.NFC.String(pw))
	switch {
	case common()[low] || common()[strings.TrimRight(low, "0123456789!?.*#$ ")]:
		return "This password is among the most common ones, which are guessed first. Choose another."
	case monotonous(low):
		return "This password repeats or counts through a few characters. Choose another."
	case personal(low, email, name):
		return "This password is made of your name, your email address or the name of this product. Choose another."
	}
	return ""
}

// monotonous reports whether s has at most two different characters, repeats a short block, or runs
// up or down the alphabet or the digits.
func monotonous(s string) bool {
	r := []rune(s)
	different := map[rune]bool{}
	up, down := 0, 0
	for i, c := range r {
		different[c] = true
		if i > 0 && c == r[i-1]+1 {
			up++
		}
		if i > 0 && c == r[i-1]-1 {
			down++
		}
	}
	if len(different) <= 2 || up == len(r)-1 || down == len(r)-1 {
		return true
	}
	for block := 1; block <= 4 && block*2 <= len(r); block++ {
		if len(r)%block == 0 && strings.Repeat(string(r[:block]), len(r)/block) == s {
			return true
		}
	}
	return false
}

// personal reports whether fewer than four characters remain of s without the words of the owner's
// name and email address and the name of the product.
func personal(s, email, name string) bool {
	words := strings.FieldsFunc(strings.ToLower(norm.NFC.String(name)), notLetter)
	words = append(words, strings.FieldsFunc(strings.ToLower(email), notLetter)...)
	words = append(words, "tminus", "t-minus", "launch")
	rest := s
	for _, w := range words {
		if utf8.RuneCountInString(w) >= 3 {
			rest = strings.ReplaceAll(rest, w, "")
		}
	}
	rest = strings.TrimFunc(rest, func(c rune) bool { return !unicode.IsLetter(c) })
	return rest != s && utf8.RuneCountInString(rest) < 4
}

func notLetter(c rune) bool { return !unicode.IsLetter(c) }
