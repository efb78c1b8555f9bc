"""What follows a decision: undertakings and engagements, and the way from warning to result."""
