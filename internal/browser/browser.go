// Package browser holds journeys in a real browser, and the walkers of the tables of routes. It is made of tests only: each
// opens its own copy of the practice school, so that they may run in any order and move its clock.
package browser
