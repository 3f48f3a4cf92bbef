//go:build unix

package command

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
)

func hold(dir string) (release func() error, err error) {
	file, err := os.OpenFile(filepath.Join(dir, holdName), os.O_CREATE|os.O_RDWR, 0o600) //nolint:gosec // the folder that was asked for
	if err != nil {
		return nil, fmt.Errorf("le dossier %s ne s’écrit pas : %w", dir, err)
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		if errors.Is(err, syscall.EWOULDBLOCK) {
			err = errHeld
		}
		return nil, errors.Join(err, file.Close())
	}
	return file.Close, nil
}
