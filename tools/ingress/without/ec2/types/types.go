// Package types has the words for machines of Amazon EC2.
package types

// InstanceStateName is what a machine does.
type InstanceStateName string

// InstanceStateNameRunning is the state of one that runs.
const InstanceStateNameRunning InstanceStateName = "running"

// InstanceState holds the state.
type InstanceState struct{ Name InstanceStateName }

// Instance is a machine.
type Instance struct {
	InstanceId, PrivateIpAddress *string
	State                        *InstanceState
	NetworkInterfaces            []InstanceNetworkInterface
}

// InstanceNetworkInterface is one of its networks.
type InstanceNetworkInterface struct{ PrivateIpAddress *string }

// Reservation is a group of machines.
type Reservation struct{ Instances []Instance }
