"""What the product's speed, size and accuracy are measured with; nothing of it is installed."""
