package tongue

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"

	"github.com/openacademie/openacademie/content"
)

// scripts are, by language, what the scripts of pages say: a JSON object from French.
var scripts = sync.OnceValues(func() (map[string]string, error) {
	raw, err := content.FS.ReadFile("messages/" + French + ".json")
	if err != nil {
		return nil, fmt.Errorf("list of messages: %w", err)
	}
	var groups []struct {
		Where string
		Keys  []string
	}
	if err := json.Unmarshal(raw, &groups); err != nil {
		return nil, fmt.Errorf("list of messages: %w", err)
	}
	all := map[string]string{}
	for _, l := range Languages {
		c, err := In(l.Code)
		if err != nil || c == nil {
			if err != nil {
				return nil, err
			}
			continue
		}
		words := map[string]string{}
		for _, g := range groups {
			if !strings.HasSuffix(g.Where, ".js") {
				continue
			}
			for _, key := range g.Keys {
				if said := c.said[key]["other"]; said != "" {
					words[key] = said
				}
			}
		}
		written, err := json.Marshal(words)
		if err != nil {
			return nil, fmt.Errorf("words of scripts: %w", err)
		}
		all[l.Code] = string(written)
	}
	return all, nil
})

// ScriptWords is what the scripts of a page say in a language, as a JSON object from the French sentences that they hold; empty
// in French.
func ScriptWords(code string) (string, error) {
	all, err := scripts()
	return all[code], err
}
