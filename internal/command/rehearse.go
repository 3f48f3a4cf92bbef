package command

import (
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
)

// rehearse points a dry run at a copy of the school's folder, that remove takes away. Opening alone may migrate the folder of an
// older version, or leave SQLite's own files beside it: the school's folder keeps every byte. Without a folder, or without a
// dry run, nothing is copied.
func rehearse(dryRun bool, dir *string) (remove func() error, err error) {
	remove = func() error { return nil }
	if *dir == "" {
		*dir = schoolDir
	}
	if !dryRun {
		return remove, nil
	}
	if _, err := os.Stat(filepath.Join(*dir, dataFile)); errors.Is(err, os.ErrNotExist) {
		return remove, nil
	}
	copied, err := copyOfFolder(*dir)
	if err != nil {
		return remove, err
	}
	*dir = copied
	return func() error { return os.RemoveAll(copied) }, nil
}

// copyOfFolder copies a school's database and keys, not its files, its technical log nor its backups, to a folder that the
// caller removes. While somebody serves the folder, the database is copied as it is at one instant.
func copyOfFolder(dir string) (copied string, err error) {
	made, err := os.MkdirTemp("", "openacademie-essai-")
	if err != nil {
		return "", fmt.Errorf("la copie du dossier %s pour l’essai : %w", dir, err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(fmt.Errorf("la copie du dossier %s pour l’essai : %w", dir, err), os.RemoveAll(made))
		}
	}()
	entries, err := os.ReadDir(dir)
	if err != nil {
		return "", err
	}
	for _, entry := range entries {
		switch name := entry.Name(); {
		case !entry.Type().IsRegular(), strings.HasPrefix(name, "aux.db"), strings.HasPrefix(name, dataFile+"-"):
			continue
		case name == dataFile && isOpen(dir):
			if err := copyOpen(filepath.Join(dir, name), filepath.Join(made, name)); err != nil {
				return "", err
			}
			continue
		}
		if err := copyFile(filepath.Join(dir, entry.Name()), filepath.Join(made, entry.Name())); err != nil {
			return "", err
		}
	}
	return made, nil
}

const dataFile = "data.db"

// isOpen tells that a database is being written, or that it was when its program died: its last rows are in the file beside.
func isOpen(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, dataFile+"-wal"))
	return err == nil
}

// copyOpen copies a database that others write, without writing in it.
func copyOpen(from, to string) (err error) {
	db, err := dbx.Open("sqlite", "file:"+(&url.URL{Path: from}).EscapedPath()+"?mode=ro&_pragma=busy_timeout(2000)")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	_, err = db.NewQuery("VACUUM INTO {:to}").Bind(dbx.Params{"to": to}).Execute()
	return err
}

func copyFile(from, to string) (err error) {
	source, err := os.Open(from) //nolint:gosec // a file of the folder that the operator named
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, source.Close()) }()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600) //nolint:gosec // in the folder just made
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	_, err = io.Copy(target, source)
	return err
}
