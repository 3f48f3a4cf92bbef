// Command openacademie serves a school: families enrol, sign and pay, staff work, and the law holds. The command line lives
// in internal/command.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/openacademie/openacademie/internal/command"
)

// version is stamped by the Makefile.
var version = "dev"

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	// A second Ctrl-C ends at once what the first one asked to end properly.
	context.AfterFunc(ctx, stop)
	return command.Execute(ctx, command.Call{Args: os.Args[1:], Out: os.Stdout, Err: os.Stderr, Version: version})
}
