package simulator

import (
	"context"
	"time"
)

// Pause is a duration of real time that JSON writes as text: "1.5s".
type Pause time.Duration

// MarshalText writes "1.5s".
func (p Pause) MarshalText() ([]byte, error) {
	return []byte(time.Duration(p).String()), nil
}

// UnmarshalText reads what time.ParseDuration reads.
func (p *Pause) UnmarshalText(text []byte) error {
	d, err := time.ParseDuration(string(text))
	*p = Pause(d)
	return err
}

// wait returns false when one of the contexts ended first.
func (p Pause) wait(one, other context.Context) bool {
	if p <= 0 {
		return true
	}
	timer := time.NewTimer(time.Duration(p))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-one.Done():
	case <-other.Done():
	}
	return false
}
