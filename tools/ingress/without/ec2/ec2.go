// Package ec2 finds no machines: Traefik needs it for Amazon ECS only, and the
// real one is an eighth of its build.
package ec2

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/ec2/types"
)

// Client would ask Amazon.
type Client struct{}

// NewFromConfig gives a client.
func NewFromConfig(any) *Client { return &Client{} }

// DescribeInstancesInput asks for machines.
type DescribeInstancesInput struct{ InstanceIds []string }

// DescribeInstancesOutput holds them.
type DescribeInstancesOutput struct{ Reservations []types.Reservation }

// DescribeInstancesPaginator would read page by page.
type DescribeInstancesPaginator struct{}

// NewDescribeInstancesPaginator gives one.
func NewDescribeInstancesPaginator(*Client, *DescribeInstancesInput) *DescribeInstancesPaginator {
	return &DescribeInstancesPaginator{}
}

// HasMorePages says no.
func (*DescribeInstancesPaginator) HasMorePages() bool { return false }

// NextPage fails.
func (*DescribeInstancesPaginator) NextPage(context.Context) (*DescribeInstancesOutput, error) {
	return nil, errors.New("this Traefik is built without Amazon EC2")
}
