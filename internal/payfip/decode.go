package payfip

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// unreadableError marks an answer that is not a SOAP envelope at all.
type unreadableError struct{ reason string }

func (e *unreadableError) Error() string { return e.reason }

// decode reads the leaves of an answer to operation, names in lower case: one version of PayFiP writes idop where the
// schema says idOp. A fault becomes a *FunctionalError or a *TechnicalError, an envelope off the contract an *AnswerError,
// anything else an *unreadableError. A document type is refused, so there is no entity to expand.
func decode(operation string, body []byte) (map[string]string, error) {
	root, err := parse(body)
	if err != nil {
		return nil, err
	}
	if root.XMLName != (xml.Name{Space: nsEnvelope, Local: "Envelope"}) {
		return nil, &unreadableError{"la réponse n’est pas une enveloppe SOAP"}
	}
	content := root.only(nsEnvelope, "Body").first()
	switch content.name() {
	case xml.Name{Space: nsEnvelope, Local: "Fault"}:
		return nil, faultFrom(operation, content)
	case xml.Name{Space: nsService, Local: operation + "Response"}:
		leaves, ok := content.only("", "return").leaves()
		if !ok {
			return nil, &AnswerError{operation, "un champ est présent deux fois"}
		}
		return leaves, nil
	}
	return nil, &AnswerError{operation, "l’enveloppe ne contient ni la réponse attendue ni une erreur"}
}

// faultFrom decides on the name of the detail element: faultstring is a Java class name in one version, a short name in
// another.
func faultFrom(operation string, fault *element) error {
	detail := fault.only("", "detail").first()
	leaves, ok := detail.leaves()
	if !ok {
		return &AnswerError{operation, "un champ de l’erreur est présent deux fois"}
	}
	severity, _ := strconv.Atoi(leaves["severite"])
	text := strings.TrimSpace(leaves["descriptif"] + " " + leaves["message"])
	kinds := map[string]TechnicalKind{
		"TechDysfonctionnementErreur": Dysfunction,
		"TechIndisponibiliteErreur":   Unavailable,
		"TechProtocolaireErreur":      Protocol,
	}
	if name := detail.name(); name.Space == nsService {
		if name.Local == "FonctionnelleErreur" {
			return &FunctionalError{leaves["code"], leaves["libelle"], text, severity}
		}
		if kind, ok := kinds[name.Local]; ok {
			return &TechnicalError{kind, leaves["code"], leaves["libelle"], text, severity}
		}
	}
	return &TechnicalError{Kind: BareFault, Code: fault.only("", "faultcode").text(), Label: fault.only("", "faultstring").text()}
}

// element is a node of a small tree; its methods work on nil, which stands for an absent one.
type element struct {
	XMLName  xml.Name
	Text     []byte
	Children []*element
}

// maxDepth is more than twice what an answer needs.
const maxDepth = 16

func parse(body []byte) (*element, error) {
	decoder := xml.NewDecoder(bytes.NewReader(body))
	var stack []*element
	var root *element
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) && root != nil && len(stack) == 0 {
			return root, nil
		}
		if err != nil {
			return nil, &unreadableError{"XML illisible : " + err.Error()}
		}
		switch t := token.(type) {
		case xml.Directive:
			return nil, &unreadableError{"XML avec un type de document, refusé"}
		case xml.StartElement:
			e := &element{XMLName: t.Name}
			switch {
			case len(stack) > 0:
				parent := stack[len(stack)-1]
				parent.Children = append(parent.Children, e)
			case root == nil:
				root = e
			default:
				return nil, &unreadableError{"XML à plusieurs racines"}
			}
			if stack = append(stack, e); len(stack) > maxDepth {
				return nil, &unreadableError{"XML trop profond"}
			}
		case xml.EndElement:
			stack = stack[:len(stack)-1]
		case xml.CharData:
			if len(stack) > 0 {
				open := stack[len(stack)-1]
				open.Text = append(open.Text, t...)
			} else if len(bytes.TrimSpace(t)) > 0 {
				return nil, &unreadableError{"texte hors de l’enveloppe"}
			}
		}
	}
}

// only finds the one child of that name; two of them count as none, so that nobody can add a second answer.
func (e *element) only(space, local string) *element {
	var found *element
	if e != nil {
		for _, child := range e.Children {
			if child.XMLName == (xml.Name{Space: space, Local: local}) {
				if found != nil {
					return nil
				}
				found = child
			}
		}
	}
	return found
}

// first is the only child; several count as none.
func (e *element) first() *element {
	if e == nil || len(e.Children) != 1 {
		return nil
	}
	return e.Children[0]
}

func (e *element) name() xml.Name {
	if e == nil {
		return xml.Name{}
	}
	return e.XMLName
}

func (e *element) text() string {
	if e == nil {
		return ""
	}
	return strings.TrimSpace(string(e.Text))
}

// leaves maps the unqualified children to their text; ok is false when two of them differ only by case or not at all.
func (e *element) leaves() (leaves map[string]string, ok bool) {
	leaves = map[string]string{}
	if e == nil {
		return leaves, true
	}
	for _, child := range e.Children {
		name := strings.ToLower(child.XMLName.Local)
		if child.XMLName.Space != "" || len(child.Children) > 0 {
			continue
		}
		if _, twice := leaves[name]; twice {
			return nil, false
		}
		leaves[name] = child.text()
	}
	return leaves, true
}
