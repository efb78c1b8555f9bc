"""Who may know of which received alerts and feed keys."""
