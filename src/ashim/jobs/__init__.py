"""Job records, the queue, progress events and retention."""
