"""The supervisors' queue: what may be asked of it, how the lists are made, and their address."""
