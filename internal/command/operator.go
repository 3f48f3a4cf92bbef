package command

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const (
	practiceOperatorEmail = "operateur@exemple.fr"
	// practiceOperatorFile keeps the password of a practice folder's operator, so that each start can show it. A practice
	// folder protects nothing; a real one never writes a password down.
	practiceOperatorFile = "practice-operator.txt"
)

func hasOperator(app core.App) (bool, error) {
	n, err := app.CountRecords(core.CollectionNameSuperusers, dbx.Not(dbx.HashExp{"email": core.DefaultInstallerEmail}))
	if err != nil {
		return false, fmt.Errorf("count operators: %w", err)
	}
	return n > 0, nil
}

// makeOperator creates a superuser with a random password and returns it.
func makeOperator(app core.App, email string) (password string, err error) {
	collection, err := app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		return "", fmt.Errorf("operators: %w", err)
	}
	password = strings.ToLower(rand.Text())
	record := core.NewRecord(collection)
	record.SetEmail(email)
	record.SetPassword(password)
	if err := app.Save(record); err != nil {
		return "", fmt.Errorf("l’opérateur %s n’a pas pu être créé : %w", email, err)
	}
	return password, nil
}

// practiceOperator returns the operator of a practice folder, made at the first start.
func practiceOperator(app core.App) (email, password string, err error) {
	path := filepath.Join(app.DataDir(), practiceOperatorFile)
	kept, err := os.ReadFile(path) //nolint:gosec // our own folder
	if err == nil {
		return practiceOperatorEmail, strings.TrimSpace(string(kept)), nil
	}
	if !errors.Is(err, os.ErrNotExist) {
		return "", "", fmt.Errorf("practice operator: %w", err)
	}
	if password, err = makeOperator(app, practiceOperatorEmail); err != nil {
		return "", "", err
	}
	if err := os.WriteFile(path, []byte(password+"\n"), 0o600); err != nil {
		return "", "", fmt.Errorf("practice operator: %w", err)
	}
	return practiceOperatorEmail, password, nil
}
