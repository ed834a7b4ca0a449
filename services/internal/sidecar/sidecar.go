// Package sidecar is the way to this service's Dapr sidecar: one gRPC
// connection for state, actors and publishing, and HTTP for calls to other
// services.
//
// The connection is our own, because the SDK's interceptors replace the
// outgoing metadata and so lose the trace context.
package sidecar

import (
	"context"
	"fmt"
	"net/http"
	"time"

	dapr "github.com/dapr/go-sdk/client"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/metadata"

	"github.com/saheedt/pass/services/internal/trace"
)

// HeaderToken authenticates a service to its sidecar and the other way round.
const HeaderToken = "dapr-api-token"

const maxMessage = 16 << 20 // bytes, either way

// Options say where the sidecar is.
type Options struct {
	Host     string // without a port; default 127.0.0.1
	HTTPPort int
	GRPCPort int
	Token    string // DAPR_API_TOKEN; may be empty
	// PubSub is the name of the component that events are published to.
	PubSub string
}

// Client speaks to the sidecar. It is safe for concurrent use.
type Client struct {
	opts Options
	base string // of the HTTP API
	conn *grpc.ClientConn
	dapr dapr.Client
	http *http.Client
}

// New makes a client. It connects when it is first used, and again whenever
// the connection was lost.
func New(opts Options) (*Client, error) {
	if opts.Host == "" {
		opts.Host = "127.0.0.1"
	}
	c := &Client{
		opts: opts,
		base: fmt.Sprintf("http://%s:%d", opts.Host, opts.HTTPPort),
		http: &http.Client{Transport: transport()},
	}
	conn, err := grpc.NewClient(fmt.Sprintf("passthrough:///%s:%d", opts.Host, opts.GRPCPort),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage), grpc.MaxCallSendMsgSize(maxMessage)),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: time.Minute, Timeout: 10 * time.Second}),
		grpc.WithConnectParams(connectParams()),
		grpc.WithChainUnaryInterceptor(c.unary),
		grpc.WithChainStreamInterceptor(c.stream),
	)
	if err != nil {
		return nil, fmt.Errorf("connect to sidecar: %w", err)
	}
	dapr.SetLogger(nil)
	c.conn, c.dapr = conn, dapr.NewClientWithConnection(conn)
	return c, nil
}

// Dapr is the SDK's client on our connection.
func (c *Client) Dapr() dapr.Client { return c.dapr }

// Conn is the connection itself.
func (c *Client) Conn() *grpc.ClientConn { return c.conn }

// Close ends the connection.
func (c *Client) Close() error {
	c.http.CloseIdleConnections()
	return c.conn.Close()
}

func (c *Client) unary(ctx context.Context, method string, req, reply any, cc *grpc.ClientConn, invoke grpc.UnaryInvoker, opts ...grpc.CallOption) error {
	return invoke(c.outgoing(ctx), method, req, reply, cc, opts...)
}

func (c *Client) stream(ctx context.Context, desc *grpc.StreamDesc, cc *grpc.ClientConn, method string, open grpc.Streamer, opts ...grpc.CallOption) (grpc.ClientStream, error) {
	return open(c.outgoing(ctx), desc, cc, method, opts...)
}

// outgoing adds to the metadata what the sidecar wants to know.
func (c *Client) outgoing(ctx context.Context) context.Context {
	var pairs []string
	if trace.Parent(ctx) == "" {
		ctx = trace.Quiet(ctx)
	}
	if c.opts.Token != "" {
		pairs = append(pairs, HeaderToken, c.opts.Token)
	}
	if parent := trace.Parent(ctx); parent != "" {
		pairs = append(pairs, trace.HeaderParent, parent)
	}
	return metadata.AppendToOutgoingContext(ctx, pairs...)
}
