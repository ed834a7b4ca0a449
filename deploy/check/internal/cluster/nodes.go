package cluster

func (c *Cluster) startNodes(opts Options) error { return nil }
