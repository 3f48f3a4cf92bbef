package rights

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"

	. "maragu.dev/gomponents"
	. "maragu.dev/gomponents/html"

	"github.com/openacademie/openacademie/internal/law"
	"github.com/openacademie/openacademie/internal/privacy"
	"github.com/openacademie/openacademie/ui/components/web"
)

// sendCopy gives a person's data as a ZIP: a page to read, the same for a machine, the files they gave.
func sendCopy(v *web.Visit, c privacy.Copy) error {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	readable := &bytes.Buffer{}
	if err := copyDocument(c).Render(readable); err != nil {
		return err
	}
	machine, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return fmt.Errorf("copy of a person: %w", err)
	}
	files := append([]privacy.File{{Name: "vos-donnees.html", Content: readable.Bytes()}, {Name: "vos-donnees.json", Content: machine}}, c.Files...)
	for i, f := range files {
		if i > 1 {
			f.Name = "pieces/" + f.Name
		}
		w, err := z.Create(f.Name)
		if err != nil {
			return err
		}
		if _, err := w.Write(f.Content); err != nil {
			return err
		}
	}
	if err := z.Close(); err != nil {
		return err
	}
	return v.File("donnees-"+string(c.MadeOn)+".zip", "application/zip", out.Bytes(), false)
}

// copyDocument is a page that opens from a disk: no style, no script, nothing fetched.
func copyDocument(c privacy.Copy) Node {
	return Doctype(HTML(Lang("fr"),
		Head(Meta(Charset("utf-8")), TitleEl(Text("Données de "+c.Of))),
		Body(
			H1(Text("Données de "+c.Of)),
			P(Text("Copie faite le "+c.MadeOn.French()+" par "+c.School+". Un champ vide n’est pas écrit. Les identifiants de quinze signes relient les lignes entre elles.")),
			Map(c.Sections, copySection),
			H2(Text("Ce qui n’est pas dans cette copie")),
			P(Text("Les données d’une autre personne, les mots de passe et les clés, et :")),
			Ul(Map(c.NotHere, func(n privacy.NotHere) Node { return Li(Text(n.Collection + " : " + n.Why + ".")) })),
		)))
}

func copySection(s privacy.Section) Node {
	return Group{H2(Text(s.Label)), P(Text(law.Counted(len(s.Rows), "ligne", "lignes") + ".")), Map(s.Rows, func(row map[string]any) Node {
		var pairs []Node
		for _, w := range s.Words {
			if text := written(row[w.Name]); text != "" {
				pairs = append(pairs, Dt(Text(w.Text)), Dd(Text(text)))
			}
		}
		return Section(Dl(pairs...), Hr())
	})}
}

// written is a value as a person reads it; nothing for what is empty.
func written(value any) string {
	switch x := value.(type) {
	case nil:
		return ""
	case string:
		return x
	case bool:
		return map[bool]string{true: "oui", false: "non"}[x]
	case fmt.Stringer:
		text := x.String()
		if text == "null" || text == "[]" || text == "{}" {
			return ""
		}
		return text
	}
	raw, err := json.Marshal(value)
	if text := string(raw); err == nil && text != "null" && text != "[]" && text != "{}" && text != `""` {
		return text
	}
	return ""
}
