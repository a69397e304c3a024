"""What the commands of all rooms share: options, streams, and how far a command came."""
