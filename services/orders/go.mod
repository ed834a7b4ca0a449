module github.com/saheedt/pass/services/orders

go 1.26.4

require (
	github.com/saheedt/pass/services/internal v0.0.0
	github.com/stretchr/testify v1.12.1
	pgregory.net/rapid v1.3.0
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect

replace github.com/saheedt/pass/services/internal => ../internal
