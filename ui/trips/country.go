package trips

import "github.com/openacademie/openacademie/internal/trip"

type country = trip.Country

var countries = trip.Countries

func countryName(code string) string { return trip.CountryName(code) }
