package command

import (
	"context"
	"io"

	"github.com/pocketbase/pocketbase/core"
)

// seed fills a practice folder at its first start. EXTEND HERE: the fictitious collège.
func seed(context.Context, core.App) error { return nil }

// announce prints the accounts, codes and pages of the fictitious collège. EXTEND HERE.
func announce(core.App, io.Writer, string) {}
