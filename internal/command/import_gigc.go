package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"github.com/openacademie/openacademie/internal/school"
)

// RunStaffImport reads the staff file of GIGC, says what it would change, and writes it unless told not to. It returns an
// exit code.
func RunStaffImport(ctx context.Context, stdout, stderr io.Writer, o ImportOptions) int {
	d, err := importStaff(ctx, &o)
	if err != nil {
		fmt.Fprintln(stderr, "Refusé :", err)
		return Refused
	}
	if o.JSON {
		err = writeStaffJSON(stdout, d)
	} else {
		err = writeStaffSummary(stdout, d, o)
	}
	if err != nil {
		fmt.Fprintln(stderr, "Le résultat n’a pas pu être écrit :", err)
		return Refused
	}
	return Fine
}

func importStaff(ctx context.Context, o *ImportOptions) (d *school.StaffDifference, err error) {
	files, err := filesOnDisk(o.Files)
	if err != nil {
		return nil, err
	}
	open := *o
	open.DryRun = false
	remove, err := rehearse(o.DryRun, &open.Dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	app, err := openExisting(&open)
	if !o.DryRun {
		o.Dir = open.Dir
	}
	if app != nil {
		defer func() { err = closing(app, err) }()
	}
	if err != nil {
		return nil, err
	}
	if d, err = school.ReadStaffImport(ctx, app, files); err != nil || o.DryRun {
		return d, err
	}
	return d, school.ConfirmStaffImport(ctx, app, d)
}

// openExisting opens a folder that holds a school already: what these imports read belongs to one, and makes none.
func openExisting(o *ImportOptions) (core.App, error) {
	if o.Dir == "" {
		o.Dir = schoolDir
	}
	if _, err := os.Stat(filepath.Join(o.Dir, "data.db")); err != nil {
		return nil, fmt.Errorf("%s : %w", o.Dir, school.ErrNoSchoolYet)
	}
	pages, err := rulePages()
	if err != nil {
		return nil, err
	}
	options := school.Options{Rules: pages, KeyOptional: true, Bind: bindings()}
	app, err := school.Open(o.Dir, options)
	if errors.Is(err, school.ErrNoFolder) {
		return app, school.ErrNoSchoolYet
	}
	return app, err
}

// staffJSON is what scripts read: names and types are stable.
type staffJSON struct {
	Files    []string       `json:"files"`
	Read     int            `json:"read"`
	Added    int            `json:"added"`
	Changed  int            `json:"changed"`
	Absent   int            `json:"absent"`
	Rejected []rejectedJSON `json:"rejected"`
}

func writeStaffJSON(out io.Writer, d *school.StaffDifference) error {
	answer := staffJSON{
		Files: fileNames(d.Files), Read: d.Read, Added: len(d.Added), Changed: len(d.Changed), Absent: len(d.Absent), Rejected: []rejectedJSON{},
	}
	for _, r := range d.Rejected {
		answer.Rejected = append(answer.Rejected, rejectedJSON(r))
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answer)
}

func writeStaffSummary(out io.Writer, d *school.StaffDifference, o ImportOptions) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Fichiers : %s\n", strings.Join(fileNames(d.Files), ", "))
	fmt.Fprintf(&b, "Lu : %d personnes\n", d.Read)
	fmt.Fprintf(&b, "Personnels : %d nouveaux, %d modifiés, %d absents du fichier\n", len(d.Added), len(d.Changed), len(d.Absent))
	shown(&b, "nouveau", d.Added, staffLine)
	for _, c := range d.Changed {
		fmt.Fprintf(&b, "  %s\n", c.Name)
		for _, f := range c.Fields {
			fmt.Fprintf(&b, "    %s : « %s » → « %s »\n", f.Label, f.Old, f.New)
		}
	}
	shown(&b, "absent du fichier", d.Absent, staffLine)
	for _, r := range d.Rejected {
		fmt.Fprintf(&b, "Non lu : %s, ligne %d : %s\n", r.File, r.Line, r.Reason)
	}
	for _, note := range d.Notes {
		fmt.Fprintln(&b, "Note :", note)
	}
	switch {
	case o.DryRun:
		fmt.Fprintln(&b, "Rien n’a été enregistré (--dry-run).")
	case d.Rows == 0:
		fmt.Fprintln(&b, "La base disait déjà tout cela : rien n’a changé.")
	default:
		fmt.Fprintf(&b, "Enregistré : %d lignes écrites dans %s.\n", d.Rows, o.Dir)
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func staffLine(s school.ImportStaff) string {
	if s.Discipline == "" {
		return s.Name
	}
	return s.Name + ", " + s.Discipline
}

// shown writes the first lines of a list, each under its word.
func shown[T any](out io.Writer, word string, list []T, line func(T) string) {
	for i, item := range list {
		if i == shownPeople {
			fmt.Fprintf(out, "  … et %d autres\n", len(list)-i)
			return
		}
		fmt.Fprintf(out, "  %s : %s\n", word, line(item))
	}
}
