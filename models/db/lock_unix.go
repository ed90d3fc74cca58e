//go:build unix

package db

import (
	"errors"
	"os"
	"path/filepath"
	"syscall"
)

// tryLock takes a lock on an open file, or returns errLocked if another process holds a conflicting
// one. The kernel releases the lock when the file is closed or the process is killed.
func tryLock(f *os.File, exclusive bool) error {
	how := syscall.LOCK_SH | syscall.LOCK_NB
	if exclusive {
		how = syscall.LOCK_EX | syscall.LOCK_NB
	}
	for {
		err := syscall.Flock(int(f.Fd()), how)
		switch {
		case errors.Is(err, syscall.EINTR):
		case errors.Is(err, syscall.EWOULDBLOCK):
			return errLocked
		default:
			return err
		}
	}
}

// giveToOwner changes the owner of a file that root created to the owner of its directory, so that
// a server without privileges can open files created by an administrator's command.
func giveToOwner(path string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	info, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return nil
	}
	return os.Lchown(path, int(owner.Uid), int(owner.Gid))
}
