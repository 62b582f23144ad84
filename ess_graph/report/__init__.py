"""What a person reads: findings, and rows in the form they ask for."""
