package secret

import (
	"context"
	"fmt"
)

// Stores are Dapr's secret stores; Dapr's client is one.
type Stores interface {
	GetSecret(ctx context.Context, component, name string, meta map[string]string) (map[string]string, error)
}

// Lookup reads a secret that an operator keeps, from the secret store of that
// name.
func Lookup(ctx context.Context, from Stores, component, name string) (string, error) {
	values, err := from.GetSecret(ctx, component, name, nil)
	if err != nil {
		return "", fmt.Errorf("read secret %s: %w", name, err)
	}
	if value, ok := values[name]; ok {
		return value, nil
	}
	if len(values) == 1 {
		// Stores of secrets with several values name the value, not the secret.
		for _, value := range values {
			return value, nil
		}
	}
	return "", fmt.Errorf("secret %s has no value of that name", name)
}
