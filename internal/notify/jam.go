package notify

import (
	"fmt"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"github.com/openacademie/openacademie/internal/school"
)

// Jam is a channel that does not take what is handed to it: how many deliveries wait for another try, the last trouble, and
// when the next try is.
type Jam struct {
	Channel   Channel
	Waiting   int
	Trouble   string
	NextTryAt types.DateTime
}

// Jams lists the channels that make deliveries wait, for those of the staff who see the outbox.
func Jams(app core.App, viewer school.Actor) ([]Jam, error) {
	if !maySee(app, viewer) {
		return nil, nil
	}
	var jams []Jam
	// Beside a bare column, SQLite's MIN gives the row of the minimum.
	err := app.DB().NewQuery(`SELECT channel, COUNT(*) AS waiting, trouble, MIN(next_try_at) AS next_try_at FROM deliveries
		WHERE state = 'queued' AND trouble != '' GROUP BY channel ORDER BY channel`).All(&jams)
	if err != nil {
		return nil, fmt.Errorf("channels that wait: %w", err)
	}
	return jams, nil
}
