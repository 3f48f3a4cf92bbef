package school

import "context"

type memoKey struct{}

// WithMemo gives a batch a memory: what judging its rows needs is read once, however many rows it has. It dies with the
// context; a single row is judged on facts read for it.
func WithMemo(ctx context.Context) context.Context {
	return context.WithValue(ctx, memoKey{}, map[string]any{})
}

// Once reads facts under a key, or returns what the batch has read already. One batch runs in one goroutine.
func Once[T any](ctx context.Context, key string, read func() (T, error)) (T, error) {
	memo, _ := ctx.Value(memoKey{}).(map[string]any)
	if kept, known := memo[key].(T); known {
		return kept, nil
	}
	value, err := read()
	if err == nil && memo != nil {
		memo[key] = value
	}
	return value, err
}
