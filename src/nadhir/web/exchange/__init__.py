"""What is exchanged with others: alerts in the Common Alerting Protocol, and feeds."""
