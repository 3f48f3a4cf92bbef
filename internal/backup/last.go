package backup

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// lastName keeps, beside the database, when the folder was last copied. It is in no archive.
const lastName = "backup.json"

type last struct {
	At time.Time `json:"at"`
}

// Remember notes in a folder that it was copied at this moment.
func Remember(dir string, at time.Time) error {
	raw, err := json.Marshal(last{at.UTC()})
	if err != nil {
		return err
	}
	part := filepath.Join(dir, "."+lastName)
	if err := os.WriteFile(part, raw, 0o600); err != nil {
		return fmt.Errorf("the moment of the backup: %w", err)
	}
	return os.Rename(part, filepath.Join(dir, lastName))
}

// Last is when the folder was last copied; the zero time when it never was.
func Last(dir string) (time.Time, error) {
	raw, err := os.ReadFile(filepath.Join(dir, lastName)) //nolint:gosec // our own folder
	if errors.Is(err, os.ErrNotExist) {
		return time.Time{}, nil
	}
	var l last
	if err == nil {
		err = json.Unmarshal(raw, &l)
	}
	if err != nil {
		return time.Time{}, fmt.Errorf("la date de la dernière sauvegarde ne se lit pas : %w", err)
	}
	return l.At, nil
}
