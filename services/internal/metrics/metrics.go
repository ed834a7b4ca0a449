// Package metrics keeps the figures of this process and serves them to
// Prometheus.
//
// Packages declare theirs as variables, under the names and with the units that
// Prometheus asks for: pass_ in front, base units, _total for counters. A
// counter tells what this process has seen since its start, so figures of
// several instances are added up; a label takes few values, never an id.
package metrics

import (
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promauto"
)

const namespace = "pass"

// Durations are buckets, in seconds, for what takes from a millisecond to ten
// seconds.
var Durations = []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10}

// Delays are buckets, in seconds, for what may wait for others: up to an hour.
var Delays = []float64{.01, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600}

// Registry has every figure of the process.
var Registry = newRegistry()

func newRegistry() *prometheus.Registry {
	registry := prometheus.NewRegistry()
	registry.MustRegister(collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return registry
}

// Counter makes a counter, which begins at 0.
func Counter(name, help string) prometheus.Counter {
	return promauto.With(Registry).NewCounter(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help})
}

// Counters makes a counter with one label. The values that are known begin at
// 0, so that the first event of a kind is seen as an increase.
func Counters(name, help, label string, known ...string) *prometheus.CounterVec {
	vec := CountersBy(name, help, label)
	for _, value := range known {
		vec.WithLabelValues(value)
	}
	return vec
}

// CountersBy makes a counter with several labels.
func CountersBy(name, help string, labels ...string) *prometheus.CounterVec {
	return promauto.With(Registry).NewCounterVec(prometheus.CounterOpts{Namespace: namespace, Name: name, Help: help}, labels)
}

// Gauge makes a gauge, which begins at 0.
func Gauge(name, help string) prometheus.Gauge {
	return promauto.With(Registry).NewGauge(prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help})
}

// GaugeFunc adds a gauge that is asked for its value whenever somebody looks.
// It panics when the process has one of that name and labels already.
func GaugeFunc(name, help string, labels map[string]string, value func() float64) {
	opts := prometheus.GaugeOpts{Namespace: namespace, Name: name, Help: help, ConstLabels: labels}
	promauto.With(Registry).NewGaugeFunc(opts, value)
}

// Histogram makes a histogram.
func Histogram(name, help string, buckets []float64) prometheus.Histogram {
	opts := prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}
	return promauto.With(Registry).NewHistogram(opts)
}

// HistogramsBy makes a histogram with labels.
func HistogramsBy(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	opts := prometheus.HistogramOpts{Namespace: namespace, Name: name, Help: help, Buckets: buckets}
	return promauto.With(Registry).NewHistogramVec(opts, labels)
}
