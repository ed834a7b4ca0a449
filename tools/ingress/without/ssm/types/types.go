// Package types has the words for machines of AWS Systems Manager.
package types

// InstanceInformation is a machine.
type InstanceInformation struct {
	InstanceId, IPAddress *string
	PingStatus            string
}

// InstanceInformationStringFilter chooses machines.
type InstanceInformationStringFilter struct {
	Key    *string
	Values []string
}
