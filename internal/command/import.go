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

	"github.com/openacademie/openacademie/internal/school"
	"github.com/openacademie/openacademie/internal/siecle"
)

// ImportOptions are the choices of « import siecle ».
type ImportOptions struct {
	Dir    string // the school's folder, schoolDir when empty
	DryRun bool   // compares and writes nothing, not even the folder
	JSON   bool   // one object on the standard output instead of a summary
	Files  []string
}

// RunImport reads SIECLE exports, says what they would change, and writes it unless told not to. It returns an exit code.
func RunImport(ctx context.Context, stdout, stderr io.Writer, o ImportOptions) int {
	if len(o.Files) == 0 {
		fmt.Fprintln(stderr, "il manque le fichier à lire : openacademie import siecle --dir DOSSIER FICHIER…")
		return Usage
	}
	if o.Dir == "" {
		o.Dir = schoolDir
	}
	d, err := importFiles(ctx, o)
	if err != nil {
		fmt.Fprintln(stderr, "Refusé :", err)
		return Refused
	}
	if o.JSON {
		err = writeImportJSON(stdout, d)
	} else {
		err = writeImportSummary(stdout, d, o)
	}
	if err != nil {
		fmt.Fprintln(stderr, "Le résultat n’a pas pu être écrit :", err)
		return Refused
	}
	return Fine
}

func importFiles(ctx context.Context, o ImportOptions) (d *school.Difference, err error) {
	files, err := filesOnDisk(o.Files)
	if err != nil {
		return nil, err
	}
	pages, err := rulePages()
	if err != nil {
		return nil, err
	}
	// An import opens no secret and identifies nobody: the folder's key may stay where it is until the school is served.
	options := school.Options{Rules: pages, KeyOptional: true, Bind: bindings()}
	remove, err := rehearse(o.DryRun, &o.Dir)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, remove()) }()
	if _, missing := os.Stat(filepath.Join(o.Dir, "data.db")); o.DryRun && missing != nil {
		options.ReadOnly = true // no folder to copy: the files are read as a new school's, and none is made
	}
	if !o.DryRun {
		// The files are read before the folder is made: what is refused leaves nothing behind.
		if _, err := os.Stat(filepath.Join(o.Dir, "data.db")); errors.Is(err, os.ErrNotExist) {
			if _, err := school.ReadImportOfNewSchool(ctx, files); err != nil {
				return nil, err
			}
		}
		// Pupils' data is for the account that runs the program, whatever the machine's habits.
		if err := os.MkdirAll(o.Dir, 0o700); err != nil {
			return nil, fmt.Errorf("le dossier %s ne peut pas être créé : %w", o.Dir, err)
		}
	}
	app, err := school.Open(o.Dir, options)
	if errors.Is(err, school.ErrNoFolder) {
		return school.ReadImportOfNewSchool(ctx, files)
	}
	defer func() { err = closing(app, err) }()
	if err != nil {
		return nil, err
	}
	if d, err = school.ReadImport(ctx, app, files); err != nil || o.DryRun {
		return d, err
	}
	rows := d.Rows
	err = school.Confirm(ctx, app, d)
	d.Rows = rows
	return d, err
}

// filesOnDisk names the files as the person will read them in messages.
func filesOnDisk(paths []string) ([]siecle.File, error) {
	files := make([]siecle.File, 0, len(paths))
	for _, path := range paths {
		info, err := os.Stat(path)
		switch {
		case err != nil:
			return nil, fmt.Errorf("le fichier « %s » est introuvable ou illisible : vérifiez son nom et son dossier", path)
		case info.IsDir():
			return nil, fmt.Errorf("« %s » est un dossier : donnez les fichiers qu’il contient", path)
		}
		files = append(files, siecle.File{Name: filepath.Base(path), Size: info.Size(), Open: func() (io.ReadCloser, error) {
			return os.Open(path) //nolint:gosec // the file that the person named
		}})
	}
	return files, nil
}

// importJSON is what scripts read: names and types are stable.
type importJSON struct {
	UAI       string         `json:"uai"`
	Year      string         `json:"year"`
	Files     []string       `json:"files"`
	Pupils    int            `json:"pupils"`
	Guardians int            `json:"guardians"`
	Links     int            `json:"links"`
	Classes   int            `json:"classes"`
	Groups    int            `json:"groups"`
	Added     int            `json:"added"`
	Changed   int            `json:"changed"`
	Left      int            `json:"left"`
	Rejected  []rejectedJSON `json:"rejected"`
}

type rejectedJSON struct {
	File   string `json:"file"`
	Line   int    `json:"line"`
	Reason string `json:"reason"`
}

func writeImportJSON(out io.Writer, d *school.Difference) error {
	answer := importJSON{
		UAI: d.UAI, Year: d.Year, Files: fileNames(d.Files), Pupils: d.Read.Pupils, Guardians: d.Read.Guardians, Links: d.Read.Links,
		Classes: d.Read.Classes, Groups: d.Read.Groups, Added: len(d.Added), Changed: len(d.Changed), Left: len(d.Left),
		Rejected: []rejectedJSON{},
	}
	for _, r := range d.Rejected {
		answer.Rejected = append(answer.Rejected, rejectedJSON(r))
	}
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	return encoder.Encode(answer)
}

func fileNames(files []siecle.FileInfo) []string {
	names := make([]string, 0, len(files))
	for _, f := range files {
		names = append(names, f.Name)
	}
	return names
}

const shownPeople = 20 // of each list, in the summary

func writeImportSummary(out io.Writer, d *school.Difference, o ImportOptions) error {
	var b strings.Builder
	fmt.Fprintf(&b, "Établissement %s, année %s\n", d.UAI, d.Year)
	fmt.Fprintf(&b, "Fichiers : %s\n", strings.Join(fileNames(d.Files), ", "))
	fmt.Fprintf(&b, "Lu : %d élèves, %d responsables, %d liens, %d classes, %d groupes\n",
		d.Read.Pupils, d.Read.Guardians, d.Read.Links, d.Read.Classes, d.Read.Groups)
	fmt.Fprintf(&b, "Élèves : %d nouveaux, %d modifiés, %d sortis\n", len(d.Added), len(d.Changed), len(d.Left))
	fmt.Fprintf(&b, "Responsables : %d nouveaux, %d modifiés ; liens : %d nouveaux, %d modifiés, %d terminés\n",
		len(d.GuardiansAdded), len(d.GuardiansChanged), len(d.LinksAdded), len(d.LinksChanged), len(d.LinksEnded))
	for i, c := range d.Changed {
		if i == shownPeople {
			fmt.Fprintf(&b, "  … et %d autres\n", len(d.Changed)-i)
			break
		}
		fmt.Fprintf(&b, "  %s\n", strings.TrimSpace(c.Name+" "+c.Class))
		for _, f := range c.Fields {
			fmt.Fprintf(&b, "    %s : « %s » → « %s »\n", f.Label, f.Old, f.New)
		}
	}
	for i, p := range d.Left {
		if i == shownPeople {
			fmt.Fprintf(&b, "  … et %d autres sortis\n", len(d.Left)-i)
			break
		}
		fmt.Fprintf(&b, "  sorti : %s\n", strings.TrimSpace(p.Name+" "+p.Class))
	}
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
