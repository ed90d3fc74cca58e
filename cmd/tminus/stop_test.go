package main

import (
	"bufio"
	"io"
	"net"
	"strings"
	"syscall"
	"testing"
	"time"
)

// A client that sends half a request and no more is somebody slow, or somebody
// who means ill: neither may keep the server from stopping.
func TestHalfARequestDoesNotKeepItFromStopping(t *testing.T) {
	t.Parallel()
	for name, half := range map[string]string{
		"nothing":       "",
		"half a header": "POST /login HTTP/1.1\r\nHost: x\r\nContent-Le",
		"half a body": "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
			"Content-Length: 1000\r\nExpect: 100-continue\r\n\r\nemail=",
		"half a chunk": "POST /login HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n" +
			"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n40\r\nemail=",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newProgram(t).serve()
			c, err := (&net.Dialer{}).DialContext(t.Context(), "tcp", strings.TrimPrefix(s.base, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			if _, err := io.WriteString(c, half); err != nil {
				t.Fatal(err)
			}
			if strings.Contains(half, "Expect") { // until the handler waits for the body
				if line, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.Contains(line, "100") {
					t.Fatalf("%q, %v", line, err)
				}
			}
			began := time.Now()
			if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
				t.Fatal(err)
			}
			if err := s.cmd.Wait(); err != nil {
				t.Errorf("it did not stop cleanly: %v: %s", err, s.log)
			}
			// Without a cut it takes five seconds or --shutdown-timeout, which is fifteen.
			if took := time.Since(began); took > 4*time.Second {
				t.Errorf("it took %s", took)
			}
		})
	}
}
