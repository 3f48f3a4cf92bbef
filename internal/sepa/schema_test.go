package sepa_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// iso20022 carries, in its docs, the schemas that iso20022.org publishes: those of the year after our versions. They are not
// ours to hand on, so they come with the module, checked by the checksum database.
const iso20022 = "github.com/moov-io/iso20022@v0.2.1"

// nextVersion is the version of the module's schema in which all that we write stands unchanged, and its file.
var nextVersion = map[string]struct{ version, file string }{
	"pain.001.001.09": {"pain.001.001.10", "pain.001.001.10_1.xsd"},
	"pain.008.001.08": {"pain.008.001.09", "pain.008.001.09.xsd"},
}

// schemaFor finds an official schema to judge a message by: the very one where a developer has it at hand
// (PAIN_001_001_09_XSD=…), else that of the next version, for which the message is renamed.
func schemaFor(t *testing.T, version string, body []byte) (schema string, message []byte) {
	t.Helper()
	if own := os.Getenv(strings.ToUpper(strings.ReplaceAll(version, ".", "_")) + "_XSD"); own != "" {
		return own, body
	}
	next, known := nextVersion[version]
	if !known {
		t.Skip(version + " has no schema here: the table of elements stands alone")
	}
	out, err := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", iso20022).Output()
	var module struct{ Dir string }
	if err != nil || json.Unmarshal(out, &module) != nil || module.Dir == "" {
		t.Skip(iso20022 + " cannot be fetched: the table of elements stands alone")
	}
	return filepath.Join(module.Dir, "docs", "specifications", "payments_initiation_11", next.file), bytes.ReplaceAll(body, []byte(version), []byte(next.version))
}

// The files for the bank pass a schema that we did not write.
func TestTheFilesPassTheOfficialSchemas(t *testing.T) {
	xmllint, err := exec.LookPath("xmllint")
	if err != nil {
		t.Skip("xmllint (paquet Debian libxml2-utils) n’est pas installé : seule notre table d’éléments a jugé les fichiers")
	}
	write := map[string]func() ([]byte, error){"pain.001.001.09": order(3).XML}
	for _, version := range versions {
		write[string(version)] = func() ([]byte, error) { return collection(7).XML(version) }
	}
	for version, xml := range write {
		t.Run(version, func(t *testing.T) {
			body, err := xml()
			if err != nil {
				t.Fatal(err)
			}
			schema, message := schemaFor(t, version, body)
			judge := func(message []byte) (string, error) {
				file := filepath.Join(t.TempDir(), "message.xml")
				if err := os.WriteFile(file, message, 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := exec.CommandContext(t.Context(), xmllint, "--noout", "--schema", schema, file).CombinedOutput()
				return string(out), err
			}
			if said, err := judge(message); err != nil {
				t.Errorf("%v\n%s", err, said)
			}
			if said, err := judge(bytes.Replace(message, []byte("<NbOfTxs>"), []byte("<NbOfTxs>x"), 1)); err == nil {
				t.Errorf("the judge passes anything: %s", said)
			}
		})
	}
}
