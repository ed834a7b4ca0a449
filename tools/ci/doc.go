// Package ci pins the programs that look at workflows, secrets and known
// vulnerabilities; its tests hold the workflows to their rules.
package ci
