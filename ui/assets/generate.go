package assets

//go:generate sh -c "cd icons && go run ./generate"
