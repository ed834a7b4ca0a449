// Package ssm finds no machines; see ec2.
package ssm

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/ssm/types"
)

// Client would ask Amazon.
type Client struct{}

// NewFromConfig gives a client.
func NewFromConfig(any) *Client { return &Client{} }

// DescribeInstanceInformationInput asks for machines.
type DescribeInstanceInformationInput struct {
	Filters []types.InstanceInformationStringFilter
}

// DescribeInstanceInformationOutput holds them.
type DescribeInstanceInformationOutput struct {
	InstanceInformationList []types.InstanceInformation
}

// DescribeInstanceInformationPaginator would read page by page.
type DescribeInstanceInformationPaginator struct{}

// NewDescribeInstanceInformationPaginator gives one.
func NewDescribeInstanceInformationPaginator(*Client, *DescribeInstanceInformationInput) *DescribeInstanceInformationPaginator {
	return &DescribeInstanceInformationPaginator{}
}

// HasMorePages says no.
func (*DescribeInstanceInformationPaginator) HasMorePages() bool { return false }

// NextPage fails.
func (*DescribeInstanceInformationPaginator) NextPage(context.Context) (*DescribeInstanceInformationOutput, error) {
	return nil, errors.New("this Traefik is built without AWS Systems Manager")
}
