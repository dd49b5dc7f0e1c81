"""What must run and why (plan), and running it (run): each stage as soon as what it needs is there."""
