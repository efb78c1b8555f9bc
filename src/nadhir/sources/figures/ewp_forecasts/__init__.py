"""Early Warning Project: its own rolling forecasts."""
