module github.com/saheedt/pass/services/tickets

go 1.26.4

require (
	github.com/stretchr/testify v1.12.1
	golang.org/x/text v0.37.0
)

require go.yaml.in/yaml/v3 v3.0.5 // indirect

replace github.com/saheedt/pass/services/internal => ../internal
