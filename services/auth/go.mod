module github.com/saheedt/pass/services/auth

go 1.26.4

require (
	github.com/alexedwards/argon2id v1.0.0
	github.com/hashicorp/golang-lru/v2 v2.0.7
	github.com/stretchr/testify v1.12.1
	golang.org/x/sync v0.21.0
	golang.org/x/text v0.37.0
	golang.org/x/time v0.15.0
)

require (
	go.yaml.in/yaml/v3 v3.0.5 // indirect
	golang.org/x/crypto v0.52.0 // indirect
	golang.org/x/sys v0.45.0 // indirect
)

replace github.com/saheedt/pass/services/internal => ../internal
