// Command daprd is the Dapr sidecar with the components that pass's profiles name.
//
// Built with -tags stablecomponents it has all components of certification status "stable"; what is below is added
// because Dapr leaves it out of that set, and RabbitMQ is put in place of Dapr's.
package main

import (
	sqlitenames "github.com/dapr/components-contrib/nameresolution/sqlite"
	"github.com/dapr/dapr/cmd/daprd/app"
	"github.com/dapr/dapr/pkg/components/nameresolution"

	"github.com/saheedt/pass/tools/dapr/internal/brokers"
)

func main() {
	brokers.Register()
	nameresolution.DefaultRegistry.RegisterComponent(sqlitenames.NewResolver, "sqlite")
	app.Run()
}
